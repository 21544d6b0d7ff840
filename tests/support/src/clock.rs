//! Time that a story lets go by.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::UnixMs;
use platform::{Clock, SystemClock};

/// The machine's clock, and what the story skipped. Copies are one clock.
#[derive(Clone, Debug, Default)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Lets `ms` go by at once.
    pub fn skips(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixMs {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}
