//! A signed-in operator's browser as a client of the API, over a network that loses requests and answers.

use domain::{Chat, ContactId, DAY_MS, Operator, Role, SECOND_MS, Session, wire};
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{keys, sessions::digest};

use crate::{
    desk::{Desk, PUBLIC_URL, request},
    mutant, staff,
};

/// An answer: status and body.
pub type Answered = (u16, Value);

/// A client. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    /// The desk it talks to.
    pub desk: Desk,
    /// Who is signed in.
    pub operator: String,
}

impl Client {
    /// A browser in which `operator` has just signed in. Written behind the weather's back.
    ///
    /// # Panics
    /// If the name is no id.
    #[must_use]
    pub fn signed_in(desk: &Desk, operator: &str, role: Role) -> Self {
        let now = desk.ports.executor.now();
        let session = Session {
            expires: now.plus(30 * DAY_MS),
            idle_ms: 30 * DAY_MS,
            ..Session::new(operator.parse().expect("a plain word"), role, "", now)
        };
        let token = token_of(operator);
        staff::put(desk, keys::session(&digest(&token)), &session);
        Self {
            desk: desk.clone(),
            operator: operator.to_owned(),
        }
    }

    /// Asks once; `None`: no answer.
    pub async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answered> {
        let ports = &self.desk.ports;
        if ports.strikes("request lost", |rates| rates.request) {
            ports.executor.pause(SECOND_MS).await;
            return None;
        }
        let (who, body) = mutant::request(&self.desk, &self.operator, path, body);
        let cookie = format!("{}={}", api::COOKIE, token_of(&who));
        let headers = [
            ("cookie", cookie.as_str()),
            ("origin", PUBLIC_URL),
            ("host", "desk.example"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            (api::MUTATION_HEADER, "1"),
        ];
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let answer = self.desk.api(request(method, path, &headers, bytes)).await?;
        let status = answer.status().as_u16();
        ports
            .executor
            .note(format_args!("{}: {method} {path} -> {status}", self.operator));
        if ports.strikes("answer of a request lost", |rates| rates.request) {
            return None;
        }
        Some((status, serde_json::from_slice(answer.body()).unwrap_or_default()))
    }

    /// Asks until there is an answer that will not change by asking again, at most `tries` times.
    pub async fn insist(&self, method: &str, path: &str, body: Option<&Value>, tries: usize) -> Option<Answered> {
        for _ in 0..tries {
            match self.ask(method, path, body).await {
                Some((status, answer)) if status < 500 && status != 429 => return Some((status, answer)),
                _ => self.desk.ports.executor.pause(self.desk.ports.within(50, 5_000)).await,
            }
        }
        None
    }

    /// Reads until there is an answer.
    async fn read<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        let (status, answer) = self.insist("GET", path, None, 1_000).await?;
        if status == 200 {
            serde_json::from_value(answer).ok()
        } else {
            None
        }
    }

    /// One chat; `None`: there is none.
    pub async fn chat(&self, chat: &ContactId) -> Option<Chat> {
        self.read(&format!("/api/chats/{chat}")).await
    }

    /// All chats of a list, page by page.
    pub async fn chats(&self, list: &str) -> Vec<Chat> {
        let mut chats = Vec::new();
        let mut path = format!("/api/chats?{list}");
        while let Some(page) = self.read::<Value>(&path).await {
            chats.extend(serde_json::from_value::<Vec<Chat>>(page["chats"].clone()).unwrap_or_default());
            let Some(cursor) = page["cursor"].as_str() else { break };
            path = format!("/api/chats?{list}&cursor={cursor}");
        }
        chats
    }

    /// Everybody who answers.
    pub async fn operators(&self) -> Vec<Operator> {
        let answer: Option<Value> = self.read("/api/operators").await;
        answer
            .and_then(|answer| serde_json::from_value(answer["operators"].clone()).ok())
            .unwrap_or_default()
    }

    /// Messages of a chat changed after `version`.
    pub async fn changed(&self, chat: &ContactId, version: u64) -> Vec<domain::Message> {
        let page: Option<Value> = self
            .read(&format!("/api/chats/{chat}/messages?after_version={version}"))
            .await;
        page.and_then(|page| serde_json::from_value(page["messages"].clone()).ok())
            .unwrap_or_default()
    }

    /// A ticket for one socket.
    pub async fn ticket(&self) -> Option<String> {
        let (_, answer) = self.insist("POST", "/api/socket-ticket", None, 1_000).await?;
        answer["ticket"].as_str().map(str::to_owned)
    }
}

fn token_of(operator: &str) -> String {
    format!("token-of-{operator}")
}

/// The body of a send.
///
/// # Panics
/// Never: our own struct serializes.
#[must_use]
pub fn body_of(send: &wire::SendMessage) -> Value {
    serde_json::to_value(send).expect("our own struct serializes")
}
