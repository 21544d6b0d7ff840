//! Building Bot API calls and reading their answers.

use domain::{DeliveryReason, Location, Outcome, Outgoing, ReasonKind, Registration, SECOND_MS, UnixMs};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    deeds,
    errors::{Answer, refused},
    files,
    limits::{ALLOWED_UPDATES, MAX_CONNECTIONS},
    profile, revise, webhook,
};
use crate::{Access, CallBody, Progress, ProviderAnswer, ProviderCall, Step, Task};

/// Steps of connecting: who is the bot, then where to send webhooks, or that none are to be sent.
const ASKED_WHO: u8 = 1;
const SET_WEBHOOK: u8 = 2;

pub fn begin(access: &Access, task: &Task) -> Step {
    match task {
        Task::Send { .. } => send(access, task, 0),
        Task::Edit {
            recipient,
            parts,
            text,
            is_caption,
        } => revise::edit(access, recipient, parts, text, *is_caption),
        Task::Delete { recipient, parts } => revise::delete(access, recipient, parts),
        Task::Fetch { source } => files::fetch(access, source),
        Task::Whole { .. } => never_shortened(),
        Task::Acknowledge { handle, .. } => deeds::acknowledge(access, handle),
        Task::Profile { address } => profile::ask(access, address),
        Task::Typing { recipient } => typing(access, recipient),
        Task::Recall { .. } => keeps_nothing(),
        Task::Connect { .. } => {
            let progress = Progress {
                step: ASKED_WHO,
                ..Progress::default()
            };
            Step::Call(call(access, "getMe", json!({})), progress)
        }
        Task::Disconnect { .. } => webhook::disconnect(access),
        Task::Inspect { .. } => webhook::inspect(access),
    }
}

pub fn next(access: &Access, task: &Task, progress: Progress, answer: &ProviderAnswer) -> Step {
    match task {
        Task::Send { files, .. } => {
            let outcome = sent(answer);
            if files::is_no_photo(files, progress.step, &outcome) {
                return send(access, task, files::AS_DOCUMENT);
            }
            Step::Sent(outcome)
        }
        Task::Edit { .. } | Task::Delete { .. } => Step::Sent(revise::revised(answer)),
        Task::Fetch { .. } => files::fetched(access, answer),
        Task::Whole { .. } => never_shortened(),
        Task::Acknowledge { .. } => Step::Sent(revise::revised(answer)),
        Task::Profile { .. } => profile::told(answer),
        Task::Typing { .. } => Step::Told,
        Task::Recall { .. } => keeps_nothing(),
        Task::Connect { webhook_url, secret } => connect(access, webhook_url.as_deref(), secret, progress, answer),
        Task::Disconnect { webhook_url, .. } => webhook::disconnected(access, webhook_url, &progress, answer),
        Task::Inspect { webhook_url, .. } => webhook::inspected(webhook_url, answer),
    }
}

pub fn call(access: &Access, method: &'static str, body: Value) -> ProviderCall {
    ProviderCall {
        url: format!("{}/bot{}/{method}", access.api_url, access.token),
        method,
        bearer: None,
        body: CallBody::Json(body),
    }
}

/// Source: <https://core.telegram.org/bots/api#sendchataction>.
fn typing(access: &Access, recipient: &str) -> Step {
    match recipient.parse::<i64>() {
        Ok(chat) => {
            let body = json!({ "chat_id": chat, "action": "typing" });
            Step::Call(call(access, "sendChatAction", body), Progress::default())
        }
        Err(_) => Step::Told,
    }
}

/// Messages come whole, so nobody has to ask.
fn never_shortened() -> Step {
    Step::NotLoaded {
        why: Some(domain::FileTrouble::Gone),
        retry_after_ms: None,
    }
}

/// A bot has no way to its talks' history.
fn keeps_nothing() -> Step {
    Step::NotRecalled {
        reason: "there is no history for bots".into(),
        may_pass: false,
    }
}

/// What our own bytes are not good for, before any call.
pub fn refuse(text: &str) -> Step {
    Step::Sent(Outcome::Refused(DeliveryReason {
        kind: ReasonKind::Content,
        code: String::new(),
        text: text.into(),
    }))
}

