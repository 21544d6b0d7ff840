//! Changing a message at the contact's side: the wish of an operator, and how far it has come.
//!
//! ```text
//! waiting ──claim──▶ trying ──▶ done: the message itself is changed
//!    ▲                 │  └───▶ refused, with the messenger's reason
//!    └── a repetition is harmless
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Content, DeliveryReason, OperatorId, Outgoing, SECOND_MS, UnixMs};

/// What a message shall become at the contact's side, and how far that has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Revision {
    /// What.
    pub wish: Wish,
    /// Who wants it.
    pub by: OperatorId,
    /// Since when.
    pub at: UnixMs,
    /// How far it has come.
    pub progress: RevisionProgress,
    /// A try of this wish, or of one before it, was not answered: the contact may have what nobody here knows of. Once the
    /// messenger takes a change, it is known again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", ts(as = "Option<bool>", optional))]
    pub unsure: bool,
}

/// What a message shall become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Wish {
    /// Say something else.
    Edit {
        /// What.
        content: Outgoing,
    },
    /// Be gone.
    Delete,
}

/// How far a wish has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum RevisionProgress {
    /// Waiting its turn; not tried before `not_before`.
    Waiting {
        /// The earliest time of the next try.
        not_before: UnixMs,
        /// Tries so far; also the newest fencing token given out.
        attempts: u32,
    },
    /// One courier holds it until `lease_until`; only the holder of the newest `fence` may report back.
    Trying {
        /// When others may step in.
        lease_until: UnixMs,
        /// The fencing token: grows with each claim.
        fence: u32,
    },
    /// The messenger said no and would say no again; the message is as it was, unless `unsure` says that an earlier try may
    /// have changed it.
    Refused {
        /// Why.
        reason: DeliveryReason,
        /// When.
        at: UnixMs,
    },
}

/// That a message is gone at the contact's side. Its content stays for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Deleted {
    /// Who deleted it.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
}

impl Revision {
    /// Whether a courier still has something to do.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        !matches!(self.progress, RevisionProgress::Refused { .. })
    }
}

/// For how long a messenger lets a message be changed. A hint: the messenger's answer has the last word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Window {
    /// In seconds since it was sent; absent: for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub for_s: Option<u32>,
    /// Kinds of content that must be this old first, in seconds.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<BTreeMap<String, u32>>", optional))]
    pub not_before_s: BTreeMap<String, u32>,
}

/// Why a message cannot be changed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfTime {
    /// It is older than this, in seconds.
    TooLate(u32),
    /// It must become this old first, in seconds.
    TooEarly(u32),
}

impl Window {
    /// Open for ever.
    pub const ALWAYS: Self = Self {
        for_s: None,
        not_before_s: BTreeMap::new(),
    };

    /// Open for so many seconds.
    #[must_use]
    pub const fn of_seconds(for_s: u32) -> Self {
        Self {
            for_s: Some(for_s),
            not_before_s: BTreeMap::new(),
        }
    }

    /// Whether a message with this content, sent at `sent`, may be changed at `now`.
    ///
    /// # Errors
    /// [`OutOfTime`].
    pub fn check(&self, content: &Content, sent: UnixMs, now: UnixMs) -> Result<(), OutOfTime> {
        let reaches = |seconds: u32| sent.plus(i64::from(seconds) * SECOND_MS) <= now;
        if let Some(seconds) = self.for_s.filter(|seconds| reaches(*seconds)) {
            return Err(OutOfTime::TooLate(seconds));
        }
        match content.kind().and_then(|kind| self.not_before_s.get(kind)) {
            Some(seconds) if !reaches(*seconds) => Err(OutOfTime::TooEarly(*seconds)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::NOON;

    #[test]
    fn a_window_closes_on_the_second_and_some_kinds_open_late() {
        let text = Content::Text { text: "x".into() };
        let dice = Content::Dice {
            dice: crate::Dice {
                emoji: "🎲".into(),
                value: 6,
            },
        };
        let window = Window {
            not_before_s: [("dice".to_owned(), 20)].into(),
            ..Window::of_seconds(100)
        };
        let at = |content, ms| window.check(content, NOON, NOON.plus(ms));

        assert_eq!(at(&text, 99_999), Ok(()));
        assert_eq!(at(&text, 100_000), Err(OutOfTime::TooLate(100)));
        assert_eq!(at(&dice, 19_999), Err(OutOfTime::TooEarly(20)));
        assert_eq!(at(&dice, 20_000), Ok(()));
        assert_eq!(Window::ALWAYS.check(&text, NOON, UnixMs(i64::MAX)), Ok(()));
    }
}
