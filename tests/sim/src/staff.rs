//! Who answers at the simulated desk, and what the workspace decided: rows written behind the weather's back.

use domain::{Operator, Role, Settings, Status, UnixMs};
use serde::Serialize;
use serde_json::Value;
use store::{
    keys,
    table::{Condition, Item, Key, PK, SK, Write},
};

use crate::{desk::Desk, random::Random};

/// Everybody who works here: name, role, status at the beginning, personal limit. The owner takes no new chats.
pub const STAFF: [(&str, Role, Status, u32); 4] = [
    ("owner", Role::Owner, Status::Offline, 10),
    ("anna", Role::Operator, Status::Online, 2),
    ("boris", Role::Operator, Status::Online, 1),
    ("vera", Role::Operator, Status::Offline, 3),
];

/// Those of them who talk to contacts.
pub const OPERATORS: [&str; 3] = ["anna", "boris", "vera"];

/// The one closing reason of the workspace.
pub const REASON: &str = "done";

/// Writes a row whatever was there.
///
/// # Panics
/// If the row is none the table takes: a bug of the simulator.
pub fn put(desk: &Desk, key: Key, value: &impl Serialize) {
    let mut item: Item = match serde_json::to_value(value) {
        Ok(Value::Object(item)) => item,
        other => panic!("a row is an object: {other:?}"),
    };
    item.insert(PK.to_owned(), key.pk.into());
    item.insert(SK.to_owned(), key.sk.into());
    let write = Write::Put {
        item,
        condition: Condition::Always,
    };
    let now = desk.ports.executor.now();
    desk.table.engine().write(&[write], now).expect("a plain row");
}

/// Hires everybody.
///
/// # Panics
/// If a name is no id: a bug of the simulator.
pub fn hire(desk: &Desk, now: UnixMs) {
    for (name, role, status, chats_max) in STAFF {
        let id: domain::OperatorId = name.parse().expect("a plain word");
        let operator = Operator {
            status,
            chats_max,
            is_involved: role == Role::Operator,
            ..Operator::new(id.clone(), name.to_owned(), format!("{name}@desk.example"), role, now)
        };
        put(desk, keys::operator(&id), &operator);
    }
}

/// What one seed's workspace decided: who is away or silent loses their chats soon, later or never.
pub fn settle(desk: &Desk, random: &mut Random) -> Settings {
    let settings = Settings {
        version: 1,
        connection_grace_s: [30, 120][random.below(2)],
        release_after_min: [None, Some(1), Some(3)][random.below(3)],
        rescue_after_min: [None, None, Some(2)][random.below(3)],
        closing_reasons: vec![REASON.to_owned()],
        is_closing_reason_required: random.chance(200),
        ..Settings::default()
    };
    put(desk, keys::settings(), &settings);
    settings
}
