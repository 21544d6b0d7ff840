//! A table in memory: conditions as values, indexes kept from attributes, a log of what was written.
//!
//! Small and plain on purpose: it is what the other engines are compared with. It refuses what `DynamoDB` refuses.

use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Included},
    sync::Arc,
};

use domain::{MINUTE_MS, UnixMs};
use serde_json::Value;
use store::{
    StoreError,
    schema::{Carries, INDEXES},
    table::{Condition, Index, Item, Key, PK, Query, Rows, SK, Span, Unmet, Write, Written, key_of},
};

/// Largest row, in bytes. Source: the service's quotas.
const ITEM_BYTES_MAX: usize = 400 * 1024;

/// Most writes of one transaction. Source: the service's quotas.
const WRITES_MAX: usize = 100;

/// Longest partition and sort keys, in bytes. Source: the service's quotas.
const PK_BYTES_MAX: usize = 2_048;
const SK_BYTES_MAX: usize = 1_024;

/// An index never lags longer than this behind its table.
pub const LAG_MS_MAX: i64 = MINUTE_MS;

/// One row as it was written or removed.
#[derive(Clone, Debug)]
pub struct Logged {
    /// When.
    pub at: UnixMs,
    /// The number of the transaction it was written in.
    pub transaction: usize,
    /// Which row.
    pub key: Key,
    /// Whether there was a row before.
    pub existed: bool,
    /// The row afterwards; `None`: it was removed.
    pub image: Option<Arc<Item>>,
}

/// The rows.
#[derive(Default)]
pub struct Engine {
    rows: BTreeMap<Key, Arc<Item>>,
    log: Vec<Logged>,
    transactions: usize,
    /// Rows that are or were in an index, with their past as far as an index may lag, oldest first.
    indexed: BTreeMap<Key, Vec<Past>>,
}

/// A row as it was from an instant on; `None`: it was not there.
type Past = (UnixMs, Option<Arc<Item>>);

impl Engine {
    /// The row at `key`.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Arc<Item>> {
        self.rows.get(key).cloned()
    }

    /// All rows of a partition, in order.
    #[must_use]
    pub fn partition(&self, pk: &str) -> Vec<Arc<Item>> {
        let first = Key::new(pk, "");
        let own = self.rows.range(first..).take_while(|(key, _)| key.pk == pk);
        own.map(|(_, row)| Arc::clone(row)).collect()
    }

    /// All rows, in order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = (&Key, &Arc<Item>)> {
        self.rows.iter()
    }

    /// Everything written since `from`, counted in log entries.
    #[must_use]
    pub fn log(&self, from: usize) -> &[Logged] {
        self.log.get(from..).unwrap_or_default()
    }

    /// Carries out `writes`, all or none.
    ///
    /// # Errors
    /// [`StoreError::Rejected`]: a request `DynamoDB` would not take.
    pub fn write(&mut self, writes: &[Write], now: UnixMs) -> Result<Written, StoreError> {
        validate(writes)?;
        let mut unmet = Vec::new();
        for (index, write) in writes.iter().enumerate() {
            let existing = self.rows.get(&write.key());
            let tells = matches!(write, Write::Put { .. });
            if !holds(write.condition(), existing.map(|row| &**row)) {
                let existing = existing.filter(|_| tells).map(|row| Item::clone(row));
                unmet.push(Unmet {
                    index,
                    existing,
                    is_contention: false,
                });
            }
        }
        if !unmet.is_empty() {
            return Ok(Written::Refused(unmet));
        }
        self.transactions += 1;
        for write in writes {
            match write {
                Write::Put { item, .. } => self.put(write.key(), Some(Arc::new(item.clone())), now),
                Write::Delete { key, .. } => self.put(key.clone(), None, now),
                Write::Check { .. } => {}
            }
        }
        Ok(Written::Done)
    }

    fn put(&mut self, key: Key, image: Option<Arc<Item>>, now: UnixMs) {
        let before = match &image {
            Some(row) => self.rows.insert(key.clone(), Arc::clone(row)),
            None => self.rows.remove(&key),
        };
        if before.is_none() && image.is_none() {
            return;
        }
        let is_placed = |row: &Arc<Item>| INDEXES.iter().any(|(index, _)| row.contains_key(index.pk));
        if self.indexed.contains_key(&key) || image.as_ref().is_some_and(is_placed) {
            let past = self.indexed.entry(key.clone()).or_default();
            // What came before the newest state older than the longest lag can no longer be seen.
            let seen = past
                .iter()
                .rposition(|(at, _)| at.plus(LAG_MS_MAX) < now)
                .unwrap_or_default();
            past.drain(..seen);
            past.push((now, image.clone()));
        }
        self.log.push(Logged {
            at: now,
            transaction: self.transactions,
            key,
            existed: before.is_some(),
            image,
        });
    }

    /// One page; an index is seen as it was at `as_of`.
    #[must_use]
    pub fn query(&self, query: &Query, as_of: UnixMs) -> Rows {
        match query.index {
            Some(index) => self.query_index(query, index, as_of),
            None => self.query_table(query),
        }
    }

    fn query_table(&self, query: &Query) -> Rows {
        let at = |sk: &str| Key::new(query.pk.clone(), sk);
        let first = Included(at(""));
        let last = match &query.span {
            // A sort key is at most 1,024 bytes of UTF-8, so nothing is larger than this text.
            Span::All => Included(at(&char::MAX.to_string().repeat(SK_BYTES_MAX / 4))),
            Span::Before(end) => Excluded(at(end)),
            Span::UpTo(end) => Included(at(end)),
            // Also what is larger than the last of these; `covers` leaves it out.
            Span::Starting(_) | Span::Between(..) => Included(at(&char::MAX.to_string().repeat(SK_BYTES_MAX / 4))),
        };
        let found = self
            .rows
            .range((first, last))
            .filter(|(key, _)| covers(&query.span, &key.sk))
            .map(|(key, row)| (key.sk.clone(), key.clone(), Arc::clone(row)));
        page(query, found.collect(), Item::clone, (PK, SK))
    }

    fn query_index(&self, query: &Query, index: Index, as_of: UnixMs) -> Rows {
        let mut found = Vec::new();
        for (key, past) in &self.indexed {
            let then = past
                .iter()
                .rev()
                .find(|(at, _)| *at <= as_of)
                .and_then(|(_, row)| row.as_ref());
            let Some(row) = then else { continue };
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            let (Some(pk), Some(sk)) = (text(index.pk), text(index.sk)) else {
                continue;
            };
            if pk == query.pk && covers(&query.span, sk) {
                found.push((sk.to_owned(), key.clone(), Arc::clone(row)));
            }
        }
        found.sort_by(|(a, a_key, _), (b, b_key, _)| (a, a_key).cmp(&(b, b_key)));
        page(query, found, |row| carried(row, index), (index.pk, index.sk))
    }
}

