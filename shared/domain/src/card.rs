//! The contact's card: what the desk knows about a person besides what was said.
//!
//! The chat is the root of the talk, the card the root of the person; each has its own version. The search words are
//! kept by the card's version: whoever changes what a contact is found by writes the card too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::{AuditEntry, Chat, ContactId, OperatorId, Suggestions, UnixMs};

/// Longest first or last name, in characters; messengers allow as many.
pub const NAME_CHARS_MAX: usize = 64;

/// Most phones of one contact.
pub const PHONES_MAX: usize = 10;

/// Most e-mail addresses of one contact.
pub const EMAILS_MAX: usize = 10;

/// Longest e-mail address, in characters: what mail servers take.
pub const EMAIL_CHARS_MAX: usize = 254;

/// Longest id the business itself gave the contact, in characters.
pub const USER_ID_CHARS_MAX: usize = 64;

/// Most tags of one contact.
pub const TAGS_MAX: usize = 50;

/// Longest tag, in characters.
pub const TAG_CHARS_MAX: usize = 40;

/// Most variables of one contact.
pub const VARIABLES_MAX: usize = 50;

/// Longest name of a variable, in characters.
pub const VARIABLE_NAME_CHARS_MAX: usize = 40;

/// Longest text of a variable, in characters.
pub const VARIABLE_CHARS_MAX: usize = 200;

/// Largest card, in bytes as JSON: it travels in a frame and is read with the chat in one go.
pub const CARD_BYTES_MAX: usize = 12 * 1024;

/// What the desk knows about a contact. Every field can be united with another card's by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Card {
    /// Whose.
    pub id: ContactId,
    /// Grows by one with each commit.
    pub version: u64,
    /// When the contact was first met.
    pub created: UnixMs,
    /// As the messenger gave it, until an operator sets it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<String>", optional))]
    pub first_name: String,
    /// The same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<String>", optional))]
    pub last_name: String,
    /// What the business itself calls this person: a number in its shop, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub user_id: Option<String>,
    /// In E.164 form, `+79161234567`; at most [`PHONES_MAX`], the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<String>>", optional))]
    pub phones: Vec<String>,
    /// Lower-case; at most [`EMAILS_MAX`], the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<String>>", optional))]
    pub emails: Vec<String>,
    /// As first written, in the order they were put on; at most [`TAGS_MAX`], none twice in any case of letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<String>>", optional))]
    pub tags: Vec<String>,
    /// By name; at most [`VARIABLES_MAX`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<BTreeMap<String, Variable>>", optional))]
    pub variables: BTreeMap<String, Variable>,
    /// The picture, as `GET /api/pictures/{avatar}` names it, if there is one: see [`Chat::avatar`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub avatar: Option<String>,
}

/// A typed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Variable {
    /// Letters.
    Text {
        /// At most [`VARIABLE_CHARS_MAX`] characters.
        value: String,
    },
    /// A number.
    Number {
        /// Between -10^15 and 10^15, not nearer to zero than 10^-9 unless zero.
        #[cfg_attr(feature = "schema", ts(type = "number"), schema(value_type = f64))]
        value: Number,
    },
    /// A day.
    Date {
        /// As `2026-11-22`.
        value: String,
    },
    /// Yes or no.
    YesNo {
        /// Which.
        value: bool,
    },
}

/// A contact as a whole: the card and the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Contact {
    /// The person.
    pub card: Card,
    /// The talk, with the contact's addresses.
    pub chat: Chat,
    /// Who may be the same person; absent: nobody was ever found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub suggestions: Option<Suggestions>,
}

/// One commit of a card as its history shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct CardChange {
    /// Whose card, where the history is of several; absent in the row, which lies under its contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub contact: Option<ContactId>,
    /// The card's version afterwards.
    pub version: u64,
    /// When.
    pub at: UnixMs,
    /// Who; absent: the contact, by changing their name in the messenger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub by: Option<OperatorId>,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// What became of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FieldChange {
    /// `first_name`, `last_name`, `user_id`, `phones`, `emails`, `avatar`, `tags`, `funnels`, or `variables.` and a name.
    pub field: String,
    /// Before; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "unknown", optional))]
    pub from: Option<Value>,
    /// After; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "unknown", optional))]
    pub to: Option<Value>,
}

/// How a card is written, with all that follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardWrite {
    /// The version the decision was made on; 0: there was no card.
    pub expected: u64,
    /// The card afterwards.
    pub card: Card,
    /// The entry of its history; none for the first card.
    pub history: Option<CardChange>,
    /// Words the contact is found by from now on.
    pub words_added: Vec<String>,
    /// Words the contact is no longer found by.
    pub words_removed: Vec<String>,
    /// Tags put on.
    pub tags_added: Vec<String>,
    /// Tags taken off.
    pub tags_removed: Vec<String>,
}

