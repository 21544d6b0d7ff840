//! Bodies about drafts.

use serde::{Deserialize, Serialize};

use crate::draft::DraftReply;

/// `PUT /api/chats/{chat}/drafts/{kind}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// The revision that was changed; 0: none was known. If there is a newer one, the answer is 409 `stale_version` with it.
    pub revision: u64,
    /// At most 4,096 code points; only blanks: nothing is kept any more.
    pub text: String,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reply: Option<DraftReply>,
}
