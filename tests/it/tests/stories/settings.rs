//! What the workspace decides for itself.

use http::StatusCode;
use serde_json::json;
use support::{TestInbox, engines};

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_changes_the_settings_and_everybody_learns_it() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;
        let socket = anna.socket().await;
        let before = anna.web.get("/api/settings").await.ok();
        assert_eq!((&before["version"], &before["time_zone"]), (&json!(0), &json!("UTC")));

        let day = json!([{ "from_min": 540, "to_min": 1_080 }]);
        let change = json!({
            "version": 0, "name": "Acme", "time_zone": "Asia/Almaty", "closing_reasons": ["solved", "spam"],
            "away_message": "We are asleep", "working_hours": [day, day, day, day, day, [], []], "chats_max": 3,
        });
        let after = owner.web.patch("/api/settings", &change).await.ok();

        assert_eq!(
            (&after["version"], &after["time_zone"]),
            (&json!(1), &json!("Asia/Almaty"))
        );
        let event = socket
            .sees("the new settings", |event| event["type"] == "settings_committed")
            .await;
        assert_eq!(event["settings"], after);
        assert_eq!(anna.web.get("/api/settings").await.ok(), after);
        let boris = owner.brings("boris", "operator").await;
        let shown = boris.web.get("/api/session").await.ok();
        assert_eq!(
            shown["operator"]["chats_max"], 3,
            "a new operator takes the workspace's limit"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_the_same_version_one_gets_the_newer_one_back() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let first = json!({ "version": 0, "name": "First" });
        let second = json!({ "version": 0, "name": "Second" });

        let (one, two) = tokio::join!(
            owner.web.patch("/api/settings", &first),
            owner.web.patch("/api/settings", &second)
        );

        let (won, lost) = if one.status.is_success() {
            (one, two)
        } else {
            (two, one)
        };
        assert_eq!((lost.status, lost.code()), (StatusCode::CONFLICT, "stale_version"));
        assert_eq!(lost.body["details"]["settings"], won.ok());
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_changes_nothing() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;

    for body in [
        json!({ "name": "No version" }),
        json!({ "version": 0, "time_zone": "Moon/Crater" }),
        json!({ "version": 0, "unknown": 1 }),
        json!({ "version": 0, "chats_max": -1 }),
        json!({ "version": 0, "is_closing_reason_required": true }),
    ] {
        let reply = owner.web.patch("/api/settings", &body).await;
        assert_eq!(
            (reply.status, reply.code()),
            (StatusCode::BAD_REQUEST, "bad_request"),
            "{body}"
        );
    }
    assert_eq!(owner.web.get("/api/settings").await.ok()["version"], 0);
}
