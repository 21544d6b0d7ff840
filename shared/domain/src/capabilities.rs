//! What a messenger can do, as data: the core and the client look here, never at a messenger's name.

use serde::Serialize;

use crate::{MessengerName, Window};

/// What one messenger can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Capabilities {
    /// Longest text of one message, in Unicode code points. Longer drafts are refused before queueing.
    pub text_code_points_max: usize,
    /// For how long a send repeated with the same key is seen once, in seconds; 0: not at all. When that is over, a lost
    /// answer makes the send `uncertain`.
    pub safe_repeat_s: u32,
    /// Whether contacts' names must be asked for, since messages come without them.
    pub names_by_call: bool,
    /// For how long an answer can be changed at the contact's side; absent: it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub edit: Option<Window>,
    /// For how long an answer can be deleted there; absent: it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub delete_own: Option<Window>,
    /// For how long the contact's own message can be deleted there; absent: it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub delete_theirs: Option<Window>,
}

/// One messenger, as the client sees it: `GET /api/messengers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct MessengerInfo {
    /// The stable word.
    pub name: MessengerName,
    /// For people.
    pub label: String,
    /// Two letters for the round channel badge.
    pub badge: String,
    /// Badge colour, `#rrggbb`, at least 4.5:1 against white letters.
    pub color: String,
    /// What it can do.
    pub capabilities: Capabilities,
}
