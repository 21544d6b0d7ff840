//! The second factor: set up, asked for, lost, taken away, demanded.

use api::totp;
use domain::{FactorState, OperatorId, rules::throttle::Guard, second_factor::steps};
use http::{StatusCode, header};
use platform::{Clock, SystemClock};
use serde_json::{Value, json};
use store::second_factors::FactorChange;
use support::{Operator, PASSWORD, Reply, TestInbox, Web, engines};

use super::throttling::most_since;

/// An authenticator app.
struct App {
    secret: Vec<u8>,
    /// The code that switched it on.
    used: String,
}

impl App {
    fn keeping(offer: &Value) -> Self {
        let secret = offer["secret"].as_str().expect("a secret");
        let uri = offer["uri"].as_str().expect("an address");
        assert!(
            uri.starts_with("otpauth://totp/") && uri.contains(&format!("secret={secret}")),
            "{uri}"
        );
        let secret = totp::from_base32(secret).expect("base 32");
        let used = totp::code(&secret, steps(SystemClock.now())[0]);
        Self { secret, used }
    }

    fn code(&self) -> String {
        totp::code(&self.secret, steps(SystemClock.now())[0])
    }

    /// So many codes that are none of its, now and for some minutes.
    fn wrong_codes(&self, count: usize) -> Vec<String> {
        let now = steps(SystemClock.now())[1];
        let right: Vec<String> = (now..now + 20).map(|step| totp::code(&self.secret, step)).collect();
        let all = (0..).map(|number: u32| format!("{number:06}"));
        all.filter(|code| !right.contains(code)).take(count).collect()
    }
}

fn nobody(inbox: &TestInbox) -> Web {
    inbox.web().with("x-switchboard", "1")
}

/// The browser that a reply gave a session to.
fn browser(inbox: &TestInbox, reply: &Reply) -> Web {
    let cookie = reply.headers[header::SET_COOKIE].to_str().expect("text");
    nobody(inbox).with("cookie", cookie.split(';').next().expect("a cookie"))
}

/// Switches the second factor of a browser on: the app, the recovery codes, the browser's new session.
async fn sets_up(inbox: &TestInbox, web: &Web) -> (App, Vec<String>, Web) {
    let app = App::keeping(&web.post("/api/session/second-factor", &Value::Null).await.ok());
    let confirmed = web
        .put("/api/session/second-factor", &json!({ "code": app.used }))
        .await;
    let browser = browser(inbox, &confirmed);
    let codes: Vec<String> = serde_json::from_value(confirmed.ok()["codes"].clone()).expect("codes");
    (app, codes, browser)
}

/// The password is right: what waits for the code.
async fn half(inbox: &TestInbox, email: &str) -> String {
    let reply = Operator::tries_to_sign_in(inbox.url(), email, PASSWORD).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.body);
    assert!(!reply.headers.contains_key(header::SET_COOKIE), "half is nothing yet");
    reply.body["half"].as_str().expect("a half").to_owned()
}

async fn completes(inbox: &TestInbox, half: &str, code: &str) -> Reply {
    let body = json!({ "half": half, "code": code });
    nobody(inbox).post("/api/session/code", &body).await
}

