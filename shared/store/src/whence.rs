//! Audit entries say whence: the session or the API key, and the address a change came from.
//!
//! A rule knows who decides, not by which browser. So this stands between a request and the table, and writes it into
//! every audit entry that passes: no handler can forget it.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    Store, StoreError, Table, keys,
    table::{Consistency, Count, Item, Key, Query, Rows, Write, Written},
};

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whence {
    /// The session's short name, as [`crate::sessions::short_name`]; `None`: nobody was signed in.
    pub session: Option<String>,
    /// The caller's network address; `None`: not known.
    pub address: Option<String>,
    /// The name of the API key; `None`: there was none.
    pub key: Option<String>,
}

impl Store {
    /// The same table for one request: what it writes into the audit log says `whence`.
    #[must_use]
    pub fn for_request(&self, whence: Whence) -> Self {
        Self::new(Arc::new(Stamping {
            table: Arc::clone(&self.table),
            whence,
        }))
    }
}

struct Stamping {
    table: Arc<dyn Table>,
    whence: Whence,
}

impl Stamping {
    fn stamp(&self, write: &Write) -> Write {
        let mut write = write.clone();
        if let Write::Put { item, .. } = &mut write
            && keys::is_audit(item)
        {
            let Whence { session, address, key } = &self.whence;
            for (name, value) in [("session", session), ("address", address), ("key", key)] {
                if let Some(value) = value {
                    item.insert(name.to_owned(), value.clone().into());
                }
            }
        }
        write
    }
}

#[async_trait]
impl Table for Stamping {
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
        let stamped: Vec<Write> = writes.iter().map(|write| self.stamp(write)).collect();
        self.table.write(&stamped).await
    }
}
