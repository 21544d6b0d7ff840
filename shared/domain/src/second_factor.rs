//! The second proof of an operator: a code that changes every half minute, or one of ten recovery codes.
//!
//! Pure: what the codes are is computed by the caller, who has the secret opened. Here is decided which of them still
//! counts, so that no code is good twice.

use serde::{Deserialize, Serialize};

use crate::{Refusal, SECOND_MS, UnixMs};

/// How long one code is shown, in seconds. Source: RFC 6238, section 5.2, the recommended default.
pub const STEP_S: i64 = 30;

/// Digits of a code.
pub const CODE_DIGITS: usize = 6;

/// Recovery codes made at once.
pub const RECOVERY_CODES: usize = 10;

/// Letters of a recovery code without its dashes: 128 bits in base 32.
pub const RECOVERY_LETTERS: usize = 26;

/// The second factor of one operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Grows by one with each commit.
    pub version: u64,
    /// The secret both sides compute codes from; sealed.
    pub sealed_secret: String,
    /// How far it is.
    pub state: FactorState,
}

/// How far a second factor is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum FactorState {
    /// The secret was shown; nothing asks for codes until one has proved that it was kept.
    Offered,
    /// Signing in asks for a code.
    On {
        /// Since when.
        since: UnixMs,
        /// The step of the newest code that was used: only later ones count.
        last_step: u64,
        /// SHA-256 of each recovery code that was not used yet, in hex.
        recovery_sha256: Vec<String>,
    },
}

/// What somebody typed as their second proof.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits.
    Code(String),
    /// A recovery code, in the form its digest is made of.
    Recovery(String),
}

impl Typed {
    /// What `text` is: spaces and dashes are for the eye. `None`: neither of the two.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .take(RECOVERY_LETTERS + 1)
            .collect();
        let is_base32 = |letter: char| letter.is_ascii_alphabetic() || ('2'..='7').contains(&letter);
        if plain.len() == CODE_DIGITS && plain.bytes().all(|digit| digit.is_ascii_digit()) {
            Some(Self::Code(plain))
        } else if plain.len() == RECOVERY_LETTERS && plain.chars().all(is_base32) {
            Some(Self::Recovery(plain.to_ascii_uppercase()))
        } else {
            None
        }
    }
}

/// The steps whose codes count now: the one that runs, and the one before for clocks that lag and people who type slowly.
#[must_use]
pub fn steps(now: UnixMs) -> [u64; 2] {
    let step = u64::try_from(now.0 / (STEP_S * SECOND_MS)).unwrap_or_default();
    [step, step.saturating_sub(1)]
}

impl SecondFactor {
    /// A new secret to be kept, in place of one that was offered before.
    ///
    /// # Errors
    /// [`Refusal::SecondFactorOn`]: it must be switched off first.
    pub fn offer(before: Option<&Self>, sealed_secret: String) -> Result<Self, Refusal> {
        match before {
            Some(before) if before.is_on() => Err(Refusal::SecondFactorOn),
            _ => Ok(Self {
                version: before.map_or(0, |before| before.version) + 1,
                sealed_secret,
                state: FactorState::Offered,
            }),
        }
    }

    /// Switches it on: a code of `step` has proved that the secret was kept.
    ///
    /// # Errors
    /// [`Refusal::SecondFactorOn`]: it is on already.
    pub fn confirm(&self, step: u64, recovery_sha256: Vec<String>, now: UnixMs) -> Result<Self, Refusal> {
        if self.is_on() {
            return Err(Refusal::SecondFactorOn);
        }
        Ok(self.next(FactorState::On {
            since: now,
            last_step: step,
            recovery_sha256,
        }))
    }

    /// Whether signing in asks for it.
    #[must_use]
    pub fn is_on(&self) -> bool {
        matches!(self.state, FactorState::On { .. })
    }

    /// Recovery codes that were not used yet.
    #[must_use]
    pub fn recovery_left(&self) -> usize {
        match &self.state {
            FactorState::Offered => 0,
            FactorState::On { recovery_sha256, .. } => recovery_sha256.len(),
        }
    }

    /// The step whose code was typed, of `codes` by step; none that was used before, nor an earlier one.
    #[must_use]
    pub fn step_of(&self, typed: &str, codes: &[(u64, String)]) -> Option<u64> {
        let used = match &self.state {
            FactorState::Offered => None,
            FactorState::On { last_step, .. } => Some(*last_step),
        };
        let mut fitting = codes.iter().filter(|(step, code)| Some(*step) > used && code == typed);
        fitting.next().map(|(step, _)| *step)
    }

