//! One test for each access pattern of `keys.rs` about drafts, under its number, on the embedded engine.

use domain::{ContactId, Draft, DraftKind, OperatorId, draft::DRAFTS_MAX, rules, wire::SaveDraft};
use store::Store;

use crate::table::{Engine, NOON, inbound};

pub fn anna() -> OperatorId {
    "anna".parse().expect("id")
}

/// The chat of a new contact.
pub async fn chat(store: &Store, person: u64) -> ContactId {
    let change = rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON);
    store.commit(&change, NOON).await.expect("committed");
    change.chat.id
}

/// `known` with this text, decided and not yet written.
pub fn changed(known: &Draft, text: &str) -> Draft {
    let asked = SaveDraft {
        revision: known.revision,
        text: text.into(),
        reply: None,
    };
    rules::save_draft(known, &asked, NOON).expect("fine").expect("news")
}

async fn saved(store: &Store, chat: &ContactId, kind: DraftKind, text: &str) -> Draft {
    let known = store.draft(&anna(), chat, kind).await.expect("read");
    let draft = changed(&known, text);
    assert!(store.commit_draft(&draft, &known).await.expect("answered"));
    draft
}

#[tokio::test]
async fn a110_all_drafts_of_an_operator_are_one_read() {
    let (engine, store) = Engine::store().await;
    for person in 1..=10 {
        let chat = chat(&store, person).await;
        saved(&store, &chat, DraftKind::Answer, "Dear customer").await;
    }
    engine.meter.take();

    let drafts = store.drafts(&anna()).await.expect("read");
    let cost = engine.meter.take();

    assert_eq!(drafts.len(), 10);
    assert!(cost.rounds == 1 && cost.read_units <= 1.0, "{cost:?}");
    let nobody = store.drafts(&"boris".parse().expect("id")).await.expect("read");
    assert_eq!(nobody, []);
}

#[tokio::test]
async fn a111_one_draft_is_one_read_and_where_there_is_none_a_second_tells_what_was_emptied() {
    let (engine, store) = Engine::store().await;
    let chat = chat(&store, 1).await;
    let draft = saved(&store, &chat, DraftKind::Answer, "Dear customer").await;
    engine.meter.take();

    let found = store.draft(&anna(), &chat, DraftKind::Answer).await.expect("read");
    let cost = engine.meter.take();

    assert_eq!(found, draft);
    assert!(cost.rounds == 1 && cost.read_units <= 1.0, "{cost:?}");
    let none = store.draft(&anna(), &chat, DraftKind::Comment).await.expect("read");
    let cost = engine.meter.take();
    assert!(none.is_empty() && none.revision == 0);
    assert!(cost.rounds == 2 && cost.read_units <= 2.0, "{cost:?}");
    let emptied = changed(&draft, "");
    assert!(store.commit_draft(&emptied, &draft).await.expect("answered"));
    let known = store.draft(&anna(), &chat, DraftKind::Answer).await.expect("read");
    assert_eq!(known, emptied);
    let anew = saved(&store, &chat, DraftKind::Answer, "Once more").await;
    assert!(anew.revision > emptied.revision);
}

#[tokio::test]
async fn a112_drafts_are_counted_as_far_as_there_may_be_any() {
    let (_engine, store) = Engine::store().await;
    for person in 1..=3 {
        let chat = chat(&store, person).await;
        for kind in DraftKind::ALL {
            saved(&store, &chat, kind, "Dear customer").await;
        }
    }

    assert_eq!(store.draft_count(&anna()).await.expect("counted"), 6);
    const { assert!(DRAFTS_MAX > 6) };
}

#[tokio::test]
async fn who_was_second_changes_nothing_and_nothing_is_kept_of_whom_there_is_no_more() {
    let (_engine, store) = Engine::store().await;
    let chat = chat(&store, 1).await;
    let nothing = Draft::nothing(&anna(), &chat, DraftKind::Answer);
    let first = saved(&store, &chat, DraftKind::Answer, "first").await;

    for late in [changed(&nothing, "second"), changed(&first, "second")] {
        assert!(!store.commit_draft(&late, &nothing).await.expect("answered"));
    }
    let unknown = Draft::nothing(&anna(), &ContactId::erased(), DraftKind::Answer);
    let late = changed(&unknown, "too late");
    assert!(!store.commit_draft(&late, &unknown).await.expect("answered"));
    assert_eq!(store.drafts(&anna()).await.expect("read"), [first]);
}
