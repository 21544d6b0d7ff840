//! Episodes: one stretch of a chat from open to close, the unit of the report of closed chats.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, Chat, ChatState, ContactId, DAY_MS, Identity, OperatorId, UnixMs, chat::IDENTITIES_MAX};

/// Forwards of one episode that are kept one by one: more than a chat sees before somebody answers it, and 2 KB at most.
pub const HANDED_MAX: usize = 30;

/// How long after a closing an opening counts as one of the same matter, in milliseconds.
pub const REOPENED_MS_MAX: i64 = DAY_MS;

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
    /// The first [`HANDED_MAX`] of these, in order; episodes from before they were kept one by one do not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<Handed>>", optional))]
    pub handed: Vec<Handed>,
    /// When the chat was given to somebody else while the contact waited: whoever has it now is asked since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub answer_from: Option<UnixMs>,
    /// The channels the contact wrote in, at most [`IDENTITIES_MAX`]. Of a running episode of a chat with one address it is
    /// left out, since every message is written with it: it is that address's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<ChannelId>>", optional))]
    pub channels: Vec<ChannelId>,
    /// When the contact was last told that nobody is there, in this episode or one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub away: Option<UnixMs>,
}

fn is_zero<T: Default + PartialEq>(count: &T) -> bool {
    *count == T::default()
}

/// One forward: whose the chat was, and whose it became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Handed {
    /// Who had it.
    pub from: OperatorId,
    /// Who got it; absent: the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub to: Option<OperatorId>,
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
    /// When the chat was opened again, if that was within [`REOPENED_MS_MAX`] of closing and no undoing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reopened: Option<UnixMs>,
}

impl ClosedEpisode {
    /// The last episode of a closed chat; `None`: the chat is open, or its last episode is told of elsewhere.
    ///
    /// A closed chat keeps all that this is made of, so whoever opens it again can write the row anew without reading it.
    #[must_use]
    pub fn of(chat: &Chat) -> Option<Self> {
        let ChatState::Closed { by, at, reason } = &chat.state else {
            return None;
        };
        Some(Self {
            chat: chat.id.clone(),
            figures: chat.episode.clone()?.with_channels(&chat.identities),
            holder: chat.holder().cloned(),
            closed_by: by.clone(),
            closed: *at,
            reason: reason.clone(),
            reopened: None,
        })
    }

