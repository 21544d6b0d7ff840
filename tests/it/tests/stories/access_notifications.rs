//! One test for each access pattern of operators' notifications, under its number, on the embedded engine.

use domain::{
    Bell, MINUTE_MS, Notifications, OperatorId,
    rules::{link, ring},
};
use store::{
    Store,
    notifications::{Activity, PushKey},
};

use crate::table::{Engine, NOON};

fn id(name: &str) -> OperatorId {
    name.parse().expect("id")
}

/// Somebody who has asked for a link.
async fn offered(store: &Store, name: &str) -> Notifications {
    let channel = "channel".parse().expect("id");
    let (after, audit) = link::offer(&Notifications::none(&id(name)), &channel, "code", NOON);
    assert!(
        store
            .commit_notifications(&after, Some(&audit))
            .await
            .expect("committed")
    );
    after
}

#[tokio::test]
async fn a75_what_one_operator_is_told() {
    let (_engine, store) = Engine::store().await;
    let anna = offered(&store, "anna").await;

    assert_eq!(store.notifications(&id("anna")).await.expect("read"), anna);
    let nothing = Notifications::none(&id("boris"));
    assert_eq!(store.notifications(&id("boris")).await.expect("read"), nothing);
    assert!(
        !store.commit_notifications(&anna, None).await.expect("refused"),
        "an older version"
    );
}

#[tokio::test]
async fn a76_what_everybody_is_told_is_one_read() {
    let (engine, store) = Engine::store().await;
    let (anna, boris) = (offered(&store, "anna").await, offered(&store, "boris").await);
    engine.meter.take();

    let all = store.all_notifications().await.expect("read");

    let cost = engine.meter.take();
    assert_eq!(all, [anna, boris]);
    assert!(cost.rounds == 1 && cost.read_units <= 0.5, "{cost:?}");
}

#[tokio::test]
async fn a68_the_key_browsers_know_is_made_once() {
    let (engine, store) = Engine::store().await;
    assert_eq!(store.push_key().await.expect("read"), None);
    let key = |sealed: &str| PushKey {
        sealed: sealed.to_owned(),
    };
    engine.meter.take();

    assert!(store.add_push_key(&key("first")).await.expect("written"));

    let cost = engine.meter.take();
    assert!(cost.rounds == 1 && cost.write_units <= 1.0, "{cost:?}");
    assert!(!store.add_push_key(&key("second")).await.expect("refused"));
    assert_eq!(store.push_key().await.expect("read"), Some(key("first")));
}

#[tokio::test]
async fn a77_an_operators_bell() {
    let (engine, store) = Engine::store().await;
    let silent = store.bell(&id("anna")).await.expect("read");
    assert_eq!(silent, Bell::silent(&id("anna")));
    engine.meter.take();

    assert!(store.commit_bell(&ring::test(&silent, NOON)).await.expect("committed"));

    let cost = engine.meter.take();
    assert!(cost.rounds == 1 && cost.write_units <= 2.0, "{cost:?}");
    assert_eq!(store.bell(&id("anna")).await.expect("read").rings_at, Some(NOON));
    assert!(!store.commit_bell(&ring::test(&silent, NOON)).await.expect("refused"));
}

#[tokio::test]
async fn a78_whose_bell_is_to_be_rung() {
    let (_engine, store) = Engine::store().await;
    for (name, minutes) in [("anna", 2), ("boris", 1), ("vera", 9)] {
        let bell = ring::test(&Bell::silent(&id(name)), NOON.plus(minutes * MINUTE_MS));
        assert!(store.commit_bell(&bell).await.expect("committed"));
    }

    let due = store.bells_due(NOON.plus(2 * MINUTE_MS)).await.expect("read");
    assert_eq!(due, [id("boris"), id("anna")]);
    let silent = ring::silence(&store.bell(&id("boris")).await.expect("read")).expect("it was to be rung");
    assert!(store.commit_bell(&silent).await.expect("committed"));
    assert_eq!(
        store.bells_due(NOON.plus(2 * MINUTE_MS)).await.expect("read"),
        [id("anna")]
    );
    assert!(
        store
            .chats_due(NOON.plus(2 * MINUTE_MS))
            .await
            .expect("read")
            .is_empty(),
        "bells are no chats"
    );
}

#[tokio::test]
async fn a79_when_everybody_last_did_something() {
    let (_engine, store) = Engine::store().await;
    for minutes in [1, 5] {
        let activity = Activity {
            operator: id("anna"),
            at: NOON.plus(minutes * MINUTE_MS),
        };
        store.set_activity(&activity).await.expect("noted");
    }

    let all = store.activities().await.expect("read");

    assert_eq!(
        all.iter().map(|one| one.at).collect::<Vec<_>>(),
        [NOON.plus(5 * MINUTE_MS)]
    );
}
