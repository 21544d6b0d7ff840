//! Reading contacts: cards, their history, tags.

use std::collections::{BTreeMap, VecDeque};

use domain::{Card, CardChange, Chat, Contact, ContactId, Pointer, UnixMs, card::tag_key};
use futures_util::future::try_join_all;
use serde_json::Value;

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    table::{Condition, Consistency, Item, PK, Query, SK, Span, Write},
};

/// Changes of a card on one page of its history.
pub const CHANGES_PER_PAGE_MAX: usize = 50;

/// Tags on one page.
pub const TAGS_PER_PAGE_MAX: usize = 200;

/// Contacts on one page of a tag.
pub const TAGGED_PER_PAGE_MAX: usize = 50;

/// A page of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// In the order of the question.
    pub rows: Vec<T>,
    /// Where it ended; present if there may be more.
    pub next: Option<String>,
}

/// A version per card.
pub type CardPlaces = BTreeMap<ContactId, u64>;

/// A stretch of what became of several cards.
#[derive(Clone, Debug, PartialEq)]
pub struct CardChanges {
    /// Newest first.
    pub changes: Vec<CardChange>,
    /// Where to go on; `None`: there is nothing older.
    pub before: Option<CardPlaces>,
}

impl Store {
    /// A contact: card, chat, suggestions. Access pattern A60. Strongly consistent.
    ///
    /// A chat from before there were cards is found with the card its messenger would give it, version 0. One read unit
    /// unless the card is large.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn contact(&self, id: &ContactId, now: UnixMs) -> Result<Option<Contact>, StoreError> {
        self.contact_as(id, Consistency::Strong, now).await
    }

    /// Follows a contact who was pulled into another one to that one.
    async fn contact_as(
        &self,
        id: &ContactId,
        consistency: Consistency,
        now: UnixMs,
    ) -> Result<Option<Contact>, StoreError> {
        let mut at = id.clone();
        for _ in 0..crate::chats::POINTER_STEPS_MAX {
            let mut query = Query::partition(keys::of_chat(&at), 3);
            let (card, chat) = keys::CARD_AND_CHAT;
            query.span = Span::Between(card.to_owned(), chat.to_owned());
            query.consistency = consistency;
            let (mut card, mut suggestions, mut chat) = (None, None, None);
            for item in self.table.query(&query).await?.items {
                let key = crate::table::key_of(&item);
                if keys::is_card(&key) {
                    card = Some(item);
                } else if keys::is_suggestions(&key) {
                    suggestions = Some(item);
                } else {
                    chat = Some(item);
                }
            }
            let Some(chat) = chat else { return Ok(None) };
            if crate::records::is_mark(&chat) {
                return Ok(None);
            }
            if crate::records::is_pointer(&chat) {
                at = read::<Pointer>(chat)?.united_into;
                continue;
            }
            if crate::records::is_tombstone(&chat) {
                return Ok(None);
            }
            let chat: Chat = read(chat)?;
            let card = card.map(read).transpose()?;
            return Ok(Some(Contact {
                card: card.unwrap_or_else(|| Card::of(&chat, now)),
                chat,
                suggestions: suggestions.map(read).transpose()?,
            }));
        }
        Err(StoreError::Rejected(format!("the pointers of {id} lead nowhere")))
    }

    /// A contact's card as it stands, also of one who was pulled into another. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn card(&self, id: &ContactId) -> Result<Option<Card>, StoreError> {
        let found = self.table.get(&keys::card(id), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Several contacts side by side, eventually consistent; who is gone is left out.
    pub(crate) async fn contacts(&self, ids: &[ContactId], now: UnixMs) -> Result<Vec<Contact>, StoreError> {
        let found = ids.iter().map(|id| self.contact_as(id, Consistency::Eventual, now));
        let mut contacts: Vec<Contact> = Vec::new();
        for contact in try_join_all(found).await?.into_iter().flatten() {
            // Two ids may lead to one person.
            if contacts.iter().all(|known| known.card.id != contact.card.id) {
                contacts.push(contact);
            }
        }
        Ok(contacts)
    }

    /// What became of the cards of several contacts who are one now, newest first. Access pattern A61. Once per contact
    /// side by side. Eventually consistent.
    ///
    /// Shape: at most [`CHANGES_PER_PAGE_MAX`]: each card's own changes in their order, those of different cards by when
    /// they were made. `before`: where the page before ended, per contact.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn card_history(&self, contacts: &[ContactId], before: &CardPlaces) -> Result<CardChanges, StoreError> {
        let pages = contacts.iter().map(|contact| {
            let newest = before
                .get(contact)
                .map_or(u64::MAX, |version| version.saturating_sub(1));
            let last = keys::card_change(contact, newest.min(MOST_VERSIONS)).sk;
            let mut query = Query::partition(keys::of_chat(contact), CHANGES_PER_PAGE_MAX);
            query.span = Span::Between(keys::CARD_HISTORY.to_owned(), last);
            query.descending = true;
            query.consistency = Consistency::Eventual;
            async move { self.table.query(&query).await }
        });
        let mut has_more = false;
        let mut queues: Vec<(&ContactId, VecDeque<CardChange>)> = Vec::new();
        for (contact, rows) in contacts.iter().zip(try_join_all(pages).await?) {
            has_more |= rows.next.is_some();
            queues.push((contact, rows.items.into_iter().map(read).collect::<Result<_, _>>()?));
        }
        let mut places = before.clone();
        let mut changes = Vec::new();
        while changes.len() < CHANGES_PER_PAGE_MAX {
            let newest = (queues.iter_mut())
                .filter(|(_, queue)| !queue.is_empty())
                .max_by_key(|(contact, queue)| (queue.front().map(|change| change.at), *contact));
            let Some((contact, change)) = newest.and_then(|(contact, queue)| Some((*contact, queue.pop_front()?)))
            else {
                break;
            };
            places.insert(contact.clone(), change.version);
            let contact = Some(contact.clone());
            changes.push(CardChange { contact, ..change });
        }
        has_more |= queues.iter().any(|(_, queue)| !queue.is_empty());
        Ok(CardChanges {
            changes,
            before: has_more.then_some(places),
        })
    }

    /// All tags ever used, by name. Access pattern A62. Eventually consistent.
    ///
    /// Shape: at most [`TAGS_PER_PAGE_MAX`] after the tag `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tags(&self, after: Option<&str>) -> Result<Page<String>, StoreError> {
        let mut query = Query::partition(keys::TAGS.to_owned(), TAGS_PER_PAGE_MAX);
        query.consistency = Consistency::Eventual;
        query.after = after.map(|tag| place(keys::TAGS, tag));
        let found = self.table.query(&query).await?;
        let next = found.next.as_ref().and_then(sort_key);
        let tag = |item: &Item| Some(item.get("tag")?.as_str()?.to_owned());
        Ok(Page {
            rows: found.items.iter().filter_map(tag).collect(),
            next,
        })
    }

    /// Remembers that a tag exists, before it is put on anybody. Not part of that transaction: fifty contacts tagged at
    /// once would wait for each other there, and a tag nobody has does no harm.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn know_tag(&self, tag: &str) -> Result<(), StoreError> {
        let item = row(&keys::tag(&tag_key(tag)), &serde_json::json!({ "tag": tag }))?;
        let condition = Condition::Absent;
        self.table.write(&[Write::Put { item, condition }]).await?;
        Ok(())
    }

    /// Contacts with a tag. Access pattern A63. Eventually consistent.
    ///
    /// Shape: at most [`TAGGED_PER_PAGE_MAX`] by id, after the contact `after`. Two round trips.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tagged(&self, tag: &str, after: Option<&ContactId>, now: UnixMs) -> Result<Page<Contact>, StoreError> {
        let pk = keys::tagged(&tag_key(tag));
        let mut query = Query::partition(pk.clone(), TAGGED_PER_PAGE_MAX);
        query.consistency = Consistency::Eventual;
        query.after = after.map(|contact| place(&pk, contact.as_str()));
        let found = self.table.query(&query).await?;
        let ids: Vec<ContactId> = found
            .items
            .iter()
            .filter_map(|item| sort_key(item)?.parse().ok())
            .collect();
        let mut rows = self.contacts(&ids, now).await?;
        // A row may lie under somebody who was pulled into another: what counts is what the card says.
        rows.retain(|contact| contact.card.has_tag(tag));
        Ok(Page {
            rows,
            next: found.next.as_ref().and_then(sort_key),
        })
    }
}

/// The largest version a sort key holds.
const MOST_VERSIONS: u64 = 999_999_999_999;

pub(crate) fn place(pk: &str, sk: &str) -> Item {
    Item::from_iter([(PK.to_owned(), pk.into()), (SK.to_owned(), sk.into())])
}

pub(crate) fn sort_key(item: &Item) -> Option<String> {
    item.get(SK).and_then(Value::as_str).map(ToOwned::to_owned)
}
