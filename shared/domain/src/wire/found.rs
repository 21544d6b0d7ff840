//! Bodies about messages that were looked for.

use serde::Serialize;

use crate::{ContactId, MessageId, OperatorId, UnixMs, said::Snippet};

/// The answer of `GET /api/messages`: newest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FoundMessages {
    /// At most 20; maybe none although there is a cursor: then older ones are still to be looked through.
    pub messages: Vec<FoundMessage>,
    /// Pass it on with the same term to look further back; absent: everything was looked through.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}

/// One message that says what was looked for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FoundMessage {
    /// Which: what `GET /api/chats/{chat}/messages?around=` takes.
    pub id: MessageId,
    /// The chat it stands in now.
    pub chat: ContactId,
    /// The contact's name as shown.
    pub name: String,
    /// When it was said.
    pub at: UnixMs,
    /// Who said it.
    pub said: SaidBy,
    /// What, around the words found.
    pub snippet: Snippet,
}

/// Who said something, and to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum SaidBy {
    /// The contact.
    Contact,
    /// An operator, to the contact.
    Operator {
        /// Who.
        by: OperatorId,
    },
    /// Somebody of the business, to the contact, in the messenger itself.
    Outside,
    /// An operator, to colleagues.
    Comment {
        /// Who.
        by: OperatorId,
    },
}
