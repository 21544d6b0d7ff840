//! The whole system on one machine: what `make run` starts and what the tests start.
//!
//! The same handlers and the same SDK clients as in the cloud, with small stand-ins for what AWS runs around them:
//!
//! | In the cloud            | Here                                                          |
//! |-------------------------|---------------------------------------------------------------|
//! | DynamoDB                | `engine`: an embedded engine, unless an endpoint is given     |
//! | API Gateway, CloudFront | `gateway` and `site`, on one port                             |
//! | event source mappings   | `stream`: woken by each write (`noticed`)                     |
//! | S3                      | `files`: a folder, handed out at an origin of its own         |
//! | the schedule            | `tick`                                                        |
//! | messengers              | `pretend`: pretend ones in demo mode, the real ones otherwise |
//! | a public address        | `polls`: messengers are asked for news, unless there is one   |
//! | Secrets, parameters     | `data`: one folder, used by one process                       |

pub mod cli;
mod data;
pub mod engine;
mod files;
mod gateway;
mod noticed;
mod polls;
mod pretend;
mod running;
mod site;
pub mod stream;
#[cfg(test)]
mod temp;
mod tick;
mod works;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use platform::{Clock, Owner, SystemClock};
use store::StoreError;
use tokio::sync::watch;

pub use data::SignIn;
pub use gateway::Limits;
pub use noticed::Writes;
pub use pretend::handed_out;
pub use running::{Running, start};

/// How long a stop waits for requests under way.
const STOP_PATIENCE: Duration = Duration::from_secs(3);

/// Returns when everything shall stop, or whoever could say so is gone.
async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stopped| *stopped).await;
}

/// What to start.
#[derive(Clone)]
pub struct LocalConfig {
    /// Where the desk listens; port 0: any free one.
    pub address: SocketAddr,
    /// Where files are handed out; port 0: any free one.
    pub files_address: SocketAddr,
    /// The data folder; `None`: everything in memory, gone at the end.
    pub data: Option<PathBuf>,
    /// Another engine's address; `None`: the embedded one.
    pub engine_url: Option<String>,
    /// Where that engine serves streams, if elsewhere.
    pub streams_url: Option<String>,
    /// The one proxy in front that is believed whom it speaks for, by its address; `None`: callers come themselves.
    pub proxy: Option<IpAddr>,
    /// What may differ between deployments; addresses and keys left empty are filled in.
    pub settings: platform::Config,
    /// Whether messengers are pretended.
    pub pretend: Pretending,
    /// Whether pretend messengers are asked for news instead of calling us, as real ones are where no public address is known.
    pub asks_pretended: bool,
    /// How often the courier looks for what is due.
    pub tick: Duration,
    /// How long a messenger's answer to a call is waited for; [`courier::CALL_TIMEOUT`] at most.
    pub call_timeout: Duration,
    /// API Gateway's quotas.
    pub limits: Limits,
    /// The built client.
    pub web: PathBuf,
    /// Tells the time to everything that runs here.
    pub clock: Arc<dyn Clock>,
}

/// Which messengers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pretending {
    /// The real ones.
    No,
    /// Pretend ones, with a channel each and no customers yet.
    Empty,
    /// Pretend ones whose customers have written at the first start.
    Demo,
}

impl Default for LocalConfig {
    /// In memory, on any free port, pretend messengers without customers.
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            files_address: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: None,
            engine_url: None,
            streams_url: None,
            proxy: None,
            settings: platform::Config::default(),
            pretend: Pretending::Empty,
            asks_pretended: false,
            tick: Duration::from_secs(5),
            call_timeout: courier::CALL_TIMEOUT,
            limits: Limits::default(),
            web: PathBuf::from("web/dist"),
            clock: Arc::new(SystemClock),
        }
    }
}

impl LocalConfig {
    /// Whether messengers must be asked for news, because they cannot call us.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.settings.public_url.is_empty() && (self.pretend == Pretending::No || self.asks_pretended)
    }

    /// What channels are connected with: a public address, or nothing where messengers are asked. Pretend messengers find us
    /// wherever we are.
    fn reach(&self) -> &str {
        if self.settings.public_url.is_empty() && !self.asks() {
            "here"
        } else {
            &self.settings.public_url
        }
    }

    /// The same with this owner.
    #[must_use]
    pub fn owned_by(mut self, email: &str, password: &str) -> Self {
        self.settings.owner = Some(Owner {
            email: email.to_owned(),
            password: password.to_owned(),
        });
        self
    }
}

/// Why it did not start. The words are for whoever typed the command.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or not ours to take.
    #[error("cannot listen on {address}: {source} (PORT=… chooses another port)")]
    Port {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Two processes must not write one database.
    #[error("{} is used by another switchboard (SWITCHBOARD_DATA=… chooses another folder)", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the data folder is not as it should be.
    #[error("{}: {source}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The engine did not start, or is not what we take it for.
    #[error("the engine: {0}")]
    Engine(String),
    /// A commit would be acknowledged before it is on the disk.
    #[error("the engine does not sync its commits (PRAGMA synchronous = {0}, 2 is needed)")]
    NotDurable(i64),
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The owner could not be created.
    #[error("the owner: {0}")]
    Owner(String),
    /// The pretend messengers.
    #[error("the pretend messengers: {0}")]
    Demo(String),
    /// A library did not start.
    #[error("{0}")]
    Other(String),
}
