//! An operator: somebody who answers, with a browser's cookie and nothing else.

use std::sync::atomic::{AtomicU64, Ordering};

use http::header;
use serde_json::{Value, json};

use crate::{Contact, Reply, Socket, Web, eventually};

/// The header every change needs.
const MARK: (&str, &str) = ("x-switchboard", "1");

/// Somebody who answers.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Their browser: cookie and mark included.
    pub web: Web,
    /// Their id.
    pub id: String,
    /// Their shown name.
    pub name: String,
    desk: String,
}

/// The password of everybody but the owner.
pub const PASSWORD: &str = "battery staple horse";

impl Operator {
    /// Signs in with an e-mail and a password that are right.
    pub async fn signs_in(desk: &str, email: &str, password: &str) -> Self {
        let reply = Self::tries_to_sign_in(desk, email, password).await;
        let cookie = reply
            .headers
            .get(header::SET_COOKIE)
            .and_then(|value| value.to_str().ok());
        let cookie = cookie
            .and_then(|cookie| cookie.split(';').next())
            .unwrap_or_default()
            .to_owned();
        assert!(
            reply.status.is_success() && !cookie.is_empty(),
            "{}: {}",
            reply.status,
            reply.body
        );
        let web = Web::new(desk).with(MARK.0, MARK.1).with("cookie", &cookie);
        let text = |name: &str| reply.body["operator"][name].as_str().expect("text").to_owned();
        Self {
            web,
            id: text("id"),
            name: text("name"),
            desk: desk.to_owned(),
        }
    }

    /// Invites `{name}@example.com` and lets them join and sign in.
    pub async fn brings(&self, name: &str, role: &str) -> Self {
        let token = self.invites(&format!("{name}@example.com"), role).await;
        let joined = accepts(&self.desk, &token, name).await;
        assert!(joined.status.is_success(), "{}", joined.body);
        Self::signs_in(&self.desk, &format!("{name}@example.com"), PASSWORD).await
    }

    /// Invites somebody; the token of the link.
    pub async fn invites(&self, email: &str, role: &str) -> String {
        let invite = json!({ "email": email, "role": role });
        let invited = self.web.post("/api/invitations", &invite).await.ok();
        invited["token"].as_str().expect("a token").to_owned()
    }

    /// Signs in with whatever it is.
    pub async fn tries_to_sign_in(desk: &str, email: &str, password: &str) -> Reply {
        let web = Web::new(desk).with(MARK.0, MARK.1);
        web.post("/api/session", &json!({ "email": email, "password": password }))
            .await
    }

    /// The list of open or closed chats.
    pub async fn chats(&self, state: &str) -> Vec<Value> {
        list(self.web.get(&format!("/api/chats?state={state}")).await.ok(), "chats")
    }

    /// The chat with a contact, as soon as it is in the list of open chats.
    pub async fn chat_with(&self, contact: &Contact) -> Value {
        eventually(&format!("a chat with {}", contact.name), async || {
            self.chats("open")
                .await
                .into_iter()
                .find(|chat| chat["name"] == contact.name.as_str())
        })
        .await
    }

    /// A chat as it is now.
    pub async fn chat(&self, chat: &Value) -> Value {
        self.web.get(&format!("/api/chats/{}", id(chat))).await.ok()
    }

    /// A chat's newest messages, oldest first.
    pub async fn messages(&self, chat: &Value) -> Vec<Value> {
        list(
            self.web.get(&format!("/api/chats/{}/messages", id(chat))).await.ok(),
            "messages",
        )
    }

