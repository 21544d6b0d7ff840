//! Settling a chat.

use crate::{Change, Chat, ChatState, OperatorId, UnixMs};

/// Closes a chat; a closed one stays as it is. Nothing is deleted, and the contact's next message opens it again.
#[must_use]
pub fn close(chat: &Chat, by: &OperatorId, now: UnixMs) -> Change {
    if !chat.is_open() {
        return Change::none(chat);
    }
    Change::next(chat, |chat| {
        chat.state = ChatState::Closed {
            by: by.clone(),
            at: now,
        };
        chat.read = chat.inbound;
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, boris, open_chat};

    #[test]
    fn closing_a_closed_chat_announces_nothing() {
        let closed = close(&open_chat(), &anna(), NOON).chat;

        let change = close(&closed, &boris(), NOON.plus(1));

        assert!(change.is_empty());
        assert_eq!(change.chat.state, ChatState::Closed { by: anna(), at: NOON });
    }
}
