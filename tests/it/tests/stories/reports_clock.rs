//! What the report of closed chats tells of times: a day after closing, the clock after a forward, and lists in order.

use domain::{HOUR_MS, MINUTE_MS};
use serde_json::{Value, json};
use support::{TestInbox, engines};

use crate::reports::{asks, report_of};

#[tokio::test(flavor = "multi_thread")]
async fn for_a_day_a_closing_tells_that_the_chat_was_opened_again() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Nobody's session lasts that long, the watching client's neither.
        let inbox = inbox.unwatched();
        let contacts = [inbox.contact("Soon").await, inbox.contact("Late").await];
        let owner = inbox.operator().await;
        for contact in &contacts {
            contact.writes("hello").await;
            owner.closes(&owner.chat_with(contact).await).await;
        }

        clock.skips(23 * HOUR_MS);
        contacts[0].writes("again").await;
        inbox.quiet().await;
        clock.skips(2 * HOUR_MS);
        contacts[1].writes("again").await;
        inbox.quiet().await;

        let owner = inbox.operator().await;
        report_of(&owner, 2, 1).await;
        let page = asks(&owner, "/episodes", "").await.ok();
        let again = |line: &Value| (line["name"].clone(), line["episode"]["reopened"].is_number());
        let told: Vec<_> = page["episodes"].as_array().expect("a list").iter().map(again).collect();
        assert_eq!(told, [(json!("Late"), false), (json!("Soon"), true)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_given_a_chat_is_asked_since_then() {
    let (inbox, clock) = TestInbox::start_at(&support::Engine::Embedded).await;
    let [anna, boris] = inbox.operators(["anna", "boris"]).await;
    let owner = inbox.operator().await;
    let contact = inbox.contact("Carl").await;
    contact.writes("hello").await;
    let chat = anna.chat_with(&contact).await;
    let path = format!("/api/chats/{}/forward", chat["id"].as_str().expect("an id"));
    let _ = anna
        .web
        .put(&path, &json!({ "to": anna.id, "holder": null }))
        .await
        .ok();
    clock.skips(10 * MINUTE_MS);
    let to_boris = json!({ "to": boris.id, "holder": anna.id });
    let _ = anna.web.put(&path, &to_boris).await.ok();
    clock.skips(MINUTE_MS);
    boris.sends(&chat, "good day").await;
    boris.closes(&chat).await;
    inbox.quiet().await;

    let total = report_of(&owner, 1, 0).await["total"].clone();

    let ms = |figure: &Value| figure["median_ms"].as_i64().expect("a time");
    assert!((MINUTE_MS..2 * MINUTE_MS).contains(&ms(&total["answer"])), "{total}");
    assert!(
        (11 * MINUTE_MS..12 * MINUTE_MS).contains(&ms(&total["first_answer"])),
        "{total}"
    );
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_of_episodes_comes_page_by_page() {
    for engine in engines() {
        // Chats of one minute are in order on a page, not across pages, which whoever watches would object to.
        let inbox = TestInbox::start_on(&engine).await.unwatched();
        let owner = inbox.operator().await;
        for at in 0..53 {
            let contact = inbox.contact(&format!("Person {at:02}")).await;
            contact.writes("hello").await;
            owner.closes(&owner.chat_with(&contact).await).await;
        }
        report_of(&owner, 53, 0).await;

        let first = asks(&owner, "/episodes", "").await.ok();
        let next = first["next"].as_str().expect("there are more");
        let second = asks(&owner, "/episodes", &format!("&cursor={next}")).await.ok();

        let name = |line: &Value| line["name"].as_str().expect("a name").to_owned();
        let pages = [&first, &second].map(|page| page["episodes"].as_array().expect("a list"));
        let told: Vec<String> = pages.into_iter().flatten().map(name).collect();
        let wanted: Vec<String> = (0..53).rev().map(|at| format!("Person {at:02}")).collect();
        assert_eq!((told, pages[0].len(), &second["next"]), (wanted, 50, &Value::Null));
    }
}
