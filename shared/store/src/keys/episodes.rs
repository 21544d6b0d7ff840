//! Keys of finished episodes, with their chats and by the day they were closed.

use domain::{ContactId, DAY_MS, UnixMs};

use super::of_chat;
use crate::table::{Index, Key};

/// What the sort keys of a chat's finished episodes begin with.
pub const EPISODES: &str = "EPISODE#";

/// A finished episode.
#[must_use]
pub fn episode(contact: &ContactId, opened: UnixMs) -> Key {
    Key::new(of_chat(contact), format!("{EPISODES}{:013}", opened.0.max(0)))
}

/// Finished episodes by the day they were closed. All of the row travels with it, so that a report reads a day in one query.
pub const CLOSED: Index = Index {
    name: "closed",
    pk: "closed_day",
    sk: "closed_order",
};

/// The partition of [`CLOSED`] with the episodes of the UTC day of `closed`.
#[must_use]
pub fn closed_day(closed: UnixMs) -> String {
    format!("EPISODES#{:05}", closed.0.div_euclid(DAY_MS))
}

/// An episode's place in its day; `name` tells the episodes of one instant apart.
#[must_use]
pub fn closed_order(closed: UnixMs, name: &str) -> String {
    format!("{:013}#{name}", closed.0.max(0))
}

/// Smaller than the place of every episode closed at `from` or later, greater than the others.
#[must_use]
pub fn closed_from(from: UnixMs) -> String {
    format!("{:013}", from.0.max(0))
}

/// When the episode at a place was closed; `None`: this is no place.
#[must_use]
pub fn closed_at(place: &str) -> Option<UnixMs> {
    let (closed, _) = place.split_once('#').unwrap_or((place, ""));
    let is_number = closed.len() == 13 && closed.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| closed.parse().ok().map(UnixMs)).flatten()
}

/// Where the figures of a finished episode lie when its contact was erased: where [`CLOSED`] has them too. `name` says of
/// nobody whose it was.
#[must_use]
pub fn anonymous_episode(closed: UnixMs, name: &str) -> Key {
    Key::new(closed_day(closed), closed_order(closed, name))
}
