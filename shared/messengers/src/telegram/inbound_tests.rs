//! Bodies written by hand from the Bot API's description.

use domain::{Order, Registration};
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::*;
use crate::Messenger;

fn channel() -> ChannelId {
    "channel".parse().expect("id")
}

fn read_json(update: &Value) -> Received {
    read(&channel(), update.to_string().as_bytes())
}

fn text_update() -> Value {
    json!({
        "update_id": 9,
        "message": {
            "message_id": 41, "date": 1_795_348_800, "text": "Добрый день 👋",
            "from": { "id": 77, "is_bot": false, "first_name": "Anna", "last_name": "Petrova", "username": "anna_p" },
            "chat": { "id": 77, "type": "private", "first_name": "Anna", "last_name": "Petrova" },
            "entities": null
        }
    })
}

#[test]
fn a_text_is_read() {
    let received = read_json(&text_update());

    let [Inbound::Message(message)] = received.inbound.as_slice() else {
        panic!("one message")
    };
    assert_eq!(message.sender.identity.to_string(), "channel:77");
    assert_eq!(message.sender.name, "Anna Petrova");
    assert_eq!(message.sender.username.as_deref(), Some("anna_p"));
    assert_eq!(message.position, 41);
    assert_eq!(message.at, UnixMs(1_795_348_800_000));
    assert_eq!(
        message.content,
        Content::Text {
            text: "Добрый день 👋".into()
        }
    );
    assert_eq!(received.quarantine, None);
    assert_eq!(Order::inbound(message.position).as_str(), "00000000000000000041");
}

#[test]
fn a_deep_link_brings_what_it_carried() {
    let read = |text: &str| {
        let mut update = text_update();
        update["message"]["text"] = text.into();
        read_json(&update).inbound
    };

    let started = read("/start Code-7_x");

    let [Inbound::Started { payload, message }] = started.as_slice() else {
        panic!("a start: {started:?}")
    };
    assert_eq!((payload.as_str(), message.position), ("Code-7_x", 41));
    let long = format!("/start {}", "x".repeat(65));
    for other in [
        "/start",
        "/start ",
        "/start a b",
        "/start é",
        "/started x",
        " /start x",
        &long,
    ] {
        assert!(matches!(read(other).as_slice(), [Inbound::Message(_)]), "{other}");
    }
    let messenger = super::super::Telegram;
    let link = messenger.deep_link("@acme_bot", &Registration::default(), "Code-7_x");
    assert_eq!(link.as_deref(), Some("https://t.me/acme_bot?start=Code-7_x"));
    assert_eq!(
        messenger.deep_link("", &Registration::default(), "x"),
        None,
        "not connected yet"
    );
}

#[test]
fn what_is_newer_than_this_code_is_called_by_its_own_name() {
    let mut update = text_update();
    let message = update["message"].as_object_mut().expect("a message");
    message.remove("text");
    let origin = json!({ "type": "channel", "date": 1, "chat": { "id": -1, "title": "News", "type": "channel" } });
    message.insert("forward_origin".into(), origin);
    message.insert("effect_id".into(), "5".into());
    message.insert("giveaway".into(), json!({ "winner_count": 3 }));

    let received = read_json(&update);

    assert_eq!(received.quarantine.as_deref(), Some("unsupported: giveaway"));
    let [Inbound::Message(message)] = received.inbound.as_slice() else {
        panic!("one message")
    };
    assert!(matches!(&message.content, Content::Unsupported { kind, .. } if kind == "giveaway"));
}

#[test]
fn an_edit_is_read_with_its_own_date() {
    let mut update = text_update();
    let mut message = update["message"].take();
    message["edit_date"] = 1_795_348_900.into();

    let received = read_json(&json!({ "update_id": 10, "edited_message": message }));

    let [Inbound::Edit(edit)] = received.inbound.as_slice() else {
        panic!("one edit")
    };
    assert_eq!(edit.edited_at, UnixMs(1_795_348_900_000));
    assert_eq!(edit.message.at, UnixMs(1_795_348_800_000));
}

#[test]
fn other_contents_are_shown_as_what_they_are_and_kept_raw() {
    let mut update = text_update();
    let message = update["message"].as_object_mut().expect("message");
    message.remove("text");
    message.insert("paid_media".into(), json!({ "star_count": 5 }));
    message.insert("caption".into(), json!("look"));

    let received = read_json(&update);

    let [Inbound::Message(message)] = received.inbound.as_slice() else {
        panic!("one message")
    };
    let shown = Content::Unsupported {
        kind: "paid_media".into(),
        caption: Some("look".into()),
    };
    assert_eq!(message.content, shown);
    assert_eq!(received.quarantine.as_deref(), Some("unsupported: paid_media"));
}

