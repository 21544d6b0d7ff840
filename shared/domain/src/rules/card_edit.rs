//! An operator changes what a card says of the person.

use crate::{
    Card, CardChange, CardWrite, Change, Chat, OperatorId, Refusal, UnixMs,
    card::{CARD_BYTES_MAX, EMAIL_CHARS_MAX, EMAILS_MAX, NAME_CHARS_MAX, PHONES_MAX, USER_ID_CHARS_MAX, tag_key},
    phone, search,
    wire::EditCard,
};

/// Sets the fields that are given; what is absent stays. A name an operator sets is shown from then on, whatever the
/// messenger says; with no name left, the messenger's is.
///
/// `card.version` 0 stands for a contact who has no card yet.
///
/// # Errors
/// [`Refusal::StaleVersion`]; [`Refusal::FieldTooLong`], [`Refusal::TooMany`], [`Refusal::BadPhone`],
/// [`Refusal::PhoneWithoutCountry`], [`Refusal::BadEmail`].
pub fn card_edit(chat: &Chat, card: &Card, edit: &EditCard, by: &OperatorId, now: UnixMs) -> Result<Change, Refusal> {
    if edit.version != card.version {
        return Err(Refusal::StaleVersion {
            what: "card",
            newer: Box::new(serde_json::json!(card)),
        });
    }
    let mut after = card.clone();
    if let Some(name) = &edit.first_name {
        after.first_name = line(name, "first_name", NAME_CHARS_MAX)?;
    }
    if let Some(name) = &edit.last_name {
        after.last_name = line(name, "last_name", NAME_CHARS_MAX)?;
    }
    if let Some(id) = &edit.user_id {
        let id = line(id, "user_id", USER_ID_CHARS_MAX)?;
        after.user_id = (!id.is_empty()).then_some(id);
    }
    if let Some(phones) = &edit.phones {
        after.phones = distinct(phones.iter().map(|text| phone::parse(text)), "phones", PHONES_MAX)?;
    }
    if let Some(emails) = &edit.emails {
        after.emails = distinct(emails.iter().map(|text| email(text)), "emails", EMAILS_MAX)?;
    }

    let is_renamed = (&after.first_name, &after.last_name) != (&card.first_name, &card.last_name);
    let mut change = if is_renamed {
        renamed(chat, &after)
    } else {
        Change::none(chat)
    };
    card_write(&mut change, chat, card, after, Some(by), now)?;
    Ok(change)
}

/// The chat with the name of `card`.
pub(super) fn renamed(chat: &Chat, card: &Card) -> Change {
    let name = card.full_name();
    let is_named = !name.is_empty();
    let name = if is_named { name } else { chat.name.clone() };
    if (&name, is_named) == (&chat.name, chat.is_named) {
        return Change::none(chat);
    }
    Change::next(chat, |chat| {
        chat.name = name;
        chat.is_named = is_named;
    })
}

/// Adds to `change` that `before` becomes `after`, with the next version, the history and the words; nothing where both
/// are equal. `chat` is the chat as it was before `change`.
///
/// # Errors
/// [`Refusal::TooMany`]: the card would be larger than [`CARD_BYTES_MAX`].
pub fn card_write(
    change: &mut Change,
    chat: &Chat,
    before: &Card,
    mut after: Card,
    by: Option<&OperatorId>,
    now: UnixMs,
) -> Result<(), Refusal> {
    let changes = after.changes_from(before);
    let is_first = before.version == 0;
    let known = if is_first {
        <_>::default()
    } else {
        search::words(before, chat)
    };
    let wanted = search::words(&after, &change.chat);
    if changes.is_empty() && known == wanted {
        return Ok(());
    }
    after.version = before.version + 1;
    if serde_json::to_vec(&after).map_or(0, |bytes| bytes.len()) > CARD_BYTES_MAX {
        return Err(Refusal::TooMany {
            field: "bytes",
            max: CARD_BYTES_MAX,
        });
    }
    let history = (!changes.is_empty()).then(|| CardChange {
        contact: None,
        version: after.version,
        at: now,
        by: by.cloned(),
        changes,
    });
    let lacking = |of: &Card, tags: &[String]| -> Vec<String> {
        tags.iter()
            .filter(|tag| !of.has_tag(tag))
            .map(|tag| tag_key(tag))
            .collect()
    };
    let write = CardWrite {
        expected: before.version,
        history,
        words_added: wanted.difference(&known).cloned().collect(),
        words_removed: known.difference(&wanted).cloned().collect(),
        tags_added: after.tags.iter().filter(|tag| !before.has_tag(tag)).cloned().collect(),
        tags_removed: lacking(&after, &before.tags),
        card: after,
    };
    if let Some(by) = by {
        change.audit = Some(write.audit(by, now));
    }
    change.cards.push(write);
    Ok(())
}

/// One line of text without control characters, its spaces single.
///
/// # Errors
/// [`Refusal::FieldTooLong`].
pub(super) fn line(text: &str, field: &'static str, chars_max: usize) -> Result<String, Refusal> {
    let plain: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > chars_max {
        return Err(Refusal::FieldTooLong { field, chars_max });
    }
    Ok(line)
}

/// The parsed values, none twice.
pub(super) fn distinct(
    parsed: impl Iterator<Item = Result<String, Refusal>>,
    field: &'static str,
    max: usize,
) -> Result<Vec<String>, Refusal> {
    let mut distinct: Vec<String> = Vec::new();
    for value in parsed {
        let value = value?;
        if distinct.contains(&value) {
            continue;
        }
        if distinct.len() == max {
            return Err(Refusal::TooMany { field, max });
        }
        distinct.push(value);
    }
    Ok(distinct)
}