    /// The same once the chat is opened again at `opened`; `None`: that is too long after, and the row stays as it is.
    #[must_use]
    pub fn reopened(closed: &Chat, opened: UnixMs) -> Option<Self> {
        let last = Self::of(closed).filter(|last| opened <= last.closed.plus(REOPENED_MS_MAX))?;
        Some(Self {
            reopened: Some(opened),
            ..last
        })
    }
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
            handed: Vec::new(),
            answer_from: None,
            channels: Vec::new(),
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
        let unanswered_since = earlier(self.unanswered_since, other.unanswered_since);
        let asked_since = earlier(self.asked_since(), other.asked_since());
        let mut channels = self.channels.clone();
        channels.extend(other.channels.iter().filter(|id| !self.channels.contains(id)).cloned());
        channels.truncate(IDENTITIES_MAX);
        let handed = self.handed.iter().chain(&other.handed).take(HANDED_MAX);
        Self {
            opened: self.opened,
            asked: first.asked,
            first_answer_ms: first.first_answer_ms,
            unanswered_since,
            answers: self.answers.saturating_add(other.answers),
            answers_ms: self.answers_ms.saturating_add(other.answers_ms),
            inbound: self.inbound.saturating_add(other.inbound),
            outbound: self.outbound.saturating_add(other.outbound),
            forwards: self.forwards.saturating_add(other.forwards),
            handed: handed.cloned().collect(),
            answer_from: asked_since.filter(|since| Some(*since) > unanswered_since),
            channels,
            away: self.away.max(other.away),
        }
    }

    /// Counts a message of the contact, learned of at `now`.
    pub fn hears(&mut self, now: UnixMs) {
        self.inbound = self.inbound.saturating_add(1);
        self.asked = self.asked.or(Some(now));
        self.unanswered_since = Some(now);
        self.answer_from = None;
    }

    /// Notes where the contact wrote, in a chat with several addresses.
    pub fn heard_in(&mut self, channel: &ChannelId) {
        if !self.channels.contains(channel) && self.channels.len() < IDENTITIES_MAX {
            self.channels.push(channel.clone());
        }
    }

    /// The same with the channels told, where the chat's only address tells them.
    #[must_use]
    pub fn with_channels(mut self, identities: &[Identity]) -> Self {
        if let ([only], true) = (identities, self.channels.is_empty() && self.inbound > 0) {
            self.channels.push(only.id.channel.clone());
        }
        self
    }

    /// Counts a forward. Whoever has the chat from now on is asked from now on.
    pub fn passes(&mut self, from: &OperatorId, to: Option<&OperatorId>, now: UnixMs) {
        self.forwards = self.forwards.saturating_add(1);
        if self.handed.len() < HANDED_MAX {
            let (from, to) = (from.clone(), to.cloned());
            self.handed.push(Handed { from, to });
        }
        self.answer_from = self.unanswered_since.map(|since| since.max(now));
    }

    /// Since when the contact waits for whoever has the chat.
    fn asked_since(&self) -> Option<UnixMs> {
        let since = self.unanswered_since?;
        Some(self.answer_from.map_or(since, |from| from.max(since)))
    }

    /// Counts an operator's message to the contact. Several in a row are one answer.
    pub fn answers(&mut self, now: UnixMs) {
        self.outbound = self.outbound.saturating_add(1);
        if let Some(since) = self.asked_since() {
            (self.unanswered_since, self.answer_from) = (None, None);
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
    use crate::rules::{
        close,
        samples::{NOON, anna, boris, open_chat},
    };

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
    fn after_a_forward_the_answers_clock_begins_anew_for_who_has_the_chat() {
        let (anna, boris) = (anna(), boris());
        let mut episode = Episode::begins(UnixMs(0));

        episode.hears(UnixMs(1_000));
        episode.passes(&anna, Some(&boris), UnixMs(61_000));
        assert_eq!(
            episode.unanswered_since,
            Some(UnixMs(1_000)),
            "the contact waits since then"
        );
        episode.answers(UnixMs(63_000));
        assert_eq!((episode.answers, episode.answers_ms), (1, 2_000));
        assert_eq!(
            episode.first_answer_ms,
            Some(62_000),
            "the contact's first question was asked before"
        );

        episode.passes(&boris, None, UnixMs(70_000));
        assert_eq!(episode.answer_from, None, "nobody is asked anything");
        episode.hears(UnixMs(80_000));
        episode.passes(&anna, Some(&boris), UnixMs(85_000));
        episode.hears(UnixMs(90_000));
        episode.answers(UnixMs(91_000));
        assert_eq!(
            (episode.answers, episode.answers_ms),
            (2, 3_000),
            "a later message is asked later"
        );
        let to = |handed: &Handed| handed.to.clone();
        assert_eq!(
            episode.handed.iter().map(to).collect::<Vec<_>>(),
            [Some(boris.clone()), None, Some(boris)]
        );
        assert_eq!(episode.forwards, 3);
    }

    #[test]
    fn forwards_are_all_counted_and_some_of_them_kept() {
        let mut episode = Episode::begins(UnixMs(0));
        for _ in 0..=HANDED_MAX {
            episode.passes(&anna(), Some(&boris()), UnixMs(1));
        }

        assert_eq!(episode.handed.len(), HANDED_MAX);
        assert_eq!(episode.forwards as usize, HANDED_MAX + 1);
    }

    #[test]
    fn of_two_that_become_one_the_earlier_question_counts_and_the_channels_are_both() {
        let [first, second]: [ChannelId; 2] = ["one", "two"].map(|name| name.parse().expect("id"));
        let (mut left, mut right) = (Episode::begins(UnixMs(0)), Episode::begins(UnixMs(0)));
        left.hears(UnixMs(1_000));
        left.heard_in(&first);
        left.passes(&anna(), Some(&boris()), UnixMs(9_000));
        right.hears(UnixMs(5_000));
        right.heard_in(&second);
        right.heard_in(&second);

        let mut both = left.together(&right);

        assert_eq!(both.channels, [first, second]);
        assert_eq!(
            (both.unanswered_since, both.answer_from),
            (Some(UnixMs(1_000)), Some(UnixMs(5_000)))
        );
        both.answers(UnixMs(6_000));
        assert_eq!(both.answers_ms, 1_000);
    }

    #[test]
    fn a_closed_chat_tells_its_last_episode_and_for_a_day_that_it_was_opened_again() {
        let open = open_chat();
        assert_eq!(ClosedEpisode::of(&open), None);
        let closed = close(&open, &anna(), Some("solved"), NOON).chat;

        let last = ClosedEpisode::of(&closed).expect("closed");

        assert_eq!(last.figures.channels, [open.identities[0].id.channel.clone()]);
        assert_eq!((last.closed, last.reopened), (NOON, None));
        let again = |at| ClosedEpisode::reopened(&closed, at).and_then(|episode| episode.reopened);
        assert_eq!(again(NOON.plus(DAY_MS)), Some(NOON.plus(DAY_MS)));
        assert_eq!(again(NOON.plus(DAY_MS + 1)), None);
    }

    #[test]
    fn rows_from_before_are_still_read() {
        let old = serde_json::json!({ "chat": "c1", "closed_by": "anna", "closed": 9_000, "figures": {
            "opened": 1_000, "asked": 1_000, "forwards": 2, "inbound": 1 } });

        let read: ClosedEpisode = serde_json::from_value(old).expect("readable");

        assert!(read.reopened.is_none() && read.figures.channels.is_empty() && read.figures.handed.is_empty());
        assert_eq!(read.figures.forwards, 2);
    }

    #[test]
    fn a_clock_that_steps_back_makes_no_negative_time() {
        let mut episode = Episode::begins(UnixMs(9_000));

        episode.hears(UnixMs(9_000));
        episode.answers(UnixMs(1_000));

        assert_eq!((episode.answers_ms, episode.first_answer_ms), (0, Some(0)));
    }
}
