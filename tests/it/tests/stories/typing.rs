//! Whoever writes is shown for a moment: contacts to operators, operators to contacts and colleagues.

use http::StatusCode;
use messengers::registry;
use serde_json::{Value, json};
use support::{Engine, TestInbox, engines, eventually};

async fn desks(engine: &Engine) -> Vec<TestInbox> {
    let mut desks = Vec::new();
    for messenger in registry::all() {
        let mut inbox = TestInbox::start_on(engine).await;
        messenger.info().name.as_str().clone_into(&mut inbox.messenger);
        desks.push(inbox);
    }
    desks
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_who_writes_is_shown_to_the_contact_and_to_colleagues() {
    for engine in engines() {
        for inbox in desks(&engine).await {
            let [anna, boris] = inbox.operators(["anna", "boris"]).await;
            let socket = boris.socket().await;
            let greta = inbox.contact("Greta").await;
            greta.writes("hello?").await;
            let chat = anna.chat_with(&greta).await;
            let path = format!("/api/chats/{}/typing", chat["id"].as_str().expect("an id"));
            assert!(greta.is_typed_to().await.is_null());

            let told = anna.web.post(&path, &json!({})).await;

            assert_eq!(told.status, StatusCode::NO_CONTENT);
            let is_it = |event: &Value| {
                event["type"] == "typing" && event["chat"] == chat["id"] && event["by"]["id"] == anna.id.as_str()
            };
            socket.sees("that Anna writes", is_it).await;
            eventually("Greta sees it too", async || {
                greta.is_typed_to().await.is_i64().then_some(())
            })
            .await;
            let before = anna.chat(&chat).await;
            assert_eq!(before["version"], chat["version"], "nothing of it is kept");
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_writes_is_shown_to_operators_where_the_messenger_tells() {
    for engine in engines() {
        let mut count = 0;
        for inbox in desks(&engine).await {
            let owner = inbox.operator().await;
            let socket = owner.socket().await;
            let greta = inbox.contact("Greta").await;
            greta.writes("hello?").await;
            let chat = owner.chat_with(&greta).await;

            if greta.types().await.status == StatusCode::OK {
                count += 1;
                let by = json!({ "is": "contact" });
                let is_it =
                    |event: &Value| event["type"] == "typing" && event["chat"] == chat["id"] && event["by"] == by;
                socket.sees("that Greta writes", is_it).await;
            }
            // Who never wrote has no chat to be shown in.
            let stranger = inbox.contact("Henry").await;
            let _ = stranger.types().await;
            inbox.quiet().await;
            assert_eq!(owner.chats("open").await.len(), 1);
            inbox.stop().await;
        }
        assert!(count > 0, "one messenger tells at least");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_in_a_chat_there_is_not_nor_through_a_paused_channel() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    for path in [
        "/api/chats/none/typing",
        "/api/chats/00000000000000000000000000000000/typing",
    ] {
        assert_eq!(owner.web.post(path, &json!({})).await.code(), "no_such_chat");
    }
    let greta = inbox.contact("Greta").await;
    greta.writes("hello?").await;
    let chat = owner.chat_with(&greta).await;
    let channel = chat["identities"][0]["id"].as_str().expect("an address");
    let channel = channel.split(':').next().expect("a channel");
    let paused = json!({ "paused": true });
    let _ = owner.web.patch(&format!("/api/channels/{channel}"), &paused).await.ok();
    inbox.quiet().await;

    let path = format!("/api/chats/{}/typing", chat["id"].as_str().expect("an id"));
    assert_eq!(owner.web.post(&path, &json!({})).await.status, StatusCode::NO_CONTENT);
    inbox.quiet().await;

    assert!(greta.is_typed_to().await.is_null());
    inbox.stop().await;
}
