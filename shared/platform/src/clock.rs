//! The clock.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::UnixMs;

/// Tells the time. Rules never ask it: handlers read it once and hand the instant in.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> UnixMs;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> UnixMs {
        // Before 1970 or after the year 292 million: the machine is broken, and 0 shows it.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMs(i64::try_from(since.as_millis()).unwrap_or_default())
    }
}