impl Card {
    /// The card of a contact who has just been met, or who was met before there were cards: what the messenger says.
    #[must_use]
    pub fn of(chat: &Chat, now: UnixMs) -> Self {
        let (first_name, last_name) = split_name(&chat.name);
        Self {
            id: chat.id.clone(),
            version: 0,
            created: now,
            first_name,
            last_name,
            user_id: None,
            phones: Vec::new(),
            emails: Vec::new(),
            tags: Vec::new(),
            variables: BTreeMap::new(),
            avatar: None,
        }
    }

    /// First and last name as one; empty if there is neither.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }

    /// Whether the card has `tag`, in any case of letters.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|known| tag_key(known) == tag_key(tag))
    }

    /// What differs from `before`, field by field.
    #[must_use]
    pub fn changes_from(&self, before: &Self) -> Vec<FieldChange> {
        let mut changes = Vec::new();
        let mut note = |field: String, from: Option<Value>, to: Option<Value>| {
            if from != to {
                changes.push(FieldChange { field, from, to });
            }
        };
        let text = |text: &str| (!text.is_empty()).then(|| Value::from(text));
        let list = |list: &[String]| (!list.is_empty()).then(|| Value::from(list));
        note("first_name".into(), text(&before.first_name), text(&self.first_name));
        note("last_name".into(), text(&before.last_name), text(&self.last_name));
        note(
            "user_id".into(),
            before.user_id.clone().map(Value::from),
            self.user_id.clone().map(Value::from),
        );
        note("phones".into(), list(&before.phones), list(&self.phones));
        note("emails".into(), list(&before.emails), list(&self.emails));
        note(
            "avatar".into(),
            before.avatar.clone().map(Value::from),
            self.avatar.clone().map(Value::from),
        );
        for tag in before.tags.iter().filter(|tag| !self.has_tag(tag)) {
            note("tags".into(), Some(tag.as_str().into()), None);
        }
        for tag in self.tags.iter().filter(|tag| !before.has_tag(tag)) {
            note("tags".into(), None, Some(tag.as_str().into()));
        }
        let names = before.variables.keys().chain(
            self.variables
                .keys()
                .filter(|name| !before.variables.contains_key(*name)),
        );
        for name in names {
            let value = |card: &Self| {
                card.variables
                    .get(name)
                    .and_then(|value| serde_json::to_value(value).ok())
            };
            note(format!("variables.{name}"), value(before), value(self));
        }
        changes
    }

    /// What must hold of every card; the first breach in words.
    ///
    /// # Errors
    /// The sentence names the broken invariant.
    pub fn check(&self) -> Result<(), String> {
        let breaches = [
            (self.version == 0, "a stored card has a version"),
            (self.phones.len() > PHONES_MAX, "too many phones"),
            (self.emails.len() > EMAILS_MAX, "too many addresses"),
            (self.tags.len() > TAGS_MAX, "too many tags"),
            (self.variables.len() > VARIABLES_MAX, "too many variables"),
            (
                self.phones.iter().any(|phone| !phone.starts_with('+')),
                "a phone is in E.164 form",
            ),
        ];
        match breaches.iter().find(|(broken, _)| *broken) {
            Some((_, words)) => Err(format!("{}: {words}", self.id)),
            None => Ok(()),
        }
    }
}

impl CardWrite {
    /// Whether others may look like this contact from now on who did not before, or no longer do.
    #[must_use]
    pub fn changes_likeness(&self) -> bool {
        match &self.history {
            Some(history) => {
                (history.changes.iter()).any(|change| matches!(change.field.as_str(), "phones" | "emails"))
            }
            None => self.expected == 0 && !(self.card.phones.is_empty() && self.card.emails.is_empty()),
        }
    }

    /// The entry of the audit log: which fields, by whom; not what was in them, which the card's own history knows and an
    /// erased person takes along.
    #[must_use]
    pub fn audit(&self, by: &OperatorId, now: UnixMs) -> AuditEntry {
        let fields: Vec<&str> = self
            .history
            .iter()
            .flat_map(|history| &history.changes)
            .map(|change| change.field.split('.').next().unwrap_or_default())
            .collect();
        let subject = format!("contact/{}", self.card.id);
        AuditEntry::new(now, Some(by), "card_changed", subject, self.card.version).with(&(), &fields)
    }
}

/// A messenger's one name as first and last: the first word, and the rest. Each no longer than a name may be.
#[must_use]
pub fn split_name(name: &str) -> (String, String) {
    let name = name.trim();
    let (first, last) = name.split_once(char::is_whitespace).unwrap_or((name, ""));
    let kept = |text: &str| text.trim().chars().take(NAME_CHARS_MAX).collect();
    (kept(first), kept(last))
}

/// What two spellings of one tag have in common.
#[must_use]
pub fn tag_key(tag: &str) -> String {
    tag.to_lowercase()
}
