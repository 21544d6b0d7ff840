//! What goes wrong, and how often: every simulated port asks here what becomes of each call.
//!
//! Each seed draws its own rates, so that some runs have none of a fault and others plenty of it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{MINUTE_MS, SECOND_MS, UnixMs};

use crate::{executor::Executor, mutant::Mutant, random::Random};

/// What kind of call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// Reading the table.
    Read,
    /// Writing the table.
    Write,
    /// Calling a messenger.
    Provider,
    /// Handing a frame to a browser.
    Push,
    /// Storing, reading or deleting a file.
    Files,
}

/// What becomes of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It works.
    Fine,
    /// Nothing is done, and the caller gets an error.
    Lost,
    /// It is done, and the caller gets an error.
    AnswerLost,
    /// The caller gets an error now; it is done this many milliseconds later.
    Late(i64),
    /// Refused: too much at once.
    Throttled,
    /// Refused: another transaction is under way.
    Contended,
    /// The caller's process dies, and nothing is done.
    DieBefore,
    /// It is done, and the caller's process dies.
    DieAfter,
}

/// How often each fault comes, in 1,000 chances.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    /// A process dies at a call.
    pub die: usize,
    /// A call of the table gives no answer.
    pub table: usize,
    /// The table throttles.
    pub throttle: usize,
    /// Two transactions meet.
    pub contention: usize,
    /// A call takes up to three seconds.
    pub slow: usize,
    /// Something is wrong with a call to a messenger.
    pub provider: usize,
    /// A push fails or is lost on the way.
    pub push: usize,
    /// Something is wrong with a webhook call on its way to us or back.
    pub webhook: usize,
    /// A batch of stream records comes twice, late, or never.
    pub stream: usize,
    /// A browser's request is lost on its way or its answer is.
    pub request: usize,
    /// A browser loses its connection.
    pub socket: usize,
    /// The table is down from here to there.
    pub brown_out: Option<(UnixMs, UnixMs)>,
}

impl Rates {
    /// The rates of one seed.
    fn draw(random: &mut Random, start: UnixMs) -> Self {
        let mut rate = |often: usize| [0, often / 4, often][random.below(3)];
        Self {
            die: rate(40),
            table: rate(60),
            throttle: rate(40),
            contention: rate(40),
            slow: rate(60),
            provider: rate(500),
            push: rate(200),
            webhook: rate(400),
            stream: rate(200),
            request: rate(200),
            socket: rate(100),
            brown_out: (rate(2) == 2).then(|| {
                let from = start.plus(random.within(0, 60) * SECOND_MS);
                (from, from.plus(random.within(1, 10) * MINUTE_MS))
            }),
        }
    }
}

/// One fault at one call, for walking through all of them.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The number of the call, from 0.
    pub at: usize,
    /// What becomes of it.
    pub fate: Fate,
}

struct Weather {
    random: Random,
    rates: Rates,
    is_calm: bool,
    plan: Option<Plan>,
    calls: usize,
    counts: BTreeMap<&'static str, u64>,
}

/// What all simulated ports share. Cheap to clone.
#[derive(Clone)]
pub struct Ports {
    /// The executor they run on.
    pub executor: Executor,
    mutant: Option<Mutant>,
    weather: Arc<Mutex<Weather>>,
}

impl Ports {
    /// Ports in the weather of `seed`, at first calm.
    #[must_use]
    pub fn new(executor: Executor, seed: u64, mutant: Option<Mutant>) -> Self {
        let mut random = Random::new(seed ^ 0x0077_6561_7468_6572);
        let rates = Rates::draw(&mut random, executor.now());
        let (plan, calls, counts) = (None, 0, BTreeMap::new());
        let weather = Weather {
            random,
            rates,
            is_calm: true,
            plan,
            calls,
            counts,
        };
        Self {
            executor,
            mutant,
            weather: Arc::new(Mutex::new(weather)),
        }
    }

    fn weather(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins or ends the calm, in which nothing goes wrong.
    pub fn set_calm(&self, is_calm: bool) {
        self.weather().is_calm = is_calm;
        self.executor
            .note(format_args!("weather: {}", if is_calm { "calm" } else { "storm" }));
    }

    /// Whether nothing goes wrong.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        self.weather().is_calm
    }

    /// Plans one fault; calls are counted from here.
    pub fn set_plan(&self, plan: Option<Plan>) {
        let mut weather = self.weather();
        weather.plan = plan;
        weather.calls = 0;
    }

