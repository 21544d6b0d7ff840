//! Guessing: slowed down by account and by network, and never faster side by side.

use std::time::Duration;

use futures_util::future::join_all;
use http::{StatusCode, header};
use serde_json::{Value, json};
use support::{OWNER_EMAIL, OWNER_PASSWORD, Reply, TestInbox, engines};

/// A try to sign in from somewhere.
async fn tries(inbox: &TestInbox, from: &str, email: &str, password: &str) -> Reply {
    let web = inbox.web().with("x-switchboard", "1").with("x-forwarded-for", from);
    let body = json!({ "email": email, "password": password });
    web.post("/api/session", &body).await
}

fn is_throttled(reply: &Reply) -> bool {
    reply.code() == "too_many_tries"
}

/// How many of thirty guesses side by side were looked at.
async fn looked_at(inbox: &TestInbox, from: impl Fn(usize) -> String, email: impl Fn(usize) -> String) -> usize {
    let guesses = (0..30).map(|number| {
        let (from, email) = (from(number), email(number));
        async move { tries(inbox, &from, &email, "wrong horse battery").await }
    });
    let replies = join_all(guesses).await;
    for reply in replies.iter().filter(|reply| is_throttled(reply)) {
        assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
        let wait_s = reply.body["details"]["retry_after_s"].as_u64().expect("seconds");
        assert!(wait_s >= 1, "{}", reply.body);
        assert_eq!(reply.headers[header::RETRY_AFTER], wait_s.to_string());
    }
    let looked_at = replies
        .iter()
        .filter(|reply| reply.code() == "wrong_credentials")
        .count();
    let throttled = replies.iter().filter(|reply| is_throttled(reply)).count();
    assert_eq!(looked_at + throttled, replies.len(), "one or the other");
    looked_at
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_guesses_side_by_side_five_are_looked_at_whether_the_account_is_there_or_not() {
    for engine in engines() {
        let inbox = TestInbox::start_behind_proxy(&engine).await;
        for email in [OWNER_EMAIL, "nobody@example.com"] {
            // Each from a network of its own: only the account is the same.
            let looked_at = looked_at(&inbox, |number| format!("203.0.{number}.1"), |_| email.to_owned()).await;
            assert!((1..=5).contains(&looked_at), "{email}: {looked_at}");
            let cased = tries(&inbox, "198.51.100.1", &email.to_uppercase(), OWNER_PASSWORD).await;
            assert!(
                looked_at < 5 || is_throttled(&cased),
                "right or not, nobody is told: {}",
                cased.body
            );
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_network_guessing_at_many_accounts_is_slowed_down_and_others_are_not() {
    for engine in engines() {
        let inbox = TestInbox::start_behind_proxy(&engine).await;

        let looked_at = looked_at(
            &inbox,
            |number| format!("203.0.113.{number}"),
            |number| format!("{number}@x.example"),
        );
        let looked_at = looked_at.await;

        assert!((1..=5).contains(&looked_at), "{looked_at}");
        let elsewhere = tries(&inbox, "203.0.114.1", OWNER_EMAIL, OWNER_PASSWORD).await;
        assert!(elsewhere.status.is_success(), "{}", elsewhere.body);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_always_helps_and_the_right_password_clears_the_slips() {
    for engine in engines() {
        let inbox = TestInbox::start_behind_proxy(&engine).await;
        for number in 0..5 {
            let from = format!("203.0.{number}.1");
            let reply = tries(&inbox, &from, OWNER_EMAIL, "wrong horse battery").await;
            assert_eq!(reply.code(), "wrong_credentials");
        }
        let early = tries(&inbox, "198.51.100.1", OWNER_EMAIL, OWNER_PASSWORD).await;
        // The fifth slip may lie a second back already on a slow machine.
        if is_throttled(&early) {
            tokio::time::sleep(Duration::from_millis(1_050)).await;
            let late = tries(&inbox, "198.51.100.1", OWNER_EMAIL, OWNER_PASSWORD).await;
            assert!(late.status.is_success(), "{}", late.body);
        }

        for number in 10..15 {
            let from = format!("203.0.{number}.1");
            let reply = tries(&inbox, &from, OWNER_EMAIL, "wrong horse battery").await;
            assert_eq!(reply.code(), "wrong_credentials", "counted from nothing again");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_session_guesses_the_password_no_faster() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let wrong = json!({ "password": "wrong horse battery" });
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(anna.web.post("/api/session/proof", &wrong).await.code().to_owned());
        let change = json!({ "old": "wrong horse battery", "new": "quite another sentence" });
        codes.push(anna.web.put("/api/session/password", &change).await.code().to_owned());
    }

    assert_eq!(codes[..5], ["wrong_credentials"; 5]);
    assert_eq!(codes[5], "too_many_tries");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_guessed_links_is_slowed_down() {
    let inbox = TestInbox::start().await;
    let nobody = inbox.web().with("x-switchboard", "1");
    let guesses = (0..40).map(|number| {
        let nobody = nobody.clone();
        async move {
            let body = json!({ "token": format!("guess.{number}"), "password": "quite another sentence" });
            nobody.post("/api/password-reset", &body).await
        }
    });

    let replies = join_all(guesses).await;

    let looked_at = replies.iter().filter(|reply| reply.code() == "no_such_reset").count();
    assert!((1..=20).contains(&looked_at), "{looked_at}");
    assert!(
        replies
            .iter()
            .all(|reply| reply.code() == "no_such_reset" || is_throttled(reply))
    );
    let other = nobody.post("/api/invitations/accept", &Value::Null).await;
    assert_eq!(other.code(), "bad_request");
}
