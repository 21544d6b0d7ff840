//! Variables on a card: a name and a typed value, made on the fly.

use super::{card_edit::line, card_tag::name};
use crate::{
    Card, Change, Chat, OperatorId, Refusal, UnixMs, Variable,
    card::{VARIABLE_CHARS_MAX, VARIABLE_NAME_CHARS_MAX, VARIABLES_MAX},
    rules::card_write,
};

/// Sets a variable; the same value again changes nothing.
///
/// # Errors
/// [`Refusal::BadRequest`], [`Refusal::BadValue`], [`Refusal::FieldTooLong`], [`Refusal::TooMany`].
pub fn card_set(
    chat: &Chat,
    card: &Card,
    (variable, value): (&str, &Variable),
    by: &OperatorId,
    now: UnixMs,
) -> Result<Change, Refusal> {
    let variable = name(variable, "variable", VARIABLE_NAME_CHARS_MAX)?;
    let mut after = card.clone();
    if after.variables.len() == VARIABLES_MAX && !after.variables.contains_key(&variable) {
        return Err(Refusal::TooMany {
            field: "variables",
            max: VARIABLES_MAX,
        });
    }
    after.variables.insert(variable, checked(value)?);
    let mut change = Change::none(chat);
    card_write(&mut change, chat, card, after, Some(by), now)?;
    Ok(change)
}

/// Removes a variable; one that is not there changes nothing.
///
/// # Errors
/// [`Refusal::BadRequest`], [`Refusal::FieldTooLong`].
pub fn card_clear(chat: &Chat, card: &Card, variable: &str, by: &OperatorId, now: UnixMs) -> Result<Change, Refusal> {
    let variable = name(variable, "variable", VARIABLE_NAME_CHARS_MAX)?;
    let mut after = card.clone();
    after.variables.remove(&variable);
    let mut change = Change::none(chat);
    card_write(&mut change, chat, card, after, Some(by), now)?;
    Ok(change)
}

/// The value in the one form it is kept in.
pub(super) fn checked(value: &Variable) -> Result<Variable, Refusal> {
    match value {
        Variable::Text { value } => {
            let value = line(value, "value", VARIABLE_CHARS_MAX)?;
            Ok(Variable::Text { value })
        }
        Variable::Number { value } => {
            let value = number_of(value).ok_or(Refusal::BadValue)?;
            Ok(Variable::Number { value })
        }
        Variable::Date { value: day } if is_day(day) => Ok(value.clone()),
        Variable::Date { .. } => Err(Refusal::BadValue),
        Variable::YesNo { .. } => Ok(value.clone()),
    }
}

/// A number the table can hold and give back as it was; a whole one without a fraction.
fn number_of(number: &serde_json::Number) -> Option<serde_json::Number> {
    const LARGEST: f64 = 1e15;
    const SMALLEST: f64 = 1e-9;
    let value = number.as_f64()?;
    let is_kept = value.abs() <= LARGEST && (value == 0.0 || value.abs() >= SMALLEST);
    if !is_kept {
        return None;
    }
    if value.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and far below 2^63")]
        return Some((value as i64).into());
    }
    serde_json::Number::from_f64(value)
}

/// Whether `text` is a day that exists, as `2026-11-22`.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let digits = |part: &str, wanted| part.len() == wanted && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return false;
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or_default();
    let (year, month, day) = (number(year), number(month), number(day));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        card_meet,
        samples::{NOON, anna, open_chat},
    };

    fn set(value: &Variable) -> Result<Variable, Refusal> {
        let chat = open_chat();
        let card = Card::of(&chat, NOON);
        let change = card_set(&chat, &card, ("Birthday", value), &anna(), NOON)?;
        Ok(change.cards[0].card.variables["Birthday"].clone())
    }

    fn number(value: f64) -> Variable {
        let value = serde_json::Number::from_f64(value).expect("finite");
        Variable::Number { value }
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        let day = |day: &str| Variable::Date { value: day.into() };

        for real in ["2024-02-29", "2026-12-31"] {
            assert_eq!(set(&day(real)), Ok(day(real)));
        }
        for unreal in [
            "2026-02-29",
            "2026-13-01",
            "2026-04-31",
            "2026-1-1",
            "26-01-01",
            "",
            "2026-01-00",
            "+026-01-01",
        ] {
            assert_eq!(set(&day(unreal)), Err(Refusal::BadValue), "{unreal}");
        }
    }

    #[test]
    fn numbers_are_kept_as_the_table_gives_them_back() {
        assert_eq!(set(&number(2.0)), Ok(Variable::Number { value: 2.into() }));
        assert_eq!(set(&number(-0.5)), Ok(number(-0.5)));
        for strange in [1e300, 1e-200, -1e16] {
            assert_eq!(set(&number(strange)), Err(Refusal::BadValue), "{strange}");
        }
    }

    #[test]
    fn one_variable_too_many_is_refused_and_a_known_one_still_changes() {
        let chat = open_chat();
        let mut card = card_meet(&chat, NOON).card;
        for at in 0..VARIABLES_MAX {
            card.variables.insert(format!("v{at}"), Variable::YesNo { value: true });
        }
        let no = Variable::YesNo { value: false };
        let set = |name| card_set(&chat, &card, (name, &no), &anna(), NOON);

        let max = VARIABLES_MAX;
        assert_eq!(
            set("new").err(),
            Some(Refusal::TooMany {
                field: "variables",
                max
            })
        );
        assert!(set("v1").is_ok_and(|change| change.cards.len() == 1));
        assert!(card_clear(&chat, &card, "new", &anna(), NOON).is_ok_and(|change| change.is_empty()));
    }
}
