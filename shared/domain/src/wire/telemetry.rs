//! How a browser fares: delays and faults, without a word of anybody's talk and without a name.
//!
//! Each field takes only letters a program chooses, so nothing an operator or a contact wrote fits in by mistake.

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Most faults in one telling; further ones of the same time are counted with those, or come with the next.
pub const CLIENT_FAULTS_MAX: usize = 20;

/// What the body of `POST /api/telemetry` tells of the time since the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// Which client: its script's name, at most 64 of `A-Z a-z 0-9 . _ - /`.
    pub release: String,
    /// From a key or click to the picture that shows it, as the slowest but one in fifty took, in milliseconds (INP).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub input_ms: Option<u32>,
    /// From the answer to something done here to the push that tells all browsers of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub lag: Option<Delays>,
    /// What went wrong in our own program, at most [`CLIENT_FAULTS_MAX`].
    #[serde(default)]
    pub faults: Vec<ClientFault>,
}

/// Some delays together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Delays {
    /// How many were measured.
    pub count: u32,
    /// The middle one, in milliseconds.
    pub median_ms: u32,
    /// The longest, in milliseconds.
    pub max_ms: u32,
}

/// A place in the client's program where something went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientFault {
    /// What the operator saw and can read out: at most 12 of `A-Z 0-9 -`, the same for the same place.
    pub code: String,
    /// The error's class: at most 40 letters.
    pub kind: String,
    /// Script, line and column: at most 120 of `A-Z a-z 0-9 . _ - / :`; empty where the browser did not say.
    pub place: String,
    /// How often.
    pub times: u32,
}

impl Telemetry {
    /// Whether it is what a client of ours tells.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] names the field.
    pub fn check(&self) -> Result<(), Refusal> {
        let name = |letter: char| letter.is_ascii_alphanumeric() || "._-/".contains(letter);
        let place = |letter: char| name(letter) || letter == ':';
        let code = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '-';
        let is_fault = |fault: &ClientFault| {
            is_of(&fault.code, 1..=12, code)
                && is_of(&fault.kind, 1..=40, |letter| letter.is_ascii_alphabetic())
                && is_of(&fault.place, 0..=120, place)
        };
        let wrong = if !is_of(&self.release, 1..=64, name) {
            "release"
        } else if self.faults.len() > CLIENT_FAULTS_MAX || !self.faults.iter().all(is_fault) {
            "faults"
        } else {
            return Ok(());
        };
        Err(Refusal::BadRequest {
            detail: format!("{wrong} is not what a client tells"),
        })
    }
}

/// Whether a text is as long as that and has only such letters.
fn is_of(text: &str, length: std::ops::RangeInclusive<usize>, is_letter: impl Fn(char) -> bool) -> bool {
    length.contains(&text.len()) && text.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Telemetry {
        Telemetry {
            release: "assets/index-Bx_3-9.js".into(),
            input_ms: Some(48),
            lag: None,
            faults: vec![ClientFault {
                code: "E-7K3P".into(),
                kind: "TypeError".into(),
                place: "assets/desk-1a.js:1:2345".into(),
                times: 2,
            }],
        }
    }

    #[test]
    fn delays_and_places_are_taken() {
        assert_eq!(told().check(), Ok(()));
        let unplaced = ClientFault {
            place: String::new(),
            ..told().faults.remove(0)
        };
        let faults = vec![unplaced; CLIENT_FAULTS_MAX];
        assert_eq!(Telemetry { faults, ..told() }.check(), Ok(()));
    }

    #[test]
    fn what_somebody_may_have_written_is_not() {
        type Spoil = fn(&mut Telemetry);
        let spoils: [Spoil; 6] = [
            |told| told.release = "Vera wrote hello".into(),
            |told| told.release = String::new(),
            |told| told.faults[0].code = "call me".into(),
            |told| told.faults[0].kind = "Cannot read +380501234567".into(),
            |told| told.faults[0].place = "said “hello”".into(),
            |told| told.faults = vec![told.faults[0].clone(); CLIENT_FAULTS_MAX + 1],
        ];
        for spoil in spoils {
            let mut spoilt = told();
            spoil(&mut spoilt);
            assert_eq!(spoilt.check().map_err(|no| no.code()), Err("bad_request"), "{spoilt:?}");
        }
    }
}
