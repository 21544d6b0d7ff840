//! Who holds which chat: every change has its line, its reason and its count, and no rule gives anybody too much.

use domain::{Assignment, Chat, Handover, Line, Operator, OperatorId};

use super::{Asked, Ledger, step::Step};

impl Ledger {
    /// Checks the step's change of holder, counts it, and compares the counts with those written.
    pub(super) fn handover(&mut self, step: &Step, asked: &Asked, breaches: &mut Vec<String>) {
        if let Some(chat) = &step.chat {
            let before = self.chats.get(&chat.id).cloned();
            self.check_chain(step, before.as_ref(), chat, breaches);
            self.check_read(before.as_ref(), chat, step, asked, breaches);
            for line in step.lines() {
                check_view(line, asked, breaches);
            }
            let (from, to) = (before.as_ref().and_then(Chat::open_holder), chat.open_holder());
            if from != to {
                if let Some(to) = to {
                    self.check_gift(step, chat, to, breaches);
                }
                for (id, gains) in [(from, false), (to, true)] {
                    if let Some(held) = id.map(|id| self.held.entry(id.clone()).or_default()) {
                        *held = if gains { *held + 1 } else { held.saturating_sub(1) };
                    }
                }
                self.check_counted(step, &[from, to], breaches);
            }
        }
        for operator in &step.operators {
            self.check_count(operator, breaches);
        }
    }

    /// Those whose number of open chats changes are written in the same transaction.
    pub(super) fn check_counted(&self, step: &Step, moved: &[Option<&OperatorId>], breaches: &mut Vec<String>) {
        for id in moved.iter().flatten() {
            let is_written = step.operators.iter().any(|operator| &operator.id == *id);
            if self.operators.contains_key(*id) && !is_written {
                breaches.push(format!("count: a chat of {id} moved, and their row did not"));
            }
        }
    }

    pub(super) fn check_count(&self, operator: &Operator, breaches: &mut Vec<String>) {
        let id = &operator.id;
        let held = self.held.get(id).copied().unwrap_or_default();
        if operator.open_chats != held {
            breaches.push(format!(
                "count: {id} holds {held} open chats, their row says {}",
                operator.open_chats
            ));
        }
        let known = self.operators.get(id).map_or(0, |known| known.version);
        if operator.version != known + 1 {
            breaches.push(format!(
                "count: operator {id}: version {} follows {known}",
                operator.version
            ));
        }
    }

    /// A chat comes to `to`: the reason is written down, and a rule gives only to who could take it then.
    fn check_gift(&self, step: &Step, chat: &Chat, to: &OperatorId, breaches: &mut Vec<String>) {
        let Assignment::Assigned { how, .. } = &chat.assignment else {
            return;
        };
        let (id, version) = (&chat.id, chat.version);
        let reason = step.explanation.as_ref().filter(|why| &why.to == to && why.how == *how);
        let Some(reason) = reason else {
            return breaches.push(format!("explanation: none says why {to} got chat {id} v{version}"));
        };
        let receiver = self.operators.get(to);
        // A chat that is opened again keeps how it once came to its holder.
        let is_distribution = step.lines().any(|line| matches!(line, Line::Assigned { .. }));
        let is_by_rule = match how {
            Handover::Distributed => is_distribution,
            Handover::Returned => step.heard() > 0,
            Handover::Taken | Handover::Forwarded => false,
        };
        if is_by_rule && !receiver.is_some_and(Operator::can_take) {
            breaches.push(format!(
                "limit: chat {id} v{version} was given to {to}, who could not take it: {receiver:?}"
            ));
        }
        if !is_distribution {
            return;
        }
        let best = reason.candidates.first();
        let is_true = best.zip(receiver).is_some_and(|(best, receiver)| {
            (&best.operator, best.open_chats, best.chats_max) == (&receiver.id, receiver.open_chats, receiver.chats_max)
        });
        let order = |one: &domain::Candidate| (one.open_chats, one.last_assigned, one.operator.clone());
        if !is_true || !reason.candidates.is_sorted_by_key(order) {
            breaches.push(format!(
                "explanation: chat {id} v{version} went to {to} for {:?}",
                reason.candidates
            ));
        }
    }

