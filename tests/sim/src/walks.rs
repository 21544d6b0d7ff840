//! The simulated workspace's one funnel: operators let contacts begin it and take them out; each step comes once.

use std::collections::BTreeMap;

use domain::{
    ContactId, Delivery, Funnel, FunnelRun, FunnelStep, IntentId, MINUTE_MS, Message, MessageId, Origin, RunState,
    UnixMs, message::Automatic,
};
use messengers::pretend::PretendAuthor;
use serde_json::{Value, json};
use store::keys;

use crate::{desk::Desk, people::Operator, staff::put, stage::Stage, verdict::Seen};

/// Its name.
pub const FUNNEL: &str = "welcome";

/// Its steps: the minutes before each, and what it says.
const STEPS: [(u32, &str); 3] = [
    (0, "first on the way"),
    (2, "second on the way"),
    (0, "third on the way"),
];

/// After this a step that is due has been taken at rest: two of the minute's rounds.
const PATIENCE_MS: i64 = 3 * MINUTE_MS;

fn funnel_id() -> IntentId {
    FUNNEL.parse().expect("a plain word")
}

/// Writes the funnel down.
///
/// # Panics
/// If a name is no id: a bug of the simulator.
pub fn plan(desk: &Desk, now: UnixMs) {
    let step = |(after_min, text): (u32, &str)| FunnelStep {
        after_min,
        text: text.to_owned(),
    };
    let funnel = Funnel {
        id: funnel_id(),
        version: 1,
        name: FUNNEL.to_owned(),
        steps: STEPS.into_iter().map(step).collect(),
        by: "owner".parse().expect("a plain word"),
        at: now,
    };
    put(desk, keys::funnel(&funnel.id), &funnel);
    put(desk, keys::funnel_version(&funnel.id, funnel.version), &funnel);
}

impl Operator {
    /// Lets a contact begin, or takes them out.
    pub(crate) async fn walk(&mut self, contact: &ContactId, step: usize) {
        let path = format!("/api/contacts/{contact}/funnels/{FUNNEL}");
        let (method, body) = if self.random.chance(750) {
            let intent = format!("{}-{}-walk-{step}", self.client.operator, self.shift);
            ("PUT", json!({ "intent_id": intent }))
        } else {
            ("DELETE", Value::Null)
        };
        let body = (!body.is_null()).then_some(&body);
        // The same wish again is the same run.
        for _ in 0..=self.random.below(2) {
            let tries = self.client.desk.ports.below(4) + 1;
            self.client.insist(method, &path, body, tries).await;
        }
    }
}

/// Every step that came twice, never came, or is due and forgotten.
#[must_use]
pub fn differences(stage: &Stage) -> Vec<String> {
    let engine = stage.desk.table.engine();
    let rows = engine.rows().filter(|(key, _)| keys::funnel_run_of(key).is_some());
    let runs = rows.filter_map(|(_, row)| serde_json::from_value(Value::Object((**row).clone())).ok());
    let runs: Vec<FunnelRun> = runs.collect();
    let seen = stage.verdict.seen();
    let mut found = Vec::new();
    let steps = steps(&seen, &mut found);
    for run in &runs {
        whole(run, &steps, stage.desk.ports.executor.now(), &mut found);
    }
    arrived(stage, &seen, &mut found);
    found
}

/// The messages of each run by step; one step has one.
fn steps<'a>(seen: &'a Seen, found: &mut Vec<String>) -> BTreeMap<(&'a IntentId, u32), &'a MessageId> {
    let mut steps = BTreeMap::new();
    for message in messages(seen) {
        if let Origin::Automatic {
            why: Automatic::Funnel { run, step, .. },
            ..
        } = &message.origin
            && let Some(other) = steps.insert((run, *step), &message.id)
        {
            found.push(format!("funnel: step {step} of {run} is {other} and {}", message.id));
        }
    }
    steps
}

/// A run has the messages of the steps that are behind it, no other, and goes on.
fn whole(run: &FunnelRun, steps: &BTreeMap<(&IntentId, u32), &MessageId>, now: UnixMs, found: &mut Vec<String>) {
    let name = &run.run;
    for step in 1..=run.steps {
        let is_there = steps.contains_key(&(name, step));
        if is_there != (step <= run.done) {
            found.push(format!(
                "funnel: {name} has {} steps behind it, step {step} is there: {is_there}",
                run.done
            ));
        }
    }
    match &run.state {
        RunState::Running { next, waits: None } if next.plus(PATIENCE_MS) < now => {
            found.push(format!(
                "funnel: a step of {name} has been due since {}, it is {}",
                next.0, now.0
            ));
        }
        RunState::Finished if run.done != run.steps => {
            found.push(format!("funnel: {name} is finished after {} steps", run.done));
        }
        _ => {}
    }
}

/// What is said of each step is true: the contact has one copy of what was accepted, and no more than nobody knows of.
fn arrived(stage: &Stage, seen: &Seen, found: &mut Vec<String>) {
    let pretend = stage.desk.provider.pretend();
    for person in pretend.people() {
        let (_, identity) = crate::people::chat_of(&stage.channel, &person.person);
        let truth = pretend.messages(&person.person);
        for (_, text) in STEPS {
            let copies = truth
                .iter()
                .filter(|said| said.from == PretendAuthor::Business && said.text == text);
            let copies: Vec<String> = copies.map(|said| said.id.to_string()).collect();
            let own = messages(seen).filter(|message| message.id.identity == identity);
            let own = own.filter(|message| message.content.said() == Some(text));
            let (mut parts, mut unknown) = (Vec::new(), 0);
            for message in own.filter(|message| matches!(message.origin, Origin::Automatic { .. })) {
                match message.delivery() {
                    Some(Delivery::Accepted { parts: own, .. }) => parts.extend(own.iter().cloned()),
                    Some(Delivery::Uncertain { .. }) => unknown += 1,
                    Some(Delivery::Refused { .. }) | None => {}
                    Some(delivery) => found.push(format!("funnel: {} is still {delivery:?}", message.id)),
                }
            }
            let has_all = parts.iter().all(|part| copies.contains(part));
            if !has_all || copies.len() > parts.len() + unknown {
                let who = &person.person;
                found.push(format!(
                    "funnel: {who} has {copies:?} of {text:?}, accepted are {parts:?}, {unknown} unknown"
                ));
            }
        }
    }
}

fn messages(seen: &Seen) -> impl Iterator<Item = &Message> {
    seen.history.messages.values().filter_map(|states| states.last())
}
