//! One thread, virtual time, and a choice at every step: which of the ready tasks goes next.
//!
//! Time stands still while anything is ready, then jumps to the next timer. A task that is killed is dropped where it
//! stands, as a process is. Cheap to clone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use domain::UnixMs;

use crate::{log::Log, random::Random};

/// A task's name for [`Executor::kill`].
pub type TaskId = u64;

/// Steps at one instant, of all tasks together; more is a circle.
const STEPS_MAX: usize = 200_000;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What decides between several ready tasks.
#[derive(Clone, Debug)]
pub enum Choice {
    /// A seed.
    Seeded(Random),
    /// The listed numbers, then always the first task; what was chosen among how many is kept in `made`.
    Scripted {
        /// The choices still to make, last one first.
        ahead: Vec<usize>,
        /// Each choice so far with the number of tasks it was made among.
        made: Vec<(usize, usize)>,
    },
}

/// Why [`Executor::run`] came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The wanted state was reached.
    Reached,
    /// Nothing is left that could ever happen.
    Idle,
    /// The deadline came first.
    TimedOut,
    /// Something goes round and round at one instant, and no time passes.
    Spinning,
}

/// The executor.
#[derive(Clone)]
pub struct Executor(Arc<Core>);

struct Core {
    inner: Mutex<Inner>,
    ready: Arc<Ready>,
}

struct Inner {
    start: UnixMs,
    now: UnixMs,
    choice: Choice,
    tasks: BTreeMap<TaskId, (Arc<str>, Job)>,
    timers: BTreeMap<(UnixMs, u64), Waker>,
    /// Numbers tasks and timers.
    count: u64,
    current: TaskId,
    current_name: Arc<str>,
    /// The current task dies as soon as it gives control back.
    is_doomed: bool,
    log: Log,
}

#[derive(Default)]
struct Ready(Mutex<BTreeSet<TaskId>>);

struct Ring {
    task: TaskId,
    ready: Arc<Ready>,
}

impl Wake for Ring {
    fn wake(self: Arc<Self>) {
        self.ready.lock().insert(self.task);
    }
}

