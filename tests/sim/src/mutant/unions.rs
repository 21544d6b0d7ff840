//! Bugs of who is who: unites and undoings done by half, suggestions that do not reach everybody.

use domain::UniteRecord;
use serde_json::Value;
use store::{
    keys,
    records::is_pointer,
    table::{Condition, Item, Key, Write},
};

use super::{
    Mutant,
    writes::{changed, field, relaxed, without},
};
use crate::engine::Engine;

/// What is written instead; `None`: no difference.
pub(super) fn writes(mutant: Mutant, engine: &Engine, writes: &[Write]) -> Option<Vec<Write>> {
    unite(mutant, writes)
        .or_else(|| undo(mutant, engine, writes))
        .or_else(|| likeness(mutant, writes))
}

/// Unites done by half.
fn unite(mutant: Mutant, writes: &[Write]) -> Option<Vec<Write>> {
    let united = writes.iter().find_map(record);
    let unite = united.filter(|record| record.undone.is_none());
    match mutant {
        Mutant::PointerMissing => {
            let right = keys::chat(&unite.as_ref()?.right);
            Some(without(writes, |write| write.key() == right))
        }
        Mutant::UniteIgnoresRight => {
            let right = keys::chat(&unite.as_ref()?.right);
            Some(relaxed(writes, |key, _| *key == right))
        }
        Mutant::ChainNotTurned => {
            let right = keys::chat(&unite.as_ref()?.right);
            Some(without(writes, |write| {
                item(write).is_some_and(is_pointer) && write.key() != right
            }))
        }
        Mutant::UniteLosesCount => {
            let (left, inbound) = (keys::chat(&unite.as_ref()?.left), unite.as_ref()?.left_chat.inbound);
            mapped(writes, &|key, item| {
                if *key == left {
                    let read = field(item, "read").as_u64().unwrap_or_default();
                    item.insert("inbound".into(), inbound.into());
                    item.insert("read".into(), read.min(inbound).into());
                }
            })
        }
        Mutant::RecordMissing => Some(without(writes, |write| write.key().sk.starts_with(keys::UNITES))),
        _ => None,
    }
}

/// Undoings done by half.
fn undo(mutant: Mutant, engine: &Engine, writes: &[Write]) -> Option<Vec<Write>> {
    let undo = writes
        .iter()
        .find_map(record)
        .filter(|record| record.undone.is_some())?;
    match mutant {
        Mutant::UndoHalf => {
            let right = keys::chat(&undo.right);
            Some(without(writes, |write| write.key() == right))
        }
        Mutant::UndoKeepsAddress => {
            let left = keys::chat(&undo.left);
            let both = engine.get(&left).map(|before| field(&before, "identities"))?;
            mapped(writes, &|key, item| {
                if *key == left {
                    item.insert("identities".into(), both.clone());
                }
            })
        }
        _ => None,
    }
}

/// Suggestions that do not reach everybody.
fn likeness(mutant: Mutant, writes: &[Write]) -> Option<Vec<Write>> {
    match mutant {
        Mutant::SuggestionOneSided => {
            let is_told = |write: &Write| keys::is_suggestions(&write.key());
            let last = writes.iter().rposition(is_told)?;
            let (before, after) = writes.split_at(last);
            (before.iter().any(is_told)).then(|| [before, &after[1..]].concat())
        }
        Mutant::ComparisonForgotten => {
            let is_due = |write: &Write| item(write).is_some_and(|item| item.contains_key(keys::DUE.pk));
            let is_it = |write: &Write| keys::compared(&write.key()).is_some() && is_due(write);
            Some(without(writes, is_it))
        }
        Mutant::ApartForgotten => {
            let is_check = |write: &Write| {
                matches!(
                    write,
                    Write::Check {
                        condition: Condition::Absent,
                        ..
                    }
                )
            };
            Some(without(writes, |write| {
                is_check(write) && write.key().sk.starts_with(keys::NOT_SAME)
            }))
        }
        _ => None,
    }
}

fn mapped(writes: &[Write], change: &dyn Fn(&Key, &mut Item)) -> Option<Vec<Write>> {
    Some(writes.iter().map(|write| changed(write, change)).collect())
}

fn item(write: &Write) -> Option<&Item> {
    match write {
        Write::Put { item, .. } => Some(item),
        Write::Delete { .. } | Write::Check { .. } => None,
    }
}

fn record(write: &Write) -> Option<UniteRecord> {
    let item = item(write).filter(|_| write.key().sk.starts_with(keys::UNITES))?;
    serde_json::from_value(Value::Object(item.clone())).ok()
}
