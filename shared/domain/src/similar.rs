//! Who may be the same person: found by what two cards have in common. A suggestion, never a decision.
//!
//! Two things are told apart. Somebody who *asks* who is similar is told of equal names too. What the desk says by itself,
//! the [`Suggestions`] kept beside a card, goes by phone numbers and e-mail addresses alone: names are equal too often.

use serde::{Deserialize, Serialize};

use crate::{Card, ContactId, search::fold};

/// Phones and addresses of a card that others are looked for by; more would not make the search surer.
pub const LOOKED_FOR_MAX: usize = 3;

/// What two cards have in common, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A phone number.
    SamePhone,
    /// An e-mail address.
    SameEmail,
    /// First and last name, in any order.
    SameName,
}

/// Most people suggested to be the same as one contact. A number that more people share is no sign of anything.
pub const SUGGESTED_MAX: usize = 10;

/// Who may be the same person as a contact, as kept beside the card until they are united, known to be somebody else, or
/// have nothing in common any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Suggestions {
    /// To whom.
    pub contact: ContactId,
    /// Grows by one with each commit.
    pub version: u64,
    /// At most [`SUGGESTED_MAX`], the one found first in front; empty: nobody any more.
    pub similar: Vec<Suggestion>,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Suggestion {
    /// Who.
    pub contact: ContactId,
    /// Why: the same phone, the same e-mail address, or both.
    pub because: Vec<Because>,
}

impl Suggestions {
    /// Nobody, not stored yet.
    #[must_use]
    pub fn none(contact: &ContactId) -> Self {
        Self {
            contact: contact.clone(),
            version: 0,
            similar: Vec::new(),
        }
    }
}

/// What to search for to find others like `card`.
#[must_use]
pub fn terms(card: &Card) -> Vec<String> {
    let phones = card.phones.iter().take(LOOKED_FOR_MAX);
    let emails = card.emails.iter().take(LOOKED_FOR_MAX);
    let name = card.full_name();
    phones
        .chain(emails)
        .cloned()
        .chain((!name.is_empty()).then_some(name))
        .collect()
}

/// What the two have in common; empty: nothing that matters. A single word is no name to go by.
#[must_use]
pub fn because(one: &Card, other: &Card) -> Vec<Because> {
    let share = |own: &[String], others: &[String]| own.iter().any(|value| others.contains(value));
    let name = |card: &Card| {
        let mut words = fold(&card.full_name());
        words.sort();
        words
    };
    let same_name = name(one).len() > 1 && name(one) == name(other);
    [
        (share(&one.phones, &other.phones), Because::SamePhone),
        (share(&one.emails, &other.emails), Because::SameEmail),
        (same_name, Because::SameName),
    ]
    .into_iter()
    .filter_map(|(holds, because)| holds.then_some(because))
    .collect()
}

/// What the two have in common that the desk speaks up for by itself.
#[must_use]
pub fn surely_because(one: &Card, other: &Card) -> Vec<Because> {
    let mut because = because(one, other);
    because.retain(|because| *because != Because::SameName);
    because
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, open_chat};

    fn card(first_name: &str, last_name: &str, phone: &str) -> Card {
        Card {
            first_name: first_name.into(),
            last_name: last_name.into(),
            phones: vec![phone.into()],
            ..Card::of(&open_chat(), NOON)
        }
    }

    #[test]
    fn a_number_or_a_whole_name_is_in_common_a_first_name_is_not() {
        let anna = card("Анна", "Петрова", "+1");

        assert_eq!(because(&anna, &card("Bob", "", "+1")), [Because::SamePhone]);
        assert_eq!(because(&anna, &card("Петрова", "анна", "+2")), [Because::SameName]);
        assert_eq!(because(&card("Anna", "", "+1"), &card("Anna", "", "+2")), []);
        assert_eq!(terms(&anna), ["+1", "Анна Петрова"]);
    }
}
