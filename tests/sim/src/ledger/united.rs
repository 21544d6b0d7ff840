//! Two chats become one, or one becomes two again: nothing is lost on the way, nothing goes round in a circle, and what is
//! undone is as it was.

use std::collections::BTreeSet;

use domain::{Chat, ContactId, Line, OperatorId, Pointer, UniteRecord};

use super::{Ledger, figures::Figures, queue::place, step::Step};

impl Ledger {
    pub(super) fn united_step(&mut self, step: &Step, breaches: &mut Vec<String>) {
        let mut found = Vec::new();
        let (Some(chat), Some(record)) = (&step.chat, &step.unite) else {
            return breaches.push("unite: two chats are written, and no record says why".into());
        };
        let (before, after): (Vec<Chat>, Vec<&Chat>) = match (&step.right, &record.undone) {
            (None, None) => (self.check_unite(step, chat, record, &mut found), vec![chat]),
            (Some(right), Some(_)) => (
                self.check_undo(step, chat, right, record, &mut found),
                vec![chat, right],
            ),
            _ => {
                found.push("the record says undone where it is not, or the other way round".into());
                (Vec::new(), vec![chat])
            }
        };
        self.recount(step, &before, &after, breaches);
        for before in &before {
            if let Some(place) = place(before) {
                self.queue.remove(&(place, before.id.clone()));
            }
        }
        for after in after {
            if let Some(place) = place(after) {
                self.queue.insert((place, after.id.clone()), step.at);
            }
            match Figures::of(after) {
                Some(figures) => self.figures.insert(after.id.clone(), figures),
                None => self.figures.remove(&after.id),
            };
        }
        let name = format!("unite: {} v{}", chat.id, chat.version);
        breaches.extend(found.into_iter().map(|words| format!("{name}: {words}")));
    }

    fn check_unite(&self, step: &Step, chat: &Chat, record: &UniteRecord, found: &mut Vec<String>) -> Vec<Chat> {
        let (left, right) = (self.chats.get(&record.left), self.chats.get(&record.right));
        let (Some(left), Some(right)) = (left, right) else {
            found.push(format!(
                "{} or {} does not stand for themselves",
                record.left, record.right
            ));
            return Vec::new();
        };
        let mut must = |holds: bool, words: &str| {
            if !holds {
                found.push(words.to_owned());
            }
        };
        let pointer = step.pointers.iter().find(|pointer| pointer.id == right.id);
        must(left.id != right.id && chat.id == left.id, "the left one stays");
        must(record.left_chat == *left, "the record keeps the left chat as it was");
        must(
            pointer.is_some_and(|pointer| pointer.before == *right),
            "the pointer keeps the right chat as it was",
        );
        let leads = |id: &ContactId| {
            step.pointers
                .iter()
                .any(|own| &own.id == id && own.united_into == left.id)
        };
        must(
            right.united.iter().chain([&right.id]).all(leads),
            "every pointer leads to the end",
        );
        must(
            chat.version > left.version.max(right.version),
            "the version is greater than both",
        );
        must(record.version == chat.version, "the record is found by the version");
        must(
            addresses([chat]) == addresses([left, right]),
            "it has the addresses of both",
        );
        must(chat.inbound == left.inbound + right.inbound, "all messages are counted");
        must(
            chat.unread() == left.unread() + right.unread(),
            "what nobody has seen stays unread",
        );
        must(
            outbox([chat]) == outbox([left, right]),
            "what waits to be sent still waits",
        );
        must(
            chat.is_open() == (left.is_open() || right.is_open()),
            "it is open if one of them was",
        );
        let holders = [left.open_holder(), right.open_holder()];
        let holder = left.open_holder().or(right.open_holder());
        must(
            !chat.is_open() || chat.open_holder() == holder,
            &format!("it stays with one of {holders:?}"),
        );
        let is_told = step.lines().filter(|line| matches!(line, Line::United { .. })).count() == 1;
        must(is_told && step.lines().count() == 1, "one line tells of it");
        vec![left.clone(), right.clone()]
    }

