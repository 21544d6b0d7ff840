//! Asking a messenger for news, where it cannot call us.
//!
//! An adapter builds one call after another from where it is, and turns what comes back into the webhook calls the messenger
//! would have made: they are received the same way, so that proof, dedupe and quarantine are the same too. See
//! `docs/decisions/0020`.

use std::fmt;

use domain::{DeliveryReason, Registration};
use http::HeaderMap;

/// How long a messenger may hold a poll open until something happens, in seconds: some networks cut what is silent for 30.
/// Each messenger's own limit is higher, see the adapters.
pub const POLL_WAIT_S: u64 = 25;

/// Whose news are asked for, and what proves them to our own webhook.
#[derive(Clone, Copy)]
pub struct Polled<'a> {
    /// What the messenger told us of the channel while it was connected.
    pub registration: &'a Registration,
    /// The webhook's secret. Never printed.
    pub secret: &'a str,
}

/// Where polling goes on.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// Good for this run alone; may hold a key, so it is neither kept nor printed.
    pub session: String,
    /// What a later run goes on from. Empty: where the messenger says, which is all that a messenger needs which keeps what
    /// was not confirmed.
    pub mark: String,
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Position(…, {:?})", self.mark)
    }
}

/// One webhook call as the messenger would have made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
    /// Where polling goes on once it is taken.
    pub next: Position,
}

/// What a poll brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll {
    /// What happened, in the messenger's order; often nothing.
    News {
        /// Each to be taken before the next.
        news: Vec<News>,
        /// Where polling goes on once all are taken.
        next: Position,
        /// The messenger no longer has all that happened before.
        is_gap: bool,
    },
    /// Nothing this time: a failure that may pass.
    Failed {
        /// Where to try again.
        next: Position,
        /// How long the messenger wants to be left alone, in milliseconds, if it said so.
        retry_after_ms: Option<i64>,
    },
    /// Somebody else is told: another program polls, or a webhook is set. May pass when that program ends.
    Conflict(DeliveryReason),
    /// The messenger does not let us speak for the channel.
    Refused(DeliveryReason),
}

impl Poll {
    /// Nothing happened; polling goes on from `next`.
    pub(crate) fn nothing(next: Position) -> Self {
        Self::News {
            news: Vec::new(),
            next,
            is_gap: false,
        }
    }
}
