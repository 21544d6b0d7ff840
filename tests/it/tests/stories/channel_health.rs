//! What a messenger says of how it calls us, told to admins.

use domain::MINUTE_MS;
use http::StatusCode;
use messengers::registry;
use serde_json::{Value, json};
use support::{Line, Mishap, Operator, TestInbox, engines, eventually};

use crate::channel_queue::{becomes, connects, path};

async fn health(owner: &Operator, channel: &Value) -> Value {
    owner.web.get(&path(channel, "/health")).await.ok()
}

/// Has the messenger asked, once there may be asked again; what came of it.
async fn looks(owner: &Operator, channel: &Value) -> Value {
    let before = health(owner, channel).await;
    let asked = owner.web.post(&path(channel, "/health"), &Value::Null).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.body);
    eventually("looked", async || {
        let after = health(owner, channel).await;
        let is_newer = after["looked"].as_i64() > before["looked"].as_i64();
        (is_newer && after["asked"].is_null()).then_some(after)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_looked_at_every_ten_minutes_and_on_demand() {
    for engine in engines() {
        for messenger in registry::all() {
            let (mut inbox, clock) = TestInbox::start_at(&engine).await;
            inbox.messenger = messenger.info().name.to_string();
            let owner = inbox.operator().await;
            let (channel, _) = connects(&inbox, &owner).await;
            let unknown = health(&owner, &channel).await;
            assert!(unknown["version"] == 0 && unknown["looked"].is_null(), "{unknown}");

            let seen = looks(&owner, &channel).await;
            assert_eq!(seen["troubles"], json!([]), "{seen}");
            let again = owner.web.post(&path(&channel, "/health"), &Value::Null).await.ok();
            assert_eq!(again["version"], seen["version"], "a moment later is the same look");

            clock.skips(9 * MINUTE_MS);
            inbox.quiet().await;
            assert_eq!(health(&owner, &channel).await["version"], seen["version"]);
            clock.skips(2 * MINUTE_MS);
            eventually("looked by itself", async || {
                (health(&owner, &channel).await["version"].as_u64() > seen["version"].as_u64()).then_some(())
            })
            .await;
            inbox.quiet().await;
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messenger_that_calls_somebody_else_is_told_again() {
    // What each messenger says where nobody, or somebody else, is called.
    let gone = json!({
        "ok": true, "result": { "url": "https://other.example/secret", "pending_update_count": 3 },
        "response": { "count": 0, "items": [] },
    });
    for engine in engines() {
        for messenger in registry::all() {
            let name = messenger.info().name.to_string();
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&name).await).await;
            let owner = inbox.operator().await;
            let mut channels = owner.channels().await.into_iter();
            let channel = channels
                .find(|channel| channel["messenger"] == *name)
                .expect("a channel");

            line.next_call(Mishap::Answered(200, gone.clone()));
            let bad = looks(&owner, &channel).await;
            let trouble = &bad["troubles"][0];
            assert!(
                trouble["is"] == "elsewhere" || trouble["is"] == "nowhere",
                "{name}: {bad}"
            );
            assert!(!bad.to_string().contains("secret"), "others' paths are not shown");

            let answer = owner.web.post(&path(&channel, "/connection"), &Value::Null).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED);
            becomes(&owner, &channel, "active").await;
            eventually("well again", async || {
                (health(&owner, &channel).await["troubles"] == json!([])).then_some(())
            })
            .await;
            inbox.quiet().await;
            inbox.stop().await;
        }
    }
}

/// The look finds a dead token before any answer does.
#[tokio::test(flavor = "multi_thread")]
async fn a_look_with_a_dead_token_calls_for_attention() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (channel, token) = connects(&inbox, &owner).await;
        crate::channel_queue::revokes(&inbox, &token).await;

        owner.web.post(&path(&channel, "/health"), &Value::Null).await.ok();

        let dead = becomes(&owner, &channel, "needs_attention").await;
        let reason = dead["state"]["reason"].as_str().unwrap_or_default();
        assert!(reason.contains("401"), "{reason}");
        let [boris] = inbox.operators(["boris"]).await;
        assert_eq!(boris.web.get(&path(&channel, "/health")).await.code(), "not_allowed");
        assert_eq!(
            boris.web.post(&path(&channel, "/health"), &Value::Null).await.code(),
            "not_allowed"
        );
        let nowhere = json!({ "id": "nowhere" });
        assert_eq!(
            owner.web.get(&path(&nowhere, "/health")).await.code(),
            "no_such_channel"
        );
        inbox.quiet().await;
        inbox.stop().await;
    }
}
