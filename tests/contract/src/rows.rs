//! A row comes back as it was put. Also the words the other cases are made of.

use std::sync::Arc;

use serde_json::{Value, json};
use store::{
    StoreError, Table,
    table::{Condition, Consistency, Item, Key, PK, SK, Write, Written},
};

/// An empty row at a place.
pub fn at(pk: &str, sk: &str) -> Item {
    Item::from_iter([(PK.to_owned(), pk.into()), (SK.to_owned(), sk.into())])
}

/// A row at a place with more attributes.
pub fn row(pk: &str, sk: &str, more: Value) -> Item {
    let mut item = at(pk, sk);
    match more {
        Value::Object(more) => item.extend(more),
        other => panic!("attributes are an object: {other}"),
    }
    item
}

/// A put on a condition.
pub fn put(item: Item, condition: Condition) -> Write {
    Write::Put { item, condition }
}

/// Writes that must succeed.
pub async fn write(table: &dyn Table, writes: &[Write]) {
    assert_eq!(table.write(writes).await.expect("the engine answers"), Written::Done);
}

/// The row at a place.
pub async fn get(table: &dyn Table, pk: &str, sk: &str) -> Option<Item> {
    table
        .get(&Key::new(pk, sk), Consistency::Strong)
        .await
        .expect("the engine answers")
}

async fn survives(table: &dyn Table, pk: &str, sk: &str, more: Value) {
    let item = row(pk, sk, more);
    write(table, &[put(item.clone(), Condition::Always)]).await;
    assert_eq!(get(table, pk, sk).await, Some(item));
}

pub async fn a_row_is_read_back_as_it_was_put(table: Arc<dyn Table>) {
    let more = json!({
        "text": "hello", "empty": "", "yes": true, "no": false, "nothing": null, "items": [1, "two", [], {}],
        "map": { "inner": { "deep": -5 } }, "zero": 0, "instant": 1_795_348_800_000_i64,
    });
    survives(&*table, "ROW#kinds", "1", more).await;
    survives(&*table, "ROW#kinds", "1", json!({ "replaced": "wholly" })).await;
}

pub async fn strange_texts_are_kept(table: Arc<dyn Table>) {
    let texts = [
        "\u{0}",
        "a\u{0}b",
        "\u{1}\u{7f}",
        "👩‍👩‍👧‍👦",
        "e\u{301}",
        "\u{202e}txet",
        "\u{feff}",
        "\u{10ffff}",
        "\\ \" ' / \r\n\t",
        "привет",
        " ",
        "#pk = :pk",
    ];
    for (at, text) in texts.into_iter().enumerate() {
        survives(&*table, "ROW#texts", &at.to_string(), json!({ "text": text })).await;
        // Ids are plain, but nothing must depend on it.
        survives(&*table, &format!("ROW#{text}"), &format!("~{text}"), json!({})).await;
    }
}

pub async fn large_numbers_are_kept(table: Arc<dyn Table>) {
    let numbers = [0, 1, (1 << 53) - 1, 1 << 53, (1 << 53) + 1, u64::MAX - 1, u64::MAX];
    for (at, number) in numbers.into_iter().enumerate() {
        survives(&*table, "ROW#numbers", &at.to_string(), json!({ "version": number })).await;
    }
    survives(&*table, "ROW#numbers", "least", json!({ "number": i64::MIN })).await;
}

pub async fn a_large_row_is_kept_and_one_too_large_refused(table: Arc<dyn Table>) {
    survives(&*table, "ROW#large", "1", json!({ "text": "x".repeat(300 * 1024) })).await;

    let too_large = row("ROW#large", "2", json!({ "text": "x".repeat(410 * 1024) }));
    let refused = table.write(&[put(too_large, Condition::Always)]).await;

    assert!(matches!(refused, Err(StoreError::Rejected(_))), "{refused:?}");
    assert_eq!(get(&*table, "ROW#large", "2").await, None);
}
