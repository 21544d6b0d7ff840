//! Events written by hand from VK's descriptions.

use domain::{Content, Registration, UnixMs};
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{samples_tests::samples, *};
use crate::{Messenger, WebhookSecrets};

fn channel() -> ChannelId {
    "channel".parse().expect("id")
}

fn door() -> Door {
    Door {
        secrets: WebhookSecrets(vec![Sha256::digest(b"right").into()]),
        registration: Registration {
            account: "9".into(),
            handshake: "c0de".into(),
            ..Registration::default()
        },
    }
}

fn event(kind: &str, object: &Value) -> Value {
    json!({ "type": kind, "event_id": "e1", "v": "5.199", "object": object, "group_id": 9, "secret": "right" })
}

pub(super) fn take(event: &Value) -> Result<Received, NotAuthentic> {
    receive(&channel(), &door(), event.to_string().as_bytes())
}

fn taken(kind: &str, object: &Value) -> Received {
    take(&event(kind, object)).expect("authentic")
}

fn said(text: &str) -> Value {
    json!({
        "id": 900, "date": 1_795_348_800, "peer_id": 77, "from_id": 77, "out": 0, "text": text,
        "conversation_message_id": 41, "random_id": 0, "attachments": [], "fwd_messages": [], "important": false,
    })
}

fn one(received: &Received) -> &InboundMessage {
    match received.inbound.as_slice() {
        [Inbound::Message(message)] => message,
        other => panic!("one message: {other:?}"),
    }
}

#[test]
fn a_text_is_read_at_its_number_in_the_dialog() {
    let received = taken(
        "message_new",
        &json!({ "message": said("Добрый день 👋"), "client_info": {} }),
    );

    let message = one(&received);
    assert_eq!(message.sender.identity.to_string(), "channel:77");
    assert_eq!((message.sender.name.as_str(), &message.sender.username), ("", &None));
    assert_eq!((message.position, message.at), (41, UnixMs(1_795_348_800_000)));
    assert_eq!(
        message.content,
        Content::Text {
            text: "Добрый день 👋".into()
        }
    );
    assert_eq!(received.quarantine, None);
    assert_eq!(one(&taken("message_new", &said("the old form"))).position, 41);
}

#[test]
fn the_first_message_after_a_link_brings_what_it_carried() {
    let came_by = |payload: Value| {
        let mut message = said("hello");
        message["ref"] = payload;
        taken("message_new", &json!({ "message": message })).inbound
    };

    let started = came_by("Code-7_x".into());

    let [Inbound::Started { payload, message }] = started.as_slice() else {
        panic!("a start: {started:?}")
    };
    assert_eq!((payload.as_str(), message.position), ("Code-7_x", 41));
    for other in [json!(""), json!("a b"), json!("x".repeat(65)), json!(7), Value::Null] {
        assert!(
            matches!(came_by(other.clone()).as_slice(), [Inbound::Message(_)]),
            "{other}"
        );
    }
    let link = |registration: &Registration| super::super::Vk.deep_link("Acme", registration, "Code-7_x");
    assert_eq!(
        link(&door().registration).as_deref(),
        Some("https://vk.me/club9?ref=Code-7_x")
    );
    assert_eq!(link(&Registration::default()), None, "not connected yet");
}

#[test]
fn other_contents_are_shown_as_what_they_are_and_kept_raw() {
    let with = |text: &str, field: &str, value: Value| {
        let mut message = said(text);
        message[field] = value;
        let received = taken("message_new", &json!({ "message": message }));
        (one(&received).content.clone(), received.quarantine)
    };
    let unsupported = |kind: &str, caption: Option<&str>| {
        let caption = caption.map(str::to_owned);
        let kind = kind.to_owned();
        let reason = Some(format!("unsupported: {kind}"));
        (Content::Unsupported { kind, caption }, reason)
    };

    let photo = json!([{ "type": "photo", "photo": {} }]);
    assert_eq!(with("look", "attachments", photo), unsupported("photo", Some("look")));
    assert_eq!(
        with("", "attachments", json!([{ "type": "bomb" }])),
        unsupported("bomb", None)
    );
    assert_eq!(with("", "geo", json!({ "coordinates": {} })), unsupported("geo", None));
    assert_eq!(with("", "fwd_messages", json!([{}])), unsupported("empty", None));
    assert_eq!(with("", "attachments", json!([])), unsupported("empty", None));
    let link = json!([{ "type": "link", "link": {} }]);
    let text = Content::Text {
        text: "https://example.com".into(),
    };
    assert_eq!(with("https://example.com", "attachments", link), (text, None));
}

