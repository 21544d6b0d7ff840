//! Bodies of the REST API that are not nouns of their own. Unknown fields are refused.

use serde::{Deserialize, Serialize};

use crate::{
    Channel, Chat, Content, EarlierText, IdentityId, IntentId, Message, MessengerInfo, MessengerName, Operator, Order,
    refusal::Refusal,
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
    /// With `before`: at most 50, in order. With `after_version`: the changed ones, in order.
    pub messages: Vec<Message>,
    /// Whether there are older messages than those looked at.
    pub has_older: bool,
    /// The answer speaks of every message at or after this place; absent: of the whole chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub from: Option<Order>,
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
    pub content: Content,
    /// The chat's version the operator had in view; if somebody else wrote since, the answer is 409 `newer_message`.
    /// Absent: send whatever happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub seen_version: Option<u64>,
}

/// The answer of a send.
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

/// The answer of `GET /api/chats/{chat}/messages/{message}/earlier`: oldest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct EarlierTexts {
    /// At most 50, the newest ones.
    pub earlier: Vec<EarlierText>,
}

/// `POST /api/channels`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddChannel {
    /// Which messenger.
    pub messenger: MessengerName,
    /// The bot's or community's token; never shown again.
    pub token: String,
}

/// The answer of `GET /api/channels`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Channels {
    /// All of them, oldest first.
    pub channels: Vec<Channel>,
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

/// Frames the client may send over the socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Keeps the connection; every 4 to 5 minutes.
    Ping {},
}

/// Frames the server sends outside of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Answers a ping.
    Pong,
}
