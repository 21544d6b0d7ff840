//! A reader of the stream misses nothing and waits for nobody.

use std::sync::{Arc, Mutex};

use aws_lambda_events::streams::DynamoDbBatchItemFailure;
use platform::SystemClock;
use store::{
    Table,
    dynamo::Dynamo,
    schema,
    table::{Condition, Item, Write},
};

use super::*;
use crate::{engine::Engine, noticed::noticed, temp::Folder};

const TABLE: &str = "switchboard";

/// Remembers what it read; fails a record as often as it is told to.
#[derive(Default)]
struct Memory {
    seen: Mutex<Vec<String>>,
    failing: Mutex<Option<(String, u32)>>,
}

impl Memory {
    fn failing(name: &str, times: u32) -> Self {
        Self {
            failing: Mutex::new(Some((name.to_owned(), times))),
            ..Self::default()
        }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("unharmed").clone()
    }
}

#[async_trait]
impl Reader for Memory {
    async fn read(&self, batch: Event) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        for record in batch.records {
            let keys: Item = serde_dynamo::from_item(record.change.keys).expect("keys");
            let name = keys["SK"].as_str().expect("text").to_owned();
            if let Some((poison, times)) = &mut *self.failing.lock().expect("unharmed")
                && *poison == name
                && *times > 0
            {
                *times -= 1;
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier = record.change.sequence_number;
                response.batch_item_failures.push(failure);
                break;
            }
            self.seen.lock().expect("unharmed").push(name);
        }
        response
    }
}

/// An engine, its stream, and a table that tells of its writes.
async fn start() -> (Engine, Stream, Arc<dyn Table>, Writes) {
    let engine = Engine::start(None, Arc::new(SystemClock)).expect("starts");
    let client = dynamo::client(Some(&engine.url));
    schema::create(&client, TABLE).await.expect("created");
    let stream = Stream::of(&client, Some(&engine.url), TABLE)
        .await
        .expect("it has a stream");
    let (table, writes) = noticed(Dynamo::new(client, TABLE));
    (engine, stream, table, writes)
}

async fn write(table: &Arc<dyn Table>, names: &[&str]) {
    for name in names {
        let mut item = Item::new();
        item.insert("PK".into(), "P".into());
        item.insert("SK".into(), (*name).into());
        table
            .write(&[Write::Put {
                item,
                condition: Condition::Always,
            }])
            .await
            .expect("written");
    }
}

/// Steps until the stream's end, without the pauses between failures.
async fn read_all(stream: &Stream, position: &mut Position, reader: &Memory) {
    while !matches!(position.step(stream, reader).await.expect("readable"), Step::End) {}
}

#[tokio::test]
async fn a_reader_gets_everything_once_and_in_order_from_where_it_started() {
    let (_engine, stream, table, _) = start().await;
    write(&table, &["before"]).await;
    let (mut position, reader) = (
        Position::behind(&stream, None).await.expect("readable"),
        Memory::default(),
    );

    write(&table, &["a", "b", "c"]).await;
    read_all(&stream, &mut position, &reader).await;
    write(&table, &["d"]).await;
    read_all(&stream, &mut position, &reader).await;

    assert_eq!(reader.seen(), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_failed_record_comes_again_and_those_before_it_do_not() {
    for failing in ["a", "b", "c"] {
        let (_engine, stream, table, _) = start().await;
        let (mut position, reader) = (
            Position::behind(&stream, None).await.expect("readable"),
            Memory::failing(failing, 2),
        );

        write(&table, &["a", "b", "c"]).await;
        read_all(&stream, &mut position, &reader).await;

        assert_eq!(reader.seen(), ["a", "b", "c"], "{failing} failed twice");
    }
}

#[tokio::test]
async fn a_record_that_always_fails_is_given_up_and_the_rest_goes_on() {
    for failing in ["a", "b", "c"] {
        let (_engine, stream, table, _) = start().await;
        let reader = Memory::failing(failing, u32::MAX);
        let mut position = Position::behind(&stream, None).await.expect("readable");

        write(&table, &["a", "b", "c"]).await;
        read_all(&stream, &mut position, &reader).await;
        write(&table, &["d"]).await;
        read_all(&stream, &mut position, &reader).await;

        let rest: Vec<&str> = ["a", "b", "c", "d"]
            .into_iter()
            .filter(|name| *name != failing)
            .collect();
        assert_eq!(reader.seen(), rest);
    }
}

#[tokio::test]
async fn a_reader_whose_iterators_are_lost_goes_on_where_it_was() {
    let (_engine, stream, table, _) = start().await;
    let (mut position, reader) = (
        Position::behind(&stream, None).await.expect("readable"),
        Memory::default(),
    );
    write(&table, &["a"]).await;
    read_all(&stream, &mut position, &reader).await;

    position.forget_iterators();
    write(&table, &["b"]).await;
    read_all(&stream, &mut position, &reader).await;

    assert_eq!(reader.seen(), ["a", "b"]);
}

#[tokio::test]
async fn a_reader_that_was_killed_goes_on_where_it_was() {
    let (_engine, stream, table, _) = start().await;
    let folder = Folder::new("kept");
    let open = || Kept::open(folder.join("courier.json"), &stream.arn);
    let reader = Memory::default();
    let mut position = Position::behind(&stream, Some(open().done())).await.expect("readable");
    write(&table, &["a", "b"]).await;
    read_all(&stream, &mut position, &reader).await;
    open().keep(position.done());

    write(&table, &["c"]).await;
    let mut position = Position::behind(&stream, Some(open().done())).await.expect("readable");
    read_all(&stream, &mut position, &reader).await;

    assert_eq!(reader.seen(), ["a", "b", "c"]);
    let other = Kept::open(folder.join("courier.json"), "another stream");
    assert!(other.done().is_empty());
}

/// A reader that hangs delays only itself, and whoever waits for quiet knows.
#[tokio::test(flavor = "multi_thread")]
async fn one_reader_does_not_wait_for_another() {
    struct Stuck;
    #[async_trait]
    impl Reader for Stuck {
        async fn read(&self, _batch: Event) -> DynamoDbEventResponse {
            std::future::pending().await
        }
    }
    let (_engine, stream, table, writes) = start().await;
    let (_stop, stopped) = watch::channel(false);
    let free = Arc::new(Memory::default());
    let stuck = stream
        .start(writes.clone(), stopped.clone(), Arc::new(Stuck), None)
        .await
        .expect("starts");
    let reading = stream
        .start(writes.clone(), stopped, free.clone(), None)
        .await
        .expect("starts");

    write(&table, &["a"]).await;
    while !reading.has_read(*writes.borrow()) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    assert_eq!(free.seen(), ["a"]);
    assert!(!stuck.has_read(*writes.borrow()));
}
