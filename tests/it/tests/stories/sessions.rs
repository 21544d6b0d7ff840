//! Signed-in browsers and passwords: seeing them, ending them, changing them.

use http::{StatusCode, header};
use serde_json::{Value, json};
use support::{Operator, PASSWORD, TestInbox, engines};

const NEW: &str = "quite another sentence";

async fn sessions(operator: &Operator, query: &str) -> Vec<Value> {
    let body = operator.web.get(&format!("/api/sessions{query}")).await.ok();
    body["sessions"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_ones_browsers_and_ends_the_one_left_elsewhere() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let elsewhere = Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await;
        let socket = elsewhere.socket().await;
        let shown = sessions(&anna, "").await;
        assert_eq!(shown.len(), 2);
        assert_eq!(
            (&shown[0]["is_current"], &shown[1]["is_current"]),
            (&json!(false), &json!(true)),
            "newest first"
        );
        let path = format!("/api/sessions/{}", shown[0]["id"].as_str().expect("id"));

        let by_boris = boris.web.delete(&path).await;
        assert_eq!(
            (by_boris.status, by_boris.code()),
            (StatusCode::NOT_FOUND, "no_such_session")
        );
        assert_eq!(anna.web.delete(&path).await.status, StatusCode::NO_CONTENT);

        assert_eq!(elsewhere.web.get("/api/session").await.code(), "signed_out");
        socket.ends().await;
        assert_eq!(sessions(&anna, "").await.len(), 1);
        assert_eq!(anna.web.delete(&path).await.code(), "no_such_session");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_see_and_end_the_sessions_of_those_they_may_change() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let admin = owner.brings("ada", "admin").await;
    let [anna] = inbox.operators(["anna"]).await;
    let of = |operator: &Operator| format!("?operator={}", operator.id);

    let refused = anna.web.get(&format!("/api/sessions{}", of(&admin))).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "not_allowed"));
    let owners = sessions(&admin, &of(&owner)).await;
    let path = format!("/api/sessions/{}", owners[0]["id"].as_str().expect("id"));
    assert_eq!(
        admin.web.delete(&path).await.code(),
        "no_such_session",
        "the owner is above"
    );
    let annas = sessions(&admin, &of(&anna)).await;
    let path = format!("/api/sessions/{}", annas[0]["id"].as_str().expect("id"));
    assert_eq!(admin.web.delete(&path).await.status, StatusCode::NO_CONTENT);

    assert_eq!(anna.web.get("/api/session").await.code(), "signed_out");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_twenty_first_browser_ends_the_first() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let mut last = None;
    for _ in 0..20 {
        last = Some(Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await);
    }

    assert_eq!(anna.web.get("/api/session").await.code(), "signed_out");
    assert_eq!(sessions(&last.expect("signed in"), "").await.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_every_session_but_this_browser_gets_a_new_one() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let elsewhere = Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await;
        for (old, new, code) in [
            ("not the right one", NEW, "wrong_credentials"),
            (PASSWORD, "short", "weak_password"),
            (PASSWORD, "anna anna anna", "weak_password"),
        ] {
            let body = json!({ "old": old, "new": new });
            assert_eq!(
                anna.web.put("/api/session/password", &body).await.code(),
                code,
                "{body}"
            );
        }

        let body = json!({ "old": PASSWORD, "new": NEW });
        let changed = anna.web.put("/api/session/password", &body).await;

        assert!(changed.status.is_success(), "{}", changed.body);
        assert!(changed.headers.contains_key(header::SET_COOKIE));
        for old in [&anna, &elsewhere] {
            assert_eq!(old.web.get("/api/session").await.code(), "signed_out");
        }
        let reply = Operator::tries_to_sign_in(inbox.url(), "anna@example.com", PASSWORD).await;
        assert_eq!(reply.code(), "wrong_credentials");
        let anna = Operator::signs_in(inbox.url(), "anna@example.com", NEW).await;
        assert_eq!(sessions(&anna, "").await.len(), 2);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_an_admin_gives_a_new_password_once() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;
        let nobody = inbox.web().with("x-switchboard", "1");
        let path = format!("/api/operators/{}/password-reset", anna.id);
        let first = owner.web.post(&path, &Value::Null).await.ok();
        let offered = owner.web.post(&path, &Value::Null).await.ok();
        let reset = |token: &Value, password: &str| json!({ "token": token, "password": password });
        let strange = json!(format!("{}.", anna.id));
        for token in [&first["token"], &strange, &json!(""), &json!("."), &json!("nobody.x")] {
            let reply = nobody.post("/api/password-reset", &reset(token, NEW)).await;
            assert_eq!(
                (reply.status, reply.code()),
                (StatusCode::NOT_FOUND, "no_such_reset"),
                "{token}"
            );
        }
        let weak = nobody
            .post("/api/password-reset", &reset(&offered["token"], "password1234"))
            .await;
        assert_eq!(weak.code(), "weak_password");
        assert!(
            anna.web.get("/api/session").await.status.is_success(),
            "nothing has happened yet"
        );

        let body = reset(&offered["token"], NEW);
        let (one, two) = tokio::join!(
            nobody.post("/api/password-reset", &body),
            nobody.post("/api/password-reset", &body)
        );

        assert!(one.status.is_success() != two.status.is_success(), "good once");
        assert_eq!(anna.web.get("/api/session").await.code(), "signed_out");
        Operator::signs_in(inbox.url(), "anna@example.com", NEW).await;
        inbox.stop().await;
    }
}
