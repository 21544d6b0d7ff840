//! Many seeds, on all processors.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crate::{
    cast::Cast,
    mutant::Mutant,
    world::{Report, play},
};

/// What came of many seeds.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Seeds played.
    pub played: u64,
    /// How many of them each messenger played in, by its name.
    pub messengers: BTreeMap<String, u64>,
    /// Lines of all logs.
    pub lines: u64,
    /// How often each fault came.
    pub counts: BTreeMap<&'static str, u64>,
    /// Runs with broken promises, by seed.
    pub failures: Vec<Report>,
}

/// Plays `seeds` seeds from `from` on, one thread per processor; `progress` hears of each with the failures so far.
/// With `until_failure` nothing new begins after the first failure.
pub fn play_all(
    from: u64,
    seeds: u64,
    cast: &Cast,
    until_failure: bool,
    progress: impl Fn(u64, usize) + Sync,
) -> Outcome {
    let next = AtomicU64::new(0);
    let outcome = Mutex::new(Outcome::default());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= seeds {
                return;
            }
            let report = play(from + at, cast, None);
            let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
            outcome.add(report);
            if until_failure && !outcome.failures.is_empty() {
                next.store(seeds, Ordering::Relaxed);
            }
            progress(outcome.played, outcome.failures.len());
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut outcome = outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcome.failures.sort_by_key(|report| report.seed);
    outcome
}

/// The first of `seeds` runs in which `mutant` is noticed.
#[must_use]
pub fn first_kill(mutant: Mutant, seeds: u64) -> Option<Report> {
    play_all(0, seeds, &mutant.into(), true, |_, _| {})
        .failures
        .into_iter()
        .next()
}

impl Outcome {
    fn add(&mut self, report: Report) {
        self.played += 1;
        self.lines += report.lines;
        *self.messengers.entry(report.messenger.clone()).or_default() += 1;
        for (what, times) in &report.counts {
            *self.counts.entry(what).or_default() += times;
        }
        if !report.breaches.is_empty() {
            self.failures.push(report);
        }
    }
}
