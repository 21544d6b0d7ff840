//! What drafts cost at the table, on the embedded engine behind a meter: one write per pause, none for what is unchanged; and
//! what it costs to show who has a chat open.

use domain::{Draft, DraftKind, looking::Looking};

use crate::access_drafts::{anna, changed, chat};
use crate::table::{Engine, NOON};

#[tokio::test]
async fn a_draft_costs_four_units_per_pause_and_four_when_it_is_sent() {
    let (engine, store) = Engine::store().await;
    let chat = chat(&store, 1).await;
    let nothing = Draft::nothing(&anna(), &chat, DraftKind::Answer);
    engine.meter.take();

    let first = changed(&nothing, "Is the blue desk lamp");
    assert!(store.commit_draft(&first, &nothing).await.expect("answered"));
    let begun = engine.meter.take();
    let second = changed(&first, "Is the blue desk lamp still in stock?");
    assert!(store.commit_draft(&second, &first).await.expect("answered"));
    let changed_cost = engine.meter.take();
    let empty = changed(&second, "");
    assert!(store.commit_draft(&empty, &second).await.expect("answered"));
    let emptied = engine.meter.take();

    println!("begun {begun:?}, changed {changed_cost:?}, emptied {emptied:?}");
    for cost in [begun, changed_cost, emptied] {
        assert_eq!((cost.rounds, cost.write_units), (1, 4.0));
    }
}

#[tokio::test]
async fn erasing_looks_for_two_drafts_of_each_operator_and_deletes_those_there_are() {
    let (engine, store) = Engine::store().await;
    let chat = chat(&store, 1).await;
    let nothing = Draft::nothing(&anna(), &chat, DraftKind::Comment);
    let draft = changed(&nothing, "a friend of the house");
    assert!(store.commit_draft(&draft, &nothing).await.expect("answered"));
    engine.meter.take();

    store.erase_drafts(&anna(), &chat).await.expect("deleted");
    let found = engine.meter.take();
    store.erase_drafts(&anna(), &chat).await.expect("nothing to delete");
    let none = engine.meter.take();

    assert_eq!((found.read_units, found.write_units), (2.0, 1.0));
    assert_eq!((none.read_units, none.write_units), (2.0, 0.0));
}

#[tokio::test]
async fn telling_that_one_has_a_chat_open_costs_one_unit() {
    let (engine, store) = Engine::store().await;
    let chat = chat(&store, 1).await;
    let (by, at, is_there) = (anna(), NOON, true);
    engine.meter.take();

    let looking = Looking { chat, by, is_there, at };
    store.tell_looking(&looking).await.expect("told");

    let cost = engine.meter.take();
    assert_eq!((cost.rounds, cost.read_units, cost.write_units), (1, 0.0, 1.0));
}
