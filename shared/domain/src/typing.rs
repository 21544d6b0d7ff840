//! Somebody writes and has not sent yet: worth showing for a moment, and nothing to catch up with.

use serde::{Deserialize, Serialize};

use crate::{ContactId, SECOND_MS, Speaker, UnixMs};

/// How long it is shown after it was last told, unless a message comes first.
pub const TYPING_SHOWN_MS: i64 = 6 * SECOND_MS;

/// Whoever goes on writing is told of again after this time, never sooner.
pub const TYPING_PAUSE_MS: i64 = 3 * SECOND_MS;

/// That somebody writes in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// Where.
    pub chat: ContactId,
    /// The contact, or one of us.
    pub by: Speaker,
    /// When it was told.
    pub at: UnixMs,
}

impl Typing {
    /// Whether it is still worth telling.
    #[must_use]
    pub fn is_fresh(&self, now: UnixMs) -> bool {
        now < self.at.plus(TYPING_SHOWN_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, open_chat};

    #[test]
    fn it_is_over_when_it_is_shown_no_more() {
        let typing = Typing {
            chat: open_chat().id,
            by: Speaker::Contact,
            at: NOON,
        };
        assert!(typing.is_fresh(NOON.plus(TYPING_SHOWN_MS - 1)));
        assert!(!typing.is_fresh(NOON.plus(TYPING_SHOWN_MS)));
    }
}
