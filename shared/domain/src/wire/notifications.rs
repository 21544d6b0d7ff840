//! Bodies about what an operator is told in their own messenger.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, MyNotifications, UnixMs, When};

/// The answer of `GET /api/operators/me/notifications`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct NotificationSettings {
    /// As they are now; changes of them arrive as the event `notifications_committed`.
    pub notifications: MyNotifications,
    /// Channels through which a messenger can be linked.
    pub channels: Vec<ChannelId>,
}

/// `PATCH /api/operators/me/notifications`: what is not named stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeNotifications {
    /// The version that was changed; if there is a newer one, the answer is 409 `stale_version` with it.
    pub version: u64,
    /// A chat was given to me.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub new_chat: Option<When>,
    /// The contact wrote in a chat of mine.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub new_message: Option<When>,
    /// A colleague mentioned me.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub mention: Option<When>,
    /// A chat of mine that was put aside came up.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reminder: Option<When>,
    /// Chats wait and nobody can take them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub queue: Option<When>,
    /// Whether notices hold the beginning of what was written.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub has_previews: Option<bool>,
}

/// `POST /api/operators/me/notifications/link`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkMessenger {
    /// Through which channel.
    pub channel: ChannelId,
}

/// The answer of `POST /api/operators/me/notifications/link`.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct OfferedLink {
    /// To open on the phone; good once. Shown this once.
    pub url: String,
    /// When it stops being good.
    pub expires: UnixMs,
}
