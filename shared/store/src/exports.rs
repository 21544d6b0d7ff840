//! Everything that is known of a contact, page by page as it lies: for exports, and for erasing.

use domain::{ChannelId, Chat, ContactId, EarlierText, IdentityId, Message, MessageId, OperatorId, UnixMs};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Store, StoreError,
    cards::{Page, place, sort_key},
    codec::{read, row},
    keys,
    quarantine::Quarantined,
    table::{Condition, Consistency, Item, Key, Query, Span, Write, Written, key_of},
};

/// Rows of a contact on one page: each a few KB at most.
pub const CONTACT_ROWS_MAX: usize = 50;

/// Messages on one page: with a text as long as messengers allow, some 400 KB.
pub const THREAD_ROWS_MAX: usize = 25;

/// Chats on one page of all of them.
pub const LISTED_MAX: usize = 50;

/// Earlier texts read at once; all of them are read.
const EARLIER_TEXTS_MAX: usize = 50;

/// Raw bodies on one page: each may have 64 KB, and a page of the table ends at 1 MB anyway.
const RAW_BODIES_MAX: usize = 25;

/// An export somebody began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// Its unguessable name.
    pub export: String,
    /// Whose it is: nobody else may read on.
    pub by: OperatorId,
    /// Until when it may be read.
    pub until: UnixMs,
    /// Of whom; absent: the list of all contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
}

impl Store {
    /// Everything that lies with a contact, root and card included. Access pattern A83. Strongly consistent.
    ///
    /// Shape: at most [`CONTACT_ROWS_MAX`] rows as stored, after the sort key `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn contact_rows(&self, contact: &ContactId, after: Option<&str>) -> Result<Page<Item>, StoreError> {
        let pk = keys::of_chat(contact);
        let mut query = Query::partition(pk.clone(), CONTACT_ROWS_MAX);
        query.after = after.map(|sk| place(&pk, sk));
        let rows = self.table.query(&query).await?;
        Ok(Page {
            next: rows.next.as_ref().and_then(sort_key),
            rows: rows.items,
        })
    }

    /// What was said by an address, from the beginning. Access pattern A84. Strongly consistent.
    ///
    /// Shape: at most [`THREAD_ROWS_MAX`] messages, after the place `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn thread_rows(&self, identity: &IdentityId, after: Option<&str>) -> Result<Page<Message>, StoreError> {
        let pk = keys::thread(identity);
        let mut query = Query::partition(pk.clone(), THREAD_ROWS_MAX);
        query.after = after.map(|sk| place(&pk, sk));
        let rows = self.table.query(&query).await?;
        Ok(Page {
            next: rows.next.as_ref().and_then(sort_key),
            rows: rows.items.into_iter().map(read).collect::<Result<_, _>>()?,
        })
    }

    /// All texts a message had before, oldest first. Access pattern A85. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all_earlier_texts(&self, id: &MessageId) -> Result<Vec<EarlierText>, StoreError> {
        let mut query = Query::partition(keys::earlier_texts(id), EARLIER_TEXTS_MAX);
        let mut texts = Vec::new();
        loop {
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                texts.push(read(item)?);
            }
            query.after = rows.next;
            if query.after.is_none() {
                return Ok(texts);
            }
        }
    }

    /// What a channel sent of a person and we did not understand. Access pattern A86. Strongly consistent.
    ///
    /// Shape: those among the next 25 of the channel, after the key `after`; it may be none though more follow.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn quarantined_of(
        &self,
        channel: &ChannelId,
        person: &str,
        after: Option<&str>,
    ) -> Result<Page<(Key, Quarantined)>, StoreError> {
        let pk = keys::quarantine(channel);
        let mut query = Query::partition(pk.clone(), RAW_BODIES_MAX);
        query.after = after.map(|sk| place(&pk, sk));
        let found = self.table.query(&query).await?;
        let mut rows = Vec::new();
        for item in found.items {
            let (key, raw) = (key_of(&item), read::<Quarantined>(item)?);
            if names(&raw.raw, person) {
                rows.push((key, raw));
            }
        }
        Ok(Page {
            next: found.next.as_ref().and_then(sort_key),
            rows,
        })
    }

    /// All chats, open and closed, the one longest without activity first. Access pattern A89. Eventually consistent.
    ///
    /// Shape: at most [`LISTED_MAX`] after the place `after`. The four parts of the lists are read side by side and go
    /// together by activity, which only ever grows: a chat that is read, closed, opened or written to while somebody pages
    /// through this is never passed over; it may come twice.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chats_listed(&self, after: Option<&str>) -> Result<Page<Chat>, StoreError> {
        let parts = [(true, true), (true, false), (false, true), (false, false)];
        let pages = parts.map(|(is_open, is_unread)| {
            let list = keys::chat_list(is_open, is_unread).to_owned();
            let mut query = Query::partition(list, LISTED_MAX).on(keys::LISTS);
            if let Some(place) = after {
                // Places are equally long: this is greater than `place` and smaller than the next one.
                query.span = Span::Between(format!("{place}!"), "~".to_owned());
            }
            async move { self.table.query(&query).await }
        });
        let mut has_more = false;
        let mut chats: Vec<Chat> = Vec::new();
        for rows in try_join_all(pages).await? {
            has_more |= rows.next.is_some();
            for item in rows.items {
                chats.push(read(item)?);
            }
        }
        // A chat that moved between the looks at two parts may stand in both: the newer one counts.
        chats.sort_by(|a, b| (&a.id, b.version).cmp(&(&b.id, a.version)));
        chats.dedup_by(|later, kept| later.id == kept.id);
        let order = |chat: &Chat| keys::chat_list_order(chat.activity, &chat.id);
        chats.sort_by_cached_key(order);
        has_more |= chats.len() > LISTED_MAX;
        chats.truncate(LISTED_MAX);
        let last = chats.last().map(order);
        Ok(Page {
            next: last.filter(|_| has_more),
            rows: chats,
        })
    }

    /// An export that was begun and may still be read. Access pattern A87. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn export(&self, id: &str, now: UnixMs) -> Result<Option<Export>, StoreError> {
        let found = self.table.get(&keys::export(id), Consistency::Strong).await?;
        let export: Option<Export> = found.map(read).transpose()?;
        Ok(export.filter(|export| now < export.until))
    }

    /// Remembers that somebody began an export, with its entry in the audit log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_export(&self, export: &Export, audit: &domain::AuditEntry) -> Result<bool, StoreError> {
        let mut item = row(&keys::export(&export.export), export)?;
        item.insert(keys::EXPIRES_S.into(), export.until.seconds().into());
        let writes = [
            Write::Put {
                item,
                condition: Condition::Absent,
            },
            Write::Put {
                item: row(&keys::audit(audit), audit)?,
                condition: Condition::Always,
            },
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}

