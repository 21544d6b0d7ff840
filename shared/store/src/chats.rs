//! Reading chats.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    AuditEntry, Chat, ClosedEpisode, ContactId, Explanation, IntentId, IntentRow, LinkMark, OperatorId, Pointer,
    Tombstone, UniteRecord, UnixMs,
};
use serde::de::DeserializeOwned;

use crate::{
    Standing, Store, StoreError,
    codec::{read, row},
    commit::is_known,
    keys, records,
    table::{Condition, Consistency, Count, Index, Item, Key, Query, SK, Span, Write, Written},
};

/// Chats on one page of a list: more than a screenful, far below the 1 MB a query may read.
pub const CHATS_PER_PAGE_MAX: usize = 50;

/// Counted exactly up to here; beyond, "1000+" says enough.
pub const COUNTED_MAX: usize = 1_000;

/// Waiting chats looked at in one go: more than a desk hands out at once.
pub const WAITING_PER_PAGE_MAX: usize = 25;

/// Explanations shown of one chat.
pub const EXPLANATIONS_SHOWN_MAX: usize = 20;

/// Finished episodes shown of one chat.
pub const EPISODES_SHOWN_MAX: usize = 50;

/// Steps from a contact to the chat it was united into: one, and some for a unite under way.
pub(crate) const POINTER_STEPS_MAX: usize = 8;

/// Unites shown of one contact: as many as addresses can come together.
pub const UNITES_SHOWN_MAX: usize = 20;

/// People a contact is known not to be.
pub const NOT_SAME_MAX: usize = 100;

/// What stands at a contact's chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatRow {
    /// The chat.
    Chat(Box<Chat>),
    /// Where it went.
    Pointer(Box<Pointer>),
    /// No chat: an operator is told there.
    Mark(LinkMark),
    /// That its contact was erased.
    Erased(Box<Tombstone>),
}

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

/// A list of chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatList {
    /// Everybody's.
    All,
    /// Those with messages the responsible operator has not seen.
    Unread,
    /// One operator's.
    Of(OperatorId),
}

impl ChatList {
    /// The partitions the list is made of.
    fn parts(&self, is_open: bool) -> Vec<(Index, String)> {
        let lists = |is_unread| (keys::LISTS, keys::chat_list(is_open, is_unread).to_owned());
        match self {
            Self::All => vec![lists(true), lists(false)],
            Self::Unread => vec![lists(true)],
            Self::Of(operator) => vec![(keys::OWNED, keys::owned(operator, is_open))],
        }
    }

    fn name(&self, is_open: bool) -> String {
        let state = if is_open { "open" } else { "closed" };
        match self {
            Self::All => format!("{state}#all"),
            Self::Unread => format!("{state}#unread"),
            Self::Of(operator) => format!("{state}#{operator}"),
        }
    }
}

/// Where a page of a list ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor(String);

impl Cursor {
    /// Reads what a page gave out for `list`.
    ///
    /// # Errors
    /// [`NotACursor`]: foreign, damaged, or of another list.
    pub fn parse(text: &str, list: &ChatList, is_open: bool) -> Result<Self, NotACursor> {
        let place = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotACursor)?;
        let place = String::from_utf8(place).map_err(|_| NotACursor)?;
        let (name, order) = place.split_once('|').ok_or(NotACursor)?;
        let (activity, contact) = order.split_once('#').ok_or(NotACursor)?;
        let _: ContactId = contact.parse().map_err(|_| NotACursor)?;
        let is_number = activity.len() == 13 && activity.bytes().all(|byte| byte.is_ascii_digit());
        if name == list.name(is_open) && is_number {
            Ok(Self(order.to_owned()))
        } else {
            Err(NotACursor)
        }
    }

    fn of(list: &ChatList, is_open: bool, last: &Chat) -> String {
        let order = keys::chat_list_order(last.activity, &last.id);
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}|{order}", list.name(is_open)))
    }
}

