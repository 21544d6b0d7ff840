//! A few rounds of everything; `make fuzz` plays many.

use std::time::Duration;

use fuzz::{Plan, TARGETS, play};

const ROUNDS: u64 = 4;

#[test]
fn strange_bodies_and_answers_do_no_harm() {
    let plan = Plan {
        from: 0,
        rounds: Some(ROUNDS),
        time: Duration::ZERO,
        target: None,
    };

    let played = play(&plan, |_, _| {});

    match played {
        Ok(cases) => assert!(
            cases >= ROUNDS * TARGETS.len() as u64 * 2 * 256,
            "{cases} cases were played"
        ),
        Err(finding) => panic!("{} in round {}: {}", finding.target, finding.round, finding.words),
    }
}
