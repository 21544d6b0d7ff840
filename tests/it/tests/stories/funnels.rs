//! Funnels: kept by those who manage the desk, and contacts who walk through them.

use domain::{DAY_MS, HOUR_MS, MINUTE_MS};
use serde_json::{Value, json};
use support::{Contact, Operator, Reply, TestInbox, engines, eventually, new_intent};

pub fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

/// A funnel with these steps: minutes after the one before, and the text.
pub async fn keeps(who: &Operator, name: &str, steps: &[(u32, &str)]) -> Value {
    let steps: Vec<Value> = steps
        .iter()
        .map(|(after_min, text)| json!({ "after_min": after_min, "text": text }))
        .collect();
    let body = json!({ "version": 0, "name": name, "steps": steps });
    who.web.put(&format!("/api/funnels/{}", new_intent()), &body).await.ok()
}

pub fn path(chat: &Value, funnel: &Value) -> String {
    format!("/api/contacts/{}/funnels/{}", id(chat), id(funnel))
}

pub async fn starts_as(who: &Operator, chat: &Value, funnel: &Value, intent: &str) -> Reply {
    let body = json!({ "intent_id": intent });
    who.web.put(&path(chat, funnel), &body).await
}

pub async fn starts(who: &Operator, chat: &Value, funnel: &Value) -> Value {
    starts_as(who, chat, funnel, &new_intent()).await.ok()
}

/// What is shown of a contact's ways through funnels.
pub async fn runs(who: &Operator, chat: &Value) -> Vec<Value> {
    let shown = who.web.get(&format!("/api/contacts/{}/funnels", id(chat))).await.ok();
    shown["runs"].as_array().expect("a list").clone()
}

/// Waits until the only way through a funnel stands like this.
pub async fn becomes(who: &Operator, chat: &Value, is: &str) -> Value {
    eventually(is, async || {
        let found = runs(who, chat).await.into_iter().next()?;
        (found["state"]["is"] == is).then_some(found)
    })
    .await
}

/// What the talk tells of funnels, oldest first: who did it, and what.
async fn told(who: &Operator, chat: &Value) -> Vec<(bool, String)> {
    let messages = who.messages(chat).await.into_iter();
    let lines = messages.filter(|message| message["content"]["line"]["is"] == "funnel");
    lines
        .map(|message| {
            let line = &message["content"]["line"];
            let what = line["what"]["is"].as_str().expect("what").to_owned();
            (line["by"].is_string(), what)
        })
        .collect()
}

