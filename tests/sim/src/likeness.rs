//! Who is said to be the same person, at rest: both of any two with a phone in common, and nobody else.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Card, ContactId, Suggestions, similar::surely_because};
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{
    keys,
    table::{Item, Key},
};

use crate::stage::Stage;

/// Every suggestion that should be there and is not, or is there and should not be.
#[must_use]
pub fn differences(stage: &Stage) -> Vec<String> {
    let engine = stage.desk.table.engine();
    let seen = stage.verdict.seen();
    let get = |key: &Key| engine.get(key);
    let apart: BTreeSet<(String, String)> = (engine.rows())
        .filter_map(|(key, _)| {
            let other = key.sk.strip_prefix(keys::NOT_SAME)?;
            Some((key.pk.strip_prefix("CHAT#")?.to_owned(), other.to_owned()))
        })
        .collect();
    let everybody: BTreeMap<&ContactId, Vec<&ContactId>> = (seen.history.standing())
        .map(|chat| (&chat.id, std::iter::once(&chat.id).chain(&chat.united).collect()))
        .collect();
    let are_apart = |one: &[&ContactId], other: &[&ContactId]| {
        let pair = |a: &ContactId, b: &ContactId| apart.contains(&(a.to_string(), b.to_string()));
        one.iter().any(|a| other.iter().any(|b| pair(a, b)))
    };
    let card = |id: &ContactId| get(&keys::card(id)).and_then(|row| read::<Card>(&row));
    let mut found = Vec::new();
    for (one, ones) in &everybody {
        let told = get(&keys::suggestions(one)).and_then(|row| read::<Suggestions>(&row));
        let told: BTreeSet<ContactId> = told
            .into_iter()
            .flat_map(|told| told.similar)
            .map(|other| other.contact)
            .collect();
        let is_like = |other: &ContactId, others: &[&ContactId]| {
            let because = card(one)
                .zip(card(other))
                .map(|(one, other)| surely_because(&one, &other));
            other != *one && because.is_some_and(|because| !because.is_empty()) && !are_apart(ones, others)
        };
        let wanted = everybody.iter().filter(|(other, others)| is_like(other, others));
        let wanted: BTreeSet<ContactId> = wanted.map(|(other, _)| (*other).clone()).collect();
        if told != wanted {
            found.push(format!("likeness: {one} is told of {told:?}, like them are {wanted:?}"));
        }
    }
    found
}

fn read<T: DeserializeOwned>(row: &Item) -> Option<T> {
    serde_json::from_value(Value::Object(row.clone())).ok()
}
