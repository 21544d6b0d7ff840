//! Recorded events, where there are some: each is taken as what it is.

use domain::Content;
use serde_json::json;

use super::{tests::take, *};

/// Rows of the recorded events, in the folder `SWITCHBOARD_SAMPLES` names, else beside the project; as our community's.
pub(super) fn samples() -> Vec<(String, Value)> {
    #[expect(clippy::disallowed_methods, reason = "what the test run was asked for")]
    let folder = std::env::var("SWITCHBOARD_SAMPLES");
    let folder = folder.unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples").to_owned());
    let text = std::fs::read_to_string(format!("{folder}/{NAME}.jsonl")).unwrap_or_default();
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a row is JSON"));
    rows.map(|mut row| {
        let mut event = row["payload"].take();
        (event["group_id"], event["secret"]) = (json!(9), json!("right"));
        (row["kind"].as_str().unwrap_or_default().to_owned(), event)
    })
    .collect()
}

#[test]
fn every_recorded_event_is_taken_as_what_it_is() {
    let mut others = Vec::new();
    for (kind, event) in samples() {
        let taken = take(&event);
        let taken = taken.unwrap_or_else(|_| panic!("not taken: {event}"));
        let (is, may) = (shown_as(&taken), expected_of(&kind, &event["object"]));
        if !may.contains(&is) {
            others.push(format!("{kind} is {is}, not {may:?}: {event}"));
        }
    }
    assert!(others.is_empty(), "{others:#?}");
}

/// What an event became.
fn shown_as(taken: &Received) -> &'static str {
    match taken.inbound.as_slice() {
        [Inbound::Message(message) | Inbound::Started { message, .. } | Inbound::Outside(message)] => {
            match &message.content {
                Content::Text { .. } => "text",
                Content::Media { .. } => "media",
                Content::Location { .. } => "location",
                Content::Press { .. } => "press",
                Content::Poll { .. } => "poll",
                _ => "unsupported",
            }
        }
        [Inbound::Block(_)] => "block",
        [] if taken.quarantine.is_some() => "raw",
        _ => "nothing",
    }
}

/// What the label of a row promises, of talks with one person whose messages have numbers; others are nobody's, or kept raw.
fn expected_of(kind: &str, object: &Value) -> &'static [&'static str] {
    let (kind, rest) = kind.split_once('/').unwrap_or((kind, ""));
    let words: Vec<&str> = rest.split('+').collect();
    let has = |kinds: &[&str]| words.iter().any(|word| kinds.contains(word));
    let message = object.get("message").unwrap_or(object);
    let peer = message["peer_id"].as_i64().or_else(|| message["from_id"].as_i64());
    let is_talk = peer.is_some_and(|peer| (1..=GROUP_CHATS_ABOVE).contains(&peer));
    let is_numbered = message["conversation_message_id"]
        .as_i64()
        .is_some_and(|number| number > 0);
    match kind.split('(').next().unwrap_or_default() {
        "message_new" | "message_reply" if !is_talk => &["nothing"],
        "message_new" | "message_reply" if !is_numbered => &["raw"],
        // Posts and what is passed on may hold anything.
        "message_new" if has(&["fwd", "wall"]) => &["text", "media", "unsupported"],
        "message_new" if has(&["photo", "audio", "audio_message", "doc", "graffiti", "sticker"]) => &["media"],
        "message_new" if has(&["market", "empty"]) => &["unsupported"],
        "message_new" if has(&["poll"]) => &["poll"],
        "message_new" if has(&["geo"]) => &["location"],
        "message_new" => &["text"],
        "message_reply" => &["text", "nothing"],
        "message_event" => &["press"],
        "message_allow" | "message_deny" => &["block"],
        _ => &["nothing"],
    }
}
