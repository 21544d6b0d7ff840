//! The embedded engine: DynamoDB's protocol on SQLite, in this process, spoken to over loopback HTTP.
//!
//! It serves on a thread of its own, since every statement holds the one connection and blocks. A second thread keeps
//! house: expired rows are swept, stream records older than a day are deleted, which the engine never does by itself.

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use domain::DAY_MS;
use dynoxide::{Database, storage::Storage};
use platform::Clock;
use tokio::{net::TcpListener, sync::oneshot};
use tracing::{debug, error};

use crate::{StartError, data::keep_private};

/// SQLite's number for `PRAGMA synchronous = FULL`: a commit is on the disk before it is acknowledged.
const SYNCHRONOUS_FULL: i64 = 2;

/// How often house is kept; DynamoDB itself promises days.
const HOUSE_EVERY: Duration = Duration::from_secs(60);

/// Stream records deleted at once: a few milliseconds, during which writers wait.
const RECORDS_PER_SWEEP: usize = 1_000;

/// The engine looks its newest stream record up by number on every write and reads by number, and has no index for it:
/// without this one, a write's cost would grow with the day.
const STREAM_INDEX: &str = "CREATE INDEX IF NOT EXISTS switchboard_stream_position
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

const FORGET_RECORDS: &str = "DELETE FROM _stream_records WHERE id IN
    (SELECT id FROM _stream_records WHERE created_at < ?1 ORDER BY id LIMIT ?2)";

/// A running engine; dropping it stops it.
pub struct Engine {
    /// Where it listens.
    pub url: String,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<thread::JoinHandle<()>>,
    stop_house: mpsc::Sender<()>,
    house: Option<thread::JoinHandle<()>>,
}

impl Engine {
    /// Serves the database in `file`, or an empty one in memory.
    ///
    /// # Errors
    /// [`StartError::Engine`]: the file is not the engine's, or of a newer version; [`StartError::NotDurable`].
    pub fn start(file: Option<&Path>, clock: std::sync::Arc<dyn Clock>) -> Result<Self, StartError> {
        let (database, house) = open(file)?;
        let (ready, is_ready) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let served = database.clone();
        let serving = spawn("engine", move || serve(served, &ready, stopped))?;
        let url = is_ready
            .recv()
            .unwrap_or_else(|_| Err("the engine's thread ended".into()));
        let url = url.map_err(StartError::Engine)?;
        let (stop_house, house_stopped) = mpsc::channel();
        let house = spawn("housekeeping", move || {
            keep_house(&database, house.as_ref(), &*clock, &house_stopped)
        })?;
        Ok(Self {
            url,
            stop: Some(stop),
            serving: Some(serving),
            stop_house,
            house: Some(house),
        })
    }

    /// Stops after the requests under way.
    pub fn stop(mut self) {
        self.signal();
        for thread in [self.serving.take(), self.house.take()].into_iter().flatten() {
            if thread.join().is_err() {
                error!("A thread of the engine ended in a panic");
            }
        }
    }

    fn signal(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = self.stop_house.send(());
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.signal();
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<thread::JoinHandle<()>, StartError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| StartError::Engine(error.to_string()))
}

/// The database, and for a file a second connection, opened exactly as the engine opens its own.
fn open(file: Option<&Path>) -> Result<(Database, Option<Storage>), StartError> {
    let broken = |error: dynoxide::DynoxideError| StartError::Engine(error.to_string());
    let Some(path) = file else {
        let name = memory_name();
        let database = Database::new(&name).map_err(broken)?;
        // The second connection to a shared memory is closed at once: the two would refuse each other's locks.
        index(&Storage::new(&name).map_err(broken)?)?;
        return Ok((database, None));
    };
    let name = path
        .to_str()
        .ok_or_else(|| StartError::Engine("the path of the data is no UTF-8".into()))?;
    // Before the engine opens it: the files SQLite puts beside it get the same mode.
    keep_private(path).map_err(|source| StartError::Data {
        path: PathBuf::from(path),
        source,
    })?;
    let database = Database::new(name).map_err(broken)?;
    let house = Storage::new(name).map_err(broken)?;
    let synchronous = house
        .conn()
        .query_row("PRAGMA synchronous", [], |row| row.get(0))
        .map_err(sqlite)?;
    if synchronous != SYNCHRONOUS_FULL {
        return Err(StartError::NotDurable(synchronous));
    }
    index(&house)?;
    Ok((database, Some(house)))
}

/// A name no other engine of this process has.
fn memory_name() -> String {
    static NUMBER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    format!("file:switchboard-{number}?mode=memory&cache=shared")
}

fn index(house: &Storage) -> Result<(), StartError> {
    house.conn().execute_batch(STREAM_INDEX).map_err(sqlite)
}

fn sqlite(error: impl std::fmt::Display) -> StartError {
    StartError::Engine(error.to_string())
}

fn serve(database: Database, ready: &mpsc::Sender<Result<String, String>>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = ready.send(Err(error.to_string()));
            return;
        }
    };
    runtime.block_on(async {
        let listener = match TcpListener::bind(("127.0.0.1", 0)).await {
            Ok(listener) => listener,
            Err(error) => {
                let _ = ready.send(Err(error.to_string()));
                return;
            }
        };
        let address = listener.local_addr().map(|address| format!("http://{address}"));
        let _ = ready.send(address.map_err(|error| error.to_string()));
        let until = async {
            let _ = stopped.await;
        };
        if let Err(error) = dynoxide::server::serve_with_shutdown(listener, database, until).await {
            error!(error, "The engine stopped serving");
        }
    });
}

fn keep_house(database: &Database, house: Option<&Storage>, clock: &dyn Clock, stopped: &mpsc::Receiver<()>) {
    while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(HOUSE_EVERY) {
        match database.sweep_ttl() {
            Ok(swept) => debug!(swept, "Swept expired rows"),
            Err(error) => error!(error = %error, "Could not sweep expired rows"),
        }
        let before_s = clock.now().plus(-DAY_MS).seconds();
        match house.map(|house| forget_records(house, before_s)) {
            Some(Err(error)) => error!(error, "Could not forget old stream records"),
            Some(Ok(forgotten)) => debug!(forgotten, "Forgot old stream records"),
            None => {}
        }
    }
}

/// Deletes stream records from before `before_s`, a few at a time so that writers get in between.
fn forget_records(house: &Storage, before_s: i64) -> Result<usize, String> {
    let mut forgotten = 0;
    loop {
        let some = house.conn().execute(FORGET_RECORDS, (before_s, RECORDS_PER_SWEEP));
        let some = some.map_err(|error| error.to_string())?;
        forgotten += some;
        if some < RECORDS_PER_SWEEP {
            return Ok(forgotten);
        }
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
