//! What an adapter hands to the core: the contact's doings in words that fit every messenger.

use crate::{Content, IdentityId, MessengerName, UnixMs};

/// Who wrote, as the messenger introduces them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Channel and address there.
    pub identity: IdentityId,
    /// The kind of messenger.
    pub messenger: MessengerName,
    /// First and last name as given; may be empty.
    pub name: String,
    /// The public name, without `@`.
    pub username: Option<String>,
}

/// A contact's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundMessage {
    /// Who wrote.
    pub sender: Sender,
    /// The provider's number of this message, unique and growing within the dialog: its key for ever.
    pub position: u64,
    /// When, by the provider's clock.
    pub at: UnixMs,
    /// What.
    pub content: Content,
}

/// A contact's edit of an earlier message, in its new form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundEdit {
    /// The whole message as it is now.
    pub message: InboundMessage,
    /// When it was edited, by the provider's clock.
    pub edited_at: UnixMs,
}
