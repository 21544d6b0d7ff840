//! Messages that operators change or delete at the contact's side, in every messenger.

use domain::HOUR_MS;
use http::StatusCode;
use messengers::registry;
use serde_json::{Value, json};
use support::{Contact, Line, Mishap, Operator, Reply, TestClock, TestInbox, engines, eventually};

/// Every messenger's name, on each engine.
async fn desks() -> Vec<(TestInbox, TestClock)> {
    let mut desks = Vec::new();
    for engine in engines() {
        for messenger in registry::all() {
            let (mut inbox, clock) = TestInbox::start_at(&engine).await;
            inbox.messenger = messenger.info().name.to_string();
            desks.push((inbox, clock));
        }
    }
    desks
}

/// A talk with one answer that has arrived.
async fn talk(inbox: &TestInbox) -> (Operator, Contact, Value, Value) {
    let anna = inbox.operator().await;
    let customer = inbox.contact("Customer").await;
    customer.writes("hello").await;
    let chat = anna.chat_with(&customer).await;
    let sent = anna.sends(&chat, "good day").await;
    customer.reads("good day").await;
    inbox.quiet().await;
    (anna, customer, chat, sent)
}

fn path(chat: &Value, message: &Value) -> String {
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    format!("/api/chats/{}/messages/{}", id(chat), id(message))
}

async fn edits(operator: &Operator, chat: &Value, message: &Value, text: &str) -> Reply {
    let content = json!({ "content": { "type": "text", "text": text } });
    operator.web.patch(&path(chat, message), &content).await
}

async fn deletes(operator: &Operator, chat: &Value, message: &Value) -> Reply {
    operator.web.delete(&path(chat, message)).await
}

/// The message as it is now.
async fn now(operator: &Operator, chat: &Value, message: &Value) -> Value {
    let messages = operator.messages(chat).await;
    let found = messages.into_iter().find(|known| known["id"] == message["id"]);
    found.expect("it is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_reaches_the_contact_and_the_earlier_text_is_kept() {
    for (inbox, _) in desks().await {
        let (anna, customer, chat, sent) = talk(&inbox).await;
        let socket = anna.socket().await;

        let answer = edits(&anna, &chat, &sent, "good evening").await.ok();
        assert_eq!(answer["message"]["revision"]["wish"]["to"], "edit");
        customer.reads("good evening").await;
        socket
            .sees("the new text", |event| {
                event["messages"][0]["content"]["text"] == "good evening"
            })
            .await;
        inbox.quiet().await;

        assert_eq!(customer.answers().await, ["good evening"]);
        let message = now(&anna, &chat, &sent).await;
        assert_eq!(
            (&message["revision"], &message["edited"]["times"]),
            (&Value::Null, &json!(1))
        );
        let earlier = anna.earlier(&chat, &sent).await;
        assert_eq!(
            (&earlier[0]["content"]["text"], &earlier[0]["by"]),
            (&json!("good day"), &json!(anna.id))
        );
        assert_eq!(anna.chat(&chat).await["preview"]["text"], "good evening");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_answer_is_gone_for_the_contact_and_a_tombstone_for_operators() {
    for (inbox, _) in desks().await {
        let (anna, customer, chat, sent) = talk(&inbox).await;

        deletes(&anna, &chat, &sent).await.ok();
        eventually("it is gone", async || customer.answers().await.is_empty().then_some(())).await;
        inbox.quiet().await;

        let message = now(&anna, &chat, &sent).await;
        assert_eq!(
            (&message["deleted"]["by"], &message["content"]["text"]),
            (&json!(anna.id), &json!("good day"))
        );
        assert_eq!(anna.chat(&chat).await["preview"]["text"], "");
        let again = deletes(&anna, &chat, &sent).await.ok();
        assert_eq!(again["message"]["version"], message["version"], "nothing more is done");
        assert_eq!(edits(&anna, &chat, &sent, "x").await.code(), "not_editable");
        inbox.stop().await;
    }
}

/// As long as each messenger allows, to the second; what is allowed is data a client can show.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_is_refused_with_the_messengers_time() {
    for (inbox, clock) in desks().await {
        let inbox = inbox.unwatched();
        let (_, customer, chat, sent) = talk(&inbox).await;
        let infos = inbox.operator().await.web.get("/api/messengers").await.ok();
        let infos = infos["messengers"].as_array().expect("a list").clone();
        let info = infos.iter().find(|info| info["name"] == inbox.messenger.as_str());
        let capabilities = &info.expect("ours")["capabilities"];
        let hours = capabilities["delete_own"]["for_s"].as_i64().expect("it ends") / 3_600;

        clock.skips(hours * HOUR_MS);
        let anna = inbox.operator().await;
        let refused = deletes(&anna, &chat, &sent).await;

        assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "out_of_time"));
        assert_eq!(refused.body["details"]["for_s"], hours * 3_600);
        let edit = edits(&anna, &chat, &sent, "late").await;
        if capabilities["edit"]["for_s"].is_null() {
            edit.ok();
            customer.reads("late").await;
        } else {
            assert_eq!(edit.code(), "out_of_time");
        }
    }
}

