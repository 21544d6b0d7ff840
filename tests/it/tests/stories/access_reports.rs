//! One test for each access pattern of `keys.rs` about reports, under its number, on the embedded engine; and what they cost.

use domain::{Card, Change, Chat, ContactId, DAY_MS, HOUR_MS, UnixMs, rules};
use store::{Committed, Store, keys, meter::Cost, reports::EPISODES_LOOKED_AT};

use crate::table::{Engine, NOON, inbound};

fn by() -> domain::OperatorId {
    "anna".parse().expect("id")
}

async fn commit(store: &Store, change: &Change) -> Chat {
    match store.commit(change, NOON).await.expect("committed") {
        Committed::Stored(chat) => *chat,
        other => panic!("{other:?}"),
    }
}

/// Person `person` writes an hour before `at`, when the chat is closed.
async fn closed(store: &Store, person: u64, at: UnixMs) -> Chat {
    let asked = rules::receive(None, &inbound(person, 1, "hello"), None, None, at.plus(-HOUR_MS));
    let chat = commit(store, &asked).await;
    commit(store, &rules::close(&chat, &by(), None, at)).await
}

fn cost(rounds: u64, read_units: f64, write_units: f64) -> Cost {
    Cost {
        rounds,
        read_units,
        write_units,
    }
}

#[tokio::test]
async fn a69_episodes_closed_within_a_time() {
    let (engine, store) = Engine::store().await;
    let midnight = NOON.plus(12 * HOUR_MS);
    let times = [
        NOON,
        midnight.plus(-1),
        midnight,
        midnight.plus(DAY_MS),
        midnight.plus(3 * DAY_MS),
    ];
    for (person, at) in (1..).zip(times) {
        closed(&store, person, at).await;
    }
    engine.meter.take();

    let within = async |from: UnixMs, to: UnixMs| {
        let found = store.episodes_closed(from, to).await.expect("read");
        found.iter().map(|episode| episode.closed).collect::<Vec<_>>()
    };
    assert_eq!(within(NOON, midnight.plus(3 * DAY_MS)).await, times[..4]);
    assert_eq!(
        engine.meter.take(),
        cost(1, 2.0, 0.0),
        "four days side by side, half a unit each"
    );
    assert_eq!(within(NOON.plus(1), midnight).await, times[1..2]);
    assert_eq!(within(midnight, midnight.plus(DAY_MS)).await, times[2..3]);
    assert!(within(NOON.plus(-9 * DAY_MS), NOON).await.is_empty());
    engine.meter.take();
    assert_eq!(within(NOON.plus(-56 * DAY_MS), NOON.plus(DAY_MS)).await.len(), 3);
    assert_eq!(engine.meter.take(), cost(2, 29.0, 0.0), "a month and the one before");
}

#[tokio::test]
async fn a69_a_line_is_found_that_was_rewritten_and_none_that_was_taken_back() {
    let (_engine, store) = Engine::store().await;
    let chat = closed(&store, 1, NOON).await;
    let again = rules::receive(Some(&chat), &inbound(1, 2, "again"), None, None, NOON.plus(HOUR_MS));
    commit(&store, &again).await;
    let other = closed(&store, 2, NOON).await;
    commit(&store, &rules::reopen(&other, &by(), NOON.plus(1))).await;

    let found = store.episodes_closed(NOON, NOON.plus(1)).await.expect("read");

    let reopened: Vec<_> = found.iter().map(|episode| (&episode.chat, episode.reopened)).collect();
    assert_eq!(reopened, [(&chat.id, Some(NOON.plus(HOUR_MS)))]);
}

#[tokio::test]
async fn a80_episodes_before_a_place_newest_first() {
    let (engine, store) = Engine::store().await;
    let count = u64::try_from(EPISODES_LOOKED_AT).expect("small") + 1;
    for person in 1..=count {
        let at = NOON.plus(i64::try_from(person).expect("small"));
        closed(&store, person, at).await;
    }
    engine.meter.take();

    let from = NOON.plus(-DAY_MS);
    let first = store
        .episodes_before(from, &keys::closed_from(NOON.plus(HOUR_MS)))
        .await
        .expect("read");
    let paid = engine.meter.take();
    let last = &first.episodes.last().expect("some").0;
    let second = store.episodes_before(from, last).await.expect("read");
    let none = store
        .episodes_before(NOON.plus(2), &second.episodes[0].0)
        .await
        .expect("read");

    assert!(paid.rounds == 1 && paid.read_units <= 8.0, "{paid:?}");
    assert_eq!((first.episodes.len(), first.has_more), (EPISODES_LOOKED_AT, true));
    assert_eq!(
        first.episodes[0].1.closed,
        NOON.plus(i64::try_from(count).expect("small"))
    );
    assert_eq!((second.episodes.len(), second.has_more), (1, false));
    assert_eq!(second.episodes[0].1.closed, NOON.plus(1));
    assert_eq!((none.episodes.len(), none.has_more), (0, false));
}

#[tokio::test]
async fn a81_ids_of_contacts_with_a_tag() {
    let (engine, store) = Engine::store().await;
    let mut tagged: Vec<ContactId> = Vec::new();
    for person in 1..=3 {
        let chat = commit(
            &store,
            &rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON),
        )
        .await;
        if person < 3 {
            let card: Card = store.card(&chat.id).await.expect("read").expect("a card");
            let change = rules::card_tag(&chat, &card, "Late", &by(), NOON).expect("tagged");
            commit(&store, &change).await;
            tagged.push(chat.id);
        }
    }
    tagged.sort();
    engine.meter.take();

    let found = store.tagged_ids("late").await.expect("read");

    assert_eq!(engine.meter.take(), cost(1, 0.5, 0.0));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), tagged);
    assert!(store.tagged_ids("early").await.expect("read").is_empty());
}

/// What is written for the report's sake: a closing's line stands in one index; opening again within a day writes it anew.
#[tokio::test]
async fn what_is_kept_for_the_report_costs() {
    let (engine, store) = Engine::store().await;
    let mut paid = Vec::new();
    for (person, after) in [(1, HOUR_MS), (2, 2 * DAY_MS)] {
        let asked = rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON);
        let chat = commit(&store, &asked).await;
        engine.meter.take();
        let chat = commit(&store, &rules::close(&chat, &by(), None, NOON)).await;
        paid.push(engine.meter.take().write_units);
        let again = rules::receive(Some(&chat), &inbound(person, 2, "again"), None, None, NOON.plus(after));
        commit(&store, &again).await;
        paid.push(engine.meter.take().write_units);
    }
    println!("closing, opening within a day, closing, opening later: {paid:?}");
    // Three more than later: the line (two in a transaction), and the line in its index.
    assert_eq!((paid[0], paid[1]), (paid[2], paid[3] + 3.0));
}
