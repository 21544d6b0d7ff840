//! The five real binaries, run as Lambda runs them: each a process that asks a Runtime API for its next event.
//!
//! What the other tests call in this process is here behind the real event types: a field that does not parse, a body
//! that is base64, a cookie in an array. `scripts/test.sh` builds the binaries; where one is missing or older than its
//! source, it is built here.

#![allow(
    clippy::missing_panics_doc,
    reason = "a helper of tests panics when the test has failed"
)]

mod binaries;
mod bucket;
mod cloud;
mod fixture;
mod gateway;
mod runtime;
mod wakes;

pub use bucket::Bucket;
pub use cloud::{CONNECTION, Cloud};
pub use fixture::event;
pub use gateway::Gateway;
pub use runtime::{Function, FunctionError};
pub use wakes::Wakes;

use std::time::Duration;

/// How long one invocation may take. Far longer than it takes: a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);
