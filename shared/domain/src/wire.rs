//! Bodies of the REST API that are not nouns of their own. Unknown fields are refused.

mod accounts;
mod channels;
mod contacts;
mod costs;
mod drafts;
mod files;
mod found;
mod frames;
mod funnels;
mod keys;
mod looking;
mod notifications;
mod orders;
mod personal;
mod public;
mod saved_replies;
mod telemetry;

pub use accounts::*;
pub use channels::*;
pub use contacts::*;
pub use costs::*;
pub use drafts::*;
pub use files::*;
pub use found::*;
pub use frames::*;
pub use funnels::*;
pub use keys::*;
pub use looking::*;
pub use notifications::*;
pub use orders::*;
pub use personal::*;
pub use public::*;
pub use saved_replies::*;
pub use telemetry::*;

pub use crate::report::{ClosedEpisodes, ClosedReport};

pub use crate::report::time::{Intervals, TimeReport};

use serde::{Deserialize, Serialize};

use crate::{
    Candidate, Chat, ClosedEpisode, Comment, ContactId, Draft, EarlierText, Explanation, IdentityId, IntentId, Message,
    MessageId, MessengerInfo, Operator, OperatorId, Order, Outgoing, Status, UnixMs, refusal::Refusal,
};

/// `POST /api/session`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Any case.
    pub email: String,
    /// 12 to 128 characters.
    pub password: String,
}

/// Who is signed in: the answer of `POST` and `GET /api/session`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SignedIn {
    /// The operator.
    pub operator: Operator,
    /// Whether they must set up a second factor before anything else: all else is refused, `second_factor_missing`.
    pub lacks_second_factor: bool,
}

/// The answer of `POST /api/socket-ticket`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SocketTicket {
    /// Goes as the second `Sec-WebSocket-Protocol` item; good once, for 30 seconds.
    pub ticket: String,
    /// Where to connect, `ws://` or `wss://`; empty: `/socket` of the page's own origin.
    pub url: String,
}

/// The answer of `GET /api/chats`: newest activity first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ChatPage {
    /// At most 50.
    pub chats: Vec<Chat>,
    /// Pass it on to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}

/// The answer of `GET /api/chats/{chat}/messages`: oldest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct MessagePage {
    /// At most 50, in order. With `after_version`: the changed ones, in order.
    pub messages: Vec<Message>,
    /// Whether there are older messages than those looked at.
    pub has_older: bool,
    /// The answer speaks of every message at or after this place; absent: of the whole chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub from: Option<Order>,
    /// In a chat with several addresses: pass it on to get the page before; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
    /// With `around` or `after`: pass it on as `after` to get the page behind; absent: there is nothing newer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub after: Option<String>,
}

/// `POST /api/chats/{chat}/messages`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// The client's idempotency key (a ULID): the same key and body always get the same answer.
    pub intent_id: IntentId,
    /// Through which of the contact's addresses.
    pub identity: IdentityId,
    /// What.
    pub content: Outgoing,
    /// The message it answers, by the same address, where the messenger shows that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reply_to: Option<MessageId>,
    /// The chat's version the operator had in view; if somebody else wrote since, the answer is 409 `newer_message`.
    /// Absent: send whatever happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub seen_version: Option<u64>,
}

/// `PATCH /api/chats/{chat}/messages/{message}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditMessage {
    /// What it shall say.
    pub content: Outgoing,
}

/// The answer of a send, an edit and a deletion.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Sent {
    /// The message as it stands now.
    pub message: Message,
}

/// `PUT /api/chats/{chat}/read`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkRead {
    /// `chat.inbound` as the client showed it: everything up to there was seen.
    pub inbound: u64,
}

/// `POST /api/chats/{chat}/comments`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddComment {
    /// The client's idempotency key (a ULID).
    pub intent_id: IntentId,
    /// What, and for whom.
    pub comment: Comment,
}

/// `PUT /api/chats/{chat}/close`; an empty body closes without a reason.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// One of the workspace's closing reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reason: Option<String>,
}

