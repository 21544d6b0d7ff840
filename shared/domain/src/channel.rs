//! A channel: one connected bot or community.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, MessengerName, UnixMs};

/// One connected bot or community, as everybody may see it. Tokens and secrets live in the row beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Channel {
    /// Random; also the webhook's path.
    pub id: ChannelId,
    /// Grows by one with each commit.
    pub version: u64,
    /// The kind of messenger.
    pub messenger: MessengerName,
    /// The provider's name of the bot or community; empty until connected.
    pub name: String,
    /// Whether it works.
    pub state: ChannelState,
    /// Since when it exists.
    pub created: UnixMs,
}

/// What a messenger told us while the channel was connected, for its webhook to know. Empty where it needs none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The provider's id of the bot or community that speaks there.
    pub account: String,
    /// What a handshake is answered with.
    pub handshake: String,
    /// Where asking for news begins, where the messenger cannot call us and does not keep that itself. Else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub news_from: String,
}

/// Whether a channel works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ChannelState {
    /// The token is being checked and the webhook registered.
    Connecting,
    /// Messages flow.
    Active {
        /// Since when.
        since: UnixMs,
    },
    /// The messenger refused us: an admin must look.
    NeedsAttention {
        /// What the messenger said.
        reason: String,
        /// When.
        at: UnixMs,
    },
}
