//! A desk that messengers cannot reach: it asks them for news. Told for each messenger, on each engine.

use std::{path::PathBuf, time::Duration};

use http::StatusCode;
use messengers::registry;
use serde_json::{Value, json};
use support::{
    Contact, Engine, Line, Mishap, OWNER_EMAIL, OWNER_PASSWORD, Operator, PATIENCE, TestInbox, engines, eventually,
};
use switchboard::LocalConfig;

/// A stop may take this long; a poll would be held open five times as long.
const STOP_S: u64 = 5;

/// A conflict that lasts is told an admin after this many.
const CONFLICTS: usize = 6;

fn names() -> Vec<String> {
    let all = registry::all();
    all.map(|messenger| messenger.info().name.to_string()).collect()
}

/// A desk that asks.
fn asking(engine: &Engine) -> LocalConfig {
    LocalConfig {
        asks_pretended: true,
        ..TestInbox::config(engine)
    }
}

/// A folder that is gone at the end of its story.
struct Folder(PathBuf);

impl Folder {
    fn new(story: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("switchboard-polls-{}-{story}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn state(owner: &Operator, channel: &Value, is: &str) -> Value {
    eventually(is, async || {
        let channels = owner.channels().await;
        let known = channels.into_iter().find(|known| known["id"] == channel["id"])?;
        (known["state"]["is"] == is).then_some(known)
    })
    .await
}

async fn start(config: LocalConfig, messenger: &str) -> TestInbox {
    let mut inbox = TestInbox::start_with(config).await;
    messenger.clone_into(&mut inbox.messenger);
    inbox
}

/// What contacts said in the first open chat, oldest first.
async fn said(owner: &Operator) -> Vec<String> {
    let Some(chat) = owner.chats("open").await.into_iter().next() else {
        return Vec::new();
    };
    let history = owner.history(&chat).await;
    let theirs = history.iter().filter(|message| message["origin"]["from"] == "contact");
    theirs
        .map(|message| message["content"]["text"].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn hears(owner: &Operator, texts: &[&str]) {
    eventually("everything is heard", async || {
        let said = said(owner).await;
        texts
            .iter()
            .all(|text| said.iter().any(|said| said == text))
            .then_some(())
    })
    .await;
    assert_eq!(said(owner).await, texts, "each once, in order");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_asked_for_and_answered_and_nobody_waits_for_a_stop() {
    for engine in engines() {
        for messenger in names() {
            let inbox = start(asking(&engine), &messenger).await;
            let owner = inbox.operator().await;
            let anna = inbox.contact("Anna Berg").await;
            let number = anna.writes("hello").await;
            let chat = owner.chat_with(&anna).await;
            owner.sends(&chat, "good day").await;
            anna.reads("good day").await;
            anna.writes("remove").await;
            anna.edits(&number, "hello!").await;
            inbox.quiet().await;

            let first = if said(&owner).await[0] == "hello!" {
                "hello!"
            } else {
                "hello"
            };
            assert_eq!(said(&owner).await, [first, "remove"], "{messenger}");
            anna.blocks(true).await;
            inbox.quiet().await;
            let identity = &owner.chat(&chat).await["identities"][0];
            assert!(
                identity["blocked"].is_u64(),
                "{messenger}: what is no message is asked for too"
            );
            let stopping = tokio::time::timeout(Duration::from_secs(STOP_S), inbox.stop());
            assert!(
                stopping.await.is_ok(),
                "{messenger}: a poll that is held open keeps nobody"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_loses_and_doubles_nothing() {
    for engine in engines() {
        for messenger in names() {
            let folder = Folder::new("restart");
            let config = LocalConfig {
                data: Some(folder.0.clone()),
                ..asking(&engine)
            };
            let mut written = Vec::new();
            for round in 0..3 {
                // Unwatched: a client that begins to watch amid news would have to ask for some of them.
                let desk = switchboard::start(config.clone()).await.expect("the desk starts");
                assert!(round > 0 || desk.quiet(PATIENCE).await, "the channels are connected");
                let anna = Contact::appears(&desk.desk_url, &messenger, "77", "Anna").await;
                for number in 0..4 {
                    let text = format!("{round}/{number}");
                    anna.writes(&text).await;
                    written.push(text);
                }
                // In the middle of things: some are taken, some are not, some are not confirmed.
                desk.stop().await;
            }

            let desk = switchboard::start(config).await.expect("the desk starts");
            let owner = Operator::signs_in(&desk.desk_url, OWNER_EMAIL, OWNER_PASSWORD).await;
            hears(&owner, &written.iter().map(String::as_str).collect::<Vec<_>>()).await;
            assert!(desk.quiet(PATIENCE).await, "{messenger}");
            let chats = owner.chats("open").await;
            let told = (chats.len(), &chats[0]["inbound"]);
            assert_eq!(told, (1, &json!(written.len())), "{messenger}");
            desk.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn webhook_and_asking_take_turns() {
    for engine in engines() {
        for messenger in names() {
            let folder = Folder::new("turns");
            let called = LocalConfig {
                data: Some(folder.0.clone()),
                ..TestInbox::config(&engine)
            };
            let asking = LocalConfig {
                asks_pretended: true,
                ..called.clone()
            };
            let mut written = Vec::new();
            for (config, text) in [
                (&called, "called"),
                (&asking, "asked"),
                (&called, "again"),
                (&asking, "and"),
            ] {
                let inbox = start(config.clone(), &messenger).await;
                let owner = inbox.operator().await;
                let anna = Contact::appears(inbox.url(), &messenger, "77", "Anna").await;
                anna.writes(text).await;
                written.push(text);
                hears(&owner, &written).await;
                let chat = owner.chat_with(&anna).await;
                owner.sends(&chat, &format!("heard {text}")).await;
                anna.reads(&format!("heard {text}")).await;
                inbox.quiet().await;
                assert_eq!(
                    owner.chat(&chat).await["inbound"],
                    written.len(),
                    "{messenger}: none twice"
                );
                inbox.stop().await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_a_while_is_asked_for_again() {
    for engine in engines() {
        for messenger in names() {
            let (inbox, line) = TestInbox::start_line_with(asking(&engine), Line::of(&messenger).await).await;
            let owner = inbox.operator().await;
            for mishap in [
                Mishap::Answered(502, Value::Null),
                Mishap::Answered(
                    409,
                    json!({ "ok": false, "error_code": 409, "description": "Conflict" }),
                ),
                Mishap::AnswerLost,
                Mishap::Answered(
                    429,
                    json!({ "ok": false, "error_code": 429, "parameters": { "retry_after": 1 } }),
                ),
                Mishap::Answered(200, json!({ "failed": 2 })),
            ] {
                line.next_call(mishap);
            }

            line.with(|machine, now| machine.write(now, "77", "still heard"))
                .expect("written");

            hears(&owner, &["still heard"]).await;
            assert_eq!(owner.channels().await[0]["state"]["is"], "active", "{messenger}");
            inbox.stop().await;
        }
    }
}

/// The first messenger tells one listener alone.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_told_in_our_place_is_an_admins_matter() {
    let (inbox, line) = TestInbox::start_line_with(asking(&Engine::Embedded), Line::open().await).await;
    let owner = inbox.operator().await;
    let channel = own_channel(&owner, &inbox).await;
    let words = "Conflict: terminated by other getUpdates request";
    for _ in 0..CONFLICTS {
        line.next_call(Mishap::Answered(409, json!({ "ok": false, "description": words })));
    }

    let troubled = state(&owner, &channel, "needs_attention").await;

    assert_eq!(troubled["state"]["reason"], format!("409 {words}"));
    inbox.stop().await;
}

async fn own_channel(owner: &Operator, inbox: &TestInbox) -> Value {
    let channels = owner.channels().await;
    let own = channels
        .into_iter()
        .find(|channel| channel["messenger"] == inbox.messenger.as_str());
    own.expect("a channel")
}

/// What nobody understands is kept raw, confirmed, and in nobody's way.
#[tokio::test(flavor = "multi_thread")]
async fn a_poisoned_update_stops_nobody() {
    for engine in engines() {
        let (inbox, line) = TestInbox::start_line_with(asking(&engine), Line::open().await).await;
        let owner = inbox.operator().await;
        let channel = own_channel(&owner, &inbox).await;
        let strange =
            json!([{ "update_id": 5, "message": { "message_id": "x" } }, 7, { "update_id": 6, "new_kind": {} }]);
        line.next_call(Mishap::Answered(200, json!({ "ok": true, "result": strange })));

        line.with(|machine, now| machine.write(now, "77", "after it"))
            .expect("written");

        hears(&owner, &["after it"]).await;
        let id = channel["id"].as_str().expect("id").parse().expect("id");
        let kept = inbox.store().quarantined(&id).await.expect("read");
        assert_eq!(kept.len(), 3, "{kept:?}");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_ends_the_asking_and_another_one_takes_it_up() {
    for engine in engines() {
        for messenger in names() {
            let inbox = start(asking(&engine), &messenger).await;
            let owner = inbox.operator().await;
            let businesses = format!("/pretend/{messenger}/businesses");
            let founded = inbox.web().post(&businesses, &json!({ "name": "Second" })).await.ok();
            let token = founded["token"].as_str().expect("a token");
            let channel = owner.adds_channel(&messenger, token).await;
            state(&owner, &channel, "active").await;
            let anna = inbox.contact("Anna").await;
            anna.writes("one").await;
            let chat = owner.chat_with(&anna).await;
            inbox.quiet().await;

            let path = format!("{businesses}/renewed");
            let renewed = inbox.web().post(&path, &json!({ "token": token })).await.ok();
            // Whichever comes first: the poll, or an answer that cannot be sent.
            owner.sends(&chat, "does not arrive").await;
            state(&owner, &channel, "needs_attention").await;
            anna.writes("two").await;
            let path = format!("/api/channels/{}/token", channel["id"].as_str().expect("id"));
            let answer = owner.web.put(&path, &json!({ "token": renewed["token"] })).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED);

            state(&owner, &channel, "active").await;
            hears(&owner, &["one", "two"]).await;
            inbox.quiet().await;
            let stopping = tokio::time::timeout(PATIENCE, inbox.stop());
            assert!(stopping.await.is_ok(), "{messenger}");
        }
    }
}
