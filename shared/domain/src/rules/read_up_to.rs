//! A contact has seen what we wrote.

use crate::{Change, Chat, inbound::InboundRead};

/// Notes at the address up to which of the provider's numbers the contact has read. What is known already, or of an address
/// that never wrote, changes nothing; nor does it bring the chat up anywhere.
#[must_use]
pub fn read_up_to(chat: &Chat, told: &InboundRead) -> Change {
    let known = chat.identity(&told.identity);
    if known.is_none_or(|identity| told.number <= identity.read_up_to.max(identity.erased)) {
        return Change::none(chat);
    }
    Change::next(chat, |chat| {
        let mut identities = chat.identities.iter_mut();
        if let Some(identity) = identities.find(|identity| identity.id == told.identity) {
            identity.read_up_to = told.number;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{identity, open_chat};

    fn told(number: u64) -> InboundRead {
        InboundRead {
            identity: identity(),
            number,
        }
    }

    #[test]
    fn a_mark_only_moves_forward_and_moves_nothing_else() {
        let chat = open_chat();

        let read = read_up_to(&chat, &told(9));

        assert_eq!(read.chat.identities[0].read_up_to, 9);
        assert!(read.messages.is_empty() && read.chat.activity == chat.activity && read.chat.unread() == chat.unread());
        assert!(read_up_to(&read.chat, &told(9)).is_empty());
        assert!(read_up_to(&read.chat, &told(8)).is_empty());
        let foreign = InboundRead {
            identity: "channel:78".parse().expect("id"),
            number: 9,
        };
        assert!(read_up_to(&chat, &foreign).is_empty());
    }
}
