//! What a workspace decides for itself.

use serde::{Deserialize, Serialize};

use crate::operator::CHATS_MAX_DEFAULT;

/// Closing reasons a workspace may have.
pub const CLOSING_REASONS_MAX: usize = 30;

/// The workspace's settings: one row, read by whoever decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(default)]
pub struct Settings {
    /// Grows by one with each commit; 0: nobody has changed anything yet.
    pub version: u64,
    /// The workspace's name.
    pub name: String,
    /// Time zone of reports and working hours, as the IANA names it.
    pub time_zone: String,
    /// Open chats a new operator may be given.
    pub chats_max: u32,
    /// How long an operator may be without a connected browser before they are Offline, in seconds.
    pub connection_grace_s: u32,
    /// How long an operator may be Offline before their open chats go back to the queue, in minutes; absent: they stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub release_after_min: Option<u32>,
    /// How long a contact may wait for an answer before the chat is offered to others, in minutes; absent: for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub rescue_after_min: Option<u32>,
    /// Reasons to choose from when a chat is closed, at most [`CLOSING_REASONS_MAX`].
    pub closing_reasons: Vec<String>,
    /// Whether closing needs one of them.
    pub is_closing_reason_required: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: 0,
            name: "Switchboard".into(),
            time_zone: "UTC".into(),
            chats_max: CHATS_MAX_DEFAULT,
            connection_grace_s: 120,
            release_after_min: None,
            rescue_after_min: None,
            closing_reasons: Vec::new(),
            is_closing_reason_required: false,
        }
    }
}
