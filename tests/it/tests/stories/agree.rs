//! Reload and socket agree: every story's desk is watched by a client that is told, and compared with one that has just
//! loaded. These stories show that the comparison notices a fan-out that tells too little or something else.

use domain::{Content, Event, Frame, Status};
use futures_util::future::join_all;
use serde_json::json;
use support::{Tampering, TestInbox, as_told, new_intent};

/// The frame without the events that are lost.
fn losing(mut frame: Frame, is_lost: impl Fn(&Event) -> bool) -> Option<Frame> {
    frame.events.retain(|event| !is_lost(event));
    (!frame.events.is_empty()).then_some(frame)
}

fn loses_cards(frame: Frame) -> Option<Frame> {
    losing(
        frame,
        |event| matches!(event, Event::CardCommitted { card } if card.version > 1),
    )
}

fn loses_notes(frame: Frame) -> Option<Frame> {
    losing(frame, |event| matches!(event, Event::NoteCommitted { .. }))
}

fn loses_runs(frame: Frame) -> Option<Frame> {
    losing(frame, |event| matches!(event, Event::FunnelRunCommitted { .. }))
}

fn loses_settings(frame: Frame) -> Option<Frame> {
    losing(frame, |event| matches!(event, Event::SettingsCommitted { .. }))
}

fn loses_who_is_online(frame: Frame) -> Option<Frame> {
    losing(
        frame,
        |event| matches!(event, Event::OperatorCommitted { operator } if operator.status == Status::Online),
    )
}

fn loses_a_commit_between(frame: Frame) -> Option<Frame> {
    losing(
        frame,
        |event| matches!(event, Event::ChatCommitted { chat, .. } if chat.version == 2),
    )
}

fn loses_the_last_commit(frame: Frame) -> Option<Frame> {
    losing(
        frame,
        |event| matches!(event, Event::ChatCommitted { chat, .. } if !chat.is_open()),
    )
}

fn loses_messages(mut frame: Frame) -> Option<Frame> {
    for event in &mut frame.events {
        if let Event::ChatCommitted { messages, .. } = event {
            messages.retain(|message| !matches!(message.content, Content::Text { .. }));
        }
    }
    Some(frame)
}

/// By what a client differs after a little of everything, told through `tampering`.
async fn differences(tampering: Tampering) -> Vec<String> {
    let inbox = TestInbox::start_told(tampering).await;
    let owner = inbox.operator().await;
    let berta = inbox.contact("Berta").await;
    berta.writes("hello").await;
    let chat = owner.chat_with(&berta).await;
    let path = format!("/api/contacts/{}", chat["id"].as_str().expect("an id"));
    let edit = json!({ "version": 1, "user_id": "shop-42" });
    let _ = owner.web.patch(&path, &edit).await.ok();
    let note = json!({ "intent_id": new_intent(), "text": "calls back on Monday" });
    let _ = owner.web.post(&format!("{path}/notes"), &note).await.ok();
    let funnel = new_intent();
    let steps = json!([{ "after_min": 60, "text": "still there?" }]);
    let welcome = json!({ "version": 0, "name": "Welcome", "steps": steps });
    let _ = owner.web.put(&format!("/api/funnels/{funnel}"), &welcome).await.ok();
    let start = json!({ "intent_id": new_intent() });
    let _ = owner.web.put(&format!("{path}/funnels/{funnel}"), &start).await.ok();
    let settings = json!({ "version": 0, "name": "Acme" });
    let _ = owner.web.patch("/api/settings", &settings).await.ok();
    let online = json!({ "status": "online" });
    let _ = owner.web.put("/api/operators/me/status", &online).await.ok();
    let _ = owner.sends(&chat, "good day").await;
    berta.reads("good day").await;
    let _ = owner.closes(&chat).await;

    let found = inbox.differences().await;
    // Or the story's end would find them again.
    drop(inbox.unwatched());
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_was_told_everything_shows_what_a_fresh_one_does() {
    assert_eq!(differences(as_told).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fan_out_that_tells_too_little_is_noticed() {
    let broken: [(Tampering, &str); 8] = [
        (loses_cards, "card\n"),
        (loses_notes, "note "),
        (loses_runs, "funnel "),
        (loses_settings, "settings\n"),
        (loses_who_is_online, "operator "),
        (loses_a_commit_between, "after version 1 came version 3"),
        (loses_the_last_commit, "chat "),
        (loses_messages, "message "),
    ];
    // Side by side: what is lost is waited for.
    let found = join_all(broken.map(|(tampering, _)| differences(tampering))).await;

    for (found, (_, what)) in found.into_iter().zip(broken) {
        assert!(
            found.iter().any(|difference| difference.contains(what)),
            "{what}: {found:#?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "differs from one that has just loaded")]
async fn a_story_fails_at_its_end_where_the_two_differ() {
    let inbox = TestInbox::start_told(loses_messages).await;
    inbox.contact("Berta").await.writes("hello").await;
}
