//! Contacts write, operators answer, and both see it.

use std::path::Path;

use futures_util::future::join_all;
use http::StatusCode;
use messengers::{pretend::WebhookPost, registry};
use serde_json::{Value, json};
use support::{Line, TestInbox, engines, new_intent};

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_writes_and_the_operator_s_browser_shows_it_and_back() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let socket = owner.socket().await;
        let anna = inbox.contact("Анна Берг").await;

        anna.writes("Здравствуйте! 🙂").await;

        let event = socket.sees_text("Здравствуйте! 🙂").await;
        assert_eq!(event["chat"]["name"], "Анна Берг");
        assert_eq!(
            (&event["chat"]["inbound"], &event["chat"]["read"]),
            (&json!(1), &json!(0))
        );
        let sent = owner.sends(&event["chat"], "Добрый день!").await;
        assert!(["queued", "in_flight", "accepted"].contains(&delivery(&sent)), "{sent}");
        anna.reads("Добрый день!").await;
        let accepted = socket
            .sees("the answer's delivery", |event| {
                let messages = event["messages"].as_array();
                messages.is_some_and(|messages| messages.iter().any(|message| delivery(message) == "accepted"))
            })
            .await;
        assert_eq!(accepted["chat"]["outbox"], Value::Null, "nothing waits any more");
        inbox.quiet().await;
        assert_eq!(anna.answers().await, ["Добрый день!"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_is_signed_in_learns_of_it_the_actor_included() {
    let inbox = TestInbox::start().await;
    let (first, second) = (inbox.operator().await, inbox.operator().await);
    let sockets = [first.socket().await, second.socket().await, second.socket().await];
    let anna = inbox.contact("Anna").await;
    anna.writes("hello").await;
    let chat = first.chat_with(&anna).await;

    first.sends(&chat, "hi").await;

    for socket in &sockets {
        socket.sees_text("hello").await;
        socket.sees_text("hi").await;
    }
}

/// Snapshot and events agree: each event brings the next version, and the last one is what a fresh look shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_hears_every_version_in_order() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let socket = owner.socket().await;
        let anna = inbox.contact("Anna").await;
        for text in ["one", "two", "three"] {
            anna.writes(text).await;
        }
        let chat = owner.chat_with(&anna).await;
        owner.sends(&chat, "four").await;
        anna.reads("four").await;
        inbox.quiet().await;

        let fresh = owner.chat(&chat).await;
        let last = |event: &Value| event["chat"]["version"] == fresh["version"];
        let event = socket.sees("the newest version", last).await;

        assert_eq!(event["chat"], fresh);
        let versions: Vec<u64> = socket
            .events()
            .iter()
            .filter_map(|event| event["chat"]["version"].as_u64())
            .collect();
        let expected: Vec<u64> = (1..=fresh["version"].as_u64().expect("a number")).collect();
        assert_eq!(versions, expected);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_update_comes_again_without_effect() {
    let (inbox, line) = TestInbox::start_by_hand(&support::Engine::Embedded).await;
    let owner = inbox.operator().await;
    let first = line.letter("77", "first");
    line.deliver(&first).await;
    line.deliver(&line.letter("77", "second")).await;
    let before = owner.chats("open").await;

    let again = line.make(&first).await;

    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.body, Value::Null, "the answer is a constant without contents");
    assert_eq!(owner.chats("open").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_is_one_message() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let anna = inbox.contact("Anna").await;
        anna.writes("hello").await;
        let chat = owner.chat_with(&anna).await;
        let intent = new_intent();

        let clicks = join_all((0..2).map(|_| owner.sends_as(&intent, &chat, "hi"))).await;
        anna.reads("hi").await;
        let late = owner.sends_as(&intent, &chat, "hi").await;
        let other = owner.sends_as(&intent, &chat, "something else").await;
        inbox.quiet().await;

        let ids: Vec<Value> = clicks
            .into_iter()
            .map(|click| click.ok()["message"]["id"].clone())
            .collect();
        assert_eq!(ids[0], ids[1]);
        assert_eq!(late.ok()["message"]["id"], ids[0]);
        assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, "intent_reused"));
        assert_eq!(anna.answers().await, ["hi"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_arrive_in_the_order_they_were_given() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let anna = inbox.contact("Anna").await;
        anna.writes("count, please").await;
        let chat = owner.chat_with(&anna).await;
        let numbers: Vec<String> = (1..=10).map(|number| number.to_string()).collect();

        for number in &numbers {
            owner.sends(&chat, number).await;
        }
        inbox.quiet().await;

        assert_eq!(anna.answers().await, numbers);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_s_edit_is_shown_and_the_earlier_text_kept() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let socket = owner.socket().await;
        let anna = inbox.contact("Anna").await;
        let message = anna.writes("I want two lamps").await;
        let chat = owner.chat_with(&anna).await;

        anna.edits(&message, "I want three lamps").await;

        socket.sees_text("I want three lamps").await;
        let messages = owner.messages(&chat).await;
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0]["content"]["text"], "I want three lamps");
        assert_eq!(messages[0]["edited"]["times"], 1);
        let earlier = owner.earlier(&chat, &messages[0]).await;
        assert_eq!(earlier.len(), 1);
        assert_eq!(earlier[0]["content"]["text"], "I want two lamps");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_nobody_knows_is_taken_and_does_not_block_the_chat() {
    for engine in engines() {
        let (inbox, line) = TestInbox::start_by_hand(&engine).await;
        let genuine = line.letter("77", "hello");
        for body in [
            "{\"update_id\":1,\"hologram\":{\"x\":1}}",
            "{}",
            "[]",
            "not even JSON",
            "",
            "\u{0}",
        ] {
            let strange = WebhookPost {
                body: body.as_bytes().to_vec(),
                ..genuine.clone()
            };
            assert_eq!(line.make(&strange).await.status, StatusCode::OK, "{body}");
        }

        assert_eq!(line.deliver(&genuine).await, StatusCode::OK);

        assert_eq!(inbox.operator().await.chats("open").await.len(), 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_the_right_secret_writes_nothing() {
    for engine in engines() {
        let (inbox, line) = TestInbox::start_by_hand(&engine).await;
        let owner = inbox.operator().await;
        let genuine = line.letter("77", "hello");
        let (name, secret) = genuine.headers[0].clone();
        let altered = |secret: &str| vec![(name.clone(), secret.to_owned())];
        let doubled = [altered(&secret), altered(&secret)].concat();
        let longer = format!("{secret}x");
        for headers in [
            altered("wrong"),
            altered(""),
            altered(&longer),
            altered(&secret[1..]),
            doubled,
            Vec::new(),
        ] {
            let forged = WebhookPost {
                headers,
                ..genuine.clone()
            };
            assert_eq!(line.make(&forged).await.status, StatusCode::UNAUTHORIZED);
        }
        let nowhere = WebhookPost {
            url: format!("{}/webhooks/nowhere", inbox.url()),
            ..genuine.clone()
        };
        assert_eq!(line.make(&nowhere).await.status, StatusCode::NOT_FOUND);
        assert!(owner.chats("open").await.is_empty());

        assert_eq!(line.deliver(&genuine).await, StatusCode::OK);
        assert_eq!(owner.chats("open").await.len(), 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_chat_opens_again_when_the_contact_writes() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let socket = owner.socket().await;
        let anna = inbox.contact("Anna").await;
        anna.writes("hello").await;
        let chat = owner.chat_with(&anna).await;
        owner.reads(&chat).await;
        owner.closes(&chat).await;
        assert!(owner.chats("open").await.is_empty());
        assert_eq!(owner.chats("closed").await.len(), 1);

        anna.writes("one more thing").await;

        let event = socket.sees_text("one more thing").await;
        assert_eq!(event["chat"]["state"]["is"], "open");
        let chat = owner.chat_with(&anna).await;
        assert_eq!((&chat["inbound"], &chat["read"]), (&json!(2), &json!(1)));
        let history = owner.messages(&chat).await;
        let said = history.iter().filter(|message| message["content"]["type"] == "text");
        assert_eq!(said.count(), 2, "the whole history");
        assert!(owner.chats("closed").await.is_empty());
        inbox.stop().await;
    }
}

/// The news that we are blocked may come after the answer was queued: then the messenger refuses it.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_somebody_who_blocked_us_is_refused_with_the_reason() {
    for engine in engines() {
        let (inbox, line) = TestInbox::start_by_hand(&engine).await;
        let owner = inbox.operator().await;
        line.deliver(&line.letter("77", "go away")).await;
        let chat = owner.chats("open").await.remove(0);
        line.with(|machine, _| machine.block("77", true)).expect("blocked");

        owner.sends(&chat, "are you sure?").await;
        inbox.quiet().await;

        let messages = owner.messages(&chat).await;
        let last = messages.last().expect("two messages");
        assert_eq!(delivery(last), "refused");
        assert_eq!(last["origin"]["delivery"]["reason"]["kind"], "blocked");
        assert_eq!(line.with(|machine, _| machine.messages("77")).len(), 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_too_long_for_the_messenger_is_refused_before_it_is_queued() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let anna = inbox.contact("Anna").await;
    anna.writes("hello").await;
    let chat = owner.chat_with(&anna).await;

    let reply = owner.sends_as(&new_intent(), &chat, &"é".repeat(4_097)).await;

    assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, "text_too_long"));
    assert_eq!(reply.body["details"]["code_points"], 4_097);
    assert_eq!(owner.messages(&chat).await.len(), 1);
}

/// Real bodies, where there are some: whatever a messenger sends is taken, and nothing makes us stumble.
#[tokio::test(flavor = "multi_thread")]
async fn every_recorded_body_is_taken() {
    for messenger in registry::all() {
        let name = messenger.info().name.to_string();
        let (inbox, line) = TestInbox::start_on_line(&support::Engine::Embedded, Line::of(&name).await).await;
        let samples = samples(&name);
        if samples.is_empty() {
            println!("skipped: no recorded bodies");
            return;
        }
        let genuine = line.letter("77", "hello");
        let proof: Value = serde_json::from_slice(&genuine.body).expect("JSON");
        for sample in &samples {
            let mut body = sample.clone();
            // Where the proof stands in the body, a recorded one has another channel's.
            for field in ["secret", "group_id"] {
                if let Some(ours) = proof.get(field) {
                    body[field] = ours.clone();
                }
            }
            let recorded = WebhookPost {
                body: body.to_string().into_bytes(),
                ..genuine.clone()
            };
            let status = line.make(&recorded).await.status;
            assert!(status.is_success(), "{name}: {status}: {sample}");
        }
        println!("{} recorded bodies were taken", samples.len());
        assert_eq!(line.deliver(&genuine).await, StatusCode::OK);
        inbox.stop().await;
    }
}

/// One body a row, in its `payload` if it has one; in the folder `SWITCHBOARD_SAMPLES` names, else beside the project.
fn samples(messenger: &str) -> Vec<Value> {
    #[expect(clippy::disallowed_methods, reason = "what the test run was asked for")]
    let folder = std::env::var("SWITCHBOARD_SAMPLES").map(std::path::PathBuf::from);
    let folder = folder.unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples"));
    let text = std::fs::read_to_string(folder.join(format!("{messenger}.jsonl"))).unwrap_or_default();
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a row is JSON"));
    rows.map(|row| row.get("payload").unwrap_or(&row).clone()).collect()
}

fn delivery(message: &Value) -> &str {
    message["origin"]["delivery"]["state"].as_str().unwrap_or_default()
}
