//! Calling a function as a cloud does: in a process of its own, with a time limit, and maybe without an answer.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Poll, Waker},
};

use crate::executor::Executor;

/// Runs `job` as a task of its own; `None`: it died, or took longer than `limit_ms` and was killed.
pub async fn invoke<T: Send + 'static>(
    executor: &Executor,
    name: &str,
    limit_ms: i64,
    job: impl Future<Output = T> + Send + 'static,
) -> Option<T> {
    if executor.is_scripted() {
        // Every poll is a choice there; waiting for another task would only multiply them.
        return Some(job.await);
    }
    let slot = Arc::new(Slot(Mutex::new(State {
        value: None,
        is_over: false,
        waiting: None,
    })));
    let filler = Filler(Arc::clone(&slot));
    let task = executor.spawn(name, async move {
        let value = job.await;
        filler.0.lock().value = Some(value);
    });
    let mut limit = pin!(executor.pause(limit_ms));
    let answer = poll_fn(|context| {
        let mut state = slot.lock();
        if state.is_over {
            return Poll::Ready(state.value.take());
        }
        state.waiting = Some(context.waker().clone());
        drop(state);
        limit.as_mut().poll(context).map(|()| None)
    })
    .await;
    if answer.is_none() {
        executor.kill(task);
    }
    answer
}

struct State<T> {
    value: Option<T>,
    is_over: bool,
    waiting: Option<Waker>,
}

struct Slot<T>(Mutex<State<T>>);

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Filler<T>(Arc<Slot<T>>);

impl<T> Drop for Filler<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_over = true;
        if let Some(waiting) = state.waiting.take() {
            waiting.wake();
        }
    }
}

/// Wakes whoever waits for something to happen. Ringing with nobody waiting is remembered once.
#[derive(Clone, Default)]
pub struct Bell(Arc<Mutex<(bool, Vec<Waker>)>>);

impl Bell {
    fn lock(&self) -> MutexGuard<'_, (bool, Vec<Waker>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something happened.
    pub fn ring(&self) {
        let mut bell = self.lock();
        bell.0 = true;
        bell.1.drain(..).for_each(Waker::wake);
    }

    /// Waits until something happens, at most `ms` milliseconds.
    pub async fn wait(&self, executor: &Executor, ms: i64) {
        let mut limit = pin!(executor.pause(ms));
        poll_fn(|context| {
            let mut bell = self.lock();
            if std::mem::take(&mut bell.0) {
                return Poll::Ready(());
            }
            bell.1.push(context.waker().clone());
            drop(bell);
            limit.as_mut().poll(context)
        })
        .await;
    }
}

/// Counts what is under way, so that the end of a run can wait for it.
#[derive(Clone, Debug, Default)]
pub struct Busy(Arc<AtomicUsize>);

/// Something is under way as long as this lives.
#[derive(Debug)]
pub struct Working(Busy);

impl Busy {
    /// Something begins.
    #[must_use]
    pub fn begin(&self) -> Working {
        self.0.fetch_add(1, Ordering::SeqCst);
        Working(self.clone())
    }

    /// Whether nothing is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}
