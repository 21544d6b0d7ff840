//! What is to be fetched from a messenger: kept beside the message, since nobody but the courier may know of it.

use serde::{Deserialize, Serialize};

use crate::{FileTrouble, MessageId, UnixMs};

/// Stands for the whole of a message that came shortened, where else the number of one of its files stands.
pub const WHOLE: u32 = u32::MAX;

/// Where a messenger keeps a file: for its adapter alone, since it may be an address anybody could use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSource {
    /// Which of the message's files, or [`WHOLE`].
    pub number: u32,
    /// The adapter's own words for the file.
    pub main: String,
    /// The same of a smaller picture of it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<String>,
}

/// One file that is to be fetched, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    /// Of which message.
    pub message: MessageId,
    /// Where it is; `None` once nothing is left to fetch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<FileSource>,
    /// Which of the message's files, or [`WHOLE`].
    pub number: u32,
    /// What it is called where it is stored: random, chosen by who tried first, so that no try leaves anything behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Tries so far; also the newest fencing token given out.
    pub attempts: u32,
    /// When the next try may begin; `None`: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub try_at: Option<UnixMs>,
}

/// How a fetch is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchWrite {
    /// With its message.
    Insert(Fetch),
    /// A known one, on condition that nobody tried since.
    Replace(Fetch),
}

/// What one try to fetch a file came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It is stored.
    Stored {
        /// Its size in bytes.
        size: u64,
        /// The media type it may be shown as.
        shown: Option<&'static str>,
        /// The media type of the smaller picture, if that is stored too.
        preview: Option<&'static str>,
    },
    /// It cannot be had, now or later.
    Lost(FileTrouble),
    /// Not this time; not before `retry_after_ms` from now, if the messenger named a time.
    Later {
        /// The messenger's wish.
        retry_after_ms: Option<i64>,
    },
}

impl Fetch {
    /// What is to be fetched for `message`, at once.
    #[must_use]
    pub fn of(message: &MessageId, source: &FileSource, now: UnixMs) -> Self {
        Self {
            message: message.clone(),
            number: source.number,
            source: Some(source.clone()),
            key: None,
            attempts: 0,
            try_at: Some(now),
        }
    }

    /// What the smaller picture is called where it is stored.
    #[must_use]
    pub fn preview_key(key: &str) -> String {
        format!("{key}.preview")
    }
}
