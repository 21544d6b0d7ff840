//! Learning who a contact is, where messages come without a name.

use crate::{Change, Chat, DAY_MS, Identity, UnixMs, inbound::Profile, rules::receive};

/// A contact the messenger did not answer about is asked for again after this time.
pub const ASK_EVERY_MS: i64 = DAY_MS;

/// The addresses of a contact without a name about which nobody was asked lately; none where the name is known.
pub fn unknown(chat: &Chat, now: UnixMs) -> impl Iterator<Item = &Identity> {
    let is_nameless = chat.name == receive::NAMELESS && !chat.is_named;
    let is_due = move |identity: &&Identity| identity.asked.is_none_or(|asked| asked.plus(ASK_EVERY_MS) <= now);
    chat.identities
        .iter()
        .filter(move |identity| is_nameless && is_due(identity))
}

/// Gives the contact the name the messenger told. That it was asked is noted, whatever it said; what somebody else
/// learned meanwhile stands.
#[must_use]
pub fn introduce(chat: &Chat, identity: &Identity, profile: &Profile, now: UnixMs) -> Change {
    if !unknown(chat, now).any(|known| known.id == identity.id) {
        return Change::none(chat);
    }
    Change::next(chat, |chat| {
        chat.name = receive::name(&profile.name, profile.username.as_ref(), &chat.name);
        let mut identities = chat.identities.iter_mut();
        if let Some(known) = identities.find(|known| known.id == identity.id) {
            known.asked = Some(now);
            known.username = profile.username.clone().or(known.username.take());
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, inbound, open_chat};

    fn nameless() -> Chat {
        let mut message = inbound(7, "hello");
        (message.sender.name, message.sender.username) = (String::new(), None);
        receive(None, &message, None, None, NOON).chat
    }

    fn told(name: &str) -> Profile {
        Profile {
            name: name.into(),
            username: Some("anna_p".into()),
            picture: None,
        }
    }

    #[test]
    fn a_contact_without_a_name_gets_it_once() {
        let chat = nameless();
        let identity = unknown(&chat, NOON).next().expect("unknown").clone();

        let change = introduce(&chat, &identity, &told("Anna Petrova"), NOON);

        assert_eq!(change.chat.name, "Anna Petrova");
        assert_eq!(change.chat.identities[0].username.as_deref(), Some("anna_p"));
        assert!(unknown(&change.chat, NOON.plus(ASK_EVERY_MS)).next().is_none());
        assert!(introduce(&change.chat, &identity, &told("Vera"), NOON).is_empty());
        change.chat.check().expect("sound");
    }

    #[test]
    fn an_answer_without_a_name_is_asked_for_again_the_next_day() {
        let chat = nameless();
        let identity = chat.identities[0].clone();

        let asked = introduce(&chat, &identity, &Profile::default(), NOON).chat;

        assert_eq!(unknown(&asked, NOON.plus(ASK_EVERY_MS - 1)).count(), 0);
        assert_eq!(unknown(&asked, NOON.plus(ASK_EVERY_MS)).count(), 1);
        assert_eq!(
            unknown(&open_chat(), NOON).count(),
            0,
            "who has a name is not asked about"
        );
    }
}
