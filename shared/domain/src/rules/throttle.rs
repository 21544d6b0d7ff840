//! How fast somebody may guess: passwords, codes, the secrets of links; and how fast a program may ask.
//!
//! A try is taken *before* it is known whether it is right, by a conditional write of its count; one that was right is
//! given back. So however many guesses are made side by side, no more of them are looked at than one after the other.
//! Nobody is ever locked out: a try that came too early changes nothing, and waiting always helps.

use serde::{Deserialize, Serialize};

use crate::{MINUTE_MS, SECOND_MS, UnixMs};

/// Requests with one API key that need not wait for each other: a shop that tells of an hour's orders at once.
pub const KEY_REQUESTS_AT_ONCE: u32 = 100;

/// Requests with one API key a second that may go on for ever: 36,000 orders an hour, and a tenth of the writes that one
/// partition of the table takes a second.
pub const KEY_REQUESTS_A_SECOND: i64 = 10;

/// What tries are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guard {
    /// Passwords of one account, known here or not.
    Account,
    /// Passwords and codes from one network, whatever the account.
    Network,
    /// Codes and recovery codes of one operator.
    Code,
    /// Secrets of links, from one network.
    Link,
    /// Requests with one API key. None of them is given back: there is nothing to guess, but much to ask.
    Key,
    /// Keys nobody knows, from one network.
    UnknownKey,
}

impl Guard {
    /// A stable word, as in keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Network => "network",
            Self::Code => "code",
            Self::Link => "link",
            Self::Key => "key",
            Self::UnknownKey => "unknown_key",
        }
    }

    /// Wrong tries without any wait.
    #[must_use]
    pub fn free(self) -> u32 {
        match self {
            Self::Account | Self::Network | Self::Code => 5,
            // 256 random bits cannot be guessed; this only keeps floods away from the table.
            Self::Link | Self::UnknownKey => 20,
            Self::Key => KEY_REQUESTS_AT_ONCE,
        }
    }

    /// After how long a wrong try is forgiven, in ms; also the longest wait. 96 guesses a day at an account; a network may
    /// be a whole office behind one address.
    #[must_use]
    pub fn forgiven_after_ms(self) -> i64 {
        match self {
            Self::Account | Self::Code => 15 * MINUTE_MS,
            Self::Network | Self::Link | Self::UnknownKey => MINUTE_MS,
            Self::Key => SECOND_MS / KEY_REQUESTS_A_SECOND,
        }
    }

    /// Whether a right try shows that the wrong ones were slips. Of a network it does not: whoever has an account there
    /// could guess for ever.
    #[must_use]
    pub fn is_cleared_by_right_try(self) -> bool {
        matches!(self, Self::Account | Self::Code)
    }

    /// How long to wait after this many wrong tries, in ms: nothing, then a second, and twice as long with each more.
    #[must_use]
    pub fn wait_ms(self, wrong: u32) -> i64 {
        match wrong.checked_sub(self.free()) {
            None => 0,
            Some(more) => (SECOND_MS << more.min(30)).min(self.forgiven_after_ms()),
        }
    }
}

/// The count of tries of one guard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// Grows by one with each commit; 0: there was no try.
    pub version: u64,
    /// Wrong ones, and those of which it is not known yet.
    pub wrong: u32,
    /// When the last one was taken.
    pub last: UnixMs,
}

