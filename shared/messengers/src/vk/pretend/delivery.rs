//! Bringing events to a community's Callback servers: the handshake, the `ok`, the schedule of repetitions.
//!
//! No order is promised: every event that is due is on its way at once. Source:
//! <https://dev.vk.com/ru/api/callback/getting-started>.

use std::collections::BTreeSet;

use domain::{HOUR_MS, MINUTE_MS, SECOND_MS, UnixMs};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::poll::LongPoll;
use crate::{
    pretend::{WebhookAnswer, WebhookPost},
    registry::vk::limits::API_VERSION,
};

/// Servers a community may have.
pub const SERVERS_MAX: usize = 10;

/// Pauses before an event is repeated; after the last one it is lost.
const PAUSES_MS: [i64; 5] = [10 * SECOND_MS, 3 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS];

/// Longest `Retry-After` honoured.
const RETRY_AFTER_S_MAX: u64 = 3 * 3_600;

/// Everything about getting one community's events to its servers.
#[derive(Default, Serialize, Deserialize)]
pub struct Delivery {
    pub servers: Vec<Server>,
    /// What a handshake must be answered with.
    pub code: String,
    next_event: u64,
    /// What happened before any server was ready.
    early: Vec<(String, Value)>,
    /// Messages of people that no server was told of in time: the person, and the number in the dialog.
    #[serde(default)]
    pub lost: BTreeSet<(u64, u64)>,
    /// Events to be asked for.
    #[serde(default)]
    pub long_poll: LongPoll,
}

/// One Callback server.
#[derive(Default, Serialize, Deserialize)]
pub struct Server {
    pub id: u64,
    pub url: String,
    pub title: String,
    pub secret: String,
    pub status: Status,
    pub wanted: BTreeSet<String>,
    /// The how-manieth server of all communities this is.
    pub added: u64,
    pub(super) waiting: Vec<Waiting>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    #[default]
    Wait,
    Failed,
    Ok,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Waiting {
    event: Value,
    is_handshake: bool,
    due: UnixMs,
    failures: usize,
    /// The attempt under way.
    attempt: Option<u64>,
}

impl Delivery {
    pub fn new(seed: u64) -> Self {
        Self {
            code: format!("{:08x}", seed.wrapping_mul(0x9e37_79b9) & 0xffff_ffff),
            ..Self::default()
        }
    }

    /// Which ready server in the order of adding is the newest; 0: none is ready.
    pub fn newest(&self) -> u64 {
        let ready = self.servers.iter().filter(|server| server.status == Status::Ok);
        ready.map(|server| server.added).max().unwrap_or_default()
    }

    /// Asks a server whether it is ours.
    pub fn shake_hands(&mut self, now: UnixMs, group: u64, server: u64) {
        if let Some(server) = self.servers.iter_mut().find(|known| known.id == server) {
            server.status = Status::Wait;
            let event = json!({ "type": "confirmation", "group_id": group, "secret": server.secret });
            server.push(event, true, now);
        }
    }

    /// Queues an event for every ready server that wants its kind.
    pub fn enqueue(&mut self, now: UnixMs, group: u64, kind: &str, object: &Value) {
        if self.servers.iter().all(|server| server.wanted.is_empty()) && !self.long_poll.is_enabled {
            self.early.push((kind.to_owned(), object.clone()));
            return;
        }
        self.next_event += 1;
        let event = json!({
            "type": kind, "event_id": format!("{:040x}", self.next_event), "v": API_VERSION, "object": object,
            "group_id": group,
        });
        self.long_poll.push(kind, &event);
        for server in self.servers.iter_mut().filter(|server| server.wanted.contains(kind)) {
            let mut event = event.clone();
            if !server.secret.is_empty() {
                event["secret"] = server.secret.as_str().into();
            }
            server.push(event, false, now);
        }
    }

    /// Queues what happened before there was anybody to tell.
    pub fn tell_early(&mut self, now: UnixMs, group: u64) {
        for (kind, object) in std::mem::take(&mut self.early) {
            self.enqueue(now, group, &kind, &object);
        }
    }

