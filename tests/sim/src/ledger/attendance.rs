//! Who was there when, and with how many chats: the past stretches of each operator lie end to end, as their changes of
//! status and the ways of the chats say.

use std::collections::BTreeMap;

use domain::{Chat, Operator, OperatorId, Status, StatusInterval, UnixMs};
use store::keys;

use super::{
    Ledger,
    step::{Step, read},
};
use crate::engine::Engine;

/// Longest time between a decision and its commit, in milliseconds: within it a change may fall on the instant at which a
/// stretch began, and end none.
const DECISION_MS_MAX: i64 = 60_000;

impl Ledger {
    pub(super) fn attendance(&mut self, step: &Step, breaches: &mut Vec<String>) {
        let mut wanted = Vec::new();
        for operator in &step.operators {
            if let Some(known) = self.operators.get(&operator.id).cloned() {
                wanted.extend(self.stretch(step, &known, operator, breaches));
            }
        }
        let found: Vec<&StatusInterval> = step.intervals.iter().map(|(_, interval)| interval).collect();
        if found != wanted.iter().collect::<Vec<_>>() {
            breaches.push(format!("status: {found:?} was noted of {wanted:?}"));
        }
        for interval in wanted {
            if interval.to < interval.from {
                breaches.push(format!("status: a negative time: {interval:?}"));
            }
            // A stretch of no length is replaced by what began at the same instant.
            self.intervals
                .insert((interval.operator.clone(), interval.from), interval);
        }
    }

    /// The stretch that ends by what `known` becomes.
    fn stretch(
        &mut self,
        step: &Step,
        known: &Operator,
        operator: &Operator,
        breaches: &mut Vec<String>,
    ) -> Option<StatusInterval> {
        let id = &operator.id;
        let came = u32::from(!step.is_of_two() && self.came_to(step) == Some(id));
        let is_new_status = known.status != operator.status;
        if !is_new_status && known.status_since != operator.status_since {
            breaches.push(format!("status: {id} v{} began another time", operator.version));
        }
        let works = matches!(known.status, Status::Online | Status::Busy);
        let is_over = is_new_status || came > 0 || (works && known.open_chats != operator.open_chats);
        let (from, taken) = self.running.get(id).copied().unwrap_or_default();
        let to = operator.running_since();
        let is_long = to > from;
        if is_over != is_long && !(is_over && step.at.0 - from.0 <= DECISION_MS_MAX) {
            breaches.push(format!(
                "status: {id} v{} runs from {from:?} to {to:?}",
                operator.version
            ));
        }
        let running = if is_long { came } else { taken + came };
        if operator.taken.unwrap_or_default() != running {
            breaches.push(format!(
                "status: {running} came to {id} v{}, noted is {:?}",
                operator.version, operator.taken
            ));
        }
        self.running.insert(id.clone(), (to, running));
        (is_long || is_new_status).then(|| StatusInterval {
            operator: id.clone(),
            status: known.status,
            from,
            to,
            reason: known.status_reason,
            chats: known.open_chats,
            taken: if is_long { taken } else { 0 },
        })
    }

    /// To whom the step's chat comes: whoever has it open now, and was not given it before.
    fn came_to<'a>(&self, step: &'a Step) -> Option<&'a OperatorId> {
        let chat = step.chat.as_ref()?;
        let before = self.chats.get(&chat.id);
        let is_new = before.is_none_or(|before| before.assignment != chat.assignment);
        let had = before.and_then(Chat::open_holder);
        chat.open_holder().filter(|to| is_new && had != Some(*to))
    }

    /// The rows are the stretches that ended, without gap or overlap, up to the one that runs.
    pub(super) fn close_attendance(&self, engine: &Engine, breaches: &mut Vec<String>) {
        let mut found: BTreeMap<(OperatorId, UnixMs), StatusInterval> = BTreeMap::new();
        let is_status = |key: &store::table::Key| key.pk.starts_with("OPERATOR#") && key.sk.starts_with(keys::STATUSES);
        for (key, row) in engine.rows().filter(|(key, _)| is_status(key)) {
            match read::<StatusInterval>(key, row) {
                Ok(interval) => drop(found.insert((interval.operator.clone(), interval.from), interval)),
                Err(words) => breaches.push(words),
            }
        }
        if found != self.intervals {
            breaches.push(format!("status: stored are {found:?} of {:?}", self.intervals));
        }
        for operator in self.operators.values() {
            let own: Vec<&StatusInterval> = found.values().filter(|own| own.operator == operator.id).collect();
            let ends = own.iter().map(|interval| interval.to);
            let begins = own
                .iter()
                .skip(1)
                .map(|interval| interval.from)
                .chain([operator.running_since()]);
            if !own.is_empty() && !ends.eq(begins) {
                breaches.push(format!("status: gaps or overlaps of {}: {own:?}", operator.id));
            }
        }
    }
}