    /// The lines form a chain: each says truly who had the chat before and who has it now.
    fn check_chain(&self, step: &Step, before: Option<&Chat>, chat: &Chat, breaches: &mut Vec<String>) {
        let (from, to) = (before.and_then(Chat::holder), chat.holder());
        let mut is_told = from == to;
        for line in step.lines() {
            let is_true = match line {
                Line::Forwarded {
                    from: told, to: given, ..
                } => told.as_ref() == from && given.as_ref() == to,
                Line::Assigned { to: given, .. } => Some(given) == to && from != to,
                Line::Released { from: told } => Some(told) == from && to.is_none(),
                Line::Closed { .. } => before.is_some_and(Chat::is_open) && !chat.is_open(),
                Line::Reopened { by } => {
                    is_told |= from.is_none() && Some(by) == to;
                    !before.is_some_and(Chat::is_open) && chat.is_open()
                }
                Line::Snoozed { until, .. } => *until == chat.snoozed_until,
                // It moves nothing.
                Line::Funnel { .. } => from == to,
                // A commit that makes two of one or one of two writes both: this one wrote only one chat.
                Line::United { .. } | Line::Separated { .. } => false,
            };
            let moves = matches!(
                line,
                Line::Forwarded { .. } | Line::Assigned { .. } | Line::Released { .. }
            );
            is_told |= moves && is_true;
            if !is_true {
                breaches.push(format!(
                    "chain: chat {} v{} says {line:?} ({from:?} to {to:?})",
                    chat.id, chat.version
                ));
            }
        }
        let is_answered = step.answered().any(|by| Some(by) == to);
        let was_closed = before.is_none_or(|before| !before.is_open());
        let is_taken = is_answered && (from.is_none() || was_closed);
        let is_reopened = was_closed && step.heard() > 0 && to.is_none();
        if !(is_told || is_taken || is_reopened) {
            breaches.push(format!(
                "chain: chat {} v{} went from {from:?} to {to:?}, and nothing says why",
                chat.id, chat.version
            ));
        }
        if before.is_some_and(|before| before.is_open() && !chat.is_open())
            && !step.lines().any(|line| matches!(line, Line::Closed { .. }))
        {
            breaches.push(format!(
                "chain: chat {} v{} was closed, and no line says so",
                chat.id, chat.version
            ));
        }
    }

    /// The mark of what was read moves by an answer of the holder, by closing, or by their own look.
    fn check_read(&self, before: Option<&Chat>, chat: &Chat, step: &Step, asked: &Asked, breaches: &mut Vec<String>) {
        let read = before.map_or(0, |before| before.read);
        let is_explained = chat.read == read
            || !chat.is_open()
            || step.answered().any(|by| Some(by) == chat.holder())
            || self.operators.keys().any(|id| {
                let may = chat.holder().is_none_or(|holder| holder == id);
                let looked = |(by, of, inbound): &(OperatorId, _, u64)| {
                    // Who looked before a unite may say so after it.
                    let is_it = of == &chat.id || chat.united.contains(of);
                    by == id && is_it && (*inbound).min(chat.inbound) == chat.read
                };
                may && asked.reads.iter().any(looked)
            });
        if !is_explained {
            breaches.push(format!(
                "read: chat {} v{} of {:?} is read up to {}, and they never looked",
                chat.id,
                chat.version,
                chat.holder(),
                chat.read
            ));
        }
    }
}

/// Nobody gives away a chat that somebody else had than they saw.
fn check_view(line: &Line, asked: &Asked, breaches: &mut Vec<String>) {
    if let Line::Forwarded {
        from,
        comment: Some(comment),
        ..
    } = line
        && let Some(seen) = asked.forwards.get(comment)
        && seen != from
    {
        breaches.push(format!(
            "forward: {comment:?} took the chat from {from:?}, in view was {seen:?}"
        ));
    }
}
