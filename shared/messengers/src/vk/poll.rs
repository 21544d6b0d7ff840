//! Asking for events by the Bots Long Poll API.
//!
//! A session (server and key) is asked for first; an event's number, `ts`, outlives it. VK counts for itself and keeps
//! events for a while it does not name, so the number is kept over a restart; where VK says it is too old, what lies between
//! is lost. Source: <https://dev.vk.com/ru/api/bots-long-poll/getting-started>.

use domain::{DeliveryReason, ReasonKind, Registration};
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    connect::{Learned, ask},
    errors::{Failure, result},
    limits::{API_VERSION, EVENTS},
    outbound::call,
};
use crate::{Access, CallBody, News, Poll, Polled, Position, ProviderAnswer, ProviderCall, Step, poll::POLL_WAIT_S};

/// The steps of connecting without an address, after the list of servers.
pub const ENABLED: u8 = 20;
pub const BEGUN: u8 = 21;
pub const DELETED: u8 = 22;

/// Servers of ours that are taken away: more than one is left only where two couriers connected at once.
const DELETIONS_MAX: usize = 3;

/// Stands for a number where the one we had means nothing any more: from now on.
const FROM_NOW: &str = "now";

/// VK's code for what is not there (any more).
pub const NOT_FOUND: i64 = 104;

/// Where events are asked for.
#[derive(Deserialize, Serialize)]
struct Session {
    server: String,
    key: String,
}

/// VK's answer about a session. The number is a text or a number.
#[derive(Deserialize)]
struct Opened {
    #[serde(flatten)]
    session: Session,
    #[serde(default)]
    ts: Value,
}

/// An answer of the long poll server.
#[derive(Deserialize)]
struct Checked {
    failed: Option<u8>,
    #[serde(default)]
    ts: Value,
    updates: Option<Vec<Value>>,
}

impl Learned {
    /// What our webhook must know; where asking for news begins, if it is asked for.
    pub fn registration(&self, news_from: String) -> Registration {
        Registration {
            account: self.group.to_string(),
            handshake: self.code.clone(),
            news_from,
        }
    }
}

/// Switches the events on, since the list of servers shows which of them are ours: they go afterwards.
pub fn enable(access: &Access, learned: &Learned) -> Step {
    let mut fields = vec![("enabled", "1".to_owned()), ("api_version", API_VERSION.to_owned())];
    fields.extend(EVENTS.map(|event| (event, "1".to_owned())));
    ask(access, ENABLED, "groups.setLongPollSettings", fields, learned)
}

/// Asks for a first session: what happens from now on can be asked for.
pub fn begin(access: &Access, learned: &Learned) -> Step {
    ask(access, BEGUN, "groups.getLongPollServer", Vec::new(), learned)
}

/// Has its number remembered before our servers go, so that nothing happens unseen in between.
pub fn begun(access: &Access, learned: Learned, response: Value) -> Option<Step> {
    let opened: Opened = serde_json::from_value(response).ok()?;
    let registration = learned.registration(number(&opened.ts)?);
    Some(Step::Remember(registration, Box::new(delete(access, learned))))
}

/// Takes away the Callback servers that were ours, one call each, and is connected then.
pub fn delete(access: &Access, mut learned: Learned) -> Step {
    match learned.servers.pop() {
        Some(server) => {
            let fields = vec![("server_id", server.to_string())];
            ask(access, DELETED, "groups.deleteCallbackServer", fields, &learned)
        }
        None => Step::Connected { name: learned.name },
    }
}

/// The servers among `known` (id and secret) that are ours by their secret, which is the channel's own.
pub fn ours<'a>(known: impl Iterator<Item = (u64, Option<&'a str>)>, secret: &str) -> Vec<u64> {
    let ours = known.filter(|(_, known)| *known == Some(secret)).map(|(id, _)| id);
    ours.take(DELETIONS_MAX).collect()
}

