//! Bugs of what is seen and asked: rows shown otherwise than they are, requests that say more than was meant.

use domain::Chat;
use serde_json::Value;
use store::{
    keys::{self, WAITING},
    table::{Item, Key, Query, Rows, Span},
};

use super::Mutant;
use crate::{desk::Desk, weather::Ports};

/// Whether a row is not found although it is there.
#[must_use]
pub fn hides(ports: &Ports, key: &Key) -> bool {
    ports.is(Mutant::IntentForgotten) && key.sk.starts_with("INTENT#")
}

/// Whether browsers are not told of this.
#[must_use]
pub fn is_untold(ports: &Ports, event: &domain::Event) -> bool {
    match event {
        domain::Event::OperatorCommitted { .. } => ports.is(Mutant::OperatorUntold),
        domain::Event::ChatUnited { .. } => ports.is(Mutant::UnitedUntold),
        _ => false,
    }
}

/// The rows found, as the mutant of this run shows them.
#[must_use]
pub fn rows(ports: &Ports, query: &Query, mut rows: Rows) -> Rows {
    let is_queue = query.index == Some(WAITING);
    let is_apart = query.span == Span::Starting(keys::NOT_SAME.to_owned());
    let is_roster = query.pk == keys::operators() && ports.executor.is_running("courier");
    match ports.mutant() {
        Some(Mutant::QueueReversed) if is_queue => rows.items.reverse(),
        Some(Mutant::QueueNotDrained) if is_queue => rows.items.clear(),
        Some(Mutant::ApartForgotten) if is_apart => rows.items.clear(),
        Some(mutant) if is_roster => rows.items.iter_mut().for_each(|row| show(mutant, row)),
        _ => {}
    }
    rows
}

fn show(mutant: Mutant, row: &mut Item) {
    let is_busy = row.get("status").is_some_and(|status| status == "busy");
    let shown: Option<(&str, Value)> = match mutant {
        Mutant::LimitIgnored => Some(("chats_max", 200.into())),
        Mutant::BusyGetsChats if is_busy => Some(("status", "online".into())),
        Mutant::NotInvolvedGetsChats => Some(("is_involved", true.into())),
        _ => None,
    };
    if let Some((name, value)) = shown {
        row.insert(name.to_owned(), value);
    }
}

/// Who asks, and what, as the mutant of this run has it: the operator's name and the body.
#[must_use]
pub fn request(desk: &Desk, operator: &str, path: &str, body: Option<&Value>) -> (String, Option<Value>) {
    let mut asks = (operator.to_owned(), body.cloned());
    let parts: Vec<&str> = path.split('/').collect();
    let ["", "api", "chats", id, verb] = parts.as_slice() else {
        return asks;
    };
    let row = id.parse().ok().and_then(|id| desk.table.engine().get(&keys::chat(&id)));
    let chat: Option<Chat> = row.and_then(|row| serde_json::from_value(Value::Object((*row).clone())).ok());
    let holder = chat.as_ref().and_then(Chat::holder);
    match (desk.ports.mutant(), *verb, &mut asks.1) {
        (Some(Mutant::ForwardIgnoresHolder), "forward", Some(body)) => {
            body["holder"] = serde_json::json!(holder);
        }
        (Some(Mutant::ReadByColleague), "read", _) => {
            if let Some(holder) = holder {
                asks.0 = holder.to_string();
            }
        }
        _ => {}
    }
    asks
}