    /// The factor after a code of `step` was used. `None`: it is not on.
    #[must_use]
    pub fn spend_step(&self, step: u64) -> Option<Self> {
        let mut state = self.state.clone();
        match &mut state {
            FactorState::Offered => None,
            FactorState::On { last_step, .. } => {
                *last_step = step;
                Some(self.next(state))
            }
        }
    }

    /// The factor after the recovery code with this digest was used. `None`: it is none of those left.
    #[must_use]
    pub fn spend_recovery(&self, sha256: &str) -> Option<Self> {
        let mut state = self.state.clone();
        match &mut state {
            FactorState::Offered => None,
            FactorState::On { recovery_sha256, .. } => {
                let at = recovery_sha256.iter().position(|known| known == sha256)?;
                recovery_sha256.remove(at);
                Some(self.next(state))
            }
        }
    }

    /// The factor with other recovery codes; those before are good no more. `None`: it is not on.
    #[must_use]
    pub fn renew_recovery(&self, sha256: Vec<String>) -> Option<Self> {
        let mut state = self.state.clone();
        match &mut state {
            FactorState::Offered => None,
            FactorState::On { recovery_sha256, .. } => {
                *recovery_sha256 = sha256;
                Some(self.next(state))
            }
        }
    }

    fn next(&self, state: FactorState) -> Self {
        Self {
            version: self.version + 1,
            sealed_secret: self.sealed_secret.clone(),
            state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::NOON;

    fn on() -> SecondFactor {
        let offered = SecondFactor::offer(None, "sealed".into()).expect("offered");
        let codes = vec!["one".to_owned(), "two".to_owned()];
        offered.confirm(steps(NOON)[0], codes, NOON).expect("confirmed")
    }

    fn codes(now: UnixMs) -> Vec<(u64, String)> {
        steps(now)
            .into_iter()
            .map(|step| (step, format!("{:06}", step % 1_000_000)))
            .collect()
    }

    #[test]
    fn a_code_is_good_once_and_no_earlier_one_after_it() {
        let (factor, later) = (on(), NOON.plus(STEP_S * SECOND_MS));
        let (now_codes, then_codes) = (codes(NOON), codes(later));
        assert_eq!(factor.step_of(&now_codes[0].1, &now_codes), None, "it switched it on");
        assert_eq!(factor.step_of(&now_codes[1].1, &now_codes), None, "an earlier one");

        let step = factor.step_of(&then_codes[0].1, &then_codes).expect("the next one");
        let after = factor.spend_step(step).expect("on");

        assert_eq!(after.step_of(&then_codes[0].1, &then_codes), None);
        let much_later = codes(later.plus(2 * STEP_S * SECOND_MS));
        assert_eq!(
            after.step_of(&much_later[1].1, &much_later),
            Some(much_later[1].0),
            "the previous step"
        );
        assert_eq!(after.step_of(&then_codes[0].1, &much_later), None, "too old");
    }

    #[test]
    fn a_recovery_code_is_good_once() {
        let after = on().spend_recovery("one").expect("known");

        assert_eq!((after.recovery_left(), after.version), (1, 3));
        assert!(after.spend_recovery("one").is_none());
        let renewed = after.renew_recovery(vec!["three".into()]).expect("on");
        assert!(renewed.spend_recovery("two").is_none() && renewed.spend_recovery("three").is_some());
    }

    #[test]
    fn what_is_on_is_not_offered_again_and_what_is_only_offered_proves_nothing() {
        assert_eq!(
            SecondFactor::offer(Some(&on()), "other".into()),
            Err(Refusal::SecondFactorOn)
        );
        let offered = SecondFactor::offer(None, "sealed".into()).expect("offered");
        let again = SecondFactor::offer(Some(&offered), "other".into()).expect("offered");

        assert_eq!((again.version, again.sealed_secret.as_str()), (2, "other"));
        assert!(again.spend_step(1).is_none() && again.spend_recovery("one").is_none());
    }

    #[test]
    fn spaces_and_dashes_are_for_the_eye() {
        let is_code = |text| matches!(Typed::read(text), Some(Typed::Code(code)) if code == "012345");
        assert!(is_code("012345") && is_code(" 012 345 ") && is_code("012-345"));
        let recovery = "abcde-fghij-klmno-pqrst-uvwx-yz";
        assert!(matches!(Typed::read(recovery), Some(Typed::Recovery(code)) if code == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
        let long = "1".repeat(1_000);
        for strange in [
            "",
            "01234",
            "0123456",
            "01234x",
            "ABCDEFGHIJKLMNOPQRSTUVWXY1",
            "٠١٢٣٤٥",
            &long,
        ] {
            assert!(Typed::read(strange).is_none(), "{strange}");
        }
    }
}