fn covers(span: &Span, sk: &str) -> bool {
    match span {
        Span::All => true,
        Span::Before(end) => sk < end.as_str(),
        Span::UpTo(end) => sk <= end.as_str(),
        Span::Starting(start) => sk.starts_with(start.as_str()),
        Span::Between(first, last) => sk >= first.as_str() && sk <= last.as_str(),
    }
}

type Found = (String, Key, Arc<Item>);

fn page(query: &Query, mut found: Vec<Found>, show: impl Fn(&Item) -> Item, names: (&str, &str)) -> Rows {
    if query.descending {
        found.reverse();
    }
    if let Some(after) = &query.after {
        let sk = after.get(names.1).and_then(Value::as_str).unwrap_or_default();
        let place = (sk.to_owned(), key_of(after));
        let is_passed = |(sk, key, _): &Found| {
            let here = (sk.clone(), key.clone());
            if query.descending { here >= place } else { here <= place }
        };
        found.retain(|row| !is_passed(row));
    }
    found.truncate(query.limit);
    let is_full = found.len() == query.limit;
    // Like DynamoDB: a full page names its end even if nothing comes after.
    let last = if is_full { found.last() } else { None };
    let next = last.map(|(_, _, row)| only(row, &[PK, SK, names.0, names.1]));
    Rows {
        items: found.iter().map(|(_, _, row)| show(row)).collect(),
        next,
    }
}

fn only(row: &Item, names: &[&str]) -> Item {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), row.get(*name)?.clone())))
        .collect()
}

fn carried(row: &Item, index: Index) -> Item {
    let mut names = vec![PK, SK, index.pk, index.sk];
    for (known, carries) in INDEXES {
        match carries {
            Carries::All if known == index => return row.clone(),
            Carries::Include(more) if known == index => names.extend(more),
            _ => {}
        }
    }
    only(row, &names)
}

fn holds(condition: &Condition, existing: Option<&Item>) -> bool {
    match condition {
        Condition::Always => true,
        Condition::Absent => existing.is_none(),
        Condition::Present => existing.is_some(),
        Condition::Equal(equal) => existing.is_some_and(|row| {
            equal.iter().all(|(path, wanted)| {
                let mut steps = path.split('.');
                let first = steps.next().and_then(|name| row.get(name));
                let found = steps.fold(first, |value, name| value.and_then(|value| value.get(name)));
                found == Some(wanted)
            })
        }),
    }
}

fn validate(writes: &[Write]) -> Result<(), StoreError> {
    let rejected = |words: String| Err(StoreError::Rejected(words));
    if writes.is_empty() || writes.len() > WRITES_MAX {
        return rejected(format!("{} writes", writes.len()));
    }
    let mut keys: Vec<Key> = writes.iter().map(Write::key).collect();
    if let Some(key) = keys.iter().find(|key| key.pk.is_empty() || key.sk.is_empty()) {
        return rejected(format!("an empty key: {key:?}"));
    }
    if let Some(key) = keys
        .iter()
        .find(|key| key.pk.len() > PK_BYTES_MAX || key.sk.len() > SK_BYTES_MAX)
    {
        return rejected(format!("a key too long: {key:?}"));
    }
    keys.sort();
    keys.dedup();
    if keys.len() < writes.len() {
        return rejected("one row twice in a transaction".into());
    }
    for write in writes {
        if let Write::Put { item, .. } = write {
            validate_item(item)?;
        }
    }
    Ok(())
}

fn validate_item(item: &Item) -> Result<(), StoreError> {
    for name in INDEXES.iter().flat_map(|(index, _)| [index.pk, index.sk]) {
        if item
            .get(name)
            .is_some_and(|value| value.as_str().is_none_or(str::is_empty))
        {
            return Err(StoreError::Rejected(format!(
                "{name} is a key of an index and must be text"
            )));
        }
    }
    let bytes: usize = item.iter().map(|(name, value)| name.len() + size(value)).sum();
    if bytes > ITEM_BYTES_MAX {
        return Err(StoreError::Rejected(format!("an item of {bytes} bytes")));
    }
    Ok(())
}

/// About what `DynamoDB` counts; exact to a few bytes per value.
fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 1,
        Value::Number(number) => number.to_string().len() / 2 + 2,
        Value::String(text) => text.len(),
        Value::Array(values) => 3 + values.iter().map(|value| 1 + size(value)).sum::<usize>(),
        Value::Object(fields) => {
            3 + fields
                .iter()
                .map(|(name, value)| 1 + name.len() + size(value))
                .sum::<usize>()
        }
    }
}