impl Tries {
    /// Wrong tries, those left out that were forgiven meanwhile.
    fn remembered(&self, guard: Guard, now: UnixMs) -> u32 {
        let forgiven = (now.0 - self.last.0).max(0) / guard.forgiven_after_ms();
        self.wrong.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX))
    }

    /// When nothing of it is remembered any more.
    #[must_use]
    pub fn forgotten(&self, guard: Guard) -> UnixMs {
        self.last
            .plus((i64::from(self.wrong) + 1).saturating_mul(guard.forgiven_after_ms()))
    }

    /// The count with one more try, to be committed before the try is looked at.
    ///
    /// # Errors
    /// In how many seconds the next try may be made.
    pub fn take(&self, guard: Guard, now: UnixMs) -> Result<Self, u32> {
        let wrong = self.remembered(guard, now);
        let (pause_ms, since_ms) = (guard.wait_ms(wrong), now.0 - self.last.0);
        // Where there is nothing to wait for, a try that was begun earlier and counted later is none too early.
        if pause_ms > 0 && since_ms < pause_ms {
            let wait_ms = pause_ms - since_ms;
            let wait_s = (wait_ms + SECOND_MS - 1) / SECOND_MS;
            return Err(u32::try_from(wait_s).unwrap_or(u32::MAX));
        }
        Ok(Self {
            version: self.version + 1,
            wrong: wrong.saturating_add(1),
            last: self.last.max(now),
        })
    }

    /// The count without the try that turned out right. `None`: nothing of it is kept.
    #[must_use]
    pub fn give_back(&self, guard: Guard) -> Option<Self> {
        let wrong = self.wrong.saturating_sub(1);
        (wrong > 0 && !guard.is_cleared_by_right_try()).then_some(Self {
            version: self.version + 1,
            wrong,
            last: self.last,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::samples::NOON;

    const GUARDS: [Guard; 4] = [Guard::Account, Guard::Network, Guard::Code, Guard::Link];

    #[test]
    fn after_five_wrong_tries_each_wait_is_twice_the_one_before() {
        let (mut tries, mut now, mut waits) = (Tries::default(), NOON, Vec::new());
        for _ in 0..9 {
            tries = match tries.take(Guard::Account, now) {
                Ok(taken) => taken,
                Err(wait_s) => {
                    waits.push(wait_s);
                    now = now.plus(i64::from(wait_s) * SECOND_MS);
                    tries.take(Guard::Account, now).expect("waited long enough")
                }
            };
        }
        assert_eq!(waits, [1, 2, 4, 8]);
        assert_eq!(Guard::Account.wait_ms(1_000), 15 * MINUTE_MS, "the longest wait");
    }

    #[test]
    fn what_was_right_is_given_back_and_clears_slips_of_an_account_only() {
        for (guard, left) in [(Guard::Account, None), (Guard::Code, None), (Guard::Network, Some(3))] {
            let mut tries = Tries::default();
            for _ in 0..4 {
                tries = tries.take(guard, NOON).expect("free");
            }
            assert_eq!(tries.give_back(guard).map(|tries| tries.wrong), left, "{guard:?}");
        }
    }

    #[test]
    fn a_program_may_ask_a_hundred_times_at_once_and_ten_times_a_second_for_ever() {
        let (mut tries, mut refused) = (Tries::default(), 0);
        for _ in 0..200 {
            match tries.take(Guard::Key, NOON) {
                Ok(taken) => tries = taken,
                Err(wait_s) => refused += wait_s,
            }
        }
        assert_eq!(
            (tries.wrong, refused),
            (KEY_REQUESTS_AT_ONCE, 100),
            "each is told to wait a second"
        );

        let mut now = NOON.plus(100 * SECOND_MS);
        for _ in 0..1_000 {
            now = now.plus(SECOND_MS / KEY_REQUESTS_A_SECOND);
            tries = tries.take(Guard::Key, now).expect("in time");
        }
    }

    #[test]
    fn of_two_who_begin_at_once_the_one_counted_later_does_not_come_too_early() {
        let first = Tries::default().take(Guard::Code, NOON.plus(5)).expect("free");

        let second = first
            .take(Guard::Code, NOON)
            .expect("free, though its clock was read earlier");

        assert_eq!((second.wrong, second.last), (2, NOON.plus(5)));
    }

    #[test]
    fn wrong_tries_are_forgiven_one_by_one() {
        let tries = Tries {
            version: 9,
            wrong: 9,
            last: NOON,
        };
        let later = NOON.plus(3 * 15 * MINUTE_MS);

        assert_eq!(tries.take(Guard::Account, later).map(|tries| tries.wrong), Ok(7));
        assert_eq!(
            tries
                .take(Guard::Account, tries.forgotten(Guard::Account))
                .map(|tries| tries.wrong),
            Ok(1)
        );
    }

    proptest! {
        /// Whenever guesses are made, side by side or not: beyond the free ones, those looked at lie a wait apart.
        #[test]
        fn guessing_faster_looks_at_no_more_guesses(
            guard in proptest::sample::select(&GUARDS[..]),
            steps in proptest::collection::vec(0_i64..30_000, 1..200),
        ) {
            let (mut tries, mut now, mut looked_at) = (Tries::default(), NOON, Vec::new());
            for step in steps {
                // Small steps are what guesses side by side come to: each commit relies on the one before.
                now = now.plus(if step < 10_000 { 0 } else { step });
                match tries.take(guard, now) {
                    Ok(taken) => {
                        if tries.remembered(guard, now) >= guard.free() {
                            let wait = guard.wait_ms(tries.remembered(guard, now));
                            prop_assert!(now.0 - tries.last.0 >= wait);
                        }
                        prop_assert_eq!(taken.version, tries.version + 1);
                        looked_at.push(now);
                        tries = taken;
                    }
                    Err(wait_s) => {
                        prop_assert!(i64::from(wait_s) * SECOND_MS <= guard.forgiven_after_ms());
                        prop_assert!(tries.take(guard, now.plus(i64::from(wait_s) * SECOND_MS)).is_ok(), "no lockout");
                    }
                }
            }
            let lasted = now.0 - NOON.0;
            let most = i64::from(guard.free()) + lasted / SECOND_MS + 1;
            prop_assert!(i64::try_from(looked_at.len()).unwrap_or(i64::MAX) <= most);
        }
    }
}
