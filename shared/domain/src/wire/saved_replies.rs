//! Bodies about saved replies.

use serde::{Deserialize, Serialize};

use crate::{SavedReply, UploadId};

/// The answer of `GET /api/saved-replies`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SavedReplies {
    /// By name, at most 200.
    pub saved_replies: Vec<SavedReply>,
}

/// `PUT /api/saved-replies/{saved_reply}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveReply {
    /// The version that was changed; 0: it is new. If there is a newer one, the answer is 409 `stale_version` with it.
    pub version: u64,
    /// One line of at most 80 code points.
    pub name: String,
    /// At most 4,000 code points; empty only where there are files.
    pub text: String,
    /// The files that go with it, in this order, at most ten: those it has, and uploads of the asker's, which become its own.
    #[serde(default)]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<UploadId>>", optional))]
    pub files: Vec<UploadId>,
}
