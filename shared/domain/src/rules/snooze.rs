//! Putting a chat aside until a time, and taking it back.

use crate::{Change, Chat, DAY_MS, Line, OperatorId, Refusal, UnixMs};

/// Longest time a chat may be put aside: after a quarter of a year nobody knows why.
pub const SNOOZE_MS_MAX: i64 = 92 * DAY_MS;

/// Puts an open chat aside until `until`, or takes it back where that is absent.
///
/// # Errors
/// [`Refusal::NotOpen`]; [`Refusal::BadRequest`]: the time has passed or lies too far ahead.
pub fn snooze(chat: &Chat, until: Option<UnixMs>, by: &OperatorId, now: UnixMs) -> Result<Change, Refusal> {
    if !chat.is_open() {
        return Err(Refusal::NotOpen);
    }
    if until.is_some_and(|until| until <= now || until > now.plus(SNOOZE_MS_MAX)) {
        return Err(Refusal::BadRequest {
            detail: "until is within the next 92 days".into(),
        });
    }
    if chat.snoozed_until == until {
        return Ok(Change::none(chat));
    }
    let mut change = Change::next(chat, |chat| chat.snoozed_until = until);
    change.tells(
        Line::Snoozed {
            by: Some(by.clone()),
            until,
        },
        now,
    );
    Ok(change)
}

/// Takes back a chat whose time has come: it comes up in the list again. Before that: nothing.
#[must_use]
pub fn wake(chat: &Chat, now: UnixMs) -> Change {
    if chat.snoozed_until.is_none_or(|until| until > now) {
        return Change::none(chat);
    }
    let mut change = Change::next(chat, |chat| {
        chat.snoozed_until = None;
        chat.activity = chat.activity.max(now);
    });
    change.tells(Line::Snoozed { by: None, until: None }, now);
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rules,
        rules::samples::{NOON, anna, inbound, open_chat},
    };

    #[test]
    fn a_chat_put_aside_comes_back_in_time_or_when_the_contact_writes() {
        let until = NOON.plus(DAY_MS);
        let aside = snooze(&open_chat(), Some(until), &anna(), NOON)
            .expect("put aside")
            .chat;

        assert_eq!(aside.waiting(), None, "nobody is given it");
        assert!(wake(&aside, NOON).is_empty());
        let back = wake(&aside, until).chat;
        assert!(back.snoozed_until.is_none() && back.activity == until);
        let written = rules::receive(Some(&aside), &inbound(9, "hello?"), None, None, NOON.plus(1)).chat;
        assert_eq!(written.snoozed_until, None);
    }

    #[test]
    fn the_past_and_the_far_future_are_refused() {
        for until in [NOON, NOON.plus(-1), NOON.plus(SNOOZE_MS_MAX + 1)] {
            assert!(snooze(&open_chat(), Some(until), &anna(), NOON).is_err());
        }
    }
}
