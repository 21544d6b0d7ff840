//! What a messenger says of how it calls us for a channel, and what of that is wrong.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, MINUTE_MS, UnixMs, delivery::REASON_CHARS_MAX};

/// Pause between two looks at a channel that nobody asked for, and before the first.
pub const LOOK_EVERY_MS: i64 = 10 * MINUTE_MS;

/// A look that was asked for is not asked for again within this time.
pub const ASK_AGAIN_MS: i64 = 10 * crate::SECOND_MS;

/// A call that failed longer ago than this says nothing of now.
const FAILURE_MS: i64 = 15 * MINUTE_MS;

/// Calls that may wait at the messenger; more means that we are too slow, or out of reach.
const PENDING_MAX: u64 = 100;

/// What a messenger said of a channel's webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookReport {
    /// Where it calls.
    pub place: WebhookPlace,
    /// Kinds of events it does not tell us, of those we want; the provider's own words.
    pub missing: Vec<String>,
    /// How many calls wait, where it says so.
    pub pending: Option<u64>,
    /// The last call that failed: the messenger's words, and when; without a time: as it is now.
    pub failure: Option<(String, Option<UnixMs>)>,
}

/// Where a messenger calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookPlace {
    /// Us.
    Ours,
    /// Somebody else: the host. Its path may be a secret of theirs.
    Elsewhere(String),
    /// Nobody.
    Nowhere,
}

/// What is known of how a messenger calls us for a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ChannelHealth {
    /// Which channel.
    pub channel: ChannelId,
    /// Grows by one with each look; 0: nobody ever looked.
    pub version: u64,
    /// When the messenger was last asked; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub looked: Option<UnixMs>,
    /// When an admin wanted it to be asked, if that has not been done yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub asked: Option<UnixMs>,
    /// What is wrong; empty: nothing, as far as is known.
    pub troubles: Vec<HealthTrouble>,
    /// How many of the messenger's calls wait, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub pending: Option<u64>,
}

/// One thing that is wrong. What helps against the first three is to connect the channel again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum HealthTrouble {
    /// The messenger calls somebody else.
    Elsewhere {
        /// On which host.
        host: String,
    },
    /// The messenger calls nobody.
    Nowhere,
    /// It does not tell us of everything we want to know.
    Missing {
        /// The provider's names of what is missing.
        events: Vec<String>,
    },
    /// Its calls do not reach us, or are not answered as it wants.
    Failing {
        /// The provider's words.
        reason: String,
        /// When it failed last; absent: it says so of now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        at: Option<UnixMs>,
    },
    /// More calls wait than can be right.
    Backlog {
        /// How many.
        pending: u64,
    },
}

impl ChannelHealth {
    /// Of a channel nobody has looked at.
    #[must_use]
    pub fn unknown(channel: &ChannelId) -> Self {
        Self {
            channel: channel.clone(),
            version: 0,
            looked: None,
            asked: None,
            troubles: Vec::new(),
            pending: None,
        }
    }

    /// Whether it is time to look, at a channel that works since `since`.
    #[must_use]
    pub fn is_due(&self, since: UnixMs, now: UnixMs) -> bool {
        let last = self.looked.map_or(since, |looked| looked.max(since));
        // What was wrong before it was connected again may be right now.
        let is_mended = !self.troubles.is_empty() && self.looked < Some(since);
        self.asked.is_some() || is_mended || last.plus(LOOK_EVERY_MS) <= now
    }

    /// Wants a look. `None`: it is wanted, or was done a moment ago.
    #[must_use]
    pub fn ask(&self, now: UnixMs) -> Option<Self> {
        let last = self.asked.max(self.looked);
        if last.is_some_and(|last| last.plus(ASK_AGAIN_MS) > now) {
            return None;
        }
        Some(Self {
            version: self.version + 1,
            asked: Some(now),
            ..self.clone()
        })
    }

