//! What an adapter hands to the core: the contact's doings in words that fit every messenger.

use crate::{CameBy, Content, FileSource, IdentityId, MessengerName, Reply, UnixMs};

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
    /// The provider's number of this message, unique and growing within the dialog: its key for ever. Of a press, which has
    /// none: that of the message the button stands under, or 0.
    pub position: u64,
    /// The number before it in this dialog, where the provider counts without gaps: nothing between it and the newest number
    /// we know of was told to us.
    pub previous: Option<u64>,
    /// When, by the provider's clock. Of a press, whose time nobody tells: anything.
    pub at: UnixMs,
    /// What.
    pub content: Content,
    /// Where its files are, by their numbers.
    pub sources: Vec<FileSource>,
    /// What it answers.
    pub reply: Option<Reply>,
    /// Who said it first, if it was passed on.
    pub forwarded: Option<String>,
    /// What brought it.
    pub came_by: Option<CameBy>,
    /// Whether it is only the beginning; [`crate::fetch::WHOLE`] is among the sources then.
    pub is_cropped: bool,
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
            came_by: None,
            is_cropped: false,
        }
    }
}

/// A contact put signs under a message, or took them away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundReaction {
    /// Channel and address there.
    pub identity: IdentityId,
    /// The provider's number of the message.
    pub number: u64,
    /// All that stand there now, see [`crate::Reactions::signs`].
    pub signs: Vec<String>,
    /// When, by the provider's clock, where it tells.
    pub at: Option<UnixMs>,
}

/// A contact has seen what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundRead {
    /// Channel and address there.
    pub identity: IdentityId,
    /// The provider's number of the newest message they have seen.
    pub number: u64,
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
    /// The picture they show of themselves, if there is one.
    pub picture: Option<PictureSource>,
}

/// A picture at a messenger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureSource {
    /// What the messenger calls it: the same one always the same, another one otherwise.
    pub name: String,
    /// What is to be fetched, as of a file: see [`crate::FileSource`].
    pub source: String,
}

/// A contact's edit of an earlier message, in its new form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundEdit {
    /// The whole message as it is now.
    pub message: InboundMessage,
    /// When it was edited, by the provider's clock.
    pub edited_at: UnixMs,
}
