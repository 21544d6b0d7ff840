//! The queue: who waits longest comes first, and a chat that opens again goes back to who had it.

use domain::{Chat, Handover, Line, Operator, SECOND_MS, Status, UnixMs};
use store::keys;

use super::{Ledger, step::Step};

/// How old a view may be that a decision was made on, in milliseconds: an index lags, a process is slow, a write lands
/// late. What stands longer than this must be known to whoever decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Haste(pub i64);

impl Haste {
    /// While anything may go wrong: index and process a minute each, a late write two.
    pub const STORM: Self = Self(250 * SECOND_MS);
    /// While nothing goes wrong.
    pub const CALM: Self = Self(2 * SECOND_MS);
}

impl Default for Haste {
    fn default() -> Self {
        Self::STORM
    }
}

impl Ledger {
    pub(super) fn queue_step(&mut self, step: &Step, haste: Haste, breaches: &mut Vec<String>) {
        let Some(chat) = &step.chat else { return };
        let before = self.chats.get(&chat.id);
        let place = before.and_then(place);
        if let Some(place) = &place
            && is_given(chat)
        {
            let ahead = self
                .queue
                .iter()
                .find(|((other, _), since)| other < place && is_old(**since, step, haste));
            if let Some(((_, other), since)) = ahead {
                breaches.push(format!(
                    "queue: chat {} v{} was given away before chat {other}, which waits in front since {}",
                    chat.id, chat.version, since.0
                ));
            }
        }
        self.check_return(step, before, chat, haste, breaches);
        self.check_release(step, haste, breaches);
        let next = self::place(chat);
        if next != place {
            if let Some(place) = place {
                self.queue.remove(&(place, chat.id.clone()));
            }
            if let Some(next) = next {
                self.queue.insert((next, chat.id.clone()), step.at);
            }
        }
    }

    fn check_return(&self, step: &Step, before: Option<&Chat>, chat: &Chat, haste: Haste, breaches: &mut Vec<String>) {
        let Some(before) = before.filter(|before| !before.is_open() && step.heard() > 0) else {
            return;
        };
        let Some(holder) = before.holder() else { return };
        let could_take = self.operators.get(holder).is_some_and(Operator::can_take);
        let is_settled = self
            .unchanged
            .get(holder)
            .is_some_and(|since| is_old(*since, step, haste));
        if could_take && is_settled && chat.holder() != Some(holder) {
            breaches.push(format!(
                "return: chat {} v{} opened again and did not come back to {holder}",
                chat.id, chat.version
            ));
        }
    }
}

impl Ledger {
    /// Only who is away loses a chat to the queue.
    fn check_release(&self, step: &Step, haste: Haste, breaches: &mut Vec<String>) {
        for line in step.lines() {
            let Line::Released { from } = line else { continue };
            let is_there = self
                .operators
                .get(from)
                .is_some_and(|holder| holder.status != Status::Offline);
            let is_settled = self
                .unchanged
                .get(from)
                .is_some_and(|since| is_old(*since, step, haste));
            if is_there && is_settled {
                breaches.push(format!("release: {from} lost a chat, and was there"));
            }
        }
    }
}

fn is_old(since: UnixMs, step: &Step, haste: Haste) -> bool {
    since.plus(haste.0) < step.at
}

fn is_given(chat: &Chat) -> bool {
    matches!(
        &chat.assignment,
        domain::Assignment::Assigned {
            how: Handover::Distributed,
            ..
        }
    )
}

/// Where an open chat nobody has stands in the queue.
pub(super) fn place(chat: &Chat) -> Option<String> {
    chat.waiting()
        .map(|(since, is_returned)| keys::waiting_order(since, is_returned, &chat.id))
}
