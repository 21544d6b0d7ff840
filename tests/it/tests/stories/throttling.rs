//! Guessing: slowed down by account and by network, and never faster side by side.

use std::time::Duration;

use domain::{SECOND_MS, UnixMs, rules::throttle::Guard};
use futures_util::future::join_all;
use http::{StatusCode, header};
use platform::{Clock, SystemClock};
use serde_json::{Value, json};
use store::tries::{Tried, Try};
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

/// Nine wrong passwords of an account, as patient as the desk asks: the next must wait for longer than any test lasts.
async fn slips(inbox: &TestInbox, email: &str) {
    let (store, mut now) = (inbox.store(), SystemClock.now());
    let tried = [Tried::new(Guard::Account, email)];
    for _ in 0..9 {
        while let Try::Wait { retry_after_s } = store.take_try(&tried, now).await.expect("answered") {
            now = now.plus(i64::from(retry_after_s) * SECOND_MS);
        }
    }
}

/// How many wrong tries may have been looked at since `began`: the free ones, and one for each wait that has passed.
pub fn most_since(guard: Guard, began: UnixMs) -> usize {
    let (mut most, mut left_ms) = (guard.free(), SystemClock.now().0 - began.0);
    while left_ms >= guard.wait_ms(most) {
        left_ms -= guard.wait_ms(most);
        most += 1;
    }
    usize::try_from(most).expect("few")
}

/// Makes thirty guesses side by side: no more of them may be looked at than one after the other would be. On a busy
/// machine the table may not answer some in time; those are not looked at either.
async fn guesses(inbox: &TestInbox, from: impl Fn(usize) -> String, email: impl Fn(usize) -> String) {
    let began = SystemClock.now();
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
    let is_looked_at = |reply: &&Reply| reply.code() == "wrong_credentials";
    let looked_at = replies.iter().filter(is_looked_at).count();
    let is_late = |reply: &Reply| reply.status == StatusCode::SERVICE_UNAVAILABLE;
    let others = replies.iter();
    let others = others.filter(|reply| !is_throttled(reply) && !is_looked_at(reply) && !is_late(reply));
    let others: Vec<&Value> = others.map(|reply| &reply.body).collect();
    assert!(others.is_empty(), "looked at or not: {others:?}");
    assert!(
        (1..=most_since(Guard::Account, began)).contains(&looked_at),
        "{looked_at}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_side_by_side_are_no_faster_whether_the_account_is_there_or_not() {
    for engine in engines() {
        let inbox = TestInbox::start_behind_proxy(&engine).await;
        for email in [OWNER_EMAIL, "nobody@example.com"] {
            // Each from a network of its own: only the account is the same.
            guesses(&inbox, |number| format!("203.0.{number}.1"), |_| email.to_owned()).await;
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_network_guessing_at_many_accounts_is_slowed_down_and_others_are_not() {
    for engine in engines() {
        let inbox = TestInbox::start_behind_proxy(&engine).await;

        let (from, email) = (
            |number| format!("203.0.113.{number}"),
            |number| format!("{number}@x.example"),
        );
        guesses(&inbox, from, email).await;

        let elsewhere = tries(&inbox, "203.0.114.1", OWNER_EMAIL, OWNER_PASSWORD).await;
        assert!(elsewhere.status.is_success(), "{}", elsewhere.body);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_must_wait_nobody_is_told_whether_the_password_is_right() {
    for engine in engines() {
        let inbox = TestInbox::start_behind_proxy(&engine).await;
        for email in [OWNER_EMAIL, "nobody@example.com"] {
            slips(&inbox, email).await;

            for (email, password) in [
                (email.to_owned(), OWNER_PASSWORD),
                (email.to_uppercase(), OWNER_PASSWORD),
                (format!(" {email}"), "wrong horse battery"),
            ] {
                let reply = tries(&inbox, "203.0.113.1", &email, password).await;
                assert!(is_throttled(&reply), "{email}: {}", reply.body);
            }
        }
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
    let change = json!({ "old": "wrong horse battery", "new": "quite another sentence" });
    let account = Tried::new(Guard::Account, "anna@example.com");

    assert_eq!(
        anna.web.post("/api/session/proof", &wrong).await.code(),
        "wrong_credentials"
    );
    assert_eq!(
        anna.web.put("/api/session/password", &change).await.code(),
        "wrong_credentials"
    );
    assert_eq!(
        inbox.store().tries(&account).await.expect("read").wrong,
        2,
        "both are counted"
    );
    slips(&inbox, "anna@example.com").await;

    assert_eq!(
        anna.web.post("/api/session/proof", &wrong).await.code(),
        "too_many_tries"
    );
    assert_eq!(
        anna.web.put("/api/session/password", &change).await.code(),
        "too_many_tries"
    );
    assert!(
        anna.web.get("/api/session").await.status.is_success(),
        "who is signed in works on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_guessed_links_is_slowed_down() {
    let inbox = TestInbox::start().await;
    let nobody = inbox.web().with("x-switchboard", "1");
    let began = SystemClock.now();
    let guesses = (0..40).map(|number| {
        let nobody = nobody.clone();
        async move {
            let body = json!({ "token": format!("guess.{number}"), "password": "quite another sentence" });
            nobody.post("/api/password-reset", &body).await
        }
    });

    let replies = join_all(guesses).await;

    let looked_at = replies.iter().filter(|reply| reply.code() == "no_such_reset").count();
    assert!((1..=most_since(Guard::Link, began)).contains(&looked_at), "{looked_at}");
    let throttled = replies.iter().filter(|reply| is_throttled(reply)).count();
    assert_eq!(looked_at + throttled, 40);
    let other = nobody.post("/api/invitations/accept", &Value::Null).await;
    assert_eq!(other.code(), "bad_request");
}
