//! A contact: somebody who writes through a pretend messenger.

use http::Method;
use serde_json::{Value, json};

use crate::{Reply, Web, eventually};

/// Somebody who writes.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The messenger's id of the person.
    pub person: String,
    /// As the messenger shows them.
    pub name: String,
    web: Web,
    path: String,
}

impl Contact {
    /// A person with a name, who has not written yet.
    pub async fn appears(desk: &str, messenger: &str, person: &str, name: &str) -> Self {
        let (web, path) = (Web::new(desk), format!("/pretend/{messenger}/{person}"));
        let _ = web.put(&path, &json!({ "name": name })).await.ok();
        Self {
            person: person.to_owned(),
            name: name.to_owned(),
            web,
            path,
        }
    }

    /// Writes; the messenger's id of the message.
    pub async fn writes(&self, text: &str) -> String {
        let written = self
            .web
            .post(&format!("{}/messages", self.path), &json!({ "text": text }))
            .await
            .ok();
        written["id"].as_str().expect("a message has an id").to_owned()
    }

    /// Shares a place or a person; what the messenger said to that.
    pub async fn shares(&self, thing: &Value) -> Reply {
        self.web.post(&format!("{}/things", self.path), thing).await
    }

    /// Does something else; what the messenger said to that.
    pub async fn acts(&self, deed: &Value) -> Reply {
        self.web.post(&format!("{}/deeds", self.path), deed).await
    }

    /// Changes an own message.
    pub async fn edits(&self, message: &str, text: &str) {
        let path = format!("{}/messages/{message}", self.path);
        let _ = self.web.call(Method::PATCH, &path, &json!({ "text": text })).await.ok();
    }

    /// Blocks the business, or takes that back.
    pub async fn blocks(&self, blocked: bool) {
        let _ = self
            .web
            .put(&format!("{}/blocked", self.path), &json!({ "blocked": blocked }))
            .await
            .ok();
    }

    /// Shows another picture of themselves, or none any more.
    pub async fn shows(&self, base64: Option<&str>) {
        let path = format!("{}/picture", self.path);
        let _ = self.web.put(&path, &json!({ "base64": base64 })).await.ok();
    }

    /// Is answered by somebody of the business in the messenger itself.
    pub async fn is_answered_outside(&self, text: &str) {
        let path = format!("{}/outside", self.path);
        let _ = self.web.post(&path, &json!({ "text": text })).await.ok();
    }

    /// Writes and has not sent yet; what the messenger said to that.
    pub async fn types(&self) -> Reply {
        self.web.post(&format!("{}/typing", self.path), &Value::Null).await
    }

    /// Until when the person is shown that the business writes; `null`: they never were.
    pub async fn is_typed_to(&self) -> Value {
        let reply: Reply = self.web.get(&format!("{}/messages", self.path)).await;
        reply.ok()["typed_to"].clone()
    }

    /// The talk as the person sees it, oldest first.
    pub async fn talk(&self) -> Vec<Value> {
        let reply: Reply = self.web.get(&format!("{}/messages", self.path)).await;
        reply.ok()["messages"].as_array().expect("a list").clone()
    }

    /// The business's messages, oldest first.
    pub async fn answers(&self) -> Vec<String> {
        let talk = self.talk().await;
        let answers = talk.iter().filter(|message| message["from"] == "business");
        answers
            .map(|message| message["text"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Waits for an answer with this text.
    pub async fn reads(&self, text: &str) {
        let what = format!("{} reads “{text}”", self.name);
        eventually(&what, async || {
            self.answers().await.contains(&text.to_owned()).then_some(())
        })
        .await;
    }
}
