//! One test for each access pattern of `keys.rs` about personal data, under its number, on the embedded engine.

use domain::{AuditEntry, Chat, EarlierText, Message, Order, rules};
use store::{
    Store,
    exports::{CONTACT_ROWS_MAX, Export, LISTED_MAX, THREAD_ROWS_MAX},
};

use crate::table::{Engine, NOON, inbound};

async fn writes(store: &Store, chat: Option<&Chat>, person: u64, position: u64) -> (Chat, Message) {
    let now = NOON.plus(i64::try_from(person).unwrap_or_default() * domain::MINUTE_MS);
    let change = rules::receive(chat, &inbound(person, position, "hello"), None, None, now);
    store.commit(&change, now).await.expect("committed");
    let message = change.messages[0].message().clone();
    (change.chat, message)
}

#[tokio::test]
async fn a83_everything_that_lies_with_a_contact_comes_page_by_page() {
    let (engine, store) = Engine::store().await;
    let (chat, _) = writes(&store, None, 1, 1).await;
    let mut others = Vec::new();
    for person in 2..60 {
        others.push(writes(&store, None, person, 1).await.0.id);
    }
    for (at, other) in others.iter().enumerate() {
        let version = u64::try_from(at).expect("small");
        let entry = AuditEntry::new(NOON, None, "contacts_not_same", "contact/x".into(), version);
        assert!(store.set_not_same(&entry, &chat.id, other).await.expect("written"));
    }
    engine.meter.take();

    let first = store.contact_rows(&chat.id, None).await.expect("read");
    let cost = engine.meter.take();
    let rest = store.contact_rows(&chat.id, first.next.as_deref()).await.expect("read");

    assert!(cost.rounds == 1 && cost.read_units <= 3.0, "{cost:?}");
    assert_eq!(first.rows.len(), CONTACT_ROWS_MAX);
    assert_eq!(rest.next, None);
    // Card, chat, comparison, and those known to be somebody else.
    assert_eq!(first.rows.len() + rest.rows.len(), 58 + 3);
}

#[tokio::test]
async fn a84_a_talk_is_read_from_its_beginning() {
    let (_engine, store) = Engine::store().await;
    let mut chat = None;
    for position in 1..=30 {
        chat = Some(writes(&store, chat.as_ref(), 1, position).await.0);
    }
    let identity = &chat.expect("a chat").identities[0].id;

    let first = store.thread_rows(identity, None).await.expect("read");
    let rest = store.thread_rows(identity, first.next.as_deref()).await.expect("read");

    assert_eq!(first.rows.len(), THREAD_ROWS_MAX);
    assert_eq!(first.rows[0].id.order, Order::inbound(1));
    assert_eq!((rest.rows.len(), rest.next), (5, None));
}

#[tokio::test]
async fn a85_all_earlier_texts_are_read_however_many() {
    let (_engine, store) = Engine::store().await;
    let (mut chat, message) = writes(&store, None, 1, 1).await;
    for number in 0..60 {
        let mut change = domain::Change::next(&chat, |_| {});
        let earlier = EarlierText {
            number,
            content: domain::Content::Text {
                text: format!("{number}"),
            },
            at: NOON,
            by: None,
        };
        change.earlier = Some((message.id.clone(), earlier));
        store.commit(&change, NOON).await.expect("committed");
        chat = change.chat;
    }

    let texts = store.all_earlier_texts(&message.id).await.expect("read");

    let numbers: Vec<u32> = texts.iter().map(|text| text.number).collect();
    assert_eq!(numbers, (0..60).collect::<Vec<_>>());
}

#[tokio::test]
async fn a86_what_was_not_understood_is_found_by_whom_it_names() {
    let (_engine, store) = Engine::store().await;
    let channel = "channel".parse().expect("id");
    for person in 0..40 {
        let body = format!(r#"{{"strange":{{"from":{{"id":{person}}}}}}}"#);
        store
            .quarantine(&channel, "strange", body.as_bytes(), NOON)
            .await
            .expect("kept");
    }

    let first = store.quarantined_of(&channel, "7", None).await.expect("read");
    let rest = store
        .quarantined_of(&channel, "7", first.next.as_deref())
        .await
        .expect("read");
    store.erase_quarantined(&channel, "7").await.expect("deleted");

    assert_eq!(first.rows.len() + rest.rows.len(), 1);
    assert_eq!(rest.next, None);
    let left = store.quarantined(&channel).await.expect("read");
    assert_eq!(left.len(), 39, "and nobody else's");
}

#[tokio::test]
async fn a87_an_export_is_known_until_its_time_is_over() {
    let (_engine, store) = Engine::store().await;
    let export = Export {
        export: "e1".into(),
        by: "anna".parse().expect("id"),
        until: NOON,
        contact: None,
    };
    let entry = AuditEntry::new(NOON, None, "contacts_exported", "contacts".into(), 0);
    assert!(store.begin_export(&export, &entry).await.expect("written"));

    assert_eq!(store.export("e1", NOON.plus(-1)).await.expect("read"), Some(export));
    assert_eq!(store.export("e1", NOON).await.expect("read"), None);
}

#[tokio::test]
async fn a88_a_tag_is_used_as_long_as_anybody_has_it() {
    let (_engine, store) = Engine::store().await;
    let (chat, _) = writes(&store, None, 1, 1).await;
    let card = store.card(&chat.id).await.expect("read").expect("a card");
    store.know_tag("VIP").await.expect("known");
    assert!(!store.is_tag_used("VIP").await.expect("read"));
    let change = rules::card_tag(&chat, &card, "VIP", &"anna".parse().expect("id"), NOON).expect("tagged");
    store.commit(&change, NOON).await.expect("committed");
    assert!(store.is_tag_used("vip").await.expect("read"));

    store.erase_card(&chat.id, &[&chat]).await.expect("deleted");

    assert!(!store.is_tag_used("VIP").await.expect("read"));
    assert_eq!(store.tags(None).await.expect("read").rows, Vec::<String>::new());
}

#[tokio::test]
async fn a89_everybody_is_listed_once_and_one_who_moves_is_not_passed_over() {
    let (engine, store) = Engine::store().await;
    let mut chats = Vec::new();
    for person in 1..=60 {
        chats.push(writes(&store, None, person, 1).await.0);
    }
    engine.meter.take();

    let first = store.chats_listed(None).await.expect("read");
    let cost = engine.meter.take();
    // Two who were not listed yet: one is closed, one writes.
    let closed = rules::close(&chats[55], &"anna".parse().expect("id"), None, NOON);
    store.commit(&closed, NOON).await.expect("committed");
    let (wrote, _) = writes(&store, Some(&chats[56]), 57, 2).await;
    let rest = store.chats_listed(first.next.as_deref()).await.expect("read");

    assert_eq!((cost.rounds, first.rows.len()), (1, LISTED_MAX), "{cost:?}");
    assert_eq!(first.rows[0].id, chats[0].id, "the longest without activity first");
    let ids: Vec<_> = rest.rows.iter().map(|chat| &chat.id).collect();
    assert!(ids.contains(&&chats[55].id) && ids.contains(&&wrote.id));
    assert_eq!((ids.len(), rest.next), (10, None));
}
