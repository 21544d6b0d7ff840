//! Ways through funnels, decision by decision.

use super::*;
use crate::{
    Delivery, HOUR_MS, MINUTE_MS, Message, Origin, rules,
    rules::samples::{NOON, anna, identity, inbound, open_chat},
};

fn id(text: &str) -> IntentId {
    text.parse().expect("an id")
}

fn funnel(steps: &[(u32, &str)]) -> Funnel {
    let step = |(after_min, text): &(u32, &str)| FunnelStep {
        after_min: *after_min,
        text: (*text).into(),
    };
    Funnel {
        id: id("welcome"),
        version: 3,
        name: "Welcome".into(),
        steps: steps.iter().map(step).collect(),
        by: anna(),
        at: NOON,
    }
}

fn contact(chat: Chat) -> Contact {
    Contact {
        card: card_meet(&chat, NOON).card,
        chat,
        suggestions: None,
    }
}

fn started_with(steps: &[(u32, &str)], runs: &[FunnelRun]) -> Result<Change, Refusal> {
    let starting = Starting {
        funnel: &funnel(steps),
        intent: &id("run-1"),
        by: &anna(),
        runs,
    };
    start_run(&contact(open_chat()), starting, NOON)
}

fn started(steps: &[(u32, &str)]) -> (Chat, FunnelRun) {
    let change = started_with(steps, &[]).expect("started");
    (change.chat.clone(), change.runs[0].clone())
}

fn way(passage: Passage) -> Vec<Way> {
    vec![Way {
        channel: identity().channel,
        passage,
        text_code_points_max: 4_096,
    }]
}

fn stepped(chat: &Chat, run: &FunnelRun, steps: &[(u32, &str)], passage: Passage, now: UnixMs) -> Change {
    let values = Values::of(chat, &Card::of(chat, NOON), "Anna");
    let with = Stepping {
        steps: Some(&funnel(steps).steps),
        values: &values,
        ways: &way(passage),
    };
    step_run(chat, run, with, now)
}

fn held() -> Passage {
    Passage::Held("the channel is paused".into())
}

fn message(change: &Change) -> &Message {
    change.messages[0].message()
}

fn news(change: &Change) -> FunnelNews {
    match &message(change).content {
        crate::Content::Line {
            line: Line::Funnel { what, .. },
        } => what.clone(),
        other => panic!("a line: {other:?}"),
    }
}

const STEPS: &[(u32, &str)] = &[(0, "Hello {first_name}"), (60, "Still there?")];

#[test]
fn a_start_is_told_kept_in_the_history_and_due_at_once() {
    let change = started_with(STEPS, &[]).expect("started");

    let run = &change.runs[0];
    assert_eq!((run.version, run.done, run.steps, run.due()), (1, 0, 2, Some(NOON)));
    assert_eq!(news(&change), FunnelNews::Started);
    let history = change.cards[0].history.as_ref().expect("a change");
    assert_eq!(
        (history.changes[0].field.as_str(), &history.by),
        ("funnels", &Some(anna()))
    );
    assert_eq!(change.intent.as_ref().expect("remembered").intent, id("run-1"));
    let before = open_chat();
    let seen = |chat: &Chat| (chat.unread(), chat.activity, chat.preview.clone(), chat.state.clone());
    assert_eq!(seen(&change.chat), seen(&before), "the talk stands where it stood");
    change.chat.check().expect("sound");
}

#[test]
fn who_is_under_way_begins_nothing_and_who_ended_begins_anew() {
    let (_, run) = started(STEPS);
    let again = started_with(STEPS, std::slice::from_ref(&run)).expect("fine");
    assert!(again.is_empty());

    let over = next(&run, RunState::Finished, NOON);
    let anew = started_with(STEPS, &[over]).expect("started");
    assert_eq!((anew.runs[0].version, anew.runs[0].done), (3, 0));

    let others: Vec<_> = (0..RUNS_MAX)
        .map(|at| FunnelRun {
            funnel: id(&format!("other-{at}")),
            ..run.clone()
        })
        .collect();
    let full = started_with(STEPS, &others).expect_err("full");
    assert_eq!(full.code(), "too_many");
}

