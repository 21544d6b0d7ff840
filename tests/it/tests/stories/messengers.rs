//! What holds of every messenger: told once for each, on each engine.

use futures_util::future::join_all;
use http::StatusCode;
use messengers::{pretend::WebhookPost, registry};
use serde_json::{Value, json};
use support::{Engine, Line, Mishap, TestInbox, engines, eventually, new_intent};

/// The messengers' names, with whether a repeated send is seen once.
fn all() -> Vec<(String, bool)> {
    let infos = registry::all().map(|messenger| messenger.info());
    infos
        .map(|info| {
            let can = info.capabilities;
            (info.name.to_string(), can.safe_repeat_s > 0)
        })
        .collect()
}

/// A desk where everybody writes by this messenger.
async fn desk(engine: &Engine, messenger: &str) -> TestInbox {
    let mut inbox = TestInbox::start_on(engine).await;
    messenger.clone_into(&mut inbox.messenger);
    inbox
}

fn delivery(message: &Value) -> &str {
    message["origin"]["delivery"]["state"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_goes_both_ways_and_its_sender_has_a_name() {
    for engine in engines() {
        for (messenger, ..) in all() {
            let inbox = desk(&engine, &messenger).await;
            let owner = inbox.operator().await;
            let anna = inbox.contact("Анна Берг").await;
            anna.writes("Здравствуйте! 🙂").await;
            anna.writes("remove").await;
            let chat = owner.chat_with(&anna).await;

            owner.sends(&chat, "Добрый день!").await;

            anna.reads("Добрый день!").await;
            eventually("the name is known", async || {
                (owner.chat(&chat).await["name"] == "Анна Берг").then_some(())
            })
            .await;
            inbox.quiet().await;
            let messages = owner.messages(&owner.chat(&chat).await).await;
            let texts: Vec<_> = messages
                .iter()
                .filter_map(|message| message["content"]["text"].as_str())
                .collect();
            assert_eq!(texts.len(), 3, "{messenger}: {texts:?}");
            assert!(texts.contains(&"remove"), "{messenger}: no text is a command");
            let sent = messages
                .iter()
                .find(|message| message["content"]["text"] == "Добрый день!");
            assert_eq!(sent.map(delivery), Some("accepted"), "{messenger}");
            let found = owner.web.get("/api/contacts?term=%D0%B1%D0%B5%D1%80%D0%B3").await.ok();
            assert_eq!(
                found["contacts"].as_array().map(Vec::len),
                Some(1),
                "{messenger}: found by the name"
            );
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_event_twenty_times_at_once_is_one_message() {
    for engine in engines() {
        for (messenger, ..) in all() {
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&messenger).await).await;
            let owner = inbox.operator().await;
            let letter = line.letter("77", "only once");

            let replies = join_all((0..20).map(|_| line.make(&letter))).await;

            assert!(
                replies.iter().all(|reply| matches!(reply.status.as_u16(), 200 | 503)),
                "{messenger}: {replies:?}"
            );
            assert_eq!(line.deliver(&letter).await, StatusCode::OK);
            let chats = owner.chats("open").await;
            assert_eq!((chats.len(), &chats[0]["inbound"]), (1, &json!(1)), "{messenger}");
            assert_eq!(owner.messages(&chats[0]).await.len(), 1, "{messenger}");
            inbox.stop().await;
        }
    }
}

/// The answer of the messenger gets lost after it took the message: where a repetition is harmless it is made, and the
/// contact reads the message once; elsewhere nobody can know.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_repeated_where_that_is_harmless_and_uncertain_elsewhere() {
    for engine in engines() {
        for (messenger, is_harmless) in all() {
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&messenger).await).await;
            let owner = inbox.operator().await;
            line.with(|machine, _| machine.introduce("77", "Anna"))
                .expect("a person");
            assert_eq!(
                line.deliver(&line.letter("77", "hello")).await,
                StatusCode::OK,
                "{messenger}"
            );
            // Asking for name and picture are calls too, and not the one that shall go wrong.
            inbox.quiet().await;
            let chat = owner.chats("open").await.remove(0);

            line.next_call(Mishap::AnswerLost);
            owner.sends(&chat, "once").await;

            let expected = if is_harmless { "accepted" } else { "uncertain" };
            eventually("it is settled", async || {
                let messages = owner.messages(&chat).await;
                messages
                    .iter()
                    .any(|message| delivery(message) == expected)
                    .then_some(())
            })
            .await;
            let talk = line.with(|machine, _| machine.messages("77"));
            let copies = talk.iter().filter(|said| said.text == "once").count();
            assert_eq!(copies, 1, "{messenger}: {talk:?}");
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_blocked_us_is_not_written_to_until_they_take_it_back() {
    for engine in engines() {
        for (messenger, ..) in all() {
            let inbox = desk(&engine, &messenger).await;
            let owner = inbox.operator().await;
            let anna = inbox.contact("Anna").await;
            anna.writes("go away").await;
            let chat = owner.chat_with(&anna).await;
            anna.blocks(true).await;
            let is_blocked = async |expected: bool| {
                eventually("it is known", async || {
                    let identity = &owner.chat(&chat).await["identities"][0];
                    (identity["blocked"].is_u64() == expected).then_some(())
                })
                .await;
            };
            is_blocked(true).await;

            let refused = owner.sends_as(&new_intent(), &chat, "are you sure?").await;

            let told = (
                refused.status,
                refused.code(),
                refused.body["details"]["since"].is_u64(),
            );
            assert_eq!(told, (StatusCode::CONFLICT, "identity_blocked", true), "{messenger}");
            anna.blocks(false).await;
            is_blocked(false).await;
            owner.sends(&chat, "welcome back").await;
            anna.reads("welcome back").await;
            assert_eq!(anna.answers().await, ["welcome back"], "{messenger}");
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_given_in_the_messenger_itself_is_shown_and_never_sent() {
    for engine in engines() {
        for (messenger, ..) in all() {
            let inbox = desk(&engine, &messenger).await;
            let owner = inbox.operator().await;
            let socket = owner.socket().await;
            let anna = inbox.contact("Anna").await;
            anna.writes("are you there?").await;
            let chat = owner.chat_with(&anna).await;
            let path = format!("/pretend/{messenger}/{}/outside", anna.person);
            let reply = inbox.web().post(&path, &json!({ "text": "yes, from my phone" })).await;
            if reply.code() == "not_offered" {
                inbox.stop().await;
                continue;
            }
            reply.ok();

            let event = socket.sees_text("yes, from my phone").await;

            assert_eq!(event["messages"][0]["origin"], json!({ "from": "outside" }));
            assert_eq!(event["chat"]["preview"]["from"]["is"], "outside");
            assert_eq!(
                (&event["chat"]["inbound"], &event["chat"]["read"]),
                (&chat["inbound"], &chat["read"])
            );
            assert_eq!(
                event["chat"]["episode"]["unanswered_since"],
                Value::Null,
                "nobody waits any more"
            );
            inbox.quiet().await;
            assert_eq!(
                anna.answers().await,
                ["yes, from my phone"],
                "{messenger}: it is not sent again"
            );
            inbox.stop().await;
        }
    }
}

/// The messenger does not let us speak for the channel any more: the answer is refused in its words, and an admin sees
/// which channel needs them.
#[tokio::test(flavor = "multi_thread")]
async fn a_channel_whose_token_was_taken_back_needs_attention() {
    for (messenger, ..) in all() {
        let (inbox, line) = TestInbox::start_on_line(&Engine::Embedded, Line::of(&messenger).await).await;
        let owner = inbox.operator().await;
        line.with(|machine, _| machine.introduce("77", "Anna"))
            .expect("a person");
        assert_eq!(
            line.deliver(&line.letter("77", "hello")).await,
            StatusCode::OK,
            "{messenger}"
        );
        inbox.quiet().await;
        let chat = owner.chats("open").await.remove(0);
        let no =
            json!({ "ok": false, "description": "Unauthorized", "error": { "error_code": 5, "error_msg": "Dead" } });
        line.next_call(Mishap::Answered(401, no));

        owner.sends(&chat, "hi").await;

        eventually("the channel needs attention", async || {
            let channels = owner.channels().await;
            let ours = channels.iter().find(|channel| channel["messenger"] == *messenger)?;
            (ours["state"]["is"] == "needs_attention").then_some(())
        })
        .await;
        inbox.quiet().await;
        let messages = owner.messages(&chat).await;
        let last = messages.last().expect("messages");
        assert_eq!(last["origin"]["delivery"]["state"], "queued", "{messenger}");
        inbox.stop().await;
    }
}

/// Whatever proves a call, it must be right, and the call must be about our bot or community.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_proof_is_refused_and_nothing_comes_of_it() {
    for engine in engines() {
        for (messenger, ..) in all() {
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&messenger).await).await;
            let owner = inbox.operator().await;
            let genuine = line.letter("77", "hello");
            let mut forged = vec![WebhookPost {
                headers: genuine
                    .headers
                    .iter()
                    .map(|(name, value)| (name.clone(), format!("{value}x")))
                    .collect(),
                ..genuine.clone()
            }];
            let body: Value = serde_json::from_slice(&genuine.body).expect("JSON");
            for field in ["secret", "group_id"] {
                for damaged in [json!(null), json!("wrong"), json!(1)] {
                    let mut body = body.clone();
                    body[field] = damaged;
                    let body = body.to_string().into_bytes();
                    forged.push(WebhookPost {
                        body,
                        ..forged[0].clone()
                    });
                }
            }
            if genuine.headers.is_empty() {
                forged.remove(0);
            }

            for call in &forged {
                assert_eq!(
                    line.make(call).await.status,
                    StatusCode::UNAUTHORIZED,
                    "{messenger}: {call:?}"
                );
            }

            assert!(owner.chats("open").await.is_empty(), "{messenger}");
            assert_eq!(line.deliver(&genuine).await, StatusCode::OK);
            assert_eq!(owner.chats("open").await.len(), 1, "{messenger}");
            inbox.stop().await;
        }
    }
}

/// A place, and where the messenger's apps share them a person, are shown for what they are.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_shared_is_shown_for_what_it_is() {
    for engine in engines() {
        for (messenger, ..) in all() {
            let inbox = desk(&engine, &messenger).await;
            let owner = inbox.operator().await;
            let anna = inbox.contact("Anna").await;
            let place = json!({ "location": { "latitude": 52.52, "longitude": 13.405, "title": "Corner Shop" } });
            anna.shares(&place).await.ok();

            let chat = owner.chat_with(&anna).await;
            assert_eq!(chat["preview"]["text"], "Corner Shop", "{messenger}");
            let content = owner.messages(&chat).await[0]["content"].clone();
            assert_eq!(
                (&content["type"], &content["location"]["latitude_e6"]),
                (&json!("location"), &json!(52_520_000)),
                "{messenger}"
            );
            let shared = anna
                .shares(&json!({ "contact": { "name": "Olga", "phone": "+49301" } }))
                .await;
            if shared.status == StatusCode::OK {
                let is_there = async || owner.messages(&chat).await.get(1).cloned();
                let message = eventually("the person", is_there).await;
                assert_eq!(
                    message["content"]["shared"],
                    json!({ "name": "Olga", "phone": "+49301" })
                );
            } else {
                assert_eq!(shared.code(), "not_offered", "{messenger}");
            }
            inbox.quiet().await;
            inbox.stop().await;
        }
    }
}
