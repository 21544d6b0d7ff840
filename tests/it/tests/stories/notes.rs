//! Notes on a card: every operator sees them, the contact never does.

use http::Method;
use serde_json::{Value, json};
use support::{Operator, Reply, TestInbox, engines, new_intent};

async fn written(inbox: &TestInbox, owner: &Operator) -> String {
    let anna = inbox.contact("Anna").await;
    anna.writes("hello").await;
    let chat = owner.chat_with(&anna).await;
    format!("/api/contacts/{}/notes", chat["id"].as_str().expect("an id"))
}

async fn notes(who: &Operator, path: &str) -> Vec<Value> {
    who.web.get(path).await.ok()["notes"]
        .as_array()
        .expect("a list")
        .clone()
}

async fn call(who: &Operator, method: Method, path: &str, note: &Value, body: &Value) -> Reply {
    let path = format!("{path}/{}", note["id"].as_str().expect("an id"));
    who.web.call(method, &path, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_written_changed_and_taken_back_and_everybody_sees_it() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let olga = owner.brings("olga", "operator").await;
        let socket = owner.socket().await;
        let path = written(&inbox, &owner).await;
        let add = json!({ "intent_id": new_intent(), "text": "Calls back on Monday" });

        let note = olga.web.post(&path, &add).await.ok();
        let again = olga.web.post(&path, &add).await.ok();
        let event = socket.sees("the note", |event| event["type"] == "note_committed").await;

        assert_eq!((&again, &event["note"]), (&note, &note), "once, and all learn of it");
        assert_eq!(notes(&owner, &path).await, std::slice::from_ref(&note));
        let edit = json!({ "version": 1, "text": "Calls back on Tuesday" });
        let edited = call(&olga, Method::PATCH, &path, &note, &edit).await.ok();
        assert_eq!((&edited["version"], &edited["by"]), (&json!(2), &note["by"]));
        assert!(edited["edited"].is_number());
        let stale = call(&owner, Method::PATCH, &path, &note, &edit).await;
        assert_eq!(
            (stale.code(), &stale.body["details"]["note"]),
            ("stale_version", &edited)
        );
        let removed = call(&owner, Method::DELETE, &path, &note, &Value::Null).await.ok();
        assert_eq!((&removed["text"], &removed["is_removed"]), (&json!(""), &json!(true)));
        assert!(notes(&olga, &path).await.is_empty());
        let gone = socket
            .sees("it is gone", |event| event["note"]["is_removed"] == true)
            .await;
        assert_eq!(gone["note"], removed);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_s_note_is_not_an_operator_s_to_change() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let olga = owner.brings("olga", "operator").await;
        let path = written(&inbox, &owner).await;
        let intent = new_intent();
        let add = json!({ "intent_id": intent, "text": "Mine" });
        let note = owner.web.post(&path, &add).await.ok();

        let edit = json!({ "version": 1, "text": "Hers" });
        for (reply, code) in [
            (call(&olga, Method::PATCH, &path, &note, &edit).await, "not_allowed"),
            (
                call(&olga, Method::DELETE, &path, &note, &Value::Null).await,
                "not_allowed",
            ),
            (olga.web.post(&path, &add).await, "intent_reused"),
            (
                owner
                    .web
                    .post(&path, &json!({ "intent_id": intent, "text": "Else" }))
                    .await,
                "intent_reused",
            ),
            (
                owner
                    .web
                    .post(&path, &json!({ "intent_id": new_intent(), "text": " " }))
                    .await,
                "text_empty",
            ),
            (
                owner
                    .web
                    .post(&path, &json!({ "intent_id": new_intent(), "text": "x".repeat(4_001) }))
                    .await,
                "text_too_long",
            ),
            (
                owner.web.post("/api/contacts/nobody/notes", &add).await,
                "no_such_contact",
            ),
            (owner.web.get("/api/contacts/nobody/notes").await, "no_such_contact"),
            (
                call(&owner, Method::PATCH, &path, &json!({ "id": "none" }), &edit).await,
                "no_such_note",
            ),
            (owner.web.get(&format!("{path}?cursor=%D0%B0")).await, "bad_request"),
        ] {
            assert_eq!(reply.code(), code, "{}", reply.body);
        }

        assert_eq!(notes(&olga, &path).await, [note]);
        inbox.stop().await;
    }
}
