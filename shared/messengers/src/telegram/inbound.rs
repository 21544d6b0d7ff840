//! Reading webhook calls.
//!
//! Lenient on purpose: Telegram adds fields and kinds every month. What is not understood is acknowledged and kept raw;
//! refusing it would block that contact's queue at Telegram for 24 hours.

use domain::{
    ChannelId, Content, IdentityId, SECOND_MS, Sender, UnixMs,
    inbound::{InboundBlock, InboundEdit, InboundMessage},
};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{NAME, content, limits::PAYLOAD_CHARS_MAX, media};
use crate::{Inbound, NotAuthentic, Received, WebhookSecrets};

/// Telegram repeats the `secret_token` given to `setWebhook` in this header.
pub const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// Contents that are no text, in the order to test: some kinds also set the field of an older one.
const KINDS: [&str; 21] = [
    "animation",
    "live_photo",
    "photo",
    "video",
    "audio",
    "voice",
    "video_note",
    "sticker",
    "document",
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
    "story",
    "paid_media",
    "checklist",
    "game",
    "invoice",
    "successful_payment",
    "rich_message",
];

/// Whether the call carries exactly one secret header, with an accepted secret.
pub fn authenticate(secrets: &WebhookSecrets, headers: &HeaderMap) -> Result<(), NotAuthentic> {
    let mut given = headers.get_all(SECRET_HEADER).iter();
    match (given.next(), given.next()) {
        (Some(secret), None) if secrets.accept(secret.as_bytes()) => Ok(()),
        _ => Err(NotAuthentic),
    }
}

/// The part of a message we use. Everything but the ids may be missing or null.
#[derive(Deserialize)]
struct Message {
    message_id: u64,
    chat: Chat,
    from: Option<User>,
    date: Option<i64>,
    edit_date: Option<i64>,
    text: Option<String>,
    caption: Option<String>,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
    #[serde(rename = "type")]
    kind: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    username: Option<String>,
}

impl Chat {
    fn is_private(&self) -> bool {
        self.kind.as_deref().map_or(self.id > 0, |kind| kind == "private")
    }
}

#[derive(Deserialize)]
struct Membership {
    chat: Chat,
    date: Option<i64>,
    new_chat_member: Member,
}

#[derive(Deserialize)]
struct Member {
    status: String,
}

#[derive(Deserialize)]
struct User {
    first_name: Option<String>,
    last_name: Option<String>,
    username: Option<String>,
}

/// Translates one `Update`.
pub fn read(channel: &ChannelId, body: &[u8]) -> Received {
    let update: Map<String, Value> = match serde_json::from_slice(body) {
        Ok(update) => update,
        Err(error) => return Received::quarantined(format!("not an update: {error}")),
    };
    let (kind, value) = match update
        .into_iter()
        .find(|(key, value)| key != "update_id" && !value.is_null())
    {
        Some(found) => found,
        None => return Received::quarantined("an update of no kind".into()),
    };
    match kind.as_str() {
        "message" | "edited_message" => message(channel, &kind, value),
        "my_chat_member" => membership(channel, value),
        other => Received::quarantined(format!("kind: {other}")),
    }
}