    fn check_undo(
        &self,
        step: &Step,
        left: &Chat,
        right: &Chat,
        record: &UniteRecord,
        found: &mut Vec<String>,
    ) -> Vec<Chat> {
        let (both, pointer) = (self.chats.get(&record.left), self.pointers.get(&record.right));
        let (Some(both), Some(pointer)) = (both, pointer) else {
            found.push(format!("{} was not united into {}", record.right, record.left));
            return Vec::new();
        };
        check_sides((left, right), both, record, pointer, found);
        let mut must = |holds: bool, words: &str| {
            if !holds {
                found.push(words.to_owned());
            }
        };
        let returns = |id: &ContactId| {
            step.pointers
                .iter()
                .any(|own| &own.id == id && own.united_into == right.id)
        };
        must(
            right.united.iter().all(returns),
            "who had been pulled into the right one is so again",
        );
        if both.version == record.version {
            must(
                as_was(left, &record.left_chat),
                "nothing happened, and the left one is not as it was",
            );
            must(
                as_was(right, &pointer.before),
                "nothing happened, and the right one is not as it was",
            );
        }
        let wrote = right.inbound > pointer.before.inbound;
        must(
            !(both.is_open() && wrote) || right.is_open(),
            "who wrote meanwhile is open",
        );
        let is_told = step
            .lines()
            .filter(|line| matches!(line, Line::Separated { .. }))
            .count()
            == 1;
        must(is_told && step.lines().count() == 1, "one line tells of it");
        vec![both.clone()]
    }

    /// Everybody's number of open chats follows.
    fn recount(&mut self, step: &Step, before: &[Chat], after: &[&Chat], breaches: &mut Vec<String>) {
        let mut moved: Vec<Option<&OperatorId>> = Vec::new();
        let concerned: BTreeSet<&OperatorId> = before
            .iter()
            .chain(after.iter().copied())
            .filter_map(Chat::open_holder)
            .collect();
        for id in concerned {
            let lost = before.iter().filter(|chat| chat.open_holder() == Some(id)).count();
            let gained = after.iter().filter(|chat| chat.open_holder() == Some(id)).count();
            let held = self.held.entry(id.clone()).or_default();
            *held = held.saturating_sub(u32::try_from(lost).unwrap_or_default());
            *held += u32::try_from(gained).unwrap_or_default();
            if lost != gained {
                moved.push(Some(id));
            }
        }
        self.check_counted(step, &moved, breaches);
        for operator in &step.operators {
            self.check_count(operator, breaches);
        }
    }
}

fn addresses<'a>(chats: impl IntoIterator<Item = &'a Chat>) -> BTreeSet<String> {
    let identities = chats.into_iter().flat_map(|chat| &chat.identities);
    identities.map(|identity| identity.id.to_string()).collect()
}

fn outbox<'a>(chats: impl IntoIterator<Item = &'a Chat>) -> Vec<String> {
    let mut waiting: Vec<String> = (chats.into_iter().flat_map(|chat| &chat.outbox))
        .map(ToString::to_string)
        .collect();
    waiting.sort();
    waiting
}

/// Whether a chat is as it was but for its version.
fn as_was(chat: &Chat, was: &Chat) -> bool {
    let mut chat = chat.clone();
    (chat.version, chat.preview.version) = (was.version, was.preview.version);
    chat == *was
}

/// Each has again what is theirs, and between them nothing is lost.
fn check_sides(
    (left, right): (&Chat, &Chat),
    both: &Chat,
    record: &UniteRecord,
    pointer: &Pointer,
    found: &mut Vec<String>,
) {
    let mut must = |holds: bool, words: &str| {
        if !holds {
            found.push(words.to_owned());
        }
    };
    must(
        left.id == record.left && right.id == record.right,
        "each is who they were",
    );
    must(
        left.version > both.version && right.version > both.version,
        "both versions are greater",
    );
    must(
        addresses([left]).is_disjoint(&addresses([right])),
        "no address is both's",
    );
    must(addresses([left, right]) == addresses([both]), "no address is lost");
    must(
        addresses([right]) == addresses([&pointer.before]),
        "the right one has its own addresses again",
    );
    must(
        left.inbound + right.inbound == both.inbound,
        "no message is counted twice, none is lost",
    );
    must(
        left.unread() + right.unread() >= both.unread(),
        "what nobody has seen stays unread",
    );
    must(
        outbox([left, right]) == outbox([both]),
        "what waits to be sent still waits",
    );
}