/// An e-mail address in its one form: lower-case. What is before the `@` is taken as it comes, but for what no mail
/// server gives out; the domain has two names at least.
///
/// # Errors
/// [`Refusal::BadEmail`].
pub fn email(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_lowercase();
    let is_plain = text.chars().count() <= EMAIL_CHARS_MAX
        && !text
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control() || "<>()[],;:\\\"".contains(letter));
    let Some((local, domain)) = text.split_once('@').filter(|_| is_plain) else {
        return Err(Refusal::BadEmail);
    };
    let is_name = |name: &str| {
        let is_edge_ok = !name.starts_with('-') && !name.ends_with('-');
        let letters = |letter: char| letter.is_alphanumeric() || letter == '-';
        (1..=63).contains(&name.len()) && is_edge_ok && name.chars().all(letters)
    };
    let is_local_ok = (1..=64).contains(&local.len()) && local.split('.').all(|part| !part.is_empty());
    let is_domain_ok = domain.contains('.') && domain.split('.').all(is_name);
    if is_local_ok && is_domain_ok {
        Ok(text)
    } else {
        Err(Refusal::BadEmail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        card_meet,
        samples::{NOON, anna, open_chat},
    };

    fn edit(version: u64, first: &str, last: &str) -> EditCard {
        EditCard {
            version,
            first_name: Some(first.into()),
            last_name: Some(last.into()),
            ..EditCard::default()
        }
    }

    #[test]
    fn a_name_is_shown_kept_in_history_and_found() {
        let chat = open_chat();
        let card = card_meet(&chat, NOON).card;

        let change = card_edit(&chat, &card, &edit(1, "  Anna  Maria ", "Berg"), &anna(), NOON).expect("edited");

        assert_eq!(
            (change.chat.name.as_str(), change.chat.is_named),
            ("Anna Maria Berg", true)
        );
        assert_eq!(change.chat.version, chat.version + 1);
        let write = &change.cards[0];
        assert_eq!((write.expected, write.card.version), (1, 2));
        assert!(write.words_added.contains(&"berg anna maria".to_owned()));
        assert!(write.words_removed.contains(&"petrova anna".to_owned()));
        let history = write.history.as_ref().expect("a change");
        assert_eq!(
            history
                .changes
                .iter()
                .map(|change| change.field.as_str())
                .collect::<Vec<_>>(),
            ["first_name", "last_name"]
        );
        let audit = change.audit.expect("an entry");
        assert_eq!(
            audit.after,
            Some(serde_json::json!(["first_name", "last_name"])),
            "no personal data"
        );
        write.card.check().expect("sound");
    }

    #[test]
    fn the_same_again_changes_nothing_and_a_stale_edit_shows_the_newer_card() {
        let chat = open_chat();
        let card = card_meet(&chat, NOON).card;

        let same = card_edit(&chat, &card, &edit(1, "Anna", "Petrova"), &anna(), NOON).expect("nothing to do");
        let stale = card_edit(&chat, &card, &edit(0, "Vera", ""), &anna(), NOON);

        assert!(same.is_empty());
        let newer = Box::new(serde_json::json!(card));
        assert_eq!(stale, Err(Refusal::StaleVersion { what: "card", newer }));
    }

    #[test]
    fn a_phone_alone_leaves_the_chat_as_it_is() {
        let chat = open_chat();
        let card = card_meet(&chat, NOON).card;
        let edit = EditCard {
            version: 1,
            phones: Some(vec!["+7 916 123-45-67".into(), "0079161234567".into()]),
            ..EditCard::default()
        };

        let change = card_edit(&chat, &card, &edit, &anna(), NOON).expect("edited");

        assert!(!change.writes_chat() && !change.is_empty());
        assert_eq!(change.cards[0].card.phones, ["+79161234567"]);
        assert_eq!(change.cards[0].words_added, ["79161234567", "9161234567"]);
        assert!(change.cards[0].words_removed.is_empty());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let chat = open_chat();
        let card = card_meet(&chat, NOON).card;
        let refused = |edit: EditCard| card_edit(&chat, &card, &EditCard { version: 1, ..edit }, &anna(), NOON).err();
        let (field, chars_max) = ("first_name", NAME_CHARS_MAX);

        let long = edit(1, &"x".repeat(65), "");
        assert_eq!(refused(long), Some(Refusal::FieldTooLong { field, chars_max }));
        let phones = (0..11).map(|at| format!("+791612345{at:02}")).collect();
        let many = EditCard {
            phones: Some(phones),
            ..EditCard::default()
        };
        assert_eq!(
            refused(many),
            Some(Refusal::TooMany {
                field: "phones",
                max: PHONES_MAX
            })
        );
        let emails = EditCard {
            emails: Some(vec!["nobody".into()]),
            ..EditCard::default()
        };
        assert_eq!(refused(emails), Some(Refusal::BadEmail));
    }

    #[test]
    fn an_address_is_one_a_mail_server_could_have() {
        for good in ["Anna.Petrova@Example.com", "a+b@почта.рф", "o'brien@x-y.co"] {
            assert_eq!(email(good), Ok(good.to_lowercase()));
        }
        let long = format!("{}@example.com", "x".repeat(65));
        for bad in [
            "", "@", "a@", "@b.c", "a@b", "a@b..c", "a b@c.d", "a@-b.c", "a@b.c\n", "a,b@c.d", "a@b@c.d", ".a@b.c",
            &long,
        ] {
            assert_eq!(email(bad).is_err(), bad != "a@b.c\n", "{bad:?}");
        }
    }
}
