//! Bugs of what is written: rows left out, conditions dropped, values changed on their way to the table.

use domain::{Chat, Content, Delivery, Message, Origin, UnixMs};
use serde::Serialize;
use serde_json::{Value, json};
use store::{
    keys::{self, DUE, LISTS, OWNED, WAITING, is_chat, is_operator},
    table::{Condition, Item, Key, Write},
};

use super::{Mutant, besides, revisions, unions};
use crate::{engine::Engine, weather::Ports};

/// What is written instead of `writes`; nothing at all if the list is empty; `None`: no difference.
#[must_use]
pub fn writes(ports: &Ports, engine: &Engine, writes: &[Write]) -> Option<Vec<Write>> {
    let in_thread = |key: &Key| key.pk.starts_with("THREAD#");
    let sometimes = || ports.below(8) == 0;
    match ports.mutant()? {
        Mutant::AnswerBeforePut => (is_inbound(writes) && sometimes()).then(Vec::new),
        Mutant::TransactionTorn => (writes.len() > 1 && sometimes()).then(|| writes[..1].to_vec()),
        Mutant::QuarantineDropped => writes
            .iter()
            .any(|write| write.key().pk.starts_with("QUARANTINE#"))
            .then(Vec::new),
        Mutant::DedupeIgnored => Some(relaxed(writes, |key, condition| {
            in_thread(key) && *condition == Condition::Absent
        })),
        Mutant::IntentForgotten => Some(relaxed(writes, |key, _| key.sk.starts_with("INTENT#"))),
        Mutant::StaleVersionIgnored => Some(relaxed(writes, |key, _| is_chat(key))),
        Mutant::ClaimUnconditional => (writes.len() == 1).then(|| relaxed(writes, |key, _| in_thread(key))),
        Mutant::ReportUnconditional => has_fence(writes).then(|| relaxed(writes, |_, _| true)),
        Mutant::FetchForgotten => Some(writes.iter().map(|write| changed(write, &undue)).collect()),
        Mutant::ReopenForgotten => Some(writes.iter().map(|write| left_closed(engine, write)).collect()),
        mutant => of_the_books(mutant, engine, writes)
            .or_else(|| unions::writes(mutant, engine, writes))
            .or_else(|| revisions::writes(mutant, writes))
            .or_else(|| besides::writes(mutant, engine, writes)),
    }
}

/// The same writes, those that `loosens` names without their condition.
pub(super) fn relaxed(writes: &[Write], loosens: impl Fn(&Key, &Condition) -> bool) -> Vec<Write> {
    let relax = |write: &Write| match write {
        Write::Put { item, condition } if loosens(&write.key(), condition) => Write::Put {
            item: item.clone(),
            condition: Condition::Always,
        },
        other => other.clone(),
    };
    writes.iter().map(relax).collect()
}

fn is_inbound(writes: &[Write]) -> bool {
    writes.iter().any(|write| match write {
        Write::Put {
            item,
            condition: Condition::Absent,
        } => field(item, "origin")["from"] == "contact",
        _ => false,
    })
}

fn has_fence(writes: &[Write]) -> bool {
    writes.iter().any(|write| match write {
        Write::Put {
            condition: Condition::Equal(equal),
            ..
        } => equal
            .iter()
            .any(|(path, value)| path == "origin" && value["delivery"]["state"] == "in_flight"),
        _ => false,
    })
}

/// The chat as it would be if its state did not change with a contact's message.
fn left_closed(engine: &Engine, write: &Write) -> Write {
    let Write::Put { item, condition } = write else {
        return write.clone();
    };
    let is_closed = |row: &Item| is_chat(&write.key()) && field(row, "state")["is"] == "closed";
    let before = engine.get(&write.key()).filter(|before| is_closed(before));
    let wrote = |before: &Item| field(before, "inbound") != field(item, "inbound");
    let Some(before) = before.filter(|before| wrote(before)) else {
        return write.clone();
    };
    let mut item = item.clone();
    for name in ["state", LISTS.pk] {
        item.insert(name.to_owned(), field(&before, name));
    }
    Write::Put {
        item,
        condition: condition.clone(),
    }
}

pub(super) fn field(row: &Item, name: &str) -> Value {
    row.get(name).cloned().unwrap_or_default()
}

