//! What a decision wants written: one conditional transaction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    AuditEntry, CardWrite, ChannelId, Chat, ClosedEpisode, ContactId, Content, EarlierText, Explanation, FetchWrite,
    FunnelRun, IntentId, Line, Message, MessageId, Operator, OperatorId, Order, Origin, Place, Pointer, StatusInterval,
    UniteRecord, UnixMs, UploadId,
};

/// The outcome of a rule: the chat as it shall be, and the rows that go with it.
///
/// `store::commit` writes all of it in one transaction, on condition that the chat still has `expected` as its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The version the decision was made on; 0: the chat did not exist.
    pub expected: u64,
    /// Where the chat did not exist: what stands in its place and gives way.
    pub instead_of: Option<Place>,
    /// The chat afterwards. Its version is `expected + 1`, or `expected` if nothing changes.
    pub chat: Chat,
    /// Message rows to write.
    pub messages: Vec<MessageWrite>,
    /// Files to be fetched for those messages, and what became of earlier ones.
    pub fetches: Vec<FetchWrite>,
    /// Uploads those messages send, which are then nobody's to send again.
    pub uploads: Vec<UploadId>,
    /// The text an edit replaced, to be kept.
    pub earlier: Option<(MessageId, EarlierText)>,
    /// The client's idempotency key to remember.
    pub intent: Option<IntentRow>,
    /// Whose chat was asked for, where that may be somebody who was pulled into this contact: the intent is remembered
    /// there, so that a repetition finds it whatever was united or undone meanwhile. Of a press: whose its address was first.
    pub asked: Option<ContactId>,
    /// Operators whose number of open chats this changes, each with its next version.
    pub operators: Vec<Operator>,
    /// Their stretches of time with another number that end by it.
    pub intervals: Vec<StatusInterval>,
    /// The finished episode to store, or to take back.
    pub episode: Option<EpisodeWrite>,
    /// The other chat of a unite or of its undoing.
    pub partner: Option<Partner>,
    /// Pointers that lead elsewhere from now on, each with its next version.
    pub repoints: Vec<Pointer>,
    /// The unite to remember, or to mark as undone.
    pub unite: Option<Box<UniteRecord>>,
    /// Why the chat was given to whom.
    pub explanation: Option<Explanation>,
    /// Cards to write; a decision about cards alone leaves the chat's version as it is.
    pub cards: Vec<CardWrite>,
    /// Ways through funnels to write; one that only waits longer leaves the chat's version as it is.
    pub runs: Vec<FunnelRun>,
    /// Ways from a channel that lets nothing out to this chat, to be written or taken away.
    pub holds: Vec<Hold>,
    /// The entry of the audit log.
    pub audit: Option<AuditEntry>,
}

/// The way from a channel to a chat whose answers wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Answers wait, on condition that the channel still has the version at which it let nothing out: whoever changes it
    /// later finds the chat.
    Put {
        /// Which channel.
        channel: ChannelId,
        /// Its version.
        version: u64,
    },
    /// They go on.
    Take {
        /// Which channel.
        channel: ChannelId,
        /// Under whom the chat was found: also a contact who was pulled into this chat's since.
        contact: ContactId,
    },
}

/// What becomes of the other chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partner {
    /// It was pulled into the first one.
    Pointer(Box<Pointer>),
    /// It stands for itself again.
    Chat {
        /// The version of the pointer in its place.
        expected: u64,
        /// The chat.
        chat: Box<Chat>,
    },
}

/// What becomes of the row of a finished episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EpisodeWrite {
    /// The chat was closed; or it is opened again within a day, which the row tells from then on.
    Store(Box<ClosedEpisode>),
    /// The closing was undone: the episode that began then runs on.
    TakeBack(UnixMs),
}

