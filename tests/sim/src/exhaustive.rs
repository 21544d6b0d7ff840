//! Every handler, a fault at every call it makes, then the same again: the end must be that of a clean run.
//!
//! A fault is one of: the process dies before the call or after it, the call fails undone or done. Afterwards what
//! started the handler comes again, as messengers, browsers and streams do.

use std::fmt;

use domain::rules::deliver::LEASE_MS;
use messengers::pretend::Pretend;
use serde_json::Value;

use crate::{
    cast::Cast,
    executor::Choice,
    log::Log,
    mutant::Mutant,
    people::chat_of,
    random::Random,
    reducer::Replica,
    scene::{PERSON, Props, Scene, act, prepare},
    stage::Stage,
    weather::{Fate, Plan},
};

/// How often a handler may be asked again before it must have worked.
const REPEATS_MAX: usize = 3;

/// What came of all runs.
#[derive(Debug, Default)]
pub struct Tally {
    /// Runs made.
    pub runs: usize,
    /// What went wrong, in words.
    pub failures: Vec<String>,
}

impl Tally {
    /// Counts one run.
    pub fn add(&mut self, what: fmt::Arguments<'_>, breaches: Vec<String>) {
        self.runs += 1;
        self.failures
            .extend(breaches.into_iter().map(|breach| format!("{what}: {breach}")));
    }
}

/// Walks through every fault of `scenes` with the first messenger; `twice`: and through every second fault after it.
#[must_use]
pub fn fail_everywhere(scenes: &[Scene], twice: bool, mutant: Option<Mutant>) -> Tally {
    let mut tally = Tally::default();
    let cast = Cast::first(mutant);
    for scene in scenes {
        let clean = run(*scene, &[], &cast);
        tally.add(format_args!("{scene:?}, clean"), clean.breaches);
        let plans = || {
            let fates = [Fate::DieBefore, Fate::DieAfter, Fate::Lost, Fate::AnswerLost];
            (0..clean.calls).flat_map(move |at| fates.map(|fate| Plan { at, fate }))
        };
        for first in plans() {
            let mut again = vec![vec![first]];
            if twice {
                again.extend(plans().map(|second| vec![first, second]));
            }
            for faults in again {
                let mut end = run(*scene, &faults, &cast);
                if end.state != clean.state && !may_differ(*scene, &faults) {
                    end.breaches
                        .push(format!("{:#?} instead of {:#?}", end.state, clean.state));
                }
                tally.add(format_args!("{scene:?} with {faults:?}"), end.breaches);
            }
        }
    }
    tally
}

/// An answer whose courier died is honestly uncertain, a change whose courier died is tried again later, and a lost push is
/// only a hint lost: there the oracle alone judges.
fn may_differ(scene: Scene, faults: &[Plan]) -> bool {
    matches!(scene, Scene::Drain | Scene::Revise)
        || (scene == Scene::Fanout && faults.iter().any(|fault| fault.fate == Fate::Lost))
}

struct End {
    state: Vec<String>,
    calls: usize,
    breaches: Vec<String>,
}

fn run(scene: Scene, faults: &[Plan], cast: &Cast) -> End {
    let stage = match Stage::set(1, Choice::Seeded(Random::new(1)), cast, Log::new(None)) {
        Ok(stage) => stage,
        Err(words) => {
            return End {
                state: Vec::new(),
                calls: 0,
                breaches: vec![words],
            };
        }
    };
    let mut props = prepare(scene, &stage);
    for fault in faults {
        stage.ports.set_plan(Some(*fault));
        act(scene, &stage, &mut props);
    }
    stage.ports.set_plan(None);
    let mut breaches = Vec::new();
    let is_done = (0..REPEATS_MAX).any(|_| act(scene, &stage, &mut props));
    let calls = stage.ports.calls();
    if !is_done {
        breaches.push("it does not work any more".into());
    }
    act(scene, &stage, &mut props);
    let state = state(scene, &stage, &props);
    // What is owed to the contact still comes; then nothing may be broken.
    for _ in 0..3 {
        stage.wait(LEASE_MS + 1);
        stage.tick();
    }
    breaches.extend(stage.breaches_at_rest());
    End { state, calls, breaches }
}

/// What can be seen of the end: the rows, the messenger's talk, the browser's copy.
fn state(scene: Scene, stage: &Stage, props: &Props) -> Vec<String> {
    let engine = stage.desk.table.engine();
    // Sealed texts, tickets and the sockets of dead attempts differ from run to run and mean nothing.
    let is_told = |pk: &str| {
        [
            "CHAT",
            "THREAD#",
            "EARLIER#",
            "SAID#",
            "QUARANTINE#",
            "OPERATOR",
            "AUDIT#",
        ]
        .iter()
        .any(|start| pk.starts_with(start))
    };
    let rows = engine.rows().filter(|(key, _)| is_told(&key.pk));
    let mut state: Vec<String> = rows
        .map(|(key, row)| format!("{key:?} {}", Value::Object((**row).clone())))
        .collect();
    let pretend: &dyn Pretend = &**stage.desk.provider.pretend();
    state.extend(pretend.messages(PERSON).iter().map(|message| format!("{message:?}")));
    match scene {
        Scene::Fanout => {
            let mut replica = Replica::default();
            let (id, _) = chat_of(&stage.channel, PERSON);
            let seen = stage.verdict.seen();
            if let Some(before) = seen.history.chat(&id, 1) {
                replica.fetch(before, 0, 0, &[]);
            }
            while let Some(frame) = stage.desk.sockets.take(&props.connection) {
                replica.apply(&frame);
            }
            state.push(format!("{replica:?}"));
        }
        Scene::Socket => state.push(format!("connected: {}", !props.connection.is_empty())),
        _ => {}
    }
    state
}
