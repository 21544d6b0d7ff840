//! Two contacts who are one person: what is kept so that uniting them costs the same however much was said, and can be
//! undone.
//!
//! The right contact is pulled into the left one. Nothing that was said moves: messages stay under the address they came
//! by, notes and history under the contact they were written for. The right chat's row becomes a [`Pointer`] that keeps the
//! chat as it was; the right card's row stays as it is, and nobody writes it until the two are separated.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Card, Chat, ContactId, OperatorId, UnixMs};

/// What stands where a chat stood that was pulled into another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// Whose row this is.
    pub id: ContactId,
    /// One more than the versions of both chats were.
    pub version: u64,
    /// Where the talk goes on.
    pub united_into: ContactId,
    /// The chat as it was.
    pub before: Chat,
}

/// Which of two values is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The left contact's.
    #[default]
    Left,
    /// The right contact's.
    Right,
}

/// The fields of a card where two values exclude each other, each with the side to keep; absent: the left one, or the
/// right one where the left has none.
pub type Choices = BTreeMap<String, Side>;

/// One unite, as stored beside the left chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UniteRecord {
    /// The version of the left chat that the unite made: the record's name among those of this contact.
    pub version: u64,
    /// Who stayed.
    pub left: ContactId,
    /// Who was pulled in.
    pub right: ContactId,
    /// The shown name of who was pulled in.
    pub right_name: String,
    /// By whom.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
    /// The left chat as it was.
    pub left_chat: Chat,
    /// The left card as it was.
    pub left_card: Card,
    /// The left card as the unite made it.
    pub united_card: Card,
    /// Present once it was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Undone>,
}

/// By whom and when a unite was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Undone {
    /// By whom.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
}

impl Card {
    /// This card with what the card `right` knows: lists together, of single values the chosen one.
    #[must_use]
    pub fn united(&self, right: &Self, choices: &Choices) -> Self {
        let is_right = |field: &str, left_is_empty: bool| match choices.get(field) {
            Some(side) => *side == Side::Right,
            None => left_is_empty,
        };
        let text = |field: &str, left: &String, right: &String| {
            if is_right(field, left.is_empty()) {
                right.clone()
            } else {
                left.clone()
            }
        };
        let option = |field: &str, left: &Option<String>, right: &Option<String>| {
            if is_right(field, left.is_none()) {
                right.clone()
            } else {
                left.clone()
            }
        };
        let mut variables = self.variables.clone();
        for (name, value) in &right.variables {
            if is_right(&format!("variables.{name}"), !self.variables.contains_key(name)) {
                variables.insert(name.clone(), value.clone());
            }
        }
        let mut tags = self.tags.clone();
        tags.extend(right.tags.iter().filter(|tag| !self.has_tag(tag)).cloned());
        Self {
            id: self.id.clone(),
            version: self.version + 1,
            created: self.created.min(right.created),
            first_name: text("first_name", &self.first_name, &right.first_name),
            last_name: text("last_name", &self.last_name, &right.last_name),
            user_id: option("user_id", &self.user_id, &right.user_id),
            phones: together(&self.phones, &right.phones),
            emails: together(&self.emails, &right.emails),
            tags,
            variables,
            avatar: option("avatar", &self.avatar, &right.avatar),
        }
    }

    /// This card without what a unite added to it: `before` is the left card as it was, `united` what the unite made of
    /// it. What operators have changed since stays as they changed it.
    #[must_use]
    pub fn separated(&self, before: &Self, united: &Self) -> Self {
        let kept = |now: &[String], before: &[String], united: &[String]| -> Vec<String> {
            let is_added = |value: &&String| united.contains(value) && !before.contains(value);
            now.iter().filter(|value| !is_added(value)).cloned().collect()
        };
        let one = |now: &String, before: &String, united: &String| {
            if now == united { before.clone() } else { now.clone() }
        };
        let option = |now: &Option<String>, before: &Option<String>, united: &Option<String>| {
            if now == united { before.clone() } else { now.clone() }
        };
        let mut variables = self.variables.clone();
        for (name, value) in &united.variables {
            let known = before.variables.get(name);
            if known != Some(value) && self.variables.get(name) == Some(value) {
                match known {
                    Some(known) => variables.insert(name.clone(), known.clone()),
                    None => variables.remove(name),
                };
            }
        }
        Self {
            id: self.id.clone(),
            version: self.version + 1,
            created: before.created,
            first_name: one(&self.first_name, &before.first_name, &united.first_name),
            last_name: one(&self.last_name, &before.last_name, &united.last_name),
            user_id: option(&self.user_id, &before.user_id, &united.user_id),
            phones: kept(&self.phones, &before.phones, &united.phones),
            emails: kept(&self.emails, &before.emails, &united.emails),
            tags: kept(&self.tags, &before.tags, &united.tags),
            variables,
            avatar: option(&self.avatar, &before.avatar, &united.avatar),
        }
    }
}

fn together(left: &[String], right: &[String]) -> Vec<String> {
    let mut all = left.to_vec();
    all.extend(right.iter().filter(|value| !left.contains(value)).cloned());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        card::Variable,
        rules::samples::{NOON, open_chat},
    };

    fn card(first_name: &str, phones: &[&str], tags: &[&str]) -> Card {
        Card {
            version: 1,
            first_name: first_name.into(),
            phones: phones.iter().map(|&phone| phone.into()).collect(),
            tags: tags.iter().map(|&tag| tag.into()).collect(),
            ..Card::of(&open_chat(), NOON)
        }
    }

    fn text(value: &str) -> Variable {
        Variable::Text { value: value.into() }
    }

    #[test]
    fn lists_go_together_and_of_single_values_the_left_is_the_default() {
        let mut left = card("Anna", &["+1"], &["VIP"]);
        let mut right = card("Ann", &["+2", "+1"], &["vip", "late"]);
        right.user_id = Some("77".into());
        left.variables.insert("size".into(), text("M"));
        right.variables.insert("size".into(), text("L"));

        let by_default = left.united(&right, &Choices::new());
        let chosen = left.united(
            &right,
            &Choices::from([
                ("first_name".into(), Side::Right),
                ("variables.size".into(), Side::Right),
            ]),
        );

        assert_eq!(
            (by_default.first_name.as_str(), by_default.variables["size"].clone()),
            ("Anna", text("M"))
        );
        assert_eq!(
            (chosen.first_name.as_str(), chosen.variables["size"].clone()),
            ("Ann", text("L"))
        );
        assert_eq!(by_default.phones, ["+1", "+2"]);
        assert_eq!(by_default.tags, ["VIP", "late"]);
        assert_eq!(by_default.user_id.as_deref(), Some("77"), "the left had none");
    }

    #[test]
    fn separating_gives_the_card_back_and_keeps_later_changes() {
        let left = card("Anna", &["+1"], &[]);
        let right = card("Ann", &["+2"], &["late"]);
        let united = left.united(&right, &Choices::from([("first_name".into(), Side::Right)]));
        let mut now = united.clone();
        now.phones.push("+3".into());
        now.user_id = Some("9".into());

        let at_once = united.separated(&left, &united);
        let later = now.separated(&left, &united);

        assert_eq!(
            Card {
                version: left.version,
                ..at_once
            },
            left
        );
        assert_eq!(
            (later.first_name.as_str(), later.user_id.as_deref()),
            ("Anna", Some("9"))
        );
        assert_eq!(later.phones, ["+1", "+3"]);
    }
}
