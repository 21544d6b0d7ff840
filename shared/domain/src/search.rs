//! Finding a contact by what is known of them: how text becomes words, and what a search term means.
//!
//! A contact's names, addresses and numbers are *phrases*: words in their folded form. From each word of a name on, the
//! phrase goes round (`anna petrova`, `petrova anna`), so that the beginning of any word, and of several in a row, is the
//! beginning of a stored phrase. A term is folded in the same way.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{Card, Chat, phone};

/// Shortest term, in folded characters: what a partition of the index is named by.
pub const TERM_CHARS_MIN: usize = 2;

/// Longest term looked at, in characters.
pub const TERM_CHARS_MAX: usize = 100;

/// Most words of a term.
pub const TERM_WORDS_MAX: usize = 6;

/// Most phrases one contact is found by; what matters most comes first.
pub const WORDS_MAX: usize = 40;

/// Words of a name that begin a phrase.
const NAME_WORDS_MAX: usize = 6;

/// Longest phrase, in characters.
const PHRASE_CHARS_MAX: usize = 60;

/// What somebody types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What all together may begin: the term as typed, in another order, without a trunk prefix.
    pub phrases: Vec<String>,
    /// The words; every one must be found. Empty where the term is a number: then the phrases are alternatives.
    pub words: Vec<String>,
}

/// A folded word and where it stands in its text, in code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, folded.
    pub text: String,
    /// Its first code point.
    pub from: usize,
    /// The first one behind it.
    pub to: usize,
}

/// Text as it is compared: small letters, without accents, `ё` as `е`. `й`, `ї` and `ў` are letters of their own and
/// stay. Everything but letters and digits separates words.
#[must_use]
pub fn fold(text: &str) -> Vec<String> {
    fold_at(text).into_iter().map(|word| word.text).collect()
}

/// The same, with where each word stands in `text`.
#[must_use]
pub fn fold_at(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    let mut base = ' ';
    let letters = text.chars().enumerate().flat_map(|(at, letter)| {
        // Taken apart it would be two letters, and part of the number.
        let letter = if letter == '№' { ' ' } else { letter };
        let parts = std::iter::once(letter).nfkd().flat_map(char::to_lowercase);
        parts.map(move |part| (at, part))
    });
    for (at, letter) in letters {
        if is_combining_mark(letter) {
            let is_own_letter = matches!((base, letter), ('и' | 'у', '\u{306}') | ('і', '\u{308}'));
            if let Some(word) = &mut open {
                word.text.extend(Some(letter).filter(|_| is_own_letter));
                word.to = at + 1;
            }
            continue;
        }
        base = letter;
        let mut own = [0; 4];
        let folded = match letter {
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'ł' => "l",
            'đ' => "d",
            'ı' => "i",
            // Part of a word, not between two.
            '\'' | '’' | 'ʼ' => continue,
            letter if letter.is_alphanumeric() => letter.encode_utf8(&mut own),
            _ => {
                words.extend(open.take());
                continue;
            }
        };
        let word = open.get_or_insert_with(|| Word {
            text: String::new(),
            from: at,
            to: at,
        });
        word.text.push_str(folded);
        word.to = at + 1;
    }
    words.extend(open);
    for word in &mut words {
        word.text = word.text.nfc().collect();
    }
    words
}

/// The phrases `card` is found by, with the addresses `chat` knows: letters and digits, single spaces between words; at
/// most [`WORDS_MAX`].
#[must_use]
pub fn words(card: &Card, chat: &Chat) -> BTreeSet<String> {
    let mut words: Vec<String> = Vec::new();
    let mut add = |phrase: &[String]| {
        let text: String = phrase.join(" ").chars().take(PHRASE_CHARS_MAX).collect();
        let text = text.trim_end().to_owned();
        if text.chars().count() >= TERM_CHARS_MIN && !words.contains(&text) {
            words.push(text);
        }
    };
    let name = fold(&shown_name(card, chat));
    for at in 0..name.len().min(NAME_WORDS_MAX) {
        add(&[&name[at..], &name[..at]].concat());
    }
    if let Some(user_id) = &card.user_id {
        add(&fold(user_id));
    }
    add(&fold(chat.id.as_str()));
    for phone in &card.phones {
        add(&[digits(phone)]);
    }
    for email in &card.emails {
        add(&fold(email));
    }
    // The one that wrote last stands first in the chat; here the order must not depend on that.
    let mut identities: Vec<_> = chat.identities.iter().collect();
    identities.sort_by(|a, b| a.id.cmp(&b.id));
    for identity in &identities {
        if let Some(username) = &identity.username {
            add(&fold(username));
        }
        add(&fold(&identity.id.external));
    }
    for phone in &card.phones {
        add(&[phone::national(phone)]);
    }
    for email in &card.emails {
        add(&fold(email.rsplit('@').next().unwrap_or_default()));
    }
    words.truncate(WORDS_MAX);
    words.into_iter().collect()
}

