//! Where requests come from: seen in the list of sessions and in the audit log, and not to be forged.

use serde_json::{Value, json};
use support::{OWNER_EMAIL, OWNER_PASSWORD, Operator, TestInbox, Web, engines};

use super::proofs::session_of;

const FORGED: [(&str, &str); 4] = [
    ("x-forwarded-for", "192.0.2.1"),
    ("forwarded", "for=192.0.2.2"),
    ("x-switchboard-caller", "192.0.2.3"),
    ("x-switchboard-origin", ""),
];

/// The owner's browser, as it signs in through `web`.
async fn signs_in(inbox: &TestInbox, web: &Web) -> Web {
    let web = web.with("x-switchboard", "1");
    let body = json!({ "email": OWNER_EMAIL, "password": OWNER_PASSWORD });
    let reply = web.post("/api/session", &body).await;
    let cookie = reply.headers["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().expect("a cookie").to_owned();
    assert!(reply.status.is_success(), "{} {}", inbox.url(), reply.body);
    web.with("cookie", &cookie)
}

async fn own_address(web: &Web) -> Value {
    let shown = web.get("/api/sessions").await.ok();
    let sessions = shown["sessions"].as_array().expect("a list").clone();
    let own = sessions.into_iter().find(|session| session["is_current"] == true);
    own.expect("one's own")["address"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_header_makes_a_caller_somebody_else() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let forging = FORGED
            .iter()
            .fold(inbox.web(), |web, (name, value)| web.with(name, value));

        let owner = signs_in(&inbox, &forging).await;
        owner
            .patch("/api/settings", &json!({ "version": 0, "chats_max": 4 }))
            .await
            .ok();

        assert_eq!(own_address(&owner).await, "127.0.0.1");
        let log = owner.get("/api/audit").await.ok();
        for entry in log["entries"].as_array().expect("a list") {
            assert!(entry["address"].is_null() || entry["address"] == "127.0.0.1", "{entry}");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_our_proxy_the_last_hop_counts_and_no_earlier_one() {
    let inbox = TestInbox::start_behind_proxy(&support::Engine::Embedded).await;
    let forwarded = inbox.web().with("x-forwarded-for", "192.0.2.1, 203.0.113.7");

    let owner = signs_in(&inbox, &forwarded).await;

    assert_eq!(own_address(&owner).await, "203.0.113.7");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_says_from_which_session_and_address() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let session = session_of(&owner).await;
        let change = json!({ "version": 0, "chats_max": 4 });
        owner.web.patch("/api/settings", &change).await.ok();
        let gone = Operator::signs_in(inbox.url(), OWNER_EMAIL, OWNER_PASSWORD).await;
        gone.web.delete("/api/session").await;

        let log = owner.web.get("/api/audit").await.ok();

        let entries = log["entries"].as_array().expect("a list");
        let of = |action: &str| entries.iter().find(|entry| entry["action"] == action).expect(action);
        let changed = of("settings_changed");
        assert_eq!(
            (&changed["address"], &changed["session"]),
            (&json!("127.0.0.1"), &json!(session[..12]))
        );
        for action in ["signed_in", "signed_out", "channel_added", "owner_created"] {
            of(action);
        }
        assert_eq!(of("signed_in")["after"], json!({ "by": "password" }));
        assert_eq!(of("signed_in")["address"], "127.0.0.1");
        assert!(!log.to_string().contains(&session), "the whole digest stands nowhere");
        inbox.stop().await;
    }
}