#[test]
fn a_film_without_sound_is_none_of_the_documents_it_also_looks_like() {
    let mut update = text_update();
    let message = update["message"].as_object_mut().expect("message");
    message.remove("text");
    message.insert("document".into(), json!({ "file_id": "d" }));
    message.insert("animation".into(), json!({ "file_id": "a" }));
    message.insert("media_group_id".into(), json!("g7"));

    let received = read_json(&update);

    let [Inbound::Message(message)] = received.inbound.as_slice() else {
        panic!("one message")
    };
    let Content::Media { media } = &message.content else {
        panic!("files")
    };
    assert_eq!(media.files[0].kind, domain::FileKind::Animation);
    assert_eq!(
        (media.album.as_deref(), message.sources[0].main.as_str()),
        (Some("g7"), "a")
    );
    assert_eq!(received.quarantine, None);
}

#[test]
fn blocking_is_read_with_its_date() {
    let told = |status: &str| {
        json!({ "update_id": 11, "my_chat_member": {
            "chat": { "id": 77, "type": "private" }, "date": 1_795_348_800, "new_chat_member": { "status": status },
        }})
    };
    let read = |status: &str| match read_json(&told(status)).inbound.as_slice() {
        [Inbound::Block(told)] => Some((told.identity.to_string(), told.is_blocked, told.at)),
        _ => None,
    };

    let at = Some(UnixMs(1_795_348_800_000));
    assert_eq!(read("kicked"), Some(("channel:77".into(), true, at)));
    assert_eq!(read("member"), Some(("channel:77".into(), false, at)));
    assert_eq!(read("administrator"), None);
    let mut group = told("kicked");
    group["my_chat_member"]["chat"] = json!({ "id": -5, "type": "group" });
    assert_eq!(read_json(&group), Received::default());
}

#[test]
fn groups_are_taken_and_ignored() {
    let mut update = text_update();
    update["message"]["chat"] = json!({ "id": -100_123, "type": "supergroup", "title": "x" });

    assert_eq!(read_json(&update), Received::default());
}

#[test]
fn what_is_not_understood_is_kept() {
    let strange = [
        "",
        "null",
        "[]",
        "{",
        "{}",
        r#"{"update_id":1}"#,
        r#"{"update_id":1,"subscription":{}}"#,
        r#"{"message":{"message_id":1}}"#,
        r#"{"message":{"message_id":"7","chat":{"id":1}}}"#,
        r#"{"message":{"message_id":-7,"chat":{"id":1}}}"#,
        r#"{"message":{"message_id":1,"chat":{"id":1e99}}}"#,
    ];
    for body in strange {
        let received = read(&channel(), body.as_bytes());
        assert!(received.inbound.is_empty() && received.quarantine.is_some(), "{body}");
    }
    let deep = "[".repeat(100_000);
    assert!(read(&channel(), deep.as_bytes()).quarantine.is_some());
}

#[test]
fn only_the_exact_secret_is_accepted() {
    let secrets = WebhookSecrets(vec![Sha256::digest(b"right").into(), Sha256::digest(b"next").into()]);
    let with = |values: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(SECRET_HEADER, value.parse().expect("header"));
        }
        authenticate(&secrets, &headers)
    };

    assert_eq!(with(&["right"]), Ok(()));
    assert_eq!(with(&["next"]), Ok(()), "two secrets overlap while one is replaced");
    for wrong in [
        &[][..],
        &[""],
        &["righ"],
        &["rightt"],
        &["Right"],
        &["right", "right"],
        &["right,right"],
    ] {
        assert_eq!(with(wrong), Err(NotAuthentic), "{wrong:?}");
    }
    assert!(!WebhookSecrets(Vec::new()).accept(b""), "no secret, no channel");
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&channel(), &body);
    }

    #[test]
    fn no_message_makes_it_panic(id in any::<i64>(), chat in any::<i64>(), date in any::<i64>(), text in ".{0,40}") {
        let update = json!({ "message": { "message_id": id, "chat": { "id": chat }, "date": date, "text": text } });
        let received = read_json(&update);
        prop_assert_eq!(received.inbound.len() + usize::from(received.quarantine.is_some()), usize::from(chat > 0 || id < 0));
    }
}

