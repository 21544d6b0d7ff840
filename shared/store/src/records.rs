//! What the table's stream says, as what happened.

use aws_lambda_events::event::dynamodb::EventRecord;
use domain::{
    Bell, Card, Channel, ChannelHealth, Chat, ContactId, Draft, Fetch, FunnelRun, MessageId, Note, Notifications,
    Operator, Pointer, Settings, ShopOrder, Spent, Suggestions, Tombstone, looking::Looking, typing::Typing,
};
use serde_json::Value;

use crate::{
    StoreError,
    codec::read,
    keys,
    table::{Item, key_of},
};

/// The chat row's attribute that names the messages its last commit touched.
pub const TOUCHED: &str = "touched";

/// One thing the stream told.
#[derive(Clone, Debug, PartialEq)]
pub enum Happened {
    /// A chat was committed.
    Chat {
        /// As it was then.
        chat: Box<Chat>,
        /// Messages the commit touched.
        touched: Vec<MessageId>,
    },
    /// A contact's card was committed.
    Card(Box<Card>),
    /// A note was committed.
    Note(Box<Note>),
    /// A contact's way through a funnel was committed.
    FunnelRun(Box<FunnelRun>),
    /// An order was committed.
    Order(Box<ShopOrder>),
    /// What a person spent was committed.
    Spent(Box<Spent>),
    /// Who may be the same person as a contact has changed.
    Suggestions(Box<Suggestions>),
    /// A contact must be compared with others.
    MustCompare(ContactId),
    /// A chat was pulled into another one.
    United(Box<Pointer>),
    /// A contact was erased, or the erase was finished.
    Erased(Box<Tombstone>),
    /// A channel was committed.
    Channel(Channel),
    /// A channel was looked at, or is to be.
    Health(Box<ChannelHealth>),
    /// An operator was committed.
    Operator(Box<Operator>),
    /// The settings were committed.
    Settings(Box<Settings>),
    /// An operator's notifications were committed.
    Notifications(Box<Notifications>),
    /// An operator's bell was committed.
    Bell(Box<Bell>),
    /// A file is to be fetched, was tried, or came.
    Fetch(Box<Fetch>),
    /// Somebody writes and has not sent yet.
    Typing(Typing),
    /// Somebody has a chat open, or has it no more.
    Looking(Looking),
    /// What an operator has begun to write was kept, or emptied.
    Draft(Box<Draft>),
    /// A session ended; the digest of its token.
    SessionEnded(String),
}

/// Reads one stream record; `None`: a row nobody is told of.
///
/// # Errors
/// [`StoreError::Corrupt`]: a row that does not read, which no retry will cure.
pub fn happened(record: &EventRecord) -> Result<Option<Happened>, StoreError> {
    let keys = key_of(&plain(record.change.keys.clone())?);
    // The table sweeps a session long after it ended; the minute's round says so sooner.
    if record.event_name == "REMOVE" {
        return Ok(keys::session_digest(&keys).map(|digest| Happened::SessionEnded(digest.to_owned())));
    }
    if let Some(digest) = keys::session_over_digest(&keys) {
        return Ok(Some(Happened::SessionEnded(digest.to_owned())));
    }
    let image = || plain(record.change.new_image.clone());
    if keys::is_chat(&keys) {
        return chat(image()?);
    }
    if let Some(contact) = keys::compared(&keys) {
        let is_due = record.change.new_image.get(keys::DUE.pk).is_some();
        return Ok(is_due.then_some(Happened::MustCompare(contact)));
    }
    let happened = if keys::is_channel(&keys) {
        Happened::Channel(read(image()?)?)
    } else if keys::is_operator(&keys) {
        Happened::Operator(read(image()?)?)
    } else if keys == keys::settings() {
        Happened::Settings(read(image()?)?)
    } else if keys::is_card(&keys) {
        Happened::Card(read(image()?)?)
    } else if keys::is_note(&keys) {
        Happened::Note(read(image()?)?)
    } else if keys::funnel_run_of(&keys).is_some() {
        Happened::FunnelRun(read(image()?)?)
    } else if keys::order_id(&keys).is_some() {
        Happened::Order(read(image()?)?)
    } else if keys::is_spent(&keys) {
        Happened::Spent(read(image()?)?)
    } else if keys::is_suggestions(&keys) {
        Happened::Suggestions(read(image()?)?)
    } else if keys::is_notifications(&keys) {
        Happened::Notifications(read(image()?)?)
    } else if keys::is_bell(&keys) {
        Happened::Bell(read(image()?)?)
    } else if keys::is_file(&keys) {
        Happened::Fetch(read(image()?)?)
    } else if keys::is_typing(&keys) {
        Happened::Typing(read(image()?)?)
    } else if keys::is_looking(&keys) {
        Happened::Looking(read(image()?)?)
    } else if keys::is_draft(&keys) {
        Happened::Draft(read(image()?)?)
    } else if keys::is_health(&keys) {
        Happened::Health(read(image()?)?)
    } else {
        return Ok(None);
    };
    Ok(Some(happened))
}

/// What the row at a chat's key says.
fn chat(mut item: Item) -> Result<Option<Happened>, StoreError> {
    if is_pointer(&item) {
        return Ok(Some(Happened::United(read(item)?)));
    }
    if is_mark(&item) {
        return Ok(None);
    }
    if is_tombstone(&item) {
        return Ok(Some(Happened::Erased(Box::new(read(item)?))));
    }
    let touched = match item.remove(TOUCHED) {
        Some(Value::Array(ids)) => ids.iter().filter_map(|id| id.as_str()?.parse().ok()).collect(),
        _ => Vec::new(),
    };
    Ok(Some(Happened::Chat {
        chat: Box::new(read(item)?),
        touched,
    }))
}

/// Whether the row of a chat's key says where the chat went.
#[must_use]
pub fn is_pointer(item: &Item) -> bool {
    item.contains_key("united_into")
}

/// Whether the row of a chat's key is no chat, but the mark of an address where an operator is told.
#[must_use]
pub fn is_mark(item: &Item) -> bool {
    item.contains_key("notifies") && !is_tombstone(item)
}

/// Whether the row of a chat's key says that its contact was erased.
#[must_use]
pub fn is_tombstone(item: &Item) -> bool {
    item.contains_key("contact")
}

fn plain(image: serde_dynamo::Item) -> Result<Item, StoreError> {
    serde_dynamo::from_item(image).map_err(|error| StoreError::Rejected(error.to_string()))
}
