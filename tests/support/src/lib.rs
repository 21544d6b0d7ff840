//! The world of the stories: a desk on this machine, the operators who answer and the contacts who write.
//!
//! Everything goes over HTTP and WebSocket, as it does for real; nothing here looks into the table. What is expected
//! and does not come ends the test at once, so actors return values and not results.

#![allow(
    clippy::missing_panics_doc,
    reason = "a helper of tests panics when the test has failed"
)]

mod clock;
mod compare;
mod contact;
mod engines;
pub mod files;
mod footprint;
mod fresh;
mod held;
mod http;
mod inbox;
mod large;
mod line;
mod operator;
mod push_service;
mod socket;
mod watch;
mod world;

pub use clock::TestClock;
pub use contact::Contact;
pub use engines::{Engine, engines};
pub use footprint::Footprint;
pub use http::{Reply, Web};
pub use inbox::{OWNER_EMAIL, OWNER_PASSWORD, TestInbox};
pub use large::LargeFiles;
pub use line::{Line, Mishap};
pub use operator::{Operator, PASSWORD, accepts, new_intent};
pub use push_service::{PushMessage, PushService, Subscribed};
pub use socket::Socket;
pub use watch::{Tampering, as_told};

use std::time::Duration;

/// How long a story waits for what must come. Far longer than it takes: a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Asks again and again until there is an answer.
///
/// # Panics
/// After [`PATIENCE`], naming `what` was waited for.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let answer = tokio::time::timeout(PATIENCE, asking).await;
    answer.unwrap_or_else(|_| panic!("waited {PATIENCE:?} in vain for: {what}"))
}