/// How one message row is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageWrite {
    /// A new message; its key must be free: this is the dedupe, for ever.
    Insert(Message),
    /// A known message, on condition that the row is as it was read, and no courier took it since.
    Replace {
        /// The message afterwards.
        message: Message,
        /// The message as it was read.
        before: Box<Message>,
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
    /// A decision made on version `expected`, with `chat` as it shall be and nothing else to write.
    #[must_use]
    pub fn of(expected: u64, chat: Chat) -> Self {
        Self {
            expected,
            instead_of: None,
            chat,
            messages: Vec::new(),
            fetches: Vec::new(),
            uploads: Vec::new(),
            earlier: None,
            intent: None,
            asked: None,
            operators: Vec::new(),
            intervals: Vec::new(),
            episode: None,
            partner: None,
            repoints: Vec::new(),
            unite: None,
            explanation: None,
            cards: Vec::new(),
            runs: Vec::new(),
            holds: Vec::new(),
            audit: None,
        }
    }

    /// A decision that leaves `chat` as it is.
    #[must_use]
    pub fn none(chat: &Chat) -> Self {
        Self::of(chat.version, chat.clone())
    }

    /// A decision on `chat`, whose successor has the next version; `edit` makes the difference.
    #[must_use]
    pub fn next(chat: &Chat, edit: impl FnOnce(&mut Chat)) -> Self {
        let mut after = chat.clone();
        after.version += 1;
        edit(&mut after);
        Self::of(chat.version, after)
    }

    /// Adds a line to the chat's history, at the address that wrote last: what this decision did, for operators.
    pub fn tells(&mut self, line: Line, now: UnixMs) {
        let Some(identity) = self.chat.identities.first() else {
            return;
        };
        self.messages.push(MessageWrite::Insert(Message {
            id: MessageId {
                identity: identity.id.clone(),
                order: Order::outgoing(identity.position, self.chat.version),
            },
            chat: self.chat.id.clone(),
            version: self.chat.version,
            at: now,
            origin: Origin::Desk,
            content: Content::Line { line },
            edited: None,
            reply: None,
            forwarded: None,
            came_by: None,
            cropped: None,
            reactions: None,
            revision: None,
            deleted: None,
        }));
    }

    /// Who loses and who gains an open chat by this, compared with the chat as it was before.
    #[must_use]
    pub fn moves(&self, before: Option<&Chat>) -> Option<(Option<OperatorId>, Option<OperatorId>)> {
        let (from, to) = (before.and_then(Chat::open_holder), self.chat.open_holder());
        (from != to).then(|| (from.cloned(), to.cloned()))
    }

    /// Contacts who must be compared with others once this is written, each with a name for this very occasion: their
    /// phones or addresses change, or who they are does.
    #[must_use]
    pub fn compared(&self) -> BTreeMap<ContactId, String> {
        let cards = self.cards.iter().filter(|write| write.changes_likeness());
        let cards = cards.map(|write| (write.card.id.clone(), format!("card {}", write.card.version)));
        let version = self.chat.version;
        let left = self.unite.iter().map(|record| record.left.clone());
        let right = self.partner.iter().filter_map(|partner| match partner {
            Partner::Chat { chat, .. } => Some(chat.id.clone()),
            Partner::Pointer(_) => None,
        });
        let united = left.chain(right).map(|id| (id, format!("chat {version}")));
        cards.chain(united).collect()
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.writes_chat() && self.cards.is_empty() && self.runs.is_empty()
    }

    /// Whether the chat's row is written: everything but a card or a run alone is.
    #[must_use]
    pub fn writes_chat(&self) -> bool {
        self.chat.version != self.expected
    }
}

impl MessageWrite {
    /// A known message as it shall be, and as it was read.
    #[must_use]
    pub fn replace(message: Message, before: &Message) -> Self {
        let before = Box::new(before.clone());
        Self::Replace { message, before }
    }

    /// The message as it shall be.
    #[must_use]
    pub fn message(&self) -> &Message {
        match self {
            Self::Insert(message) | Self::Replace { message, .. } => message,
        }
    }
}
