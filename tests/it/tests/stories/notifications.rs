//! Operators who are told of the desk's news in their own messenger.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use support::{Contact, Operator, TestInbox, engines, eventually, new_intent};

const MINE: &str = "/api/operators/me/notifications";

async fn desks() -> Vec<TestInbox> {
    let mut desks = Vec::new();
    for engine in engines() {
        desks.push(TestInbox::start_on(&engine).await);
    }
    desks
}

/// A phone on which an operator has pressed Start, and the greeting arrived.
pub async fn phone_of(inbox: &TestInbox, operator: &Operator) -> Contact {
    let phone = inbox.contact(&format!("{}'s phone", operator.name)).await;
    let payload = operator.asks_for_a_link(&inbox.messenger).await;
    phone.writes(&format!("/start {payload}")).await;
    hears(&phone, "Linked").await;
    phone
}

/// Waits for a notice that begins so.
pub async fn hears(phone: &Contact, beginning: &str) -> String {
    eventually(&format!("a notice “{beginning}…”"), async || {
        let notices = phone.answers().await;
        notices.into_iter().find(|notice| notice.starts_with(beginning))
    })
    .await
}

pub async fn chooses(operator: &Operator, rules: Value) -> Value {
    let mut body = rules;
    body["version"] = operator.web.get(MINE).await.ok()["notifications"]["version"].clone();
    operator.web.patch(MINE, &body).await.ok()
}

async fn is(operator: &Operator, status: &str) {
    let status = json!({ "status": status });
    operator.web.put("/api/operators/me/status", &status).await.ok();
}

