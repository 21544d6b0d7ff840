//! Tags on a card: made on the fly.

use super::card_edit::line;
use crate::{
    Card, Change, Chat, OperatorId, Refusal, UnixMs,
    card::{TAG_CHARS_MAX, TAGS_MAX, tag_key},
    rules::card_write,
};

/// Puts a tag on; one that is on already, in any case of letters, changes nothing.
///
/// # Errors
/// [`Refusal::BadLabel`], [`Refusal::FieldTooLong`], [`Refusal::TooMany`].
pub fn card_tag(chat: &Chat, card: &Card, tag: &str, by: &OperatorId, now: UnixMs) -> Result<Change, Refusal> {
    let tag = tag_name(tag)?;
    let mut after = card.clone();
    if !after.has_tag(&tag) {
        if after.tags.len() == TAGS_MAX {
            return Err(Refusal::TooMany {
                field: "tags",
                max: TAGS_MAX,
            });
        }
        after.tags.push(tag);
    }
    let mut change = Change::none(chat);
    card_write(&mut change, chat, card, after, Some(by), now)?;
    Ok(change)
}

/// Takes a tag off; one that is not on changes nothing.
///
/// # Errors
/// [`Refusal::BadLabel`], [`Refusal::FieldTooLong`].
pub fn card_untag(chat: &Chat, card: &Card, tag: &str, by: &OperatorId, now: UnixMs) -> Result<Change, Refusal> {
    let tag = tag_name(tag)?;
    let mut after = card.clone();
    after.tags.retain(|known| tag_key(known) != tag_key(&tag));
    let mut change = Change::none(chat);
    card_write(&mut change, chat, card, after, Some(by), now)?;
    Ok(change)
}

/// A tag as it is kept.
///
/// # Errors
/// [`Refusal::BadLabel`], [`Refusal::FieldTooLong`].
pub fn tag_name(text: &str) -> Result<String, Refusal> {
    name(text, "tag", TAG_CHARS_MAX)
}

/// The name of a tag or variable: one line, not empty. A slash would end it in a path.
///
/// # Errors
/// [`Refusal::BadLabel`], [`Refusal::FieldTooLong`].
pub(super) fn name(text: &str, field: &'static str, chars_max: usize) -> Result<String, Refusal> {
    let name = line(text, field, chars_max)?;
    if name.is_empty() || name.contains('/') {
        return Err(Refusal::BadLabel);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, open_chat};

    #[test]
    fn a_tag_is_one_in_any_case_and_comes_off_in_any() {
        let chat = open_chat();
        let card = Card::of(&chat, NOON);

        let on = card_tag(&chat, &card, " VIP  client ", &anna(), NOON).expect("on");
        let card = &on.cards[0].card;
        let again = card_tag(&chat, card, "vip client", &anna(), NOON).expect("on already");
        let off = card_untag(&chat, card, "Vip Client", &anna(), NOON).expect("off");

        assert_eq!(
            (card.tags.as_slice(), on.cards[0].tags_added.as_slice()),
            (&["VIP client".into()][..], &["VIP client".into()][..])
        );
        assert!(again.is_empty());
        assert!(off.cards[0].card.tags.is_empty());
        assert_eq!(off.cards[0].tags_removed, ["vip client"]);
    }

    #[test]
    fn a_tag_has_a_name_that_fits_and_there_are_not_too_many() {
        let chat = open_chat();
        let mut card = Card::of(&chat, NOON);
        card.tags = (0..TAGS_MAX).map(|at| format!("t{at}")).collect();
        let tag = |name: &str| card_tag(&chat, &card, name, &anna(), NOON).err();

        for strange in ["", " ", "a/b"] {
            assert_eq!(tag(strange), Some(Refusal::BadLabel), "{strange}");
        }
        let chars_max = TAG_CHARS_MAX;
        assert_eq!(
            tag(&"x".repeat(41)),
            Some(Refusal::FieldTooLong {
                field: "tag",
                chars_max
            })
        );
        assert_eq!(
            tag("new"),
            Some(Refusal::TooMany {
                field: "tags",
                max: TAGS_MAX
            })
        );
        assert_eq!(tag("T1"), None);
    }
}
