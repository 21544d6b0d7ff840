//! Writing on conditions, alone and in transactions.

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::{
    StoreError, Table,
    table::{Condition, Item, Key, Unmet, Write, Written},
};

use crate::rows::{at, get, put, row, write};

/// Writers at once, and how often each counts.
const WRITERS: usize = 10;
const COUNTS: usize = 10;

fn equal(path: &str, value: impl Into<Value>) -> Condition {
    Condition::Equal(vec![(path.to_owned(), value.into())])
}

fn delete(pk: &str, sk: &str, condition: Condition) -> Write {
    Write::Delete {
        key: Key::new(pk, sk),
        condition,
    }
}

/// Writes that must be refused; the reasons.
async fn refused(table: &dyn Table, writes: &[Write]) -> Vec<Unmet> {
    match table.write(writes).await.expect("the engine answers") {
        Written::Refused(unmet) => unmet,
        Written::Done => panic!("done, and should have been refused: {writes:?}"),
    }
}

fn unmet(index: usize, existing: Option<&Item>) -> Unmet {
    Unmet {
        index,
        existing: existing.cloned(),
        is_contention: false,
    }
}

pub async fn a_row_is_put_only_where_none_is(table: Arc<dyn Table>) {
    let first = row("WRITE#absent", "1", json!({ "who": "first" }));
    let second = row("WRITE#absent", "1", json!({ "who": "second" }));
    write(&*table, &[put(first.clone(), Condition::Absent)]).await;

    assert_eq!(
        refused(&*table, &[put(second, Condition::Absent)]).await,
        [unmet(0, Some(&first))]
    );
    assert_eq!(get(&*table, "WRITE#absent", "1").await, Some(first));
}

pub async fn a_row_is_put_only_where_one_is(table: Arc<dyn Table>) {
    let item = at("WRITE#present", "1");

    assert_eq!(
        refused(&*table, &[put(item.clone(), Condition::Present)]).await,
        [unmet(0, None)]
    );
    assert_eq!(get(&*table, "WRITE#present", "1").await, None);
    write(&*table, &[put(item.clone(), Condition::Always)]).await;
    write(&*table, &[put(item, Condition::Present)]).await;
}

pub async fn a_row_is_put_only_over_what_it_was(table: Arc<dyn Table>) {
    let item = |version: u64| row("WRITE#equal", "1", json!({ "version": version, "name": "x" }));
    assert_eq!(
        refused(&*table, &[put(item(1), equal("version", 0))]).await,
        [unmet(0, None)]
    );
    write(&*table, &[put(item(1), Condition::Absent)]).await;

    write(&*table, &[put(item(2), equal("version", 1))]).await;
    assert_eq!(
        refused(&*table, &[put(item(3), equal("version", 1))]).await,
        [unmet(0, Some(&item(2)))]
    );
    // A number is no text, and what is missing equals nothing.
    assert_eq!(refused(&*table, &[put(item(3), equal("version", "2"))]).await.len(), 1);
    assert_eq!(
        refused(&*table, &[put(item(3), equal("missing", Value::Null))])
            .await
            .len(),
        1
    );
    let both = |name: &str| Condition::Equal(vec![("version".to_owned(), 2.into()), ("name".to_owned(), name.into())]);
    assert_eq!(refused(&*table, &[put(item(3), both("y"))]).await.len(), 1);
    write(&*table, &[put(item(u64::MAX), both("x"))]).await;
    write(&*table, &[put(item(4), equal("version", u64::MAX))]).await;
}

pub async fn a_condition_looks_into_a_row(table: Arc<dyn Table>) {
    let origin = |fence: u32| json!({ "from": "operator", "delivery": { "state": "in_flight", "fence": fence } });
    let item = |fence: u32| row("WRITE#nested", "1", json!({ "version": 1, "origin": origin(fence) }));
    write(&*table, &[put(item(1), Condition::Absent)]).await;

    let path = "origin.delivery.fence";
    assert_eq!(
        refused(&*table, &[put(item(9), equal(path, 2))]).await,
        [unmet(0, Some(&item(1)))]
    );
    assert_eq!(
        refused(&*table, &[put(item(9), equal("origin.nothing.fence", 1))])
            .await
            .len(),
        1
    );
    assert_eq!(
        refused(&*table, &[put(item(9), equal("version.fence", 1))]).await.len(),
        1
    );
    write(&*table, &[put(item(2), equal(path, 1))]).await;
    // A whole map: what a claim compares.
    assert_eq!(
        refused(&*table, &[put(item(9), equal("origin", origin(1)))])
            .await
            .len(),
        1
    );
    write(&*table, &[put(item(3), equal("origin", origin(2)))]).await;
    // In a transaction too.
    let other = put(at("WRITE#nested", "2"), Condition::Absent);
    assert_eq!(
        refused(&*table, &[other.clone(), put(item(9), equal(path, 2))]).await,
        [unmet(1, Some(&item(3)))]
    );
    write(&*table, &[other, put(item(4), equal(path, 3))]).await;
}