/// `PUT /api/chats/{chat}/forward`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Forward {
    /// To whom; `null`: back to the queue.
    pub to: Option<OperatorId>,
    /// Who has the chat in the operator's view; `null`: nobody. If somebody else has it, the answer is 409
    /// `held_by_other`.
    pub holder: Option<OperatorId>,
    /// What the colleague should know; the contact does not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub comment: Option<String>,
}

/// `PUT /api/chats/{chat}/snooze`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Snooze {
    /// Until when; `null`: no longer.
    pub until: Option<UnixMs>,
}

/// The answer of `GET /api/chats/{chat}/explain`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Explained {
    /// Why the chat was given to whom, newest first, at most 20.
    pub assignments: Vec<Explanation>,
    /// Who would get the next chat, best first.
    pub next: Vec<Candidate>,
}

/// The answer of `GET /api/chats/{chat}/episodes`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Episodes {
    /// Newest first, at most 50.
    pub episodes: Vec<ClosedEpisode>,
}

/// `POST /api/chats/bulk`: the same for several chats.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// Which, at most 50, none twice.
    pub chats: Vec<ContactId>,
    /// What.
    pub action: BulkAction,
}

/// What is done to each chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum BulkAction {
    /// As `PUT …/close`.
    Close {
        /// One of the workspace's closing reasons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        reason: Option<String>,
    },
    /// As `PUT …/forward`, from whoever has the chat.
    Forward {
        /// To whom; `null`: back to the queue.
        to: Option<OperatorId>,
    },
    /// Puts a tag on each contact's card.
    Tag {
        /// At most 40 characters.
        tag: String,
    },
    /// Takes a tag off each contact's card.
    Untag {
        /// Any case.
        tag: String,
    },
    /// As `PUT …/read`, all of it.
    Read {},
}

/// The answer of `POST /api/chats/bulk`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct BulkDone {
    /// One per chat, in the order asked.
    pub results: Vec<BulkResult>,
}

/// What became of one chat.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct BulkResult {
    /// Which.
    pub id: ContactId,
    /// The chat as it is now, where it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub chat: Option<Chat>,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub error: Option<ErrorBody>,
}

/// The answer of `GET /api/counters`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Counters {
    /// Open chats.
    pub open: ListCounters,
    /// Closed chats.
    pub closed: ListCounters,
}

/// How many chats each tab of a list has.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ListCounters {
    /// All.
    pub all: Counter,
    /// Unread ones.
    pub unread: Counter,
    /// The asking operator's own.
    pub my: Counter,
}

/// A number that is exact up to 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Counter {
    /// How many, at most 1,000.
    pub count: u32,
    /// Whether there are more.
    pub has_more: bool,
}

/// The answer of `GET /api/operators`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Operators {
    /// All of them, also those who no longer work here.
    pub operators: Vec<Operator>,
    /// What the one who asks has begun to write, where they asked for it too (`drafts=true`): a page at its start needs both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub drafts: Option<Vec<Draft>>,
}

/// `PUT /api/operators/me/status`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseStatus {
    /// The new status.
    pub status: Status,
}

/// `PUT /api/operators/me/involved`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Involve {
    /// Whether new chats may be given to me.
    pub involved: bool,
}

/// The answer of `GET /api/chats/{chat}/messages/{message}/earlier`: oldest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct EarlierTexts {
    /// At most 50, the newest ones.
    pub earlier: Vec<EarlierText>,
}

/// The answer of `GET /api/messengers`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Messengers {
    /// Every messenger this desk speaks.
    pub messengers: Vec<MessengerInfo>,
}

/// Every error has this shape.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ErrorBody {
    /// Stable, for programs.
    pub code: String,
    /// For people; may change.
    pub message: String,
    /// Facts that go with the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "unknown", optional))]
    pub details: Option<serde_json::Value>,
    /// Finds the log lines of this request.
    pub reference: String,
}

impl ErrorBody {
    /// The body for a refusal.
    #[must_use]
    pub fn refused(refusal: &Refusal, reference: String) -> Self {
        Self {
            code: refusal.code().into(),
            message: refusal.to_string(),
            details: refusal.details(),
            reference,
        }
    }
}
