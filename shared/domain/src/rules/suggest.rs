//! Two contacts have a phone or an e-mail address in common, or no longer do: what the desk says of it by itself.

use crate::{
    Contact, ContactId, Suggestion, Suggestions,
    similar::{SUGGESTED_MAX, surely_because},
};

/// Two contacts to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// One who stands for themselves.
    pub one: &'a Contact,
    /// What the other is called among the first one's suggestions.
    pub called: &'a ContactId,
    /// Who that is now: themselves, or whom they were united with; `None`: nobody any more.
    pub other: Option<&'a Contact>,
    /// Whether an operator said that the two are not one person.
    pub are_apart: bool,
}

/// The suggestions to write, each with its next version; none: they are as they must be already. What is suggested to
/// the one of the other is suggested to the other of the one.
#[must_use]
pub fn suggest(pair: Pair<'_>) -> Vec<Suggestions> {
    let Pair { one, called, other, .. } = pair;
    let Some(other) = other.filter(|other| other.chat.id != one.chat.id) else {
        return side(one, &[called], None).into_iter().collect();
    };
    let mut because = surely_because(&one.card, &other.card);
    if pair.are_apart {
        because.clear();
    }
    let new = |contact: &Contact| {
        (!because.is_empty()).then(|| Suggestion {
            contact: contact.chat.id.clone(),
            because: because.clone(),
        })
    };
    let names = |contact: &'_ Contact| -> Vec<ContactId> {
        let own = std::iter::once(&contact.chat.id);
        own.chain(&contact.chat.united).cloned().collect()
    };
    let (ones, others) = (names(one), names(other));
    let ones: Vec<&ContactId> = ones.iter().collect();
    let others: Vec<&ContactId> = others.iter().chain([called]).collect();
    let has_room = |own: &Contact, names: &[&ContactId]| kept(own, names).len() < SUGGESTED_MAX;
    // One that is full tells of nobody new, and nobody is told of it: both sides say the same.
    let is_new = has_room(one, &others) && has_room(other, &ones);
    let of_one = side(one, &others, new(other).filter(|_| is_new));
    let of_other = side(other, &ones, new(one).filter(|_| is_new));
    of_one.into_iter().chain(of_other).collect()
}

/// What is suggested to `own` besides those of these names and themselves.
fn kept<'a>(own: &'a Contact, names: &[&ContactId]) -> Vec<&'a Suggestion> {
    let is_other = |suggestion: &&Suggestion| {
        let id = &suggestion.contact;
        !names.contains(&id) && id != &own.chat.id && !own.chat.united.contains(id)
    };
    let known = own.suggestions.iter().flat_map(|known| &known.similar);
    known.filter(is_other).collect()
}

/// The suggestions to `own` with `new` in place of those of these names; `None`: they are so already.
fn side(own: &Contact, names: &[&ContactId], new: Option<Suggestion>) -> Option<Suggestions> {
    let known = own.suggestions.clone();
    let known = known.unwrap_or_else(|| Suggestions::none(&own.chat.id));
    if let Some(new) = &new
        && known.similar.contains(new)
        && kept(own, names).len() + 1 == known.similar.len()
    {
        return None;
    }
    let similar: Vec<Suggestion> = kept(own, names).into_iter().cloned().chain(new).collect();
    (similar != known.similar).then(|| Suggestions {
        version: known.version + 1,
        similar,
        ..known
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Because, Card,
        rules::samples::{NOON, open_chat},
    };

    fn contact(id: &str, phone: &str) -> Contact {
        let mut chat = open_chat();
        chat.id = id.parse().expect("id");
        let card = Card {
            version: 1,
            phones: vec![phone.into()],
            ..Card::of(&chat, NOON)
        };
        Contact {
            card,
            chat,
            suggestions: None,
        }
    }

    fn compared(one: &Contact, other: &Contact, are_apart: bool) -> Vec<Suggestions> {
        let called = &other.chat.id;
        let other = Some(other);
        suggest(Pair {
            one,
            called,
            other,
            are_apart,
        })
    }

    fn told(mut contact: Contact, writes: &[Suggestions]) -> Contact {
        let own = writes.iter().find(|write| write.contact == contact.chat.id);
        contact.suggestions = own.cloned().or(contact.suggestions);
        contact
    }

    #[test]
    fn the_same_number_is_told_to_both_once_and_taken_back_from_both() {
        let (one, mut other) = (contact("one", "+1"), contact("other", "+1"));

        let writes = compared(&one, &other, false);

        let of_one = &writes[0];
        assert_eq!((of_one.version, of_one.similar[0].contact.as_str()), (1, "other"));
        assert_eq!(of_one.similar[0].because, [Because::SamePhone]);
        assert_eq!(writes[1].similar[0].contact.as_str(), "one");
        let one = told(one, &writes);
        other = told(other, &writes);
        assert!(compared(&one, &other, false).is_empty(), "nothing new");
        other.card.phones = vec!["+2".into()];
        let gone = compared(&one, &other, false);
        assert!(gone.len() == 2 && gone.iter().all(|write| write.similar.is_empty() && write.version == 2));
    }

    #[test]
    fn who_is_somebody_else_is_not_suggested_and_a_name_alone_says_nothing() {
        let (one, other) = (contact("one", "+1"), contact("other", "+1"));

        assert!(compared(&one, &other, true).is_empty());
        assert!(
            compared(&one, &contact("other", "+2"), false).is_empty(),
            "both are Anna Petrova"
        );
    }

    #[test]
    fn who_was_united_or_is_gone_is_suggested_no_more() {
        let (mut one, other) = (contact("one", "+1"), contact("other", "+1"));
        let writes = compared(&one, &other, false);
        one = told(one, &writes);
        let called: ContactId = "other".parse().expect("id");
        let pair = |other| Pair {
            one: &one,
            called: &called,
            other,
            are_apart: false,
        };

        let gone = suggest(pair(None));
        let united = suggest(pair(Some(&one)));

        assert!(gone.len() == 1 && gone[0].similar.is_empty());
        assert_eq!(gone, united);
    }

    #[test]
    fn who_shares_a_number_with_many_is_suggested_to_no_more_of_them() {
        let mut one = contact("one", "+1");
        for number in 0..SUGGESTED_MAX {
            let writes = compared(&one, &contact(&format!("other{number}"), "+1"), false);
            assert_eq!(writes.len(), 2);
            one = told(one, &writes);
        }

        assert!(compared(&one, &contact("late", "+1"), false).is_empty());
    }
}
