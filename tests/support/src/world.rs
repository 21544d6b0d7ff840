//! A running desk on threads of its own, with the client that watches it.
//!
//! The desk goes on while its story is stopped: so what the story came to is looked at when it ends, wherever it ends.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use switchboard::{LocalConfig, Running, start};
use tokio::runtime::{Builder, Runtime};

use crate::{
    PATIENCE,
    watch::{Tampering, Watch},
};

/// Threads of one desk: one that works, one for what keeps the other busy.
const THREADS: usize = 2;

/// The desk and its watching client.
pub struct World {
    desk: Arc<Running>,
    /// `None`: nobody watches.
    watch: Option<Arc<Watch>>,
    /// `None` only at the very end.
    runtime: Option<Runtime>,
}

impl World {
    /// Starts a desk as `config` says, and begins to watch it.
    pub async fn start(config: LocalConfig, tampering: Tampering) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .enable_all()
            .build()
            .expect("threads can be had");
        let table = config.settings.table.clone();
        let starting = runtime.spawn(async move {
            let desk = Arc::new(start(config).await.expect("the desk starts"));
            let watch = Watch::start(Arc::clone(&desk), &table, tampering).await;
            (desk, Arc::new(watch))
        });
        let (desk, watch) = starting.await.expect("the desk starts");
        Self {
            desk,
            watch: Some(watch),
            runtime: Some(runtime),
        }
    }

    /// The desk.
    pub fn desk(&self) -> &Running {
        &self.desk
    }

    /// Waits until nothing is left to do; whether that came.
    pub async fn becomes_quiet(&self) -> bool {
        let desk = Arc::clone(&self.desk);
        let waiting = self.runtime().spawn(async move { desk.quiet(PATIENCE).await });
        waiting.await.expect("the desk lives")
    }

    /// Whether something is left to do.
    pub async fn is_quiet(&self) -> bool {
        let desk = Arc::clone(&self.desk);
        let asking = self.runtime().spawn(async move { desk.is_quiet().await });
        asking.await.expect("the desk lives").expect("the table answers")
    }

    /// By what the watching client differs from a fresh one; empty: by nothing, or nobody watches.
    pub async fn differences(&self) -> Vec<String> {
        let Some(watch) = self.watch.clone() else {
            return Vec::new();
        };
        let looking = self.runtime().spawn(async move { watch.differences().await });
        looking.await.expect("the watching client lives")
    }

    /// From now on nobody watches.
    pub fn stop_watching(&mut self) {
        self.watch = None;
    }

    /// Ends the desk as one does with Ctrl-C.
    pub async fn stop(mut self) {
        let desk = Arc::clone(&self.desk);
        let watch = self.watch.take().and_then(Arc::into_inner);
        let runtime = self.runtime.take().expect("it is there until the end");
        drop(self);
        let stopping = runtime.spawn(async move {
            if let Some(watch) = watch {
                watch.end().await;
            }
            let desk = Arc::into_inner(desk).expect("nobody else has the desk");
            desk.stop().await;
        });
        stopping.await.expect("the desk stops");
        runtime.shutdown_background();
    }

    fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("it is there until the end")
    }
}

impl Drop for World {
    /// # Panics
    /// If the watching client differs from a fresh one, unless the story has failed already.
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        let (tell, told) = mpsc::channel();
        if let Some(watch) = self.watch.take().filter(|_| !thread::panicking()) {
            runtime.spawn(async move { tell.send(watch.differences().await) });
            let found = told.recv();
            runtime.shutdown_background();
            assert_equal(&found.expect("the desk comes to rest"));
        } else {
            runtime.shutdown_background();
        }
    }
}

/// # Panics
/// If there are differences.
pub fn assert_equal(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "a client that was told differs from one that has just loaded:\n{}",
        differences.join("\n")
    );
}