    /// The calls to make now. A server that is not confirmed gets its handshake alone.
    pub fn posts(&mut self, now: UnixMs, attempts: &mut u64) -> Vec<WebhookPost> {
        let mut posts = Vec::new();
        for server in &mut self.servers {
            let is_ready = server.status == Status::Ok;
            let due = |waiting: &&mut Waiting| {
                waiting.attempt.is_none() && waiting.due <= now && (is_ready || waiting.is_handshake)
            };
            for waiting in server.waiting.iter_mut().filter(due) {
                *attempts += 1;
                waiting.attempt = Some(*attempts);
                let counter = ("X-Retry-Counter".to_owned(), waiting.failures.to_string());
                posts.push(WebhookPost {
                    attempt: *attempts,
                    url: server.url.clone(),
                    headers: Vec::from_iter((waiting.failures > 0).then_some(counter)),
                    body: waiting.event.to_string().into_bytes(),
                });
            }
        }
        posts
    }

    pub fn answered(&mut self, now: UnixMs, attempt: u64, answer: &WebhookAnswer) {
        let is_it = |waiting: &Waiting| waiting.attempt == Some(attempt);
        let Some(at) = self.servers.iter().position(|server| server.waiting.iter().any(is_it)) else {
            return;
        };
        let body = match answer {
            WebhookAnswer::Answered { status: 200, body, .. } => Some(body.trim()),
            _ => None,
        };
        // The one command an answer can give: whoever echoes what people write lets them give it.
        if body == Some("remove") {
            self.servers.remove(at);
            return;
        }
        let server = &mut self.servers[at];
        let Some(waiting) = server.waiting.iter().position(is_it) else {
            return;
        };
        if server.waiting[waiting].is_handshake {
            server.waiting.remove(waiting);
            let is_right = body == Some(self.code.as_str());
            server.status = if is_right { Status::Ok } else { Status::Failed };
        } else if body == Some("ok") {
            server.waiting.remove(waiting);
        } else if let Some(event) = server.fail(waiting, now, answer) {
            self.lost.extend(message_of(&event));
        }
    }

    /// When [`Delivery::posts`] has something next.
    pub fn next_post(&self) -> Option<UnixMs> {
        let due = self.servers.iter().flat_map(|server| {
            let is_ready = server.status == Status::Ok;
            let waits = move |waiting: &&Waiting| waiting.attempt.is_none() && (is_ready || waiting.is_handshake);
            server.waiting.iter().filter(waits).map(|waiting| waiting.due)
        });
        due.min()
    }

    /// The process that made the calls is gone: what was under way is due again.
    pub fn nothing_under_way(&mut self) {
        let waiting = self.servers.iter_mut().flat_map(|server| &mut server.waiting);
        waiting.for_each(|waiting| waiting.attempt = None);
    }
}

impl Server {
    fn push(&mut self, event: Value, is_handshake: bool, now: UnixMs) {
        self.waiting.push(Waiting {
            event,
            is_handshake,
            due: now,
            failures: 0,
            attempt: None,
        });
    }

    /// What is not repeated any more.
    fn fail(&mut self, at: usize, now: UnixMs, answer: &WebhookAnswer) -> Option<Value> {
        let waiting = &mut self.waiting[at];
        waiting.attempt = None;
        if let WebhookAnswer::Answered {
            status: 410 | 429 | 503,
            retry_after_s: Some(seconds),
            ..
        } = answer
        {
            let seconds = i64::try_from(*seconds.min(&RETRY_AFTER_S_MAX)).unwrap_or_default();
            waiting.due = now.plus(seconds * SECOND_MS);
            return None;
        }
        let Some(pause) = PAUSES_MS.get(waiting.failures) else {
            return Some(self.waiting.remove(at).event);
        };
        waiting.failures += 1;
        waiting.due = now.plus(*pause);
        None
    }
}

/// The message of a person that an event tells of.
fn message_of(event: &Value) -> Option<(u64, u64)> {
    let message = event["object"].get("message")?;
    Some((
        message["from_id"].as_u64()?,
        message["conversation_message_id"].as_u64()?,
    ))
}