fn send(access: &Access, task: &Task, step: u8) -> Step {
    let Task::Send {
        recipient,
        content,
        files,
        reply,
        key,
    } = task
    else {
        return refuse("nothing to send");
    };
    let Ok(chat_id) = recipient.parse::<i64>() else {
        return refuse("the address is not a number");
    };
    // What is gone meanwhile is no reason not to answer.
    let reply = reply.as_ref().and_then(|part| part.parse::<i64>().ok());
    let reply = reply.map(|id| json!({ "message_id": id, "allow_sending_without_reply": true }));
    let (method, mut body) = match content {
        Outgoing::Text { text } => ("sendMessage", json!({ "text": text })),
        Outgoing::Media { caption, .. } => {
            let words = files::Words {
                chat_id,
                caption: caption.as_deref(),
                reply,
                key,
            };
            return files::send(access, files, &words, step);
        }
        Outgoing::Location { location } => place(location),
        Outgoing::SharedContact { shared } => {
            let body = json!({ "phone_number": shared.phone, "first_name": shared.name });
            ("sendContact", body)
        }
    };
    body["chat_id"] = chat_id.into();
    if let Some(reply) = reply {
        body["reply_parameters"] = reply;
    }
    Step::Call(call(access, method, body), Progress::default())
}

fn place(location: &Location) -> (&'static str, Value) {
    let (latitude, longitude) = location.degrees();
    let mut body = json!({ "latitude": latitude, "longitude": longitude });
    let Some(title) = &location.title else {
        return ("sendLocation", body);
    };
    body["title"] = title.as_str().into();
    body["address"] = location.address.as_deref().unwrap_or_default().into();
    ("sendVenue", body)
}

/// The part of a sent message we keep.
#[derive(Deserialize)]
struct SentMessage {
    message_id: u64,
    date: i64,
}

/// One message, or those of an album.
#[derive(Deserialize)]
#[serde(untagged)]
enum SentMessages {
    One(SentMessage),
    Album(Vec<SentMessage>),
}

fn sent(answer: &ProviderAnswer) -> Outcome {
    let (status, body) = match answer {
        ProviderAnswer::NotSent => return Outcome::NotTaken { retry_after_ms: None },
        ProviderAnswer::NoAnswer => return Outcome::Uncertain,
        ProviderAnswer::Answered { status, body } => (*status, body),
    };
    let answer: Answer = crate::envelope(body);
    if status >= 300 {
        return refused(status, &answer);
    }
    let result = answer.result.filter(|_| answer.ok);
    let messages = match result.and_then(|result| serde_json::from_value(result).ok()) {
        Some(SentMessages::One(message)) => vec![message],
        Some(SentMessages::Album(messages)) => messages,
        None => Vec::new(),
    };
    // A yes that cannot be read: the message most likely went out, but without its id we cannot claim to know.
    let Some(first) = messages.first() else {
        return Outcome::Uncertain;
    };
    Outcome::Accepted {
        parts: messages.iter().map(|message| message.message_id.to_string()).collect(),
        position: messages.iter().map(|message| message.message_id).max(),
        at: Some(UnixMs(first.date.saturating_mul(SECOND_MS))),
    }
}

fn connect(
    access: &Access,
    webhook_url: Option<&str>,
    secret: &str,
    progress: Progress,
    answer: &ProviderAnswer,
) -> Step {
    let result = match said_yes(answer) {
        Ok(result) => result,
        Err(step) => return *step,
    };
    if progress.step == SET_WEBHOOK {
        return Step::Connected { name: progress.learned };
    }
    let username = result.get("username").and_then(Value::as_str).unwrap_or_default();
    let (method, body) = match webhook_url {
        Some(url) => {
            let (max, kinds) = (MAX_CONNECTIONS, ALLOWED_UPDATES);
            let body = json!({ "url": url, "secret_token": secret, "max_connections": max, "allowed_updates": kinds });
            ("setWebhook", body)
        }
        // What waits there is not dropped: it comes by the first poll.
        None => ("deleteWebhook", json!({})),
    };
    let progress = Progress {
        step: SET_WEBHOOK,
        learned: format!("@{username}"),
    };
    let account = result.get("id").and_then(Value::as_u64).unwrap_or_default();
    let registration = Registration {
        account: account.to_string(),
        ..Registration::default()
    };
    let set = Step::Call(call(access, method, body), progress);
    Step::Remember(registration, Box::new(set))
}

/// The result of a call about the bot itself, or what its no comes to.
pub fn said_yes(answer: &ProviderAnswer) -> Result<Value, Box<Step>> {
    let ProviderAnswer::Answered { status, body } = answer else {
        return Err(Box::new(Step::NotConnected {
            reason: "no answer".into(),
            may_pass: true,
        }));
    };
    let answer: Answer = crate::envelope(body);
    if answer.ok {
        return Ok(answer.result.unwrap_or_default());
    }
    let reason = format!("{status} {}", answer.description.unwrap_or_default());
    Err(Box::new(Step::NotConnected {
        reason: reason.trim().to_owned(),
        may_pass: *status == 429 || *status >= 500,
    }))
}

#[cfg(test)]
#[path = "outbound_tests.rs"]
mod tests;
