//! Files that come and go.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{Operator, Reply, Web, operator::new_intent};

/// The smallest PNG there is: one grey pixel.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1,
    8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x68, 0, 0, 0,
    0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// The bytes as the pretend messengers take them.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    BASE64_STANDARD.encode(bytes)
}

impl Operator {
    /// Announces a file; whatever comes back.
    pub async fn announces(&self, name: &str, size: usize) -> Reply {
        self.web
            .post("/api/files", &json!({ "name": name, "size": size }))
            .await
    }

    /// Brings a file to the desk, whole; what it is called there.
    pub async fn brings_file(&self, name: &str, bytes: &[u8]) -> String {
        let slot = self.announces(name, bytes.len()).await.ok();
        assert_eq!(puts(&slot, bytes).await, StatusCode::OK);
        let upload = slot["upload"].as_str().expect("a name").to_owned();
        let _ = self.web.put(&format!("/api/files/{upload}"), &Value::Null).await.ok();
        upload
    }

    /// Sends files as one message; whatever comes back.
    pub async fn sends_files(&self, chat: &Value, files: &[(&str, &str)], caption: Option<&str>) -> Reply {
        let files: Vec<Value> = files
            .iter()
            .map(|(upload, kind)| json!({ "upload": upload, "kind": kind }))
            .collect();
        let mut content = json!({ "type": "media", "files": files });
        if let Some(caption) = caption {
            content["caption"] = caption.into();
        }
        self.sends_content(chat, &content).await
    }

    /// Sends anything; whatever comes back.
    pub async fn sends_content(&self, chat: &Value, content: &Value) -> Reply {
        let identity = &chat["identities"][0]["id"];
        let body = json!({ "intent_id": new_intent(), "identity": identity, "content": content });
        let path = format!("/api/chats/{}/messages", chat["id"].as_str().expect("an id"));
        self.web.post(&path, &body).await
    }

    /// Opens a file of a message as a browser does, following where the desk leads.
    pub async fn opens(&self, chat: &Value, message: &Value, number: u32, way: &str) -> Reply {
        self.web.get(&file_path(chat, message, number, way)).await
    }
}

/// The address of a file of a message.
#[must_use]
pub fn file_path(chat: &Value, message: &Value, number: u32, way: &str) -> String {
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    format!(
        "/api/chats/{}/messages/{}/files/{number}?as={way}",
        id(chat),
        id(message)
    )
}

/// Brings bytes where the desk said, as it said; what the origin of files says.
pub async fn puts(slot: &Value, bytes: &[u8]) -> StatusCode {
    let url = slot["url"].as_str().expect("an address");
    let mut web = Web::new("");
    for (name, value) in slot["headers"].as_object().expect("headers") {
        web = web.with(name, value.as_str().expect("text"));
    }
    web.sends_bytes(Method::PUT, url, bytes.to_vec()).await.status
}
