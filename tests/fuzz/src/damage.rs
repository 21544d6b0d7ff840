//! Damage done to a body: to its bytes, or to the JSON it holds.

use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value};

/// Longest body made of nothing but chance, in bytes.
const NOISE_MAX: usize = 512;

/// One blow.
#[derive(Clone, Debug)]
pub enum Blow {
    /// Another byte somewhere.
    Byte(Index, u8),
    /// The rest is missing.
    Cut(Index),
    /// Something in between.
    Insert(Index, Vec<u8>),
    /// Another value somewhere in the JSON.
    Replace(Index, Value),
    /// Something missing in the JSON.
    Remove(Index),
    /// One part of the JSON in the place of another.
    Move(Index, Index),
    /// Something else altogether.
    Instead(Vec<u8>),
}

/// Some blows, or none.
pub fn blows() -> impl Strategy<Value = Vec<Blow>> {
    let bytes = prop::collection::vec(any::<u8>(), 0..NOISE_MAX);
    let blow = prop_oneof![
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Blow::Byte(at, byte)),
        1 => any::<Index>().prop_map(Blow::Cut),
        1 => (any::<Index>(), prop::collection::vec(any::<u8>(), 1..9)).prop_map(|(at, some)| Blow::Insert(at, some)),
        8 => (any::<Index>(), json()).prop_map(|(at, value)| Blow::Replace(at, value)),
        4 => any::<Index>().prop_map(Blow::Remove),
        2 => any::<(Index, Index)>().prop_map(|(from, to)| Blow::Move(from, to)),
        1 => bytes.prop_map(Blow::Instead),
        1 => json().prop_map(|value| Blow::Instead(value.to_string().into_bytes())),
    ];
    prop::collection::vec(blow, 0..4)
}

/// Any JSON, with the numbers and texts that hurt.
fn json() -> impl Strategy<Value = Value> {
    let numbers = prop::sample::select(vec![0, 1, -1, i64::MAX, i64::MIN, 2_000_000_001, 1 << 53]);
    let texts = prop::sample::select(vec![
        "",
        "0",
        "-1",
        "null",
        "\u{0}",
        "🦒",
        "99999999999999999999",
        "http://a/b",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        numbers.prop_map(Value::from),
        texts.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(Value::from("ж".repeat(10_000))),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// The body after all blows.
pub fn damaged(body: &[u8], blows: &[Blow]) -> Vec<u8> {
    let mut body = body.to_vec();
    for blow in blows {
        match blow {
            Blow::Byte(at, byte) if !body.is_empty() => {
                let at = at.index(body.len());
                body[at] = *byte;
            }
            Blow::Cut(at) => body.truncate(at.index(body.len() + 1)),
            Blow::Insert(at, some) => {
                let at = at.index(body.len() + 1);
                body.splice(at..at, some.iter().copied());
            }
            Blow::Instead(other) => body.clone_from(other),
            Blow::Byte(..) => {}
            Blow::Replace(..) | Blow::Remove(_) | Blow::Move(..) => {
                if let Ok(mut json) = serde_json::from_slice::<Value>(&body) {
                    strike(&mut json, blow);
                    body = json.to_string().into_bytes();
                }
            }
        }
    }
    body
}

fn strike(json: &mut Value, blow: &Blow) {
    let mut paths = Vec::new();
    walk(json, &mut String::new(), &mut paths);
    let path = |at: &Index| paths[at.index(paths.len())].clone();
    match blow {
        Blow::Replace(at, value) => put(json, &path(at), value.clone()),
        Blow::Move(from, to) => {
            let value = json.pointer(&path(from)).cloned().unwrap_or_default();
            put(json, &path(to), value);
        }
        Blow::Remove(at) => {
            let path = path(at);
            let Some((parent, name)) = path.rsplit_once('/') else {
                return;
            };
            match json.pointer_mut(parent) {
                Some(Value::Object(map)) => {
                    map.remove(&name.replace("~1", "/").replace("~0", "~"));
                }
                Some(Value::Array(list)) => {
                    if let Some(at) = name.parse().ok().filter(|at| *at < list.len()) {
                        list.remove(at);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn put(json: &mut Value, path: &str, value: Value) {
    if let Some(place) = json.pointer_mut(path) {
        *place = value;
    }
}

/// Where everything is.
fn walk(json: &Value, path: &mut String, found: &mut Vec<String>) {
    found.push(path.clone());
    let length = path.len();
    let mut visit = |name: &str, value: &Value| {
        path.push('/');
        path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        walk(value, path, found);
        path.truncate(length);
    };
    match json {
        Value::Object(map) => map.iter().for_each(|(name, value)| visit(name, value)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(at, value)| visit(&at.to_string(), value)),
        _ => {}
    }
}
