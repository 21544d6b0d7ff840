//! How messengers reach this desk and how far they were asked, in a file: what a later run goes on from.

use std::{collections::BTreeMap, path::PathBuf};

use domain::ChannelId;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::data::{read, write};

/// The file and what it holds; without a file, what this run knows.
pub struct Kept {
    file: Option<PathBuf>,
    row: Row,
}

#[derive(Default, Serialize, Deserialize)]
struct Row {
    /// The address channels were connected with; empty: none, they are polled. `None`: not known.
    address: Option<String>,
    /// Where polling goes on, by channel, where the messenger wants us to know.
    #[serde(default)]
    marks: BTreeMap<ChannelId, String>,
}

impl Kept {
    /// What `file` holds: nothing, where it does not read.
    pub fn open(file: Option<PathBuf>) -> Self {
        let text = file.as_deref().and_then(|file| read(file).ok().flatten());
        let row = text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            file,
            row: row.unwrap_or_default(),
        }
    }

    /// Whether channels must be connected anew to be reached at `address`, or to be polled where that is empty. A folder from
    /// before this file knew webhooks alone.
    pub fn is_elsewhere(&self, address: &str) -> bool {
        match &self.row.address {
            Some(known) => known != address,
            None => address.is_empty(),
        }
    }

    /// Channels are being connected with `address`.
    pub fn settle(&mut self, address: &str) {
        if self.row.address.as_deref() != Some(address) {
            self.row.address = Some(address.to_owned());
            self.write();
        }
    }

    /// Where polling of a channel goes on; empty: where the messenger says.
    pub fn mark(&self, id: &ChannelId) -> String {
        self.row.marks.get(id).cloned().unwrap_or_default()
    }

    /// Polling of a channel goes on there.
    pub fn keep(&mut self, id: &ChannelId, mark: &str) {
        if self.row.marks.get(id).map_or("", String::as_str) == mark {
            return;
        }
        self.row.marks.insert(id.clone(), mark.to_owned());
        self.write();
    }

    fn write(&self) {
        let Some(file) = &self.file else { return };
        let text = serde_json::to_vec(&self.row).unwrap_or_default();
        if let Err(error) = write(file, &text, 0o600) {
            warn!(
                error = &error as &dyn std::error::Error,
                "Could not write how far messengers were asked; some of it will come again"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::Folder;

    #[test]
    fn a_later_run_goes_on_from_what_was_kept() {
        let folder = Folder::new("polls-kept");
        let file = || Some(folder.join("polls.json"));
        let id: ChannelId = "Zq3vT8yLr0mWc5XbN1sKfg".parse().expect("id");
        let mut first = Kept::open(file());
        assert_eq!(first.mark(&id), "");

        first.settle("");
        first.keep(&id, "7");

        let second = Kept::open(file());
        assert_eq!(second.mark(&id), "7");
        assert!(!second.is_elsewhere("") && second.is_elsewhere("https://desk.example"));
    }

    #[test]
    fn a_folder_from_before_knew_webhooks_alone() {
        let unknown = Kept::open(None);

        assert!(unknown.is_elsewhere("") && !unknown.is_elsewhere("https://desk.example"));
    }
}
