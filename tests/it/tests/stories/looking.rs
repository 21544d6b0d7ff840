//! Who has a chat open is shown to colleagues while it is so.

use http::StatusCode;
use serde_json::{Value, json};
use support::{TestInbox, engines};

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_opens_a_chat_and_leaves_it_is_seen_by_all() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let socket = boris.socket().await;
        let greta = inbox.contact("Greta").await;
        greta.writes("hello?").await;
        let chat = anna.chat_with(&greta).await;
        let path = format!("/api/chats/{}/looking", chat["id"].as_str().expect("an id"));

        for is_there in [true, false] {
            let told = anna.web.put(&path, &json!({ "is_there": is_there })).await;

            assert_eq!(told.status, StatusCode::NO_CONTENT);
            let is_it = |event: &Value| {
                event["type"] == "looking"
                    && event["chat"] == chat["id"]
                    && event["by"] == anna.id.as_str()
                    && event["is_there"] == is_there
            };
            socket.sees("that Anna looks", is_it).await;
        }
        inbox.quiet().await;
        assert_eq!(
            anna.chat(&chat).await["version"],
            chat["version"],
            "nothing of it is kept"
        );
        assert!(greta.is_typed_to().await.is_null(), "and no business of the contact's");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_looks_into_a_chat_there_is_not() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    for path in [
        "/api/chats/none/looking",
        "/api/chats/00000000000000000000000000000000/looking",
    ] {
        let told = owner.web.put(path, &json!({ "is_there": true })).await;
        assert_eq!(told.code(), "no_such_chat");
        let told = owner.web.put(path, &json!({})).await;
        assert_ne!(told.status, StatusCode::NO_CONTENT);
    }
    inbox.stop().await;
}
