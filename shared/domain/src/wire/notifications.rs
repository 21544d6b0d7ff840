//! Bodies about what an operator is told in their own messenger.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, ContactId, MyNotifications, UnixMs, When};

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

/// The answer of `GET /api/operators/me/notifications/push-key`: what a browser needs before it can be told of news.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct PushKey {
    /// The desk's public key, base64url: a browser agrees with it, and takes messages of nobody else.
    pub key: String,
}

/// `PUT /api/operators/me/notifications/browser`: this browser is told of news, as its push service describes it.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TellBrowser {
    /// Where its push service takes messages; one of the services that are known.
    pub endpoint: String,
    /// Its public key, base64url: 65 bytes.
    pub p256dh: String,
    /// Its secret, base64url: 16 bytes.
    pub auth: String,
    /// The language its notices are in, by its short name, as `en`.
    pub language: String,
}

/// What a browser is told by its push service: news since the last time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct PushNotice {
    /// The language to say it in.
    pub language: String,
    /// Chats with news, the newest first.
    pub chats: Vec<PushedChat>,
    /// Further chats with news, how many.
    pub more: u32,
    /// Chats that wait and nobody can take; 0: not to be told.
    pub waiting: u32,
    /// Whether a test was asked for.
    pub is_test: bool,
    /// Chats that were told of before, and were read or closed since: their notices go away.
    pub over: Vec<ContactId>,
}

/// News of one chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
pub struct PushedChat {
    /// Which.
    pub chat: ContactId,
    /// Its newest commit that is told of here: whoever knows an older one cannot tell whether this is read.
    pub version: u64,
    /// The contact's name.
    pub name: String,
    /// Whether the chat was given to them.
    pub is_given: bool,
    /// New messages of the contact.
    pub messages: u32,
    /// The colleague who mentioned them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub mentioned_by: Option<String>,
    /// Whether it was put aside and came up.
    pub is_reminder: bool,
    /// The beginning of what was written last, where they want to see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub text: Option<String>,
}
