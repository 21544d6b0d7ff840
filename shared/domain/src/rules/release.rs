//! Taking a chat back into the queue, since its operator is away or does not answer.

use crate::{Assignment, AuditEntry, Change, Chat, Line, UnixMs};

/// Puts the chat in front of the queue; one nobody holds, or a closed one, stays as it is.
#[must_use]
pub fn release(chat: &Chat, now: UnixMs) -> Change {
    let Some(from) = chat.open_holder().cloned() else {
        return Change::none(chat);
    };
    let mut change = Change::next(chat, |chat| {
        chat.assignment = Assignment::Unassigned {
            since: now,
            is_returned: true,
        };
    });
    let entry = AuditEntry::new(
        now,
        None,
        "chat_released",
        format!("chat/{}", chat.id),
        change.chat.version,
    );
    change.audit = Some(entry.with(&from, &()));
    change.tells(Line::Released { from }, now);
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, held_by, open_chat};

    #[test]
    fn a_released_chat_waits_in_front() {
        let change = release(&held_by("anna"), NOON);

        assert_eq!(change.chat.waiting(), Some((NOON, true)));
        assert!(release(&change.chat, NOON).is_empty(), "nobody holds it any more");
        assert!(release(&open_chat(), NOON).is_empty());
    }
}