impl Ready {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<TaskId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor {
    /// An executor whose clock stands at `start`.
    #[must_use]
    pub fn new(start: UnixMs, choice: Choice, log: Log) -> Self {
        let (tasks, timers) = (BTreeMap::new(), BTreeMap::new());
        let (now, count, current, is_doomed) = (start, 0, 0, false);
        let inner = Inner {
            start,
            now,
            choice,
            tasks,
            timers,
            count,
            current,
            current_name: "".into(),
            is_doomed,
            log,
        };
        Self(Arc::new(Core {
            inner: Mutex::new(inner),
            ready: Arc::default(),
        }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The virtual clock.
    #[must_use]
    pub fn now(&self) -> UnixMs {
        self.inner().now
    }

    /// Adds a line to the log.
    pub fn note(&self, line: fmt::Arguments<'_>) {
        let mut inner = self.inner();
        let since = inner.now.0 - inner.start.0;
        inner.log.note(since, line);
    }

    /// The log's hash and length.
    #[must_use]
    pub fn log(&self) -> (u64, u64) {
        let inner = self.inner();
        (inner.log.hash(), inner.log.lines())
    }

    /// From now on others decide.
    pub fn set_choice(&self, choice: Choice) {
        self.inner().choice = choice;
    }

    /// Whether choices are scripted.
    #[must_use]
    pub fn is_scripted(&self) -> bool {
        matches!(self.inner().choice, Choice::Scripted { .. })
    }

    /// The scripted choices made so far, each with the number of tasks it was made among.
    #[must_use]
    pub fn choices(&self) -> Vec<(usize, usize)> {
        match &self.inner().choice {
            Choice::Seeded(_) => Vec::new(),
            Choice::Scripted { made, .. } => made.clone(),
        }
    }

    /// Starts a task.
    pub fn spawn(&self, name: &str, job: impl Future<Output = ()> + Send + 'static) -> TaskId {
        let mut inner = self.inner();
        inner.count += 1;
        let task = inner.count;
        inner.tasks.insert(task, (name.into(), Box::pin(job)));
        self.0.ready.lock().insert(task);
        task
    }

    /// Ends a task where it stands. One that is over already is no error.
    pub fn kill(&self, task: TaskId) {
        let mut inner = self.inner();
        if inner.current == task {
            inner.is_doomed = true;
        }
        let killed = inner.tasks.remove(&task);
        // Dropping a future may wake others, which must find the executor unlocked.
        drop(inner);
        drop(killed);
    }

    /// Lets the current task die at this very point: the future never comes back.
    pub async fn die(&self) {
        poll_fn(|_| {
            self.inner().is_doomed = true;
            Poll::<()>::Pending
        })
        .await;
    }

    /// Lets others go first, for `ms` milliseconds; 0: at the same instant.
    pub async fn pause(&self, ms: i64) {
        let mut until = None;
        poll_fn(|context| self.poll_pause(context, ms, &mut until)).await;
    }

    fn poll_pause(&self, context: &Context<'_>, ms: i64, until: &mut Option<UnixMs>) -> Poll<()> {
        let mut inner = self.inner();
        let now = inner.now;
        match *until {
            None if ms <= 0 => {
                *until = Some(now);
                context.waker().wake_by_ref();
            }
            Some(time) if time <= now => return Poll::Ready(()),
            _ => {
                let time = until.unwrap_or(now.plus(ms));
                *until = Some(time);
                inner.count += 1;
                let number = inner.count;
                inner.timers.insert((time, number), context.waker().clone());
            }
        }
        Poll::Pending
    }

    /// Runs until `is_reached` holds at an instant with nothing left to do, or the clock would pass `deadline`.
    pub fn run(&self, deadline: UnixMs, mut is_reached: impl FnMut() -> bool) -> Ended {
        loop {
            let mut steps = 0;
            while self.step() {
                steps += 1;
                if steps > STEPS_MAX {
                    return Ended::Spinning;
                }
            }
            if is_reached() {
                return Ended::Reached;
            }
            let mut inner = self.inner();
            let Some((&(next, _), _)) = inner.timers.first_key_value() else {
                return Ended::Idle;
            };
            if next > deadline {
                inner.now = inner.now.max(deadline);
                return Ended::TimedOut;
            }
            inner.now = inner.now.max(next);
            let mut due = Vec::new();
            while let Some(timer) = inner.timers.first_entry()
                && timer.key().0 <= next
            {
                due.push(timer.remove());
            }
            drop(inner);
            due.into_iter().for_each(Waker::wake);
        }
    }

    /// Polls one ready task; `false`: none is ready.
    fn step(&self) -> bool {
        let mut inner = self.inner();
        let task = {
            let mut ready = self.0.ready.lock();
            ready.retain(|task| inner.tasks.contains_key(task));
            if ready.is_empty() {
                return false;
            }
            let at = choose(&mut inner.choice, ready.len());
            let task = ready.iter().nth(at).copied().unwrap_or_default();
            ready.remove(&task);
            task
        };
        let Some((name, mut job)) = inner.tasks.remove(&task) else {
            return true;
        };
        inner.current = task;
        inner.current_name = Arc::clone(&name);
        inner.is_doomed = false;
        drop(inner);

        let waker = Waker::from(Arc::new(Ring {
            task,
            ready: Arc::clone(&self.0.ready),
        }));
        let is_over = job.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();

        let mut inner = self.inner();
        inner.current = 0;
        if is_over || inner.is_doomed {
            drop(inner);
            drop(job);
        } else {
            inner.tasks.insert(task, (name, job));
        }
        true
    }

    /// Whether the task that runs now has this name.
    #[must_use]
    pub fn is_running(&self, name: &str) -> bool {
        &*self.inner().current_name == name
    }

    /// Names of the tasks that are not over, for telling what hangs.
    #[must_use]
    pub fn alive(&self) -> Vec<String> {
        self.inner().tasks.values().map(|(name, _)| name.to_string()).collect()
    }

    /// Ends all tasks. Without this, tasks that hold the executor would keep it, and each other, for ever.
    pub fn clear(&self) {
        let tasks = std::mem::take(&mut self.inner().tasks);
        drop(tasks);
        self.inner().timers.clear();
    }
}

fn choose(choice: &mut Choice, among: usize) -> usize {
    match choice {
        _ if among < 2 => 0,
        Choice::Seeded(random) => random.below(among),
        Choice::Scripted { ahead, made } => {
            let chosen = ahead.pop().unwrap_or_default().min(among - 1);
            made.push((chosen, among));
            chosen
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn executor(seed: u64) -> Executor {
        Executor::new(UnixMs(0), Choice::Seeded(Random::new(seed)), Log::new(None))
    }

    fn order_of_three(seed: u64) -> Vec<u8> {
        let executor = executor(seed);
        let seen = Arc::new(Mutex::new(Vec::new()));
        for task in 0..3_u8 {
            let (seen, own) = (Arc::clone(&seen), executor.clone());
            executor.spawn("one of three", async move {
                for _ in 0..3 {
                    own.pause(0).await;
                    seen.lock().expect("lock").push(task);
                }
            });
        }
        assert_eq!(executor.run(UnixMs(0), || false), Ended::Idle);
        let seen = seen.lock().expect("lock");
        seen.clone()
    }

    #[test]
    fn a_seed_decides_who_goes_next() {
        assert_eq!(order_of_three(1), order_of_three(1));
        assert!((2..20).any(|seed| order_of_three(seed) != order_of_three(1)));
    }

    #[test]
    fn time_jumps_to_the_next_timer() {
        let executor = executor(1);
        let own = executor.clone();
        executor.spawn("sleeper", async move { own.pause(5_000).await });

        assert_eq!(executor.run(UnixMs(4_000), || false), Ended::TimedOut);
        assert_eq!(executor.now(), UnixMs(4_000));
        assert_eq!(executor.run(UnixMs(9_000), || false), Ended::Idle);
        assert_eq!(executor.now(), UnixMs(5_000));
    }

    #[test]
    fn the_dead_never_come_back() {
        let executor = executor(1);
        let own = executor.clone();
        let alive = Arc::new(());
        let held = Arc::clone(&alive);
        executor.spawn("victim", async move {
            own.die().await;
            drop(held);
            unreachable!("a dead task goes on");
        });

        assert_eq!(executor.run(UnixMs(0), || false), Ended::Idle);
        assert_eq!(Arc::strong_count(&alive), 1);
    }
}