#[test]
fn places_people_polls_and_throws_are_shown_for_what_they_are() {
    let read = |kind: &str, what: Value| {
        let mut update = text_update();
        let message = update["message"].as_object_mut().expect("an object");
        message.remove("text");
        message.insert(kind.to_owned(), what);
        let received = read_json(&update);
        let [Inbound::Message(message)] = received.inbound.as_slice() else {
            panic!("one message")
        };
        (message.content.clone(), received.quarantine)
    };
    let place = json!({ "latitude": 50.151_631, "longitude": 30.211_192 });
    let venue = json!({ "location": place, "title": "Corner Shop", "address": "Main Street 1" });
    let Content::Location { location, .. } = read("venue", venue).0 else {
        panic!("a place")
    };
    assert_eq!(
        (
            location.latitude_e6,
            location.title.as_deref(),
            location.address.as_deref()
        ),
        (50_151_631, Some("Corner Shop"), Some("Main Street 1"))
    );
    let person = json!({ "phone_number": "+49 30 1", "first_name": "Olga", "last_name": "Weber", "user_id": 5 });
    let shared = domain::SharedContact {
        name: "Olga Weber".into(),
        phone: "+49 30 1".into(),
    };
    assert_eq!(read("contact", person), (Content::SharedContact { shared }, None));
    let poll = json!({ "id": "1", "question": "When?", "options": [{ "text": "Today", "voter_count": 0 }] });
    assert_eq!(read("poll", poll).0.preview(), "When?");
    let dice = read("dice", json!({ "emoji": "🎯", "value": 6 }));
    assert_eq!(
        (dice.0.preview().as_str(), dice.0.kind(), dice.1),
        ("🎯 6", Some("dice"), None)
    );

    let nowhere = read("location", json!({ "latitude": 500, "longitude": "x" }));
    assert!(matches!(nowhere, (Content::Unsupported { .. }, Some(_))), "{nowhere:?}");
}

#[test]
fn a_live_place_is_shown_where_it_began() {
    let mut update = json!({ "update_id": 1, "message": text_update()["message"] });
    let message = update["message"].as_object_mut().expect("an object");
    message.remove("text");
    message.insert(
        "location".into(),
        json!({ "latitude": 1.5, "longitude": 2.5, "live_period": 900 }),
    );
    let began = read_json(&update);
    let moved = json!({ "update_id": 2, "edited_message": update["message"] });

    assert_eq!(began.inbound.len(), 1);
    assert_eq!(read_json(&moved), Received::default());
}

/// Rows of the recorded updates, in the folder `SWITCHBOARD_SAMPLES` names, else beside the project.
#[test]
fn every_recorded_update_is_read() {
    #[expect(clippy::disallowed_methods, reason = "what the test run was asked for")]
    let folder = std::env::var("SWITCHBOARD_SAMPLES");
    let folder = folder.unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples").to_owned());
    let text = std::fs::read_to_string(format!("{folder}/{NAME}.jsonl")).unwrap_or_default();
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a row is JSON"))
        .collect();

    let mut others = Vec::new();
    for row in &rows {
        let received = read_json(&row["payload"]);
        let kind = row["kind"].as_str().unwrap_or_default();
        let (is, should) = (shown_as(&received), expected_of(kind, &row["payload"]));
        if is != should {
            others.push(format!("{kind} is {is}, not {should}: {}", row["payload"]));
        }
        // Whatever is not shown for what it is lies raw beside it.
        assert_eq!(
            received.quarantine.is_some(),
            matches!(is, "unsupported" | "raw"),
            "{row}"
        );
    }
    assert!(others.is_empty(), "{others:#?}");
}

/// What an update became.
fn shown_as(received: &Received) -> &'static str {
    match received.inbound.as_slice() {
        [Inbound::Message(message) | Inbound::Started { message, .. }] => shown(&message.content),
        [Inbound::Edit(_)] => "edit",
        [Inbound::Reaction(_)] => "reaction",
        [Inbound::Block(_)] => "block",
        [] if received.quarantine.is_some() => "raw",
        _ => "nothing",
    }
}

fn shown(content: &Content) -> &'static str {
    match content {
        Content::Text { .. } => "text",
        Content::Media { .. } => "media",
        Content::Location { .. } => "location",
        Content::SharedContact { .. } => "shared_contact",
        Content::Poll { .. } => "poll",
        Content::Dice { .. } => "dice",
        Content::Press { .. } => "press",
        _ => "unsupported",
    }
}

/// What the label of a row promises: only talks with one person are the inbox's, and only whole rows can be read.
fn expected_of(kind: &str, update: &Value) -> &'static str {
    let (kind, rest) = kind.split_once('/').unwrap_or((kind, ""));
    let words: Vec<&str> = rest.split('+').collect();
    match kind {
        "message" if words.contains(&"private") => match words[0] {
            "audio" | "document" | "photo" | "sticker" | "video" | "video_note" | "voice" => "media",
            "location" | "venue" => "location",
            "contact" => "shared_contact",
            "text" => "text",
            "dice" => "dice",
            _ => "unsupported",
        },
        "message" if update["message"]["chat"].is_null() => "raw",
        "edited_message" => "edit",
        "callback_query" if update["callback_query"]["message"].is_null() => "nothing",
        "callback_query" => "press",
        "message_reaction" if update["message_reaction"]["chat"]["type"] != "private" => "nothing",
        "message_reaction" => "reaction",
        "my_chat_member" => "block",
        "message" => "nothing",
        _ => "raw",
    }
}