#[test]
fn a_cropped_message_is_shown_and_says_where_the_whole_of_it_is() {
    let mut message = said("long…");
    message["is_cropped"] = json!(true);
    let received = taken("message_new", &json!({ "message": message }));

    let message = one(&received);
    assert!(message.is_cropped && received.quarantine.is_none());
    let source = FileSource {
        number: WHOLE,
        main: message.position.to_string(),
        preview: None,
    };
    assert_eq!(message.sources, [source]);
}

#[test]
fn a_message_says_which_link_or_button_brought_it() {
    let mut message = said("hello");
    (message["ref"], message["ref_source"]) = (json!("a payload, in words"), json!("poster"));
    message["payload"] = json!("{\"command\":\"start\"}");
    let received = taken("message_new", &json!({ "message": message }));

    let came_by = one(&received).came_by.clone().expect("somehow");
    assert_eq!(
        came_by.link.as_deref(),
        Some("a payload, in words"),
        "what others made has any form"
    );
    assert_eq!(came_by.source.as_deref(), Some("poster"));
    assert_eq!(came_by.button.as_deref(), Some("{\"command\":\"start\"}"));
}

#[test]
fn an_answer_written_in_vk_itself_is_told_and_our_own_is_not() {
    let mut reply = said("from the phone");
    (reply["from_id"], reply["out"]) = (json!(-9), json!(1));
    assert_eq!(taken("message_reply", &reply), Received::default());
    reply["admin_author_id"] = json!(5);

    let received = taken("message_reply", &reply);

    let [Inbound::Outside(told)] = received.inbound.as_slice() else {
        panic!("{received:?}")
    };
    assert_eq!(
        (told.sender.identity.to_string().as_str(), told.position),
        ("channel:77", 41)
    );
}

#[test]
fn permission_given_and_taken_is_blocking() {
    let told = |kind: &str| match taken(kind, &json!({ "user_id": 77, "key": "" })).inbound.as_slice() {
        [Inbound::Block(told)] => (told.identity.to_string(), told.is_blocked),
        other => panic!("{other:?}"),
    };

    assert_eq!(told("message_deny"), ("channel:77".into(), true));
    assert_eq!(told("message_allow"), ("channel:77".into(), false));
    assert!(taken("message_deny", &json!({})).quarantine.is_some());
}

#[test]
fn whoever_writes_is_told_and_our_own_side_is_not() {
    let writes = |from: i64, state: &str| {
        let object = json!({ "state": state, "from_id": from, "to_id": -123 });
        taken("message_typing_state", &object).inbound
    };
    let Some(Inbound::Typing(identity)) = writes(77, "typing").pop() else {
        panic!("told")
    };
    assert_eq!(identity.to_string(), "channel:77");
    assert_eq!(writes(77, "audiomessage").len(), 1);
    assert!(writes(-123, "typing").is_empty());
}

#[test]
fn groups_and_what_happens_elsewhere_are_taken_and_ignored() {
    let mut group = said("hi all");
    group["peer_id"] = json!(2_000_000_005_i64);
    assert_eq!(taken("message_new", &json!({ "message": group })), Received::default());
    for kind in [
        "message_typing_state",
        "message_edit",
        "group_join",
        "wall_post_new",
        "user_block",
    ] {
        assert_eq!(taken(kind, &json!({ "user_id": 1 })), Received::default(), "{kind}");
    }
    assert_eq!(
        taken("message_event", &json!({})).quarantine.as_deref(),
        Some("message_event: not as described")
    );
}