    /// How many calls there were since [`Ports::set_plan`].
    #[must_use]
    pub fn calls(&self) -> usize {
        self.weather().calls
    }

    /// Whether the run is broken in this way.
    #[must_use]
    pub fn is(&self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// How the run is broken, if it is.
    #[must_use]
    pub fn mutant(&self) -> Option<Mutant> {
        self.mutant
    }

    /// How often each fault came.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.weather().counts.clone()
    }

    /// Counts something worth knowing at the end.
    pub fn count(&self, what: &'static str) {
        *self.weather().counts.entry(what).or_default() += 1;
    }

    /// Whether the fault `what` comes now; never in the calm.
    #[must_use]
    pub fn strikes(&self, what: &'static str, rate: impl FnOnce(&Rates) -> usize) -> bool {
        let mut weather = self.weather();
        let per_mille = rate(&weather.rates);
        let strikes = !weather.is_calm && weather.random.chance(per_mille);
        if strikes {
            *weather.counts.entry(what).or_default() += 1;
        }
        strikes
    }

    /// A number below `end` from the weather's own numbers.
    #[must_use]
    pub fn below(&self, end: usize) -> usize {
        self.weather().random.below(end)
    }

    /// A number from `low` to `high`, both included.
    #[must_use]
    pub fn within(&self, low: i64, high: i64) -> i64 {
        self.weather().random.within(low, high)
    }

    /// A call reaches its port: lets others go first, takes its time, and says what becomes of it.
    pub async fn enter(&self, port: Port, what: &'static str) -> Fate {
        let latency = self.weather().latency();
        self.executor.pause(latency).await;
        let now = self.executor.now();
        let fate = self.weather().fate(port, now);
        if fate != Fate::Fine {
            self.executor.note(format_args!("{what}: {fate:?}"));
        }
        if fate == Fate::DieBefore {
            self.executor.die().await;
        }
        fate
    }

    /// The answer goes back to the caller, who may not live to see it.
    pub async fn leave(&self, fate: Fate) {
        if fate == Fate::DieAfter {
            self.executor.die().await;
        }
        if self.weather().is_calm {
            return;
        }
        let latency = self.weather().latency();
        self.executor.pause(latency).await;
    }
}

impl Weather {
    fn latency(&mut self) -> i64 {
        if self.is_calm {
            return 0;
        }
        let slow = self.rates.slow;
        match self.random.below(4) {
            _ if self.random.chance(slow) => self.random.within(300, 3_000),
            0 | 1 => 0,
            2 => self.random.within(1, 5),
            _ => self.random.within(5, 40),
        }
    }

    fn fate(&mut self, port: Port, now: UnixMs) -> Fate {
        self.calls += 1;
        if let Some(plan) = self.plan {
            return if plan.at + 1 == self.calls {
                plan.fate
            } else {
                Fate::Fine
            };
        }
        if self.is_calm {
            return Fate::Fine;
        }
        let (what, fate) = self.draw(port, now);
        if fate != Fate::Fine {
            *self.counts.entry(what).or_default() += 1;
        }
        fate
    }

    fn draw(&mut self, port: Port, now: UnixMs) -> (&'static str, Fate) {
        let Rates {
            die,
            table,
            throttle,
            contention,
            brown_out,
            ..
        } = self.rates;
        let is_table = matches!(port, Port::Read | Port::Write);
        if is_table && brown_out.is_some_and(|(from, until)| from <= now && now < until) {
            return ("table down", Fate::Lost);
        }
        if self.random.chance(die) {
            let before = self.random.chance(500);
            return if before {
                ("died before a call", Fate::DieBefore)
            } else {
                ("died after a call", Fate::DieAfter)
            };
        }
        if port == Port::Files && self.random.chance(table) {
            let is_done = self.random.chance(500);
            let fate = if is_done { Fate::AnswerLost } else { Fate::Lost };
            return ("files not reached", fate);
        }
        if is_table && self.random.chance(throttle) {
            return ("table throttled", Fate::Throttled);
        }
        if port == Port::Write && self.random.chance(contention) {
            return ("transactions met", Fate::Contended);
        }
        if is_table && self.random.chance(table) {
            return match (port, self.random.below(3)) {
                (Port::Write, 0) => ("write answered by an error", Fate::AnswerLost),
                (Port::Write, 1) => ("write landed late", Fate::Late(self.random.within(10, 120_000))),
                _ => ("call of the table lost", Fate::Lost),
            };
        }
        ("", Fate::Fine)
    }
}
