//! What can go wrong at a provider, in words that fit every messenger. Whoever stands between the provider and us carries
//! it out; the provider knows how it puts a refusal.

use serde::{Deserialize, Serialize};

/// What happens to a call of the provider's API that sends, changes or deletes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// It is refused in the provider's words.
    Refused(Refused),
    /// Nobody answers, and it is not carried out.
    SilentBefore,
    /// It is carried out, and nobody answers.
    SilentAfter,
    /// The connection breaks before it is carried out.
    BrokenBefore,
    /// It is carried out, and the connection breaks before the answer.
    BrokenAfter,
}

/// Why a provider refuses a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// Too many calls: to be left alone for some seconds, where the provider says for how long.
    TooMany {
        /// How long, in seconds.
        retry_after_s: u32,
    },
    /// The person blocked the business.
    Blocked,
    /// There is no such person.
    NoSuchPerson,
    /// The content makes no sense to it.
    BadContent,
    /// The content is too large.
    TooLarge,
    /// The provider failed.
    ServerError,
    /// The token was revoked. That concerns all calls, whatever they are about.
    TokenRevoked,
}

/// What happens to a webhook call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookFailure {
    /// It comes twice.
    Twice,
    /// It is answered 503 on its way, and comes again on the provider's schedule: later than what was told since, where the
    /// provider keeps no order.
    Unavailable,
    /// It comes, our answer gets lost, and it comes again on the provider's schedule.
    Unheard,
}
