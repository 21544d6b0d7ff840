//! Plays for as long as asked, and tells how to play again what went wrong.
//!
//! `fuzz [--seconds N] [--rounds N] [--from ROUND] [--target NAME]`
#![expect(clippy::print_stdout, reason = "this is a command; what it prints is what it is for")]

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use fuzz::{Plan, TARGETS, play};

/// For how long, unless told otherwise.
const SECONDS: u64 = 60;

/// Time between two lines of progress.
const TELL_EVERY: Duration = Duration::from_secs(5);

#[expect(clippy::disallowed_methods, reason = "it tells how long it has played")]
fn main() -> ExitCode {
    let Some(plan) = read(std::env::args().skip(1)) else {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        println!(
            "usage: fuzz [--seconds N] [--rounds N] [--from ROUND] [--target {}]",
            names.join("|")
        );
        return ExitCode::from(2);
    };
    let (began, mut told) = (Instant::now(), Instant::now());
    let played = play(&plan, |round, cases| {
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            println!("{:>5} s: {cases} cases, round {round}", began.elapsed().as_secs());
        }
    });
    match played {
        Ok(cases) => {
            println!("{cases} cases in {} s: nothing found", began.elapsed().as_secs());
            ExitCode::SUCCESS
        }
        Err(finding) => {
            println!(
                "{} went wrong in round {}: {}",
                finding.target, finding.round, finding.words
            );
            let again = format!("--from {} --rounds 1 --target {}", finding.round, finding.target);
            println!("again: make fuzz ARGS='{again}'");
            ExitCode::FAILURE
        }
    }
}

fn read(mut arguments: impl Iterator<Item = String>) -> Option<Plan> {
    let mut plan = Plan {
        from: 0,
        rounds: None,
        time: Duration::from_secs(SECONDS),
        target: None,
    };
    while let Some(argument) = arguments.next() {
        let value = arguments.next()?;
        match argument.as_str() {
            "--seconds" => plan.time = Duration::from_secs(value.parse().ok()?),
            "--rounds" => plan.rounds = Some(value.parse().ok()?),
            "--from" => plan.from = value.parse().ok()?,
            "--target" => plan.target = Some(TARGETS.iter().find(|(name, _)| *name == value)?.0.to_owned()),
            _ => return None,
        }
    }
    Some(plan)
}
