//! Reading events of the Callback API.
//!
//! Lenient on purpose: VK adds fields and kinds. What is not understood is acknowledged and kept raw; refusing it would
//! make VK repeat it and, in the end, stop sending at all.

use domain::{
    CameBy, ChannelId, FileSource, IdentityId, SECOND_MS, Sender, UnixMs,
    fetch::WHOLE,
    inbound::{InboundBlock, InboundMessage},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    NAME, deeds,
    limits::{GROUP_CHATS_ABOVE, PAYLOAD_CHARS_MAX},
    media,
};
use crate::{Door, Inbound, NotAuthentic, Received};

/// Events of a community's other sides, by how their names begin: taken and ignored.
const ELSEWHERE: [&str; 14] = [
    "app", "audio", "board", "donut", "group", "lead", "like", "market", "photo", "poll", "user", "video", "vkpay",
    "wall",
];

/// What every event carries. Everything else is left alone here, however deep it is nested.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    group_id: Value,
    secret: Option<String>,
}

/// The part of a message its envelope consists of. Everything may be missing or null.
#[derive(Default, Deserialize)]
struct Message {
    date: Option<i64>,
    peer_id: Option<i64>,
    from_id: Option<i64>,
    conversation_message_id: Option<u64>,
    admin_author_id: Option<i64>,
    /// What the link they came by carried, with the first message after it, and where it stood.
    #[serde(default, rename = "ref")]
    came_by: Value,
    #[serde(default)]
    ref_source: Value,
    /// What the button carried whose words this is.
    #[serde(default)]
    payload: Value,
    #[serde(default)]
    is_cropped: Value,
}

#[derive(Deserialize)]
struct Permission {
    user_id: i64,
}

/// Authenticates and translates one event.
///
/// # Errors
/// [`NotAuthentic`]: another community's event, or without its secret. A handshake may come without one; it is answered
/// for our community alone, with what was learned from VK while connecting.
pub fn receive(channel: &ChannelId, door: &Door, body: &[u8]) -> Result<Received, NotAuthentic> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| NotAuthentic)?;
    let registered = &door.registration;
    let group = match &envelope.group_id {
        Value::String(group) => group.clone(),
        group => group.to_string(),
    };
    if registered.account.is_empty() || group != registered.account {
        return Err(NotAuthentic);
    }
    let is_secret = envelope
        .secret
        .as_ref()
        .map(|secret| door.secrets.accept(secret.as_bytes()));
    if envelope.kind == "confirmation" {
        let is_ours = is_secret.unwrap_or(true) && !registered.handshake.is_empty();
        return if is_ours {
            Ok(Received {
                answer: Some(registered.handshake.clone()),
                ..Received::default()
            })
        } else {
            Err(NotAuthentic)
        };
    }
    if is_secret != Some(true) {
        return Err(NotAuthentic);
    }
    Ok(read(channel, &envelope.kind, body))
}

fn read(channel: &ChannelId, kind: &str, body: &[u8]) -> Received {
    let object = match serde_json::from_slice::<Value>(body) {
        Ok(mut event) => event.get_mut("object").map(Value::take).unwrap_or_default(),
        Err(error) => return Received::quarantined(format!("{kind}: {error}")),
    };
    match kind {
        "message_new" => message(channel, kind, object),
        "message_reply" => reply(channel, object),
        "message_allow" => permission(channel, kind, object, false),
        "message_deny" => permission(channel, kind, object, true),
        "message_event" => deeds::press(channel, &object),
        "message_read" => deeds::read(channel, &object),
        "message_reaction_event" => deeds::reaction(channel, &object),
        "message_typing_state" => typing(channel, object),
        // Edits are told of our own messages alone.
        "message_edit" => Received::default(),
        other if is_elsewhere(other) => Received::default(),
        other => Received::quarantined(format!("kind: {other}")),
    }
}

fn is_elsewhere(kind: &str) -> bool {
    kind.split_once('_').is_some_and(|(side, _)| ELSEWHERE.contains(&side))
}

/// Since version 5.103 the message stands inside the object, before it was the object.
fn inner(mut object: Value) -> Value {
    match object.get_mut("message") {
        Some(message) if message.is_object() => message.take(),
        _ => object,
    }
}

fn message(channel: &ChannelId, kind: &str, object: Value) -> Received {
    let object = inner(object);
    let message: Message = match Message::deserialize(&object) {
        Ok(message) => message,
        Err(error) => return Received::quarantined(format!("{kind}: {error}")),
    };
    let came_by = message
        .came_by
        .as_str()
        .filter(|payload| is_payload(payload))
        .map(str::to_owned);
    match translate(channel, &message, &object) {
        Ok(Some((message, quarantine))) => Received {
            inbound: vec![match came_by {
                Some(payload) => Inbound::Started { payload, message },
                None => Inbound::Message(message),
            }],
            quarantine,
            ..Received::default()
        },
        Ok(None) => Received::default(),
        Err(why) => Received::quarantined(format!("{kind}: {why}")),
    }
}