/// Lets the next code of the app be a new one, as half a minute would.
async fn half_a_minute_passes(inbox: &TestInbox, operator: &Operator) {
    let (store, id): (_, OperatorId) = (inbox.store(), operator.id.parse().expect("an id"));
    let before = store.second_factor(&id).await.expect("read").expect("there");
    let mut after = before.clone();
    after.version += 1;
    if let FactorState::On { last_step, .. } = &mut after.state {
        *last_step -= 3;
    }
    let change = FactorChange {
        operator: &id,
        before: Some(&before),
        after: Some(&after),
        sessions: None,
        audit: None,
    };
    assert!(store.commit_second_factor(&change).await.expect("written"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_on_once_it_is_confirmed_and_ends_all_other_sessions() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let elsewhere = Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await;
        let confirm = json!({ "code": "000000" });
        assert_eq!(
            anna.web.put("/api/session/second-factor", &confirm).await.code(),
            "no_second_factor"
        );
        let offer = anna.web.post("/api/session/second-factor", &Value::Null).await.ok();
        assert_eq!(
            anna.web
                .put("/api/session/second-factor", &json!({ "code": "x" }))
                .await
                .code(),
            "wrong_code"
        );
        assert!(
            elsewhere.web.get("/api/session").await.status.is_success(),
            "nothing has happened yet"
        );
        let row = inbox
            .store()
            .second_factor(&anna.id.parse().expect("an id"))
            .await
            .expect("read");
        let sealed = format!("{row:?}");
        assert!(
            !sealed.contains(offer["secret"].as_str().expect("a secret")),
            "kept sealed"
        );

        let (_, codes, browser) = sets_up(&inbox, &anna.web).await;

        assert_eq!(codes.len(), 10);
        for old in [&anna, &elsewhere] {
            assert_eq!(old.web.get("/api/session").await.code(), "signed_out");
        }
        let shown = browser.get("/api/session/second-factor").await.ok();
        assert_eq!(
            (&shown["recovery_codes_left"], &shown["is_required"]),
            (&json!(10), &json!(false))
        );
        let again = browser.post("/api/session/second-factor", &Value::Null).await;
        assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "second_factor_on"));
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_and_none_is_good_twice() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let email = "anna@example.com";
        let (app, ..) = sets_up(&inbox, &anna.web).await;
        let first = half(&inbox, email).await;
        assert_eq!(
            completes(&inbox, &first, &app.used).await.code(),
            "wrong_code",
            "it switched it on"
        );
        half_a_minute_passes(&inbox, &anna).await;
        let code = app.code();
        assert_eq!(
            completes(&inbox, &first, &code).await.ok()["operator"]["id"],
            anna.id.as_str()
        );
        assert_eq!(
            completes(&inbox, &first, &code).await.code(),
            "signed_out",
            "a half is good once"
        );
        let second = half(&inbox, email).await;
        assert_eq!(
            completes(&inbox, &second, &code).await.code(),
            "wrong_code",
            "a code is good once"
        );
        assert_eq!(completes(&inbox, "guessed", &code).await.code(), "signed_out");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_sign_ins_with_one_code_one_gets_in() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (app, ..) = sets_up(&inbox, &anna.web).await;
        half_a_minute_passes(&inbox, &anna).await;
        let (one, two) = (
            half(&inbox, "anna@example.com").await,
            half(&inbox, "anna@example.com").await,
        );
        let code = app.code();

        let (first, second) = tokio::join!(completes(&inbox, &one, &code), completes(&inbox, &two, &code));

        let won = [&first, &second]
            .iter()
            .filter(|reply| reply.status.is_success())
            .count();
        assert_eq!(won, 1, "{} {}", first.body, second.body);
        let is_told = [first.code(), second.code()].contains(&"wrong_code");
        assert!(is_told, "{} {}", first.body, second.body);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessed_codes_are_slowed_down() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let (app, ..) = sets_up(&inbox, &anna.web).await;
    let half = half(&inbox, "anna@example.com").await;
    let began = SystemClock.now();

    let guesses = app.wrong_codes(30).into_iter().map(|code| {
        let (inbox, half) = (&inbox, &half);
        async move { completes(inbox, half, &code).await }
    });
    let replies = futures_util::future::join_all(guesses).await;

    let looked_at = replies.iter().filter(|reply| reply.code() == "wrong_code").count();
    let throttled = replies.iter().filter(|reply| reply.code() == "too_many_tries").count();
    assert!((1..=most_since(Guard::Code, began)).contains(&looked_at), "{looked_at}");
    assert_eq!(looked_at + throttled, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_lets_in_once_and_new_ones_replace_the_old() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let email = "anna@example.com";
        let (_, codes, browser) = sets_up(&inbox, &anna.web).await;
        let typed = codes[0].to_lowercase().replace('-', " ");

        completes(&inbox, &half(&inbox, email).await, &typed).await.ok();

        let again = completes(&inbox, &half(&inbox, email).await, &codes[0]).await;
        assert_eq!(again.code(), "wrong_code");
        let left = browser.get("/api/session/second-factor").await.ok();
        assert_eq!(left["recovery_codes_left"], 9);
        let renewed = browser.post("/api/session/recovery-codes", &Value::Null).await.ok();
        let half = half(&inbox, email).await;
        assert_eq!(completes(&inbox, &half, &codes[1]).await.code(), "wrong_code");
        completes(&inbox, &half, renewed["codes"][0].as_str().expect("a code"))
            .await
            .ok();
        let owner = inbox.operator().await;
        let log = owner
            .web
            .get(&format!("/api/audit?by={}", anna.id))
            .await
            .ok()
            .to_string();
        for word in [
            "second_factor_on",
            "recovery_codes_renewed",
            r#"{"by":"recovery_code"}"#,
        ] {
            assert!(log.contains(word), "{word}: {log}");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_by_link_keeps_the_second_factor_and_an_admin_takes_it_away() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let (_, _, browser) = sets_up(&inbox, &anna.web).await;
        let path = format!("/api/operators/{}", anna.id);
        let link = owner
            .web
            .post(&format!("{path}/password-reset"), &Value::Null)
            .await
            .ok();
        let old = half(&inbox, "anna@example.com").await;
        let reset = json!({ "token": link["token"], "password": PASSWORD });
        assert!(
            nobody(&inbox)
                .post("/api/password-reset", &reset)
                .await
                .status
                .is_success()
        );
        assert_eq!(browser.get("/api/session").await.code(), "signed_out");
        half(&inbox, "anna@example.com").await;
        assert_eq!(
            completes(&inbox, &old, "000000").await.code(),
            "signed_out",
            "proved by the old password"
        );

        let factor = format!("{path}/second-factor");
        assert_eq!(boris.web.delete(&factor).await.code(), "not_allowed");
        assert_eq!(owner.web.delete(&factor).await.status, StatusCode::NO_CONTENT);

        assert_eq!(owner.web.delete(&factor).await.code(), "no_second_factor");
        Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await;
        let log = owner.web.get("/api/audit").await.ok().to_string();
        assert!(log.contains("second_factor_taken_away"), "{log}");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_manages_the_desk_sets_one_up_first_where_it_is_required() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let admin = owner.brings("ada", "admin").await;
        let require = json!({ "version": 0, "is_second_factor_required": true });
        owner.web.patch("/api/settings", &require).await.ok();
        assert!(
            admin.web.get("/api/chats").await.status.is_success(),
            "from the next sign-in on"
        );

        let reply = Operator::tries_to_sign_in(inbox.url(), "ada@example.com", PASSWORD).await;

        assert_eq!(reply.body["lacks_second_factor"], true);
        let web = browser(&inbox, &reply);
        for path in ["/api/chats", "/api/operators", "/api/audit"] {
            let refused = web.get(path).await;
            assert_eq!(
                (refused.status, refused.code()),
                (StatusCode::FORBIDDEN, "second_factor_missing"),
                "{path}"
            );
        }
        assert_eq!(
            web.post("/api/socket-ticket", &Value::Null).await.code(),
            "second_factor_missing"
        );
        assert_eq!(web.get("/api/session").await.ok()["lacks_second_factor"], true);
        let (_, _, web) = sets_up(&inbox, &web).await;
        assert!(web.get("/api/chats").await.status.is_success());
        assert_eq!(
            web.delete("/api/session/second-factor").await.code(),
            "second_factor_required"
        );
        let [anna] = [owner.brings("anna", "operator").await];
        assert!(
            anna.web.get("/api/chats").await.status.is_success(),
            "operators may go without"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_proves_as_well_as_a_password_and_switching_off_ends_the_asking() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let (app, _, browser) = sets_up(&inbox, &anna.web).await;
    let used = json!({ "code": app.used });
    assert_eq!(browser.post("/api/session/proof", &used).await.code(), "wrong_code");
    half_a_minute_passes(&inbox, &anna).await;

    let proved = browser.post("/api/session/proof", &json!({ "code": app.code() })).await;
    assert_eq!(proved.status, StatusCode::NO_CONTENT, "{}", proved.body);

    let off = browser.delete("/api/session/second-factor").await;
    assert!(
        off.status.is_success() && off.headers.contains_key(header::SET_COOKIE),
        "{}",
        off.body
    );
    assert_eq!(browser.get("/api/session").await.code(), "signed_out");
    Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await;
}
