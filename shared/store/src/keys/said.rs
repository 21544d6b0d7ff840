//! Keys of the words of messages: what was said is found by them.

use domain::{MessageId, UnixMs, said::beginning};

use crate::table::Key;

/// The part of the index of what was said with the words that begin like `word`.
#[must_use]
pub fn said(word: &str) -> String {
    format!("SAID#{}", beginning(word))
}

/// A message's place among all that was said, by time. Every word of it stands behind this, before the next place.
#[must_use]
pub fn said_place(at: UnixMs, message: &MessageId) -> String {
    format!("{:013}#{message}", at.0.max(0))
}

/// A word of a message, folded.
#[must_use]
pub fn said_word(at: UnixMs, message: &MessageId, word: &str) -> Key {
    Key::new(said(word), format!("{}#{word}", said_place(at, message)))
}