/// Whether a raw body speaks of a person: messengers write ids as numbers or texts under a name that ends in `id`. What is
/// no JSON, since it was cut short, speaks of whoever's id stands in it by itself.
fn names(raw: &str, person: &str) -> bool {
    match serde_json::from_str::<Value>(raw) {
        Ok(body) => names_in(&body, person),
        Err(_) => raw.match_indices(person).any(|(at, _)| {
            let part = |letter: char| letter.is_ascii_alphanumeric();
            let before = raw[..at].chars().next_back();
            let after = raw[at + person.len()..].chars().next();
            !before.is_some_and(part) && !after.is_some_and(part)
        }),
    }
}

fn names_in(body: &Value, person: &str) -> bool {
    let is_person = |value: &Value| match value {
        Value::String(text) => text == person,
        Value::Number(number) => number.to_string() == person,
        _ => false,
    };
    match body {
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| (name.ends_with("id") && is_person(value)) || names_in(value, person)),
        Value::Array(values) => values.iter().any(|value| names_in(value, person)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_body_speaks_of_whom_it_names() {
        for raw in [
            r#"{"message":{"from":{"id":77},"text":"x"}}"#,
            r#"{"object":[{"user_id":"77"}]}"#,
            r#"{"cut": {"from":{"id":77,"na"#,
        ] {
            assert!(names(raw, "77"), "{raw}");
        }
        for raw in [
            r#"{"message":{"from":{"id":771},"text":"77"}}"#,
            r#"{"date":77}"#,
            r#"{"cut": {"from":{"id":771"#,
        ] {
            assert!(!names(raw, "77"), "{raw}");
        }
    }
}
