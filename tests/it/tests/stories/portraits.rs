//! The pictures contacts show of themselves: shown, changed, gone, united, erased; told once for each messenger.

use http::{Method, StatusCode, header};
use messengers::registry;
use serde_json::{Value, json};
use support::{Contact, Engine, Operator, TestClock, TestInbox, engines, eventually};

/// One pixel each.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const OTHER_PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const SVG: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// A desk for each messenger that has pictures of people.
async fn desks(engine: &Engine) -> Vec<(TestInbox, TestClock)> {
    let mut desks = Vec::new();
    for messenger in registry::all() {
        let info = messenger.info();
        if info.capabilities.has_pictures {
            let (mut inbox, clock) = TestInbox::start_at(engine).await;
            info.name.as_str().clone_into(&mut inbox.messenger);
            desks.push((inbox, clock));
        }
    }
    assert!(!desks.is_empty());
    desks
}

/// A session does not last that long: whoever looks the next day signs in anew.
async fn next_day(inbox: &TestInbox, clock: &TestClock) -> Operator {
    clock.skips(DAY_MS);
    inbox.operator().await
}

/// The chat once its picture is other than `before`.
async fn changed(owner: &Operator, chat: &Value, before: &Value) -> Value {
    eventually("the picture is another one", async || {
        let chat = owner.chat(chat).await;
        (chat["avatar"] != *before).then_some(chat)
    })
    .await
}

async fn picture(owner: &Operator, chat: &Value) -> support::Reply {
    let avatar = chat["avatar"].as_str().expect("a picture");
    owner.web.get(&format!("/api/pictures/{avatar}")).await
}

/// Somebody with a picture, and their chat once it is shown.
async fn seen(inbox: &TestInbox, owner: &Operator, name: &str, base64: &str) -> (Contact, Value) {
    let contact = inbox.contact(name).await;
    contact.shows(Some(base64)).await;
    contact.writes("hello").await;
    let chat = owner.chat_with(&contact).await;
    let chat = changed(owner, &chat, &Value::Null).await;
    (contact, chat)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_and_looked_at_anew_a_day_later() {
    for engine in engines() {
        for (inbox, clock) in desks(&engine).await {
            let owner = inbox.operator().await;
            let (anna, chat) = seen(&inbox, &owner, "Anna", PNG).await;

            let served = picture(&owner, &chat).await;

            assert_eq!(served.status, StatusCode::OK);
            for (name, value) in [
                (header::CONTENT_TYPE, "image/png"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
            ] {
                assert_eq!(served.headers[&name], value, "{name}");
            }
            let path = format!("/api/pictures/{}", chat["avatar"].as_str().expect("a picture"));
            assert_eq!(inbox.web().get(&path).await.code(), "signed_out");
            let contact = format!("/api/contacts/{}", chat["id"].as_str().expect("an id"));
            let card = owner.web.get(&contact).await.ok();
            assert_eq!(card["card"]["avatar"], chat["avatar"], "the card has it too");

            anna.shows(Some(OTHER_PNG)).await;
            anna.writes("a new one").await;
            inbox.quiet().await;
            assert_eq!(owner.chat(&chat).await["avatar"], chat["avatar"], "once a day");
            let owner = next_day(&inbox, &clock).await;
            anna.writes("the next day").await;
            let second = changed(&owner, &chat, &chat["avatar"]).await;
            assert_ne!(picture(&owner, &second).await.bytes, served.bytes);

            anna.shows(None).await;
            let owner = next_day(&inbox, &clock).await;
            anna.writes("now without").await;
            assert!(changed(&owner, &chat, &second["avatar"]).await["avatar"].is_null());
            assert_eq!(owner.web.get(&path).await.code(), "no_such_picture");
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_small_picture_is_not_shown() {
    for engine in engines() {
        for (inbox, _) in desks(&engine).await {
            let owner = inbox.operator().await;
            let anna = inbox.contact("Anna").await;
            anna.shows(Some(SVG)).await;
            anna.writes("look at me").await;
            inbox.quiet().await;

            let chat = owner.chat_with(&anna).await;

            assert!(chat["avatar"].is_null());
            for strange in ["x", "x-1", "0-1", "../x", "%2e%2e-1"] {
                let reply = owner.web.get(&format!("/api/pictures/{strange}")).await;
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{strange}");
            }
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_united_contact_shows_the_chosen_picture_and_an_erased_one_none() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        let owner = inbox.operator().await;
        let (_, left) = seen(&inbox, &owner, "Anna", PNG).await;
        let (right_one, right) = seen(&inbox, &owner, "Ann", OTHER_PNG).await;
        let path = format!("/api/contacts/{}", left["id"].as_str().expect("an id"));
        let unite = json!({ "right": right["id"], "choose": { "avatar": "right" } });

        let united = owner.web.post(&format!("{path}/unite"), &unite).await.ok();

        let chat = &united["contact"]["chat"];
        assert_eq!(chat["avatar"], right["avatar"]);
        assert_eq!(picture(&owner, chat).await.status, StatusCode::OK);
        right_one.shows(Some(PNG)).await;
        let owner = next_day(&inbox, &clock).await;
        right_one.writes("me again").await;
        let newer = changed(&owner, &left, &right["avatar"]).await;
        assert_eq!(picture(&owner, &newer).await.status, StatusCode::OK);

        let unites = owner.web.get(&format!("{path}/unites")).await.ok();
        let undo = format!("{path}/unite/{}/undo", unites["unites"][0]["unite"]);
        let _ = owner.web.post(&undo, &Value::Null).await.ok();
        assert_eq!(owner.chat(&left).await["avatar"], left["avatar"], "as before");
        let right_now = owner.chat(&right).await;
        assert_eq!(picture(&owner, &right_now).await.status, StatusCode::OK);

        let _ = owner.web.call(Method::DELETE, &path, &Value::Null).await;
        eventually("the picture is gone", async || {
            let reply = owner
                .web
                .get(&format!("/api/pictures/{}", left["avatar"].as_str()?))
                .await;
            (reply.status == StatusCode::NOT_FOUND).then_some(())
        })
        .await;
        inbox.stop().await;
    }
}
