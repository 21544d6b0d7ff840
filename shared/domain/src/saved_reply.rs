//! Saved replies: texts that operators send often, kept once for everybody.

use serde::{Deserialize, Serialize};

use crate::{IntentId, OperatorId, UnixMs, Upload, UploadId};

/// Longest saved reply, in code points: messengers take 4,096, and what is filled in needs room.
pub const SAVED_REPLY_CODE_POINTS_MAX: usize = 4_000;

/// Saved replies a workspace may have: all of them are read as one list. Several people who add the last one at the same
/// moment may exceed it by one each.
pub const SAVED_REPLIES_MAX: usize = 200;

/// Files one saved reply may carry: as many as messengers bring together.
pub const SAVED_REPLY_FILES_MAX: usize = 10;

/// Largest file of a saved reply, in bytes: each sending copies it, within the half minute a request may take.
pub const SAVED_REPLY_FILE_BYTES_MAX: u64 = 20 * 1024 * 1024;

/// A file that a saved reply carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SavedFile {
    /// What it was brought as, and what is stored is called. It is the reply's own: each sending makes its own copy.
    pub id: UploadId,
    /// What it is called.
    pub name: String,
    /// Its size in bytes, at most [`SAVED_REPLY_FILE_BYTES_MAX`].
    pub size: u64,
    /// Its media type as its first bytes tell it; absent: nothing a browser may show, so it goes as a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub media_type: Option<String>,
}

impl SavedFile {
    /// The file as something nobody sent, whose time is over: so what is stored goes with what was.
    #[must_use]
    pub fn let_go(&self, by: &OperatorId, now: UnixMs) -> Upload {
        Upload {
            id: self.id.clone(),
            by: by.clone(),
            name: self.name.clone(),
            size: self.size,
            head: None,
            until: now,
        }
    }
}

/// A text kept for sending again, with files or without. What stands in braces is filled in by the client before it is sent: `{first_name}`,
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
    /// At most [`SAVED_REPLY_CODE_POINTS_MAX`] code points; empty only where there are files.
    pub text: String,
    /// What goes with it, in this order: at most [`SAVED_REPLY_FILES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<SavedFile>>", optional))]
    pub files: Vec<SavedFile>,
    /// Who changed it last.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
}
