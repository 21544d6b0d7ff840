//! What becomes of things as time goes by: minutes and days that the story skips.

use domain::{DAY_MS, HOUR_MS, MINUTE_MS};
use http::StatusCode;
use serde_json::{Value, json};
use support::{Operator, PASSWORD, TestClock, TestInbox, accepts, engines};

use crate::notifications::{chooses, hears, phone_of};

async fn desks() -> Vec<(TestInbox, TestClock)> {
    let mut desks = Vec::new();
    for engine in engines() {
        desks.push(TestInbox::start_at(&engine).await);
    }
    desks
}

/// The first news goes out at once, what comes within five minutes goes together, and what was read meanwhile is no news.
#[tokio::test(flavor = "multi_thread")]
async fn news_of_five_minutes_go_together() {
    for (inbox, clock) in desks().await {
        let [anna] = inbox.operators(["anna"]).await;
        let mut chats = Vec::new();
        let mut customers = Vec::new();
        for name in ["One", "Two", "Three"] {
            let customer = inbox.contact(name).await;
            customer.writes("hello").await;
            let chat = anna.chat_with(&customer).await;
            anna.sends(&chat, "good day").await;
            customer.reads("good day").await;
            chats.push(chat);
            customers.push(customer);
        }
        let phone = phone_of(&inbox, &anna).await;
        chooses(&anna, json!({ "new_message": "always" })).await;

        customers[0].writes("at once").await;
        hears(&phone, "New message from One").await;
        customers[1].writes("later").await;
        customers[1].writes("and this").await;
        customers[2].writes("read before it is told").await;
        inbox.quiet().await;
        anna.reads(&anna.chat(&chats[2]).await).await;
        clock.skips(4 * MINUTE_MS);
        inbox.quiet().await;
        assert_eq!(phone.answers().await.len(), 2, "a greeting and the first news");

        clock.skips(MINUTE_MS);
        let digest = hears(&phone, "2 new messages from Two").await;

        assert!(!digest.contains("Three") && !digest.contains("from One"), "{digest}");
        inbox.quiet().await;
        clock.skips(6 * MINUTE_MS);
        inbox.quiet().await;
        assert_eq!(phone.answers().await.len(), 3, "nothing is told twice");
        inbox.stop().await;
    }
}

/// Of a code whose ten minutes are over the phone knows nothing: what it wrote is a message like any other.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_a_phone_is_good_for_ten_minutes() {
    for (inbox, clock) in desks().await {
        let [anna] = inbox.operators(["anna"]).await;
        let late = anna.asks_for_a_link(&inbox.messenger).await;
        clock.skips(10 * MINUTE_MS);
        let phone = inbox.contact("Late phone").await;

        phone.writes(&format!("/start {late}")).await;
        anna.chat_with(&phone).await;
        let mine = anna.web.get("/api/operators/me/notifications").await.ok();
        assert_eq!(mine["notifications"]["link"], Value::Null);

        let good = anna.asks_for_a_link(&inbox.messenger).await;
        clock.skips(9 * MINUTE_MS);
        let other = inbox.contact("Phone in time").await;
        other.writes(&format!("/start {good}")).await;
        hears(&other, "Linked").await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_good_for_three_days() {
    for (inbox, clock) in desks().await {
        // Nobody's session lasts that long, the watching client's neither.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let token = owner.invites("late@example.com", "operator").await;
        let in_time = owner.invites("early@example.com", "operator").await;
        clock.skips(71 * HOUR_MS);
        let accepted = accepts(inbox.url(), &in_time, "early").await;
        assert!(accepted.status.is_success(), "{}", accepted.body);

        clock.skips(HOUR_MS);
        let refused = accepts(inbox.url(), &token, "late").await;

        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::NOT_FOUND, "no_such_invitation")
        );
        let unknown = Operator::tries_to_sign_in(inbox.url(), "late@example.com", PASSWORD).await;
        assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    }
}

/// A session that is not used ends, and one that is used ends too, later.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself() {
    for (inbox, clock) in desks().await {
        // Nobody's session lasts that long, the watching client's neither.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        clock.skips(29 * MINUTE_MS);
        assert_eq!(owner.web.get("/api/channels").await.status, StatusCode::OK);
        clock.skips(DAY_MS);

        assert_eq!(owner.web.get("/api/channels").await.status, StatusCode::UNAUTHORIZED);
    }
}
