//! Channels that are paused, taken away, or get another secret.

use domain::{HOUR_MS, MINUTE_MS};
use http::StatusCode;
use messengers::registry;
use serde_json::{Value, json};
use support::{Engine, Line, Operator, TestInbox, engines, eventually};

use crate::channel_queue::{becomes, connects, deliveries, now, path};

pub async fn pauses(owner: &Operator, channel: &Value, paused: bool) -> Value {
    let body = json!({ "paused": paused });
    owner.web.patch(&path(channel, ""), &body).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_channel_keeps_its_answers_and_hears_on() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        let owner = inbox.operator().await;
        let (channel, _) = connects(&inbox, &owner).await;
        let anna = inbox.contact("Anna").await;
        anna.writes("hello").await;
        let chat = owner.chat_with(&anna).await;

        let paused = pauses(&owner, &channel, true).await;
        assert!(
            paused["paused"].is_i64() && paused["state"]["is"] == "active",
            "{paused}"
        );
        let again = pauses(&owner, &channel, true).await;
        assert_eq!(again["version"], paused["version"], "twice is once");
        owner.sends(&chat, "one").await;
        owner.sends(&chat, "two").await;
        anna.writes("are you there?").await;
        inbox.quiet().await;
        clock.skips(10 * MINUTE_MS);
        inbox.quiet().await;
        assert_eq!(anna.answers().await.len(), 0);
        assert_eq!(owner.chat(&chat).await["inbound"], 2);

        pauses(&owner, &channel, false).await;
        anna.reads("two").await;
        assert_eq!(anna.answers().await, ["one", "two"]);
        inbox.quiet().await;
        let audit = owner.web.get("/api/audit").await.ok();
        for action in ["channel_paused", "channel_resumed"] {
            let entries = audit["entries"].as_array().expect("entries");
            let found = entries.iter().filter(|entry| entry["action"] == action).count();
            assert_eq!(found, 1, "{action}");
        }
        inbox.stop().await;
    }
}

