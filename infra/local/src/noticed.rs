//! A table that tells of its writes, so that the stream is read at once instead of by a slow poll.

use std::sync::Arc;

use async_trait::async_trait;
use store::{
    StoreError, Table,
    table::{Consistency, Count, Item, Key, Query, Rows, Write, Written},
};
use tokio::sync::watch;

/// How many writes there were; whoever waits for a change of it learns of each.
pub type Writes = watch::Receiver<u64>;

/// The table behind [`Noticed`], and the number to watch.
pub fn noticed(table: impl Table + 'static) -> (Arc<dyn Table>, Writes) {
    let (writes, watched) = watch::channel(0);
    (Arc::new(Noticed { table, writes }), watched)
}

struct Noticed<T> {
    table: T,
    writes: watch::Sender<u64>,
}

#[async_trait]
impl<T: Table> Table for Noticed<T> {
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
        let written = self.table.write(writes).await;
        // After a fault, too, something may have been written.
        if !matches!(written, Ok(Written::Refused(_))) {
            self.writes.send_modify(|count| *count += 1);
        }
        written
    }
}
