//! A contact blocked us in a messenger, or took that back.

use crate::{Change, Chat, UnixMs, inbound::InboundBlock};

/// Notes it at the address. What is known already, or of an address that never wrote, changes nothing.
#[must_use]
pub fn block(chat: &Chat, told: &InboundBlock, now: UnixMs) -> Change {
    let known = chat.identity(&told.identity);
    if known.is_none_or(|identity| identity.blocked.is_some() == told.is_blocked) {
        return Change::none(chat);
    }
    Change::next(chat, |chat| {
        let blocked = told.is_blocked.then(|| told.at.unwrap_or(now));
        let mut identities = chat.identities.iter_mut();
        if let Some(identity) = identities.find(|identity| identity.id == told.identity) {
            identity.blocked = blocked;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, identity, open_chat};

    fn told(is_blocked: bool, at: Option<UnixMs>) -> InboundBlock {
        InboundBlock {
            identity: identity(),
            is_blocked,
            at,
        }
    }

    #[test]
    fn a_block_is_noted_and_taken_back_without_a_message() {
        let chat = open_chat();

        let blocked = block(&chat, &told(true, Some(NOON.plus(-5))), NOON);
        let back = block(&blocked.chat, &told(false, None), NOON);

        assert_eq!(blocked.chat.identities[0].blocked, Some(NOON.plus(-5)));
        assert_eq!(back.chat.identities[0].blocked, None);
        assert!(blocked.messages.is_empty() && blocked.chat.activity == chat.activity);
        assert_eq!(back.chat.version, chat.version + 2);
    }

    #[test]
    fn what_is_known_or_of_somebody_else_changes_nothing() {
        let chat = open_chat();
        let mut foreign = told(true, None);
        foreign.identity = "channel:78".parse().expect("id");

        assert!(block(&chat, &told(false, None), NOON).is_empty());
        assert!(block(&chat, &foreign, NOON).is_empty());
        let blocked = block(&chat, &told(true, None), NOON).chat;
        assert!(block(&blocked, &told(true, None), NOON.plus(1)).is_empty());
    }
}
