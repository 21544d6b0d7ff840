//! Webhook calls that go wrong on their way.

use std::time::Duration;

use domain::SECOND_MS;
use messengers::registry;
use serde_json::{Value, json};
use support::{engines, eventually};

use crate::failures::{desk, goes_wrong};

/// Pause between two looks whether everything was told.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Webhook calls that come twice, late or without anybody hearing our answer are one message each.
#[tokio::test(flavor = "multi_thread")]
async fn webhook_calls_that_go_wrong_leave_one_message_each() {
    for engine in engines() {
        for messenger in registry::all() {
            let (inbox, clock, ..) = desk(&engine, messenger.info().name.as_str()).await;
            let anna = inbox.operator().await;
            let customer = inbox.contact("Customer").await;
            customer.writes("first").await;
            inbox.quiet().await;
            let chat = anna.chat_with(&customer).await;
            for fault in ["webhook_twice", "webhook_unheard", "webhook_unavailable"] {
                goes_wrong(&inbox, Some(json!({ "fault": fault, "times": 1 }))).await;
                customer.writes(&format!("{fault} 1")).await;
                eventually("it struck", async || {
                    let people = inbox.web().get("/pretend/people").await.ok();
                    let all = people["messengers"].as_array().expect("a list").clone();
                    let one = all.iter().find(|one| one["name"] == inbox.messenger.as_str())?;
                    one["goes_wrong"]["fault"].is_null().then_some(())
                })
                .await;
                customer.writes(&format!("{fault} 2")).await;
                eventually("what comes later has come", async || {
                    clock.skips(15 * SECOND_MS);
                    // Somebody appears: the messenger looks at its clock.
                    let _ = inbox.contact("Somebody").await;
                    tokio::time::sleep(LOOK_EVERY).await;
                    inbox.is_quiet().await.then_some(())
                })
                .await;
            }

            let texts: Vec<Value> = anna
                .messages(&chat)
                .await
                .iter()
                .map(|one| one["content"]["text"].clone())
                .collect();
            let said = |fault: &str| [format!("{fault} 1"), format!("{fault} 2")];
            let expected: Vec<String> = ["webhook_twice", "webhook_unheard", "webhook_unavailable"]
                .iter()
                .flat_map(|one| said(one))
                .collect();
            assert_eq!(
                texts[1..],
                expected[..],
                "{}: each once, in the order said",
                inbox.messenger
            );
            inbox.stop().await;
        }
    }
}
