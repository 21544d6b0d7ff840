//! Updates as they are asked for: all queues as one, by number.

use domain::UnixMs;
use serde_json::Value;

use super::{Delivery, VecDeque, Waiting};

/// How far an offset may lie behind the next number and still mean one. Source: `TQueue::get` of the server's library.
const AHEAD_MAX: i64 = 10;

impl Delivery {
    /// Whether updates go to a webhook.
    pub fn has_webhook(&self) -> bool {
        self.webhook.is_some()
    }

    /// Wants these kinds from now on; none named: nearly all.
    pub fn want(&mut self, kinds: Vec<String>) {
        self.allowed_updates = kinds;
    }

    /// Forgets what an offset confirms: everything before it, or all but so many from the end.
    pub fn confirm(&mut self, now: UnixMs, offset: i64) {
        self.forget_expired(now);
        let numbers = self.numbers();
        let first = match usize::try_from(offset.unsigned_abs()) {
            Ok(count) if offset < 0 => numbers.len().checked_sub(count).map(|at| numbers[at]),
            // From the future, as after numbers began anew: it means nothing.
            _ if offset > i64::try_from(self.next_update).unwrap_or(i64::MAX) + AHEAD_MAX => None,
            _ => u64::try_from(offset).ok(),
        };
        let Some(first) = first else { return };
        for queue in self.queues.values_mut() {
            queue.retain(|waiting| waiting.number() >= first);
        }
        self.queues.retain(|_, queue| !queue.is_empty());
    }

    /// The oldest updates that are not confirmed.
    pub fn updates(&self, now: UnixMs, limit: usize) -> Vec<Value> {
        let mut waiting: Vec<&Waiting> = self.queues.values().flatten().collect();
        waiting.retain(|waiting| waiting.expires > now);
        waiting.sort_by_key(|waiting| waiting.number());
        let first = waiting.into_iter().take(limit);
        first.map(|waiting| waiting.update.clone()).collect()
    }

    fn numbers(&self) -> Vec<u64> {
        let mut numbers: Vec<u64> = self
            .queues
            .values()
            .flat_map(VecDeque::iter)
            .map(Waiting::number)
            .collect();
        numbers.sort_unstable();
        numbers
    }
}

impl Waiting {
    fn number(&self) -> u64 {
        self.update["update_id"].as_u64().unwrap_or_default()
    }
}
