//! Reads about channels: which chats wait for them, by their number in `keys.rs`, and what waiting costs.

use crate::table::{CAPABILITIES, Engine, NOON, inbound, request};
use domain::{
    Change, Channel, ChannelId, ChannelState, Chat, Hold, MINUTE_MS, Registration, UnixMs, rules,
    rules::hold::{Waiting, waits_until},
};
use store::{
    Committed, Store,
    channels::{AccessRow, ChannelRow},
    held::HELD_PER_PAGE_MAX,
};

fn id() -> ChannelId {
    "Zq3vT8yLr0mWc5XbN1sKfg".parse().expect("id")
}

/// The channel of [`inbound`], which lets nothing out.
async fn dead_channel(store: &Store) -> ChannelRow {
    let row = ChannelRow {
        channel: Channel {
            id: id(),
            version: 3,
            messenger: "pigeon".parse().expect("name"),
            name: "@acme".into(),
            state: ChannelState::NeedsAttention {
                reason: "401".into(),
                at: NOON,
            },
            paused: None,
            renewal: None,
            created: NOON,
        },
        secrets_sha256: Vec::new(),
        registration: Registration::default(),
    };
    let access = AccessRow {
        token: String::new(),
        secret: String::new(),
    };
    assert!(store.add_channel(&row, &access, None).await.expect("added"));
    row
}

async fn commits(store: &Store, change: &Change, now: UnixMs) -> Chat {
    match store.commit(change, now).await.expect("answered") {
        Committed::Stored(chat) => *chat,
        other => panic!("{other:?}"),
    }
}

/// Person `person` wrote, and an answer was queued that is to wait: the chat, and that it waits.
async fn answered(store: &Store, person: u64) -> (Chat, Waiting) {
    let received = rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON);
    let chat = commits(store, &received, NOON).await;
    let by = "anna".parse().expect("id");
    let asked = request(&chat, "one", "hi");
    let sending = rules::Sending::new(&asked, &CAPABILITIES, &by);
    let sent = rules::send(&chat, sending, NOON).expect("sent");
    let waiting = Waiting {
        channels: vec![(id(), 3)],
        until: Some(waits_until(sent.messages[0].message())),
        is_under_way: false,
    };
    (commits(store, &sent, NOON).await, waiting)
}

#[tokio::test]
async fn a24_for_which_channels_a_chat_waits() {
    let (engine, store) = Engine::store().await;
    dead_channel(&store).await;
    let (chat, waiting) = answered(&store, 1).await;
    assert_eq!(store.holds(&chat.id).await.expect("read"), []);

    engine.meter.take();
    let chat = commits(&store, &rules::hold(&chat, &waiting, &[]), NOON).await;
    let holding = engine.meter.take();

    assert_eq!(store.holds(&chat.id).await.expect("read"), [id()]);
    let reading = engine.meter.take();
    let due = store.chats_due(NOON.plus(60 * MINUTE_MS)).await.expect("read");
    assert!(due.is_empty(), "it does not come up while it waits");
    println!("holding {holding:?}, reading {reading:?}");
    assert_eq!((holding.rounds, reading.rounds), (1, 1));
    assert!(holding.write_units <= 14.0 && reading.read_units <= 1.0);
}

#[tokio::test]
async fn a25_chats_that_wait_for_a_channel_the_longest_first_and_in_pages() {
    let (engine, store) = Engine::store().await;
    dead_channel(&store).await;
    let mut chats = Vec::new();
    for person in 0..=HELD_PER_PAGE_MAX as u64 {
        let (chat, waiting) = answered(&store, person + 1).await;
        let now = NOON.plus(i64::try_from(person).expect("small"));
        chats.push(commits(&store, &rules::hold(&chat, &waiting, &[]), now).await);
    }
    engine.meter.take();

    let first = store.chats_held(&id(), None).await.expect("read");
    let cost = engine.meter.take();
    let rest = store.chats_held(&id(), first.next.clone()).await.expect("read");

    let contacts: Vec<_> = first.contacts.iter().chain(&rest.contacts).collect();
    assert_eq!(contacts, chats.iter().map(|chat| &chat.id).collect::<Vec<_>>());
    assert!(cost.rounds == 1 && cost.read_units <= 1.5, "{cost:?}");
    engine.meter.take();
    let nowhere: ChannelId = "nowhere".parse().expect("id");
    let none = store.chats_held(&nowhere, None).await.expect("read");
    assert!(none.contacts.is_empty());
    let cost = engine.meter.take();
    assert!(
        cost.read_units <= 0.5,
        "a minute's look at a channel nobody waits for: {cost:?}"
    );

    let released = rules::release_hold(&chats[0], &id(), &chats[0].id, NOON);
    commits(&store, &released, NOON).await;
    let left = store.chats_held(&id(), None).await.expect("read");
    assert_eq!(left.contacts.first(), Some(&chats[1].id));
    assert_eq!(store.chats_due(NOON).await.expect("read"), [chats[0].id.clone()]);
}

/// The channel came back between the courier's look and its commit: the answer must not be put aside for ever.
#[tokio::test]
async fn a_chat_is_not_put_aside_for_a_channel_that_changed_meanwhile() {
    let (_engine, store) = Engine::store().await;
    let mut row = dead_channel(&store).await;
    let (chat, waiting) = answered(&store, 1).await;
    row.channel.version = 4;
    row.channel.state = ChannelState::Active { since: NOON };
    assert!(store.update_channel(&row, 3).await.expect("written"));

    let change = rules::hold(&chat, &waiting, &[]);

    assert!(matches!(&change.holds[..], [Hold::Put { version: 3, .. }]));
    assert_eq!(store.commit(&change, NOON).await.expect("answered"), Committed::Stale);
    assert_eq!(store.holds(&chat.id).await.expect("read"), []);
}

#[tokio::test]
async fn a26_how_a_messenger_calls_us_for_a_channel() {
    let (engine, store) = Engine::store().await;
    let unknown = store.channel_health(&id()).await.expect("read");
    assert_eq!(unknown, domain::ChannelHealth::unknown(&id()));
    let asked = unknown.ask(NOON).expect("wanted");

    assert!(store.commit_health(&asked).await.expect("written"));
    assert!(!store.commit_health(&asked).await.expect("answered"), "once");

    engine.meter.take();
    assert_eq!(store.channel_health(&id()).await.expect("read"), asked);
    let cost = engine.meter.take();
    assert!(cost.rounds == 1 && cost.read_units <= 1.0, "{cost:?}");
}
