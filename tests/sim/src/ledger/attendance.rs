//! Who was there when: the past statuses of each operator lie end to end, as their changes of status say.

use std::collections::BTreeMap;

use domain::{OperatorId, StatusInterval, UnixMs};
use store::keys;

use super::{
    Ledger,
    step::{Step, read},
};
use crate::engine::Engine;

impl Ledger {
    pub(super) fn attendance(&mut self, step: &Step, breaches: &mut Vec<String>) {
        let mut wanted = Vec::new();
        for operator in &step.operators {
            let Some(known) = self.operators.get(&operator.id) else {
                continue;
            };
            if known.status == operator.status {
                if known.status_since != operator.status_since {
                    breaches.push(format!(
                        "status: {} v{} began another time",
                        operator.id, operator.version
                    ));
                }
                continue;
            }
            wanted.push(StatusInterval {
                operator: operator.id.clone(),
                status: known.status,
                from: known.status_since,
                to: operator.status_since,
                reason: known.status_reason,
            });
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

    /// The rows are the statuses that ended, without gap or overlap, up to the one that runs.
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
                .chain([operator.status_since]);
            if !own.is_empty() && !ends.eq(begins) {
                breaches.push(format!("status: gaps or overlaps of {}: {own:?}", operator.id));
            }
        }
    }
}