impl Store {
    /// The chat of a contact; of one who was pulled into another: the other's chat; of one who was erased: none.
    /// Access pattern A01. Strongly consistent.
    ///
    /// One read; one more for a contact who was united, since pointers never lead to pointers.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chat(&self, contact: &ContactId) -> Result<Option<Chat>, StoreError> {
        match self.standing(contact).await? {
            Standing::Chat(chat) => Ok(Some(*chat)),
            Standing::Nothing | Standing::Mark(_) | Standing::Erased(_) => Ok(None),
        }
    }

    /// What stands at a contact's chat: the chat, where it went, or that its contact was erased.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chat_row(&self, contact: &ContactId) -> Result<Option<ChatRow>, StoreError> {
        let Some(item) = self.table.get(&keys::chat(contact), Consistency::Strong).await? else {
            return Ok(None);
        };
        if records::is_pointer(&item) {
            Ok(Some(ChatRow::Pointer(Box::new(read(item)?))))
        } else if records::is_mark(&item) {
            Ok(Some(ChatRow::Mark(read(item)?)))
        } else if records::is_tombstone(&item) {
            Ok(Some(ChatRow::Erased(Box::new(read(item)?))))
        } else {
            Ok(Some(ChatRow::Chat(Box::new(read(item)?))))
        }
    }

    /// The unites of a contact, newest first. Access pattern A30. Strongly consistent.
    ///
    /// Shape: at most [`UNITES_SHOWN_MAX`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unites(&self, contact: &ContactId) -> Result<Vec<UniteRecord>, StoreError> {
        let mut query = Query::partition(keys::of_chat(contact), UNITES_SHOWN_MAX);
        query.span = Span::Starting(keys::UNITES.to_owned());
        query.descending = true;
        self.table.query(&query).await?.items.into_iter().map(read).collect()
    }

    /// Who is known to be somebody else than a contact. Access pattern A31. Strongly consistent.
    ///
    /// Shape: at most [`NOT_SAME_MAX`], in no order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn not_same(&self, contact: &ContactId) -> Result<Vec<ContactId>, StoreError> {
        let mut query = Query::partition(keys::of_chat(contact), NOT_SAME_MAX);
        query.span = Span::Starting(keys::NOT_SAME.to_owned());
        let rows = self.table.query(&query).await?;
        let other = |item: &Item| item.get(SK)?.as_str()?.strip_prefix(keys::NOT_SAME)?.parse().ok();
        Ok(rows.items.iter().filter_map(other).collect())
    }

    /// Remembers that two contacts are not one person, whichever is asked; the first one must be compared anew. `false`:
    /// one of them is being erased.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_not_same(
        &self,
        audit: &AuditEntry,
        one: &ContactId,
        other: &ContactId,
    ) -> Result<bool, StoreError> {
        let put = |item| Write::Put {
            item,
            condition: Condition::Always,
        };
        let bare = |key: &Key| row(key, &serde_json::json!({}));
        let writes = [
            is_known(one),
            is_known(other),
            put(bare(&keys::not_same(one, other))?),
            put(bare(&keys::not_same(other, one))?),
            put(row(&keys::audit(audit), audit)?),
            put(crate::suggestions::comparison_item(
                one,
                &format!("apart {other}"),
                audit.at,
            )?),
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Newest chats of a list, open or closed. Access pattern A02.
    ///
    /// Shape: at most [`CHATS_PER_PAGE_MAX`] by activity, descending. One round trip: the parts of a list are read side
    /// by side. Eventually consistent: an event may arrive before its row moves.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chat_page(&self, list: &ChatList, is_open: bool, after: Option<Cursor>) -> Result<Chats, StoreError> {
        let pages = list.parts(is_open).into_iter().map(|(index, pk)| {
            let mut query = Query::partition(pk, CHATS_PER_PAGE_MAX).on(index);
            query.descending = true;
            query.span = match &after {
                Some(cursor) => Span::Before(cursor.0.clone()),
                None => Span::All,
            };
            async move { self.table.query(&query).await }
        });
        let pages = futures_util::future::try_join_all(pages).await?;

        let mut has_more = false;
        let mut chats: Vec<Chat> = Vec::new();
        for rows in pages {
            has_more |= rows.next.is_some();
            for item in rows.items {
                chats.push(read(item)?);
            }
        }
        // A chat that was read between the looks at two parts may stand in both.
        chats.sort_by(|a, b| (&a.id, b.version).cmp(&(&b.id, a.version)));
        chats.dedup_by(|later, kept| later.id == kept.id);
        let place = |chat: &Chat| keys::chat_list_order(chat.activity, &chat.id);
        chats.sort_by_cached_key(|chat| std::cmp::Reverse(place(chat)));
        has_more |= chats.len() > CHATS_PER_PAGE_MAX;
        chats.truncate(CHATS_PER_PAGE_MAX);
        let cursor = chats
            .last()
            .filter(|_| has_more)
            .map(|last| Cursor::of(list, is_open, last));
        chats.sort_by_key(|chat| std::cmp::Reverse(chat.activity));
        Ok(Chats { chats, cursor })
    }

    /// How many chats a list has, up to [`COUNTED_MAX`]. Access pattern A17. Eventually consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chat_count(&self, list: &ChatList, is_open: bool) -> Result<Count, StoreError> {
        let counts = list.parts(is_open).into_iter().map(|(index, pk)| {
            let query = Query::partition(pk, COUNTED_MAX).on(index);
            async move { self.table.count(&query).await }
        });
        let counts = futures_util::future::try_join_all(counts).await?;
        let all: usize = counts.iter().map(|part| part.count).sum();
        Ok(Count {
            count: all.min(COUNTED_MAX),
            has_more: all > COUNTED_MAX || counts.iter().any(|part| part.has_more),
        })
    }

    /// Chats that wait for somebody, in the order they are to be given out. Access pattern A18.
    ///
    /// Shape: at most [`WAITING_PER_PAGE_MAX`]. Eventually consistent: load the chat before deciding.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chats_waiting(&self) -> Result<Vec<ContactId>, StoreError> {
        let query = Query::partition(keys::QUEUE.to_owned(), WAITING_PER_PAGE_MAX).on(keys::WAITING);
        let rows = self.table.query(&query).await?;
        let contact = |item: &Item| item.get(keys::WAITING.sk)?.as_str()?.rsplit('#').next()?.parse().ok();
        Ok(rows.items.iter().filter_map(contact).collect())
    }

    /// Why a chat was given to whom, newest first. Access pattern A20. Eventually consistent.
    ///
    /// Shape: at most [`EXPLANATIONS_SHOWN_MAX`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn explanations(&self, contact: &ContactId) -> Result<Vec<Explanation>, StoreError> {
        self.newest_of(contact, keys::EXPLANATIONS, EXPLANATIONS_SHOWN_MAX)
            .await
    }

    /// A chat's finished episodes, newest first. Access pattern A22. Eventually consistent.
    ///
    /// Shape: at most [`EPISODES_SHOWN_MAX`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn episodes(&self, contact: &ContactId) -> Result<Vec<ClosedEpisode>, StoreError> {
        self.newest_of(contact, keys::EPISODES, EPISODES_SHOWN_MAX).await
    }

    /// The newest rows of a chat whose sort keys begin with `kind`.
    async fn newest_of<T: DeserializeOwned>(
        &self,
        contact: &ContactId,
        kind: &str,
        limit: usize,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = Query::partition(keys::of_chat(contact), limit);
        query.span = Span::Starting(kind.to_owned());
        query.descending = true;
        query.consistency = Consistency::Eventual;
        self.table.query(&query).await?.items.into_iter().map(read).collect()
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
        let text = BASE64_URL_SAFE_NO_PAD.encode("open#all|1795348800000#abc");
        let anna = ChatList::Of("anna".parse().expect("id"));

        assert!(Cursor::parse(&text, &ChatList::All, true).is_ok());
        assert_eq!(Cursor::parse(&text, &ChatList::All, false), Err(NotACursor));
        assert_eq!(Cursor::parse(&text, &ChatList::Unread, true), Err(NotACursor));
        assert_eq!(Cursor::parse(&text, &anna, true), Err(NotACursor));
        for strange in ["", "x", "%%%", &BASE64_URL_SAFE_NO_PAD.encode("open#all|17#abc")] {
            assert_eq!(
                Cursor::parse(strange, &ChatList::All, true),
                Err(NotACursor),
                "{strange}"
            );
        }
    }
}
