//! One test for each access pattern of `keys.rs` about contacts, under its number, on the embedded engine.

use crate::table::{Engine, NOON, inbound};
use domain::{AuditEntry, Card, Change, Contact, ContactId, Note, rules, wire::EditCard};
use store::{
    Committed, Store,
    cards::{CHANGES_PER_PAGE_MAX, TAGGED_PER_PAGE_MAX},
    notes::NOTES_PER_PAGE_MAX,
    words::FOUND_MAX,
};

async fn commit(store: &Store, change: &Change) {
    let committed = store.commit(change, NOON).await.expect("committed");
    assert!(matches!(committed, Committed::Stored(_)), "{committed:?}");
}

/// Person `person` after their first message.
async fn met(store: &Store, person: u64) -> Contact {
    let change = rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON);
    commit(store, &change).await;
    contact(store, &change.chat.id).await
}

async fn contact(store: &Store, id: &ContactId) -> Contact {
    store.contact(id, NOON).await.expect("read").expect("there")
}

async fn edit(store: &Store, contact: &Contact, user_id: &str) -> Card {
    let edit = EditCard {
        version: contact.card.version,
        user_id: Some(user_id.into()),
        ..EditCard::default()
    };
    let by = "anna".parse().expect("id");
    let change = rules::card_edit(&contact.chat, &contact.card, &edit, &by, NOON).expect("edited");
    commit(store, &change).await;
    change.cards[0].card.clone()
}

async fn tag(store: &Store, contact: &Contact, tag: &str) {
    store.know_tag(tag).await.expect("known");
    let by = "anna".parse().expect("id");
    let change = rules::card_tag(&contact.chat, &contact.card, tag, &by, NOON).expect("tagged");
    commit(store, &change).await;
}

#[tokio::test]
async fn a60_a_contact_is_one_read() {
    let (engine, store) = Engine::store().await;
    let met = met(&store, 1).await;
    let card = edit(&store, &met, "shop-1").await;
    engine.meter.take();

    let found = contact(&store, &met.chat.id).await;

    let cost = engine.meter.take();
    assert_eq!((found.card, found.chat), (card, met.chat));
    assert!(cost.rounds == 1 && cost.read_units <= 1.0, "{cost:?}");
    assert_eq!(
        store.contact(&"nobody".parse().expect("id"), NOON).await.expect("read"),
        None
    );
}

#[tokio::test]
async fn a61_what_became_of_a_card_page_by_page() {
    let (_engine, store) = Engine::store().await;
    let mut known = met(&store, 1).await;
    for at in 0..CHANGES_PER_PAGE_MAX + 2 {
        known.card = edit(&store, &known, &format!("shop-{at}")).await;
    }
    let id = &known.card.id;

    let newest = store.card_history(std::slice::from_ref(id), &<_>::default()).await;
    let newest = newest.expect("a page");
    let older = store
        .card_history(std::slice::from_ref(id), newest.before.as_ref().expect("a place"))
        .await;
    let older = older.expect("a page");

    assert_eq!((newest.changes.len(), older.changes.len()), (CHANGES_PER_PAGE_MAX, 2));
    assert_eq!(
        (newest.changes[0].version, older.changes[1].version),
        (known.card.version, 2)
    );
    assert_eq!(older.before, None);
    assert_eq!(older.changes[1].changes[0].field, "user_id");
}

/// Two cards' histories, read as one: nothing is left out and nothing comes twice, whatever the pages.
#[tokio::test]
async fn a61_what_became_of_two_cards_is_one_history() {
    let (engine, store) = Engine::store().await;
    let mut both = [met(&store, 1).await, met(&store, 2).await];
    for at in 0..CHANGES_PER_PAGE_MAX {
        for known in &mut both {
            known.card = edit(&store, known, &format!("shop-{at}")).await;
        }
    }
    let ids = both.map(|known| known.card.id);

    let (mut places, mut changes, mut pages) = (<_>::default(), Vec::new(), 0);
    loop {
        engine.meter.take();
        let page = store.card_history(&ids, &places).await.expect("a page");
        assert_eq!(engine.meter.take().rounds, 1);
        pages += 1;
        changes.extend(page.changes);
        match page.before {
            Some(before) => places = before,
            None => break,
        }
    }

    // The table does not say that a full page was the last one: an empty page may follow.
    assert!((2..=3).contains(&pages), "{pages} pages");
    assert_eq!(changes.len(), 2 * CHANGES_PER_PAGE_MAX);
    for id in &ids {
        let own = changes.iter().filter(|change| change.contact.as_ref() == Some(id));
        let versions: Vec<u64> = own.map(|change| change.version).collect();
        let wanted: Vec<u64> = (2..CHANGES_PER_PAGE_MAX as u64 + 2).rev().collect();
        assert_eq!(versions, wanted);
    }
}

