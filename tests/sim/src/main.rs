//! Plays seeds and tells what came of them.
//!
//! `sim --seeds N [--from S]` plays N histories, `sim --seed S` replays one line by line, `sim --mutants [--seeds N]`
//! shows that each hand-made bug is noticed, `sim --exhaustive` walks through every fault and every race. The seed chooses the
//! messenger, or `--messenger NAME`.
#![expect(clippy::print_stdout, reason = "this is a command; what it prints is what it is for")]

use std::{collections::BTreeSet, process::ExitCode};

use sim::{
    campaign,
    cast::Cast,
    exhaustive::fail_everywhere,
    mutant::Mutant,
    races::{Deed, race_all},
    scene::Scene,
    world,
};

/// Histories played unless told otherwise.
const SEEDS: u64 = 1_000;

/// Histories in which a hand-made bug must be noticed.
const MUTANT_SEEDS: u64 = 500;

/// What the table says of each death, in characters.
const WORDS_MAX: usize = 120;

/// Lines of progress of one campaign.
const PROGRESS_LINES: u64 = 10;

const USAGE: &str = "usage: sim [--seeds N] [--from S] | --seed S [--mutant NAME] | --mutants [--seeds N] | --exhaustive; [--messenger NAME]";

#[derive(Default)]
struct Wish {
    seeds: Option<u64>,
    from: u64,
    seed: Option<u64>,
    cast: Cast,
    mutants: bool,
    exhaustive: bool,
}

fn main() -> ExitCode {
    let Some(wish) = read(std::env::args().skip(1)) else {
        println!("{USAGE}");
        return ExitCode::from(2);
    };
    let fine = match wish {
        Wish {
            seed: Some(seed), cast, ..
        } => replay(seed, &cast),
        Wish {
            mutants: true, seeds, ..
        } => kill_table(seeds.unwrap_or(MUTANT_SEEDS)),
        Wish { exhaustive: true, .. } => everything(),
        Wish { seeds, from, cast, .. } => many(from, seeds.unwrap_or(SEEDS), &cast),
    };
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(mut args: impl Iterator<Item = String>) -> Option<Wish> {
    let mut wish = Wish::default();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--mutants" => wish.mutants = true,
            "--exhaustive" => wish.exhaustive = true,
            "--seeds" => wish.seeds = Some(args.next()?.parse().ok()?),
            "--from" => wish.from = args.next()?.parse().ok()?,
            "--seed" => wish.seed = Some(args.next()?.parse().ok()?),
            "--mutant" => wish.cast.mutant = Some(Mutant::named(&args.next()?)?),
            "--messenger" => wish.cast.messenger = Some(args.next()?.parse().ok()?),
            _ => return None,
        }
    }
    // Who is not there cannot play.
    wish.cast.pretend(0)?;
    Some(wish)
}

fn replay(seed: u64, cast: &Cast) -> bool {
    let report = world::play(seed, cast, Some(Box::new(|line| println!("{line}"))));
    println!(
        "seed {seed}, {}: {} lines, hash {:016x}",
        report.messenger, report.lines, report.hash
    );
    report.breaches.iter().for_each(|breach| println!("BREACH {breach}"));
    report.breaches.is_empty()
}

fn many(from: u64, seeds: u64, cast: &Cast) -> bool {
    let every = (seeds / PROGRESS_LINES).max(1);
    let outcome = campaign::play_all(from, seeds, cast, false, |played, failed| {
        if played % every == 0 {
            println!("{played} of {seeds} played, {failed} failed");
        }
    });
    for (what, times) in &outcome.counts {
        println!("{times:>9} × {what}");
    }
    println!("{:>9} lines of log", outcome.lines);
    for (messenger, runs) in &outcome.messengers {
        println!("{runs:>9} runs with {messenger}");
    }
    for report in outcome.failures.iter().take(5) {
        println!(
            "FAILED seed {}; replay: cargo run --profile fast -p sim -- --seed {} --messenger {}",
            report.seed, report.seed, report.messenger
        );
        report.breaches.iter().take(5).for_each(|breach| println!("  {breach}"));
    }
    let failed = outcome.failures.len() as u64;
    println!("{} passed, {failed} failed", seeds - failed);
    failed == 0
}

fn kill_table(seeds: u64) -> bool {
    let mut survivors = 0;
    for mutant in Mutant::ALL {
        let name = format!("{mutant:?}");
        match campaign::first_kill(mutant, seeds) {
            Some(report) => {
                let clause_of = |breach: &String| breach.split_once(": ").map(|(clause, _)| clause.to_owned());
                let clauses: BTreeSet<String> = report.breaches.iter().filter_map(clause_of).collect();
                let clauses = clauses.into_iter().collect::<Vec<_>>().join(", ");
                let breach = report.breaches.first().map_or("", String::as_str);
                let words: String = breach.chars().take(WORDS_MAX).collect();
                println!(
                    "{name:<22} killed in seed {:>3} by {clauses}\n{:>26}{words}",
                    report.seed, ""
                );
            }
            None => {
                survivors += 1;
                println!("{name:<22} SURVIVED {seeds} seeds");
            }
        }
    }
    println!("{} passed, {survivors} failed", Mutant::ALL.len() - survivors);
    survivors == 0
}

fn everything() -> bool {
    let mut is_fine = true;
    for (what, tally) in [
        ("faults, also two in a row", fail_everywhere(&Scene::ALL, true, None)),
        ("orders of two deeds at once", race_all(&Deed::ALL, None)),
    ] {
        tally
            .failures
            .iter()
            .take(10)
            .for_each(|failure| println!("FAILED {failure}"));
        println!("{what}: {} runs, {} failed", tally.runs, tally.failures.len());
        is_fine &= tally.failures.is_empty();
    }
    is_fine
}