/// Some messengers let a business delete what the person wrote; others do not.
#[tokio::test(flavor = "multi_thread")]
async fn a_contacts_own_message_is_deleted_where_the_messenger_allows_it() {
    for (inbox, _) in desks().await {
        let (anna, customer, chat, _) = talk(&inbox).await;
        let theirs = anna.messages(&chat).await[0].clone();
        let messenger = registry::find(&inbox.messenger.parse().expect("name")).expect("ours");

        let reply = deletes(&anna, &chat, &theirs).await;

        if messenger.info().capabilities.delete_theirs.is_some() {
            reply.ok();
            let is_gone = async || (customer.talk().await.len() == 1).then_some(());
            eventually("only the answer is left", is_gone).await;
        } else {
            assert_eq!((reply.status, reply.code()), (StatusCode::CONFLICT, "not_deletable"));
        }
        assert_eq!(edits(&anna, &chat, &theirs, "x").await.code(), "not_editable");
        inbox.quiet().await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_and_changes_nothing() {
    for (inbox, _) in desks().await {
        let (anna, customer, chat, sent) = talk(&inbox).await;
        let other = inbox.contact("Other").await;
        other.writes("hi").await;
        let foreign = anna.chat_with(&other).await;
        let body = json!({ "intent_id": support::new_intent(), "comment": { "text": "between us" } });
        let comments = format!("/api/chats/{}/comments", chat["id"].as_str().expect("id"));
        let comment = anna.web.post(&comments, &body).await.ok()["message"].clone();
        let unknown = json!({ "id": "nobody:1:5" });

        for (reply, code) in [
            (edits(&anna, &chat, &sent, "  ").await, "text_empty"),
            (edits(&anna, &chat, &sent, &"x".repeat(5_000)).await, "text_too_long"),
            (edits(&anna, &foreign, &sent, "x").await, "no_such_message"),
            (deletes(&anna, &foreign, &sent).await, "no_such_message"),
            (deletes(&anna, &chat, &unknown).await, "no_such_message"),
            (deletes(&anna, &json!({ "id": "nobody" }), &sent).await, "no_such_chat"),
            (edits(&anna, &chat, &comment, "x").await, "not_editable"),
            (deletes(&anna, &chat, &comment).await, "not_deletable"),
            (
                anna.web
                    .patch(&path(&chat, &sent), &json!({ "content": { "type": "comment" } }))
                    .await,
                "bad_request",
            ),
        ] {
            assert_eq!(reply.code(), code);
        }
        inbox.quiet().await;
        assert_eq!(customer.answers().await, ["good day"]);
        inbox.stop().await;
    }
}

/// The provider's answer has the last word: the message stays, with the reason; a lost answer is simply asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn the_messengers_no_is_shown_and_a_lost_answer_is_asked_for_again() {
    for engine in engines() {
        for messenger in registry::all() {
            let name = messenger.info().name.to_string();
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&name).await).await;
            let anna = inbox.operator().await;
            line.deliver(&line.letter("77", "hello")).await;
            let chat = anna.chats("open").await[0].clone();
            let sent = anna.sends(&chat, "good day").await;
            inbox.quiet().await;
            // What VK tells of our own message.
            for call in line.calls() {
                line.deliver(&call).await;
            }
            let texts = || {
                let talk = line.with(|machine, _| machine.messages("77"));
                talk.into_iter().map(|message| message.text).collect::<Vec<_>>()
            };

            line.next_call(Mishap::Answered(
                403,
                json!({ "ok": false, "description": "Forbidden: bot was kicked" }),
            ));
            deletes(&anna, &chat, &sent).await.ok();
            let refused = eventually("the no is shown", async || {
                let revision = now(&anna, &chat, &sent).await["revision"].clone();
                (revision["progress"]["is"] == "refused").then_some(revision)
            })
            .await;
            assert_eq!(refused["progress"]["reason"]["code"], "403", "{refused}");
            assert_eq!(texts(), ["hello", "good day"]);

            line.next_call(Mishap::AnswerLost);
            edits(&anna, &chat, &sent, "good evening").await.ok();
            eventually("it is done", async || {
                let message = now(&anna, &chat, &sent).await;
                (message["content"]["text"] == "good evening").then_some(())
            })
            .await;
            assert_eq!(texts(), ["hello", "good evening"]);
            inbox.quiet().await;
            inbox.stop().await;
        }
    }
}

/// A change that the messenger puts off holds up nothing that is written since.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_meanwhile_does_not_wait_for_a_change_that_has_to() {
    for engine in engines() {
        let (inbox, line) = TestInbox::start_on_line(&engine, Line::open().await).await;
        let anna = inbox.operator().await;
        line.deliver(&line.letter("77", "hello")).await;
        let chat = anna.chats("open").await[0].clone();
        let sent = anna.sends(&chat, "good day").await;
        inbox.quiet().await;

        let throttled =
            json!({ "ok": false, "description": "Too Many Requests", "parameters": { "retry_after": 3_600 } });
        line.next_call(Mishap::Answered(429, throttled));
        edits(&anna, &chat, &sent, "good evening").await.ok();
        eventually("the change is put off", async || {
            let progress = now(&anna, &chat, &sent).await["revision"]["progress"].clone();
            (progress["is"] == "waiting" && progress["attempts"] == 1).then_some(())
        })
        .await;
        anna.sends(&chat, "and this").await;

        eventually("the answer arrived", async || {
            let talk = line.with(|machine, _| machine.messages("77"));
            let texts: Vec<_> = talk.iter().map(|message| message.text.as_str()).collect();
            (texts == ["hello", "good day", "and this"]).then_some(())
        })
        .await;
        assert_eq!(now(&anna, &chat, &sent).await["revision"]["progress"]["is"], "waiting");
    }
}
