//! Who has a chat open: worth showing while it is so, and nothing to catch up with.

use serde::{Deserialize, Serialize};

use crate::{ContactId, MINUTE_MS, OperatorId, SECOND_MS, UnixMs};

/// How long somebody is shown after it was last told: who went without a word, as when the network did, is gone within a
/// minute.
pub const LOOKING_SHOWN_MS: i64 = MINUTE_MS;

/// Whoever goes on looking, together with others, is told of again after this time, never sooner: one lost telling does not
/// make them disappear.
pub const LOOKING_PAUSE_MS: i64 = 25 * SECOND_MS;

/// That an operator has a chat open, or has it no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looking {
    /// Which.
    pub chat: ContactId,
    /// Who.
    pub by: OperatorId,
    /// Whether they are still there.
    pub is_there: bool,
    /// When it was told.
    pub at: UnixMs,
}

impl Looking {
    /// Whether it is still worth telling.
    #[must_use]
    pub fn is_fresh(&self, now: UnixMs) -> bool {
        now < self.at.plus(LOOKING_SHOWN_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, open_chat};

    #[test]
    fn it_is_over_when_it_is_shown_no_more_and_told_again_in_time() {
        let looking = Looking {
            chat: open_chat().id,
            by: anna(),
            is_there: true,
            at: NOON,
        };
        assert!(looking.is_fresh(NOON.plus(LOOKING_SHOWN_MS - 1)));
        assert!(!looking.is_fresh(NOON.plus(LOOKING_SHOWN_MS)));
        const { assert!(2 * LOOKING_PAUSE_MS < LOOKING_SHOWN_MS, "one may be lost") };
    }
}
