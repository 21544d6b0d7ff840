//! What an operation costs: sequential round trips and consumed units, counted around any engine.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;

use crate::{
    StoreError,
    table::{Consistency, Count, Item, Key, Query, Rows, Table, Write, Written},
};

/// Running totals. Units are kept in tenths, since an eventual read is half a unit.
#[derive(Debug, Default)]
pub struct Meter {
    rounds: AtomicU64,
    in_flight: AtomicU64,
    read_tenths: AtomicU64,
    write_tenths: AtomicU64,
}

/// What was spent between two looks at a [`Meter`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Round trips one after the other; calls made side by side count once.
    pub rounds: u64,
    /// Read units, indexes included.
    pub read_units: f64,
    /// Write units, indexes included.
    pub write_units: f64,
}

impl Meter {
    /// What was spent so far; starts again from nothing.
    pub fn take(&self) -> Cost {
        let tenths = |counter: &AtomicU64| {
            u32::try_from(counter.swap(0, Ordering::SeqCst)).map_or(f64::INFINITY, |tenths| f64::from(tenths) / 10.0)
        };
        Cost {
            rounds: self.rounds.swap(0, Ordering::SeqCst),
            read_units: tenths(&self.read_tenths),
            write_units: tenths(&self.write_tenths),
        }
    }

    /// Adds units an engine reports.
    pub fn add(&self, read_units: f64, write_units: f64) {
        // Engines report multiples of one half, so rounding to tenths loses nothing.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small and never negative"
        )]
        let tenths = |units: f64| (units.max(0.0) * 10.0).round() as u64;
        self.read_tenths.fetch_add(tenths(read_units), Ordering::SeqCst);
        self.write_tenths.fetch_add(tenths(write_units), Ordering::SeqCst);
    }

    fn enter(self: &Arc<Self>) -> Round {
        // A call that starts while none is under way begins a new round trip; one beside another does not.
        if self.in_flight.fetch_add(1, Ordering::SeqCst) == 0 {
            self.rounds.fetch_add(1, Ordering::SeqCst);
        }
        Round(Arc::clone(self))
    }
}

struct Round(Arc<Meter>);

impl Drop for Round {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A table whose round trips are counted. Units come from the engine, which is given the same [`Meter`].
pub struct Metered<T> {
    /// The engine.
    pub table: T,
    /// The totals.
    pub meter: Arc<Meter>,
}

#[async_trait]
impl<T: Table> Table for Metered<T> {
    async fn get(&self, key: &Key, consistency: Consistency) -> Result<Option<Item>, StoreError> {
        let _round = self.meter.enter();
        self.table.get(key, consistency).await
    }

    async fn query(&self, query: &Query) -> Result<Rows, StoreError> {
        let _round = self.meter.enter();
        self.table.query(query).await
    }

    async fn count(&self, query: &Query) -> Result<Count, StoreError> {
        let _round = self.meter.enter();
        self.table.count(query).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        let _round = self.meter.enter();
        self.table.write(writes).await
    }
}
