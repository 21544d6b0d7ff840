//! What is tried, and what has to be true of it.

use std::fmt::Debug;

use domain::{DAY_MS, DeliveryReason, Outcome, delivery::REASON_CHARS_MAX};
use http::HeaderMap;
use messengers::{NotAuthentic, Poll, Position, ProviderAnswer, Received, STEPS_MAX, Step, Task, WebhookCall};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{TestError, TestRunner},
};
use serde_json::Value;

use crate::{
    damage::{blows, damaged},
    line::{Call, Line},
};

type Target = fn(&mut TestRunner, &Line) -> Result<(), String>;

/// Everything there is to try, by name.
pub const TARGETS: [(&str, Target); 3] = [("webhook", webhook), ("poll", poll), ("answer", answer)];

/// What a body may grow to in words about it: escapes, and a constant for each thing said.
const GROWTH: usize = 16;
const CONSTANT: usize = 8_192;

fn webhook(runner: &mut TestRunner, line: &Line) -> Result<(), String> {
    let strategy = (any::<Index>(), blows(), any::<bool>());
    run(runner, line, &strategy, |(at, blows, is_proven)| {
        let Call {
            headers,
            body,
            is_for_us,
        } = &line.calls[at.index(line.calls.len())];
        let nobody = HeaderMap::new();
        let body = damaged(body, &blows);
        let call = WebhookCall {
            headers: if is_proven { headers } else { &nobody },
            body: &body,
        };
        judge(
            &line.messenger.receive(&line.channel, &line.door, &call),
            &body,
            *is_for_us && blows.is_empty(),
        )
    })
}

/// Understood, kept raw, refused, or of no use on purpose; never larger than what came.
fn judge(received: &Result<Received, NotAuthentic>, body: &[u8], is_for_us: bool) -> Result<(), TestCaseError> {
    let Ok(received) = received else { return Ok(()) };
    is_bounded(received, body)?;
    let is_json = serde_json::from_slice::<Value>(body).is_ok_and(|json| json.is_object());
    let is_silent = received.inbound.is_empty() && received.quarantine.is_none() && received.answer.is_none();
    prop_assert!(is_json || received.quarantine.is_some(), "no JSON, and not kept");
    prop_assert!(!(is_silent && is_for_us), "lost: {}", String::from_utf8_lossy(body));
    prop_assert!(received.inbound.len() <= 1, "one call tells of one thing");
    Ok(())
}

fn poll(runner: &mut TestRunner, line: &Line) -> Result<(), String> {
    let position = prop_oneof![
        4 => Just((String::new(), String::new())),
        1 => any::<(String, String)>(),
    ];
    let strategy = (
        any::<Index>(),
        blows(),
        any::<u16>(),
        prop::bool::weighted(0.8),
        position,
    );
    run(
        runner,
        line,
        &strategy,
        |(at, blows, status, is_fine, (session, mark))| {
            let seed = line
                .polls
                .get(at.index(line.polls.len().max(1)))
                .cloned()
                .unwrap_or_default();
            let body = damaged(&seed, &blows);
            let position = Position { session, mark };
            let _ = line.messenger.poll(&line.access, line.polled(), &position);
            let answer = ProviderAnswer::Answered {
                status: if is_fine { 200 } else { status },
                body: body.clone(),
            };
            let length = body.len() + position.session.len() + position.mark.len();
            match line.messenger.polled(line.polled(), &position, &answer) {
                Poll::News { news, next, .. } => {
                    is_short(&next, length)?;
                    let all: usize = news.iter().map(|one| one.body.len()).sum();
                    prop_assert!(all <= GROWTH * length + CONSTANT, "{all} bytes of {length}");
                    for one in &news {
                        is_short(&one.next, length)?;
                        let call = WebhookCall {
                            headers: &one.headers,
                            body: &one.body,
                        };
                        let received = line.messenger.receive(&line.channel, &line.door, &call);
                        prop_assert!(
                            received.is_ok(),
                            "our own call is not authentic: {}",
                            String::from_utf8_lossy(&one.body)
                        );
                        judge(&received, &one.body, false)?;
                    }
                }
                Poll::Failed { next, .. } => is_short(&next, length)?,
                Poll::Conflict(reason) | Poll::Refused(reason) => is_reason(&reason)?,
            }
            Ok(())
        },
    )
}

fn is_short(position: &Position, length: usize) -> Result<(), TestCaseError> {
    let size = position.session.len() + position.mark.len();
    prop_assert!(size <= GROWTH * length + CONSTANT, "a position of {size} bytes");
    Ok(())
}