/// Bugs of who holds which chat, of what is noted down and of what is counted.
fn of_the_books(mutant: Mutant, engine: &Engine, writes: &[Write]) -> Option<Vec<Write>> {
    let starts = |key: &Key, start: &str| key.sk.starts_with(start);
    let has_chat = writes.iter().any(|write| is_chat(&write.key()));
    let mapped = |change: &dyn Fn(&Key, &mut Item)| Some(writes.iter().map(|write| changed(write, change)).collect());
    match mutant {
        Mutant::CountConditionIgnored => Some(relaxed(writes, |key, _| is_operator(key))),
        Mutant::CountNotMoved if has_chat => Some(without(writes, |write| is_operator(&write.key()))),
        Mutant::LimitIgnored | Mutant::BusyGetsChats | Mutant::NotInvolvedGetsChats if has_chat => {
            mapped(&|key, item| as_it_was(engine, key, item))
        }
        Mutant::ReturnForgotten => not_returned(writes),
        Mutant::LineMissing => Some(without(writes, |write| line(write).is_some())),
        Mutant::ExplanationMissing => Some(without(writes, |write| starts(&write.key(), keys::EXPLANATIONS))),
        Mutant::AuditMissing => Some(without(writes, |write| write.key().pk.starts_with("AUDIT#"))),
        Mutant::CommentSent => comment_sent(writes),
        Mutant::InboundRead if is_inbound(writes) => mapped(&|key, item| {
            if is_chat(key) {
                item.insert("read".into(), field(item, "inbound"));
            }
        }),
        Mutant::ListNotMoved => mapped(&|key, item| {
            if let Some(before) = engine.get(key).filter(|_| is_chat(key)) {
                item.insert(LISTS.pk.into(), field(&before, LISTS.pk));
            }
        }),
        Mutant::EpisodeNotStored => Some(without(writes, |write| {
            starts(&write.key(), keys::EPISODES) && matches!(write, Write::Put { .. })
        })),
        Mutant::UndoLeavesEpisode => Some(without(writes, |write| {
            starts(&write.key(), keys::EPISODES) && matches!(write, Write::Delete { .. })
        })),
        Mutant::IntervalLost => Some(without(writes, |write| starts(&write.key(), keys::STATUSES))),
        Mutant::IntervalOverlap => mapped(&|key, item| {
            if starts(key, keys::STATUSES) {
                let from = field(item, "from").as_i64().unwrap_or_default();
                item.insert("from".into(), (from - 1_000).into());
            }
        }),
        Mutant::SnoozeForever => mapped(&|key, item| {
            if is_chat(key) && field(item, "outbox").is_null() {
                item.remove(DUE.pk);
                item.remove(DUE.sk);
            }
        }),
        Mutant::ReleaseForgotten => {
            let is_release = |write: &Write| line(write).is_some_and(|line| line["is"] == "released");
            writes.iter().any(is_release).then(Vec::new)
        }
        _ => None,
    }
}

/// A file that was tried is due no more.
fn undue(key: &Key, item: &mut Item) {
    if keys::is_file(key) && field(item, "attempts") != 0 {
        item.remove(DUE.pk);
        item.remove(DUE.sk);
    }
}

pub(super) fn without(writes: &[Write], drops: impl Fn(&Write) -> bool) -> Vec<Write> {
    writes.iter().filter(|write| !drops(write)).cloned().collect()
}

pub(super) fn changed(write: &Write, change: &dyn Fn(&Key, &mut Item)) -> Write {
    let mut write = write.clone();
    let key = write.key();
    if let Write::Put { item, .. } = &mut write {
        change(&key, item);
    }
    write
}

/// The line of a chat's history that is written here.
fn line(write: &Write) -> Option<Value> {
    match write {
        Write::Put { item, .. } if field(item, "content")["type"] == "line" => {
            Some(field(item, "content")["line"].clone())
        }
        _ => None,
    }
}

/// What a view showed otherwise is not written back.
fn as_it_was(engine: &Engine, key: &Key, item: &mut Item) {
    let known = engine.get(key).filter(|_| is_operator(key));
    for name in known.iter().flat_map(|_| ["status", "is_involved", "chats_max"]) {
        if let Some(value) = known.as_ref().and_then(|row| row.get(name)) {
            item.insert(name.to_owned(), value.clone());
        }
    }
}

/// The chat waits in front of the queue instead of going back.
fn not_returned(writes: &[Write]) -> Option<Vec<Write>> {
    let is_returned = |write: &Write| match write {
        Write::Put { item, .. } => is_chat(&write.key()) && field(item, "assignment")["how"] == "returned",
        _ => false,
    };
    if !is_inbound(writes) || !writes.iter().any(is_returned) {
        return None;
    }
    let kept = without(writes, |write| {
        is_operator(&write.key()) || write.key().sk.starts_with(keys::EXPLANATIONS)
    });
    let wait = |key: &Key, item: &mut Item| {
        let Some(mut chat) = read::<Chat>(item).filter(|_| is_chat(key)) else {
            return;
        };
        let since = chat.activity;
        chat.assignment = domain::Assignment::Unassigned {
            since,
            is_returned: true,
        };
        overwrite(item, &chat);
        item.remove(OWNED.pk);
        item.insert(WAITING.pk.into(), keys::QUEUE.into());
        item.insert(WAITING.sk.into(), keys::waiting_order(since, true, &chat.id).into());
    };
    Some(kept.iter().map(|write| changed(write, &wait)).collect())
}

/// The remark is written as an answer that waits to be sent.
fn comment_sent(writes: &[Write]) -> Option<Vec<Write>> {
    let items = writes.iter().filter_map(|write| match write {
        Write::Put { item, .. } => Some(item),
        _ => None,
    });
    let mut remarks = items.filter_map(read::<Message>);
    let mut message = remarks.find(|message| matches!(message.origin, Origin::Comment { .. }))?;
    let (Origin::Comment { by, intent }, Content::Comment { comment }) = (message.origin, message.content) else {
        return None;
    };
    let not_before = UnixMs(0);
    message.origin = Origin::Operator {
        by,
        intent,
        delivery: Delivery::Queued {
            not_before,
            attempts: 0,
            unsure_since: None,
        },
    };
    message.content = Content::Text { text: comment.text };
    let send = |key: &Key, item: &mut Item| {
        if *key == keys::message(&message.id) {
            overwrite(item, &message);
        }
        let Some(mut chat) = read::<Chat>(item).filter(|_| is_chat(key)) else {
            return;
        };
        chat.outbox.push(message.id.clone());
        chat.outbox_due = chat.outbox_due.or(Some(chat.activity));
        overwrite(item, &chat);
    };
    Some(writes.iter().map(|write| changed(write, &send)).collect())
}

pub(super) fn read<T: serde::de::DeserializeOwned>(item: &Item) -> Option<T> {
    serde_json::from_value(Value::Object(item.clone())).ok()
}

pub(super) fn overwrite(item: &mut Item, value: &impl Serialize) {
    if let Value::Object(fields) = json!(value) {
        item.extend(fields);
    }
}
