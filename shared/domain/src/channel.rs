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
    /// Since when an admin keeps its answers back. Messages go on coming in. Beside the state, since it is another's wish:
    /// the messenger may refuse us meanwhile, or take us back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub paused: Option<UnixMs>,
    /// How far the messenger's proof of itself has been replaced; absent: nobody replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub renewal: Option<SecretRenewal>,
    /// Since when it exists.
    pub created: UnixMs,
}

/// How far a webhook secret has been replaced. Until the end the one before is accepted too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SecretRenewal {
    /// The messenger does not know the new one yet.
    Telling {
        /// Since when.
        since: UnixMs,
    },
    /// It does; calls it made before may still be under way, or come again.
    Overlapping {
        /// Until when the secret before is accepted.
        until: UnixMs,
    },
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
///
/// ```text
/// connecting ⇄ active | needs_attention ──▶ removing ──▶ removed
/// ```
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
    /// An admin took it away; the messenger is being told.
    Removing {
        /// Since when.
        since: UnixMs,
    },
    /// It is gone, and its token and secrets with it. What was said there stays.
    Removed {
        /// When an admin took it away.
        at: UnixMs,
    },
}

/// Whether answers go out through a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// They do.
    Open,
    /// They wait; the reason in words, for an answer that waited too long.
    Held(String),
    /// They never will.
    Gone,
}

impl Channel {
    /// Whether answers go out through it now.
    #[must_use]
    pub fn passage(&self) -> Passage {
        match (&self.state, self.paused) {
            (ChannelState::Removing { .. } | ChannelState::Removed { .. }, _) => Passage::Gone,
            (ChannelState::NeedsAttention { reason, .. }, _) => Passage::Held(reason.clone()),
            (_, Some(_)) => Passage::Held("the channel is paused".to_owned()),
            (ChannelState::Connecting, None) => Passage::Held("the channel is being connected".to_owned()),
            (ChannelState::Active { .. }, None) => Passage::Open,
        }
    }

    /// Whether an admin took it away.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.passage() == Passage::Gone
    }
}
