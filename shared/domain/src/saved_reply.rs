//! Saved replies: texts that operators send often, kept once for everybody.

use serde::{Deserialize, Serialize};

use crate::{IntentId, OperatorId, UnixMs};

/// Longest saved reply, in code points: messengers take 4,096, and what is filled in needs room.
pub const SAVED_REPLY_CODE_POINTS_MAX: usize = 4_000;

/// Saved replies a workspace may have: all of them are read as one list. Several people who add the last one at the same
/// moment may exceed it by one each.
pub const SAVED_REPLIES_MAX: usize = 200;

/// A text kept for sending again. What stands in braces is filled in by the client before it is sent: `{first_name}`,
/// `{first_name|friend}` with words for where it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SavedReply {
    /// Made by the client that added it.
    pub id: IntentId,
    /// Grows by one with each commit.
    pub version: u64,
    /// What it is called: one line of at most 80 code points. Operators find it by this.
    pub name: String,
    /// At most [`SAVED_REPLY_CODE_POINTS_MAX`] code points.
    pub text: String,
    /// Who changed it last.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
}