/// The phrases among [`words`] that stand for a whole phone number or e-mail address of `card`.
#[must_use]
pub fn exact_words(card: &Card) -> BTreeSet<String> {
    let phones = card.phones.iter().map(|phone| phone_word(phone));
    let emails = card.emails.iter().map(|email| email_word(email));
    phones
        .chain(emails)
        .filter(|phrase| phrase.chars().count() >= TERM_CHARS_MIN)
        .collect()
}

/// The phrase that stands for a whole phone number.
#[must_use]
pub fn phone_word(phone: &str) -> String {
    cut(&digits(phone))
}

/// The phrase that stands for a whole e-mail address.
#[must_use]
pub fn email_word(email: &str) -> String {
    cut(&fold(email).join(" "))
}

fn cut(phrase: &str) -> String {
    let phrase: String = phrase.chars().take(PHRASE_CHARS_MAX).collect();
    phrase.trim_end().to_owned()
}

/// The card's name, or the messenger's where the card has none.
fn shown_name(card: &Card, chat: &Chat) -> String {
    let name = card.full_name();
    if name.is_empty() { chat.name.clone() } else { name }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

impl Term {
    /// What `text` asks for; `None`: too little to look for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.trim().chars().take(TERM_CHARS_MAX).collect();
        let is_number = text
            .chars()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, '+' | '-' | '(' | ')' | '.' | ' '));
        if is_number {
            return Self::number(&text);
        }
        let mut words = fold(&text);
        words.truncate(TERM_WORDS_MAX);
        let mut phrases = vec![words.join(" ")];
        if let [first, second] = words.as_slice() {
            phrases.push(format!("{second} {first}"));
        }
        let is_enough = |phrase: &String| phrase.chars().count() >= TERM_CHARS_MIN;
        phrases.iter().all(is_enough).then_some(Self { phrases, words })
    }

    /// A phone as people write it: with or without `+` and `00`, or with the prefix for calls inside a country.
    fn number(text: &str) -> Option<Self> {
        let all = digits(text);
        let whole = all.strip_prefix("00").unwrap_or(&all);
        let mut phrases = vec![whole.to_owned()];
        if let Some(inside) = whole.strip_prefix(['0', '8']).filter(|_| !text.starts_with('+')) {
            phrases.push(inside.to_owned());
        }
        phrases.retain(|phrase| phrase.len() >= TERM_CHARS_MIN);
        (!phrases.is_empty()).then_some(Self {
            phrases,
            words: Vec::new(),
        })
    }

    /// How well a contact with these phrases answers the term: 0 where a whole word is met, 1 where one begins so;
    /// `None`: not at all.
    #[must_use]
    pub fn rank<'a>(&self, found_by: impl IntoIterator<Item = &'a String>) -> Option<u8> {
        let mut best_phrase = None;
        let mut met = vec![None::<u8>; self.words.len()];
        let better = |known: &mut Option<u8>, rank: u8| *known = Some(known.map_or(rank, |known| known.min(rank)));
        for word in found_by {
            for phrase in &self.phrases {
                if let Some(rank) = begins(word, phrase) {
                    better(&mut best_phrase, rank);
                }
            }
            for (wanted, met) in self.words.iter().zip(&mut met) {
                let parts = word.split(' ');
                for rank in parts.filter_map(|part| begins(part, wanted)) {
                    better(met, rank);
                }
            }
        }
        let all: Option<Vec<u8>> = met.into_iter().collect();
        let scattered = all.and_then(|ranks| ranks.into_iter().max());
        match (best_phrase, scattered) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }
}

