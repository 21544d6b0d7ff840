//! One failure after another at the contact's side: what is known after the first is not forgotten at the second.

use domain::SECOND_MS;
use messengers::{Messenger, registry};
use serde_json::{Value, json};
use support::{Contact, Engine, Operator, TestClock, TestInbox, eventually};

use crate::failures::{desk, goes_wrong};

/// A desk with this messenger.
async fn on_a_clock(messenger: &dyn Messenger) -> (TestInbox, TestClock) {
    let (inbox, clock, ..) = desk(&Engine::Embedded, messenger.info().name.as_str()).await;
    (inbox, clock)
}

/// Somebody who answers, somebody who has written, and their chat.
async fn greeted(inbox: &TestInbox) -> (Operator, Contact, Value) {
    let (anna, contact) = (inbox.operator().await, inbox.contact("Vera").await);
    contact.writes("hello").await;
    inbox.quiet().await;
    let chat = anna.chats("open").await.remove(0);
    (anna, contact, chat)
}

/// What a messenger refuses says nothing of an earlier try that it never answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_after_a_try_without_an_answer_is_told_as_doubt_with_its_words() {
    for messenger in registry::all() {
        let is_repeated = messenger.info().capabilities.safe_repeat_s > 0;
        let (inbox, clock) = on_a_clock(messenger).await;
        let (anna, contact, chat) = greeted(&inbox).await;

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

/// The same of a change: what the contact reads may be the new words, or nothing any more, and nobody says that it is as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_refused_after_a_try_without_an_answer_stays_in_doubt_until_one_is_taken() {
    for messenger in registry::all() {
        let (inbox, clock) = on_a_clock(messenger).await;
        let (anna, contact, chat) = greeted(&inbox).await;
        let sent = anna.sends(&chat, "before").await;
        inbox.quiet().await;
        let (chat_id, id) = (chat["id"].as_str().expect("id"), sent["id"].as_str().expect("id"));
        let path = format!("/api/chats/{chat_id}/messages/{id}");
        let wants = async |text: &str| {
            let body = json!({ "content": { "type": "text", "text": text } });
            anna.web.patch(&path, &body).await.ok()
        };
        let now = async || {
            let all = anna.messages(&chat).await;
            all.into_iter().find(|known| known["id"] == id)
        };

        goes_wrong(&inbox, Some(json!({ "fault": "broken_after" }))).await;
        wants("after").await;
        eventually("a try without an answer", async || {
            (now().await?["revision"]["unsure"] == true).then_some(())
        })
        .await;
        goes_wrong(&inbox, Some(json!({ "fault": "blocked" }))).await;
        clock.skips(20 * SECOND_MS);
        inbox.quiet().await;

        let doubted = now().await.expect("it is there");
        let revision = &doubted["revision"];
        assert_eq!(revision["progress"]["is"], "refused", "{}", inbox.messenger);
        assert_eq!(revision["unsure"], true, "{}", inbox.messenger);
        assert_eq!(doubted["content"]["text"], "before", "what was taken for certain");
        let read = contact.talk().await.pop().expect("the answer");
        assert_eq!(read["text"], "after", "the contact reads it all the same");

        // The old words are a wish again: nobody knows whether they stand there.
        goes_wrong(&inbox, None).await;
        wants("before").await;
        inbox.quiet().await;
        let certain = now().await.expect("it is there");
        assert!(certain["revision"].is_null(), "{certain}");
        let read = contact.talk().await.pop().expect("the answer");
        assert_eq!(read["text"], "before", "{}", inbox.messenger);
        inbox.stop().await;
    }
}