    /// A chat's whole history, oldest first, page by page.
    pub async fn history(&self, chat: &Value) -> Vec<Value> {
        let mut history: Vec<Value> = Vec::new();
        let mut path = format!("/api/chats/{}/messages", id(chat));
        loop {
            let page = self.web.get(&path).await.ok();
            let has_older = page["has_older"] == true;
            let cursor = page["cursor"].as_str().map(ToOwned::to_owned);
            let mut messages = list(page, "messages");
            messages.append(&mut history);
            history = messages;
            path = match (cursor, history.first()) {
                // A talk by several addresses goes on at a place of each.
                (Some(cursor), _) => format!("/api/chats/{}/messages?cursor={cursor}", id(chat)),
                (None, Some(first)) if has_older => {
                    let before = id(first).rsplit(':').next().unwrap_or_default();
                    format!("/api/chats/{}/messages?before={before}", id(chat))
                }
                _ => return history,
            };
        }
    }

    /// The texts a message had before.
    pub async fn earlier(&self, chat: &Value, message: &Value) -> Vec<Value> {
        let path = format!("/api/chats/{}/messages/{}/earlier", id(chat), id(message));
        list(self.web.get(&path).await.ok(), "earlier")
    }

    /// Answers; the message as it stands.
    pub async fn sends(&self, chat: &Value, text: &str) -> Value {
        self.sends_as(&new_intent(), chat, text).await.ok()["message"].clone()
    }

    /// Answers under an intent of the caller's choice; whatever comes back.
    pub async fn sends_as(&self, intent: &str, chat: &Value, text: &str) -> Reply {
        let content = json!({ "type": "text", "text": text });
        let body = json!({ "intent_id": intent, "identity": id(&chat["identities"][0]), "content": content });
        self.web.post(&format!("/api/chats/{}/messages", id(chat)), &body).await
    }

    /// Closes a chat.
    pub async fn closes(&self, chat: &Value) -> Value {
        self.web
            .put(&format!("/api/chats/{}/close", id(chat)), &Value::Null)
            .await
            .ok()
    }

    /// Has seen everything the chat showed.
    pub async fn reads(&self, chat: &Value) -> Value {
        let seen = json!({ "inbound": chat["inbound"] });
        self.web.put(&format!("/api/chats/{}/read", id(chat)), &seen).await.ok()
    }

    /// All channels.
    pub async fn channels(&self) -> Vec<Value> {
        list(self.web.get("/api/channels").await.ok(), "channels")
    }

    /// Asks for a link to their own messenger through its first channel; what the link carries.
    pub async fn asks_for_a_link(&self, messenger: &str) -> String {
        let channels = self.channels().await;
        let channel = channels.iter().find(|channel| channel["messenger"] == messenger);
        let link = json!({ "channel": id(channel.expect("a channel of this messenger")) });
        let path = "/api/operators/me/notifications/link";
        let offered = self.web.post(path, &link).await.ok();
        let carried = offered["url"].as_str().and_then(|url| url.rsplit('=').next());
        carried.expect("a deep link").to_owned()
    }

    /// Adds a channel by its token.
    pub async fn adds_channel(&self, messenger: &str, token: &str) -> Value {
        self.web
            .post("/api/channels", &json!({ "messenger": messenger, "token": token }))
            .await
            .ok()
    }

    /// A ticket for one socket.
    pub async fn ticket(&self) -> String {
        let ticket = self.web.post("/api/socket-ticket", &Value::Null).await.ok();
        ticket["ticket"].as_str().expect("a ticket").to_owned()
    }

    /// Opens a socket.
    pub async fn socket(&self) -> Socket {
        let ticket = self.ticket().await;
        Socket::open(&self.desk, &ticket, None).await.expect("a socket opens")
    }
}

/// Somebody accepts an invitation with [`PASSWORD`]; whatever comes back.
pub async fn accepts(desk: &str, token: &str, name: &str) -> Reply {
    let accept = json!({ "token": token, "name": name, "password": PASSWORD });
    let web = Web::new(desk).with(MARK.0, MARK.1);
    web.post("/api/invitations/accept", &accept).await
}

/// An intent nobody has had before.
#[must_use]
pub fn new_intent() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("01STORY{:019}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

fn list(body: Value, name: &str) -> Vec<Value> {
    body[name].as_array().expect("a list").clone()
}
