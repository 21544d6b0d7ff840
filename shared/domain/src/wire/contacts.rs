//! Bodies about contacts: the card, its history, tags, search.

use serde::{Deserialize, Serialize};

use crate::{Because, CardChange, Choices, Contact, ContactId, IntentId, Note, OperatorId, Undone, UnixMs};

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

/// `POST /api/contacts/{contact}/unite`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unite {
    /// Who is pulled into the contact of the path.
    pub right: ContactId,
    /// Of two values of one field (`first_name`, `last_name`, `user_id`, `avatar`, `variables.{name}`), which to keep;
    /// what is not named keeps the left one, or takes the right one where the left has none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(as = "Option<Choices>", optional))]
    pub choose: Choices,
}

/// The answer of a unite.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct United {
    /// The contact who stands for both.
    pub contact: Contact,
    /// What to undo it by.
    pub unite: u64,
}

/// The answer of `GET /api/contacts/{contact}/unites`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Unites {
    /// Newest first, at most 20.
    pub unites: Vec<PastUnite>,
}

/// One unite of the past.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct PastUnite {
    /// What to undo it by.
    pub unite: u64,
    /// Who was pulled in.
    pub right: ContactId,
    /// Their shown name then.
    pub right_name: String,
    /// By whom.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
    /// Present once it was undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub undone: Option<Undone>,
}

/// The answer of an undone unite.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Separated {
    /// Who had stayed.
    pub left: Contact,
    /// Who had been pulled in.
    pub right: Contact,
}

/// The answer of `GET /api/contacts/{contact}/similar`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SimilarContacts {
    /// The surest first.
    pub similar: Vec<SimilarContact>,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SimilarContact {
    /// Who.
    pub contact: Contact,
    /// Why, the surest first; never empty.
    pub because: Vec<Because>,
}
