//! One failure after another at the contact's side: what is known after the first is not forgotten at the second.

use domain::SECOND_MS;
use messengers::registry;
use serde_json::json;
use support::{Engine, eventually};

use crate::failures::{desk, goes_wrong};

/// What a messenger refuses says nothing of an earlier try that it never answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_after_a_try_without_an_answer_is_told_as_doubt_with_its_words() {
    for messenger in registry::all() {
        let is_repeated = messenger.info().capabilities.safe_repeat_s > 0;
        let engine = Engine::Embedded;
        let (inbox, clock, ..) = desk(&engine, messenger.info().name.as_str()).await;
        let anna = inbox.operator().await;
        let contact = inbox.contact("Vera").await;
        contact.writes("hello").await;
        inbox.quiet().await;
        let chat = anna.chats("open").await.remove(0);

        goes_wrong(&inbox, Some(json!({ "fault": "broken_after" }))).await;
        let sent = anna.sends(&chat, "words").await;
        let now = async || {
            anna.messages(&chat)
                .await
                .into_iter()
                .find(|known| known["id"] == sent["id"])
        };
        eventually("a try without an answer", async || {
            let delivery = &now().await?["origin"]["delivery"];
            (delivery["state"] == "uncertain" || delivery["unsure_since"].is_number()).then_some(())
        })
        .await;
        goes_wrong(&inbox, Some(json!({ "fault": "blocked" }))).await;
        clock.skips(20 * SECOND_MS);
        inbox.quiet().await;

        let delivery = &now().await.expect("it is there")["origin"]["delivery"];
        assert_eq!(delivery["state"], "uncertain", "{}", inbox.messenger);
        assert_eq!(
            delivery["reason"]["kind"] == "blocked",
            is_repeated,
            "{}",
            inbox.messenger
        );
        let ours = contact.talk().await;
        let ours = ours.iter().filter(|said| said["from"] == "business");
        assert_eq!(ours.count(), 1, "the contact has it");
        inbox.stop().await;
    }
}
