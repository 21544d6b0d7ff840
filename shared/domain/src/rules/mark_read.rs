//! The responsible operator has seen the contact's messages.

use crate::{Change, Chat, OperatorId};

/// Marks the first `inbound` messages of the contact as seen by `by`. An older mark than the known one changes nothing,
/// nor does the look of a colleague into a chat that somebody else holds.
#[must_use]
pub fn mark_read(chat: &Chat, inbound: u64, by: &OperatorId) -> Change {
    let read = inbound.min(chat.inbound);
    let is_theirs = chat.holder().is_none_or(|holder| holder == by);
    if read <= chat.read || !is_theirs {
        Change::none(chat)
    } else {
        Change::next(chat, |chat| chat.read = read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{anna, boris, held_by, open_chat};

    #[test]
    fn a_mark_only_moves_forward_and_never_past_what_was_written() {
        let mut chat = open_chat();
        chat.inbound = 5;
        chat.read = 2;

        assert_eq!(mark_read(&chat, 4, &anna()).chat.read, 4);
        assert_eq!(mark_read(&chat, 99, &anna()).chat.read, 5);
        assert!(mark_read(&chat, 2, &anna()).is_empty());
        assert!(mark_read(&chat, 0, &anna()).is_empty());
    }

    #[test]
    fn looking_into_a_colleague_s_chat_does_not_mark_it() {
        let chat = held_by("anna");

        assert!(mark_read(&chat, 1, &boris()).is_empty());
        assert_eq!(mark_read(&chat, 1, &anna()).chat.read, 1);
    }
}