fn message(channel: &ChannelId, kind: &str, value: Value) -> Received {
    let content_kind = value.as_object().map_or("unknown", content_kind).to_owned();
    let (shown, sources) = match media::read(&content_kind, &value) {
        Some((files, sources)) => (Some(files), sources),
        None => (content::read(&content_kind, &value), Vec::new()),
    };
    let (reply, forwarded) = (media::reply(&value), media::forwarded(&value));
    let message: Message = match serde_json::from_value(value) {
        Ok(message) => message,
        Err(error) => return Received::quarantined(format!("{kind}: {error}")),
    };
    if !message.chat.is_private() {
        return Received::default();
    }
    let Ok(identity) = IdentityId::new(channel.clone(), &message.chat.id.to_string()) else {
        return Received::quarantined(format!("{kind}: a chat without id"));
    };

    // A live place moves with every edit; it is shown where it began.
    let is_moving = matches!(&shown, Some(Content::Location { location, .. }) if location.is_live);
    if is_moving && kind == "edited_message" {
        return Received::default();
    }
    let is_shown = message.text.is_some() || shown.is_some();
    let quarantine = (!is_shown).then(|| format!("unsupported: {content_kind}"));
    let edited_at = message.edit_date.map(from_seconds);
    let inbound = InboundMessage {
        sender: sender(identity, &message),
        position: message.message_id,
        previous: None,
        at: from_seconds(message.date.unwrap_or_default()),
        content: match (message.text, shown) {
            (Some(text), _) => Content::Text { text },
            (None, Some(content)) => content,
            (None, None) => Content::Unsupported {
                kind: content_kind,
                caption: message.caption,
            },
        },
        sources,
        reply,
        forwarded,
    };
    let at = inbound.at;
    let inbound = match start_payload(&inbound.content) {
        _ if kind == "edited_message" => Inbound::Edit(InboundEdit {
            message: inbound,
            edited_at: edited_at.unwrap_or(at),
        }),
        Some(payload) => Inbound::Started {
            payload: payload.to_owned(),
            message: inbound,
        },
        None => Inbound::Message(inbound),
    };
    Received {
        inbound: vec![inbound],
        quarantine,
        ..Received::default()
    }
}

/// In a private chat it tells of nothing but blocking: `kicked`, or `member` again.
fn membership(channel: &ChannelId, value: Value) -> Received {
    let update: Membership = match serde_json::from_value(value) {
        Ok(update) => update,
        Err(error) => return Received::quarantined(format!("my_chat_member: {error}")),
    };
    if !update.chat.is_private() {
        return Received::default();
    }
    let is_blocked = match update.new_chat_member.status.as_str() {
        "kicked" => true,
        "member" => false,
        other => return Received::quarantined(format!("my_chat_member: {other}")),
    };
    let Ok(identity) = IdentityId::new(channel.clone(), &update.chat.id.to_string()) else {
        return Received::quarantined("my_chat_member: a chat without id".into());
    };
    Received {
        inbound: vec![Inbound::Block(InboundBlock {
            identity,
            is_blocked,
            at: update.date.map(from_seconds),
        })],
        ..Received::default()
    }
}

/// What a deep link carried: its press arrives as the text `/start {payload}`.
fn start_payload(content: &Content) -> Option<&str> {
    let Content::Text { text } = content else { return None };
    let payload = text.strip_prefix("/start ")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let fits = (1..=PAYLOAD_CHARS_MAX).contains(&payload.len()) && payload.bytes().all(is_plain);
    fits.then_some(payload)
}

fn sender(identity: IdentityId, message: &Message) -> Sender {
    let (chat, from) = (&message.chat, message.from.as_ref());
    let first = chat
        .first_name
        .as_ref()
        .or(from.and_then(|user| user.first_name.as_ref()));
    let last = chat
        .last_name
        .as_ref()
        .or(from.and_then(|user| user.last_name.as_ref()));
    let name = [first, last]
        .into_iter()
        .flatten()
        .map(|part| part.trim())
        .collect::<Vec<_>>()
        .join(" ");
    let username = chat
        .username
        .clone()
        .or_else(|| from.and_then(|user| user.username.clone()));
    Sender {
        identity,
        messenger: NAME.parse().expect("the name is a plain word"),
        name: name.trim().to_owned(),
        username: username.filter(|username| !username.is_empty()),
    }
}

/// Telegram's word for what the message holds.
fn content_kind(message: &Map<String, Value>) -> &str {
    let known = KINDS
        .iter()
        .copied()
        .find(|kind| message.get(*kind).is_some_and(|value| !value.is_null()));
    // A kind newer than this code, or a service message: the field that says nothing about the message itself.
    let meta = [
        "message_id",
        "chat",
        "from",
        "date",
        "edit_date",
        "message_thread_id",
        "sender_chat",
        "via_bot",
    ];
    let newer = || message.keys().map(String::as_str).find(|key| !meta.contains(key));
    known.or_else(newer).unwrap_or("unknown")
}

fn from_seconds(seconds: i64) -> UnixMs {
    UnixMs(seconds.saturating_mul(SECOND_MS))
}

#[cfg(test)]
#[path = "inbound_tests.rs"]
mod tests;
