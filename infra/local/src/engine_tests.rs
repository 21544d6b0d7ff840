//! The engine keeps what it acknowledged, and keeps house.

use std::{fs, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate},
};
use platform::SystemClock;
use store::{keys, schema};

use super::*;
use crate::temp::Folder;

const TABLE: &str = "switchboard";

async fn start(file: Option<&Path>) -> (Engine, Client) {
    let engine = Engine::start(file, Arc::new(SystemClock)).expect("starts");
    let client = platform::dynamo::client(Some(&engine.url));
    schema::create(&client, TABLE).await.expect("created");
    (engine, client)
}

async fn put(client: &Client, sk: usize, expires_s: i64) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = client
        .put_item()
        .table_name(TABLE)
        .item("PK", text("P"))
        .item("SK", text(&format!("{sk:05}")));
    put.item("expires_s", AttributeValue::N(expires_s.to_string()))
        .send()
        .await
        .expect("written");
}

fn count(house: &Storage, sql: &str) -> i64 {
    house.conn().query_row(sql, [], |row| row.get(0)).expect("a number")
}

#[tokio::test]
async fn a_file_is_synced_on_each_commit_and_outlives_the_engine() {
    let folder = Folder::new("outlives");
    let file = folder.join("switchboard.db");
    let (engine, client) = start(Some(&file)).await;
    put(&client, 1, 0).await;
    engine.stop();

    let (engine, client) = start(Some(&file)).await;

    let found = client.query().table_name(TABLE).key_condition_expression("PK = :p");
    let found = found
        .expression_attribute_values(":p", AttributeValue::S("P".into()))
        .send()
        .await
        .expect("read");
    assert_eq!(found.count(), 1);
    engine.stop();
}

#[tokio::test]
async fn a_table_from_before_gets_the_index_it_lacks() {
    let (engine, client) = start(None).await;
    let gone = DeleteGlobalSecondaryIndexAction::builder().index_name(keys::CLOSED.name);
    let gone = GlobalSecondaryIndexUpdate::builder().delete(gone.build().expect("a name"));
    let update = client.update_table().table_name(TABLE);
    update
        .global_secondary_index_updates(gone.build())
        .send()
        .await
        .expect("an index goes");
    put(&client, 1, 0).await;
    let indexes = async || {
        let described = client
            .describe_table()
            .table_name(TABLE)
            .send()
            .await
            .expect("described");
        let table = described.table.expect("a table");
        let names = table.global_secondary_indexes().iter();
        let mut names: Vec<String> = names
            .filter_map(|index| index.index_name().map(str::to_owned))
            .collect();
        names.sort();
        names
    };
    assert_eq!(indexes().await, ["due", "lists", "owned", "waiting"]);

    schema::create(&client, TABLE).await.expect("completed");
    schema::create(&client, TABLE).await.expect("again");

    assert_eq!(indexes().await, ["closed", "due", "lists", "owned", "waiting"]);
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let row = client
        .put_item()
        .table_name(TABLE)
        .item("PK", text("P"))
        .item("SK", text("2"));
    let row = row.item(keys::CLOSED.pk, text("D")).item(keys::CLOSED.sk, text("1"));
    row.send().await.expect("written");
    let found = client.query().table_name(TABLE).index_name(keys::CLOSED.name);
    let found = found
        .key_condition_expression("closed_day = :d")
        .expression_attribute_values(":d", text("D"))
        .send()
        .await
        .expect("read");
    assert_eq!(found.count(), 1);
    engine.stop();
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = Folder::new("nonsense");
    let file = folder.join("switchboard.db");
    fs::write(&file, "a shopping list".repeat(100)).expect("written");

    assert!(matches!(
        Engine::start(Some(&file), Arc::new(SystemClock)),
        Err(StartError::Engine(_))
    ));
}

#[tokio::test]
async fn house_is_kept_of_expired_rows_and_of_old_stream_records() {
    let folder = Folder::new("house");
    let file = folder.join("switchboard.db");
    let (engine, client) = start(Some(&file)).await;
    for sk in 0..5 {
        put(&client, sk, if sk < 2 { 1_000_000_000 } else { 9_000_000_000 }).await;
    }
    engine.stop();
    let (database, house) = open(Some(&file)).expect("opens");
    let house = house.expect("a file has a second connection");
    let records = "SELECT COUNT(*) FROM _stream_records";
    assert_eq!(count(&house, records), 5);

    assert_eq!(database.sweep_ttl().expect("swept"), 2);
    assert_eq!(count(&house, records), 7, "the stream tells of what was swept");
    assert_eq!(forget_records(&house, 0), Ok(0), "what is young stays");
    assert_eq!(forget_records(&house, 9_000_000_000), Ok(7));
    assert_eq!(count(&house, records), 0);
}

/// The engine's own statements use our index: else a write late in the day would read the whole day.
#[tokio::test]
async fn finding_the_stream_s_end_reads_no_table() {
    let folder = Folder::new("index");
    let file = folder.join("switchboard.db");
    let (engine, _client) = start(Some(&file)).await;
    engine.stop();
    let (_database, house) = open(Some(&file)).expect("opens");
    let house = house.expect("a file has a second connection");
    let statements = [
        "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 'x'",
        "SELECT event_name FROM _stream_records WHERE table_name = 'x' AND shard_id = 'y'
             AND CAST(sequence_number AS INTEGER) > 7 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 9",
    ];
    for statement in statements {
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let plan: String = house.conn().query_row(&explain, [], |row| row.get(3)).expect("a plan");
        assert!(plan.contains("INDEX switchboard_stream_position"), "{plan}");
    }
}

#[tokio::test]
async fn two_engines_in_memory_know_nothing_of_each_other() {
    let (first, client) = start(None).await;
    let (second, other) = start(None).await;
    put(&client, 1, 0).await;

    let seen = other.scan().table_name(TABLE).send().await.expect("read");

    assert_eq!(seen.count(), 0);
    first.stop();
    second.stop();
}
