//! What each method takes, from VK's own description of its API: `methods.json`, made by `scripts/methods.py`.
//!
//! Stricter in one point on purpose: a parameter the method does not have is refused. The real server ignores it, and a
//! misspelt name would go unseen.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::api::No;
use crate::registry::vk::limits::EVENTS;

/// What the parameters of a method hold, each in a few words: `integer 0..100`, `string ..255`, `integers ..100!`.
type Fields = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Description {
    methods: BTreeMap<String, Fields>,
}

static DESCRIPTION: LazyLock<Description> =
    LazyLock::new(|| serde_json::from_str(include_str!("methods.json")).expect("made from the description"));

/// What every method takes.
const COMMON: [(&str, &str); 3] = [("v", "string ..16!"), ("lang", "string ..16"), ("test_mode", "boolean")];

/// What is said in words alone: required since 5.90, and of 32 bits.
/// Source: <https://dev.vk.com/ru/method/messages.send>, `random_id`.
const RANDOM_ID: (&str, &str, &str) = ("messages.send", "random_id", "integer -2147483648..2147483647!");

/// The parameters of a call, each as its method takes it.
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads the fields of a form and holds them against what `method` takes.
    pub fn read(method: &str, fields: BTreeMap<String, String>) -> Result<Self, No> {
        let known = DESCRIPTION.methods.get(method);
        let known = known.ok_or_else(|| No::new(3, "Unknown method passed."))?;
        let mut known: BTreeMap<&str, &str> = known
            .iter()
            .map(|(name, kind)| (name.as_str(), kind.as_str()))
            .collect();
        known.extend(COMMON);
        if method == RANDOM_ID.0 {
            known.insert(RANDOM_ID.1, RANDOM_ID.2);
        }
        for (name, value) in &fields {
            let kind = known.get(name.as_str());
            let kind = kind.ok_or_else(|| No::parameter(&format!("there is no parameter {name}")))?;
            check(name, value, kind.trim_end_matches('!'))?;
        }
        let must = known.iter().filter(|(_, kind)| kind.ends_with('!'));
        for (name, _) in must {
            if !fields.contains_key(*name) {
                return Err(No::parameter(&format!("{name} is undefined")));
            }
        }
        Ok(Self(fields))
    }

    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The number of a parameter.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// The items of a list.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.text(name)?.split(',').map(str::trim).collect())
    }

    /// Events that are switched on, and those that are switched off.
    pub fn events(&self) -> impl Iterator<Item = (&'static str, bool)> {
        EVENTS
            .into_iter()
            .filter_map(|event| Some((event, self.text(event)? == "1")))
    }
}

fn check(name: &str, value: &str, kind: &str) -> Result<(), No> {
    let (kind, bounds) = kind.split_once(' ').unwrap_or((kind, ".."));
    let (low, high) = bounds.split_once("..").unwrap_or_default();
    let (low, high) = (low.parse().unwrap_or(i64::MIN), high.parse().unwrap_or(i64::MAX));
    let is_number = |text: &str| text.trim().parse::<i64>().is_ok();
    let most = usize::try_from(high).unwrap_or(usize::MAX);
    let wrong = match kind {
        "integer" if !value.parse().is_ok_and(|number: i64| (low..=high).contains(&number)) => "not integer",
        "number" if value.parse::<f64>().is_err() => "not number",
        "boolean" if !matches!(value, "0" | "1") => "not boolean",
        "string" if value.chars().count() > most => "is too long",
        "integers" | "strings" if value.split(',').count() > most => "has too many items",
        "integers" if !value.split(',').all(is_number) => "not a list of integers",
        _ => return Ok(()),
    };
    Err(No::parameter(&format!("{name} {wrong}")))
}
