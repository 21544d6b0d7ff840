//! Keys of files: what is to be fetched, what was brought and not sent yet.

use domain::{MessageId, UnixMs, UploadId};

use super::ROOT;
use crate::table::Key;

/// The partition of the due index with files to fetch.
pub const FETCHES: &str = "FETCHES";

/// The partition of the due index with uploads nobody sent.
pub const UPLOADS: &str = "UPLOADS";

/// The partition of a message's files.
#[must_use]
pub fn files(message: &MessageId) -> String {
    format!("FILES#{message}")
}

/// One file of a message.
#[must_use]
pub fn file(message: &MessageId, number: u32) -> Key {
    Key::new(files(message), format!("{number:05}"))
}

/// Whether `key` is a file's.
#[must_use]
pub fn is_file(key: &Key) -> bool {
    key.pk.starts_with("FILES#")
}

/// A file's place in the due index.
#[must_use]
pub fn file_due_order(at: UnixMs, message: &MessageId, number: u32) -> String {
    format!("{:013}#{message}/{number}", at.0.max(0))
}

/// Something an operator brought.
#[must_use]
pub fn upload(id: &UploadId) -> Key {
    Key::new(format!("UPLOAD#{id}"), ROOT)
}

/// An upload's place in the due index.
#[must_use]
pub fn upload_due_order(at: UnixMs, id: &UploadId) -> String {
    format!("{:013}#{id}", at.0.max(0))
}