/// A contact who wrote, and their chat.
pub async fn wrote(inbox: &TestInbox, who: &Operator, name: &str) -> (Contact, Value) {
    let contact = inbox.contact(name).await;
    contact.writes("hello").await;
    let chat = who.chat_with(&contact).await;
    (contact, chat)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_funnel_is_kept_changed_and_removed_and_every_operator_has_it() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let olga = owner.brings("olga", "operator").await;
        let funnel = keeps(&owner, "Welcome", &[(0, "Hello {first_name}"), (60, "Still there?")]).await;
        let at = format!("/api/funnels/{}", id(&funnel));

        let steps = json!([{ "after_min": 5, "text": "Good day" }]);
        let later = json!({ "version": 1, "name": "Welcome", "steps": steps });
        let changed = owner.web.put(&at, &later).await.ok();
        let again = owner.web.put(&at, &later).await.ok();
        assert_eq!(
            (&changed["version"], &again),
            (&json!(2), &changed),
            "once, however often"
        );
        let other = json!({ "version": 1, "name": "Late", "steps": steps });
        let stale = owner.web.put(&at, &other).await;
        assert_eq!(
            (stale.code(), &stale.body["details"]["funnel"]),
            ("stale_version", &changed)
        );
        let shown = olga.web.get("/api/funnels").await.ok();
        assert_eq!(shown["funnels"], json!([changed]));
        assert_eq!(olga.web.put(&at, &later).await.code(), "not_allowed");
        assert_eq!(olga.web.delete(&at).await.code(), "not_allowed");
        assert_eq!(owner.web.delete(&at).await.ok(), changed);
        assert_eq!(owner.web.delete(&at).await.code(), "no_such_funnel");
        let log = owner
            .web
            .get(&format!("/api/audit?subject=funnel/{}", id(&funnel)))
            .await
            .ok();
        let log = log["entries"].as_array().expect("a list").clone();
        let actions: Vec<&str> = log.iter().filter_map(|entry| entry["action"].as_str()).collect();
        assert_eq!(actions, ["funnel_removed", "funnel_changed", "funnel_added"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_funnel_is_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let at = format!("/api/funnels/{}", new_intent());
    let put = async |steps: Value| {
        let body = json!({ "version": 0, "name": "Welcome", "steps": steps });
        owner.web.put(&at, &body).await.code().to_owned()
    };
    let step = |after_min: u32, text: &str| json!({ "after_min": after_min, "text": text });

    assert_eq!(put(json!([])).await, "bad_request");
    assert_eq!(put(json!([step(0, " ")])).await, "text_empty");
    assert_eq!(put(json!([step(129_601, "x")])).await, "bad_request");
    assert_eq!(put(json!(vec![step(0, "x"); 31])).await, "too_many");
    assert_eq!(put(json!([{ "after_min": -1, "text": "x" }])).await, "bad_request");
    assert_eq!(put(json!([step(0, &"x".repeat(4_001))])).await, "text_too_long");
    let (_anna, chat) = wrote(&inbox, &owner, "Anna").await;
    let none = json!({ "id": new_intent() });
    assert_eq!(
        starts_as(&owner, &chat, &none, &new_intent()).await.code(),
        "no_such_funnel"
    );
    assert_eq!(owner.web.delete(&path(&chat, &none)).await.code(), "not_in_funnel");
    let nobody = json!({ "id": "nobody" });
    assert_eq!(
        starts_as(&owner, &nobody, &none, &new_intent()).await.code(),
        "no_such_contact"
    );
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_walks_through_a_funnel_by_the_clock_and_it_is_nobodys_answer() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Sessions end while the clock is put forward, also that of who watches.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let steps = [(0, "Hello {first_name|friend}"), (60, "Still there?"), (1_440, "Bye")];
        let funnel = keeps(&owner, "Welcome", &steps).await;
        let (anna, chat) = wrote(&inbox, &owner, "Anna").await;

        let run = starts(&owner, &chat, &funnel).await;
        assert_eq!(
            (&run["steps"], &run["done"], &run["name"]),
            (&json!(3), &json!(0), &json!("Welcome"))
        );
        anna.reads("Hello Anna").await;
        inbox.quiet().await;
        clock.skips(59 * MINUTE_MS);
        inbox.quiet().await;
        assert_eq!(anna.answers().await, ["Hello Anna"], "not before its time");
        clock.skips(MINUTE_MS);
        let owner = inbox.operator().await;
        anna.reads("Still there?").await;
        assert_eq!(becomes(&owner, &chat, "running").await["done"], 2);
        clock.skips(DAY_MS);
        let owner = inbox.operator().await;
        anna.reads("Bye").await;
        becomes(&owner, &chat, "finished").await;
        inbox.quiet().await;

        assert_eq!(anna.answers().await, ["Hello Anna", "Still there?", "Bye"]);
        assert_eq!(
            told(&owner, &chat).await,
            [(true, "started".into()), (false, "finished".into())]
        );
        let now = owner.chat(&chat).await;
        let seen = |chat: &Value| {
            (
                chat["preview"]["text"].clone(),
                chat["read"].clone(),
                chat["activity"].clone(),
            )
        };
        assert_eq!(seen(&now), seen(&chat), "unread, and where it stood in the list");
        let episode = &now["episode"];
        assert_eq!(
            (&episode["outbound"], &episode["first_answer_ms"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(now["assignment"]["is"], "unassigned", "nobody took it");
        let messages = owner.messages(&chat).await;
        let why: Vec<&Value> = messages
            .iter()
            .map(|message| &message["origin"]["why"]["funnel"])
            .collect();
        let steps: Vec<_> = why.iter().filter_map(|why| why["step"].as_u64()).collect();
        assert_eq!(steps, [1, 2, 3]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_wish_is_one_run_and_one_who_ended_may_begin_anew() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let funnel = keeps(&owner, "Welcome", &[(0, "Hello"), (60, "Later")]).await;
        let short = keeps(&owner, "Short", &[(0, "Short")]).await;
        let (anna, chat) = wrote(&inbox, &owner, "Anna").await;
        let (intent, others) = (new_intent(), new_intent());

        let (one, other) = tokio::join!(
            starts_as(&owner, &chat, &funnel, &intent),
            starts_as(&owner, &chat, &funnel, &intent)
        );
        let (one, other) = (one.ok(), other.ok());
        assert_eq!((&one["run"], &other["run"]), (&json!(intent), &json!(intent)));
        let while_running = starts_as(&owner, &chat, &funnel, &others).await.ok();
        assert_eq!(while_running["run"], json!(intent), "who is under way goes on");
        assert_eq!(starts_as(&owner, &chat, &short, &intent).await.code(), "intent_reused");
        anna.reads("Hello").await;

        starts(&owner, &chat, &short).await;
        eventually("the short one is over", async || {
            let all = runs(&owner, &chat).await;
            all.iter().any(|run| run["state"]["is"] == "finished").then_some(())
        })
        .await;
        starts(&owner, &chat, &short).await;
        eventually("twice", async || (anna.answers().await.len() == 3).then_some(())).await;
        inbox.quiet().await;

        assert_eq!(anna.answers().await, ["Hello", "Short", "Short"]);
        assert_eq!(runs(&owner, &chat).await.len(), 2, "one of each funnel");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_taken_out_gets_no_later_step_and_the_card_remembers_it() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Sessions end while the clock is put forward, also that of who watches.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let funnel = keeps(&owner, "Welcome", &[(0, "Hello"), (60, "Later")]).await;
        let (anna, chat) = wrote(&inbox, &owner, "Anna").await;
        let intent = new_intent();
        starts_as(&owner, &chat, &funnel, &intent).await.ok();
        anna.reads("Hello").await;
        inbox.quiet().await;

        let removed = owner.web.delete(&path(&chat, &funnel)).await.ok();
        let again = owner.web.delete(&path(&chat, &funnel)).await.ok();
        let repeated = starts_as(&owner, &chat, &funnel, &intent).await.ok();
        clock.skips(2 * HOUR_MS);
        let owner = inbox.operator().await;
        inbox.quiet().await;

        assert_eq!((&removed["state"]["is"], &again), (&json!("removed"), &removed));
        assert_eq!(repeated, removed, "a late repetition starts nothing");
        assert_eq!(anna.answers().await, ["Hello"]);
        assert!(runs(&owner, &chat).await.is_empty());
        assert_eq!(
            told(&owner, &chat).await,
            [(true, "started".into()), (true, "removed".into())]
        );
        let history = owner
            .web
            .get(&format!("/api/contacts/{}/history", id(&chat)))
            .await
            .ok();
        let changes: Vec<_> = history["changes"].as_array().expect("a list").iter().collect();
        let change = |at: usize| changes[at]["changes"][0].clone();
        assert_eq!(change(0), json!({ "field": "funnels", "from": "Welcome" }));
        assert_eq!(change(1), json!({ "field": "funnels", "to": "Welcome" }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_under_way_keeps_the_steps_they_began_with_until_the_funnel_is_removed() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Sessions end while the clock is put forward, also that of who watches.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let funnel = keeps(&owner, "Welcome", &[(0, "Hello"), (60, "As it was"), (60, "Never")]).await;
        let (anna, chat) = wrote(&inbox, &owner, "Anna").await;
        starts(&owner, &chat, &funnel).await;
        anna.reads("Hello").await;
        let at = format!("/api/funnels/{}", id(&funnel));
        let other = json!({ "version": 1, "name": "Other", "steps": [{ "after_min": 0, "text": "New" }] });
        owner.web.put(&at, &other).await.ok();

        clock.skips(HOUR_MS);
        let owner = inbox.operator().await;
        anna.reads("As it was").await;
        inbox.quiet().await;
        owner.web.delete(&at).await.ok();
        clock.skips(HOUR_MS);
        let owner = inbox.operator().await;
        let stopped = becomes(&owner, &chat, "stopped").await;
        inbox.quiet().await;

        assert_eq!(
            (&stopped["state"]["why"], &stopped["name"]),
            (&json!("funnel_removed"), &json!("Welcome"))
        );
        assert_eq!(anna.answers().await, ["Hello", "As it was"]);
        assert_eq!(told(&owner, &chat).await.last(), Some(&(false, "stopped".into())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_asks_for_what_nobody_knows_is_left_out_and_says_so() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let funnel = keeps(&owner, "Order", &[(0, "Your order {order}"), (0, "Dear {city|friend}")]).await;
        let (anna, chat) = wrote(&inbox, &owner, "Anna").await;

        starts(&owner, &chat, &funnel).await;
        anna.reads("Dear friend").await;
        becomes(&owner, &chat, "finished").await;
        inbox.quiet().await;

        assert_eq!(anna.answers().await, ["Dear friend"]);
        let messages = owner.messages(&chat).await;
        let what = |message: &Value| message["content"]["line"]["what"].clone();
        let skipped = json!({ "is": "skipped", "step": 1, "missing": ["order"] });
        assert!(messages.iter().any(|message| what(message) == skipped), "{messages:#?}");
        inbox.stop().await;
    }
}