#[tokio::test]
async fn a62_all_tags_ever_used() {
    let (_engine, store) = Engine::store().await;
    for tag in ["VIP", "sale", "vip"] {
        store.know_tag(tag).await.expect("known");
    }

    let all = store.tags(None).await.expect("read");
    let rest = store.tags(Some("sale")).await.expect("read");

    assert_eq!(all.rows, ["sale", "VIP"], "as first written");
    assert_eq!(rest.rows, ["VIP"]);
}

#[tokio::test]
async fn a63_contacts_with_a_tag_page_by_page() {
    let (engine, store) = Engine::store().await;
    let count = u64::try_from(TAGGED_PER_PAGE_MAX).expect("small") + 2;
    for person in 1..=count {
        let met = met(&store, person).await;
        tag(&store, &met, "sale").await;
    }
    engine.meter.take();

    let first = store.tagged("Sale", None, NOON).await.expect("read");

    let cost = engine.meter.take();
    let after = first.next.as_ref().and_then(|cursor| cursor.parse().ok());
    let second = store.tagged("sale", after.as_ref(), NOON).await.expect("read");
    assert_eq!((first.rows.len(), second.rows.len()), (TAGGED_PER_PAGE_MAX, 2));
    assert_eq!(second.next, None);
    assert!(cost.rounds <= 2 && cost.read_units <= 30.0, "{cost:?}");
}

/// Person `person` with this name after their first message.
async fn named(store: &Store, person: u64, name: &str) {
    let mut message = inbound(person, 1, "hello");
    message.sender.name = name.into();
    message.sender.username = None;
    commit(store, &rules::receive(None, &message, None, None, NOON)).await;
}

#[tokio::test]
async fn a64_contacts_found_by_a_term_cost_the_same_among_sixty_and_two_thousand() {
    let (engine, store) = Engine::store().await;
    let term = |text: &str| domain::search::Term::parse(text).expect("a term");
    let finds = async |text: &str| {
        engine.meter.take();
        let found = store.find_contacts(&term(text), NOON).await.expect("read");
        (found.len(), engine.meter.take())
    };
    for person in 1..=120 {
        named(&store, person, &format!("Anna Petrova{person:04}")).await;
    }
    let (few, few_cost) = (finds("anna").await, finds("anna petrova0007").await);
    for person in 121..=2_000 {
        named(&store, person, &format!("Anna Petrova{person:04}")).await;
    }
    let (many, many_cost) = (finds("anna").await, finds("anna petrova0007").await);

    println!("by one word: {:?}; by two: {:?}", many.1, many_cost.1);
    assert_eq!((few.0, many.0), (FOUND_MAX, FOUND_MAX));
    assert!(many.1.rounds <= 2 && many.1.read_units <= 25.0, "{:?}", many.1);
    assert!(many.1.read_units <= few.1.read_units + 0.5, "{:?} {:?}", few.1, many.1);
    assert_eq!((few_cost.0, many_cost.0), (1, 1), "found among many of one name");
    assert!(
        many_cost.1.rounds <= 2 && many_cost.1.read_units <= 40.0,
        "{:?}",
        many_cost.1
    );
}

fn note(at: usize, contact: &ContactId) -> Note {
    Note {
        id: format!("note-{at:04}").parse().expect("id"),
        contact: contact.clone(),
        version: 1,
        by: "anna".parse().expect("id"),
        at: NOON,
        text: "calls back".into(),
        edited: None,
        is_removed: at == 7,
    }
}

async fn add(store: &Store, note: &Note) -> bool {
    let audit = AuditEntry::new(NOON, Some(&note.by), "note_added", note.id.to_string(), note.version);
    store.commit_note(note, &audit).await.expect("answered")
}

#[tokio::test]
async fn a65_one_note_is_written_once_and_only_about_somebody() {
    let (_engine, store) = Engine::store().await;
    let contact = met(&store, 1).await.card.id;
    let first = note(0, &contact);

    assert!(add(&store, &first).await);

    assert!(!add(&store, &first).await, "there already");
    assert!(!add(&store, &note(0, &"nobody".parse().expect("id"))).await);
    assert_eq!(store.note(&contact, &first.id).await.expect("read"), Some(first));
}

#[tokio::test]
async fn a66_a_contact_s_notes_page_by_page() {
    let (_engine, store) = Engine::store().await;
    let contact = met(&store, 1).await.card.id;
    for at in 0..NOTES_PER_PAGE_MAX + 2 {
        assert!(add(&store, &note(at, &contact)).await);
    }

    let newest = store.notes(std::slice::from_ref(&contact), None).await.expect("read");
    let cursor = newest.next.as_ref().and_then(|cursor| cursor.parse().ok());
    let older = store
        .notes(std::slice::from_ref(&contact), cursor.as_ref())
        .await
        .expect("read");

    let lengths = (newest.rows.len(), older.rows.len());
    assert_eq!(lengths, (NOTES_PER_PAGE_MAX - 1, 2), "the removed one is left out");
    assert_eq!(
        (newest.rows[0].id.as_str(), older.rows[1].id.as_str()),
        ("note-0051", "note-0000")
    );
    assert_eq!(older.next, None);
}
