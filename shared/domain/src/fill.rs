//! Filling in what stands in braces: `{first_name}`, `{first_name|friend}` with words for where it is not known.
//!
//! The client does the same where an operator sends a saved reply (`web/src/model/saved.ts`); here nobody looks at the text
//! before it goes out, so what is not known stays in no braces: it is named instead.

use std::collections::BTreeMap;

use crate::{Card, Chat, Variable};

/// Longest name in braces, in characters.
const NAME_CHARS_MAX: usize = 60;

/// Longest words behind the bar, in characters.
const OTHERWISE_CHARS_MAX: usize = 200;

/// What can be filled in for one contact, by lower-case name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// The variables of a card under their own names, and what every contact has a name for: `first_name`, `last_name`,
    /// `name`, `phone`, `email`, `user_id`. `operator`: the name of whoever has it sent.
    #[must_use]
    pub fn of(chat: &Chat, card: &Card, operator: &str) -> Self {
        let variables = card.variables.iter();
        let mut all: BTreeMap<String, String> = variables
            .map(|(name, value)| (name.to_lowercase(), words(value)))
            .collect();
        let first = |list: &[String]| list.first().cloned().unwrap_or_default();
        let fields = [
            ("first_name", card.first_name.clone()),
            ("last_name", card.last_name.clone()),
            ("name", chat.name.clone()),
            ("phone", first(&card.phones)),
            ("email", first(&card.emails)),
            ("user_id", card.user_id.clone().unwrap_or_default()),
            ("operator", operator.to_owned()),
        ];
        for (name, value) in fields {
            if !value.is_empty() {
                all.insert(name.to_owned(), value);
            }
        }
        Self(all)
    }
}

/// Whether there is anything in braces that could be filled in.
#[must_use]
pub fn has_places(text: &str) -> bool {
    pieces(text).iter().any(|piece| matches!(piece, Piece::Place { .. }))
}

/// The text with everything filled in.
///
/// # Errors
/// The names of what is neither known nor has words for that, each once.
pub fn fill(text: &str, values: &Values) -> Result<String, Vec<String>> {
    let mut filled = String::new();
    let mut missing: Vec<String> = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Place { name, otherwise } => {
                let value = values.0.get(&name.to_lowercase()).map(String::as_str).or(otherwise);
                match value {
                    Some(value) => filled.push_str(value),
                    None if missing.iter().any(|known| known == name) => {}
                    None => missing.push(name.to_owned()),
                }
            }
        }
    }
    if missing.is_empty() { Ok(filled) } else { Err(missing) }
}

enum Piece<'a> {
    Words(&'a str),
    Place { name: &'a str, otherwise: Option<&'a str> },
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let behind = &rest[open + 1..];
        let end = behind.find(['{', '}', '\n']);
        let inside = end
            .filter(|end| behind[*end..].starts_with('}'))
            .map(|end| &behind[..end]);
        match inside.and_then(place) {
            Some(place) => {
                pieces.push(Piece::Words(&rest[..open]));
                pieces.push(place);
                rest = &behind[end.unwrap_or_default() + 1..];
            }
            None => {
                pieces.push(Piece::Words(&rest[..=open]));
                rest = behind;
            }
        }
    }
    pieces.push(Piece::Words(rest));
    pieces
}

fn place(inside: &str) -> Option<Piece<'_>> {
    let (name, otherwise) = match inside.split_once('|') {
        Some((name, otherwise)) => (name, Some(otherwise)),
        None => (inside, None),
    };
    let is_name = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    let are_words = otherwise.is_none_or(|words| words.chars().count() <= OTHERWISE_CHARS_MAX);
    let name = name.trim();
    (is_name && are_words).then_some(Piece::Place { name, otherwise })
}

/// A value as it stands in a text. Which language the contact reads is not known: a day stands as `2026-11-22`.
fn words(value: &Variable) -> String {
    match value {
        Variable::Text { value } | Variable::Date { value } => value.clone(),
        Variable::Number { value } => value.to_string(),
        Variable::YesNo { value } => if *value { "yes" } else { "no" }.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, open_chat};

    fn values() -> Values {
        let chat = open_chat();
        let mut card = Card::of(&chat, NOON);
        card.phones = vec!["+79161234567".into()];
        let text = |value: &str| Variable::Text { value: value.into() };
        card.variables.insert("City".into(), text("Kazan"));
        card.variables.insert("name".into(), text("of no use"));
        card.variables.insert("vip".into(), Variable::YesNo { value: true });
        Values::of(&chat, &card, "Olga")
    }

    #[test]
    fn what_is_known_is_filled_in_by_any_case_of_its_name() {
        let text = "Hello { First_Name }, {name} of {CITY|nowhere}! {vip} {phone} {operator}";
        assert_eq!(
            fill(text, &values()),
            Ok("Hello Anna, Anna Petrova of Kazan! yes +79161234567 Olga".into())
        );
        assert!(has_places(text) && !has_places("{ no\nplace} {} {|x}"));
    }

    #[test]
    fn what_is_not_known_has_other_words_or_is_named() {
        assert_eq!(
            fill("Dear {middle_name|friend}{user_id|}", &values()),
            Ok("Dear friend".into())
        );
        assert_eq!(
            fill("{middle_name} {a} {middle_name}", &values()),
            Err(vec!["middle_name".into(), "a".into()])
        );
    }

    #[test]
    fn what_is_no_place_stays_as_it_is() {
        for text in [
            "{}",
            "{",
            "}{",
            "{a\nb}",
            "{|x}",
            "a { b",
            "{{",
            &format!("{{{}}}", "x".repeat(61)),
        ] {
            assert_eq!(fill(text, &values()), Ok(text.to_owned()), "{text:?}");
        }
        assert_eq!(fill("{{name}}", &values()), Ok("{Anna Petrova}".into()));
    }
}
