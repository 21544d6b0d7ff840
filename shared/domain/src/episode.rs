//! Episodes: one stretch of a chat from open to close, the unit of the report of closed chats.

use serde::{Deserialize, Serialize};

use crate::{ContactId, OperatorId, UnixMs};

/// What has been counted of the running episode; kept in the chat's root, small: what is zero is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Episode {
    /// When the chat was opened.
    pub opened: UnixMs,
    /// The contact's first message of the episode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub asked: Option<UnixMs>,
    /// From `asked` to the first operator's answer, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub first_answer_ms: Option<i64>,
    /// The contact's last message nobody has answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub unanswered_since: Option<UnixMs>,
    /// Runs of contact's messages that were answered.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(as = "Option<u32>", optional))]
    pub answers: u32,
    /// Sum of the times from the last message of each run to its answer, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(type = "number", optional))]
    pub answers_ms: i64,
    /// Messages of the contact.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(as = "Option<u32>", optional))]
    pub inbound: u32,
    /// Messages of operators to the contact.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(as = "Option<u32>", optional))]
    pub outbound: u32,
    /// How often the chat was given to somebody else.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(as = "Option<u32>", optional))]
    pub forwards: u32,
    /// When the contact was last told that nobody is there, in this episode or one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub away: Option<UnixMs>,
}

fn is_zero<T: Default + PartialEq>(count: &T) -> bool {
    *count == T::default()
}

/// A finished episode, as stored when the chat was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ClosedEpisode {
    /// Whose chat.
    pub chat: ContactId,
    /// The figures.
    pub figures: Episode,
    /// Who was responsible at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub holder: Option<OperatorId>,
    /// Who closed.
    pub closed_by: OperatorId,
    /// When.
    pub closed: UnixMs,
    /// Why, one of the workspace's closing reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reason: Option<String>,
}

impl Episode {
    /// One that begins now.
    #[must_use]
    pub fn begins(now: UnixMs) -> Self {
        Self {
            opened: now,
            asked: None,
            first_answer_ms: None,
            unanswered_since: None,
            answers: 0,
            answers_ms: 0,
            inbound: 0,
            outbound: 0,
            forwards: 0,
            away: None,
        }
    }

    /// Two running episodes as one: those of contacts found to be one person.
    #[must_use]
    pub fn together(&self, other: &Self) -> Self {
        let earlier = |one: Option<UnixMs>, other: Option<UnixMs>| one.into_iter().chain(other).min();
        // Whoever was asked first was answered first, as far as the report is concerned.
        let first = if other.asked.is_some() && (self.asked.is_none() || other.asked < self.asked) {
            other
        } else {
            self
        };
        Self {
            opened: self.opened,
            asked: first.asked,
            first_answer_ms: first.first_answer_ms,
            unanswered_since: earlier(self.unanswered_since, other.unanswered_since),
            answers: self.answers.saturating_add(other.answers),
            answers_ms: self.answers_ms.saturating_add(other.answers_ms),
            inbound: self.inbound.saturating_add(other.inbound),
            outbound: self.outbound.saturating_add(other.outbound),
            forwards: self.forwards.saturating_add(other.forwards),
            away: self.away.max(other.away),
        }
    }

    /// Counts a message of the contact, learned of at `now`.
    pub fn hears(&mut self, now: UnixMs) {
        self.inbound = self.inbound.saturating_add(1);
        self.asked = self.asked.or(Some(now));
        self.unanswered_since = Some(now);
    }

    /// Counts an operator's message to the contact. Several in a row are one answer.
    pub fn answers(&mut self, now: UnixMs) {
        self.outbound = self.outbound.saturating_add(1);
        if let Some(since) = self.unanswered_since.take() {
            self.answers = self.answers.saturating_add(1);
            self.answers_ms = self.answers_ms.saturating_add((now.0 - since.0).max(0));
        }
        if let (Some(asked), None) = (self.asked, self.first_answer_ms) {
            self.first_answer_ms = Some((now.0 - asked.0).max(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_counted_from_the_last_message_of_a_run_and_once() {
        let at = UnixMs;
        let mut episode = Episode::begins(at(0));

        episode.hears(at(1_000));
        episode.hears(at(3_000));
        episode.answers(at(10_000));
        episode.answers(at(11_000));

        assert_eq!((episode.answers, episode.answers_ms), (1, 7_000));
        assert_eq!(episode.first_answer_ms, Some(9_000), "from the first question");
        assert_eq!((episode.inbound, episode.outbound), (2, 2));
    }

    #[test]
    fn a_clock_that_steps_back_makes_no_negative_time() {
        let mut episode = Episode::begins(UnixMs(9_000));

        episode.hears(UnixMs(9_000));
        episode.answers(UnixMs(1_000));

        assert_eq!((episode.answers_ms, episode.first_answer_ms), (0, Some(0)));
    }
}
