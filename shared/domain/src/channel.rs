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
