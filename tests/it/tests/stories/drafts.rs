//! What an operator has begun to write is there on their other devices, and nobody else's business.

use http::StatusCode;
use serde_json::{Value, json};
use support::{Operator, Reply, Socket, TestInbox, engines, eventually};

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

async fn saves(who: &Operator, chat: &Value, kind: &str, revision: &Value, text: &str) -> Reply {
    let path = format!("/api/chats/{}/drafts/{kind}", id(chat));
    let body = json!({ "revision": revision, "text": text });
    who.web.put(&path, &body).await
}

async fn drafts(who: &Operator) -> Vec<Value> {
    let page = who.web.get("/api/operators?drafts=true").await.ok();
    page["drafts"].as_array().expect("a list").clone()
}

async fn sees(socket: &Socket, text: &str) -> Value {
    let is_it = |event: &Value| event["type"] == "draft_committed" && event["draft"]["text"] == text;
    socket.sees("the draft", is_it).await["draft"].clone()
}

async fn chat_with(inbox: &TestInbox, who: &Operator, name: &str) -> Value {
    let contact = inbox.contact(name).await;
    contact.writes("hello?").await;
    who.chat_with(&contact).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_appears_on_the_operators_other_devices_and_goes_from_all_of_them() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let chat = chat_with(&inbox, &anna, "Greta").await;
        let (other_device, colleague) = (anna.socket().await, boris.socket().await);

        let saved = saves(&anna, &chat, "answer", &json!(0), "Dear Gr").await.ok();
        let again = saves(&anna, &chat, "answer", &json!(0), "Dear Gr").await.ok();
        saves(&anna, &chat, "comment", &json!(0), "who knows her?").await.ok();

        assert_eq!(again, saved, "once, however often");
        assert_eq!(sees(&other_device, "Dear Gr").await, saved);
        assert_eq!(sees(&other_device, "who knows her?").await["kind"], "comment");
        assert_eq!(drafts(&anna).await.len(), 2);
        let later = saves(&anna, &chat, "answer", &saved["revision"], "Dear Greta")
            .await
            .ok();
        assert!(later["revision"].as_u64() > saved["revision"].as_u64());
        let stale = saves(&anna, &chat, "answer", &saved["revision"], "Hi").await;
        assert_eq!(
            (stale.code(), &stale.body["details"]["draft"]),
            ("stale_version", &later)
        );
        let emptied = saves(&anna, &chat, "answer", &later["revision"], " ").await.ok();
        assert_eq!(sees(&other_device, "").await, emptied);
        let left = drafts(&anna).await;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0]["kind"], "comment");
        // A save that was under way when the answer was sent does not bring it back.
        for revision in [&json!(0), &later["revision"]] {
            let late = saves(&anna, &chat, "answer", revision, "Dear Greta").await;
            assert_eq!(
                (late.code(), &late.body["details"]["draft"]),
                ("stale_version", &emptied)
            );
        }
        assert_eq!(drafts(&anna).await.len(), 1);
        let anew = saves(&anna, &chat, "answer", &emptied["revision"], "One more thing").await;
        assert!(anew.ok()["revision"].as_u64() > emptied["revision"].as_u64());

        // One's own alone.
        inbox.quiet().await;
        let heard = colleague.events();
        assert!(
            heard.iter().all(|event| event["type"] != "draft_committed"),
            "{heard:?}"
        );
        assert_eq!(drafts(&boris).await, Vec::<Value>::new());
        let plain = boris.web.get("/api/operators").await.ok();
        assert!(plain.get("drafts").is_none(), "nobody asked");
        assert_eq!(
            anna.chat(&chat).await["version"],
            chat["version"],
            "the chat knows nothing of it"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_keeps_what_it_answers_and_what_makes_no_sense_is_refused() {
    let inbox = TestInbox::start().await;
    let anna = inbox.operator().await;
    let chat = chat_with(&inbox, &anna, "Greta").await;
    let message = anna.messages(&chat).await.remove(0);
    let path = |kind: &str| format!("/api/chats/{}/drafts/{kind}", id(&chat));
    let reply = json!({ "id": id(&message), "text": "hello?" });
    let body = json!({ "revision": 0, "text": "", "reply": reply });

    let saved = anna.web.put(&path("answer"), &body).await.ok();

    assert_eq!(saved["reply"], reply);
    assert_eq!(drafts(&anna).await, [saved]);
    assert_eq!(anna.web.put(&path("comment"), &body).await.code(), "bad_request");
    let plain = json!({ "revision": 0, "text": "x" });
    assert_eq!(anna.web.put(&path("poem"), &plain).await.code(), "bad_request");
    let nowhere = "/api/chats/00000000000000000000000000000000/drafts/answer";
    assert_eq!(anna.web.put(nowhere, &plain).await.code(), "no_such_chat");
    let long = json!({ "revision": 0, "text": "x".repeat(4_097) });
    assert_eq!(anna.web.put(&path("comment"), &long).await.code(), "text_too_long");
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_devices_that_write_at_once_one_is_told_of_the_other() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let anna = inbox.operator().await;
        let chat = chat_with(&inbox, &anna, "Greta").await;
        let first = saves(&anna, &chat, "answer", &json!(0), "first").await.ok();
        let revision = &first["revision"];

        let (one, other) = tokio::join!(
            saves(&anna, &chat, "answer", revision, "one"),
            saves(&anna, &chat, "answer", revision, "other")
        );

        let statuses = [one.status, other.status];
        assert!(statuses.contains(&StatusCode::OK) && statuses.contains(&StatusCode::CONFLICT));
        let (won, lost) = if one.status == StatusCode::OK {
            (one, other)
        } else {
            (other, one)
        };
        assert_eq!(lost.body["details"]["draft"], won.body);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_with_its_chat_into_another() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let left = chat_with(&inbox, &anna, "Anna").await;
        let right = chat_with(&inbox, &anna, "Ann").await;
        saves(&anna, &left, "answer", &json!(0), "to the left").await.ok();
        saves(&anna, &right, "answer", &json!(0), "to the right").await.ok();
        saves(&boris, &right, "comment", &json!(0), "is she one person?")
            .await
            .ok();
        let device = anna.socket().await;

        let unite = json!({ "right": id(&right), "choose": {} });
        let _ = anna
            .web
            .post(&format!("/api/contacts/{}/unite", id(&left)), &unite)
            .await
            .ok();

        let moved = sees(&device, "to the left\nto the right").await;
        assert_eq!(moved["chat"], left["id"]);
        let is_emptied = |event: &Value| {
            let draft = &event["draft"];
            event["type"] == "draft_committed" && draft["chat"] == right["id"] && draft["text"] == ""
        };
        device.sees("that the other one is empty", is_emptied).await;
        eventually("the colleague's went along", async || {
            let all = drafts(&boris).await;
            (all.len() == 1 && all[0]["chat"] == left["id"]).then_some(())
        })
        .await;
        assert_eq!(drafts(&anna).await, [moved]);
        // Who still holds the old chat writes to where it went.
        let late = saves(&boris, &right, "answer", &json!(0), "late").await.ok();
        assert_eq!(late["chat"], left["id"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_erased_contact_no_draft_is_left_and_none_comes_back() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let olga = owner.brings("olga", "operator").await;
        let chat = chat_with(&inbox, &owner, "Greta").await;
        let other = chat_with(&inbox, &owner, "Hans").await;
        for (who, kind) in [(&owner, "answer"), (&olga, "answer"), (&olga, "comment")] {
            saves(who, &chat, kind, &json!(0), "about Greta").await.ok();
        }
        saves(&olga, &other, "answer", &json!(0), "about Hans").await.ok();

        let erased = owner.web.delete(&format!("/api/contacts/{}", id(&chat))).await;

        assert_eq!(erased.status, StatusCode::NO_CONTENT);
        eventually("the drafts are gone", async || {
            let left = (drafts(&owner).await.len(), drafts(&olga).await.len());
            (left == (0, 1)).then_some(())
        })
        .await;
        let late = saves(&olga, &chat, "answer", &json!(0), "about Greta").await;
        assert_eq!(late.code(), "no_such_chat");
        assert_eq!(drafts(&olga).await[0]["text"], "about Hans");
        inbox.stop().await;
    }
}
