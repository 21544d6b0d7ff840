//! Finding what was said: which words of a text are kept for it, what a search asks of them, and how a hit is shown.
//!
//! A word is kept folded as in [`crate::search`] and found by its beginning from [`BEGINNING_CHARS`] letters on: what
//! is shorter must be the whole word. Every word of a search must be met.

use std::{cmp::Reverse, collections::BTreeSet};

use serde::{Deserialize, Serialize};

use crate::search::{TERM_CHARS_MAX, Word, fold_at};

/// Letters that lead to a word by its beginning.
pub const BEGINNING_CHARS: usize = 4;

/// Shortest word kept or asked for.
pub const WORD_CHARS_MIN: usize = 2;

/// Letters of a word that are looked at: an address of a page is no word.
const WORD_CHARS_MAX: usize = 40;

/// Words kept of one text: each is a row. Most messages have fewer.
pub const WORDS_KEPT_MAX: usize = 16;

/// Words of one search.
pub const WORDS_SOUGHT_MAX: usize = 6;

/// Longest snippet, in code points, without the signs that something is left out: two lines of a list.
pub const SNIPPET_CHARS_MAX: usize = 160;

/// Code points shown before the first hit.
const LEAD_CHARS: usize = 40;

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Folded, none twice, at least one, at most [`WORDS_SOUGHT_MAX`].
    words: Vec<String>,
}

/// A part of a text around what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Snippet {
    /// In one line; `…` stands where something is left out.
    pub text: String,
    /// The words that were found, in order.
    pub hits: Vec<Stretch>,
}

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Stretch {
    /// Its first code point.
    pub from: usize,
    /// The first one behind it.
    pub to: usize,
}

/// The words of `text` that are kept for finding it, folded, none twice, at most [`WORDS_KEPT_MAX`]: of a long text those
/// with digits first, since a number names one order, then the longest, since they tell most.
#[must_use]
pub fn words_kept(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let words = fold_at(text).into_iter().filter_map(looked_at);
    let mut words: Vec<String> = words.filter(|word| seen.insert(word.clone())).collect();
    let is_number = |word: &str| word.chars().any(|letter| letter.is_ascii_digit());
    words.sort_by_key(|word| Reverse((is_number(word), word.chars().count())));
    words.truncate(WORDS_KEPT_MAX);
    words
}

/// The beginning of `word` that leads to it.
#[must_use]
pub fn beginning(word: &str) -> String {
    word.chars().take(BEGINNING_CHARS).collect()
}

fn looked_at(word: Word) -> Option<String> {
    let text: String = word.text.chars().take(WORD_CHARS_MAX).collect();
    (text.chars().count() >= WORD_CHARS_MIN).then_some(text)
}

impl Sought {
    /// What `text` asks for; `None`: too little to look for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().take(TERM_CHARS_MAX).collect();
        let mut words: Vec<String> = Vec::new();
        for word in fold_at(&text).into_iter().filter_map(looked_at) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.truncate(WORDS_SOUGHT_MAX);
        (!words.is_empty()).then_some(Self { words })
    }

    /// The words, folded; at least one.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// `text` around what was found in it; `None`: not every word is in it.
    #[must_use]
    pub fn snippet(&self, text: &str) -> Option<Snippet> {
        let mut missing: Vec<&String> = self.words.iter().collect();
        let mut hits = Vec::new();
        for word in fold_at(text) {
            let Word { from, to, .. } = word;
            let Some(word) = looked_at(word) else { continue };
            if self.words.iter().any(|sought| meets(&word, sought)) {
                hits.push(Stretch { from, to });
                missing.retain(|sought| !meets(&word, sought));
            }
        }
        missing.is_empty().then(|| cut(text, &hits))
    }
}

/// Whether a word of a text is the one sought, or begins like it.
#[must_use]
pub fn meets(word: &str, sought: &str) -> bool {
    if sought.chars().count() < BEGINNING_CHARS {
        word == sought
    } else {
        word.starts_with(sought)
    }
}

