//! The desk keeps its promises under faults; the tools that say so notice when it does not.

use sim::{
    campaign::{Outcome, play_all},
    cast::Cast,
    exhaustive::{Tally, fail_everywhere},
    mutant::Mutant,
    races::{Deed, race_all},
    scene::Scene,
    world::play,
};

/// Seeds of every test run; `make sim` plays a thousand.
const SEEDS: u64 = 50;

/// What a run of fifty must come by, or it proves nothing.
const MUST_HAPPEN: [&str; 55] = [
    "died before a call",
    "died after a call",
    "call of the table lost",
    "write answered by an error",
    "write landed late",
    "table down",
    "table throttled",
    "transactions met",
    "index lagged",
    "messenger not reached",
    "request to a messenger lost",
    "answer of a messenger lost",
    "messenger too slow",
    "messenger throttled",
    "messenger failed before",
    "messenger failed after",
    "webhook call lost",
    "webhook call doubled",
    "webhook call late",
    "webhook answer lost",
    "webhook calls overtake each other",
    "webhook call replayed",
    "forged webhook call",
    "strange webhook call",
    "push failed",
    "push late",
    "push lost on the way",
    "stream late",
    "stream repeated",
    "stream record never came",
    "dead letter",
    "tick missed",
    "tick twice",
    "double click",
    "request lost",
    "answer of a request lost",
    "browser lost its socket",
    "clock skewed",
    "file broke off",
    "file not loaded",
    "file lost on its way",
    "messenger asked to be left alone",
    "erased",
    "end: file here",
    "end: file not to be had",
    "end: press",
    "end: sign",
    "end: at the limit",
    "end: comment",
    "end: connection lost",
    "end: forwarded",
    "end: given by the rule",
    "end: released",
    "end: reopened",
    "end: taken back in time",
];

fn assert_fine(tally: &Tally) {
    assert!(
        tally.failures.is_empty(),
        "{} of {} runs: {:#?}",
        tally.failures.len(),
        tally.runs,
        tally.failures.first()
    );
}

#[test]
fn fifty_stormy_histories_with_every_fault_break_no_promise() {
    let Outcome {
        played,
        failures,
        counts,
        ..
    } = play_all(0, SEEDS, &Cast::default(), false, |_, _| {});

    let first = failures.first().map(|report| (report.seed, &report.breaches));
    assert_eq!(first, None, "replay: cargo run --profile fast -p sim -- --seed N");
    assert_eq!(played, SEEDS);
    for what in MUST_HAPPEN {
        assert!(counts.contains_key(what), "never happened: {what}");
    }
}

#[test]
fn the_same_seed_is_the_same_history() {
    let cast = Cast::default();
    for seed in [3, 4] {
        let (one, two) = (play(seed, &cast, None), play(seed, &cast, None));

        assert_eq!((one.hash, one.lines), (two.hash, two.lines), "seed {seed}");
    }
    assert_ne!(play(3, &cast, None).hash, play(4, &cast, None).hash);
}

#[test]
fn every_handler_survives_a_fault_at_every_call() {
    let tally = fail_everywhere(&Scene::ALL, false, None);

    assert_fine(&tally);
    assert!(tally.runs > 200, "only {} runs", tally.runs);
}

#[test]
fn two_deeds_at_once_are_fine_in_every_order() {
    // The courier's pairs have thousands of orders: they are for `sim --exhaustive`.
    let deeds = [
        Deed::Inbound,
        Deed::Duplicate,
        Deed::Edit,
        Deed::Send,
        Deed::SendAgain,
        Deed::Close,
        Deed::Read,
    ];
    let tally = race_all(&deeds, None);

    assert_fine(&tally);
    assert!(tally.runs > 500, "only {} runs", tally.runs);
}

#[test]
fn who_takes_and_gives_a_chat_at_once_is_fine_in_every_order() {
    let deeds = [
        Deed::Inbound,
        Deed::Close,
        Deed::Forward,
        Deed::Assign,
        Deed::Status,
        Deed::Snooze,
    ];
    let tally = race_all(&deeds, None);

    assert_fine(&tally);
    assert!(tally.runs > 500, "only {} runs", tally.runs);
}

#[test]
fn the_walks_notice_bugs_too() {
    for (mutant, tally) in [
        (
            Mutant::DedupeIgnored,
            race_all(&[Deed::Inbound, Deed::Duplicate], Some(Mutant::DedupeIgnored)),
        ),
        (
            Mutant::StaleVersionIgnored,
            race_all(&[Deed::Inbound, Deed::Close], Some(Mutant::StaleVersionIgnored)),
        ),
        (
            Mutant::ForwardIgnoresHolder,
            race_all(&[Deed::Forward, Deed::Assign], Some(Mutant::ForwardIgnoresHolder)),
        ),
        (
            Mutant::CountConditionIgnored,
            race_all(&[Deed::Assign, Deed::Status], Some(Mutant::CountConditionIgnored)),
        ),
        (
            Mutant::SnoozeForever,
            fail_everywhere(&[Scene::Wake], false, Some(Mutant::SnoozeForever)),
        ),
        (
            Mutant::QuarantineDropped,
            fail_everywhere(&[Scene::Strange], false, Some(Mutant::QuarantineDropped)),
        ),
        (
            Mutant::AmbiguousSendRepeated,
            fail_everywhere(&[Scene::Drain], false, Some(Mutant::AmbiguousSendRepeated)),
        ),
    ] {
        assert!(!tally.failures.is_empty(), "{mutant:?} survived");
    }
}
