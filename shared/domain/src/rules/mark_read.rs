//! The responsible operator has seen the contact's messages.

use crate::{Change, Chat};

/// Marks the first `inbound` messages of the contact as seen. An older mark than the known one changes nothing.
#[must_use]
pub fn mark_read(chat: &Chat, inbound: u64) -> Change {
    let read = inbound.min(chat.inbound);
    if read <= chat.read {
        Change::none(chat)
    } else {
        Change::next(chat, |chat| chat.read = read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::open_chat;

    #[test]
    fn a_mark_only_moves_forward_and_never_past_what_was_written() {
        let mut chat = open_chat();
        chat.inbound = 5;
        chat.read = 2;

        assert_eq!(mark_read(&chat, 4).chat.read, 4);
        assert_eq!(mark_read(&chat, 99).chat.read, 5);
        assert!(mark_read(&chat, 2).is_empty());
        assert!(mark_read(&chat, 0).is_empty());
    }
}
