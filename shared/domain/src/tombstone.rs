//! What stays of a contact who was erased: that it happened, and up to which message.
//!
//! The tombstone stands where the chat stood, so that a message finds it in the look it takes anyway, and so that no
//! decision made on the chat as it was can be committed any more. It names nobody: the contact's id is a digest, keyed by
//! the channel's unguessable id.

use serde::{Deserialize, Serialize};

use crate::{Chat, ContactId, LinkMark, Operator, OperatorId, StatusInterval, UnixMs, audit::AuditEntry};

/// What stands where an erased contact's chat stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Whose row this is. Not called `id`: what must not be written for an erased contact is conditional on that word.
    pub contact: ContactId,
    /// Goes on where the chat's ended; a chat that begins anew here goes on from it.
    pub version: u64,
    /// When.
    pub erased: UnixMs,
    /// The newest number the provider had given a message of this dialog. What is not newer was said before the erase: a
    /// repetition of it changes nothing, for ever.
    pub position: u64,
    /// An operator whom notices may reach at this address: who they are as a colleague is no word about the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notifies: Option<OperatorId>,
    /// What is needed to finish; absent once nothing is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Box<Work>>,
}

/// What an erase that is under way goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The chat as it was: where everything lies.
    pub chat: Chat,
    /// Of somebody who was united with another contact: with whose erase this one goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<ContactId>,
    /// What finished episodes are named by when they lose their contact. Random, and gone with this row: nobody can tell
    /// afterwards whose they were.
    pub salt: String,
}

/// What stands where a chat may begin, and gives way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The mark of an address where an operator was told of the desk's news.
    Mark(LinkMark),
    /// The tombstone of a contact who was erased.
    Tombstone(Box<Tombstone>),
}

impl Place {
    /// What the versions go on from.
    #[must_use]
    pub fn version(&self) -> u64 {
        match self {
            Self::Mark(mark) => mark.version,
            Self::Tombstone(tombstone) => tombstone.version,
        }
    }

    /// The number up to which everything was said before an erase; 0: nobody was erased here.
    #[must_use]
    pub fn erased(&self) -> u64 {
        match self {
            Self::Mark(mark) => mark.erased,
            Self::Tombstone(tombstone) => tombstone.position,
        }
    }
}

/// The decision to erase a contact, as one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Each with the version of the row in its place; first the contact's own, then those of everybody united with them.
    pub tombstones: Vec<(u64, Tombstone)>,
    /// Who had the open chat, with one fewer.
    pub operators: Vec<Operator>,
    /// Their stretch of time with one more that ends by it.
    pub intervals: Vec<StatusInterval>,
    /// That it happened, and by whom.
    pub audit: AuditEntry,
}

impl Tombstone {
    /// The same with nothing left to do.
    #[must_use]
    pub fn finished(&self) -> Self {
        Self {
            version: self.version + 1,
            work: None,
            ..self.clone()
        }
    }
}
