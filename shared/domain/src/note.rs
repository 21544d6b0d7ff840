//! Notes: operators' remarks on a contact's card.

use serde::{Deserialize, Serialize};

use crate::{ContactId, IntentId, OperatorId, UnixMs};

/// Longest note, in code points.
pub const NOTE_CODE_POINTS_MAX: usize = 4_000;

/// A remark on a contact. It is a type no messenger's call takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Note {
    /// The intent it was written by: the same intent is the same note.
    pub id: IntentId,
    /// About whom.
    pub contact: ContactId,
    /// Grows by one with each commit.
    pub version: u64,
    /// Who wrote it.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
    /// At most [`NOTE_CODE_POINTS_MAX`] code points; empty once removed.
    pub text: String,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub edited: Option<UnixMs>,
    /// Whether it was taken back; then nothing of its text is kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", ts(as = "Option<bool>", optional))]
    pub is_removed: bool,
}
