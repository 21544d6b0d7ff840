//! The audit log: every change has its entry, and admins can read it.

use serde_json::{Value, json};
use support::{Operator, TestInbox, engines};

async fn entries(operator: &Operator, query: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut before = String::new();
    loop {
        let page = operator.web.get(&format!("/api/audit?{query}{before}")).await.ok();
        all.extend(page["entries"].as_array().expect("a list").clone());
        match page["cursor"].as_str() {
            Some(cursor) => before = format!("&before={cursor}"),
            None => return all,
        }
    }
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries
        .iter()
        .map(|entry| entry["action"].as_str().expect("a word"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_to_people_and_settings_is_written_down() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;
        let path = format!("/api/operators/{}", anna.id);
        anna.web
            .patch("/api/operators/me", &json!({ "language": "ru" }))
            .await
            .ok();
        owner
            .web
            .patch("/api/settings", &json!({ "version": 0, "chats_max": 4 }))
            .await
            .ok();
        owner.web.patch(&path, &json!({ "chats_max": 4 })).await.ok();
        owner
            .web
            .post(&format!("{path}/password-reset"), &Value::Null)
            .await
            .ok();
        owner.web.patch(&path, &json!({ "is_active": false })).await.ok();
        owner.web.patch(&path, &json!({ "is_active": false })).await.ok();

        let of_anna = entries(&owner, &format!("subject=operator/{}", anna.id)).await;

        assert_eq!(
            actions(&of_anna),
            [
                "operator_changed",
                "password_reset_offered",
                "operator_changed",
                "profile_changed",
                "invitation_accepted"
            ],
            "newest first; what changed nothing is not there"
        );
        assert_eq!(
            (&of_anna[0]["before"], &of_anna[0]["after"]),
            (&json!({ "is_active": true }), &json!({ "is_active": false }))
        );
        assert_eq!(of_anna[0]["by"], owner.id.as_str());
        assert_eq!(of_anna[2]["before"], json!({ "chats_max": 10 }));
        let by_anna = entries(&owner, &format!("by={}", anna.id)).await;
        assert_eq!(
            actions(&by_anna),
            ["profile_changed", "signed_in", "invitation_accepted"]
        );
        let settings = entries(&owner, "subject=settings").await;
        assert_eq!(
            (&settings[0]["before"], &settings[0]["after"]),
            (&json!({ "chats_max": 10 }), &json!({ "chats_max": 4 }))
        );
        let log = json!(entries(&owner, "").await).to_string();
        assert!(
            !log.contains("argon2") && !log.contains("token"),
            "no secret is written down"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_page_by_page() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    for version in 0..60 {
        let name = format!("Name {version}");
        owner
            .web
            .patch("/api/settings", &json!({ "version": version, "name": name }))
            .await
            .ok();
    }

    let page = owner.web.get("/api/audit?subject=settings").await.ok();
    let all = entries(&owner, "subject=settings").await;

    assert_eq!(page["entries"].as_array().map(Vec::len), Some(50));
    let versions: Vec<u64> = all
        .iter()
        .map(|entry| entry["version"].as_u64().expect("a number"))
        .collect();
    assert_eq!(
        versions,
        (1..=60).rev().collect::<Vec<u64>>(),
        "all of them, none twice"
    );
    for cursor in ["x", "00", "7a7a"] {
        let reply = owner.web.get(&format!("/api/audit?before={cursor}")).await;
        assert_eq!(reply.code(), "bad_request", "{cursor}");
    }
}
