//! What an operation costs at a desk with a hundred chats, one of them with a hundred messages, and at one with a hundred
//! thousand of both: the same.
//!
//! The rows are those that real decisions write, caught on their way to the table and brought into the engine in bulk.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use domain::{Chat, ContactId, Operator, OperatorId, Role, Roster, Status, rules, wire::Forward};
use dynoxide::{AttributeValue, Database, ImportOptions};
use serde_json::Value;
use store::{
    Committed, Store, StoreError,
    chats::ChatList,
    keys,
    meter::Cost,
    table::{Consistency, Count, Item, Key, Query, Rows, Table, Write, Written},
};

use crate::table::{CAPABILITIES, Engine, NOON, inbound, request};

/// Who has the long chat.
const LONG: u64 = 1;

/// Who is found to be the same person.
const OTHER: u64 = 2;

/// A table that has nothing and keeps whatever is written, the newest row of each key.
#[derive(Default)]
struct Catch(Mutex<HashMap<Key, Item>>);

#[async_trait]
impl Table for Catch {
    async fn get(&self, _: &Key, _: Consistency) -> Result<Option<Item>, StoreError> {
        Ok(None)
    }

    async fn query(&self, _: &Query) -> Result<Rows, StoreError> {
        Ok(Rows::default())
    }

    async fn count(&self, _: &Query) -> Result<Count, StoreError> {
        Ok(Count::default())
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        let mut caught = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for write in writes {
            if let Write::Put { item, .. } = write {
                let key = write.key();
                // What lists and histories are made of, and the cards that a unite reads.
                if keys::is_chat(&key) || keys::is_card(&key) || key.pk.starts_with("THREAD#") {
                    caught.insert(key, item.clone());
                }
            }
        }
        Ok(Written::Done)
    }
}

async fn committed(store: &Store, change: &domain::Change) -> Chat {
    match store.commit(change, NOON).await.expect("committed") {
        Committed::Stored(chat) => *chat,
        other => panic!("{other:?}"),
    }
}

/// The rows of `count` chats, the one of person [`LONG`] with `count` messages.
async fn rows(count: u64) -> Vec<Item> {
    let caught = Arc::new(Catch::default());
    let store = Store::new(Arc::clone(&caught) as Arc<dyn Table>);
    for person in 1..=count {
        committed(
            &store,
            &rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON),
        )
        .await;
    }
    let first = rules::receive(None, &inbound(LONG, 1, "hello"), None, None, NOON);
    let mut chat = committed(&store, &first).await;
    for position in 2..=count {
        let change = rules::receive(Some(&chat), &inbound(LONG, position, "hello"), None, None, NOON);
        chat = committed(&store, &change).await;
    }
    let mut caught = caught.0.lock().unwrap_or_else(PoisonError::into_inner);
    let read = [LONG, OTHER].map(|person| keys::card(&contact(person)));
    // Nothing here reads the other cards.
    let rows = std::mem::take(&mut *caught).into_iter();
    rows.filter(|(key, _)| !keys::is_card(key) || read.contains(key))
        .map(|(_, row)| row)
        .collect()
}

fn contact(person: u64) -> ContactId {
    ContactId::first_seen(&inbound(person, 1, "").sender.identity)
}

/// As the engine has it.
fn attribute(value: Value) -> AttributeValue {
    match value {
        Value::Null => AttributeValue::NULL(true),
        Value::Bool(value) => AttributeValue::BOOL(value),
        Value::Number(value) => AttributeValue::N(value.to_string()),
        Value::String(value) => AttributeValue::S(value),
        Value::Array(values) => AttributeValue::L(values.into_iter().map(attribute).collect()),
        Value::Object(values) => {
            AttributeValue::M(values.into_iter().map(|(key, value)| (key, attribute(value))).collect())
        }
    }
}

fn anna() -> OperatorId {
    "anna".parse().expect("id")
}

