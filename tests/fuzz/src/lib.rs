//! What an adapter makes of anything a messenger, or somebody who pretends to be one, may send.
//!
//! Real-shaped calls and answers come from the pretend messengers; they are damaged, or replaced by anything at all. Whatever
//! it is: nothing panics, nothing is lost without a word, and what comes out is no larger than what went in explains.

mod damage;
mod line;
mod targets;

use std::time::{Duration, Instant};

use line::Line;
use messengers::registry;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

pub use targets::TARGETS;

/// Cases of one round of one target at one messenger.
const CASES: u32 = 256;

/// What to play.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The first round; a round is told by its number alone.
    pub from: u64,
    /// How many rounds; `None`: as many as there is time for.
    pub rounds: Option<u64>,
    /// For how long.
    pub time: Duration,
    /// The one target to play; `None`: all.
    pub target: Option<String>,
}

/// What went wrong, and how to see it again.
#[derive(Debug)]
pub struct Finding {
    /// In which round.
    pub round: u64,
    /// At which target.
    pub target: &'static str,
    /// The smallest case, and what was wrong with it.
    pub words: String,
}

/// Plays; tells `progress` after each round how many cases there were so far.
///
/// # Errors
/// The first [`Finding`].
#[expect(clippy::disallowed_methods, reason = "it plays for as long as it was asked to")]
pub fn play(plan: &Plan, mut progress: impl FnMut(u64, u64)) -> Result<u64, Finding> {
    let lines: Vec<Line> = registry::pretend().into_iter().map(Line::open).collect();
    let (began, mut cases, mut round) = (Instant::now(), 0, plan.from);
    let is_over = |round: u64| match plan.rounds {
        Some(rounds) => round >= plan.from.saturating_add(rounds),
        None => began.elapsed() >= plan.time,
    };
    while !is_over(round) {
        for (name, target) in TARGETS {
            if plan.target.as_deref().is_some_and(|wanted| wanted != name) {
                continue;
            }
            for line in &lines {
                let finding = |words| Finding {
                    round,
                    target: name,
                    words,
                };
                target(&mut runner(round), line).map_err(finding)?;
                cases += u64::from(CASES);
            }
        }
        round += 1;
        progress(round, cases);
    }
    Ok(cases)
}

/// A round's dice: the same number throws the same.
fn runner(round: u64) -> TestRunner {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&round.to_le_bytes());
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}
