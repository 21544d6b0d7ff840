//! Whoever erases may die after any write: whoever comes next goes on, and the end is the same.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use courier::{Courier, Https, Wake};
use domain::{Chat, Roster, rules, rules::Erasing};
use platform::{App, Config, RandomIds, SystemClock};
use store::{
    Standing, Store, StoreError,
    dynamo::Dynamo,
    table::{Consistency, Count, Item, Key, Query, Rows, Table, Write, Written},
};
use tokio::sync::Mutex;

use crate::table::{Engine, NOON, inbound};

/// A table that fails once so many writes are done.
struct Dies {
    table: Dynamo,
    left: AtomicI64,
    /// Writes come one after the other: who dies must not take those along that are under way.
    turn: Mutex<()>,
}

#[async_trait]
impl Table for Dies {
    async fn get(&self, key: &Key, consistency: Consistency) -> Result<Option<Item>, StoreError> {
        self.table.get(key, consistency).await
    }

    async fn query(&self, query: &Query) -> Result<Rows, StoreError> {
        self.table.query(query).await
    }

    async fn count(&self, query: &Query) -> Result<Count, StoreError> {
        self.table.count(query).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        let _turn = self.turn.lock().await;
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            return Err(StoreError::Throttled);
        }
        self.table.write(writes).await
    }
}

fn courier_on(table: Arc<Dies>) -> Courier {
    let app = App {
        store: Store::new(table),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds::default()),
        blobs: Arc::new(blobs::Nowhere),
        config: Arc::new(Config::default()),
    };
    Courier::new(app, Arc::new(Https::new().expect("a client")))
}

/// A chat of `messages` messages, just erased.
async fn erased(store: &Store, messages: u64) -> Chat {
    let mut chat: Option<Chat> = None;
    for position in 1..=messages {
        let change = rules::receive(chat.as_ref(), &inbound(1, position, "hello"), None, None, NOON);
        store.commit(&change, NOON).await.expect("committed");
        chat = Some(change.chat);
    }
    let chat = chat.expect("a chat");
    let with = Erasing {
        pointers: &[],
        by: &"anna".parse().expect("id"),
        roster: &Roster(Vec::new()),
        salt: "salt",
    };
    let erasure = rules::erase(&chat, with, NOON).expect("erased");
    assert!(store.commit_erasure(&erasure).await.expect("written"));
    assert!(!store.commit_erasure(&erasure).await.expect("answered"), "once");
    chat
}

async fn is_finished(store: &Store, chat: &Chat) -> bool {
    match store.standing(&chat.id).await.expect("read") {
        Standing::Erased(tombstone) => tombstone.work.is_none(),
        _ => panic!("a tombstone stands there"),
    }
}

#[tokio::test]
async fn an_erase_that_dies_after_one_write_then_two_then_three_comes_to_the_same_end() {
    let (engine, store) = Engine::store().await;
    let chat = erased(&store, 30).await;
    let mut deaths = 0;

    while !is_finished(&store, &chat).await {
        let table = Arc::new(Dies {
            table: Dynamo::new(engine.client(), "desk"),
            left: AtomicI64::new(deaths + 1),
            turn: Mutex::default(),
        });
        courier::handle(&courier_on(table), Wake::Tick).await;
        deaths += 1;
        assert!(deaths < 100, "every one of them gets further");
    }

    assert!(deaths > 5, "{deaths}");
    let left = engine.client().scan().table_name("desk").send().await.expect("read");
    let left: Vec<String> = left.items().iter().map(|row| format!("{row:?}")).collect();
    assert_eq!(left.len(), 2, "the tombstone and the entry in the log: {left:#?}");
    assert!(!left.iter().any(|row| row.contains("hello") || row.contains("Анна")));
}

/// What is paid goes by what is deleted, and no single look is larger for a longer talk.
#[tokio::test]
async fn an_erase_costs_by_what_it_deletes() {
    let mut costs = Vec::new();
    for messages in [25, 100] {
        let (engine, store) = Engine::store().await;
        let chat = erased(&store, messages).await;
        engine.meter.take();

        while store.erase_messages(&chat.identities[0].id).await.expect("deleted") {}

        let cost = engine.meter.take();
        println!("erasing {messages} messages: {cost:?}");
        costs.push(cost);
    }
    // One unit a message and one for the word it is found by, each deleted by itself.
    assert!(
        costs[0].write_units <= 50.0 && costs[1].write_units <= 200.0,
        "{costs:?}"
    );
    assert!(costs[0].rounds <= 6 && costs[1].rounds <= 15, "{costs:?}");
}
