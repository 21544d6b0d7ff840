//! Requests and answers about files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::UploadId;

/// `POST /api/files`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BringFile {
    /// What the operator calls it.
    pub name: String,
    /// Its size in bytes, 1 to [`crate::file::FILE_BYTES_MAX`].
    pub size: u64,
}

/// Where the bytes of a file go: with `PUT`, within five minutes, exactly as many as announced.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FileSlot {
    /// What the file is called from now on.
    pub upload: UploadId,
    /// Where to.
    pub url: String,
    /// Headers to send, each exactly so.
    pub headers: BTreeMap<String, String>,
}

/// The bytes are here: the file can be sent.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FileBrought {
    /// Which.
    pub upload: UploadId,
}
