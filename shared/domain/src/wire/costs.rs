//! Bodies about what the desk costs.

use serde::Serialize;

use crate::{
    UnixMs,
    costs::{Counted, Prices, Units},
};

/// The answer of `GET /api/costs`: a page of what is counted, and what to multiply it with.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Costs {
    /// When the month began, in UTC.
    pub from: UnixMs,
    /// What the chats of this page count: of each at most its 50 last talks.
    pub counted: Counted,
    /// Chats of this page.
    pub chats: u32,
    /// What a contact's message takes, at most.
    pub inbound: Units,
    /// What an answer takes, at most.
    pub outbound: Units,
    /// What closing a chat takes, at most.
    pub closing: Units,
    /// What units cost.
    pub prices: Prices,
    /// Pass it on to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}
