//! Keys of what operators are told in their own messengers.

use domain::{OperatorId, UnixMs};

use super::{ROOT, of_operator};
use crate::table::Key;

const BELL: &str = "BELL";

/// The partition of everybody's notifications: all of them are one read.
pub const NOTIFICATIONS: &str = "NOTIFICATIONS";

/// The partition of when everybody was last seen doing something.
pub const ACTIVITIES: &str = "ACTIVITIES";

/// The partition of the `due` index with bells to be rung.
pub const BELLS: &str = "BELLS";

/// An operator's notifications.
#[must_use]
pub fn notifications(id: &OperatorId) -> Key {
    Key::new(NOTIFICATIONS, id.as_str())
}

/// Whether `key` is that of somebody's notifications.
#[must_use]
pub fn is_notifications(key: &Key) -> bool {
    key.pk == NOTIFICATIONS
}

/// An operator's bell.
#[must_use]
pub fn bell(id: &OperatorId) -> Key {
    Key::new(of_operator(id), BELL)
}

/// Whether `key` is a bell's.
#[must_use]
pub fn is_bell(key: &Key) -> bool {
    key.sk == BELL && key.pk.starts_with("OPERATOR#")
}

/// A bell's place in the `due` index.
#[must_use]
pub fn bell_order(due: UnixMs, id: &OperatorId) -> String {
    format!("{:013}#{id}", due.0.max(0))
}

/// The key by which browsers know this desk.
#[must_use]
pub fn push_key() -> Key {
    Key::new("PUSH_KEY", ROOT)
}

/// When an operator was last seen doing something.
#[must_use]
pub fn activity(id: &OperatorId) -> Key {
    Key::new(ACTIVITIES, id.as_str())
}
