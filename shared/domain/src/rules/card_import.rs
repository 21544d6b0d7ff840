//! A row of an imported list changes a card.

use std::collections::BTreeMap;

use super::{
    card_edit::{distinct, line, renamed},
    card_tag::name,
    card_variable::checked,
};
use crate::{
    Card, Change, Chat, OperatorId, Refusal, UnixMs, Variable,
    card::{
        EMAILS_MAX, NAME_CHARS_MAX, PHONES_MAX, TAG_CHARS_MAX, TAGS_MAX, USER_ID_CHARS_MAX, VARIABLE_NAME_CHARS_MAX,
        VARIABLES_MAX,
    },
    phone,
    rules::{card_write, email},
};

/// What a row says. An empty cell says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// Instead of the one there is.
    pub first_name: Option<String>,
    /// The same.
    pub last_name: Option<String>,
    /// The same.
    pub user_id: Option<String>,
    /// Besides those there are.
    pub phones: Vec<String>,
    /// The same.
    pub emails: Vec<String>,
    /// The same.
    pub tags: Vec<String>,
    /// Each instead of the one of its name.
    pub variables: BTreeMap<String, Variable>,
}

/// What a card has already was checked when it came.
fn known(values: &[String]) -> impl Iterator<Item = Result<String, Refusal>> {
    values.iter().cloned().map(Ok)
}

/// Adds what a row says to a card: single values replace, lists grow, nothing is ever taken away. The same row again
/// changes nothing.
///
/// # Errors
/// Those of [`crate::rules::card_edit`], [`crate::rules::card_tag`] and [`crate::rules::card_set`], but for a stale version.
pub fn card_import(chat: &Chat, card: &Card, row: &ImportRow, by: &OperatorId, now: UnixMs) -> Result<Change, Refusal> {
    let mut after = card.clone();
    if let Some(name) = &row.first_name {
        after.first_name = line(name, "first_name", NAME_CHARS_MAX)?;
    }
    if let Some(name) = &row.last_name {
        after.last_name = line(name, "last_name", NAME_CHARS_MAX)?;
    }
    if let Some(id) = &row.user_id {
        after.user_id = Some(line(id, "user_id", USER_ID_CHARS_MAX)?).filter(|id| !id.is_empty());
    }
    let phones = row.phones.iter().map(|text| phone::parse(text));
    after.phones = distinct(known(&card.phones).chain(phones), "phones", PHONES_MAX)?;
    let emails = row.emails.iter().map(|text| email(text));
    after.emails = distinct(known(&card.emails).chain(emails), "emails", EMAILS_MAX)?;
    for tag in &row.tags {
        let tag = name(tag, "tag", TAG_CHARS_MAX)?;
        if !after.has_tag(&tag) {
            after.tags.push(tag);
        }
    }
    for (variable, value) in &row.variables {
        let variable = name(variable, "variable", VARIABLE_NAME_CHARS_MAX)?;
        after.variables.insert(variable, checked(value)?);
    }
    for (field, count, max) in [
        ("tags", after.tags.len(), TAGS_MAX),
        ("variables", after.variables.len(), VARIABLES_MAX),
    ] {
        if count > max {
            return Err(Refusal::TooMany { field, max });
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        card_meet,
        samples::{NOON, anna, open_chat},
    };

    #[test]
    fn a_row_adds_and_replaces_takes_nothing_away_and_changes_nothing_twice() {
        let chat = open_chat();
        let mut card = card_meet(&chat, NOON).card;
        card.phones = vec!["+79161234567".into()];
        let row = ImportRow {
            last_name: Some("Berg".into()),
            phones: vec!["8 (916) 123-45-67".replace("8 (", "+7 ("), "+380441234567".into()],
            tags: vec!["VIP".into(), "vip".into()],
            variables: BTreeMap::from([("size".into(), Variable::Text { value: "M".into() })]),
            ..ImportRow::default()
        };

        let change = card_import(&chat, &card, &row, &anna(), NOON).expect("imported");
        let after = &change.cards[0].card;
        let again = card_import(&change.chat, after, &row, &anna(), NOON).expect("imported again");

        assert_eq!((after.first_name.as_str(), after.last_name.as_str()), ("Anna", "Berg"));
        assert_eq!(change.chat.name, "Anna Berg");
        assert_eq!(after.phones, ["+79161234567", "+380441234567"]);
        assert_eq!((after.tags.len(), after.variables.len()), (1, 1));
        assert!(again.is_empty());
    }

    #[test]
    fn one_bad_cell_refuses_the_whole_row() {
        let chat = open_chat();
        let card = card_meet(&chat, NOON).card;
        let row = ImportRow {
            last_name: Some("Berg".into()),
            emails: vec!["nobody".into()],
            ..ImportRow::default()
        };

        assert_eq!(card_import(&chat, &card, &row, &anna(), NOON), Err(Refusal::BadEmail));
    }
}
