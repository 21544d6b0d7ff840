//! Keys of what is known of a contact: the card, its history, notes, tags, search words, who is the same person and who not;
//! and of what stays of an erased one.

use domain::{ContactId, IntentId, Speaker, UnixMs, looking::Looking, typing::Typing};

use super::{CHAT, ROOT, due_order, of_chat};
use crate::table::Key;

const CARD: &str = "CARD";

/// A contact's card. It lies next to the chat's root, so that both are one read.
#[must_use]
pub fn card(contact: &ContactId) -> Key {
    Key::new(of_chat(contact), CARD)
}

const SUGGESTIONS: &str = "CARD_SUGGESTIONS";

/// Who may be the same person as a contact. It lies between card and chat, so that all three are one read.
#[must_use]
pub fn suggestions(contact: &ContactId) -> Key {
    Key::new(of_chat(contact), SUGGESTIONS)
}

/// Whether `key` is that of somebody's suggestions.
#[must_use]
pub fn is_suggestions(key: &Key) -> bool {
    key.sk == SUGGESTIONS && key.pk.starts_with("CHAT#")
}

const COMPARISON: &str = "COMPARISON";

/// That a contact must be compared with others, or was.
#[must_use]
pub fn comparison(contact: &ContactId) -> Key {
    Key::new(of_chat(contact), COMPARISON)
}

/// Whose comparison `key` is.
#[must_use]
pub fn compared(key: &Key) -> Option<ContactId> {
    let contact = key.pk.strip_prefix("CHAT#").filter(|_| key.sk == COMPARISON)?;
    contact.parse().ok()
}

/// The part of the `due` index with contacts who must be compared. One partition: few cards change at once.
pub const COMPARISONS: &str = "COMPARISONS";

/// A contact's place there.
#[must_use]
pub fn comparison_order(due: UnixMs, contact: &ContactId) -> String {
    due_order(due, contact)
}

/// The sort keys of a contact's card and chat, first and last; only the suggestions lie between.
pub const CARD_AND_CHAT: (&str, &str) = (CARD, CHAT);

/// Whether `key` is a card's.
#[must_use]
pub fn is_card(key: &Key) -> bool {
    key.sk == CARD && key.pk.starts_with("CHAT#")
}

/// What the sort keys of a card's history begin with.
pub const CARD_HISTORY: &str = "HIST#";

/// What the commit of `version` changed in a card.
#[must_use]
pub fn card_change(contact: &ContactId, version: u64) -> Key {
    Key::new(of_chat(contact), format!("{CARD_HISTORY}{version:012}"))
}

/// The part of the index of search words with those that begin like `text`, which has two letters at least.
#[must_use]
pub fn words(text: &str) -> String {
    format!("WORD#{}", text.chars().take(2).collect::<String>())
}

/// What the sort keys of those begin with who are found by exactly this.
#[must_use]
pub fn whole_word(text: &str) -> String {
    format!("{text}#")
}

/// A word a contact is found by.
#[must_use]
pub fn word(text: &str, contact: &ContactId) -> Key {
    Key::new(words(text), format!("{text}#{contact}"))
}

/// The partition of all tags ever used.
pub const TAGS: &str = "TAGS";

/// A tag that is known; `tag` in the form all its spellings have in common.
#[must_use]
pub fn tag(tag: &str) -> Key {
    Key::new(TAGS, tag)
}

/// The partition of contacts with a tag.
#[must_use]
pub fn tagged(tag: &str) -> String {
    format!("TAG#{tag}")
}

/// A contact with a tag.
#[must_use]
pub fn tagged_contact(tag: &str, contact: &ContactId) -> Key {
    Key::new(tagged(tag), contact.as_str())
}

/// What the sort keys of a contact's notes begin with.
pub const NOTES: &str = "NOTE#";

/// A note on a contact.
#[must_use]
pub fn note(contact: &ContactId, note: &IntentId) -> Key {
    Key::new(of_chat(contact), format!("{NOTES}{note}"))
}

/// Whether `key` is a note's.
#[must_use]
pub fn is_note(key: &Key) -> bool {
    key.sk.starts_with(NOTES) && key.pk.starts_with("CHAT#")
}

/// What the sort keys of a contact's orders begin with.
pub const ORDERS: &str = "ORDER#";

