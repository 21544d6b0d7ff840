//! One test for each access pattern of `keys.rs` about who may be the same person, under its number, on the embedded
//! engine; and what comparing costs.

use domain::{AuditEntry, Contact, ContactId, MINUTE_MS, rules, wire::EditCard};
use store::{Committed, Store};

use crate::table::{Engine, NOON, inbound};

/// Person `person` after their first message, with a phone.
async fn with_phone(store: &Store, person: u64, phone: &str) -> Contact {
    let change = rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON);
    assert!(matches!(store.commit(&change, NOON).await, Ok(Committed::Stored(_))));
    let met = contact(store, &change.chat.id).await;
    let edit = EditCard {
        version: met.card.version,
        phones: Some(vec![phone.into()]),
        ..EditCard::default()
    };
    let by = "anna".parse().expect("id");
    let change = rules::card_edit(&met.chat, &met.card, &edit, &by, NOON).expect("edited");
    assert!(matches!(store.commit(&change, NOON).await, Ok(Committed::Stored(_))));
    contact(store, &met.chat.id).await
}

async fn contact(store: &Store, id: &ContactId) -> Contact {
    store.contact(id, NOON).await.expect("read").expect("there")
}

/// What the courier does about a pair.
async fn suggested(store: &Store, one: &Contact, other: &Contact) -> bool {
    let writes = rules::suggest(rules::Pair {
        one,
        called: &other.chat.id,
        other: Some(other),
        are_apart: false,
    });
    store
        .suggest(&writes, (one, Some(other)), false)
        .await
        .expect("answered")
}

#[tokio::test]
async fn a32_who_has_exactly_this_phone() {
    let (engine, store) = Engine::store().await;
    let one = with_phone(&store, 1, "+79161234567").await;
    let other = with_phone(&store, 2, "+79161234567").await;
    with_phone(&store, 3, "+79161234568").await;
    engine.meter.take();

    let mut found = store.with_word("79161234567").await.expect("read");

    let cost = engine.meter.take();
    assert!(cost.rounds == 1 && cost.read_units <= 1.0, "{cost:?}");
    let mut wanted = vec![one.chat.id, other.chat.id];
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    assert!(
        store.with_word("7916123456").await.expect("read").is_empty(),
        "a whole number only"
    );
}

#[tokio::test]
async fn a33_whoever_the_stream_forgot_is_due_a_minute_later_until_compared() {
    let (_engine, store) = Engine::store().await;
    let id = with_phone(&store, 1, "+79161234567").await.chat.id;

    let now = store.comparisons_due(NOON).await.expect("read");
    let later = NOON.plus(MINUTE_MS);
    let due = store.comparisons_due(later).await.expect("read");
    let comparison = store.comparison(&id).await.expect("read").expect("due");
    store.set_compared(&comparison).await.expect("stored");

    assert!(now.is_empty(), "the stream comes first");
    assert_eq!(due, [id]);
    assert!(store.comparisons_due(later).await.expect("read").is_empty());
}

#[tokio::test]
async fn a34_a_comparison_of_before_leaves_a_newer_occasion_due() {
    let (_engine, store) = Engine::store().await;
    let known = with_phone(&store, 1, "+79161234567").await;
    let first = store.comparison(&known.chat.id).await.expect("read").expect("due");
    let entry = AuditEntry::new(NOON, None, "contacts_not_same", "contact/1".into(), 1);
    let other = with_phone(&store, 2, "+79161234568").await;
    store
        .set_not_same(&entry, &known.chat.id, &other.chat.id)
        .await
        .expect("stored");

    store.set_compared(&first).await.expect("answered");

    let second = store
        .comparison(&known.chat.id)
        .await
        .expect("read")
        .expect("still due");
    assert_ne!(first.occasion, second.occasion);
    store.set_compared(&second).await.expect("stored");
    assert_eq!(store.comparison(&known.chat.id).await.expect("read"), None);
}

#[tokio::test]
async fn a35_what_is_suggested_lies_beside_the_card_and_is_written_for_both_at_once() {
    let (engine, store) = Engine::store().await;
    let one = with_phone(&store, 1, "+79161234567").await;
    let other = with_phone(&store, 2, "+79161234567").await;
    engine.meter.take();

    assert!(suggested(&store, &one, &other).await);

    let cost = engine.meter.take();
    println!("a suggestion: {cost:?}");
    assert!(cost.rounds == 1 && cost.write_units <= 14.0, "{cost:?}");
    let kept = store.suggestions(&one.chat.id).await.expect("read").expect("there");
    assert_eq!((&kept.similar[0].contact, kept.version), (&other.chat.id, 1));
    engine.meter.take();
    let shown = contact(&store, &other.chat.id).await;
    let cost = engine.meter.take();
    assert!(cost.rounds == 1 && cost.read_units <= 1.0, "beside the card: {cost:?}");
    assert_eq!(shown.suggestions.expect("there").similar[0].contact, one.chat.id);
}

/// Nothing is suggested on the strength of what was true a moment ago.
#[tokio::test]
async fn what_was_decided_on_an_older_card_chat_or_word_is_not_written() {
    let (_engine, store) = Engine::store().await;
    let one = with_phone(&store, 1, "+79161234567").await;
    let other = with_phone(&store, 2, "+79161234567").await;
    let message = inbound(2, 2, "again");
    let change = rules::receive(Some(&other.chat), &message, None, None, NOON);
    assert!(matches!(store.commit(&change, NOON).await, Ok(Committed::Stored(_))));

    assert!(!suggested(&store, &one, &other).await, "the chat has changed");

    let other = contact(&store, &other.chat.id).await;
    let entry = AuditEntry::new(NOON, None, "contacts_not_same", "contact/1".into(), 1);
    store
        .set_not_same(&entry, &one.chat.id, &other.chat.id)
        .await
        .expect("stored");
    assert!(!suggested(&store, &one, &other).await, "they are two");
    assert_eq!(store.suggestions(&one.chat.id).await.expect("read"), None);
}