/// Whether `text` begins with `start`: 0 if a word ends there, 1 if it goes on.
#[must_use]
pub fn begins(text: &str, start: &str) -> Option<u8> {
    let rest = text.strip_prefix(start)?;
    Some(u8::from(!(rest.is_empty() || rest.starts_with(' '))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        card_meet,
        samples::{NOON, open_chat},
    };

    fn found_by(term: &str) -> Option<u8> {
        let chat = open_chat();
        let mut card = card_meet(&chat, NOON).card;
        card.first_name = "Анна-Мария".into();
        card.last_name = "Ёлкина".into();
        card.phones = vec!["+380441234567".into()];
        card.emails = vec!["anna.petrova@example.com".into()];
        card.user_id = Some("Shop-42".into());
        Term::parse(term).and_then(|term| term.rank(&words(&card, &chat)))
    }

    #[test]
    fn text_folds_to_what_people_type() {
        let folded = |text: &str| fold(text).join(" ");

        assert_eq!(folded("  ЁЛКИНА,  Йорданка "), "елкина йорданка");
        assert_eq!(folded("Їжак Ўладзімір и́"), "їжак ўладзімір и");
        assert_eq!(folded("Åsa Müller-Straße Łódź Øre"), "asa muller strasse lodz ore");
        assert_eq!(folded("O’Brien д'Артаньян"), "obrien дартаньян");
        assert_eq!(folded("🙂 ﬁx ２ №45"), "fix 2 45");
        assert_eq!(folded("İstanbul ISPARTA"), "istanbul isparta");
    }

    #[test]
    fn a_folded_word_knows_where_it_stood() {
        let places = |text: &str| -> Vec<(String, usize, usize)> {
            fold_at(text)
                .into_iter()
                .map(|word| (word.text, word.from, word.to))
                .collect()
        };

        assert_eq!(
            places("«Straße» и\u{306} ﬁ."),
            [("strasse".into(), 1, 7), ("й".into(), 9, 11), ("fi".into(), 12, 13)]
        );
        assert_eq!(places("🙂🙂d'Art"), [("dart".into(), 2, 7)]);
    }

    #[test]
    fn the_beginning_of_any_word_finds() {
        for term in [
            "анна",
            "МАР",
            "елк",
            "Ёлкина",
            "ёлкина анна",
            "anna_p",
            "@anna",
            "petrova@",
            "example.com",
            "shop-42",
            "77",
        ] {
            assert!(found_by(term).is_some(), "{term}");
        }
        for term in ["нна", "ёлкина вера", "пётр", "xx", "mail.com"] {
            assert_eq!(found_by(term), None, "{term}");
        }
    }

    #[test]
    fn a_phone_is_found_however_it_is_written() {
        for term in [
            "+380 44 123",
            "380441234567",
            "00380441234567",
            "044 123-45-67",
            "441234567",
            "(044) 123",
        ] {
            assert!(found_by(term).is_some(), "{term}");
        }
        assert_eq!(found_by("1234567"), None, "from the middle");
    }

    #[test]
    fn a_whole_word_ranks_before_a_beginning() {
        assert_eq!((found_by("анна"), found_by("анн")), (Some(0), Some(1)));
        assert_eq!((found_by("анна мария"), found_by("анна мар")), (Some(0), Some(1)));
        assert_eq!(found_by("анна example"), Some(0), "words of different fields");
    }

    #[test]
    fn too_little_is_no_term() {
        for little in ["", " ", "a", "+", "7", "?!", "0", "00"] {
            assert_eq!(Term::parse(little), None, "{little}");
        }
    }

    #[test]
    fn a_contact_is_found_by_no_more_than_is_allowed() {
        let chat = open_chat();
        let mut card = card_meet(&chat, NOON).card;
        card.first_name = "a b c d e f g h".into();
        card.phones = (0..10).map(|at| format!("+791612345{at:02}")).collect();
        card.emails = (0..10).map(|at| format!("a{at}@example{at}.com")).collect();

        let words = words(&card, &chat);

        assert!(words.len() <= WORDS_MAX);
        assert!(
            words.contains("79161234509") && words.contains("a9 example9 com"),
            "what matters most"
        );
        assert!(words.iter().all(|word| word.chars().count() <= PHRASE_CHARS_MAX));
    }
}
