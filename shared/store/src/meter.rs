//! What an operation costs: sequential round trips and consumed units, counted around any engine.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use tokio::{sync::watch, task::yield_now};

use crate::{
    StoreError,
    table::{Consistency, Count, Item, Key, Query, Rows, Table, Write, Written},
};

/// Running totals. Units are kept in tenths, since an eventual read is half a unit.
#[derive(Debug, Default)]
pub struct Meter {
    /// Which round trip is under way, or the next.
    round: watch::Sender<u64>,
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

    /// Makes a call as part of a round trip. All calls made side by side are sent before the first is answered, and
    /// answered together, so that however fast each is, the same program always makes the same rounds.
    async fn round<T>(&self, call: impl Future<Output = T>) -> T {
        let round = self.enter();
        // Those beside it come in as well.
        yield_now().await;
        let answer = call.await;
        round.end().await;
        answer
    }

    fn enter(&self) -> Round<'_> {
        if self.in_flight.fetch_add(1, Ordering::SeqCst) == 0 {
            self.rounds.fetch_add(1, Ordering::SeqCst);
        }
        Round {
            meter: self,
            number: *self.round.borrow(),
        }
    }
}

/// A call under way.
struct Round<'a> {
    meter: &'a Meter,
    number: u64,
}

impl Round<'_> {
    /// Waits until every call of the round is answered or given up.
    async fn end(self) {
        let (mut rounds, number) = (self.meter.round.subscribe(), self.number);
        drop(self);
        // The meter outlives its rounds.
        let _ended = rounds.wait_for(|current| *current > number).await;
    }
}

impl Drop for Round<'_> {
    fn drop(&mut self) {
        if self.meter.in_flight.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.meter.round.send_modify(|round| *round += 1);
        }
    }
}

/// A table whose round trips are counted, each as long as its slowest call. For one program at a time: what others do
/// meanwhile is taken for part of its rounds. Units come from the engine, which is given the same [`Meter`].
pub struct Metered<T> {
    /// The engine.
    pub table: T,
    /// The totals.
    pub meter: Arc<Meter>,
}

#[async_trait]
impl<T: Table> Table for Metered<T> {
    async fn get(&self, key: &Key, consistency: Consistency) -> Result<Option<Item>, StoreError> {
        self.meter.round(self.table.get(key, consistency)).await
    }

    async fn query(&self, query: &Query) -> Result<Rows, StoreError> {
        self.meter.round(self.table.query(query)).await
    }

    async fn count(&self, query: &Query) -> Result<Count, StoreError> {
        self.meter.round(self.table.count(query)).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        self.meter.round(self.table.write(writes)).await
    }
}
