//! What people do besides writing: pressing a button, reading, putting a sign under a message. And the whole of a message
//! whose event was shortened.
//!
//! <https://dev.vk.com/ru/api/community-events/json-schema>.

use domain::{
    ChannelId, Content, FileTrouble, IdentityId, InboundReaction, InboundRead, Press, Reactions, UnixMs, Whole,
    inbound::InboundMessage,
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    errors::{Failure, result},
    inbound::{address, sender},
    limits::{GROUP_CHATS_ABOVE, REACTIONS},
    media,
    outbound::{call, is_person, refuse},
};
use crate::{Access, Inbound, Progress, ProviderAnswer, Received, Step};

#[derive(Deserialize)]
struct Pressed {
    user_id: i64,
    peer_id: Option<i64>,
    event_id: String,
    #[serde(default)]
    payload: Value,
    conversation_message_id: Option<u64>,
}

/// A callback button was pressed. What stands on it is not told.
pub fn press(channel: &ChannelId, object: &Value) -> Received {
    let Ok(told) = Pressed::deserialize(object) else {
        return Received::quarantined("message_event: not as described".into());
    };
    let Some(identity) = person(channel, told.peer_id.unwrap_or(told.user_id)) else {
        return Received::default();
    };
    let press = Press::of(None, payload(&told.payload).as_deref(), &told.event_id);
    one(Inbound::Message(InboundMessage::new(
        sender(identity),
        told.conversation_message_id.unwrap_or_default(),
        UnixMs::default(),
        Content::Press { press },
    )))
}

/// What a button carries: JSON, as an object or as text, at most 255 characters.
/// Source: <https://dev.vk.com/ru/api/bots/development/keyboard>, `payload`.
pub fn payload(payload: &Value) -> Option<String> {
    match payload {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[derive(Deserialize)]
struct Seen {
    from_id: i64,
    peer_id: Option<i64>,
    conversation_message_id: Option<u64>,
}

/// Somebody saw messages: the person ours, or somebody of the community theirs, which is no news.
pub fn read(channel: &ChannelId, object: &Value) -> Received {
    let Ok(told) = Seen::deserialize(object) else {
        return Received::quarantined("message_read: not as described".into());
    };
    let is_theirs = told.peer_id.is_none_or(|peer| peer == told.from_id);
    let Some(identity) = person(channel, told.from_id).filter(|_| is_theirs) else {
        return Received::default();
    };
    match told.conversation_message_id {
        Some(number @ 1..) => one(Inbound::Read(InboundRead { identity, number })),
        // Of the community's own count of messages nothing is known here.
        _ => Received::default(),
    }
}

#[derive(Deserialize)]
struct Reacted {
    reacted_id: i64,
    peer_id: Option<i64>,
    cmid: u64,
    reaction_id: Option<usize>,
}

/// A sign was put under a message, or taken away: then none is told.
pub fn reaction(channel: &ChannelId, object: &Value) -> Received {
    let Ok(told) = Reacted::deserialize(object) else {
        return Received::quarantined("message_reaction_event: not as described".into());
    };
    let is_theirs = told.peer_id.is_none_or(|peer| peer == told.reacted_id);
    let Some(identity) = person(channel, told.reacted_id).filter(|_| is_theirs) else {
        return Received::default();
    };
    let sign = told.reaction_id.map(|id| {
        let known = id.checked_sub(1).and_then(|at| REACTIONS.get(at));
        known.map_or_else(|| format!("#{id}"), |sign| (*sign).to_owned())
    });
    one(Inbound::Reaction(InboundReaction {
        identity,
        number: told.cmid,
        signs: Reactions::signs(sign),
        // These events carry no time.
        at: None,
    }))
}

fn person(channel: &ChannelId, peer: i64) -> Option<IdentityId> {
    let is_person = (1..=GROUP_CHATS_ABOVE).contains(&peer);
    is_person.then(|| address(channel, peer)).flatten()
}

fn one(inbound: Inbound) -> Received {
    Received {
        inbound: vec![inbound],
        ..Received::default()
    }
}

/// The call that says that a press was heard. Source: <https://dev.vk.com/ru/method/messages.sendMessageEventAnswer>.
pub fn acknowledge(access: &Access, recipient: &str, handle: &str) -> Step {
    if !is_person(recipient) {
        return refuse("the address is not a person's number");
    }
    let fields = vec![
        ("event_id", handle.to_owned()),
        ("user_id", recipient.to_owned()),
        ("peer_id", recipient.to_owned()),
    ];
    Step::Call(
        call(access, "messages.sendMessageEventAnswer", fields),
        Progress::default(),
    )
}

/// The call that asks for the whole of the message with the number `source` in the dialog. Source:
/// <https://dev.vk.com/ru/method/messages.getByConversationMessageId>.
pub fn whole(access: &Access, address: &str, source: &str) -> Step {
    let fields = vec![
        ("peer_id", address.to_owned()),
        ("conversation_message_ids", source.to_owned()),
    ];
    Step::Call(
        call(access, "messages.getByConversationMessageId", fields),
        Progress::default(),
    )
}

/// Reads the answer to [`whole`].
pub fn completed(answer: &ProviderAnswer) -> Step {
    let no = |why, retry_after_ms| Step::NotLoaded { why, retry_after_ms };
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) => {
            // A dead token comes back to life; what is not to be had otherwise does not.
            let is_final = !failure.may_pass() && !matches!(failure.code(), Some(5 | 27));
            return no(is_final.then_some(FileTrouble::Gone), wait(&failure));
        }
    };
    let Some(message) = response["items"].as_array().and_then(|items| items.first()) else {
        return no(Some(FileTrouble::Gone), None);
    };
    let held = media::held(message);
    Step::Completed(Box::new(Whole {
        content: held.content,
        sources: held.sources,
        reply: held.reply,
        forwarded: held.forwarded,
    }))
}

fn wait(failure: &Failure) -> Option<i64> {
    match failure.outcome() {
        domain::Outcome::NotTaken { retry_after_ms } => retry_after_ms,
        _ => None,
    }
}

#[cfg(test)]
#[path = "deeds_tests.rs"]
mod tests;
