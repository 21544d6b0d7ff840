//! How far a reader of the stream was, in a file: what was written and not yet read when the process was killed is read
//! at the next start.
//!
//! Kept when the reader has caught up, so after a kill some records may come twice, as they may in a cloud.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::data::{read, write};

/// The last record done, by shard.
pub type Done = BTreeMap<String, String>;

/// The file and what it holds.
pub struct Kept {
    file: PathBuf,
    row: Row,
}

#[derive(Serialize, Deserialize)]
struct Row {
    /// Numbers of another stream mean nothing here.
    stream: String,
    done: Done,
}

impl Kept {
    /// What `file` holds about `stream`: nothing, where it does not read or speaks of another one.
    pub fn open(file: PathBuf, stream: &str) -> Self {
        let text = read(&file).ok().flatten().unwrap_or_default();
        let row = serde_json::from_str(&text).ok();
        let row = row.filter(|row: &Row| row.stream == stream).unwrap_or_else(|| Row {
            stream: stream.to_owned(),
            done: Done::new(),
        });
        Self { file, row }
    }

    /// The last record done, by shard.
    pub fn done(&self) -> &Done {
        &self.row.done
    }

    /// Writes how far the reader is now, if it went on since.
    pub fn keep(&mut self, done: Done) {
        if done == self.row.done {
            return;
        }
        self.row.done = done;
        let text = serde_json::to_vec(&self.row).unwrap_or_default();
        if let Err(error) = write(&self.file, &text, 0o600) {
            warn!(
                error = &error as &dyn std::error::Error,
                "Could not write how far the stream was read; some of it will come again"
            );
        }
    }
}