/// What each operation costs at a desk of this size.
async fn costs(count: u64) -> Vec<(&'static str, Cost)> {
    let folder = std::env::temp_dir().join(format!("switchboard-scale-{}-{count}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("desk.db");
    let (engine, store) = Engine::store_in(Some(&file)).await;
    let rows: Vec<_> = (rows(count).await.into_iter())
        .map(|row| row.into_iter().map(|(key, value)| (key, attribute(value))).collect())
        .collect();
    let brought = Database::new(file.to_str().expect("text"))
        .and_then(|engine| {
            engine.enable_bulk_loading()?;
            engine.import_items("desk", rows, ImportOptions::default())
        })
        .expect("the rows are taken");
    assert!(brought.items_imported as u64 >= 2 * count);
    let operator = Operator {
        status: Status::Online,
        chats_max: 200,
        ..Operator::new(anna(), "anna".into(), "anna@example.com".into(), Role::Operator, NOON)
    };
    assert!(store.add_operator(&operator, "phc", None).await.expect("added"));

    let counted = store.chat_count(&ChatList::All, true).await.expect("counted");
    let counts = (usize::try_from(count).expect("few enough")).min(1_000);
    assert_eq!(
        (counted.count, counted.has_more),
        (counts, count > 1_000),
        "exact to a thousand"
    );
    let mut costs = pages(&engine, &store).await;
    costs.extend(decisions(&engine, &store, count).await);
    drop(engine);
    std::fs::remove_dir_all(&folder).expect("it was ours");
    costs
}

async fn pages(engine: &Engine, store: &Store) -> Vec<(&'static str, Cost)> {
    engine.meter.take();
    let open = store.chat_page(&ChatList::All, true, None).await.expect("a page");
    assert_eq!(open.chats.len(), 50);
    let all = engine.meter.take();
    store.chat_page(&ChatList::Unread, true, None).await.expect("a page");
    let unread = engine.meter.take();
    let identity = inbound(LONG, 1, "").sender.identity;
    let newest = store.message_page(&identity, None).await.expect("a page");
    assert!(newest.has_older);
    let history = engine.meter.take();
    store
        .message_page(&identity, Some(&newest.messages[0].id.order))
        .await
        .expect("a page");
    let older = engine.meter.take();
    vec![
        ("a page of all", all),
        ("a page of the unread ones", unread),
        ("the newest messages", history),
        ("the messages before", older),
    ]
}

async fn decisions(engine: &Engine, store: &Store, count: u64) -> Vec<(&'static str, Cost)> {
    let priced = async |change: domain::Change| {
        engine.meter.take();
        let chat = committed(store, &change).await;
        (chat, engine.meter.take())
    };
    let read = async |person| {
        store
            .contact(&contact(person), NOON)
            .await
            .expect("read")
            .expect("there")
    };

    let chat = read(LONG).await.chat;
    let (chat, message) = priced(rules::receive(
        Some(&chat),
        &inbound(LONG, count + 1, "and this"),
        None,
        None,
        NOON,
    ))
    .await;
    let roster = store.roster().await.expect("read");
    let forward = Forward {
        to: Some(anna()),
        holder: None,
        comment: None,
    };
    let (chat, forwarding) = priced(rules::forward(&chat, &forward, &anna(), &roster, NOON).expect("forwarded")).await;
    let (asked, by) = (request(&chat, "one", "an answer"), anna());
    let sending = rules::Sending::new(&asked, &CAPABILITIES, &by);
    let (_, answer) = priced(rules::send(&chat, sending, NOON).expect("queued")).await;
    let (one, other) = (read(LONG).await, read(OTHER).await);
    fn half(contact: &domain::Contact) -> rules::Half<'_> {
        rules::Half {
            chat: &contact.chat,
            card: &contact.card,
        }
    }
    let with = rules::Uniting {
        choices: &domain::Choices::new(),
        by: &anna(),
        roster: &Roster::default(),
        pointers: &[],
        runs: (&[], &[]),
    };
    let (_, unite) = priced(rules::unite(half(&one), half(&other), with, NOON).expect("united")).await;
    vec![
        ("a message", message),
        ("a forward", forwarding),
        ("an answer", answer),
        ("a unite", unite),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_costs_the_same_at_a_hundred_and_at_a_hundred_thousand() {
    let few = costs(100).await;
    let many = costs(100_000).await;

    println!("{many:#?}");
    assert_eq!(few, many);
    assert!(many.iter().all(|(_, cost)| cost.rounds == 1), "{many:?}");
}