    /// After a look; `report` is absent where the messenger did not answer: what was known stays. And whether the channel
    /// has become bad by it.
    #[must_use]
    pub fn look(&self, report: Option<&WebhookReport>, now: UnixMs) -> (Self, bool) {
        let mut after = Self {
            version: self.version + 1,
            looked: Some(now),
            asked: None,
            ..self.clone()
        };
        if let Some(report) = report {
            after.troubles = troubles(report, now);
            after.pending = report.pending;
        }
        let is_worse = self.troubles.is_empty() && !after.troubles.is_empty();
        (after, is_worse)
    }
}

fn troubles(report: &WebhookReport, now: UnixMs) -> Vec<HealthTrouble> {
    let place = match &report.place {
        WebhookPlace::Ours => None,
        WebhookPlace::Elsewhere(host) => Some(HealthTrouble::Elsewhere { host: host.clone() }),
        WebhookPlace::Nowhere => Some(HealthTrouble::Nowhere),
    };
    if let Some(place) = place {
        // The rest is about somebody else's webhook.
        return vec![place];
    }
    let missing = (!report.missing.is_empty()).then(|| HealthTrouble::Missing {
        events: report.missing.clone(),
    });
    let is_now = |at: Option<UnixMs>| at.is_none_or(|at| at.plus(FAILURE_MS) > now);
    let failing = report.failure.as_ref().filter(|(_, at)| is_now(*at));
    let failing = failing.map(|(reason, at)| HealthTrouble::Failing {
        reason: reason.chars().take(REASON_CHARS_MAX).collect(),
        at: *at,
    });
    let pending = report.pending.filter(|pending| *pending > PENDING_MAX);
    let backlog = pending.map(|pending| HealthTrouble::Backlog { pending });
    [missing, failing, backlog].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::NOON;

    fn report() -> WebhookReport {
        WebhookReport {
            place: WebhookPlace::Ours,
            missing: Vec::new(),
            pending: Some(PENDING_MAX),
            failure: Some(("Read timeout expired".into(), Some(NOON.plus(-FAILURE_MS)))),
        }
    }

    fn health() -> ChannelHealth {
        ChannelHealth::unknown(&"channel".parse().expect("id"))
    }

    #[test]
    fn what_is_long_over_is_no_trouble() {
        let (after, is_worse) = health().look(Some(&report()), NOON);

        assert_eq!((after.troubles.len(), is_worse), (0, false));
        assert_eq!((after.pending, after.looked), (Some(PENDING_MAX), Some(NOON)));
    }

    #[test]
    fn each_trouble_is_told_and_the_first_time_is_worse() {
        let bad = WebhookReport {
            missing: vec!["message".into()],
            pending: Some(PENDING_MAX + 1),
            failure: Some(("502 Bad Gateway".into(), Some(NOON))),
            ..report()
        };
        let (after, is_worse) = health().look(Some(&bad), NOON);
        assert_eq!((after.troubles.len(), is_worse), (3, true));
        let (again, is_worse) = after.look(Some(&bad), NOON);
        assert!(!is_worse, "one alarm is enough");
        assert!(!again.is_due(NOON, NOON.plus(1)) && again.is_due(NOON.plus(1), NOON.plus(1)));
        let (unanswered, is_worse) = again.look(None, NOON);
        assert_eq!((unanswered.troubles, is_worse), (again.troubles, false));

        let elsewhere = WebhookReport {
            place: WebhookPlace::Elsewhere("other.example".into()),
            ..bad
        };
        let only = HealthTrouble::Elsewhere {
            host: "other.example".into(),
        };
        assert_eq!(health().look(Some(&elsewhere), NOON).0.troubles, [only]);
    }

    #[test]
    fn a_look_is_due_after_ten_minutes_or_when_asked_for() {
        assert!(!health().is_due(NOON, NOON.plus(LOOK_EVERY_MS - 1)));
        assert!(health().is_due(NOON, NOON.plus(LOOK_EVERY_MS)));
        let asked = health().ask(NOON).expect("wanted");
        assert!(asked.is_due(NOON, NOON));
        assert_eq!(asked.ask(NOON.plus(1)), None);
        let (looked, _) = asked.look(None, NOON);
        assert!(!looked.is_due(NOON, NOON.plus(1)) && looked.ask(NOON.plus(1)).is_none());
        assert!(looked.ask(NOON.plus(ASK_AGAIN_MS)).is_some());
    }
}
