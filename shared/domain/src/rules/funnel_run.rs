//! A contact's way through a funnel: begun, gone on with step by step, ended.
//!
//! The row of a run moves on in the very commit that queues the step's message, on condition of the chat and of the row: so
//! no step goes out twice and none is left out, whoever is killed where.

use super::{automatic::automatic, card_follow::card_meet};
use crate::{
    Card, CardChange, CardWrite, Change, ChannelId, Chat, Contact, FieldChange, Funnel, FunnelNews, FunnelRun,
    FunnelStep, Identity, IntentId, IntentRow, Line, OperatorId, Passage, Refusal, RunState, RunStop, RunWait, UnixMs,
    WaitsFor,
    chat::OUTBOX_MAX,
    fill::{Values, fill},
    funnel::{LOOK_MS_MAX, LOOK_MS_MIN, RUNS_MAX, WAIT_MS_MAX},
    message::Automatic,
};

/// One wish to start.
#[derive(Clone, Copy, Debug)]
pub struct Starting<'a> {
    /// The funnel as it is.
    pub funnel: &'a Funnel,
    /// The client's key; becomes the run's name.
    pub intent: &'a IntentId,
    /// Who starts it.
    pub by: &'a OperatorId,
    /// All runs of the contact and of everybody who was pulled into them, read after the chat.
    pub runs: &'a [FunnelRun],
}

/// Lets a contact begin a funnel. Empty where they are under way in it.
///
/// # Errors
/// [`Refusal::TooMany`].
pub fn start_run(contact: &Contact, starting: Starting<'_>, now: UnixMs) -> Result<Change, Refusal> {
    let Starting {
        funnel,
        intent,
        by,
        runs,
    } = starting;
    let chat = &contact.chat;
    let mut running = runs.iter().filter(|run| run.is_running());
    if running.clone().any(|run| run.funnel == funnel.id) {
        return Ok(Change::none(chat));
    }
    if running.by_ref().count() >= RUNS_MAX {
        return Err(Refusal::TooMany {
            field: "funnels",
            max: RUNS_MAX,
        });
    }
    let known = runs
        .iter()
        .find(|run| run.funnel == funnel.id && run.contact == chat.id);
    let first = funnel.steps.first().map_or(0, FunnelStep::after_ms);
    let run = FunnelRun {
        contact: chat.id.clone(),
        funnel: funnel.id.clone(),
        run: intent.clone(),
        version: known.map_or(0, |run| run.version) + 1,
        name: funnel.name.clone(),
        funnel_version: funnel.version,
        steps: u32::try_from(funnel.steps.len()).unwrap_or(u32::MAX),
        done: 0,
        by: by.clone(),
        started: now,
        at: now,
        state: RunState::Running {
            next: now.plus(first),
            waits: None,
        },
    };
    let mut change = told(chat, &run.name, Some(by), FunnelNews::Started, now);
    change.intent = change.messages.first().map(|line| IntentRow {
        intent: intent.clone(),
        message: line.message().id.clone(),
        digest: funnel.id.to_string(),
    });
    in_history(&mut change, contact, (None, Some(&run.name)), by, now);
    change.runs.push(run);
    Ok(change)
}

/// Takes a contact out of a funnel, of which `runs` are theirs and of everybody who was pulled into them: no later step goes
/// out. What ended before is only not shown any more; what was removed already stays as it is.
#[must_use]
pub fn remove_runs(contact: &Contact, runs: &[FunnelRun], by: &OperatorId, now: UnixMs) -> Change {
    let mut change = Change::none(&contact.chat);
    if let Some(run) = runs.iter().find(|run| run.is_running()) {
        change = told(&contact.chat, &run.name, Some(by), FunnelNews::Removed, now);
        in_history(&mut change, contact, (Some(&run.name), None), by, now);
    }
    let shown = runs.iter().filter(|run| !matches!(run.state, RunState::Removed { .. }));
    change.runs = shown
        .map(|run| next(run, RunState::Removed { by: by.clone() }, now))
        .collect();
    change
}

/// What a step is decided with.
#[derive(Clone, Copy, Debug)]
pub struct Stepping<'a> {
    /// The steps of the version the run began with; `None`: the funnel was removed.
    pub steps: Option<&'a [FunnelStep]>,
    /// What stands in braces.
    pub values: &'a Values,
    /// How the contact's addresses can be written to; of those not named nobody knows.
    pub ways: &'a [Way],
}

/// How an address can be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// At which channel it is.
    pub channel: ChannelId,
    /// Whether that lets something out.
    pub passage: Passage,
    /// Longest text there, in code points.
    pub text_code_points_max: usize,
}

