//! What asks for a fresh proof of who one is, and how one gives it.

use api::routes::{Entrance, ROUTES};
use domain::{MINUTE_MS, SECOND_MS, Session, UnixMs};
use http::{Method, StatusCode};
use platform::{Clock, SystemClock};
use serde_json::{Value, json};
use support::{OWNER_PASSWORD, Operator, Reply, TestInbox, engines};

/// The id of the session `operator` asks with.
pub async fn session_of(operator: &Operator) -> String {
    let shown = operator.web.get("/api/sessions").await.ok();
    let sessions = shown["sessions"].as_array().expect("a list");
    let own = sessions.iter().find(|session| session["is_current"] == true);
    own.expect("one's own")["id"].as_str().expect("an id").to_owned()
}

/// Makes of the session of `operator` what only time would.
pub async fn time_passes(inbox: &TestInbox, operator: &Operator, change: impl FnOnce(&mut Session)) {
    let (store, digest) = (inbox.store(), session_of(operator).await);
    let found = store.session(&digest, SystemClock.now()).await.expect("read");
    let mut session = found.expect("it has not ended");
    change(&mut session);
    assert!(store.use_session(&digest, &session).await.expect("written"));
}

async fn asks(operator: &Operator, method: &str, path: &str) -> Reply {
    let steps = path
        .split('/')
        .map(|step| if step.starts_with('{') { "none" } else { step });
    let path: Vec<&str> = steps.collect();
    let method: Method = method.parse().expect("a method");
    operator.web.call(method, &path.join("/"), &json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_route_that_needs_a_fresh_proof_asks_for_one_after_ten_minutes() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let mut asked = 0;

        for (age_ms, is_old) in [
            (0, false),
            (10 * MINUTE_MS - 30 * SECOND_MS, false),
            (10 * MINUTE_MS, true),
            (i64::MAX, true),
        ] {
            time_passes(&inbox, &owner, |session| {
                session.proved = UnixMs((session.seen.0 - age_ms).max(0));
            })
            .await;
            for route in ROUTES.iter().filter(|route| route.entrance.action().is_some()) {
                let needs_proof = matches!(route.entrance, Entrance::ForProven(_));
                if !needs_proof && route.method != "GET" {
                    continue;
                }
                let reply = asks(&owner, route.method, route.path).await;
                let name = format!("{} {} after {age_ms} ms: {}", route.method, route.path, reply.body);
                if needs_proof && is_old {
                    assert_eq!(
                        (reply.status, reply.code()),
                        (StatusCode::FORBIDDEN, "proof_needed"),
                        "{name}"
                    );
                    asked += 1;
                } else {
                    assert_ne!(reply.code(), "proof_needed", "{name}");
                    assert_ne!(reply.code(), "signed_out", "{name}");
                }
            }
        }

        assert!(asked >= 14, "seven routes at least, at two ages: {asked}");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_given_again_opens_what_asked_for_a_proof() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;
        time_passes(&inbox, &owner, |session| session.proved = UnixMs(0)).await;
        let path = format!("/api/operators/{}", anna.id);
        let promote = json!({ "role": "admin" });
        let link = format!("{path}/password-reset");

        owner.web.patch(&path, &json!({ "chats_max": 7 })).await.ok();
        assert_eq!(owner.web.patch(&path, &promote).await.code(), "proof_needed");
        assert_eq!(owner.web.post(&link, &Value::Null).await.code(), "proof_needed");
        for (proof, code) in [
            (json!({ "password": "not the right one" }), "wrong_credentials"),
            (json!({ "code": "123456" }), "no_second_factor"),
            (json!({}), "bad_request"),
            (json!({ "password": OWNER_PASSWORD, "code": "123456" }), "bad_request"),
        ] {
            assert_eq!(
                owner.web.post("/api/session/proof", &proof).await.code(),
                code,
                "{proof}"
            );
        }
        assert_eq!(
            owner.web.patch(&path, &promote).await.code(),
            "proof_needed",
            "nothing was proved"
        );

        let proof = json!({ "password": OWNER_PASSWORD });
        assert_eq!(
            owner.web.post("/api/session/proof", &proof).await.status,
            StatusCode::NO_CONTENT
        );

        owner.web.post(&link, &Value::Null).await.ok();
        assert_eq!(owner.web.patch(&path, &promote).await.ok()["role"], "admin");
        inbox.stop().await;
    }
}