/// An operator who writes at two addresses of one contact is not kept from the one by the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_paused_channel_holds_up_no_other_of_the_same_contact() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let early = inbox.contact("Anna").await;
        early.writes("here").await;
        let left = owner.chat_with(&early).await;
        let (channel, _) = connects(&inbox, &owner).await;
        let late = inbox.contact("Anna as well").await;
        late.writes("and there").await;
        let right = owner.chat_with(&late).await;
        let unite = json!({ "right": right["id"] });
        let path = format!("/api/contacts/{}/unite", left["id"].as_str().expect("id"));
        let united = owner.web.post(&path, &unite).await;
        assert!(united.status.is_success(), "{}", united.body);
        pauses(&owner, &channel, true).await;
        let at = |chat: &Value| json!({ "id": left["id"], "identities": chat["identities"] });

        owner.sends(&at(&right), "waits").await;
        owner.sends(&at(&left), "goes").await;

        early.reads("goes").await;
        inbox.quiet().await;
        assert_eq!(late.answers().await.len(), 0);
        pauses(&owner, &channel, false).await;
        late.reads("waits").await;
        inbox.quiet().await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_channel_leaves_its_talk_and_nothing_else() {
    for engine in engines() {
        for messenger in registry::all() {
            let (mut inbox, clock) = TestInbox::start_at(&engine).await;
            inbox.messenger = messenger.info().name.to_string();
            let owner = inbox.operator().await;
            let (channel, token) = connects(&inbox, &owner).await;
            let anna = inbox.contact("Anna").await;
            anna.writes("hello").await;
            let chat = owner.chat_with(&anna).await;
            pauses(&owner, &channel, true).await;
            owner.sends(&chat, "never leaves").await;

            let answer = owner.web.delete(&path(&channel, "")).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED);
            becomes(&owner, &channel, "removed").await;
            inbox.quiet().await;
            let refused = deliveries(&owner, &chat).await[0].clone();
            assert_eq!(refused["reason"]["kind"], "channel_removed", "{refused}");
            let late = owner.sends_as("01LATE", &chat, "too late").await;
            assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "channel_removed"));
            assert_eq!(owner.history(&chat).await.len(), 2, "what was said stays");
            let id = channel["id"].as_str().expect("id").parse().expect("id");
            let row = inbox.store().channel(&id).await.expect("read").expect("its name stays");
            assert!(row.secrets_sha256.is_empty() && row.registration.account.is_empty());
            assert!(inbox.store().channel_access(&id).await.expect("read").is_none());

            // What the webhook remembered of the channel is forgotten within a minute.
            clock.skips(MINUTE_MS);
            let webhook = format!("/webhooks/{id}");
            let called = inbox.web().post(&webhook, &json!({})).await;
            assert_eq!(called.status, StatusCode::NOT_FOUND);
            let again = owner.web.delete(&path(&channel, "")).await;
            assert_eq!(again.status, StatusCode::ACCEPTED);
            let renew = json!({ "token": token });
            for reply in [
                owner.web.put(&path(&channel, "/token"), &renew).await,
                owner.web.patch(&path(&channel, ""), &json!({ "paused": true })).await,
                owner.web.post(&path(&channel, "/secret"), &Value::Null).await,
                owner.web.post(&path(&channel, "/connection"), &Value::Null).await,
            ] {
                assert_eq!(reply.code(), "channel_removed");
            }

            // The same bot or community again is another channel, and who writes there is somebody new.
            let second = owner
                .adds_channel(&inbox.messenger, token.as_str().expect("a token"))
                .await;
            becomes(&owner, &second, "active").await;
            anna.writes("me again").await;
            eventually("another chat", async || {
                let chats = owner.chats("open").await;
                chats
                    .iter()
                    .any(|known| known["preview"]["text"] == "me again" && known["id"] != chat["id"])
                    .then_some(())
            })
            .await;
            inbox.quiet().await;
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_secrets_are_good_while_one_takes_the_others_place() {
    for engine in engines() {
        for messenger in registry::all() {
            let name = messenger.info().name.to_string();
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&name).await).await;
            let owner = inbox.operator().await;
            line.with(|machine, _| machine.introduce("77", "Anna"))
                .expect("a person");
            let channels = owner.channels().await.into_iter();
            let channel = channels.into_iter().find(|channel| channel["messenger"] == *name);
            let channel = channel.expect("a channel");
            let old = line.letter("77", "with the old one");

            let answer = owner.web.post(&path(&channel, "/secret"), &Value::Null).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
            eventually("told", async || {
                (now(&owner, &channel).await["renewal"]["is"] == "overlapping").then_some(())
            })
            .await;
            let new = line.letter("77", "with the new one");

            let proof = |call: &messengers::pretend::WebhookPost| format!("{:?} {:?}", call.headers, call.body);
            assert_ne!(proof(&old), proof(&new));
            // A webhook that looked at the channel within this second looks again in the next: messengers repeat.
            eventually("the new one is known", async || {
                (line.deliver(&new).await == StatusCode::OK).then_some(())
            })
            .await;
            assert_eq!(line.deliver(&old).await, StatusCode::OK, "{name}");
            let busy = owner.web.post(&path(&channel, "/secret"), &Value::Null).await;
            assert_eq!(
                busy.status,
                StatusCode::ACCEPTED,
                "while the one before overlaps it may be replaced again"
            );
            inbox.quiet().await;
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_before_is_good_for_an_hour() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let (channel, _) = connects(&inbox, &owner).await;
        let id = channel["id"].as_str().expect("id").parse().expect("id");
        let secrets = async || {
            let row = inbox.store().channel(&id).await.expect("read").expect("there");
            row.secrets_sha256
        };
        let before = secrets().await;

        owner.web.post(&path(&channel, "/secret"), &Value::Null).await.ok();
        eventually("told", async || {
            (now(&owner, &channel).await["renewal"]["is"] == "overlapping").then_some(())
        })
        .await;
        let both = secrets().await;
        assert!(both.len() == 2 && both[1] == before[0]);
        clock.skips(HOUR_MS);
        let owner = inbox.operator().await;
        eventually("over", async || {
            now(&owner, &channel).await["renewal"].is_null().then_some(())
        })
        .await;
        assert_eq!(secrets().await, both[..1]);
        inbox.quiet().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_manages_channels_decides_about_them() {
    let inbox = TestInbox::start_on(&Engine::Embedded).await;
    let [boris] = inbox.operators(["boris"]).await;
    let channel = boris.channels().await.remove(0);
    for reply in [
        boris.web.patch(&path(&channel, ""), &json!({ "paused": true })).await,
        boris.web.delete(&path(&channel, "")).await,
        boris.web.post(&path(&channel, "/secret"), &Value::Null).await,
        boris.web.post(&path(&channel, "/connection"), &Value::Null).await,
    ] {
        assert_eq!(reply.code(), "not_allowed");
    }
    let owner = inbox.operator().await;
    let nowhere = json!({ "id": "nowhere" });
    let missing = owner.web.patch(&path(&nowhere, ""), &json!({ "paused": true })).await;
    assert_eq!(missing.code(), "no_such_channel");
    let nonsense = owner.web.patch(&path(&channel, ""), &json!({ "paused": 1 })).await;
    assert_eq!(nonsense.code(), "bad_request");
    inbox.quiet().await;
    inbox.stop().await;
}
