//! The adapter: `POST {api}/{verb}`, JSON, the token in a header.

pub mod pretend;

use domain::{
    Capabilities, ChannelId, Content, DeliveryReason, IdentityId, InboundBlock, InboundMessage, MessengerInfo, Outcome,
    Outgoing, ReasonKind, Registration, Sender, UnixMs, WebhookReport, health::WebhookPlace,
};
use messengers::{
    Access, ApiUrl, CallBody, Door, Inbound, Messenger, NotAuthentic, Poll, Polled, Position, Progress, ProviderAnswer,
    ProviderCall, Received, Step, Task, WebhookCall,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The stable word in keys and URLs.
const NAME: &str = "pager";

/// The secret of a webhook call.
const SECRET_HEADER: &str = "x-pager-secret";

/// Longest text, in code points.
pub const TEXT_MAX: usize = 300;

/// For how long a key is known, in seconds.
const REPEAT_S: u32 = 60;

/// Steps of connecting.
const ASKED_WHO: u8 = 1;
const SUBSCRIBED: u8 = 2;

/// The adapter. It has no state.
pub struct Pager;

/// What it tells us.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Wrote {
        person: String,
        name: String,
        number: u64,
        at: i64,
        text: String,
    },
    Blocked {
        person: String,
        blocked: bool,
    },
}

impl Messenger for Pager {
    fn info(&self) -> MessengerInfo {
        MessengerInfo {
            name: NAME.parse().expect("the name is a plain word"),
            label: "Pager".into(),
            badge: "PG".into(),
            color: "#7a3e00".into(),
            capabilities: Capabilities {
                text_code_points_max: TEXT_MAX,
                safe_repeat_s: REPEAT_S,
                ..Capabilities::TEXTS
            },
        }
    }

    fn api_url(&self) -> ApiUrl {
        ApiUrl {
            variable: "PAGER_API_URL",
            default: "https://api.pager.example",
        }
    }

    fn receive(&self, channel: &ChannelId, door: &Door, call: &WebhookCall<'_>) -> Result<Received, NotAuthentic> {
        let secret = call.headers.get(SECRET_HEADER).ok_or(NotAuthentic)?;
        if !door.secrets.accept(secret.as_bytes()) {
            return Err(NotAuthentic);
        }
        Ok(read(channel, call.body).unwrap_or_else(|| Received {
            quarantine: Some("no event".into()),
            ..Received::default()
        }))
    }

    fn deep_link(&self, _: &str, _: &Registration, _: &str) -> Option<String> {
        None
    }

    fn acknowledgement(&self) -> &'static str {
        "heard"
    }

    fn poll(&self, access: &Access, _: Polled<'_>, _: &Position) -> ProviderCall {
        call(access, "who", json!({}))
    }

    fn polled(&self, _: Polled<'_>, _: &Position, _: &ProviderAnswer) -> Poll {
        Poll::Refused(reason(ReasonKind::Channel, "", "it calls, and cannot be asked"))
    }

    fn begin(&self, access: &Access, task: &Task) -> Step {
        let asking = |verb, body, step| {
            let progress = Progress {
                step,
                ..Progress::default()
            };
            Step::Call(call(access, verb, body), progress)
        };
        match task {
            Task::Send {
                recipient,
                content: Outgoing::Text { text },
                key,
                ..
            } => asking("send", json!({ "to": recipient, "text": text, "key": key }), 0),
            Task::Typing { .. } => Step::Told,
            Task::Send { .. } | Task::Edit { .. } | Task::Delete { .. } | Task::Acknowledge { .. } => Step::Sent(
                Outcome::Refused(reason(ReasonKind::Content, "", "it takes texts alone")),
            ),
            Task::Fetch { .. } | Task::Whole { .. } => Step::NotLoaded {
                why: None,
                retry_after_ms: None,
            },
            Task::Profile { .. } => Step::NotProfiled {
                reason: "names come along".into(),
                may_pass: false,
            },
            Task::Recall { .. } => Step::NotRecalled {
                reason: "it keeps nothing".into(),
                may_pass: false,
            },
            Task::Connect { .. } => asking("who", json!({}), ASKED_WHO),
            Task::Disconnect { .. } => asking("subscribe", json!({}), 0),
            Task::Inspect { .. } => asking("subscribed", json!({}), 0),
        }
    }

    fn next(&self, access: &Access, task: &Task, progress: Progress, answer: &ProviderAnswer) -> Step {
        let said = match said(answer) {
            Ok(said) => said,
            Err(outcome) => return failed(task, outcome),
        };
        match task {
            Task::Send { .. } => Step::Sent(Outcome::Accepted {
                parts: vec![said["number"].to_string()],
                position: said["number"].as_u64(),
                at: said["at"].as_i64().map(UnixMs),
            }),
            Task::Connect { webhook_url, secret } if progress.step == ASKED_WHO => {
                let registration = Registration {
                    account: text(&said, "account"),
                    ..Registration::default()
                };
                let progress = Progress {
                    step: SUBSCRIBED,
                    learned: text(&said, "name"),
                };
                let body = json!({ "url": webhook_url, "secret": secret });
                Step::Remember(
                    registration,
                    Box::new(Step::Call(call(access, "subscribe", body), progress)),
                )
            }
            Task::Connect { .. } => Step::Connected { name: progress.learned },
            Task::Inspect { webhook_url, .. } => Step::Inspected(WebhookReport {
                place: match text(&said, "url") {
                    url if url == *webhook_url => WebhookPlace::Ours,
                    url if url.is_empty() => WebhookPlace::Nowhere,
                    url => WebhookPlace::Elsewhere(url),
                },
                missing: Vec::new(),
                pending: said["waiting"].as_u64(),
                failure: None,
            }),
            _ => Step::Disconnected,
        }
    }
}

