//! What happened in a run, as lines: hashed always, printed when a seed is replayed.
//!
//! Two runs with the same hash went the same way. Lines hold nothing that differs between two runs of one seed.

use std::fmt::{self, Write};

/// FNV-1a, 64 bits: start and factor.
const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;
const HASH_FACTOR: u64 = 0x0000_0100_0000_01b3;

/// Where printed lines go.
pub type Print = Box<dyn FnMut(&str) + Send>;

/// The log of one run.
pub struct Log {
    hash: u64,
    lines: u64,
    print: Option<Print>,
}

impl Log {
    /// An empty log; lines are handed to `print`, if there is one.
    #[must_use]
    pub fn new(print: Option<Print>) -> Self {
        Self {
            hash: HASH_START,
            lines: 0,
            print,
        }
    }

    /// Adds a line about the instant `now`, in milliseconds since the run began.
    pub fn note(&mut self, now: i64, line: fmt::Arguments<'_>) {
        self.lines += 1;
        if let Some(print) = &mut self.print {
            let text = format!("{:>10.3} s  {line}", as_seconds(now));
            print(&text);
        }
        // Writing into a hash cannot fail.
        let _ = writeln!(Hashing(&mut self.hash), "{now} {line}");
    }

    /// What the lines so far come to.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }
}

#[expect(clippy::cast_precision_loss, reason = "a run lasts hours, not millions of years")]
fn as_seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

struct Hashing<'a>(&'a mut u64);

impl Write for Hashing<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            *self.0 = (*self.0 ^ u64::from(byte)).wrapping_mul(HASH_FACTOR);
        }
        Ok(())
    }
}