/// An order: by the time it was placed, then by what the business calls it.
#[must_use]
pub fn order(contact: &ContactId, placed: UnixMs, id: &str) -> Key {
    Key::new(of_chat(contact), format!("{ORDERS}{:013}#{id}", placed.0.max(0)))
}

/// Whether `key` is an order's; what the business calls it.
#[must_use]
pub fn order_id(key: &Key) -> Option<&str> {
    let (_, id) = key.sk.strip_prefix(ORDERS)?.split_once('#')?;
    key.pk.starts_with("CHAT#").then_some(id)
}

/// Where an order lies, by what the business calls it.
#[must_use]
pub fn order_place(id: &str) -> Key {
    Key::new(format!("ORDER#{id}"), ROOT)
}

/// The sort key of what a contact spent. It lies right behind the newest order, so that both are one read.
pub const SPENT: &str = "ORDERS";

/// What a contact spent.
#[must_use]
pub fn spent(contact: &ContactId) -> Key {
    Key::new(of_chat(contact), SPENT)
}

/// Whether `key` is that of what somebody spent.
#[must_use]
pub fn is_spent(key: &Key) -> bool {
    key.sk == SPENT && key.pk.starts_with("CHAT#")
}

const TYPING: &str = "TYPING#";

/// That somebody writes. It does not lie with the contact: a later row there would outlive an erase.
#[must_use]
pub fn typing(typing: &Typing) -> Key {
    let who = match &typing.by {
        Speaker::Contact => "CONTACT".to_owned(),
        Speaker::Operator { id } => format!("OPERATOR#{id}"),
        Speaker::Outside => "OUTSIDE".to_owned(),
    };
    Key::new(format!("{TYPING}{}", typing.chat), who)
}

/// Whether `key` is that of somebody who writes.
#[must_use]
pub fn is_typing(key: &Key) -> bool {
    key.pk.starts_with(TYPING)
}

const LOOKING: &str = "LOOKING#";

/// That an operator has a chat open. Apart from the contact for the same reason.
#[must_use]
pub fn looking(looking: &Looking) -> Key {
    Key::new(format!("{LOOKING}{}", looking.chat), looking.by.as_str())
}

/// Whether `key` is that of somebody who has a chat open.
#[must_use]
pub fn is_looking(key: &Key) -> bool {
    key.pk.starts_with(LOOKING)
}

/// When a messenger was last asked for the picture of a person, by whom they were first seen as.
#[must_use]
pub fn looked(person: &ContactId) -> Key {
    Key::new(of_chat(person), "LOOKED")
}

/// The picture of a person.
#[must_use]
pub fn portrait(person: &ContactId) -> Key {
    Key::new(of_chat(person), "PORTRAIT")
}

/// What the sort keys of a contact's unites begin with.
pub const UNITES: &str = "UNITED#";

/// A unite, by the version of the left chat it made.
#[must_use]
pub fn unite(left: &ContactId, version: u64) -> Key {
    Key::new(of_chat(left), format!("{UNITES}{version:012}"))
}

/// What the sort keys of those begin with who are known to be somebody else.
pub const NOT_SAME: &str = "NOTSAME#";

/// That `other` is not the same person as `contact`.
#[must_use]
pub fn not_same(contact: &ContactId, other: &ContactId) -> Key {
    Key::new(of_chat(contact), format!("{NOT_SAME}{other}"))
}

/// Who `key` says to be somebody else, if it says so.
#[must_use]
pub fn known_other(key: &Key) -> Option<ContactId> {
    key.sk.strip_prefix(NOT_SAME)?.parse().ok()
}

/// An export that was begun.
#[must_use]
pub fn export(id: &str) -> Key {
    Key::new(format!("EXPORT#{id}"), ROOT)
}

/// What a row that lies with a contact is, in a word.
#[must_use]
pub fn kind(key: &Key) -> String {
    let word = key.sk.split('#').next().unwrap_or_default();
    let kind = match word {
        "HIST" => "card_change",
        "GIVEN" => "explanation",
        "NOTSAME" => "not_same",
        "ORDERS" => "spent",
        "UNITED" => "unite",
        "FUNNEL" => "funnel_run",
        other => return other.to_lowercase(),
    };
    kind.to_owned()
}
