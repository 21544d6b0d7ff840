//! What an operator is going to be told next in their own messenger: a digest that grows until it is rung.
//!
//! The first notice is rung at once; what follows within the pause waits and goes out together. A row of the digest stays
//! after it was rung, empty: it remembers up to which commit of its chat the operator was told, so that a commit learned
//! of twice is told once.

use serde::{Deserialize, Serialize};

use crate::{ContactId, MINUTE_MS, OperatorId, UnixMs};

/// Shortest time between two digests of one operator.
pub const PAUSE_MS: i64 = 5 * MINUTE_MS;

/// Chats one digest speaks of; what comes from further ones takes the place of the oldest.
pub const HEARD_MAX: usize = 20;

/// Tries at a digest the messenger provably did not take; then it is let go.
pub const TRIES_MAX: u8 = 5;

/// One operator's bell: the root every ring is conditional on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bell {
    /// Whose.
    pub operator: OperatorId,
    /// Grows by one with each commit; 0: it never rang.
    pub version: u64,
    /// Chats heard of, the least recent first, at most [`HEARD_MAX`].
    #[serde(default)]
    pub chats: Vec<Heard>,
    /// Chats that wait while nobody can take them, to be told; 0: nothing to tell.
    #[serde(default)]
    pub queue: u32,
    /// When the operator was last told that chats wait; absent: nobody waited since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_told: Option<UnixMs>,
    /// Whether they asked for a notice to see whether it arrives.
    #[serde(default)]
    pub is_test: bool,
    /// When it is to be rung; absent: there is nothing to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rings_at: Option<UnixMs>,
    /// When it rang last.
    #[serde(default)]
    pub rung: UnixMs,
    /// Tries in a row that were provably not taken.
    #[serde(default)]
    pub tries: u8,
}

/// What is to be told of one chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Which.
    pub chat: ContactId,
    /// Its newest commit the operator was, or will be, told of.
    pub version: u64,
    /// The contact's name.
    pub name: String,
    /// Whether the chat was given to them.
    #[serde(default)]
    pub is_given: bool,
    /// Messages of the contact.
    #[serde(default)]
    pub messages: u32,
    /// The colleague who mentioned them, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentioned_by: Option<String>,
    /// Whether it was put aside and came up.
    #[serde(default)]
    pub is_reminder: bool,
    /// The beginning of what was written last, where they want to see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Bell {
    /// A bell that never rang.
    #[must_use]
    pub fn silent(operator: &OperatorId) -> Self {
        Self {
            operator: operator.clone(),
            version: 0,
            chats: Vec::new(),
            queue: 0,
            queue_told: None,
            is_test: false,
            rings_at: None,
            rung: UnixMs(0),
            tries: 0,
        }
    }

    /// Chats there is something to tell of.
    pub fn pending(&self) -> impl Iterator<Item = &Heard> {
        self.chats.iter().filter(|heard| heard.is_pending())
    }

    /// The next version, which knows nothing of a chat whose contact was erased; `None`: this one does not either.
    #[must_use]
    pub fn without(&self, chat: &ContactId) -> Option<Self> {
        let chats: Vec<_> = self.chats.iter().filter(|heard| &heard.chat != chat).cloned().collect();
        if chats.len() == self.chats.len() {
            return None;
        }
        let mut without = Self {
            version: self.version + 1,
            chats,
            ..self.clone()
        };
        if without.pending().next().is_none() && without.queue == 0 && !without.is_test {
            without.rings_at = None;
        }
        Some(without)
    }
}

impl Heard {
    /// A chat nothing is to be told of yet.
    #[must_use]
    pub fn of(chat: &ContactId, name: &str) -> Self {
        Self {
            chat: chat.clone(),
            version: 0,
            name: name.to_owned(),
            is_given: false,
            messages: 0,
            mentioned_by: None,
            is_reminder: false,
            text: None,
        }
    }

    /// Whether there is something to tell.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.is_given || self.messages > 0 || self.mentioned_by.is_some() || self.is_reminder
    }

    /// The same with everything told.
    #[must_use]
    pub fn told(&self) -> Self {
        Self {
            version: self.version,
            ..Self::of(&self.chat, &self.name)
        }
    }
}