/// Asks for a session, or for what happened since the last event.
pub fn poll(access: &Access, polled: Polled<'_>, position: &Position) -> ProviderCall {
    let session = serde_json::from_str::<Session>(&position.session).ok();
    // A key does not travel in the clear, unless the whole API is on this machine.
    let is_safe = |session: &Session| session.server.starts_with("https://") || access.api_url.starts_with("http://");
    let Some(session) = session.filter(is_safe) else {
        let group = vec![("group_id", polled.registration.account.clone())];
        return call(access, "groups.getLongPollServer", group);
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("act", "a_check")
        .append_pair("key", &session.key)
        .append_pair("ts", &position.mark)
        .append_pair("wait", &POLL_WAIT_S.to_string())
        .finish();
    ProviderCall {
        url: format!("{}?{query}", session.server),
        method: "a_check",
        // The key opens this session alone; the token stays away from a server named in an answer.
        bearer: None,
        body: CallBody::Form(Vec::new()),
    }
}

/// Reads a session or events.
pub fn polled(polled: Polled<'_>, position: &Position, answer: &ProviderAnswer) -> Poll {
    if position.session.is_empty() {
        return opened(polled, position, answer);
    }
    let anew = Position {
        session: String::new(),
        mark: position.mark.clone(),
    };
    let ProviderAnswer::Answered { status: 200, body } = answer else {
        return failed(anew);
    };
    let Ok(checked) = serde_json::from_slice::<Checked>(body) else {
        return failed(anew);
    };
    match (checked.failed, number(&checked.ts), checked.updates) {
        // Too old a number: the answer says from which one on there is something left.
        (Some(1), Some(ts), _) => gap(Position {
            session: position.session.clone(),
            mark: ts,
        }),
        (Some(2), ..) => Poll::nothing(anew),
        (Some(3), ..) => gap(Position {
            session: String::new(),
            mark: FROM_NOW.to_owned(),
        }),
        (None, Some(ts), Some(updates)) => news(polled, position, ts, &updates),
        _ => failed(anew),
    }
}

fn gap(next: Position) -> Poll {
    Poll::News {
        news: Vec::new(),
        next,
        is_gap: true,
    }
}

fn failed(next: Position) -> Poll {
    Poll::Failed {
        next,
        retry_after_ms: None,
    }
}

fn opened(polled: Polled<'_>, position: &Position, answer: &ProviderAnswer) -> Poll {
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) if failure.code().is_some() && !failure.may_pass() => return Poll::Refused(reason(&failure)),
        // A page instead of an answer is somebody between us, or a bad moment.
        Err(_) => return failed(position.clone()),
    };
    let opened: Option<Opened> = serde_json::from_value(response).ok();
    let opened = opened.and_then(|opened| Some((number(&opened.ts)?, opened.session)));
    let Some((newest, session)) = opened else {
        return failed(position.clone());
    };
    // Where an earlier run ended, if there was one; else where connecting began.
    let known = match (position.mark.as_str(), polled.registration.news_from.as_str()) {
        (FROM_NOW, _) | ("", "") => newest,
        ("", began) => began.to_owned(),
        (mark, _) => mark.to_owned(),
    };
    Poll::nothing(Position {
        session: serde_json::to_string(&session).unwrap_or_default(),
        mark: known,
    })
}

fn reason(failure: &Failure) -> DeliveryReason {
    DeliveryReason {
        kind: ReasonKind::Channel,
        code: String::new(),
        text: failure.words(),
    }
}

fn number(ts: &Value) -> Option<String> {
    match ts {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// VK tells one number for all events of an answer, so all are taken or all come again.
fn news(polled: Polled<'_>, position: &Position, ts: String, updates: &[Value]) -> Poll {
    let next = Position {
        session: position.session.clone(),
        mark: ts,
    };
    let news = updates.iter().enumerate().map(|(at, update)| News {
        headers: HeaderMap::new(),
        body: event(polled, update).to_string().into_bytes(),
        next: if at + 1 == updates.len() {
            next.clone()
        } else {
            position.clone()
        },
    });
    Poll::News {
        news: news.collect(),
        next,
        is_gap: false,
    }
}

/// The event as a Callback server gets it: with the secret that our webhook asks for. What is no event is wrapped up in one,
/// so that it is kept raw instead of being refused for ever.
fn event(polled: Polled<'_>, update: &Value) -> Value {
    let is_event = update.get("type").is_some_and(Value::is_string);
    let mut event = if is_event {
        update.clone()
    } else {
        json!({ "type": "unreadable", "object": update })
    };
    event["secret"] = polled.secret.into();
    event["group_id"] = polled.registration.account.as_str().into();
    event
}

/// Whether a refusal of connecting is none: who is gone already need not go.
pub fn is_gone(step: u8, failure: &Failure) -> bool {
    step == DELETED && failure.code() == Some(NOT_FOUND)
}

#[cfg(test)]
#[path = "poll_tests.rs"]
mod tests;
