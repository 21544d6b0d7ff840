//! API keys: what other programs of the business show instead of signing in.
//!
//! The key itself is known to whoever made it and nobody else: the desk keeps its SHA-256, which the row is found by.

use serde::{Deserialize, Serialize};

use crate::{DAY_MS, OperatorId, UnixMs};

/// What every key begins with, so that people and scanners of source code know one when they see it.
pub const KEY_PREFIX: &str = "sk_";

/// Keys a workspace may have that were not revoked: all of them are read as one list.
pub const KEYS_MAX: usize = 50;

/// For how long a revoked key is remembered, in days: so long its calls are told that it was revoked.
pub const REVOKED_DAYS: i64 = 90;

/// What a key lets a program do. Each is asked for by at least one route of the public API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub enum Scope {
    /// Tell of orders.
    #[serde(rename = "orders:write")]
    OrdersWrite,
    /// Find a contact and read their card.
    #[serde(rename = "contacts:read")]
    ContactsRead,
}

impl Scope {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::OrdersWrite, Self::ContactsRead];

    /// The word, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrdersWrite => "orders:write",
            Self::ContactsRead => "contacts:read",
        }
    }
}

/// A key as the desk knows it. The key itself is not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ApiKey {
    /// The SHA-256 of the key, in hex: 64 digits.
    pub id: String,
    /// Grows by one with each commit.
    pub version: u64,
    /// What it is for: one line of at most 80 code points.
    pub name: String,
    /// Its last four characters, to tell it from others.
    pub ends: String,
    /// What it lets a program do; at least one, none twice.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub by: OperatorId,
    /// When.
    pub created: UnixMs,
    /// From when on it is good no more; absent: it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub expires: Option<UnixMs>,
    /// The beginning of the day, in UTC, it was last used on; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub used: Option<UnixMs>,
    /// When it was revoked; absent: it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub revoked: Option<UnixMs>,
}

impl ApiKey {
    /// The key as used at `now`; `None`: that it was used on this day is known.
    #[must_use]
    pub fn used_at(&self, now: UnixMs) -> Option<Self> {
        let today = UnixMs(now.0.div_euclid(DAY_MS) * DAY_MS);
        (self.used != Some(today)).then(|| Self {
            version: self.version + 1,
            used: Some(today),
            ..self.clone()
        })
    }
}
