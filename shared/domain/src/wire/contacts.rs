//! Bodies about contacts: the card, its history, tags, search.

use serde::{Deserialize, Serialize};

use crate::{CardChange, Contact, IntentId, Note};

/// `PATCH /api/contacts/{contact}`: what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditCard {
    /// The card's version the operator had in view; if it has another, the answer is 409 `stale_version` with the newer
    /// card.
    pub version: u64,
    /// At most 64 characters; empty: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub first_name: Option<String>,
    /// The same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub last_name: Option<String>,
    /// The business's own id, at most 64 characters; empty: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub user_id: Option<String>,
    /// All of them, at most 10, with `+` or `00` and the code of the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub phones: Option<Vec<String>>,
    /// All of them, at most 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub emails: Option<Vec<String>>,
}

/// `PUT /api/contacts/{contact}/variables/{name}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetVariable {
    /// The value with its type.
    pub value: crate::Variable,
}

/// The answer of `GET /api/contacts/{contact}/history`: newest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct CardHistory {
    /// At most 50.
    pub changes: Vec<CardChange>,
    /// Pass it on to get older ones; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}

/// The answer of `GET /api/tags`: by name.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Tags {
    /// At most 200.
    pub tags: Vec<String>,
    /// Pass it on to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}

/// The answer of `GET /api/contacts?term=`, best first, and a page of a tag's contacts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Contacts {
    /// Whoever was found.
    pub contacts: Vec<Contact>,
    /// Pass it on to get the next page; absent on the last, and for what is only the best of many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}

/// `POST /api/contacts/{contact}/notes`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// The client's idempotency key (a ULID); becomes the note's id.
    pub intent_id: IntentId,
    /// At most 4,000 code points.
    pub text: String,
}

/// `PATCH /api/contacts/{contact}/notes/{note}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditNote {
    /// The note's version the operator had in view; if it has another, the answer is 409 `stale_version`.
    pub version: u64,
    /// At most 4,000 code points.
    pub text: String,
}

/// The answer of `GET /api/contacts/{contact}/notes`: newest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Notes {
    /// At most 50.
    pub notes: Vec<Note>,
    /// Pass it on to get older ones; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}
