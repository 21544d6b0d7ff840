//! Bodies about API keys.

use serde::{Deserialize, Serialize};

use crate::{ApiKey, api_key::Scope};

/// The answer of `GET /api/keys`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ApiKeys {
    /// Newest first, those revoked within 90 days included.
    pub keys: Vec<ApiKey>,
}

/// `POST /api/keys`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeKey {
    /// One line of at most 80 code points.
    pub name: String,
    /// At least one, none twice.
    pub scopes: Vec<Scope>,
    /// After how many days it expires: 30, 90 or 365; absent: never.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub expires_days: Option<u32>,
}

/// The answer of `POST /api/keys`.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct KeyMade {
    /// What is kept of it.
    pub key: ApiKey,
    /// The key itself, for `Authorization: Bearer …`; shown this once.
    pub token: String,
}
