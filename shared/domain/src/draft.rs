//! What an operator has begun to write and not sent: kept for their other devices.

use serde::{Deserialize, Serialize};

use crate::{ContactId, DAY_MS, MessageId, OperatorId, UnixMs};

/// Longest draft that is kept, in code points: as long as the longest answer any messenger takes in one message. A longer one
/// stays on the device it is written on.
pub const DRAFT_CODE_POINTS_MAX: usize = 4_096;

/// Drafts one operator may have: all of them are read as one list. Two devices that begin the last one at the same moment
/// may exceed it by one.
pub const DRAFTS_MAX: usize = 100;

/// How long a draft is kept after it was last changed, at least: the table sweeps it some time later. Who comes back to a chat after a month begins anew.
pub const DRAFT_KEPT_MS: i64 = 30 * DAY_MS;

/// Longest quotation kept of the message that is answered, in code points: one line on a wide screen.
pub const DRAFT_QUOTE_CODE_POINTS_MAX: usize = 200;

/// What it will become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    /// An answer to the contact.
    Answer,
    /// A comment for colleagues.
    Comment,
}

impl DraftKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Answer, Self::Comment];

    /// Its word in addresses and keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Comment => "comment",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Which message a draft answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftReply {
    /// The message.
    pub id: MessageId,
    /// How it begins, for a device that has not loaded it: at most [`DRAFT_QUOTE_CODE_POINTS_MAX`] code points, the rest is cut.
    pub text: String,
}

/// What an operator has begun to write in a chat. Attachments stay on the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Draft {
    /// Whose.
    pub operator: OperatorId,
    /// Where.
    pub chat: ContactId,
    /// What it will become.
    pub kind: DraftKind,
    /// Grows with each change, also over being emptied: the instant of the change in Unix milliseconds, or one more than
    /// before. 0: nothing was ever kept.
    pub revision: u64,
    /// At most [`DRAFT_CODE_POINTS_MAX`] code points; empty: it was sent, or taken away.
    pub text: String,
    /// What it answers; absent: nothing in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reply: Option<DraftReply>,
    /// When it was changed.
    pub at: UnixMs,
}

impl Draft {
    /// Nothing, as where nothing was ever kept.
    #[must_use]
    pub fn nothing(operator: &OperatorId, chat: &ContactId, kind: DraftKind) -> Self {
        Self {
            operator: operator.clone(),
            chat: chat.clone(),
            kind,
            revision: 0,
            text: String::new(),
            reply: None,
            at: UnixMs(0),
        }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.reply.is_none()
    }
}
