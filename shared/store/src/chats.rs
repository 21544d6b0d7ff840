//! Reading chats.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{Chat, ContactId, IntentId, IntentRow, UnixMs};

use crate::{
    Store, StoreError,
    codec::read,
    keys,
    table::{Consistency, Item, Key, Query, Span},
};

/// Chats on one page of a list: more than a screenful, far below the 1 MB a query may read.
pub const CHATS_PER_PAGE_MAX: usize = 50;

/// Chats one sweep takes from one shard; the rest follow in the next minute or as the stream wakes us.
pub const DUE_PER_SHARD_MAX: usize = 25;

/// A page of chats.
#[derive(Clone, Debug, PartialEq)]
pub struct Chats {
    /// Newest activity first.
    pub chats: Vec<Chat>,
    /// Opaque; present if there may be more.
    pub cursor: Option<String>,
}

/// The cursor is not one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct NotACursor;

/// Where a page of a list ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor(Item);

impl Cursor {
    /// Reads what a page gave out for the list of open or closed chats.
    ///
    /// # Errors
    /// [`NotACursor`]: foreign, damaged, or of the other list.
    pub fn parse(text: &str, is_open: bool) -> Result<Self, NotACursor> {
        let place = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotACursor)?;
        let place = String::from_utf8(place).map_err(|_| NotACursor)?;
        let (list, order) = place.split_once('|').ok_or(NotACursor)?;
        let (activity, contact) = order.split_once('#').ok_or(NotACursor)?;
        let contact: ContactId = contact.parse().map_err(|_| NotACursor)?;
        let is_number = activity.len() == 13 && activity.bytes().all(|byte| byte.is_ascii_digit());
        if list != keys::chat_list(is_open) || !is_number {
            return Err(NotACursor);
        }
        let Key { pk, sk } = keys::chat(&contact);
        let places = [
            ("PK", pk),
            ("SK", sk),
            (keys::LISTS.pk, list.into()),
            (keys::LISTS.sk, order.into()),
        ];
        Ok(Self(
            places
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text.into()))
                .collect(),
        ))
    }

    fn of(next: &Item) -> String {
        let text = |name: &str| {
            next.get(name)
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}|{}", text(keys::LISTS.pk), text(keys::LISTS.sk)))
    }
}

impl Store {
    /// The chat of a contact. Access pattern A01. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chat(&self, contact: &ContactId) -> Result<Option<Chat>, StoreError> {
        self.table
            .get(&keys::chat(contact), Consistency::Strong)
            .await?
            .map(read)
            .transpose()
    }

    /// Newest chats, open or closed. Access pattern A02.
    ///
    /// Shape: at most [`CHATS_PER_PAGE_MAX`] by activity, descending. Eventually consistent: an event may arrive before
    /// its row moves.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chat_page(&self, is_open: bool, after: Option<Cursor>) -> Result<Chats, StoreError> {
        let mut query = Query::partition(keys::chat_list(is_open).to_owned(), CHATS_PER_PAGE_MAX).on(keys::LISTS);
        query.descending = true;
        query.after = after.map(|cursor| cursor.0);

        let rows = self.table.query(&query).await?;

        let chats = rows.items.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Chats {
            chats,
            cursor: rows.next.as_ref().map(Cursor::of),
        })
    }

    /// Chats whose oldest waiting answer is due. Access pattern A03.
    ///
    /// Shape: at most [`DUE_PER_SHARD_MAX`] of each shard, the longest due first. Eventually consistent: load the chat
    /// before deciding.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chats_due(&self, now: UnixMs) -> Result<Vec<ContactId>, StoreError> {
        let mut due = Vec::new();
        for shard in 0..keys::DUE_SHARDS {
            let mut query = Query::partition(keys::outbox(shard), DUE_PER_SHARD_MAX).on(keys::DUE);
            query.span = Span::UpTo(keys::due_until(now));
            let rows = self.table.query(&query).await?;
            let contact = |item: &Item| item.get(keys::DUE.sk)?.as_str()?.split_once('#')?.1.parse().ok();
            due.extend(rows.items.iter().filter_map(contact));
        }
        Ok(due)
    }

    /// What an intent became. Access pattern A04. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn intent(&self, contact: &ContactId, intent: &IntentId) -> Result<Option<IntentRow>, StoreError> {
        self.table
            .get(&keys::intent(contact, intent), Consistency::Strong)
            .await?
            .map(read)
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let text = BASE64_URL_SAFE_NO_PAD.encode("CHATS#open|1795348800000#abc");

        assert!(Cursor::parse(&text, true).is_ok());
        assert_eq!(Cursor::parse(&text, false), Err(NotACursor));
        for strange in ["", "x", "%%%", &BASE64_URL_SAFE_NO_PAD.encode("CHATS#open|17#abc")] {
            assert_eq!(Cursor::parse(strange, true), Err(NotACursor), "{strange}");
        }
    }
}
