//! Bodies about channels.

use serde::{Deserialize, Serialize};

use crate::{Channel, MessengerName};

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

/// `PUT /api/channels/{channel}/token`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewToken {
    /// Another token of the same bot or community; never shown again.
    pub token: String,
}

/// `PATCH /api/channels/{channel}`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeChannel {
    /// Whether its answers are kept back.
    pub paused: bool,
}

/// The answer of `GET /api/channels`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Channels {
    /// All of them, oldest first.
    pub channels: Vec<Channel>,
}
