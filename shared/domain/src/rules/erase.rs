//! Erasing a contact, and what may begin afterwards.

use crate::{
    AuditEntry, Change, Chat, ContactId, Erasure, Identity, InboundMessage, MessageWrite, OperatorId, Place, Pointer,
    Refusal, Roster, Tombstone, UnixMs, rules, rules::account::recount, tombstone::Work,
};

/// What is decided with.
#[derive(Clone, Copy, Debug)]
pub struct Erasing<'a> {
    /// What stands where those stood who were united with the contact.
    pub pointers: &'a [Pointer],
    /// Who erases.
    pub by: &'a OperatorId,
    /// Whoever has the chat at least.
    pub roster: &'a Roster,
    /// Unguessable: what the finished episodes are named by.
    pub salt: &'a str,
}

/// Puts a tombstone where the contact's chat stands, and one for everybody united with them: from then on there is no such
/// contact for anybody. What lies elsewhere is deleted by and by.
///
/// # Errors
/// [`Refusal::TooBusy`]: somebody is being united or separated at this moment.
pub fn erase(chat: &Chat, with: Erasing<'_>, now: UnixMs) -> Result<Erasure, Refusal> {
    let is_there = |id: &ContactId| with.pointers.iter().any(|pointer| &pointer.id == id);
    if !chat.united.iter().all(is_there) {
        return Err(Refusal::TooBusy);
    }
    let work = |of: &Chat, goes_with: Option<&ContactId>| {
        Some(Box::new(Work {
            chat: of.clone(),
            with: goes_with.cloned(),
            salt: with.salt.to_owned(),
        }))
    };
    let tombstone = |contact: &ContactId, version: u64, work| Tombstone {
        contact: contact.clone(),
        version: version + 1,
        erased: now,
        position: position(chat, contact),
        notifies: own(chat, contact).find_map(|identity| identity.notifies.clone()),
        work,
    };
    let own = tombstone(&chat.id, chat.version, work(chat, None));
    let united = with.pointers.iter().map(|pointer| {
        let work = work(&pointer.before, Some(&chat.id));
        (pointer.version, tombstone(&pointer.id, pointer.version, work))
    });
    let tombstones = std::iter::once((chat.version, own)).chain(united).collect();
    let mut counted = Change::none(chat);
    recount(&mut counted, &[chat], &[], with.roster, now);
    let subject = format!("contact/{}", chat.id);
    Ok(Erasure {
        tombstones,
        operators: counted.operators,
        intervals: counted.intervals,
        audit: AuditEntry::new(now, Some(with.by), "contact_erased", subject, chat.version + 1),
    })
}

/// The newest number known of the address that `contact` was first seen at.
fn position(chat: &Chat, contact: &ContactId) -> u64 {
    let known = own(chat, contact).map(|identity| identity.position.max(identity.erased));
    known.max().unwrap_or_default()
}

/// The address that `contact` was first seen at.
fn own<'a>(chat: &'a Chat, contact: &'a ContactId) -> impl Iterator<Item = &'a Identity> {
    let identities = chat.identities.iter();
    identities.filter(move |identity| &ContactId::first_seen(&identity.id) == contact)
}

/// Begins a chat where a tombstone or a mark stands: nothing is known of the person. After an erase the address remembers
/// from where on it may be spoken of.
///
/// The caller has seen that the message is newer than what was erased; `edited_at` as for [`rules::receive`].
#[must_use]
pub fn receive_anew(place: Place, inbound: &InboundMessage, edited_at: Option<UnixMs>, now: UnixMs) -> Change {
    let mut change = rules::receive(None, inbound, edited_at, None, now);
    let version = place.version() + 1;
    change.expected = place.version();
    change.chat.version = version;
    change.chat.preview.version = version;
    for identity in &mut change.chat.identities {
        identity.erased = place.erased();
    }
    for write in &mut change.messages {
        if let MessageWrite::Insert(message) = write {
            message.version = version;
        }
    }
    change.instead_of = Some(place);
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Card,
        rules::{
            Half, Uniting,
            samples::{NOON, anna, held_by, inbound, online, open_chat},
        },
        unite::Choices,
    };

    fn with<'a>(pointers: &'a [Pointer], roster: &'a Roster, by: &'a OperatorId) -> Erasing<'a> {
        let salt = "salt";
        Erasing {
            pointers,
            by,
            roster,
            salt,
        }
    }

    #[test]
    fn an_erased_chat_leaves_its_operator_a_free_place_and_an_entry_without_words() {
        let roster = Roster(vec![crate::Operator {
            open_chats: 3,
            ..online("anna")
        }]);
        let chat = held_by("anna");

        let erasure = erase(&chat, with(&[], &roster, &anna()), NOON).expect("erased");

        let [(expected, tombstone)] = erasure.tombstones.as_slice() else {
            panic!("one contact, one tombstone")
        };
        assert_eq!((*expected, tombstone.version), (chat.version, chat.version + 1));
        assert_eq!(tombstone.position, 7);
        assert_eq!(erasure.operators[0].open_chats, 2);
        assert_eq!((&erasure.audit.before, &erasure.audit.after), (&None, &None));
        let left = serde_json::to_string(&tombstone.finished()).expect("it serializes");
        assert!(!left.contains("Petrova") && !left.contains("77"), "{left}");
    }

    #[test]
    fn everybody_united_gets_a_tombstone_with_the_number_of_their_own_address() {
        let left = open_chat();
        let mut message = inbound(31, "hi");
        message.sender.identity = "other:78".parse().expect("id");
        let right = rules::receive(None, &message, None, None, NOON).chat;
        let (left_card, right_card) = (Card::of(&left, NOON), Card::of(&right, NOON));
        let (roster, choices, by) = (Roster(Vec::new()), Choices::new(), anna());
        let uniting = Uniting {
            choices: &choices,
            by: &by,
            roster: &roster,
            pointers: &[],
            runs: (&[], &[]),
        };
        let [one, other] = [(&left, &left_card), (&right, &right_card)].map(|(chat, card)| Half { chat, card });
        let united = rules::unite(one, other, uniting, NOON).expect("united");
        let Some(crate::Partner::Pointer(pointer)) = united.partner else {
            panic!("a pointer")
        };

        let erasure = erase(&united.chat, with(&[*pointer], &roster, &by), NOON).expect("erased");
        let lacking = erase(&united.chat, with(&[], &roster, &by), NOON);

        let left_at: Vec<_> = erasure.tombstones.iter().map(|(_, stone)| stone.position).collect();
        assert_eq!(left_at, [7, 31]);
        assert_eq!(lacking, Err(Refusal::TooBusy), "never one without the other");
    }

    #[test]
    fn whoever_writes_after_the_erase_is_somebody_new_whose_versions_go_on() {
        let roster = Roster(Vec::new());
        let erasure = erase(&open_chat(), with(&[], &roster, &anna()), NOON).expect("erased");
        let tombstone = erasure.tombstones[0].1.finished();
        let version = tombstone.version;

        let change = receive_anew(
            Place::Tombstone(Box::new(tombstone)),
            &inbound(8, "hello again"),
            None,
            NOON,
        );

        assert_eq!((change.expected, change.chat.version), (version, version + 1));
        assert_eq!(change.messages[0].message().version, change.chat.version);
        assert_eq!((change.chat.inbound, change.chat.identities[0].erased), (1, 7));
        assert_eq!(change.cards[0].card.version, 1);
        change.chat.check().expect("sound");
    }
}