fn read(channel: &ChannelId, body: &[u8]) -> Option<Received> {
    let identity = |person: &str| IdentityId::new(channel.clone(), person).ok();
    let inbound = match serde_json::from_slice(body).ok()? {
        Event::Wrote {
            person,
            name,
            number,
            at,
            text,
        } => {
            let sender = Sender {
                identity: identity(&person)?,
                messenger: NAME.parse().ok()?,
                name,
                username: None,
            };
            Inbound::Message(InboundMessage::new(sender, number, UnixMs(at), Content::Text { text }))
        }
        Event::Blocked { person, blocked } => Inbound::Block(InboundBlock {
            identity: identity(&person)?,
            is_blocked: blocked,
            at: None,
        }),
    };
    Some(Received {
        inbound: vec![inbound],
        ..Received::default()
    })
}

fn call(access: &Access, verb: &'static str, body: Value) -> ProviderCall {
    ProviderCall {
        url: format!("{}/{verb}", access.api_url),
        method: verb,
        bearer: Some(access.token.clone()),
        body: CallBody::Json(body),
    }
}

fn said(answer: &ProviderAnswer) -> Result<Value, Outcome> {
    let (status, body) = match answer {
        ProviderAnswer::NotSent => return Err(Outcome::NotTaken { retry_after_ms: None }),
        ProviderAnswer::NoAnswer => return Err(Outcome::Uncertain),
        ProviderAnswer::Answered { status, body } => (*status, body),
    };
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    let kind = match status {
        200 if said.is_object() => return Ok(said),
        429 => {
            return Err(Outcome::NotTaken {
                retry_after_ms: said["wait_ms"].as_i64(),
            });
        }
        401 => ReasonKind::Channel,
        403 => ReasonKind::Blocked,
        404 => ReasonKind::Unreachable,
        400..=499 => ReasonKind::Content,
        _ => return Err(Outcome::Uncertain),
    };
    Err(Outcome::Refused(reason(kind, &status.to_string(), &text(&said, "why"))))
}

fn failed(task: &Task, outcome: Outcome) -> Step {
    match task {
        Task::Send { .. } => Step::Sent(outcome),
        _ => Step::NotConnected {
            may_pass: !matches!(outcome, Outcome::Refused(_)),
            reason: match outcome {
                Outcome::Refused(reason) => reason.text,
                _ => "no answer".into(),
            },
        },
    }
}

fn reason(kind: ReasonKind, code: &str, text: &str) -> DeliveryReason {
    DeliveryReason {
        kind,
        code: code.into(),
        text: text.chars().take(300).collect(),
    }
}

fn text(said: &Value, name: &str) -> String {
    said[name].as_str().unwrap_or_default().to_owned()
}
