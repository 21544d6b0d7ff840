//! Taking a closed chat up again, which also undoes a close.

use crate::{Change, Chat, ChatState, UnixMs};

/// Opens a chat; an open one stays as it is.
#[must_use]
pub fn reopen(chat: &Chat, now: UnixMs) -> Change {
    if chat.is_open() {
        return Change::none(chat);
    }
    Change::next(chat, |chat| {
        chat.state = ChatState::Open { since: now };
        chat.activity = chat.activity.max(now);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        close,
        samples::{NOON, anna, open_chat},
    };

    #[test]
    fn a_closed_chat_opens_and_an_open_one_stays() {
        let closed = close(&open_chat(), &anna(), NOON).chat;

        let opened = reopen(&closed, NOON.plus(5));

        assert_eq!(opened.chat.state, ChatState::Open { since: NOON.plus(5) });
        assert!(reopen(&opened.chat, NOON.plus(6)).is_empty());
    }
}
