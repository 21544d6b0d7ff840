//! What the lists show at rest: the chats they are about and no others, newest activity first, each with its count.

use domain::{Chat, ContactId, OperatorId, Role};
use serde_json::Value;

use crate::{client::Client, staff::OPERATORS, stage::Stage};

/// One list: how it is asked for, and which chats stand in it.
type List = (String, Box<dyn Fn(&Chat) -> bool>);

/// Every difference between a list or a counter and the chats themselves, as Anna sees them.
///
/// # Panics
/// If a name is no id: a bug of the simulator.
#[must_use]
pub fn differences(stage: &Stage) -> Vec<String> {
    let anna = Client::signed_in(&stage.desk, "anna", Role::Operator);
    let chats: Vec<Chat> = {
        let seen = stage.verdict.seen();
        seen.ledger.chats().values().cloned().collect()
    };
    let mut found = Vec::new();
    let asking = anna.clone();
    let counters = stage
        .play(async move { asking.insist("GET", "/api/counters", None, 1).await })
        .flatten();
    let counters = counters.map(|(_, counters)| counters).unwrap_or_default();
    for state in ["open", "closed"] {
        let of_state: Vec<&Chat> = chats
            .iter()
            .filter(|chat| chat.is_open() == (state == "open"))
            .collect();
        for (selector, belongs) in lists() {
            let wanted: Vec<&Chat> = of_state.iter().copied().filter(|chat| belongs(chat)).collect();
            let (asking, query) = (anna.clone(), format!("state={state}&selector={selector}"));
            let shown = stage.play(async move { asking.chats(&query).await });
            let shown = shown.unwrap_or_default();
            compare(&format!("{state}, {selector}"), &wanted, &shown, &mut found);
            let counter: &Value = &counters[state][&selector]["count"];
            if !counter.is_null() && *counter != wanted.len() {
                found.push(format!(
                    "lists: {state}, {selector} counts {counter} of {} chats",
                    wanted.len()
                ));
            }
        }
    }
    found
}

fn lists() -> Vec<List> {
    let of = |name: &str| -> Box<dyn Fn(&Chat) -> bool> {
        let id: OperatorId = name.parse().expect("a plain word");
        Box::new(move |chat| chat.holder() == Some(&id))
    };
    let mut lists: Vec<List> = vec![
        ("all".into(), Box::new(|_| true)),
        ("unread".into(), Box::new(|chat| chat.unread() > 0)),
        ("my".into(), of("anna")),
    ];
    lists.extend(OPERATORS.map(|name| (format!("operator&operator={name}"), of(name))));
    lists
}

fn compare(list: &str, wanted: &[&Chat], shown: &[Chat], found: &mut Vec<String>) {
    let ids = |chats: &mut dyn Iterator<Item = &ContactId>| {
        let mut ids: Vec<String> = chats.map(ToString::to_string).collect();
        ids.sort();
        ids
    };
    let (is, must) = (
        ids(&mut shown.iter().map(|chat| &chat.id)),
        ids(&mut wanted.iter().map(|chat| &chat.id)),
    );
    if is != must {
        found.push(format!("lists: {list} shows {is:?} of {must:?}"));
    }
    if !shown.is_sorted_by(|a, b| a.activity >= b.activity) {
        found.push(format!("lists: {list} is not in order"));
    }
}
