//! Operators who bring files and send them.

use domain::{FileKind, OutgoingFile, SECOND_MS, UploadId};
use serde_json::{Value, json};

use crate::{deeds::PICTURE, people::Operator};

impl Operator {
    /// Brings up to two files that are like no others; what they are sent as, each with its bytes. Fewer come where the network
    /// fails.
    pub(crate) async fn bring_files(&mut self, intent: &str) -> Vec<(OutgoingFile, Vec<u8>)> {
        let (kind, head) = if self.random.chance(400) {
            (FileKind::Photo, PICTURE)
        } else {
            (FileKind::Document, &b"words: "[..])
        };
        let mut brought = Vec::new();
        for number in 0..=self.random.below(2) {
            let bytes = [head, format!("file {number} of {intent}").as_bytes()].concat();
            if let Some(upload) = self.bring(&bytes).await {
                brought.push((OutgoingFile { upload, kind }, bytes));
            }
        }
        // Some think better of it: what they brought is swept.
        if self.random.chance(100) {
            brought.clear();
        }
        brought
    }

    /// Announces a file, brings its bytes, and says so.
    async fn bring(&mut self, bytes: &[u8]) -> Option<UploadId> {
        let announced = json!({ "name": "of ours.bin", "size": bytes.len() });
        let (status, slot) = self.client.insist("POST", "/api/files", Some(&announced), 20).await?;
        if status != 201 {
            self.verdict
                .breach(format!("files: a file was announced, and answered {status}"));
            return None;
        }
        let upload: UploadId = slot["upload"].as_str()?.parse().ok()?;
        let desk = self.client.desk.clone();
        let mut is_brought = false;
        for _ in 0..5 {
            if desk.ports.strikes("file lost on its way", |rates| rates.request) {
                desk.ports.executor.pause(SECOND_MS).await;
                continue;
            }
            desk.files.take(upload.as_str(), bytes);
            if !desk.ports.strikes("answer of a request lost", |rates| rates.request) {
                is_brought = true;
                break;
            }
        }
        let path = format!("/api/files/{upload}");
        let confirmed = self.client.insist("PUT", &path, Some(&Value::Null), 20).await;
        match confirmed {
            Some((200, _)) => Some(upload),
            Some((409, _)) if !is_brought => None,
            None => None,
            Some((status, _)) => {
                self.verdict
                    .breach(format!("files: a file was brought, and answered {status}"));
                None
            }
        }
    }
}
