//! Those who answer, and their signed-in browsers.

use serde::{Deserialize, Serialize};

use crate::{OperatorId, UnixMs};

/// One who answers, as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Operator {
    /// Who.
    pub id: OperatorId,
    /// Grows by one with each commit.
    pub version: u64,
    /// Shown name.
    pub name: String,
    /// For signing in.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// What an operator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The first admin.
    Owner,
    /// Also: operators, channels, settings, reports of everybody.
    Admin,
    /// Answers.
    Operator,
}

impl Role {
    /// Whether this role may add and change channels.
    #[must_use]
    pub fn may_manage_channels(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }
}

/// A signed-in browser. The actor of every request comes from here, never from what the caller sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who signed in.
    pub operator: OperatorId,
    /// Their role when the session was made.
    pub role: Role,
    /// When they signed in.
    pub created: UnixMs,
    /// When it ends, whatever happens.
    pub expires: UnixMs,
}
