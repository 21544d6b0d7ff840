//! Whoever erases may die after any write: whoever comes next goes on, and the end is the same.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use courier::{Courier, Https, Wake};
use domain::{Change, Chat, Completed, Content, FileSource, Roster, Whole, fetch::WHOLE, rules, rules::Erasing};
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

/// A chat of `messages` messages, just erased. The first `short` of them came shortened, and every other one of those is whole
/// by now.
async fn erased(store: &Store, messages: u64, short: u64) -> Chat {
    let mut chat: Option<Chat> = None;
    for position in 1..=messages {
        let mut told = inbound(1, position, "hello");
        if position <= short {
            told.is_cropped = true;
            told.sources = vec![FileSource {
                number: WHOLE,
                main: position.to_string(),
                preview: None,
            }];
        }
        let mut change = rules::receive(chat.as_ref(), &told, None, None, NOON);
        store.commit(&change, NOON).await.expect("committed");
        if position <= short && position % 2 == 0 {
            change = whole(store, &change).await;
        }
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

/// The message that `change` brought becomes whole.
async fn whole(store: &Store, change: &Change) -> Change {
    let message = change.messages[0].message();
    let fetch = store
        .fetch(&message.id, WHOLE)
        .await
        .expect("read")
        .expect("to be fetched");
    let claimed = rules::claim_fetch(&fetch, "nowhere", NOON).expect("due");
    assert!(store.write_fetch(&claimed, fetch.attempts).await.expect("written"));
    let whole = Completed::Whole(Box::new(Whole {
        content: Content::Text {
            text: "hello, and more".into(),
        },
        sources: Vec::new(),
        reply: None,
        forwarded: None,
    }));
    let change = rules::complete(&change.chat, message, &claimed, &whole, NOON);
    store.commit(&change, NOON).await.expect("committed");
    change
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
    let chat = erased(&store, 30, 4).await;
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
        let chat = erased(&store, messages, 0).await;
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
    // Of each page one round for what is to be fetched for its messages, which they do not tell.
    assert!(costs[0].rounds <= 7 && costs[1].rounds <= 19, "{costs:?}");
}
