//! The port every engine stands behind: get, query, conditional writes, transactions.
//!
//! Items are JSON objects, so that one struct serves as rule, row and wire. Conditions are values, not text: the
//! simulated table evaluates what DynamoDB is sent.

use async_trait::async_trait;
use serde_json::{Map, Value};

use crate::StoreError;

/// One row: attributes by name, keys included.
pub type Item = Map<String, Value>;

/// Partition key attribute.
pub const PK: &str = "PK";
/// Sort key attribute.
pub const SK: &str = "SK";

/// Where a row lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

/// What must hold of the row as it stands, for a write to happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Anything, or nothing there.
    Always,
    /// No row there.
    Absent,
    /// A row is there.
    Present,
    /// Every named attribute has exactly this value. A name may be a path of two, `outer.inner`.
    Equal(Vec<(String, Value)>),
}

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// The whole row.
    Put {
        /// With its keys.
        item: Item,
        /// On this condition.
        condition: Condition,
    },
    /// The row goes.
    Delete {
        /// Which.
        key: Key,
        /// On this condition.
        condition: Condition,
    },
    /// The row stays; the other writes happen only if this holds of it.
    Check {
        /// Which.
        key: Key,
        /// What must hold.
        condition: Condition,
    },
}

/// Whether the conditions held.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// All of it is written.
    Done,
    /// Nothing is written: these conditions did not hold, by position in the transaction.
    Refused(Vec<Unmet>),
}

/// A condition that did not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmet {
    /// Which write of the transaction.
    pub index: usize,
    /// The row that stands there, where the engine tells; none for [`Unmet::is_contention`].
    pub existing: Option<Item>,
    /// Another transaction was under way on this row: nothing is known about it.
    pub is_contention: bool,
}

/// How fresh a read must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consistency {
    /// Sees every acknowledged write; one read unit per 4 KB.
    Strong,
    /// May lag; half a read unit per 4 KB.
    Eventual,
}

/// A secondary index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Its partition key attribute.
    pub pk: &'static str,
    /// Its sort key attribute.
    pub sk: &'static str,
}

/// Which sort keys of a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// All.
    All,
    /// Smaller than this.
    Before(String),
    /// This or smaller.
    UpTo(String),
    /// Beginning with this.
    Starting(String),
    /// From the first to the second, both included.
    Between(String, String),
}

/// One page of one partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// On an index, else on the table.
    pub index: Option<Index>,
    /// The partition.
    pub pk: String,
    /// Which part of it.
    pub span: Span,
    /// Largest sort key first.
    pub descending: bool,
    /// Most rows to return.
    pub limit: usize,
    /// How fresh; an index is always eventual.
    pub consistency: Consistency,
    /// Where the page before ended.
    pub after: Option<Item>,
}

/// One page of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// In order of the sort key.
    pub items: Vec<Item>,
    /// Present if there may be more: pass it as [`Query::after`].
    pub next: Option<Item>,
}

/// How many rows a query would return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// At most the query's limit.
    pub count: usize,
    /// Whether there may be more.
    pub has_more: bool,
}

/// An engine: DynamoDB, whatever speaks its protocol, or the simulator's.
#[async_trait]
pub trait Table: Send + Sync {
    /// The row at `key`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn get(&self, key: &Key, consistency: Consistency) -> Result<Option<Item>, StoreError>;

    /// One page.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn query(&self, query: &Query) -> Result<Rows, StoreError>;

    /// How many rows `query` finds, up to its limit, without sending them; costs as much as reading them.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn count(&self, query: &Query) -> Result<Count, StoreError>;

    /// All of `writes`, or none; at least one, at most 100. One write alone costs half of the same in a transaction.
    ///
    /// # Errors
    /// [`StoreError`]; after [`StoreError::Unavailable`] it is unknown whether anything was written.
    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError>;
}

impl Key {
    /// The key at `pk` and `sk`.
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }
}

impl Query {
    /// The first `limit` rows of partition `pk`, strongly consistent, smallest sort key first.
    #[must_use]
    pub fn partition(pk: String, limit: usize) -> Self {
        let (index, span, after) = (None, Span::All, None);
        Self {
            index,
            pk,
            span,
            descending: false,
            limit,
            consistency: Consistency::Strong,
            after,
        }
    }

    /// The same on `index`.
    #[must_use]
    pub fn on(mut self, index: Index) -> Self {
        self.index = Some(index);
        self.consistency = Consistency::Eventual;
        self
    }
}

impl Write {
    /// Where the row lies.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Put { item, .. } => key_of(item),
            Self::Delete { key, .. } | Self::Check { key, .. } => key.clone(),
        }
    }

    /// What must hold of the row.
    #[must_use]
    pub fn condition(&self) -> &Condition {
        match self {
            Self::Put { condition, .. } | Self::Delete { condition, .. } | Self::Check { condition, .. } => condition,
        }
    }
}

/// Where `item` lies.
#[must_use]
pub fn key_of(item: &Item) -> Key {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    Key::new(text(PK), text(SK))
}
