//! Where files lie: contacts' and operators', each under a random key.
//!
//! Bytes go through as they come, so that memory does not grow with a file. Browsers get links that pass; they lead to
//! another origin than the desk's, which sends [`HEADERS`] with everything.

use std::{io, pin::Pin};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{MINUTE_MS, UnixMs};
use futures_util::Stream;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// How long a link to a file is good for: long enough to begin, whatever is done with the file then.
pub const LINK_MS: i64 = 5 * MINUTE_MS;

/// How long the bytes of a file may be brought after it was announced.
pub const UPLOAD_MS: i64 = 5 * MINUTE_MS;

/// What the origin of files sends with each: nothing in a file may run, be guessed to be something else, or be read by
/// another site's pages.
pub const HEADERS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "sandbox; default-src 'none'"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("referrer-policy", "no-referrer"),
];

/// What a file is handed out as that is not shown.
pub const DOWNLOAD: &str = "application/octet-stream";

/// A file's bytes, as they come.
pub type ByteStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// Why a file could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Not now.
    #[error("the files cannot be reached: {0}")]
    Unavailable(String),
    /// Never: our mistake, or the deployment's.
    #[error("the files: {0}")]
    Rejected(String),
}

/// How a link hands a file out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The media type to show it as; `None`: it is downloaded.
    pub shown: Option<String>,
    /// What it is saved as.
    pub name: String,
}

impl Handed {
    /// The `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.shown.as_deref().unwrap_or(DOWNLOAD)
    }

    /// The `Content-Disposition`: RFC 6266, with the name as RFC 8187 has it, and nothing of it outside.
    #[must_use]
    pub fn disposition(&self) -> String {
        const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
        let way = if self.shown.is_some() { "inline" } else { "attachment" };
        format!("{way}; filename*=UTF-8''{}", utf8_percent_encode(&self.name, PLAIN))
    }
}

/// Where a browser brings a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSlot {
    /// Where, with `PUT`, for [`UPLOAD_MS`].
    pub url: String,
    /// The headers to send, each exactly so.
    pub headers: Vec<(String, String)>,
}

/// A store of files.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Stores `bytes`, of which there must be `size`, in place of what was there.
    ///
    /// # Errors
    /// [`BlobError`]; nothing is there then, or what was there before.
    async fn put(&self, key: &str, size: u64, bytes: ByteStream, now: UnixMs) -> Result<(), BlobError>;

    /// The file's size and bytes; `None`: there is none.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn get(&self, key: &str, now: UnixMs) -> Result<Option<(u64, ByteStream)>, BlobError>;

    /// Deletes the file. None there: done as well.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn delete(&self, key: &str, now: UnixMs) -> Result<(), BlobError>;

    /// An address at which anybody has the file for [`LINK_MS`].
    ///
    /// # Errors
    /// [`BlobError::Rejected`]: there is no place for files.
    fn link(&self, key: &str, handed: &Handed, now: UnixMs) -> Result<String, BlobError>;

    /// An address at which anybody may bring exactly `size` bytes for [`UPLOAD_MS`].
    ///
    /// # Errors
    /// [`BlobError::Rejected`]: there is no place for files.
    fn slot(&self, key: &str, size: u64, now: UnixMs) -> Result<UploadSlot, BlobError>;
}

/// No place for files: of a function that has nothing to do with them, or of a deployment without.
pub struct Nowhere;

fn nowhere<T>() -> Result<T, BlobError> {
    Err(BlobError::Rejected("SWITCHBOARD_FILES_BUCKET is not set".into()))
}

#[async_trait]
impl Blobs for Nowhere {
    async fn put(&self, _: &str, _: u64, _: ByteStream, _: UnixMs) -> Result<(), BlobError> {
        nowhere()
    }

    async fn get(&self, _: &str, _: UnixMs) -> Result<Option<(u64, ByteStream)>, BlobError> {
        nowhere()
    }

    async fn delete(&self, _: &str, _: UnixMs) -> Result<(), BlobError> {
        // Where nothing can be, nothing is left.
        Ok(())
    }

    fn link(&self, _: &str, _: &Handed, _: UnixMs) -> Result<String, BlobError> {
        nowhere()
    }

    fn slot(&self, _: &str, _: u64, _: UnixMs) -> Result<UploadSlot, BlobError> {
        nowhere()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place_in_the_header() {
        let handed = |shown: Option<&str>, name: &str| Handed {
            shown: shown.map(str::to_owned),
            name: name.into(),
        };

        assert_eq!(
            handed(None, "счёт \"1\"; x=y\r\n.pdf").disposition(),
            "attachment; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82%20%221%22%3B%20x%3Dy%0D%0A.pdf"
        );
        let photo = handed(Some("image/png"), "a.png");
        assert_eq!(photo.disposition(), "inline; filename*=UTF-8''a.png");
        assert_eq!(photo.content_type(), "image/png");
        assert_eq!(handed(None, "x").content_type(), DOWNLOAD);
    }
}