#[test]
fn each_step_moves_the_run_on_with_its_message_and_the_last_one_ends_it() {
    let (chat, run) = started(STEPS);

    let first = stepped(&chat, &run, STEPS, Passage::Open, NOON);
    let (at, after) = (message(&first), &first.runs[0]);
    assert_eq!(at.content.preview(), "Hello Anna");
    let Origin::Automatic { why, delivery } = &at.origin else {
        panic!("nobody's: {:?}", at.origin)
    };
    assert!(matches!(why, Automatic::Funnel { step: 1, .. }) && matches!(delivery, Delivery::Queued { .. }));
    assert_eq!((after.done, after.due()), (1, Some(NOON.plus(HOUR_MS))));
    let episode = first.chat.episode.as_ref().expect("running");
    assert_eq!(
        (episode.outbound, episode.unanswered_since),
        (0, Some(NOON)),
        "nobody answered"
    );

    let early = stepped(&first.chat, after, STEPS, Passage::Open, NOON.plus(HOUR_MS - 1));
    assert!(early.is_empty());
    let later = NOON.plus(HOUR_MS);
    let second = stepped(&first.chat, after, STEPS, Passage::Open, later);
    assert_eq!((second.runs[0].done, second.runs[0].due()), (2, Some(later)));
    let last = stepped(&second.chat, &second.runs[0], STEPS, Passage::Open, later);
    assert_eq!((news(&last), last.runs[0].due()), (FunnelNews::Finished, None));
    assert!(stepped(&last.chat, &last.runs[0], STEPS, Passage::Open, later).is_empty());
}

#[test]
fn a_step_that_cannot_be_said_is_left_out_and_says_why() {
    let steps: &[(u32, &str)] = &[(0, "Your order {order} for {name}"), (0, "Bye")];
    let (chat, run) = started(steps);

    let change = stepped(&chat, &run, steps, Passage::Open, NOON);

    let missing = vec!["order".to_owned()];
    assert_eq!(news(&change), FunnelNews::Skipped { step: 1, missing });
    assert_eq!((change.runs[0].done, change.chat.outbox.len()), (1, 0));
    let long = "x".repeat(4_097);
    let steps = [(0, long.as_str())];
    let missing = Vec::new();
    let skipped = stepped(&chat, &run, &steps, Passage::Open, NOON);
    assert_eq!(news(&skipped), FunnelNews::Skipped { step: 1, missing });
}

#[test]
fn a_channel_that_lets_nothing_out_makes_it_wait_ever_longer_and_not_for_ever() {
    let (chat, run) = started(STEPS);

    let waits = stepped(&chat, &run, STEPS, held(), NOON);
    assert!(!waits.writes_chat() && waits.messages.is_empty() && !waits.is_empty());
    assert_eq!(waits.runs[0].due(), Some(NOON.plus(10 * MINUTE_MS)));
    let hours = NOON.plus(2 * HOUR_MS);
    let longer = stepped(&chat, &waits.runs[0], STEPS, held(), hours);
    assert_eq!(longer.runs[0].due(), Some(hours.plus(2 * HOUR_MS)));
    let open = stepped(&chat, &longer.runs[0], STEPS, Passage::Open, hours.plus(2 * HOUR_MS));
    assert_eq!(message(&open).content.preview(), "Hello Anna");

    let month = NOON.plus(WAIT_MS_MAX);
    let over = stepped(&chat, &longer.runs[0], STEPS, held(), month);
    let why = RunStop::WaitedTooLong;
    assert_eq!(news(&over), FunnelNews::Stopped { why });
}

