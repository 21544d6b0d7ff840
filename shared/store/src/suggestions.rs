//! Who may be the same person: what is kept beside the cards, and whose likeness must be looked at again.
//!
//! The commit that changes what a contact is compared by marks them as due in its own transaction; the courier compares
//! and takes the mark off. So no crash forgets it, and nobody waits for it.

use domain::{Contact, ContactId, MINUTE_MS, Suggestions, UnixMs};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    table::{Condition, Consistency, Item, Query, Span, Write, Written},
};

/// People looked at who have the very same phone or address. More than are ever suggested.
pub const WITH_WORD_MAX: usize = 25;

/// Comparisons one sweep takes; the rest follow in the next minute.
pub const COMPARISONS_PER_PAGE_MAX: usize = 25;

/// How long the stream has before the minute's round looks itself, in milliseconds.
const STREAM_MS: i64 = MINUTE_MS;

/// That a contact must be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Who.
    pub contact: ContactId,
    /// Tells this occasion from a later one.
    pub occasion: String,
    /// When it was asked for.
    pub at: UnixMs,
}

/// The row that says so.
pub(crate) fn comparison_item(contact: &ContactId, occasion: &str, now: UnixMs) -> Result<Item, StoreError> {
    let comparison = Comparison {
        contact: contact.clone(),
        occasion: occasion.to_owned(),
        at: now,
    };
    let mut item = row(&keys::comparison(contact), &comparison)?;
    item.insert(keys::DUE.pk.into(), keys::COMPARISONS.into());
    let order = keys::comparison_order(now.plus(STREAM_MS), contact);
    item.insert(keys::DUE.sk.into(), order.into());
    Ok(item)
}

impl Store {
    /// Who is found by exactly this word: by the same phone, say. Access pattern A32. Strongly consistent.
    ///
    /// Shape: at most [`WITH_WORD_MAX`], by id, as the words lie: under whom they were written for, whoever that is now.
    /// One read unit.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn with_word(&self, word: &str) -> Result<Vec<ContactId>, StoreError> {
        let mut query = Query::partition(keys::words(word), WITH_WORD_MAX);
        query.span = Span::Starting(keys::whole_word(word));
        let rows = self.table.query(&query).await?;
        let contact = |item: &Item| crate::table::key_of(item).sk.rsplit('#').next()?.parse().ok();
        Ok(rows.items.iter().filter_map(contact).collect())
    }

    /// Contacts the stream should have brought to be compared, and did not. Access pattern A33.
    ///
    /// Shape: at most [`COMPARISONS_PER_PAGE_MAX`], the longest due first. Eventually consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn comparisons_due(&self, now: UnixMs) -> Result<Vec<ContactId>, StoreError> {
        let mut query = Query::partition(keys::COMPARISONS.to_owned(), COMPARISONS_PER_PAGE_MAX).on(keys::DUE);
        query.span = Span::UpTo(keys::due_until(now));
        let rows = self.table.query(&query).await?;
        let contact = |item: &Item| keys::compared(&crate::table::key_of(item));
        Ok(rows.items.iter().filter_map(contact).collect())
    }

    /// Why a contact must be compared; `None`: they must not, or were already. Access pattern A34. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn comparison(&self, contact: &ContactId) -> Result<Option<Comparison>, StoreError> {
        let found = self.table.get(&keys::comparison(contact), Consistency::Strong).await?;
        let due = found.filter(|row| row.contains_key(keys::DUE.pk));
        due.map(read).transpose()
    }

    /// The contact was compared on this occasion. If there is a new one meanwhile, that one stays due.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_compared(&self, comparison: &Comparison) -> Result<(), StoreError> {
        let equal = vec![
            ("occasion".to_owned(), comparison.occasion.clone().into()),
            ("at".to_owned(), comparison.at.0.into()),
        ];
        // The row stays, out of the index: of contacts who are there the courier deletes nothing.
        let write = Write::Put {
            item: row(&keys::comparison(&comparison.contact), comparison)?,
            condition: Condition::Equal(equal),
        };
        self.table.write(&[write]).await?;
        Ok(())
    }

    /// What is kept of who may be the same as a contact, also of one who was pulled into another. Access pattern A35.
    /// Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn suggestions(&self, contact: &ContactId) -> Result<Option<Suggestions>, StoreError> {
        let found = self.table.get(&keys::suggestions(contact), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Writes what two contacts are told of each other, on condition that both are as they were when it was decided, and
    /// that nobody has said meanwhile that they are two; `false`: look again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn suggest(
        &self,
        writes: &[Suggestions],
        pair: (&Contact, Option<&Contact>),
        are_apart: bool,
    ) -> Result<bool, StoreError> {
        let mut transaction = Vec::new();
        for suggestions in writes {
            transaction.push(Write::Put {
                item: row(&keys::suggestions(&suggestions.contact), suggestions)?,
                condition: before(suggestions.version),
            });
        }
        let (one, other) = pair;
        let other = other.filter(|other| other.chat.id != one.chat.id);
        for contact in std::iter::once(one).chain(other) {
            let checks = [
                (keys::card(&contact.card.id), contact.card.version),
                (keys::chat(&contact.chat.id), contact.chat.version),
            ];
            transaction.extend(checks.map(|(key, version)| Write::Check {
                key,
                condition: as_read(version),
            }));
        }
        if let Some(other) = other.filter(|_| !are_apart) {
            transaction.push(Write::Check {
                key: keys::not_same(&one.chat.id, &other.chat.id),
                condition: Condition::Absent,
            });
        }
        Ok(self.table.write(&transaction).await? == Written::Done)
    }
}

/// The row still has the version that was read; 0: it is still not there.
fn as_read(version: u64) -> Condition {
    match version {
        0 => Condition::Absent,
        version => Condition::Equal(vec![("version".to_owned(), version.into())]),
    }
}