/// Whether a link of ours could have carried this.
fn is_payload(payload: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=PAYLOAD_CHARS_MAX).contains(&payload.len()) && payload.bytes().all(is_plain)
}

/// VK tells of every message that leaves the community: those this desk sent, which it knows, and those an admin wrote
/// in VK itself, who is named then.
fn reply(channel: &ChannelId, object: Value) -> Received {
    let object = inner(object);
    let message: Message = match Message::deserialize(&object) {
        Ok(message) => message,
        Err(error) => return Received::quarantined(format!("message_reply: {error}")),
    };
    if message.admin_author_id.is_none_or(|admin| admin == 0) {
        return Received::default();
    }
    match translate(channel, &message, &object) {
        Ok(Some((outside, quarantine))) => Received {
            inbound: vec![Inbound::Outside(outside)],
            quarantine,
            ..Received::default()
        },
        Ok(None) => Received::default(),
        Err(why) => Received::quarantined(format!("message_reply: {why}")),
    }
}

/// A message as the history of a dialog shows it.
pub fn recalled(channel: &ChannelId, message: Value) -> Received {
    if message.get("out").and_then(Value::as_i64) == Some(1) {
        reply(channel, message)
    } else {
        self::message(channel, "history", message)
    }
}

fn permission(channel: &ChannelId, kind: &str, object: Value, is_blocked: bool) -> Received {
    let user = serde_json::from_value::<Permission>(object).map(|permission| permission.user_id);
    let identity = user
        .ok()
        .filter(|user| *user > 0)
        .and_then(|user| address(channel, user));
    let Some(identity) = identity else {
        return Received::quarantined(format!("{kind}: nobody"));
    };
    Received {
        inbound: vec![Inbound::Block(InboundBlock {
            identity,
            is_blocked,
            // These events carry no time.
            at: None,
        })],
        ..Received::default()
    }
}

/// Who writes at this moment; what else they do, as recording their voice, is the same to us.
#[derive(Deserialize)]
struct Activity {
    from_id: i64,
}

fn typing(channel: &ChannelId, object: Value) -> Received {
    // Our own side is told of too, as a community's number, which is below zero.
    let person = serde_json::from_value::<Activity>(object).ok();
    let person = person.map(|activity| activity.from_id).filter(|from| *from > 0);
    let identity = person.and_then(|person| address(channel, person));
    Received {
        inbound: identity.map(Inbound::Typing).into_iter().collect(),
        ..Received::default()
    }
}

type Translated = Option<(InboundMessage, Option<String>)>;

/// The message with why it is also kept raw; `None`: of a group chat or between communities.
fn translate(channel: &ChannelId, message: &Message, whole: &Value) -> Result<Translated, &'static str> {
    let peer = message.peer_id.or(message.from_id).ok_or("nobody's")?;
    if !(1..=GROUP_CHATS_ABOVE).contains(&peer) {
        return Ok(None);
    }
    let identity = address(channel, peer).ok_or("no address")?;
    // Its number in the dialog: the key for ever.
    let position = message.conversation_message_id.filter(|number| *number > 0);
    let held = media::held(whole);
    let is_cropped = matches!(&message.is_cropped, Value::Bool(true)) || message.is_cropped.as_i64() == Some(1);
    let position = position.ok_or("without a number")?;
    let mut sources = held.sources;
    sources.extend(is_cropped.then(|| FileSource {
        number: WHOLE,
        main: position.to_string(),
        preview: None,
    }));
    let inbound = InboundMessage {
        sender: sender(identity),
        position,
        previous: Some(position - 1),
        at: UnixMs(message.date.unwrap_or_default().saturating_mul(SECOND_MS)),
        content: held.content,
        sources,
        reply: held.reply,
        forwarded: held.forwarded,
        came_by: CameBy::of(
            message.came_by.as_str(),
            message.ref_source.as_str(),
            deeds::payload(&message.payload).as_deref(),
        ),
        is_cropped,
    };
    Ok(Some((inbound, held.quarantine)))
}

/// Who is known by a number alone.
pub fn sender(identity: IdentityId) -> Sender {
    Sender {
        identity,
        messenger: NAME.parse().expect("the name is a plain word"),
        name: String::new(),
        username: None,
    }
}

/// The address of the dialog with `peer`.
pub fn address(channel: &ChannelId, peer: i64) -> Option<IdentityId> {
    IdentityId::new(channel.clone(), &peer.to_string()).ok()
}

#[cfg(test)]
#[path = "samples_tests.rs"]
mod samples_tests;
#[cfg(test)]
#[path = "inbound_tests.rs"]
mod tests;
