//! What everybody learns: the one list of events.
//!
//! A commit's event rides on the row that changed and travels in one frame; the actor learns by event too. The table is
//! the truth, a push a hint. A client applies the next version, ignores the same or an older one, and fetches the root
//! after a gap or an unknown `type`.

use serde::{Deserialize, Serialize};

use crate::{
    Card, Channel, Chat, ContactId, Draft, FunnelRun, Message, MyNotifications, Note, Operator, OperatorId, Settings,
    ShopOrder, Speaker, Spent, Suggestions,
};

/// Largest frame pushed to a browser, in bytes. API Gateway cuts WebSocket frames at 32 KB; the rest is reserve.
pub const FRAME_BYTES_MAX: usize = 30 * 1024;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A chat was committed at `chat.version`, with the messages that commit touched.
    ChatCommitted {
        /// The chat as it is now.
        chat: Box<Chat>,
        /// Messages inserted or changed by this commit.
        messages: Vec<Message>,
    },
    /// A chat was committed, but the frame would be too large: fetch it.
    ChatOutgrewFrame {
        /// Which chat.
        chat: ContactId,
        /// Its version now.
        version: u64,
    },
    /// A contact's card was committed at `card.version`.
    CardCommitted {
        /// The card as it is now.
        card: Box<Card>,
    },
    /// Somebody was found who may be the same person as a contact, or is not suggested any more.
    SuggestionsCommitted {
        /// As they are now.
        suggestions: Suggestions,
    },
    /// A note on a contact was written, changed or taken back.
    NoteCommitted {
        /// The note as it is now.
        note: Note,
    },
    /// A contact's way through a funnel began, went on, or ended.
    FunnelRunCommitted {
        /// The run as it is now.
        run: FunnelRun,
    },
    /// A program told of an order.
    OrderCommitted {
        /// The order as it is now.
        order: ShopOrder,
    },
    /// What one person spent has changed.
    SpentCommitted {
        /// As it is now.
        spent: Spent,
    },
    /// A chat was pulled into another one, where it goes on; the other's own commit is told besides.
    ChatUnited {
        /// Which chat is no longer one of its own.
        chat: ContactId,
        /// Where it went.
        into: ContactId,
        /// Greater than every version the chat had.
        version: u64,
    },
    /// A contact was erased: chat, card and all. Who writes again later is somebody new, whose chat's versions go on.
    ContactErased {
        /// Who is no more; also said of everybody who had been united with them.
        contact: ContactId,
        /// Greater than every version the chat had.
        version: u64,
    },
    /// A channel was added or its state changed.
    ChannelCommitted {
        /// The channel as it is now.
        channel: Channel,
    },
    /// An operator was added, or their profile, status or number of open chats changed.
    OperatorCommitted {
        /// The operator as they are now.
        operator: Operator,
    },
    /// What an operator is told in their own messenger, or where, changed; only that operator's browsers learn it.
    NotificationsCommitted {
        /// As they are now.
        notifications: Box<MyNotifications>,
    },
    /// What somebody has begun to write was kept, or emptied; only that operator's browsers learn it.
    DraftCommitted {
        /// As it is now.
        draft: Box<Draft>,
    },
    /// A chat that was put aside came up, besides its own commit: worth a sound for whoever has it. It is nothing
    /// to catch up with; a push that is repeated names the same version.
    ChatCameUp {
        /// Which chat.
        chat: ContactId,
        /// The version it came up with: a client that was reminded of it ignores it.
        version: u64,
        /// Who has it; absent: it waits in the queue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        to: Option<OperatorId>,
    },
    /// Somebody writes and has not sent yet: to be shown for [`crate::typing::TYPING_SHOWN_MS`], or until a message of theirs
    /// comes. It is nothing to catch up with.
    Typing {
        /// Where.
        chat: ContactId,
        /// The contact, or a colleague.
        by: Speaker,
    },
    /// A colleague opened a chat, or left it: to be shown for [`crate::looking::LOOKING_SHOWN_MS`], or until they leave. Who has
    /// it open too answers with the same. It is nothing to catch up with.
    Looking {
        /// Which.
        chat: ContactId,
        /// Who.
        by: OperatorId,
        /// Whether they are still there.
        is_there: bool,
    },
    /// The workspace's settings changed.
    SettingsCommitted {
        /// As they are now.
        settings: Box<Settings>,
    },
}

/// What one push carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Frame {
    /// In the order they happened.
    pub events: Vec<Event>,
}
