//! Bodies about the people who answer.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{AuditEntry, Invitation, OpenHours, Role, UnixMs, picture::PictureType};

/// `POST /api/invitations`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// What they are called; they may say otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub name: Option<String>,
}

/// The answer of `POST /api/invitations`.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// For the link that the invited person opens; shown this once.
    pub token: String,
}

/// The answer of `GET /api/invitations`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Invitations {
    /// Those that are still good, oldest first.
    pub invitations: Vec<Invitation>,
}

/// `POST /api/invitations/accept`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// From the link.
    pub token: String,
    /// What colleagues shall call them, at most 80 code points.
    pub name: String,
    /// 12 to 128 characters.
    pub password: String,
}

/// `PATCH /api/settings`: what is not named stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeSettings {
    /// The version that was changed; if there is a newer one, the answer is 409 `stale_version` with it.
    pub version: u64,
    /// The workspace's name.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub name: Option<String>,
    /// Time zone, as the IANA names it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub time_zone: Option<String>,
    /// Open chats a new operator may be given.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub chats_max: Option<u32>,
    /// In seconds, 10 to 3,600.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub connection_grace_s: Option<u32>,
    /// In minutes; `null`: never.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Option<u32>>", optional))]
    pub release_after_min: Option<Option<u32>>,
    /// In minutes; `null`: never.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Option<u32>>", optional))]
    pub rescue_after_min: Option<Option<u32>>,
    /// In minutes; `null`: never.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Option<u32>>", optional))]
    pub idle_busy_min: Option<Option<u32>>,
    /// All of them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub closing_reasons: Option<Vec<String>>,
    /// Whether closing needs one of them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub is_closing_reason_required: Option<bool>,
    /// Seven days from Monday on, or none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub working_hours: Option<Vec<Vec<OpenHours>>>,
    /// `null`: none.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Option<String>>", optional))]
    pub away_message: Option<Option<String>>,
    /// Whether the words of messages are kept for searching.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub is_message_search_on: Option<bool>,
    /// Whether those who manage the desk must have a second factor: asked for when they sign in next.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub is_second_factor_required: Option<bool>,
}

/// Tells `null` from a field that is not there.
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// `PATCH /api/operators/{operator}`: what is not named stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeOperator {
    /// The version that was changed; if there is a newer one, the answer is 409 `stale_version` with it. Absent: change it
    /// whatever happened, since every chat that moves makes a new version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub version: Option<u64>,
    /// Shown name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub name: Option<String>,
    /// What they may do; a change ends their sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub role: Option<Role>,
    /// Open chats they may be given, 1 to 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub chats_max: Option<u32>,
    /// Whether new chats may be given to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub is_involved: Option<bool>,
    /// Whether they may sign in; `false` sends them home: signed out, Offline, their open chats back in the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub is_active: Option<bool>,
}

/// `PATCH /api/operators/me`: what is not named stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeProfile {
    /// Shown name.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub name: Option<String>,
    /// Language of the client, e.g. `ru`; `null`: the browser's.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Option<String>>", optional))]
    pub language: Option<Option<String>>,
    /// Time zone as the IANA names it; `null`: the workspace's.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Option<String>>", optional))]
    pub time_zone: Option<Option<String>>,
}

/// `PUT /api/operators/me/avatar`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetAvatar {
    /// What it is; its bytes must agree.
    pub media_type: PictureType,
    /// At most 64 KB before the encoding, and 1,024 pixels a side.
    pub base64: String,
}

/// The answer of `GET /api/sessions`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Sessions {
    /// Newest first, at most 20.
    pub sessions: Vec<SessionInfo>,
}

/// One signed-in browser.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SessionInfo {
    /// To end it with; opens nothing.
    pub id: String,
    /// When it began.
    pub created: UnixMs,
    /// When it was last used, to about a minute.
    pub seen: UnixMs,
    /// When it ends, whatever happens.
    pub expires: UnixMs,
    /// What the browser calls itself.
    pub browser: String,
    /// The network address it signed in from; absent: not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub address: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// `POST /api/session/proof`: one of the two.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Prove {
    /// One's own.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub password: Option<String>,
    /// Of one's authenticator app: six digits.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub code: Option<String>,
}

/// The answer of `POST /api/session` where the password is right and a second factor is on: status 202.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SecondFactorNeeded {
    /// For `POST /api/session/code`; good for one sign-in.
    pub half: String,
    /// When it stops being good.
    pub expires: UnixMs,
}

/// `POST /api/session/code`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompleteSignIn {
    /// From [`SecondFactorNeeded`].
    pub half: String,
    /// Six digits, or a recovery code; spaces and dashes do not matter.
    pub code: String,
}

/// The answer of `GET /api/session/second-factor`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SecondFactorInfo {
    /// Since when signing in asks for it; absent: it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub since: Option<UnixMs>,
    /// Recovery codes that were not used yet, at most 10.
    pub recovery_codes_left: usize,
    /// Whether one must have it.
    pub is_required: bool,
}

/// The answer of `POST /api/session/second-factor`; shown this once.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SecondFactorOffer {
    /// For typing in: base 32.
    pub secret: String,
    /// For a QR code: `otpauth://totp/…`.
    pub uri: String,
}

/// `PUT /api/session/second-factor`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SecondFactorCode {
    /// Six digits of the authenticator app that kept the secret.
    pub code: String,
}

/// Recovery codes, shown this once.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// Ten; each good for one sign-in.
    pub codes: Vec<String>,
}

/// `PUT /api/session/password`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one that is good now.
    pub old: String,
    /// 12 to 128 characters.
    pub new: String,
}

/// The answer of `POST /api/operators/{operator}/password-reset`.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct PasswordReset {
    /// For the link that the operator opens; shown this once.
    pub token: String,
    /// When it stops being good.
    pub expires: UnixMs,
}

/// `POST /api/password-reset`.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// From the link.
    pub token: String,
    /// 12 to 128 characters.
    pub password: String,
}

/// The answer of `GET /api/audit`: newest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct AuditPage {
    /// At most 50; fewer, or none, does not mean that there are no older ones.
    pub entries: Vec<AuditEntry>,
    /// Pass it on as `before` to get older ones; absent: there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}
