//! Phone numbers: one form for all, E.164.
//!
//! Whether a country has given out a number is not for us to say: its plan may be newer than our copy. A number is taken
//! if its country is known and its length is possible there.

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber};

use crate::Refusal;

/// Longest number looked at, in characters, however it is written.
const WRITTEN_CHARS_MAX: usize = 40;

/// A number as people write it, in E.164 form: `+79161234567`. It must begin with `+` or `00`: the desk does not guess a
/// country.
///
/// # Errors
/// [`Refusal::PhoneWithoutCountry`], [`Refusal::BadPhone`].
pub fn parse(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > WRITTEN_CHARS_MAX {
        return Err(Refusal::BadPhone);
    }
    let international = match text.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => text.to_owned(),
    };
    let is_bare = !international.starts_with('+') && international.chars().any(|letter| letter.is_ascii_digit());
    if is_bare {
        return Err(Refusal::PhoneWithoutCountry);
    }
    let number = number(&international).map_err(|_| Refusal::BadPhone)?;
    let length = PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number);
    if number.extension.is_some() || length != Ok(NumberLengthType::IsPossible) {
        return Err(Refusal::BadPhone);
    }
    Ok(number.to_string())
}

/// The digits of a number in E.164 form as they are dialled inside its country, without a trunk prefix.
#[must_use]
pub fn national(e164: &str) -> String {
    match number(e164) {
        Ok(number) => number.get_national_significant_number(),
        Err(_) => e164.trim_start_matches('+').to_owned(),
    }
}

fn number(text: &str) -> Result<PhoneNumber, ParseError> {
    PHONE_NUMBER_UTIL.parse(text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_number_is_one_number() {
        for written in [
            "+7 916 123-45-67",
            "0079161234567",
            " +7(916)1234567 ",
            "+7.916.123.45.67",
        ] {
            assert_eq!(parse(written).as_deref(), Ok("+79161234567"), "{written}");
        }
        assert_eq!(parse("+380 (44) 123-45-67").as_deref(), Ok("+380441234567"));
        assert_eq!(national("+380441234567"), "441234567");
    }

    #[test]
    fn a_number_without_its_country_is_not_guessed_at() {
        for bare in ["8 916 123-45-67", "044 123 45 67", "9161234567"] {
            assert_eq!(parse(bare), Err(Refusal::PhoneWithoutCountry), "{bare}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_no_number() {
        let long = format!("+7{}", "1".repeat(60));
        for strange in [
            "",
            "+",
            "hello",
            "+999 123456",
            "+7 916 12",
            "+1 555 0100",
            "+44 20 7946 0958 ext. 12",
            &long,
        ] {
            assert_eq!(parse(strange), Err(Refusal::BadPhone), "{strange}");
        }
    }
}
