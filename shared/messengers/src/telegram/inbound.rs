//! Reading webhook calls.
//!
//! Lenient on purpose: Telegram adds fields and kinds every month. What is not understood is acknowledged and kept raw;
//! refusing it would block that contact's queue at Telegram for 24 hours.

use domain::{
    CameBy, ChannelId, Content, IdentityId, SECOND_MS, Sender, UnixMs,
    inbound::{InboundBlock, InboundEdit, InboundMessage},
};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{NAME, deeds, limits::PAYLOAD_CHARS_MAX, media};
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

/// Fields about a message, whatever it holds.
/// Source: <https://core.telegram.org/bots/api#message>.
const ABOUT: [&str; 41] = [
    "message_id",
    "message_thread_id",
    "direct_messages_topic",
    "from",
    "sender_chat",
    "sender_boost_count",
    "sender_business_bot",
    "date",
    "business_connection_id",
    "chat",
    "forward_origin",
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_signature",
    "forward_sender_name",
    "forward_date",
    "is_topic_message",
    "is_automatic_forward",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_to_story",
    "reply_to_checklist_task_id",
    "via_bot",
    "edit_date",
    "has_protected_content",
    "is_from_offline",
    "is_paid_post",
    "media_group_id",
    "author_signature",
    "paid_star_count",
    "entities",
    "link_preview_options",
    "suggested_post_info",
    "effect_id",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "reply_markup",
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

/// The private chat, which introduces its person.
#[derive(Deserialize)]
pub struct Chat {
    pub id: i64,
    #[serde(rename = "type")]
    kind: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    username: Option<String>,
}

impl Chat {
    /// Whether it is a talk with one person.
    pub fn is_private(&self) -> bool {
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

/// A person.
#[derive(Deserialize)]
pub struct User {
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
        "callback_query" => deeds::press(channel, value),
        "message_reaction" => deeds::reaction(channel, value),
        "my_chat_member" => membership(channel, value),
        other => Received::quarantined(format!("kind: {other}")),
    }
}

fn message(channel: &ChannelId, kind: &str, value: Value) -> Received {
    let content_kind = value.as_object().map_or("unknown", content_kind).to_owned();
    let (shown, sources) = match media::read(&content_kind, &value) {
        Some((files, sources)) => (Some(files), sources),
        None => (super::content::read(&content_kind, &value), Vec::new()),
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
    let payload = message.text.as_deref().and_then(start_payload).map(str::to_owned);
    let inbound = InboundMessage {
        sender: sender(identity, &message.chat, message.from.as_ref()),
        position: message.message_id,
        previous: None,
        at: from_seconds(message.date.unwrap_or_default()),
        content: content(content_kind, shown, message.text, message.caption),
        sources,
        reply,
        forwarded,
        came_by: CameBy::of(payload.as_deref(), None, None),
        is_cropped: false,
    };
    let inbound = match payload {
        _ if kind == "edited_message" => Inbound::Edit(InboundEdit {
            edited_at: edited_at.unwrap_or(inbound.at),
            message: inbound,
        }),
        Some(payload) => Inbound::Started {
            payload,
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

/// The words, else what is shown beside none, else the name of what is not shown.
fn content(kind: String, shown: Option<Content>, text: Option<String>, caption: Option<String>) -> Content {
    match (text, shown) {
        (Some(text), _) => Content::Text { text },
        (None, Some(content)) => content,
        (None, None) => Content::Unsupported { kind, caption },
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
fn start_payload(text: &str) -> Option<&str> {
    let payload = text.strip_prefix("/start ")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let fits = (1..=PAYLOAD_CHARS_MAX).contains(&payload.len()) && payload.bytes().all(is_plain);
    fits.then_some(payload)
}

/// Who wrote, or did something else.
pub fn sender(identity: IdentityId, chat: &Chat, from: Option<&User>) -> Sender {
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
    let newer = || message.keys().map(String::as_str).find(|key| !ABOUT.contains(key));
    known.or_else(newer).unwrap_or("unknown")
}

fn from_seconds(seconds: i64) -> UnixMs {
    UnixMs(seconds.saturating_mul(SECOND_MS))
}

#[cfg(test)]
#[path = "inbound_tests.rs"]
mod tests;
