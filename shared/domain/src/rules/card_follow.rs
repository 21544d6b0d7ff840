//! The messenger introduces a contact: the first time, and when they call themselves otherwise later.

use crate::{Card, CardWrite, Change, Chat, UnixMs, card::split_name, rules::card_write, search};

/// The first card of a contact who has just written for the first time; `chat` as it shall be.
#[must_use]
pub fn card_meet(chat: &Chat, now: UnixMs) -> CardWrite {
    let card = Card {
        version: 1,
        ..Card::of(chat, now)
    };
    CardWrite {
        expected: 0,
        words_added: search::words(&card, chat).into_iter().collect(),
        card,
        history: None,
        words_removed: Vec::new(),
        tags_added: Vec::new(),
        tags_removed: Vec::new(),
    }
}

/// Whether `change` gives the chat another name, username or address than it had: then the card must follow, for which
/// it must be loaded. A message that tells nothing new, as nearly all do, costs no look.
#[must_use]
pub fn is_introduced(before: Option<&Chat>, change: &Change) -> bool {
    let Some(before) = before else { return false };
    let is_known =
        |chat: &Chat, id, username: &Option<String>| chat.identity(id).is_some_and(|known| &known.username == username);
    let mut identities = change.chat.identities.iter();
    before.name != change.chat.name
        || before.identities.len() != change.chat.identities.len()
        || !identities.all(|identity| is_known(before, &identity.id, &identity.username))
}

/// Lets the card follow what a message told of its sender. `card` is the card as loaded, `before` the chat before
/// `change`.
pub fn card_follow(change: &mut Change, before: &Chat, card: Option<&Card>, now: UnixMs) {
    let made;
    let card = if let Some(card) = card {
        card
    } else {
        made = Card::of(before, now);
        &made
    };
    let mut after = card.clone();
    if before.name != change.chat.name {
        (after.first_name, after.last_name) = split_name(&change.chat.name);
    }
    // A name is no reason to refuse a message: a card that is full stays as it is.
    let _ = card_write(change, before, card, after, None, now);
    for write in &mut change.cards {
        // The function that hears messengers may not delete anything. A word that stays behind does no harm: whoever is
        // found by it is checked against the card.
        write.words_removed.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rules,
        rules::samples::{NOON, anna, inbound, open_chat},
    };

    /// What a message of somebody with this name and username makes of `chat` and its card.
    fn writes_as(chat: &Chat, name: &str, username: &str) -> (bool, Change) {
        let mut message = inbound(8, "me again");
        message.sender.name = name.into();
        message.sender.username = Some(username.into());
        let mut change = rules::receive(Some(chat), &message, None, None, NOON);
        let is_introduced = is_introduced(Some(chat), &change);
        let card = card_meet(chat, NOON).card;
        card_follow(&mut change, chat, Some(&card), NOON);
        (is_introduced, change)
    }

    #[test]
    fn a_first_message_brings_the_card_along() {
        let change = rules::receive(None, &inbound(7, "hello"), None, None, NOON);

        let write = &change.cards[0];
        assert_eq!(
            (write.card.first_name.as_str(), write.card.last_name.as_str()),
            ("Anna", "Petrova")
        );
        for word in ["anna petrova", "petrova anna", "anna p", "77"] {
            assert!(
                write.words_added.iter().any(|known| known == word),
                "{word}: {:?}",
                write.words_added
            );
        }
        assert!(change.audit.is_none() && write.history.is_none());
    }

    #[test]
    fn who_says_nothing_new_of_themselves_costs_no_look() {
        let (is_introduced, change) = writes_as(&open_chat(), "Anna Petrova", "anna_p");

        assert!(!is_introduced);
        assert!(change.cards.is_empty());
    }

    #[test]
    fn a_new_name_or_username_is_followed() {
        let (renamed, change) = writes_as(&open_chat(), "Анна Берг", "anna_p");
        let (moved, other) = writes_as(&open_chat(), "Anna Petrova", "aberg");

        assert!(renamed && moved);
        assert_eq!(change.cards[0].card.last_name, "Берг");
        assert_eq!(
            change.cards[0].history.as_ref().map(|history| history.by.clone()),
            Some(None)
        );
        assert_eq!(other.cards[0].words_added, ["aberg"]);
        assert!(
            other.cards[0].words_removed.is_empty(),
            "whoever hears messengers may not delete"
        );
    }

    #[test]
    fn a_name_an_operator_chose_stays() {
        let chat = open_chat();
        let card = card_meet(&chat, NOON).card;
        let edit = crate::wire::EditCard {
            version: 1,
            first_name: Some("Vera".into()),
            ..<_>::default()
        };
        let named = rules::card_edit(&chat, &card, &edit, &anna(), NOON)
            .expect("edited")
            .chat;

        let (is_introduced, change) = writes_as(&named, "Anna Berg", "anna_p");

        assert!(!is_introduced);
        assert_eq!(change.chat.name, "Vera Petrova");
    }
}
