//! One decision, one conditional write.

use domain::{
    CardWrite, Change, Chat, ContactId, DAY_MS, Delivery, EpisodeWrite, FetchWrite, IntentRow, Message, MessageWrite,
    Partner, Place, UnixMs, card::tag_key,
};
use serde_json::Value;

use crate::{
    Store, StoreError,
    codec::{read, row},
    files::{fetch_write, upload_taken},
    funnels::run_write,
    held, keys,
    operators::interval_write,
    reports::episode_item,
    table::{Condition, Item, Key, Unmet, Write, Written},
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
    Operator,
    Card,
    Partner,
    /// Rows nobody reads the answer of.
    Other,
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
        let plan = plan(change, now)?;
        match self.table.write(&plan.writes).await? {
            Written::Done => Ok(Committed::Stored(Box::new(change.chat.clone()))),
            Written::Refused(unmet) => refused(&plan.parts, unmet),
        }
    }
}

/// The writes of a decision, each with what it is.
#[derive(Default)]
pub(crate) struct Plan {
    parts: Vec<Part>,
    pub(crate) writes: Vec<Write>,
}

impl Plan {
    /// Something that goes along; where its condition fails, the change is [`Committed::Stale`].
    pub(crate) fn along(&mut self, write: Write) {
        self.add(Part::Other, write);
    }

    fn add(&mut self, part: Part, write: Write) {
        self.parts.push(part);
        self.writes.push(write);
    }

    fn put(&mut self, part: Part, item: Item, condition: Condition) {
        self.add(part, Write::Put { item, condition });
    }
}

pub(crate) fn plan(change: &Change, now: UnixMs) -> Result<Plan, StoreError> {
    let mut plan = Plan::default();
    if change.writes_chat() {
        plan.add(Part::Chat, chat_write(change)?);
    }
    for write in &change.messages {
        let item = row(&keys::message(&write.message().id), write.message())?;
        let (part, condition) = match write {
            MessageWrite::Insert(_) => (Part::Insert, Condition::Absent),
            MessageWrite::Replace { before, .. } => (Part::Replace, as_read(before)?),
        };
        plan.put(part, item, condition);
    }
    for write in &change.fetches {
        let is_known = matches!(write, FetchWrite::Replace(_));
        // A known one that somebody else has tried since: the chat is not what must be looked at again.
        plan.add(if is_known { Part::Replace } else { Part::Other }, fetch_write(write)?);
    }
    for upload in &change.uploads {
        plan.add(Part::Other, upload_taken(upload));
    }
    if let Some(intent) = &change.intent {
        let asked = change.asked.as_ref().unwrap_or(&change.chat.id);
        let mut item = row(&keys::intent(asked, &intent.intent), intent)?;
        item.insert(keys::EXPIRES_S.into(), now.plus(INTENT_DAYS * DAY_MS).seconds().into());
        plan.put(Part::Intent, item, Condition::Absent);
    }
    if let Some((message, earlier)) = &change.earlier {
        let item = row(&keys::earlier_text(message, earlier.number), earlier)?;
        plan.put(Part::Other, item, Condition::Always);
    }
    for operator in &change.operators {
        let item = row(&keys::operator(&operator.id), operator)?;
        plan.put(Part::Operator, item, before(operator.version));
    }
    for interval in &change.intervals {
        plan.add(Part::Other, interval_write(interval)?);
    }
    for write in &change.cards {
        card(write, &mut plan)?;
        if write.expected == 0 && !change.writes_chat() {
            // A first card has no version to ask for: it must not come back after an erase took the card away.
            plan.add(Part::Other, is_known(&write.card.id));
        }
    }
    unite(change, &mut plan)?;
    for (contact, occasion) in change.compared() {
        let item = crate::suggestions::comparison_item(&contact, &occasion, now)?;
        plan.put(Part::Other, item, Condition::Always);
    }
    accounts(change, &mut plan)?;
    for hold in &change.holds {
        held::add(hold, &change.chat, now, &mut plan)?;
    }
    Ok(plan)
}

/// A card with what it is found by. The condition on its version guards all of it: only who wrote the card before knows
/// which words and tags to take away.
fn card(write: &CardWrite, plan: &mut Plan) -> Result<(), StoreError> {
    let id = &write.card.id;
    plan.put(
        Part::Card,
        row(&keys::card(id), &write.card)?,
        before(write.card.version),
    );
    if let Some(history) = &write.history {
        let item = row(&keys::card_change(id, history.version), history)?;
        plan.put(Part::Other, item, Condition::Always);
    }
    let bare = |key: &Key| row(key, &serde_json::json!({}));
    let remove = |key| Write::Delete {
        key,
        condition: Condition::Always,
    };
    for word in &write.words_added {
        plan.put(Part::Other, bare(&keys::word(word, id))?, Condition::Always);
    }
    for word in &write.words_removed {
        plan.add(Part::Other, remove(keys::word(word, id)));
    }
    for tag in &write.tags_added {
        plan.put(
            Part::Other,
            bare(&keys::tagged_contact(&tag_key(tag), id))?,
            Condition::Always,
        );
    }
    for tag in &write.tags_removed {
        plan.add(Part::Other, remove(keys::tagged_contact(&tag_key(tag), id)));
    }
    Ok(())
}