/// Goes on with a run whose time has come. Empty: it has not.
#[must_use]
pub fn step_run(chat: &Chat, run: &FunnelRun, with: Stepping<'_>, now: UnixMs) -> Change {
    let RunState::Running { next: due, waits } = run.state else {
        return Change::none(chat);
    };
    if due > now {
        return Change::none(chat);
    }
    if run.done >= run.steps {
        return ended(chat, run, RunState::Finished, FunnelNews::Finished, now);
    }
    let Some((steps, step)) = with
        .steps
        .and_then(|steps| Some((steps, steps.get(run.done as usize)?)))
    else {
        return stopped(chat, run, RunStop::FunnelRemoved, now);
    };
    let since = waits.map_or(due, |wait| wait.since);
    let wait = |why| waited(chat, run, RunWait { since, why }, now);
    let (identity, code_points_max) = match address(chat, with.ways) {
        Address::At(identity, code_points_max) => (identity, code_points_max),
        Address::Later => return wait(WaitsFor::Channel),
        Address::Never(why) => return stopped(chat, run, why, now),
    };
    if chat.outbox.len() >= OUTBOX_MAX {
        return wait(WaitsFor::Outbox);
    }

    let number = run.done + 1;
    let skipped = |missing| {
        let news = FunnelNews::Skipped { step: number, missing };
        told(chat, &run.name, None, news, now)
    };
    let mut change = match fill(&step.text, with.values) {
        Ok(text) if text.trim().is_empty() || text.chars().count() > code_points_max => skipped(Vec::new()),
        Ok(text) => {
            let why = Automatic::Funnel {
                name: run.name.clone(),
                run: run.run.clone(),
                step: number,
            };
            automatic(chat, identity, why, text, now)
        }
        Err(missing) => skipped(missing),
    };
    let after = steps.get(number as usize).map_or(0, FunnelStep::after_ms);
    let state = RunState::Running {
        next: now.plus(after),
        waits: None,
    };
    change.runs.push(FunnelRun {
        done: number,
        ..next(run, state, now)
    });
    change
}

/// What becomes of the runs of two contacts who are found to be one: of a funnel both are in the left one's goes on alone.
#[must_use]
pub fn merged_runs(left: &[FunnelRun], right: &[FunnelRun], now: UnixMs) -> Vec<FunnelRun> {
    let is_both = |run: &&FunnelRun| {
        let mut left = left.iter().filter(|known| known.is_running());
        run.is_running() && left.any(|known| known.funnel == run.funnel)
    };
    let why = RunStop::United;
    let stopped = |run| next(run, RunState::Stopped { why }, now);
    right.iter().filter(is_both).map(stopped).collect()
}

enum Address<'a> {
    At(&'a Identity, usize),
    Later,
    Never(RunStop),
}

/// The address the contact wrote by last, of those that can be written to.
fn address<'a>(chat: &'a Chat, ways: &[Way]) -> Address<'a> {
    let way = |identity: &Identity| ways.iter().find(|way| way.channel == identity.id.channel);
    let usable: Vec<_> = (chat.identities.iter())
        .filter_map(|identity| Some((identity, way(identity).filter(|way| way.passage != Passage::Gone)?)))
        .collect();
    let mut unblocked = usable.iter().filter(|(identity, _)| identity.blocked.is_none());
    let mut open = unblocked.clone().filter(|(_, way)| way.passage == Passage::Open);
    match open.next() {
        Some((identity, way)) => Address::At(identity, way.text_code_points_max),
        None if unblocked.next().is_some() => Address::Later,
        None if usable.is_empty() => Address::Never(RunStop::ChannelRemoved),
        None => Address::Never(RunStop::Blocked),
    }
}

/// The run looked at again later; the chat learns nothing of it.
fn waited(chat: &Chat, run: &FunnelRun, wait: RunWait, now: UnixMs) -> Change {
    let waited_ms = now.0 - wait.since.0;
    if waited_ms >= WAIT_MS_MAX {
        return stopped(chat, run, RunStop::WaitedTooLong, now);
    }
    let state = RunState::Running {
        next: now.plus(waited_ms.clamp(LOOK_MS_MIN, LOOK_MS_MAX)),
        waits: Some(wait),
    };
    let mut change = Change::none(chat);
    change.runs.push(next(run, state, now));
    change
}

fn stopped(chat: &Chat, run: &FunnelRun, why: RunStop, now: UnixMs) -> Change {
    ended(chat, run, RunState::Stopped { why }, FunnelNews::Stopped { why }, now)
}

fn ended(chat: &Chat, run: &FunnelRun, state: RunState, news: FunnelNews, now: UnixMs) -> Change {
    let mut change = told(chat, &run.name, None, news, now);
    change.runs.push(next(run, state, now));
    change
}

fn next(run: &FunnelRun, state: RunState, now: UnixMs) -> FunnelRun {
    FunnelRun {
        version: run.version + 1,
        at: now,
        state,
        ..run.clone()
    }
}

fn told(chat: &Chat, name: &str, by: Option<&OperatorId>, what: FunnelNews, now: UnixMs) -> Change {
    let mut change = Change::next(chat, |_| ());
    let (name, by) = (name.to_owned(), by.cloned());
    change.tells(Line::Funnel { name, by, what }, now);
    change
}

/// Notes in the card's history that an operator put the contact into a funnel or took them out.
fn in_history(
    change: &mut Change,
    contact: &Contact,
    (from, to): (Option<&str>, Option<&str>),
    by: &OperatorId,
    now: UnixMs,
) {
    let Contact { card, chat, .. } = contact;
    let written = if card.version == 0 {
        card_meet(chat, now)
    } else {
        CardWrite {
            expected: card.version,
            card: Card {
                version: card.version + 1,
                ..card.clone()
            },
            history: None,
            words_added: Vec::new(),
            words_removed: Vec::new(),
            tags_added: Vec::new(),
            tags_removed: Vec::new(),
        }
    };
    let history = CardChange {
        contact: None,
        version: written.card.version,
        at: now,
        by: Some(by.clone()),
        changes: vec![FieldChange {
            field: "funnels".into(),
            from: from.map(Into::into),
            to: to.map(Into::into),
        }],
    };
    let history = Some(history);
    let write = CardWrite { history, ..written };
    change.audit = Some(write.audit(by, now));
    change.cards.push(write);
}

#[cfg(test)]
#[path = "funnel_run_tests.rs"]
mod tests;
