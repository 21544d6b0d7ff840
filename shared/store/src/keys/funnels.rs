//! Keys of funnels and of the contacts who walk through them.

use domain::{ContactId, IntentId, UnixMs};

use super::of_chat;
use crate::table::Key;

const FUNNELS: &str = "FUNNELS";

/// The partition of all funnels.
#[must_use]
pub fn funnels() -> String {
    FUNNELS.to_owned()
}

/// A funnel as it is.
#[must_use]
pub fn funnel(id: &IntentId) -> Key {
    Key::new(FUNNELS, id.as_str())
}

/// A funnel as it was: contacts may still walk through that.
#[must_use]
pub fn funnel_version(id: &IntentId, version: u64) -> Key {
    Key::new(format!("FUNNEL#{id}"), format!("{version:012}"))
}

/// What the sort keys of a contact's ways through funnels begin with.
pub const RUNS: &str = "FUNNEL#";

/// A contact's way through a funnel. It lies with whom it was started for: an erase finds it.
#[must_use]
pub fn funnel_run(contact: &ContactId, funnel: &IntentId) -> Key {
    Key::new(of_chat(contact), format!("{RUNS}{funnel}"))
}

/// Whose way through which funnel `key` is.
#[must_use]
pub fn funnel_run_of(key: &Key) -> Option<(ContactId, IntentId)> {
    let contact = key.pk.strip_prefix("CHAT#")?.parse().ok()?;
    Some((contact, key.sk.strip_prefix(RUNS)?.parse().ok()?))
}

/// The part of the `due` index with ways through funnels. One partition takes 1,000 steps a second: more than go out.
pub const STEPS: &str = "FUNNEL_STEPS";

/// A run's place there.
#[must_use]
pub fn step_order(due: UnixMs, contact: &ContactId, funnel: &IntentId) -> String {
    format!("{:013}#{contact}#{funnel}", due.0.max(0))
}
