//! What a decision wants written: one conditional transaction.

use serde::{Deserialize, Serialize};

use crate::{Chat, EarlierText, IntentId, Message, MessageId};

/// The outcome of a rule: the chat as it shall be, and the rows that go with it.
///
/// `store::commit` writes all of it in one transaction, on condition that the chat still has `expected` as its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The version the decision was made on; 0: the chat did not exist.
    pub expected: u64,
    /// The chat afterwards. Its version is `expected + 1`, or `expected` if nothing changes.
    pub chat: Chat,
    /// Message rows to write.
    pub messages: Vec<MessageWrite>,
    /// The text an edit replaced, to be kept.
    pub earlier: Option<(MessageId, EarlierText)>,
    /// The client's idempotency key to remember.
    pub intent: Option<IntentRow>,
}

/// How one message row is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageWrite {
    /// A new message; its key must be free: this is the dedupe, for ever.
    Insert(Message),
    /// A known message, on condition that the row still has this version.
    Replace {
        /// The message afterwards.
        message: Message,
        /// The version of the row as it was read.
        expected: u64,
        /// The fencing token the row must hold: set where a courier reports back.
        fence: Option<u32>,
    },
}

/// What one `intent_id` led to, so that a repeated request gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntentRow {
    /// The client's key.
    pub intent: IntentId,
    /// The message it became.
    pub message: MessageId,
    /// Digest of the request: the same key with another body is refused.
    pub digest: String,
}

impl Change {
    /// A decision that leaves `chat` as it is.
    #[must_use]
    pub fn none(chat: &Chat) -> Self {
        Self {
            expected: chat.version,
            chat: chat.clone(),
            messages: Vec::new(),
            earlier: None,
            intent: None,
        }
    }

    /// A decision on `chat`, whose successor has the next version; `edit` makes the difference.
    #[must_use]
    pub fn next(chat: &Chat, edit: impl FnOnce(&mut Chat)) -> Self {
        let mut after = chat.clone();
        after.version += 1;
        edit(&mut after);
        Self {
            expected: chat.version,
            chat: after,
            messages: Vec::new(),
            earlier: None,
            intent: None,
        }
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chat.version == self.expected
    }
}

impl MessageWrite {
    /// The message as it shall be.
    #[must_use]
    pub fn message(&self) -> &Message {
        match self {
            Self::Insert(message) | Self::Replace { message, .. } => message,
        }
    }
}
