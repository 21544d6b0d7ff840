//! How far an outgoing message has come, told honestly.
//!
//! ```text
//! queued ──claim──▶ in_flight ──▶ accepted | refused | uncertain
//!    ▲                  │
//!    └── provably not taken, or a repeat is harmless
//! ```

use serde::{Deserialize, Serialize};

use crate::UnixMs;

/// What is known about a reply reaching the contact's messenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Delivery {
    /// Waiting its turn; not tried before `not_before`.
    Queued {
        /// The earliest time of the next try.
        not_before: UnixMs,
        /// Tries so far; also the newest fencing token given out.
        attempts: u32,
        /// Since when a copy may be with the contact: a try was not answered, and the messenger makes a repetition
        /// harmless.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        unsure_since: Option<UnixMs>,
    },
    /// One courier holds it until `lease_until`; only the holder of the newest `fence` may report back.
    InFlight {
        /// When others may step in.
        lease_until: UnixMs,
        /// The fencing token: grows with each claim.
        fence: u32,
        /// Since when a copy may be with the contact, from an earlier try.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        unsure_since: Option<UnixMs>,
    },
    /// The messenger took it and named every part.
    Accepted {
        /// The provider's id of each part, in order.
        parts: Vec<String>,
        /// When, by the provider's clock.
        at: UnixMs,
    },
    /// The messenger said no and would say no again.
    Refused {
        /// Why.
        reason: DeliveryReason,
        /// When.
        at: UnixMs,
    },
    /// A call left, no answer came. Where a repeat could be seen twice, the operator decides.
    Uncertain {
        /// When we gave up waiting.
        at: UnixMs,
        /// What the messenger said to a later try, where it refused that one: it does not tell what became of the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        reason: Option<DeliveryReason>,
    },
}

/// How a sending ended, in one word, for a row of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryEnd {
    /// The messenger took it.
    Accepted,
    /// The messenger said no.
    Refused,
    /// Nobody knows.
    Uncertain,
}

/// Why a messenger refused, in its own words and in ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct DeliveryReason {
    /// What it means; the client has plain words and one helpful action for each.
    pub kind: ReasonKind,
    /// The provider's code, as given.
    pub code: String,
    /// The provider's text, as given, at most [`REASON_CHARS_MAX`] characters.
    pub text: String,
}

/// Longest provider's error text kept, in characters.
pub const REASON_CHARS_MAX: usize = 300;

/// The kinds of permanent refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// The contact blocked us.
    Blocked,
    /// The contact's account is gone, or never spoke to us.
    Unreachable,
    /// The messenger cannot take this content.
    Content,
    /// Our access to the channel is broken: an admin must look.
    Channel,
    /// An admin removed the channel it was to go through.
    ChannelRemoved,
    /// An operator deleted it before it left.
    Cancelled,
    /// The messenger lets it be changed no more.
    TooLate,
    /// The messenger could not be reached for too long.
    GaveUp,
    /// Anything else.
    Other,
}

/// What one try at a messenger came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken; the provider's id of each part, and its date.
    Accepted {
        /// Ids in order.
        parts: Vec<String>,
        /// The highest of the provider's numbers among them, where ids are numbers of this dialog.
        position: Option<u64>,
        /// By the provider's clock, where it tells.
        at: Option<UnixMs>,
    },
    /// A permanent no.
    Refused(DeliveryReason),
    /// Provably not taken: try again, not before `retry_after_ms` from now.
    NotTaken {
        /// The provider's wish, or our back-off if it named none.
        retry_after_ms: Option<i64>,
    },
    /// Nobody can know.
    Uncertain,
}

impl Delivery {
    /// Whether the courier still has something to do.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Queued { .. } | Self::InFlight { .. })
    }

    /// How it ended; `None`: it goes on.
    #[must_use]
    pub fn end(&self) -> Option<DeliveryEnd> {
        match self {
            Self::Queued { .. } | Self::InFlight { .. } => None,
            Self::Accepted { .. } => Some(DeliveryEnd::Accepted),
            Self::Refused { .. } => Some(DeliveryEnd::Refused),
            Self::Uncertain { .. } => Some(DeliveryEnd::Uncertain),
        }
    }
}
