//! Bodies about the people who answer.

use serde::{Deserialize, Serialize};

use crate::{Invitation, Role};

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