pub async fn a_row_is_deleted_on_a_condition(table: Arc<dyn Table>) {
    let pk = "WRITE#delete";
    write(&*table, &[delete(pk, "1", Condition::Always)]).await;
    assert_eq!(refused(&*table, &[delete(pk, "1", Condition::Present)]).await.len(), 1);
    write(
        &*table,
        &[put(row(pk, "1", json!({ "version": 1 })), Condition::Absent)],
    )
    .await;

    assert_eq!(refused(&*table, &[delete(pk, "1", equal("version", 2))]).await.len(), 1);
    assert!(get(&*table, pk, "1").await.is_some());
    write(&*table, &[delete(pk, "1", equal("version", 1))]).await;
    assert_eq!(get(&*table, pk, "1").await, None);
    // Of two who take the same row one gets it.
    write(&*table, &[put(at(pk, "2"), Condition::Absent)]).await;
    let take = [delete(pk, "2", Condition::Present)];
    let taken = join_all((0..5).map(|_| table.write(&take))).await;
    assert_eq!(
        taken.iter().filter(|taken| matches!(taken, Ok(Written::Done))).count(),
        1,
        "{taken:?}"
    );
}

pub async fn a_transaction_is_done_as_a_whole(table: Arc<dyn Table>) {
    let pk = "WRITE#whole";
    write(
        &*table,
        &[
            put(at(pk, "old"), Condition::Absent),
            put(at(pk, "gone"), Condition::Absent),
        ],
    )
    .await;

    let changed = row(pk, "old", json!({ "changed": true }));
    let writes = [
        put(changed.clone(), Condition::Present),
        delete(pk, "gone", Condition::Present),
        put(at("WRITE#whole, elsewhere", "new"), Condition::Absent),
    ];
    write(&*table, &writes).await;

    assert_eq!(get(&*table, pk, "old").await, Some(changed));
    assert_eq!(get(&*table, pk, "gone").await, None);
    assert!(get(&*table, "WRITE#whole, elsewhere", "new").await.is_some());
}

pub async fn a_refused_transaction_names_its_reasons_and_does_nothing(table: Arc<dyn Table>) {
    let pk = "WRITE#reasons";
    let known = row(pk, "known", json!({ "version": 3 }));
    write(&*table, &[put(known.clone(), Condition::Absent)]).await;

    let writes = [
        put(at(pk, "new"), Condition::Absent),
        put(at(pk, "known"), Condition::Absent),
        put(at(pk, "newer"), Condition::Always),
        put(at(pk, "missing"), equal("version", 1)),
    ];
    let reasons = refused(&*table, &writes).await;

    assert_eq!(reasons, [unmet(1, Some(&known)), unmet(3, None)]);
    for sk in ["new", "newer", "missing"] {
        assert_eq!(get(&*table, pk, sk).await, None, "{sk}");
    }
    assert_eq!(get(&*table, pk, "known").await, Some(known));
}

pub async fn a_transaction_is_bounded(table: Arc<dyn Table>) {
    let puts = |count: usize| -> Vec<Write> {
        (0..count)
            .map(|number| put(at("WRITE#bounded", &number.to_string()), Condition::Absent))
            .collect()
    };

    let too_many = table.write(&puts(101)).await;
    assert!(matches!(too_many, Err(StoreError::Rejected(_))), "{too_many:?}");
    assert_eq!(get(&*table, "WRITE#bounded", "0").await, None);
    write(&*table, &puts(100)).await;
    assert!(get(&*table, "WRITE#bounded", "99").await.is_some());
}

pub async fn a_request_that_makes_no_sense_is_rejected(table: Arc<dyn Table>) {
    let twice = put(at("WRITE#senseless", "1"), Condition::Always);
    let number = row("WRITE#senseless", "1", json!({ "list": 5, "list_order": "1" }));
    for writes in [
        vec![],
        vec![twice.clone(), twice],
        vec![put(at("", "1"), Condition::Always)],
        vec![put(at("WRITE#senseless", ""), Condition::Always)],
        vec![put(number, Condition::Always)],
        vec![put(at("WRITE#senseless", &"x".repeat(1_025)), Condition::Always)],
    ] {
        let rejected = table.write(&writes).await;
        assert!(
            matches!(rejected, Err(StoreError::Rejected(_))),
            "{rejected:?} to {writes:?}"
        );
    }
    assert_eq!(get(&*table, "WRITE#senseless", "1").await, None);
}

pub async fn a_hundred_increments_at_once_lose_none(table: Arc<dyn Table>) {
    let pk = "WRITE#count";
    let counter = |version: u64| row(pk, "counter", json!({ "version": version }));
    write(&*table, &[put(counter(0), Condition::Absent)]).await;

    let count = async |writer: usize| {
        for number in 0..COUNTS {
            loop {
                let before = get(&*table, pk, "counter").await.expect("the counter is there");
                let version = before["version"].as_u64().expect("a number");
                // With a second row, as a commit has: the transaction must hold both or none.
                let writes = [
                    put(counter(version + 1), equal("version", version)),
                    put(at(pk, &format!("mark {writer} {number}")), Condition::Absent),
                ];
                match table.write(&writes).await {
                    Ok(Written::Done) => break,
                    Ok(Written::Refused(_)) | Err(StoreError::Throttled) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
        }
    };
    join_all((0..WRITERS).map(count)).await;

    assert_eq!(
        get(&*table, pk, "counter").await,
        Some(counter((WRITERS * COUNTS) as u64))
    );
}
