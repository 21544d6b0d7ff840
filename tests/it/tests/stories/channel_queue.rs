//! Answers whose channel lets nothing out wait, in order, and go out when it does.

use domain::{HOUR_MS, MINUTE_MS};
use http::StatusCode;
use messengers::registry;
use platform::Clock;
use serde_json::{Value, json};
use support::{Operator, TestInbox, engines, eventually};

/// A second bot or community, connected; contacts write to it from now on. Its channel and its token.
pub async fn connects(inbox: &TestInbox, owner: &Operator) -> (Value, Value) {
    let businesses = format!("/pretend/{}/businesses", inbox.messenger);
    let found = inbox.web().post(&businesses, &json!({ "name": "Second" })).await.ok();
    let token = found["token"].clone();
    let channel = owner
        .adds_channel(&inbox.messenger, token.as_str().expect("a token"))
        .await;
    (becomes(owner, &channel, "active").await, token)
}

/// The channel as it is now.
pub async fn now(owner: &Operator, channel: &Value) -> Value {
    let mut channels = owner.channels().await.into_iter();
    channels
        .find(|known| known["id"] == channel["id"])
        .expect("the channel")
}

/// Waits until the channel is in this state.
pub async fn becomes(owner: &Operator, channel: &Value, is: &str) -> Value {
    eventually(is, async || {
        let known = now(owner, channel).await;
        (known["state"]["is"] == is).then_some(known)
    })
    .await
}

/// The address of something of a channel.
pub fn path(channel: &Value, rest: &str) -> String {
    format!("/api/channels/{}{rest}", channel["id"].as_str().expect("id"))
}

/// The messenger takes a token away; the one that counts from now on.
pub async fn revokes(inbox: &TestInbox, token: &Value) -> Value {
    let renewed = format!("/pretend/{}/businesses/renewed", inbox.messenger);
    let answer = inbox.web().post(&renewed, &json!({ "token": token })).await;
    answer.ok()["token"].clone()
}

/// What became of each answer of the chat, oldest first.
pub async fn deliveries(owner: &Operator, chat: &Value) -> Vec<Value> {
    let messages = owner.messages(chat).await.into_iter();
    let deliveries = messages.map(|message| message["origin"]["delivery"].clone());
    deliveries.filter(|delivery| !delivery.is_null()).collect()
}

async fn states(owner: &Operator, chat: &Value) -> Vec<String> {
    let all = deliveries(owner, chat).await.into_iter();
    all.map(|delivery| delivery["state"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_keeps_the_queue_until_another_one_comes() {
    for engine in engines() {
        for messenger in registry::all() {
            let (mut inbox, clock) = TestInbox::start_at(&engine).await;
            inbox.messenger = messenger.info().name.to_string();
            let owner = inbox.operator().await;
            let (channel, token) = connects(&inbox, &owner).await;
            let (anna, boris) = (inbox.contact("Anna").await, inbox.contact("Boris").await);
            anna.writes("hello").await;
            boris.writes("hello").await;
            let (chat, other) = (owner.chat_with(&anna).await, owner.chat_with(&boris).await);
            let renewed = revokes(&inbox, &token).await;

            owner.sends(&chat, "one").await;
            becomes(&owner, &channel, "needs_attention").await;
            owner.sends(&chat, "two").await;
            owner.sends(&other, "three").await;
            anna.writes("still heard").await;
            inbox.quiet().await;
            assert_eq!(states(&owner, &chat).await, ["queued", "queued"]);

            // While they wait nobody looks at them: not even a minute's round touches the chat.
            let waits = owner.chat(&chat).await;
            for _ in 0..5 {
                clock.skips(MINUTE_MS);
                inbox.quiet().await;
            }
            let still = owner.chat(&chat).await;
            assert_eq!(waits["version"], still["version"]);
            let wait = still["outbox_due"].as_i64().unwrap_or_default() - clock.now().0;
            assert!(wait > 11 * HOUR_MS && wait < 12 * HOUR_MS, "{wait}");

            let answer = owner
                .web
                .put(&path(&channel, "/token"), &json!({ "token": renewed }))
                .await;
            assert_eq!(answer.status, StatusCode::ACCEPTED);
            boris.reads("three").await;
            anna.reads("two").await;
            assert_eq!(anna.answers().await, ["one", "two"], "in their order, each once");
            inbox.quiet().await;
            assert_eq!(states(&owner, &chat).await, ["accepted", "accepted"]);
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_waited_for_half_a_day_is_refused() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Nobody's session lasts that long, the watching client's neither.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let (channel, token) = connects(&inbox, &owner).await;
        let anna = inbox.contact("Anna").await;
        anna.writes("hello").await;
        let chat = owner.chat_with(&anna).await;
        let renewed = revokes(&inbox, &token).await;
        owner.sends(&chat, "too old").await;
        becomes(&owner, &channel, "needs_attention").await;
        inbox.quiet().await;
        clock.skips(11 * HOUR_MS);
        let owner = inbox.operator().await;
        owner.sends(&chat, "young enough").await;
        inbox.quiet().await;
        assert_eq!(states(&owner, &chat).await, ["queued", "queued"]);

        clock.skips(HOUR_MS);
        let owner = inbox.operator().await;
        eventually("refused", async || {
            (states(&owner, &chat).await == ["refused", "queued"]).then_some(())
        })
        .await;
        let reason = deliveries(&owner, &chat).await[0]["reason"].clone();
        assert_eq!(reason["kind"], "channel");
        assert!(reason["text"].as_str().unwrap_or_default().contains("401"), "{reason}");

        owner
            .web
            .put(&path(&channel, "/token"), &json!({ "token": renewed }))
            .await
            .ok();
        anna.reads("young enough").await;
        assert_eq!(anna.answers().await, ["young enough"]);
        inbox.quiet().await;
    }
}