#[test]
fn only_our_community_with_its_secret_is_heard() {
    let genuine = event("message_new", &json!({ "message": said("hi") }));
    let with = |field: &str, value: Value| {
        let mut event = genuine.clone();
        event[field] = value;
        take(&event)
    };

    assert!(take(&genuine).is_ok() && with("group_id", json!("9")).is_ok() && with("event_id", json!(5)).is_ok());
    for secret in [
        json!(null),
        json!(""),
        json!("wrong"),
        json!("righ"),
        json!("right "),
        json!(5),
    ] {
        assert_eq!(with("secret", secret.clone()), Err(NotAuthentic), "{secret}");
    }
    for group in [json!(null), json!(8), json!("8"), json!(""), json!([9])] {
        assert_eq!(with("group_id", group.clone()), Err(NotAuthentic), "{group}");
    }
    let body = genuine
        .to_string()
        .replace("\"secret\"", "\"secret\":\"wrong\",\"secret\"");
    assert_eq!(
        receive(&channel(), &door(), body.as_bytes()),
        Err(NotAuthentic),
        "said twice"
    );
    let unknown = Door {
        registration: Registration::default(),
        ..door()
    };
    assert_eq!(
        receive(&channel(), &unknown, genuine.to_string().as_bytes()),
        Err(NotAuthentic)
    );
}

#[test]
fn a_handshake_is_answered_for_our_community_alone_and_never_from_the_call() {
    let answer = |event: &Value| take(event).map(|received| received.answer);

    assert_eq!(
        answer(&json!({ "type": "confirmation", "group_id": 9 })),
        Ok(Some("c0de".into()))
    );
    let with_secret = json!({ "type": "confirmation", "group_id": 9, "secret": "right" });
    assert_eq!(answer(&with_secret), Ok(Some("c0de".into())));
    assert_eq!(
        answer(&json!({ "type": "confirmation", "group_id": 8 })),
        Err(NotAuthentic)
    );
    let forged = json!({ "type": "confirmation", "group_id": 9, "secret": "wrong" });
    assert_eq!(answer(&forged), Err(NotAuthentic));
    let early = Door {
        registration: Registration {
            handshake: String::new(),
            ..door().registration
        },
        ..door()
    };
    let call = json!({ "type": "confirmation", "group_id": 9 }).to_string();
    assert_eq!(receive(&channel(), &early, call.as_bytes()), Err(NotAuthentic));
}

#[test]
fn what_is_not_understood_is_kept() {
    let strange = [
        ("message_new", json!(null)),
        ("message_new", json!([])),
        ("message_new", json!({ "message": { "peer_id": "x" } })),
        ("message_new", json!({ "message": { "peer_id": 77 } })),
        (
            "message_new",
            json!({ "message": { "peer_id": 77, "conversation_message_id": 0 } }),
        ),
        ("message_reply", json!({ "date": {} })),
        ("brand_new", json!({})),
    ];
    for (kind, object) in strange {
        let received = taken(kind, &object);
        assert!(
            received.inbound.is_empty() && received.quarantine.is_some(),
            "{kind} {object}"
        );
    }
    let list = br#"["message_new",9,"right"]"#;
    assert!(receive(&channel(), &door(), list).is_ok_and(|received| received.quarantine.is_some()));
    let deep = format!(
        r#"{{"type":"message_new","group_id":9,"secret":"right","object":{}1{}}}"#,
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let received = receive(&channel(), &door(), deep.as_bytes()).expect("authentic, however deep");
    assert!(received.quarantine.is_some());
}

/// Replaces the value that stands at place `at` of the walk through `value`.
fn replace(value: &mut Value, at: &mut usize, with: &Value) {
    if *at == 0 {
        *value = with.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| replace(one, at, with)),
        Value::Object(map) => map.values_mut().for_each(|one| replace(one, at, with)),
        _ => {}
    }
}

fn strange_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!([])),
        Just(json!({})),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ]
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = receive(&channel(), &door(), &body);
    }

    #[test]
    fn no_change_of_an_event_makes_it_panic(row in any::<prop::sample::Index>(), at in 0_usize..200, with in strange_value()) {
        let mut events: Vec<Value> = samples().into_iter().map(|(_, event)| event).collect();
        events.push(event("message_new", &json!({ "message": said("hi") })));
        let mut event = events.swap_remove(row.index(events.len()));
        let mut at = at;
        replace(&mut event["object"], &mut at, &with);
        prop_assert!(take(&event).is_ok());
    }
}
