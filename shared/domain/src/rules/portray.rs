//! The pictures contacts show of themselves in their messengers.

use serde::{Deserialize, Serialize};

use crate::{Card, Change, Chat, ContactId, DAY_MS, IdentityId, UnixMs, picture::PictureType, rules::card_write};

/// Pause between two looks at a contact's picture: nobody waits for a new one.
pub const LOOK_EVERY_MS: i64 = DAY_MS;

/// When a messenger was last asked for a contact's picture, and which it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// When.
    pub at: UnixMs,
    /// What the messenger calls the picture: another one has another name. Absent: there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Looked {
    /// Whether it is time to look again.
    #[must_use]
    pub fn is_over(&self, now: UnixMs) -> bool {
        self.at.plus(LOOK_EVERY_MS) <= now
    }
}

/// A contact's picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    /// What it is.
    pub media_type: PictureType,
    /// Its bytes, at most [`crate::picture::PICTURE_BYTES_MAX`].
    pub base64: String,
}

/// Shows the picture that somebody has at this address, or none any more. One that was chosen from another address when
/// contacts were united stands.
#[must_use]
pub fn portray(chat: &Chat, card: Option<&Card>, identity: &IdentityId, is_there: bool, now: UnixMs) -> Change {
    let person = ContactId::first_seen(identity);
    let made;
    let card = if let Some(card) = card {
        card
    } else {
        made = Card::of(chat, now);
        &made
    };
    let is_theirs = (card.avatar.as_deref()).is_none_or(|avatar| pictured(avatar).as_ref() == Some(&person));
    if !is_theirs || chat.identity(identity).is_none() || (card.avatar.is_none() && !is_there) {
        return Change::none(chat);
    }
    let avatar = is_there.then(|| format!("{person}-{}", chat.version + 1));
    let mut change = Change::next(chat, |chat| chat.avatar.clone_from(&avatar));
    let after = Card { avatar, ..card.clone() };
    // A card that is full stays as it is; the chat's row shows the picture all the same.
    let _ = card_write(&mut change, chat, card, after, None, now);
    change
}

/// Whose picture an avatar is: what stands before the number that makes browsers load another one anew.
#[must_use]
pub fn pictured(avatar: &str) -> Option<ContactId> {
    avatar.split_once('-')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, open_chat};

    fn shown(is_there: bool, avatar: Option<&str>) -> Change {
        let chat = Chat {
            avatar: avatar.map(str::to_owned),
            ..open_chat()
        };
        let card = Card {
            version: 1,
            avatar: chat.avatar.clone(),
            ..Card::of(&chat, NOON)
        };
        portray(&chat, Some(&card), &chat.identities[0].id, is_there, NOON)
    }

    #[test]
    fn a_picture_stands_in_chat_and_card_under_a_name_it_never_had() {
        let chat = open_chat();
        let person = ContactId::first_seen(&chat.identities[0].id);

        let change = shown(true, None);

        let avatar = change.chat.avatar.clone().expect("a picture");
        assert_eq!(pictured(&avatar), Some(person));
        assert_eq!(change.cards[0].card.avatar, change.chat.avatar);
        // Versions only grow, so no later picture has this name.
        assert!(avatar.ends_with(&format!("-{}", chat.version + 1)));
        change.chat.check().expect("sound");
    }

    #[test]
    fn who_has_none_any_more_shows_none_and_a_chosen_picture_of_somebody_else_stands() {
        let chat = open_chat();
        let own = format!("{}-1", ContactId::first_seen(&chat.identities[0].id));
        let others = format!("{}-1", "0".repeat(32));

        assert_eq!(shown(false, Some(&own)).chat.avatar, None);
        assert!(shown(false, None).is_empty());
        assert!(shown(true, Some(&others)).is_empty());
        assert!(shown(false, Some(&others)).is_empty());
    }

    #[test]
    fn a_look_lasts_a_day() {
        let looked = Looked { at: NOON, name: None };
        assert!(!looked.is_over(NOON.plus(LOOK_EVERY_MS - 1)));
        assert!(looked.is_over(NOON.plus(LOOK_EVERY_MS)));
        assert_eq!(pictured("no picture"), None);
    }
}
