//! Bodies about who has a chat open.

use serde::{Deserialize, Serialize};

/// `PUT /api/chats/{chat}/looking`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Whether one has it open; `false`: one left it.
    pub is_there: bool,
}
