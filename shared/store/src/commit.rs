//! One decision, one conditional write.

use domain::{Change, Chat, DAY_MS, IntentRow, Message, MessageWrite, UnixMs};
use serde_json::Value;

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    table::{Condition, Item, Unmet, Write, Written},
};

/// How long an intent id is remembered.
const INTENT_DAYS: i64 = 30;

/// What became of a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Committed {
    /// It stands: the chat as it is now.
    Stored(Box<Chat>),
    /// The chat or a message has changed since it was loaded: load and decide again.
    Stale,
    /// The message to insert is there already: nothing of the change was written.
    Duplicate(Option<Box<Message>>),
    /// The intent id is known already: nothing of the change was written.
    IntentKnown(Option<IntentRow>),
}

/// What each write of the transaction is, to read the answer by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Chat,
    Insert,
    Replace,
    Intent,
    Earlier,
}

impl Store {
    /// Writes a decision: one transaction, on condition that the chat has the version it was made on.
    ///
    /// An empty change writes nothing and is `Stored`.
    ///
    /// # Errors
    /// [`StoreError`]; after [`StoreError::Unavailable`] load and decide again: a change that was written after all is
    /// then found done.
    pub async fn commit(&self, change: &Change, now: UnixMs) -> Result<Committed, StoreError> {
        if change.is_empty() {
            return Ok(Committed::Stored(Box::new(change.chat.clone())));
        }
        let (parts, writes) = plan(change, now)?;
        match self.table.write(&writes).await? {
            Written::Done => Ok(Committed::Stored(Box::new(change.chat.clone()))),
            Written::Refused(unmet) => refused(&parts, unmet),
        }
    }
}

fn plan(change: &Change, now: UnixMs) -> Result<(Vec<Part>, Vec<Write>), StoreError> {
    let mut parts = vec![Part::Chat];
    let mut writes = vec![chat_write(change)?];
    for write in &change.messages {
        let item = row(&keys::message(&write.message().id), write.message())?;
        let (part, condition) = match write {
            MessageWrite::Insert(_) => (Part::Insert, Condition::Absent),
            MessageWrite::Replace { expected, fence, .. } => {
                let mut equal = vec![("version".to_owned(), (*expected).into())];
                equal.extend(fence.map(|fence| ("origin.delivery.fence".to_owned(), fence.into())));
                (Part::Replace, Condition::Equal(equal))
            }
        };
        parts.push(part);
        writes.push(Write::Put { item, condition });
    }
    if let Some(intent) = &change.intent {
        let mut item = row(&keys::intent(&change.chat.id, &intent.intent), intent)?;
        item.insert(keys::EXPIRES_S.into(), now.plus(INTENT_DAYS * DAY_MS).seconds().into());
        parts.push(Part::Intent);
        writes.push(Write::Put {
            item,
            condition: Condition::Absent,
        });
    }
    if let Some((message, earlier)) = &change.earlier {
        parts.push(Part::Earlier);
        let item = row(&keys::earlier_text(message, earlier.number), earlier)?;
        writes.push(Write::Put {
            item,
            condition: Condition::Always,
        });
    }
    Ok((parts, writes))
}

/// The chat's row: itself, its index places, and which messages this commit touched, for the stream to announce.
fn chat_write(change: &Change) -> Result<Write, StoreError> {
    let chat = &change.chat;
    let mut item = row(&keys::chat(&chat.id), chat)?;
    item.insert(keys::LISTS.pk.into(), keys::chat_list(chat.is_open()).into());
    item.insert(
        keys::LISTS.sk.into(),
        keys::chat_list_order(chat.activity, &chat.id).into(),
    );
    if let Some(due) = chat.outbox_due {
        item.insert(keys::DUE.pk.into(), keys::outbox(keys::due_shard(&chat.id)).into());
        item.insert(keys::DUE.sk.into(), keys::due_order(due, &chat.id).into());
    }
    let touched: Vec<Value> = change
        .messages
        .iter()
        .map(|write| write.message().id.to_string().into())
        .collect();
    if !touched.is_empty() {
        // References, not copies: a copy would double the cost of the write, and a read costs a tenth of it.
        item.insert(crate::records::TOUCHED.into(), touched.into());
    }
    let condition = match change.expected {
        0 => Condition::Absent,
        version => Condition::Equal(vec![("version".to_owned(), version.into())]),
    };
    Ok(Write::Put { item, condition })
}

/// A duplicate is told from mere contention even where both hold: the dedupe row decides, and it stays for ever.
fn refused(parts: &[Part], unmet: Vec<Unmet>) -> Result<Committed, StoreError> {
    let existing = |part: Part| {
        unmet
            .iter()
            .find(|unmet| !unmet.is_contention && parts.get(unmet.index) == Some(&part))
            .map(|unmet| unmet.existing.clone())
    };
    if let Some(found) = existing(Part::Intent) {
        return Ok(Committed::IntentKnown(found.map(read::<IntentRow>).transpose()?));
    }
    if let Some(found) = existing(Part::Insert) {
        let message = found.map(|item: Item| read::<Message>(item)).transpose()?;
        return Ok(Committed::Duplicate(message.map(Box::new)));
    }
    Ok(Committed::Stale)
}