fn path(chat: &Value, what: &str) -> String {
    format!("/api/chats/{}/{what}", chat["id"].as_str().expect("id"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_links_a_phone_and_is_told_of_a_new_chat_there() {
    for inbox in desks().await {
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let foreign = boris.socket().await;
        let phone = phone_of(&inbox, &anna).await;
        assert!(anna.chats("open").await.is_empty(), "a phone is no customer");
        let mine = anna.web.get(MINE).await.ok();
        assert_eq!(mine["notifications"]["link"]["name"], "anna's phone");
        is(&anna, "online").await;

        let customer = inbox.contact("Customer").await;
        customer.writes("my secret question").await;

        let notice = hears(&phone, "New chat for you: Customer").await;
        let chat = anna.chat_with(&customer).await;
        assert!(
            notice.ends_with(&format!("/chats/{}", chat["id"].as_str().expect("id"))),
            "{notice}"
        );
        assert!(!notice.contains("secret"));
        inbox.quiet().await;
        assert_eq!(phone.answers().await.len(), 2, "a greeting and one notice");
        let events = foreign.events();
        assert!(
            events.iter().all(|event| event["type"] != "notifications_committed"),
            "one's own business"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_at_a_linked_phone_is_no_chat_until_it_is_unlinked() {
    for inbox in desks().await {
        let [anna] = inbox.operators(["anna"]).await;
        let phone = phone_of(&inbox, &anna).await;
        let socket = anna.socket().await;

        phone.writes("hello?").await;
        inbox.quiet().await;
        assert!(anna.chats("open").await.is_empty());

        let after = anna.web.delete(&format!("{MINE}/link")).await.ok();
        assert_eq!(after["link"], Value::Null);
        socket
            .sees("the phone is gone", |event| {
                event["type"] == "notifications_committed" && event["notifications"]["link"].is_null()
            })
            .await;
        phone.writes("hello as a customer").await;
        let chat = anna.chat_with(&phone).await;
        assert_eq!(
            (&chat["inbound"], &chat["preview"]["text"]),
            (&json!(1), &json!("hello as a customer"))
        );
        let again = anna.web.delete(&format!("{MINE}/link")).await;
        assert_eq!(again.status, StatusCode::OK, "twice is the same");

        // A customer's address that is linked again: its talk stays as it is.
        phone
            .writes(&format!("/start {}", anna.asks_for_a_link(&inbox.messenger).await))
            .await;
        eventually("linked again", async || {
            let link = anna.web.get(MINE).await.ok()["notifications"]["link"].clone();
            (!link.is_null()).then_some(())
        })
        .await;
        phone.writes("not for colleagues").await;
        inbox.quiet().await;
        assert_eq!(anna.chat(&chat).await["inbound"], 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_for_one_operator() {
    for inbox in desks().await {
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let replaced = anna.asks_for_a_link(&inbox.messenger).await;
        let payload = anna.asks_for_a_link(&inbox.messenger).await;
        let phone = inbox.contact("Phone").await;
        phone.writes(&format!("/start {payload}")).await;
        hears(&phone, "Linked").await;

        phone.writes(&format!("/start {payload}")).await;
        inbox.quiet().await;
        assert!(anna.chats("open").await.is_empty(), "at the same phone: nothing");
        for (name, payload) in [("Replayer", &payload), ("Late", &replaced)] {
            let other = inbox.contact(name).await;
            other.writes(&format!("/start {payload}")).await;
            let chat = anna.chat_with(&other).await;
            assert_eq!(chat["unread"].as_u64().unwrap_or(1), 1, "a message like any other");
        }
        let boris_payload = boris.asks_for_a_link(&inbox.messenger).await;
        phone.writes(&format!("/start {boris_payload}")).await;
        inbox.quiet().await;
        let link = |body: Value| body["notifications"]["link"].clone();
        assert_eq!(
            link(boris.web.get(MINE).await.ok()),
            Value::Null,
            "a colleague is told there"
        );
        assert_eq!(link(anna.web.get(MINE).await.ok())["name"], "Phone");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_news_is_told_as_wanted() {
    for inbox in desks().await {
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hello").await;
        let chat = anna.chat_with(&customer).await;
        anna.sends(&chat, "good day").await;
        let phone = phone_of(&inbox, &anna).await;
        let never = json!({ "new_chat": "never", "new_message": "never", "reminder": "never", "queue": "never" });
        chooses(&anna, never).await;
        customer.writes("not told").await;
        inbox.quiet().await;
        assert_eq!(phone.answers().await.len(), 1, "the greeting alone");

        chooses(&anna, json!({ "mention": "always", "has_previews": true })).await;
        let comment = json!({ "text": "please look", "mentions": [anna.id] });
        let body = json!({ "intent_id": new_intent(), "comment": comment });
        boris.web.post(&path(&chat, "comments"), &body).await.ok();

        let notice = hears(&phone, "boris mentioned you in the chat with Customer").await;
        assert!(notice.contains("“please look”"), "{notice}");
        inbox.stop().await;
    }
}

/// The reminder is an event too, which a browser can make a sound of.
#[tokio::test(flavor = "multi_thread")]
async fn a_chat_that_was_put_aside_reminds_its_operator() {
    for inbox in desks().await {
        let [anna] = inbox.operators(["anna"]).await;
        let phone = phone_of(&inbox, &anna).await;
        chooses(
            &anna,
            json!({ "reminder": "always", "new_chat": "never", "new_message": "never" }),
        )
        .await;
        let customer = inbox.contact("Customer").await;
        customer.writes("call me later").await;
        let chat = anna.chat_with(&customer).await;
        anna.sends(&chat, "I will").await;
        let socket = anna.socket().await;

        let until = std::time::UNIX_EPOCH.elapsed().expect("after 1970") + Duration::from_millis(1_500);
        let body = json!({ "until": u64::try_from(until.as_millis()).expect("small") });
        anna.web.put(&path(&chat, "snooze"), &body).await.ok();

        let event = socket
            .sees("the reminder", |event| event["type"] == "chat_came_up")
            .await;
        assert_eq!((&event["chat"], &event["to"]), (&chat["id"], &json!(anna.id)));
        assert!(event["version"].as_u64() > chat["version"].as_u64());
        hears(&phone, "Reminder: the chat with Customer is up again").await;
        inbox.quiet().await;
        let reminders = socket.events();
        let reminders = reminders.iter().filter(|event| event["type"] == "chat_came_up");
        assert_eq!(reminders.count(), 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_nobody_can_take_is_told_to_who_wants_to_know() {
    for inbox in desks().await {
        let [anna] = inbox.operators(["anna"]).await;
        let phone = phone_of(&inbox, &anna).await;
        chooses(&anna, json!({ "queue": "away" })).await;

        inbox.contact("Customer").await.writes("anybody?").await;

        hears(&phone, "A chat waits and nobody can take it").await;
        inbox.quiet().await;
        assert_eq!(phone.answers().await.len(), 2, "once, however many rounds go by");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_phone_breaks_the_link_and_says_so() {
    for inbox in desks().await {
        let [anna] = inbox.operators(["anna"]).await;
        let test = format!("{MINE}/test");
        assert_eq!(anna.web.post(&test, &Value::Null).await.code(), "not_linked");
        let phone = phone_of(&inbox, &anna).await;
        let sent = anna.web.post(&test, &Value::Null).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED);
        hears(&phone, "This is a test").await;

        phone.blocks(true).await;
        anna.web.post(&test, &Value::Null).await.ok();

        let broken = eventually("the link is broken", async || {
            let link = anna.web.get(MINE).await.ok()["notifications"]["link"].clone();
            Some(link["broken"].clone()).filter(|broken| !broken.is_null())
        })
        .await;
        assert_eq!(broken["reason"]["kind"], "blocked");
        let refused = anna.web.post(&test, &Value::Null).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "not_linked"));
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_sent_home_is_told_nothing_more_and_may_be_a_customer() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;
        let phone = phone_of(&inbox, &anna).await;

        let path = format!("/api/operators/{}", anna.id);
        owner.web.patch(&path, &json!({ "is_active": false })).await.ok();
        inbox.quiet().await;
        phone.writes("I am a customer now").await;

        let chat = owner.chat_with(&phone).await;
        assert_eq!(chat["preview"]["text"], "I am a customer now");
        inbox.stop().await;
    }
}

/// An operator may be a customer too, and be erased as one: where they are told of news has nothing to do with it.
#[tokio::test(flavor = "multi_thread")]
async fn an_erased_address_stays_the_phone_it_is_and_becomes_one_again() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let phone = inbox.contact("Olga").await;
        let links = async || {
            let payload = owner.asks_for_a_link(&inbox.messenger).await;
            phone.writes(&format!("/start {payload}")).await;
            eventually("linked", async || {
                let link = owner.web.get(MINE).await.ok()["notifications"]["link"].clone();
                (!link.is_null()).then_some(())
            })
            .await;
        };
        let is_erased = async |chat: &Value| {
            let path = format!("/api/contacts/{}", chat["id"].as_str().expect("id"));
            assert_eq!(owner.web.delete(&path).await.status, StatusCode::NO_CONTENT);
            inbox.quiet().await;
        };
        let unlinks = async || owner.web.delete(&format!("{MINE}/link")).await.ok();
        let silence = async |text: &str| {
            phone.writes(text).await;
            inbox.quiet().await;
            assert!(owner.chats("open").await.is_empty(), "{text}");
        };
        phone.writes("hello").await;
        let first = owner.chat_with(&phone).await;

        links().await;
        is_erased(&first).await;
        silence("linked before the erase").await;
        unlinks().await;
        phone.writes("a customer").await;
        let second = owner.chat_with(&phone).await;
        is_erased(&second).await;
        links().await;
        silence("linked after the erase").await;
        unlinks().await;
        phone.writes("a customer again").await;
        let third = owner.chat_with(&phone).await;

        let versions = [&first, &second, &third].map(|chat| chat["version"].as_u64());
        assert!(versions.is_sorted_by(|one, next| one < next), "{versions:?}");
        assert_eq!((&third["id"], &third["inbound"]), (&first["id"], &json!(1)));
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_links_nothing_and_is_refused() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let link = format!("{MINE}/link");

    for (body, code) in [
        (json!({ "channel": "nowhere" }), "no_such_channel"),
        (json!({}), "bad_request"),
        (json!({ "channel": "a b" }), "bad_request"),
        (json!({ "channel": "x", "operator": "boris" }), "bad_request"),
    ] {
        assert_eq!(anna.web.post(&link, &body).await.code(), code, "{body}");
    }
    for (body, code) in [
        (json!({ "version": 0, "queue": "sometimes" }), "bad_request"),
        (json!({ "version": 0, "unknown": 1 }), "bad_request"),
        (json!({ "version": 7, "queue": "always" }), "stale_version"),
    ] {
        assert_eq!(anna.web.patch(MINE, &body).await.code(), code, "{body}");
    }
    let mine = anna.web.get(MINE).await.ok();
    assert_eq!(
        (&mine["notifications"]["version"], &mine["notifications"]["link"]),
        (&json!(0), &Value::Null)
    );
    let owner = inbox.operator().await;
    let failing = owner.adds_channel(&inbox.messenger, "1:nobody").await;
    let refused = anna.web.post(&link, &json!({ "channel": failing["id"] })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "not_linkable"));
    let audit = owner.web.get("/api/audit").await.ok();
    let is_about = |entry: &&Value| {
        entry["action"]
            .as_str()
            .is_some_and(|word| word.starts_with("notifications"))
    };
    assert_eq!(
        audit["entries"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(is_about)
            .count(),
        0
    );
    phone_of(&inbox, &anna).await;
    let audit = owner.web.get("/api/audit").await.ok();
    let words: Vec<&str> = audit["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(is_about)
        .filter_map(|entry| entry["action"].as_str())
        .collect();
    assert_eq!(words, ["notifications_linked", "notifications_link_offered"]);
}
