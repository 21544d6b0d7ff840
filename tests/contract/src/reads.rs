//! Reading partitions and indexes, in order, in part, page by page.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use store::{
    Table,
    keys::{DUE, LISTS, LISTS_CARRY},
    table::{Condition, Consistency, Item, Key, PK, Query, Rows, SK, Span, Write},
};

use crate::rows::{at, get, put, row, write};

/// How long an index may take to follow its table, in tries of a tenth of a second.
const LAG_TRIES: usize = 50;

async fn query(table: &dyn Table, query: &Query) -> Rows {
    table.query(query).await.expect("the engine answers")
}

fn sort_keys(rows: &[Item]) -> Vec<&str> {
    rows.iter().filter_map(|row| row[SK].as_str()).collect()
}

/// Every page of a query, with the number of pages.
async fn all(table: &dyn Table, mut query: Query) -> (Vec<Item>, usize) {
    let (mut items, mut pages) = (Vec::new(), 0);
    loop {
        let rows = self::query(table, &query).await;
        assert!(rows.items.len() <= query.limit, "a page is no larger than asked for");
        items.extend(rows.items);
        pages += 1;
        query.after = rows.next;
        if query.after.is_none() {
            return (items, pages);
        }
    }
}

/// Reads an index until it shows what it must: indexes may lag.
async fn index_shows(table: &dyn Table, query: &Query, wanted: &[&str]) -> Vec<Item> {
    let mut seen = Vec::new();
    for _ in 0..LAG_TRIES {
        seen = all(table, query.clone()).await.0;
        if sort_keys(&seen) == wanted {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the index shows {:?} instead of {wanted:?}", sort_keys(&seen))
}

pub async fn what_is_not_there_is_none(table: Arc<dyn Table>) {
    assert_eq!(get(&*table, "READ#nowhere", "1").await, None);
    let eventual = table.get(&Key::new("READ#nowhere", "1"), Consistency::Eventual).await;
    assert_eq!(eventual.expect("the engine answers"), None);
    assert_eq!(
        query(&*table, &Query::partition("READ#nowhere".into(), 5)).await,
        Rows::default()
    );
}

pub async fn a_partition_is_read_in_order_and_in_part(table: Arc<dyn Table>) {
    let pk = "READ#order";
    // By the bytes of UTF-8: capitals before small letters, Latin before Cyrillic before emoji.
    let ordered = ["0001", "0002", "0002-1", "0003", "A", "a", "я", "🙂"];
    for sk in ["я", "0003", "a", "0002-1", "🙂", "0001", "A", "0002"] {
        write(&*table, &[put(at(pk, sk), Condition::Absent)]).await;
    }
    write(&*table, &[put(at("READ#order2", "0002"), Condition::Absent)]).await;
    let read = async |span: Span, descending: bool, limit: usize| {
        let mut asked = Query::partition(pk.into(), limit);
        (asked.span, asked.descending) = (span, descending);
        let rows = query(&*table, &asked).await;
        sort_keys(&rows.items)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };

    let mut reversed = ordered;
    reversed.reverse();
    assert_eq!(read(Span::All, false, 50).await, ordered);
    assert_eq!(read(Span::All, true, 50).await, reversed);
    assert_eq!(read(Span::All, false, 2).await, ["0001", "0002"]);
    assert_eq!(read(Span::All, true, 2).await, ["🙂", "я"]);
    assert_eq!(read(Span::Before("0002-1".into()), false, 50).await, ["0001", "0002"]);
    assert_eq!(
        read(Span::UpTo("0002-1".into()), false, 50).await,
        ["0001", "0002", "0002-1"]
    );
    assert_eq!(read(Span::Before("0003".into()), true, 2).await, ["0002-1", "0002"]);
    assert_eq!(read(Span::Before("0000".into()), true, 2).await, Vec::<String>::new());
}

pub async fn pages_follow_each_other_to_the_end(table: Arc<dyn Table>) {
    let pk = "READ#pages";
    let wanted: Vec<String> = (0..120).map(|number| format!("{number:03}")).collect();
    for some in wanted.chunks(60) {
        let puts: Vec<Write> = some.iter().map(|sk| put(at(pk, sk), Condition::Always)).collect();
        write(&*table, &puts).await;
    }
    for (limit, descending) in [
        (50, false),
        (50, true),
        (1, false),
        (7, true),
        (60, false),
        (120, true),
        (121, false),
    ] {
        let mut asked = Query::partition(pk.into(), limit);
        asked.descending = descending;

        let (items, _) = all(&*table, asked).await;

        let mut wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        if descending {
            wanted.reverse();
        }
        assert_eq!(sort_keys(&items), wanted, "{limit} a page");
    }
}

pub async fn large_rows_come_in_more_pages(table: Arc<dyn Table>) {
    let pk = "READ#large";
    let wanted = ["1", "2", "3", "4", "5", "6"];
    for sk in wanted {
        let item = row(pk, sk, json!({ "text": "x".repeat(300 * 1024) }));
        write(&*table, &[put(item, Condition::Always)]).await;
    }

    // 1.8 MB: DynamoDB reads at most 1 MB at once, so the first page may end before its limit.
    let (items, pages) = all(&*table, Query::partition(pk.into(), 50)).await;

    assert_eq!(sort_keys(&items), wanted);
    assert!(pages <= wanted.len(), "{pages} pages");
}

/// A row that stands in the lists at `list`, `order`.
fn listed(sk: &str, list: &str, order: &str) -> Item {
    row(
        "READ#index",
        sk,
        json!({ LISTS.pk: list, LISTS.sk: order, "name": sk, "version": 7, "secret": "not carried" }),
    )
}

fn on_list(list: &str, limit: usize) -> Query {
    Query::partition(list.into(), limit).on(LISTS)
}

pub async fn an_index_holds_only_rows_that_want_to_be_in_it(table: Arc<dyn Table>) {
    let half = row("READ#index", "half", json!({ LISTS.pk: "LIST#sparse" }));
    for item in [listed("in", "LIST#sparse", "1"), at("READ#index", "out"), half] {
        write(&*table, &[put(item, Condition::Always)]).await;
    }

    index_shows(&*table, &on_list("LIST#sparse", 50), &["in"]).await;
    assert!(query(&*table, &on_list("LIST#nowhere", 50)).await.items.is_empty());
}

pub async fn an_index_carries_what_it_promises(table: Arc<dyn Table>) {
    let mut item = listed("carried", "LIST#carried", "1");
    item.extend(LISTS_CARRY.map(|name| (name.to_owned(), Value::from(name))));
    item.extend([
        (DUE.pk.to_owned(), "DUE#carried".into()),
        (DUE.sk.to_owned(), "1".into()),
    ]);
    write(&*table, &[put(item.clone(), Condition::Always)]).await;

    let lists = index_shows(&*table, &on_list("LIST#carried", 50), &["carried"]).await;
    let due = index_shows(
        &*table,
        &Query::partition("DUE#carried".into(), 50).on(DUE),
        &["carried"],
    )
    .await;

    let names = |names: &[&str]| -> Item {
        names
            .iter()
            .map(|name| ((*name).to_owned(), item[*name].clone()))
            .collect()
    };
    assert_eq!(
        lists,
        [names(&[&[PK, SK, LISTS.pk, LISTS.sk], &LISTS_CARRY[..]].concat())]
    );
    assert_eq!(due, [names(&[PK, SK, DUE.pk, DUE.sk])]);
}

pub async fn a_row_moves_within_an_index(table: Arc<dyn Table>) {
    for (sk, order) in [("a", "1"), ("b", "2"), ("c", "3")] {
        write(&*table, &[put(listed(sk, "LIST#moves", order), Condition::Always)]).await;
    }
    let mut descending = on_list("LIST#moves", 50);
    descending.descending = true;
    index_shows(&*table, &descending, &["c", "b", "a"]).await;

    write(&*table, &[put(listed("a", "LIST#moves", "4"), Condition::Always)]).await;
    index_shows(&*table, &descending, &["a", "c", "b"]).await;

    write(&*table, &[put(listed("c", "LIST#moved", "3"), Condition::Always)]).await;
    index_shows(&*table, &descending, &["a", "b"]).await;
    index_shows(&*table, &on_list("LIST#moved", 50), &["c"]).await;

    let key = Key::new("READ#index", "b");
    write(
        &*table,
        &[Write::Delete {
            key,
            condition: Condition::Always,
        }],
    )
    .await;
    write(&*table, &[put(at("READ#index", "a"), Condition::Always)]).await;
    index_shows(&*table, &descending, &[]).await;

    let mut up_to = on_list("LIST#moved", 50);
    up_to.span = Span::UpTo("2".into());
    assert!(query(&*table, &up_to).await.items.is_empty());
    up_to.span = Span::UpTo("3".into());
    assert_eq!(sort_keys(&query(&*table, &up_to).await.items), ["c"]);
}

pub async fn an_index_is_paged_even_from_where_a_row_was(table: Arc<dyn Table>) {
    let (mut names, list) = (Vec::new(), "LIST#paged");
    for number in 0..9 {
        let sk = format!("{number}");
        write(
            &*table,
            &[put(listed(&sk, list, &format!("{number:02}")), Condition::Always)],
        )
        .await;
        names.push(sk);
    }
    let wanted: Vec<&str> = names.iter().rev().map(String::as_str).collect();
    let mut asked = on_list(list, 4);
    asked.descending = true;
    index_shows(&*table, &asked, &wanted).await;

    let first = query(&*table, &asked).await;
    assert_eq!(sort_keys(&first.items), ["8", "7", "6", "5"]);
    // The page's last row moves to the top: the next page must still begin where it was.
    write(&*table, &[put(listed("5", list, "99"), Condition::Always)]).await;
    asked.after = first.next;

    let rest = all(&*table, asked).await.0;

    assert_eq!(sort_keys(&rest), ["4", "3", "2", "1", "0"]);
}