/// One line of `text` that shows the first hit; the others as far as they fit.
fn cut(text: &str, hits: &[Stretch]) -> Snippet {
    // One for one, so that code points keep their numbers.
    let plain = |letter: char| {
        if letter.is_whitespace() || letter.is_control() {
            ' '
        } else {
            letter
        }
    };
    let letters: Vec<char> = text.chars().map(plain).collect();
    let first = hits.first().map_or(0, |hit| hit.from);
    let mut start = 0;
    if letters.len() > SNIPPET_CHARS_MAX && first > LEAD_CHARS {
        start = first - LEAD_CHARS;
        // From the beginning of a word on, where one begins before the hit.
        let space = letters[start - 1..first].iter().position(|letter| *letter == ' ');
        start += space.unwrap_or_default();
    }
    let end = letters.len().min(start + SNIPPET_CHARS_MAX);
    let mut shown = String::from(if start > 0 { "…" } else { "" });
    let lead = shown.chars().count();
    shown.extend(&letters[start..end]);
    if end < letters.len() {
        shown.push('…');
    }
    let hits = hits.iter().filter(|hit| hit.from < end).map(|hit| Stretch {
        from: hit.from - start + lead,
        to: hit.to.min(end) - start + lead,
    });
    Snippet {
        text: shown,
        hits: hits.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(term: &str, text: &str) -> bool {
        Sought::parse(term).is_some_and(|sought| sought.snippet(text).is_some())
    }

    #[test]
    fn the_beginning_of_a_word_finds_from_four_letters_on() {
        let text = "Ёлка №4512 и заказы по-новому: да!";

        for term in [
            "елка",
            "ЁЛКА",
            "заказ",
            "заказы",
            "451",
            "4512",
            "новому",
            "по",
            "да",
            "заказ елка 4512",
            "и заказ",
        ] {
            assert_eq!(finds(term, text), term != "451", "{term}");
        }
        for term in ["заказчик", "зак", "ново му", "нет", "аказ", "заказ нет"] {
            assert!(!finds(term, text), "{term}");
        }
    }

    #[test]
    fn too_little_is_nothing_to_look_for() {
        for little in ["", " ", "a", "7", "?!", "я и ты?"] {
            assert_eq!(Sought::parse(little).is_none(), little != "я и ты?", "{little}");
        }
        let long = Sought::parse("aa bb cc dd ee ff gg hh aa").expect("enough");
        assert_eq!(long.words().len(), WORDS_SOUGHT_MAX);
    }

    #[test]
    fn of_a_long_text_numbers_and_long_words_are_kept() {
        let text = (10..30).map(|at| format!("{} ", "a".repeat(at))).collect::<String>() + "я x 77 да да";

        let words = words_kept(&text);

        assert_eq!(words.len(), WORDS_KEPT_MAX);
        assert_eq!(words[0], "77");
        assert_eq!(words_kept(&"a".repeat(500)), ["a".repeat(WORD_CHARS_MAX)]);
        assert!(!words.contains(&"да".to_owned()));
        assert_eq!(words_kept("Да, да: заказ №7!"), ["заказ", "да"]);
    }

    #[test]
    fn whatever_is_kept_is_found_by_its_beginning() {
        for word in words_kept("Ёлка №4512 и заказы по-новому, d'Artagnan écrit") {
            let beginning = beginning(&word);
            assert!(meets(&word, &beginning), "{word}");
            assert!(finds(&beginning, &word), "{word}");
        }
    }

    #[test]
    fn a_snippet_shows_the_hits_where_they_stand() {
        let sought = Sought::parse("lamp blue").expect("enough");
        let shown = |snippet: &Snippet| -> Vec<String> {
            let letters: Vec<char> = snippet.text.chars().collect();
            snippet
                .hits
                .iter()
                .map(|hit| letters[hit.from..hit.to].iter().collect())
                .collect()
        };

        let short = sought.snippet("🙂 The\nblue desk\tlamps").expect("found");
        assert_eq!(short.text, "🙂 The blue desk lamps");
        assert_eq!(shown(&short), ["blue", "lamps"]);

        let long = format!("{}blue{} lamp", "word ".repeat(50), " after".repeat(60));
        let long = sought.snippet(&long).expect("found");
        assert_eq!(shown(&long), ["blue"]);
        assert!(
            long.text.starts_with("…word ") && long.text.ends_with('…'),
            "{}",
            long.text
        );
        assert_eq!(long.text.chars().count(), SNIPPET_CHARS_MAX + 2);

        let unbroken = format!("{}-blue-lamp", "x".repeat(300));
        let unbroken = sought.snippet(&unbroken).expect("found");
        assert_eq!(shown(&unbroken), ["blue", "lamp"]);
    }
}
