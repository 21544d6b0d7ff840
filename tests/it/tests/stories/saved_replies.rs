//! Saved replies: kept by those who manage the desk, used by everybody.

use serde_json::{Value, json};
use support::{Operator, TestInbox, engines, new_intent};

async fn names(who: &Operator) -> Vec<String> {
    let all = who.web.get("/api/saved-replies").await.ok();
    let all = all["saved_replies"].as_array().expect("a list").iter();
    all.map(|reply| reply["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_saved_changed_and_removed_and_every_operator_has_it() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let olga = owner.brings("olga", "operator").await;
        let path = format!("/api/saved-replies/{}", new_intent());
        let body = json!({ "version": 0, "name": "Hours", "text": "Hello {first_name}, we open at 9." });

        let saved = owner.web.put(&path, &body).await.ok();
        let again = owner.web.put(&path, &body).await.ok();
        let other = format!("/api/saved-replies/{}", new_intent());
        let address = json!({ "version": 0, "name": "address", "text": "Long Street 1" });
        owner.web.put(&other, &address).await.ok();

        assert_eq!((&again, &saved["version"]), (&saved, &json!(1)), "once, however often");
        assert_eq!(names(&olga).await, ["address", "Hours"], "by name, in any case");
        let later = json!({ "version": 1, "name": "Hours", "text": "We open at 10." });
        let changed = owner.web.put(&path, &later).await.ok();
        assert_eq!((&changed["version"], &changed["text"]), (&json!(2), &later["text"]));
        let stale = json!({ "version": 1, "name": "Hours", "text": "We open at 11." });
        let stale = owner.web.put(&path, &stale).await;
        assert_eq!(
            (stale.code(), &stale.body["details"]["saved_reply"]),
            ("stale_version", &changed)
        );
        assert_eq!(owner.web.delete(&path).await.ok(), changed);
        assert_eq!(owner.web.delete(&path).await.code(), "no_such_saved_reply");
        assert_eq!(owner.web.put(&path, &later).await.code(), "no_such_saved_reply");
        assert_eq!(names(&olga).await, ["address"]);
        let subject = format!(
            "/api/audit?subject=saved_reply/{}",
            saved["id"].as_str().expect("an id")
        );
        let log = owner.web.get(&subject).await.ok();
        let log: Vec<&Value> = log["entries"].as_array().expect("a list").iter().collect();
        let actions: Vec<&str> = log.iter().filter_map(|entry| entry["action"].as_str()).collect();
        assert_eq!(
            actions,
            ["saved_reply_removed", "saved_reply_changed", "saved_reply_added"]
        );
        assert_eq!(log[0]["before"]["text"], "We open at 10.");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_a_reply_at_once_one_is_told() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let path = format!("/api/saved-replies/{}", new_intent());
        let text = |version: u64, text: &str| json!({ "version": version, "name": "Hours", "text": text });
        owner.web.put(&path, &text(0, "first")).await.ok();

        let (one, other) = (text(1, "one"), text(1, "other"));
        let (one, other) = tokio::join!(owner.web.put(&path, &one), owner.web.put(&path, &other));

        let mut codes = [one.status.as_u16(), other.status.as_u16()];
        codes.sort_unstable();
        assert_eq!(codes, [200, 409], "{} {}", one.body, other.body);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_saved_reply_is_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let path = format!("/api/saved-replies/{}", new_intent());

    for (body, code) in [
        (json!({ "version": 0, "name": "", "text": "x" }), "bad_name"),
        (json!({ "version": 0, "name": "x".repeat(81), "text": "x" }), "bad_name"),
        (json!({ "version": 0, "name": "Hours", "text": " " }), "text_empty"),
        (
            json!({ "version": 0, "name": "Hours", "text": "x".repeat(4_001) }),
            "text_too_long",
        ),
        (
            json!({ "version": 3, "name": "Hours", "text": "x" }),
            "no_such_saved_reply",
        ),
        (
            json!({ "version": 0, "name": "Hours", "text": "x", "shared": true }),
            "bad_request",
        ),
    ] {
        assert_eq!(owner.web.put(&path, &body).await.code(), code, "{body}");
    }
    assert!(names(&owner).await.is_empty());
    inbox.stop().await;
}
