//! What every function stands on: configuration, clock, ids, secrets, answers, logs.
//!
//! [`App`] is the composition root's common part; a function adds the ports it alone has (push, provider).

pub mod answer;
pub mod caller;
pub mod clock;
pub mod config;
pub mod decide;
pub mod dynamo;
pub mod ids;
pub mod logs;
pub mod push_key;
pub mod receive;
pub mod seal;
pub mod tls;

use std::sync::Arc;

use blobs::{Blobs, Nowhere};
use store::{Store, whence::Whence};

pub use answer::{Answer, Fault, Problem, Request};
pub use caller::Caller;
pub use clock::{Clock, SystemClock};
pub use config::{Config, Owner};
pub use decide::{decide, decide_among, decide_contact, decide_operator, settle};
pub use ids::{Ids, RandomIds};
pub use seal::SealKey;

/// What every function has. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The table.
    pub store: Store,
    /// The clock, read at the edge and handed on as a value.
    pub clock: Arc<dyn Clock>,
    /// Where unguessable names come from.
    pub ids: Arc<dyn Ids>,
    /// Where files lie; nowhere for functions that have nothing to do with them.
    pub blobs: Arc<dyn Blobs>,
    /// Settings.
    pub config: Arc<Config>,
}

impl App {
    /// The app for one request: what it writes into the audit log says `whence`.
    #[must_use]
    pub fn for_request(&self, whence: Whence) -> Self {
        Self {
            store: self.store.for_request(whence),
            ..self.clone()
        }
    }

    /// The app of a deployed function: table, clock and settings from its environment.
    ///
    /// # Errors
    /// [`config::Misconfigured`] names the variable.
    pub fn from_env() -> Result<Self, config::Misconfigured> {
        let config = Config::from_env()?;
        let table = store::dynamo::Dynamo::new(dynamo::client(None), config.table.clone());
        Ok(Self {
            store: Store::new(Arc::new(table)),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            blobs: Arc::new(Nowhere),
            config: Arc::new(config),
        })
    }
}
