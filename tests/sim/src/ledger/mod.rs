//! The desk's books: a fold over the table's log, transaction by transaction, of who holds which chat, who was there,
//! what was said and what was noted down. Every transaction must be a step the rules allow, made on what stood then.
//!
//! Pure: it reads the log and what operators asked for, never the clock or the table's other rows.

mod attendance;
mod figures;
mod handover;
mod queue;
mod step;
mod united;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Chat, ClosedEpisode, ContactId, Operator, OperatorId, Pointer, StatusInterval, StatusReason, UnixMs};
use store::table::Key;

use crate::engine::{Engine, Logged};
use figures::Figures;
pub use queue::Haste;
use step::Step;

/// What operators asked for, noted before they asked: a step that nobody asked for is none.
#[derive(Debug, Default)]
pub struct Asked {
    /// Forwards by the comment that went with them: who had the chat in view.
    pub forwards: BTreeMap<String, Option<OperatorId>>,
    /// Looks into chats: who, which, and how many messages of the contact they had seen.
    pub reads: BTreeSet<(OperatorId, ContactId, u64)>,
}

/// The books.
#[derive(Default)]
pub struct Ledger {
    chats: BTreeMap<ContactId, Chat>,
    /// What stands where chats stood that were pulled into others.
    pointers: BTreeMap<ContactId, Pointer>,
    operators: BTreeMap<OperatorId, Operator>,
    /// Every state of every operator.
    past: BTreeMap<(OperatorId, u64), Operator>,
    /// Open chats of each operator, counted here.
    held: BTreeMap<OperatorId, u32>,
    /// Since when each operator's running stretch of time runs, and how many chats came at its beginning.
    running: BTreeMap<OperatorId, (UnixMs, u32)>,
    /// Past stretches of each operator by the instant they began, as the changes of status and chats say.
    intervals: BTreeMap<(OperatorId, UnixMs), StatusInterval>,
    figures: BTreeMap<ContactId, Figures>,
    /// Finished episodes that were not taken back.
    closed: BTreeMap<ContactId, Vec<ClosedEpisode>>,
    audited: BTreeSet<Key>,
    /// Since when each chat stands at its place in the queue.
    queue: BTreeMap<(String, ContactId), UnixMs>,
    /// Since when each operator's row is as it is.
    unchanged: BTreeMap<OperatorId, UnixMs>,
    read: usize,
}

impl Ledger {
    /// Reads what was written since the last time; what must never happen, in words.
    pub fn read(&mut self, engine: &Engine, asked: &Asked, haste: Haste) -> Vec<String> {
        let mut breaches = Vec::new();
        let news = engine.log(self.read);
        self.read += news.len();
        for writes in news.chunk_by(|a, b| a.transaction == b.transaction) {
            self.transaction(writes, asked, haste, &mut breaches);
        }
        breaches
    }

    /// The operator as they were at `version`.
    #[must_use]
    pub fn operator(&self, id: &OperatorId, version: u64) -> Option<&Operator> {
        self.past.get(&(id.clone(), version))
    }

    /// Operators as they were last written, by id.
    #[must_use]
    pub fn operators(&self) -> &BTreeMap<OperatorId, Operator> {
        &self.operators
    }

    /// Chats as they were last written, by id.
    #[must_use]
    pub fn chats(&self) -> &BTreeMap<ContactId, Chat> {
        &self.chats
    }

    /// How often what may stay rare happened.
    #[must_use]
    pub fn happened(&self) -> [(&'static str, usize); 4] {
        let past = || self.past.values();
        let gone = |row: &&Operator| row.status_reason == StatusReason::ConnectionLost;
        [
            ("end: status ended", self.intervals.len()),
            ("end: connection lost", past().filter(gone).count()),
            (
                "end: at the limit",
                past().filter(|row| row.open_chats >= row.chats_max).count(),
            ),
            ("end: episode", self.closed.values().map(Vec::len).sum()),
        ]
    }

    /// A chat that waits, and who could take it.
    #[must_use]
    pub fn waits(&self) -> Option<(&ContactId, &OperatorId)> {
        let chat = self.chats.values().find(|chat| chat.waiting().is_some())?;
        let able = self.operators.values().find(|operator| operator.can_take())?;
        Some((&chat.id, &able.id))
    }

    fn transaction(&mut self, writes: &[Logged], asked: &Asked, haste: Haste, breaches: &mut Vec<String>) {
        let step = match Step::of(writes) {
            Ok(step) => step,
            Err(words) => return breaches.push(words),
        };
        if step.is_of_two() {
            self.united_step(&step, breaches);
        } else {
            self.handover(&step, asked, breaches);
            self.queue_step(&step, haste, breaches);
            self.figures_step(&step, breaches);
        }
        self.attendance(&step, breaches);
        self.audit(&step, breaches);
        for pointer in step.pointers {
            self.chats.remove(&pointer.id);
            self.pointers.insert(pointer.id.clone(), pointer);
        }
        for chat in step.chat.into_iter().chain(step.right) {
            self.pointers.remove(&chat.id);
            self.chats.insert(chat.id.clone(), chat);
        }
        for operator in step.operators {
            self.unchanged.insert(operator.id.clone(), step.at);
            (self.running.entry(operator.id.clone())).or_insert((operator.status_since, 0));
            self.past
                .insert((operator.id.clone(), operator.version), operator.clone());
            self.operators.insert(operator.id.clone(), operator);
        }
    }

    /// Every audited mutation has exactly one entry, in its own transaction.
    fn audit(&mut self, step: &Step, breaches: &mut Vec<String>) {
        let before = step.chat.as_ref().and_then(|chat| self.chats.get(&chat.id));
        let mut wanted = step.audited_of_chat(before);
        for operator in &step.operators {
            let known = self.operators.get(&operator.id);
            if known.is_some_and(|known| known.is_involved != operator.is_involved) {
                let subject = format!("operator/{}", operator.id);
                wanted.push(("operator_involved", subject, operator.version));
            }
        }
        let mut found: Vec<(&str, String, u64)> = step
            .audit
            .iter()
            .map(|(_, entry)| (entry.action.as_str(), entry.subject.clone(), entry.version))
            .collect();
        wanted.sort();
        found.sort();
        if wanted != found {
            breaches.push(format!("audit: {found:?} was noted of {wanted:?}"));
        }
        for (key, _) in &step.audit {
            if !self.audited.insert(key.clone()) {
                breaches.push(format!("audit: {key:?} was written twice"));
            }
        }
    }

    /// What is written down at rest: every finished episode and every past status.
    #[must_use]
    pub fn close(&self, engine: &Engine) -> Vec<String> {
        let mut breaches = Vec::new();
        self.close_figures(engine, &mut breaches);
        self.close_attendance(engine, &mut breaches);
        breaches
    }
}
