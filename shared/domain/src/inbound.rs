//! What an adapter hands to the core: the contact's doings in words that fit every messenger.

use crate::{Content, FileSource, IdentityId, MessengerName, Reply, UnixMs};

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
    /// The number before it in this dialog, where the provider counts without gaps: nothing between it and the newest number
    /// we know of was told to us.
    pub previous: Option<u64>,
    /// When, by the provider's clock.
    pub at: UnixMs,
    /// What.
    pub content: Content,
    /// Where its files are, by their numbers.
    pub sources: Vec<FileSource>,
    /// What it answers.
    pub reply: Option<Reply>,
    /// Who said it first, if it was passed on.
    pub forwarded: Option<String>,
}

impl InboundMessage {
    /// A message with nothing but its content.
    #[must_use]
    pub fn new(sender: Sender, position: u64, at: UnixMs, content: Content) -> Self {
        Self {
            sender,
            position,
            previous: None,
            at,
            content,
            sources: Vec::new(),
            reply: None,
            forwarded: None,
        }
    }
}

/// A contact blocked us, or took that back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundBlock {
    /// Channel and address there.
    pub identity: IdentityId,
    /// Whether we are blocked from now on.
    pub is_blocked: bool,
    /// When, by the provider's clock, where it tells.
    pub at: Option<UnixMs>,
}

/// Who a contact is, as the messenger answered when asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// First and last name as given; may be empty.
    pub name: String,
    /// The public name, without `@`.
    pub username: Option<String>,
}

/// A contact's edit of an earlier message, in its new form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundEdit {
    /// The whole message as it is now.
    pub message: InboundMessage,
    /// When it was edited, by the provider's clock.
    pub edited_at: UnixMs,
}