/// The other chat of a unite or its undoing, the pointers that lead elsewhere, and the record.
fn unite(change: &Change, plan: &mut Plan) -> Result<(), StoreError> {
    let at = |version: u64| Condition::Equal(vec![("version".to_owned(), version.into())]);
    match &change.partner {
        Some(Partner::Pointer(pointer)) => {
            let item = row(&keys::chat(&pointer.id), pointer)?;
            plan.put(Part::Partner, item, at(pointer.before.version));
        }
        Some(Partner::Chat { expected, chat }) => plan.put(Part::Partner, chat_item(chat)?, at(*expected)),
        None => {}
    }
    for pointer in &change.repoints {
        let item = row(&keys::chat(&pointer.id), pointer)?;
        plan.put(Part::Partner, item, before(pointer.version));
    }
    if let Some(record) = &change.unite {
        let item = row(&keys::unite(&record.left, record.version), record)?;
        // Marked as undone once: of two who undo at once one wins by the chat's version already.
        plan.put(Part::Partner, item, Condition::Always);
    }
    Ok(())
}

/// What is kept for reports, explanations and the audit. Keys are made of the commit, so a repetition changes nothing.
fn accounts(change: &Change, plan: &mut Plan) -> Result<(), StoreError> {
    let chat = &change.chat;
    match &change.episode {
        Some(EpisodeWrite::Store(episode)) => {
            let key = keys::episode(&chat.id, episode.figures.opened);
            let item = episode_item(&key, episode, chat.id.as_str())?;
            plan.put(Part::Other, item, Condition::Always);
        }
        Some(EpisodeWrite::TakeBack(opened)) => plan.add(
            Part::Other,
            Write::Delete {
                key: keys::episode(&chat.id, *opened),
                condition: Condition::Always,
            },
        ),
        None => {}
    }
    for run in &change.runs {
        plan.add(Part::Other, run_write(run)?);
    }
    if let Some(explanation) = &change.explanation {
        let item = row(&keys::explanation(&chat.id, chat.version), explanation)?;
        plan.put(Part::Other, item, Condition::Always);
    }
    if let Some(audit) = &change.audit {
        plan.put(Part::Other, row(&keys::audit(audit), audit)?, Condition::Always);
    }
    Ok(())
}

/// A write that goes with others only while there is such a contact: a tombstone has no `id`.
pub(crate) fn is_known(contact: &ContactId) -> Write {
    let id = ("id".to_owned(), contact.as_str().into());
    Write::Check {
        key: keys::chat(contact),
        condition: Condition::Equal(vec![id]),
    }
}

/// That a message's row is as it was read. Its version tells of every commit, but not of a courier that took it since: what
/// one may take is compared as a whole, and with it the fencing token of who reports.
pub(crate) fn as_read(message: &Message) -> Result<Condition, StoreError> {
    let mut equal = vec![("version".to_owned(), message.version.into())];
    if message.delivery().is_some_and(Delivery::is_pending) {
        equal.push(("origin".to_owned(), json(&message.origin)?));
    }
    if let Some(revision) = &message.revision {
        equal.push(("revision".to_owned(), json(revision)?));
    }
    Ok(Condition::Equal(equal))
}

fn json(value: impl serde::Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(|error| StoreError::Rejected(error.to_string()))
}

/// What must stand where a row with `version` shall be written.
pub(crate) fn before(version: u64) -> Condition {
    match version {
        0 | 1 => Condition::Absent,
        version => Condition::Equal(vec![("version".to_owned(), (version - 1).into())]),
    }
}

/// What must stand where something gives way: this very thing, and not a chat, which has a version too.
pub(crate) fn in_place_of(place: &Place) -> Condition {
    let other = match place {
        Place::Mark(mark) => ("notifies".to_owned(), mark.notifies.as_str().into()),
        Place::Tombstone(tombstone) => ("contact".to_owned(), tombstone.contact.as_str().into()),
    };
    Condition::Equal(vec![("version".to_owned(), place.version().into()), other])
}

/// A chat's row: itself and its places in the indexes.
fn chat_item(chat: &Chat) -> Result<Item, StoreError> {
    let mut item = row(&keys::chat(&chat.id), chat)?;
    let mut place = |name: &str, value: String| item.insert(name.to_owned(), value.into());
    place(
        keys::LISTS.pk,
        keys::chat_list(chat.is_open(), chat.unread() > 0).to_owned(),
    );
    place(keys::LISTS.sk, keys::chat_list_order(chat.activity, &chat.id));
    if let Some(holder) = chat.holder() {
        place(keys::OWNED.pk, keys::owned(holder, chat.is_open()));
    }
    if let Some((since, is_returned)) = chat.waiting() {
        place(keys::WAITING.pk, keys::QUEUE.to_owned());
        place(keys::WAITING.sk, keys::waiting_order(since, is_returned, &chat.id));
    }
    if let Some(due) = chat.due() {
        item.insert(keys::DUE.pk.into(), keys::outbox(keys::due_shard(&chat.id)).into());
        item.insert(keys::DUE.sk.into(), keys::due_order(due, &chat.id).into());
    }
    Ok(item)
}

/// The chat's row with which messages this commit touched, for the stream to announce.
fn chat_write(change: &Change) -> Result<Write, StoreError> {
    let mut item = chat_item(&change.chat)?;
    let touched: Vec<Value> = change
        .messages
        .iter()
        .map(|write| write.message().id.to_string().into())
        .collect();
    if !touched.is_empty() {
        // References, not copies: a copy would double the cost of the write, and a read costs a tenth of it.
        item.insert(crate::records::TOUCHED.into(), touched.into());
    }
    let condition = match (change.expected, &change.instead_of) {
        (_, Some(place)) => in_place_of(place),
        (0, None) => Condition::Absent,
        (version, None) => Condition::Equal(vec![("version".to_owned(), version.into())]),
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