/// The answer to any call of any task: a real one, damaged, with any status; or none.
fn answer(runner: &mut TestRunner, line: &Line) -> Result<(), String> {
    let strategy = (any::<Index>(), any::<Index>(), blows(), any::<u16>(), 0..10_u8);
    run(runner, line, &strategy, |(at, which, blows, status, way)| {
        let (task, answers) = &line.tasks[at.index(line.tasks.len())];
        let Some((progress, answer)) = answers.get(which.index(answers.len().max(1))) else {
            return Ok(());
        };
        let ProviderAnswer::Answered { status: real, body } = answer else {
            return Ok(());
        };
        let answer = match way {
            0 => ProviderAnswer::NotSent,
            1 => ProviderAnswer::NoAnswer,
            2..=5 => ProviderAnswer::Answered {
                status,
                body: damaged(body, &blows),
            },
            _ => ProviderAnswer::Answered {
                status: *real,
                body: damaged(body, &blows),
            },
        };
        let mut step = line.messenger.next(&line.access, task, progress.clone(), &answer);
        for _ in 0..STEPS_MAX {
            step = match step {
                Step::Remember(_, next) => *next,
                Step::Call(call, progress) => {
                    prop_assert!(call.url.starts_with("http"), "a call to nowhere");
                    line.messenger.next(&line.access, task, progress, &answer)
                }
                step => return ended(&step, task, &answer),
            };
        }
        Err(TestCaseError::fail("it never ends"))
    })
}

fn ended(step: &Step, task: &Task, answer: &ProviderAnswer) -> Result<(), TestCaseError> {
    let length = match answer {
        ProviderAnswer::Answered { body, .. } => body.len(),
        _ => 0,
    };
    is_bounded(step, &vec![0; length])?;
    match step {
        Step::Sent(outcome) => {
            let is_send = matches!(task, Task::Send { .. });
            sent(outcome, is_send, answer)
        }
        Step::NotLoaded {
            retry_after_ms: Some(ms),
            ..
        } => is_pause(*ms),
        Step::NotLoaded { why: Some(why), .. } => {
            let ProviderAnswer::Answered { status, body } = answer else {
                return Err(TestCaseError::fail("given up, and nobody said anything"));
            };
            let is_json = serde_json::from_slice::<Value>(body).is_ok_and(|json| json.is_object());
            prop_assert!(is_json || !(200..300).contains(status), "given up for a page: {why:?}");
            Ok(())
        }
        Step::NotConnected { reason, .. } | Step::NotProfiled { reason, .. } => {
            let length = reason.chars().count();
            prop_assert!(length <= 2 * REASON_CHARS_MAX, "a reason of {length} characters");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What is said of a send is what can be known.
fn sent(outcome: &Outcome, is_send: bool, answer: &ProviderAnswer) -> Result<(), TestCaseError> {
    match outcome {
        Outcome::Refused(reason) => is_reason(reason)?,
        Outcome::NotTaken {
            retry_after_ms: Some(ms),
        } => is_pause(*ms)?,
        _ => {}
    }
    let is_known = matches!(outcome, Outcome::Accepted { .. } | Outcome::Refused(_));
    match answer {
        ProviderAnswer::NotSent => prop_assert!(matches!(outcome, Outcome::NotTaken { .. }), "{outcome:?}"),
        ProviderAnswer::NoAnswer => prop_assert!(!is_known, "nobody answered: {outcome:?}"),
        ProviderAnswer::Answered { status, body } => {
            let is_json = serde_json::from_slice::<Value>(body).is_ok_and(|json| json.is_object());
            let is_accepted = matches!(outcome, Outcome::Accepted { .. });
            // A change that is there already is done, whatever the status.
            prop_assert!(!(is_accepted && is_send && *status >= 300), "accepted with {status}");
            prop_assert!(!is_accepted || is_json, "accepted without a word");
            if let (Outcome::Accepted { parts, .. }, true) = (outcome, is_send) {
                prop_assert!(!parts.is_empty(), "accepted, and nothing can be named");
            }
            // A yes that cannot be read says nothing of what became of it.
            prop_assert!(
                is_json || !(200..300).contains(status) || !is_known,
                "{status}: {outcome:?}"
            );
        }
    }
    Ok(())
}

fn is_reason(reason: &DeliveryReason) -> Result<(), TestCaseError> {
    let (text, code) = (reason.text.chars().count(), reason.code.len());
    prop_assert!(
        text <= REASON_CHARS_MAX && code <= 32,
        "a reason of {text} characters, its code of {code}"
    );
    Ok(())
}

fn is_pause(ms: i64) -> Result<(), TestCaseError> {
    prop_assert!((0..=DAY_MS).contains(&ms), "a pause of {ms} ms");
    Ok(())
}

fn is_bounded(made: &impl Debug, body: &[u8]) -> Result<(), TestCaseError> {
    let size = format!("{made:?}").len();
    prop_assert!(size <= GROWTH * body.len() + CONSTANT, "{size} bytes of {}", body.len());
    Ok(())
}

fn run<S: Strategy>(
    runner: &mut TestRunner,
    line: &Line,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Result<(), String> {
    runner.run(strategy, test).map_err(|error| {
        let name = line.messenger.info().name;
        match error {
            TestError::Fail(why, case) => format!("{name}: {why}\n{case:#?}"),
            TestError::Abort(why) => format!("{name}: {why}"),
        }
    })
}
