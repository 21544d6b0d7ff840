//! Channels whose token was revoked, or that are mistaken for one another.

use http::StatusCode;
use messengers::registry;
use serde_json::{Value, json};
use support::{Operator, TestInbox, engines, eventually};

async fn state(owner: &Operator, channel: &Value, is: &str) -> Value {
    eventually(is, async || {
        let channels = owner.channels().await;
        let known = channels.into_iter().find(|known| known["id"] == channel["id"])?;
        (known["state"]["is"] == is).then_some(known)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_needs_attention_and_another_one_brings_the_channel_back() {
    for engine in engines() {
        for messenger in registry::all() {
            let mut inbox = TestInbox::start_on(&engine).await;
            inbox.messenger = messenger.info().name.to_string();
            let owner = inbox.operator().await;
            let businesses = format!("/pretend/{}/businesses", inbox.messenger);
            let found = |name: &str| {
                let (web, path, name) = (inbox.web(), businesses.clone(), name.to_owned());
                async move { web.post(&path, &json!({ "name": name })).await.ok()["token"].clone() }
            };
            let token = found("Second").await;
            let channel = owner
                .adds_channel(&inbox.messenger, token.as_str().expect("a token"))
                .await;
            state(&owner, &channel, "active").await;
            let anna = inbox.contact("Anna").await;
            anna.writes("hello").await;
            let chat = owner.chat_with(&anna).await;

            let renewed = inbox
                .web()
                .post(&format!("{businesses}/renewed"), &json!({ "token": token }))
                .await
                .ok();
            owner.sends(&chat, "does not arrive").await;
            state(&owner, &channel, "needs_attention").await;
            anna.writes("still heard").await;

            let path = format!("/api/channels/{}/token", channel["id"].as_str().expect("id"));
            let other = found("Third").await;
            let answer = owner.web.put(&path, &json!({ "token": other })).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED);
            let mistaken = state(&owner, &channel, "needs_attention").await;
            assert_eq!(
                mistaken["state"]["reason"],
                "this token belongs to another bot or community"
            );

            owner.web.put(&path, &json!({ "token": renewed["token"] })).await.ok();
            state(&owner, &channel, "active").await;
            owner.sends(&chat, "arrives").await;
            anna.reads("arrives").await;
            inbox.quiet().await;
            assert_eq!(owner.chat(&chat).await["inbound"], 2, "{}", inbox.messenger);
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bot_is_connected_once_and_nonsense_is_refused() {
    for messenger in registry::all() {
        let inbox = TestInbox::start().await;
        let name = messenger.info().name.to_string();
        let owner = inbox.operator().await;
        let path = format!("/pretend/{name}/businesses");
        let token = inbox.web().post(&path, &json!({ "name": "Second" })).await.ok()["token"].clone();
        let token = token.as_str().expect("a token");
        let first = owner.adds_channel(&name, token).await;
        state(&owner, &first, "active").await;

        let second = owner.adds_channel(&name, token).await;
        let refused = state(&owner, &second, "needs_attention").await;
        let reason = refused["state"]["reason"].as_str().unwrap_or_default();
        assert!(reason.starts_with("connected already: "), "{reason}");

        let path = |id: &str| format!("/api/channels/{id}/token");
        let own = path(first["id"].as_str().expect("id"));
        for (path, body, code) in [
            (path("nowhere"), json!({ "token": "1:x" }), "no_such_channel"),
            (own.clone(), json!({ "token": " " }), "bad_token"),
            (own.clone(), json!({ "token": "a b" }), "bad_token"),
            (own.clone(), json!({}), "bad_request"),
        ] {
            assert_eq!(owner.web.put(&path, &body).await.code(), code, "{body}");
        }
        state(&owner, &first, "active").await;
        let [boris] = inbox.operators(["boris"]).await;
        assert_eq!(
            boris.web.put(&own, &json!({ "token": "1:x" })).await.code(),
            "not_allowed"
        );
        inbox.quiet().await;
        inbox.stop().await;
    }
}
