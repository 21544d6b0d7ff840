//! Messages a messenger did not tell us of are asked for.

use crate::{Change, Chat, Identity, IdentityId, Missing};

/// The first address of the chat by which messages are missing, and which.
#[must_use]
pub fn missing(chat: &Chat) -> Option<(&Identity, Missing)> {
    let mut identities = chat.identities.iter();
    identities.find_map(|identity| Some((identity, identity.missing?)))
}

/// `asked` is not missing any more: what the messenger still had of it is here. What turned out to be missing meanwhile stays.
#[must_use]
pub fn recalled(chat: &Chat, identity: &IdentityId, asked: Missing) -> Change {
    let is_it = |known: &&Identity| &known.id == identity && known.missing.is_some();
    if !chat.identities.iter().any(|known| is_it(&known)) {
        return Change::none(chat);
    }
    Change::next(chat, |chat| {
        let known = chat.identities.iter_mut().find(|known| &known.id == identity);
        let Some(known) = known else { return };
        // The message that showed the gap is here.
        let after = asked.before;
        known.missing = known
            .missing
            .filter(|now| now.before > asked.before)
            .map(|now| Missing { after, ..now });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        inbound::InboundMessage,
        rules::{
            receive,
            samples::{NOON, inbound},
        },
    };

    fn numbered(position: u64) -> InboundMessage {
        let mut message = inbound(position, "words");
        message.previous = Some(position - 1);
        message
    }

    fn after(chat: Option<&Chat>, position: u64) -> Chat {
        receive(chat, &numbered(position), None, None, NOON).chat
    }

    #[test]
    fn what_lies_between_is_missing_until_it_was_asked_for() {
        let first = after(None, 7);
        assert_eq!(missing(&first), None, "the talk begins for us where we hear of it");
        assert_eq!(missing(&after(Some(&first), 8)), None);
        let gap = after(Some(&first), 10);
        let found = Missing { after: 7, before: 10 };
        assert_eq!(missing(&gap).map(|(_, missing)| missing), Some(found));
        let late = after(Some(&gap), 8);
        assert_eq!(
            missing(&late).map(|(_, missing)| missing),
            Some(found),
            "one of them came by itself"
        );

        let identity = gap.identities[0].id.clone();
        let done = recalled(&late, &identity, found).chat;

        assert_eq!(missing(&done), None);
        assert!(recalled(&done, &identity, found).is_empty());
        done.check().expect("sound");
    }

    #[test]
    fn what_turned_out_meanwhile_is_asked_for_next() {
        let gap = after(Some(&after(None, 7)), 10);
        let wider = after(Some(&gap), 20);
        let identity = gap.identities[0].id.clone();
        let all = Missing { after: 7, before: 20 };
        assert_eq!(missing(&wider).map(|(_, missing)| missing), Some(all));

        let left = recalled(&wider, &identity, Missing { after: 7, before: 10 }).chat;

        assert_eq!(
            missing(&left).map(|(_, missing)| missing),
            Some(Missing { after: 10, before: 20 })
        );
    }

    #[test]
    fn a_messenger_that_counts_otherwise_has_no_gaps() {
        let first = receive(None, &inbound(7, "a"), None, None, NOON).chat;

        assert_eq!(
            missing(&receive(Some(&first), &inbound(90, "b"), None, None, NOON).chat),
            None
        );
    }
}
