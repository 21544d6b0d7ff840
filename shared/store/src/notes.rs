//! Notes on contacts.

use domain::{AuditEntry, ContactId, IntentId, Note};
use futures_util::future::try_join_all;

use crate::{
    Store, StoreError,
    cards::Page,
    codec::{read, row},
    commit::{before, is_known},
    keys,
    table::{Condition, Consistency, Item, Key, PK, Query, SK, Span, Write, Written},
};

/// Notes on one page.
pub const NOTES_PER_PAGE_MAX: usize = 50;

impl Store {
    /// One note, also one that was removed. Access pattern A65. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note(&self, contact: &ContactId, note: &IntentId) -> Result<Option<Note>, StoreError> {
        let key = keys::note(contact, note);
        self.table.get(&key, Consistency::Strong).await?.map(read).transpose()
    }

    /// A contact's notes, newest first, those of everybody who was pulled into them included. Access pattern A66. Once per
    /// contact side by side. Strongly consistent.
    ///
    /// Shape: of at most [`NOTES_PER_PAGE_MAX`] before the note `before`, those that were not removed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn notes(&self, contacts: &[ContactId], before: Option<&IntentId>) -> Result<Page<Note>, StoreError> {
        let pages = contacts.iter().map(|contact| {
            let mut query = Query::partition(keys::of_chat(contact), NOTES_PER_PAGE_MAX);
            query.span = Span::Starting(keys::NOTES.to_owned());
            query.descending = true;
            query.after = before.map(|note| place(&keys::note(contact, note)));
            async move { self.table.query(&query).await }
        });
        let mut has_more = false;
        let mut notes: Vec<Note> = Vec::new();
        for rows in try_join_all(pages).await? {
            has_more |= rows.next.is_some();
            for item in rows.items {
                notes.push(read(item)?);
            }
        }
        notes.sort_by(|one, other| other.id.cmp(&one.id));
        has_more |= notes.len() > NOTES_PER_PAGE_MAX;
        notes.truncate(NOTES_PER_PAGE_MAX);
        let last = notes.last().map(|note| note.id.to_string());
        notes.retain(|note| !note.is_removed);
        Ok(Page {
            next: last.filter(|_| has_more),
            rows: notes,
        })
    }

    /// Writes a note with its entry in the audit log. `false`: the note has another version by now, or is there already, or the contact is not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_note(&self, note: &Note, audit: &AuditEntry) -> Result<bool, StoreError> {
        let key = keys::note(&note.contact, &note.id);
        let writes = [
            is_known(&note.contact),
            Write::Put {
                item: row(&key, note)?,
                condition: before(note.version),
            },
            Write::Put {
                item: row(&keys::audit(audit), audit)?,
                condition: Condition::Always,
            },
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}

fn place(key: &Key) -> Item {
    Item::from_iter([
        (PK.to_owned(), key.pk.clone().into()),
        (SK.to_owned(), key.sk.clone().into()),
    ])
}