#[test]
fn it_stops_where_nobody_can_be_written_to_or_there_is_no_funnel() {
    let (chat, run) = started(STEPS);
    let why = |change: &Change| match news(change) {
        FunnelNews::Stopped { why } => why,
        other => panic!("stopped: {other:?}"),
    };

    let mut blocked = chat.clone();
    blocked.identities[0].blocked = Some(NOON);
    assert_eq!(
        why(&stepped(&blocked, &run, STEPS, Passage::Open, NOON)),
        RunStop::Blocked
    );
    assert_eq!(
        why(&stepped(&chat, &run, STEPS, Passage::Gone, NOON)),
        RunStop::ChannelRemoved
    );
    let values = Values::default();
    let gone = Stepping {
        steps: None,
        values: &values,
        ways: &way(Passage::Open),
    };
    assert_eq!(why(&step_run(&chat, &run, gone, NOON)), RunStop::FunnelRemoved);
}

#[test]
fn it_goes_by_the_address_that_wrote_last_of_those_that_take_it() {
    let (mut chat, run) = started(&[(0, "Hi")]);
    let mut other = inbound(3, "and here");
    other.sender.identity = "other:5".parse().expect("id");
    let mut second = rules::receive(None, &other, None, None, NOON).chat.identities.remove(0);
    second.blocked = None;
    chat.identities.push(second);
    let ways = |first: Passage| {
        let mut ways = way(first);
        ways.push(Way {
            channel: "other".parse().expect("id"),
            ..way(Passage::Open).remove(0)
        });
        ways
    };
    let at = |chat: &Chat, first: Passage| {
        let values = Values::default();
        let with = Stepping {
            steps: Some(&funnel(&[(0, "Hi")]).steps),
            values: &values,
            ways: &ways(first),
        };
        let change = step_run(chat, &run, with, NOON);
        change.messages[0].message().id.identity.to_string()
    };

    assert_eq!(at(&chat, Passage::Open), "channel:77");
    assert_eq!(at(&chat, held()), "other:5");
    chat.identities[0].blocked = Some(NOON);
    assert_eq!(at(&chat, Passage::Open), "other:5");
}

#[test]
fn a_full_outbox_drops_nothing() {
    let (mut chat, run) = started(STEPS);
    while chat.outbox.len() < OUTBOX_MAX {
        let identity = chat.identities[0].clone();
        chat = automatic(&chat, &identity, Automatic::Away, "x".into(), NOON).chat;
    }

    let change = stepped(&chat, &run, STEPS, Passage::Open, NOON);

    let waits = RunState::Running {
        next: NOON.plus(LOOK_MS_MIN),
        waits: Some(RunWait {
            since: NOON,
            why: WaitsFor::Outbox,
        }),
    };
    assert_eq!(change.runs[0].state, waits);
}

#[test]
fn who_is_taken_out_is_told_once_and_what_ended_is_only_put_away() {
    let (chat, run) = started(STEPS);
    let contact = contact(chat);

    let change = remove_runs(&contact, std::slice::from_ref(&run), &anna(), NOON);
    assert_eq!(news(&change), FunnelNews::Removed);
    assert_eq!((change.runs[0].due(), change.cards.len()), (None, 1));
    assert!(remove_runs(&contact, &change.runs, &anna(), NOON).is_empty());
    let over = next(&run, RunState::Finished, NOON);
    let away = remove_runs(&contact, &[over], &anna(), NOON);
    assert!(away.messages.is_empty() && away.cards.is_empty() && !away.writes_chat());
    assert!(matches!(away.runs[0].state, RunState::Removed { .. }));
}

#[test]
fn of_two_who_are_one_the_left_ones_run_goes_on_alone() {
    let (_, run) = started(STEPS);
    let theirs = FunnelRun {
        contact: "theirs".parse().expect("id"),
        ..run.clone()
    };
    let other = FunnelRun {
        funnel: id("other"),
        ..theirs.clone()
    };

    let merged = merged_runs(std::slice::from_ref(&run), &[theirs.clone(), other], NOON);

    assert_eq!(
        (merged.len(), &merged[0].contact, merged[0].version),
        (1, &theirs.contact, 2)
    );
    let why = RunStop::United;
    assert_eq!(merged[0].state, RunState::Stopped { why });
    assert!(merged_runs(&[next(&run, RunState::Finished, NOON)], &[theirs], NOON).is_empty());
}
