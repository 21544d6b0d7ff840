//! Reading messages, and the courier's claim.

use std::collections::BTreeMap;

use domain::{EarlierText, Identity, IdentityId, Message, MessageId, Order};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit, keys,
    table::{Consistency, Query, Span, Write, Written},
};

/// Messages on one page of history.
pub const MESSAGES_PER_PAGE_MAX: usize = 50;

/// Rows read at once to find what was said last: few remarks and lines come in a row.
const REMARKS_PER_READ: usize = 8;

/// How far back a client that missed something is told of changes; beyond, it reloads as it scrolls.
pub const RESYNC_MESSAGES_MAX: usize = 200;

/// How far behind a number the message lies that was given it: ours stand where they were written, and what was said until
/// they left stands between.
const NUMBERED_LOOKED_AT: usize = 50;

/// Earlier texts shown of one message: the newest ones.
pub const EARLIER_TEXTS_SHOWN_MAX: usize = 50;

/// A stretch of history, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Messages {
    /// In order.
    pub messages: Vec<Message>,
    /// Whether there are older ones than those looked at.
    pub has_older: bool,
    /// The oldest place looked at; `None` if there was nothing.
    pub from: Option<Order>,
}

/// A place per address.
pub type Places = BTreeMap<IdentityId, Order>;

/// A stretch of the talk by several addresses, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// In order.
    pub messages: Vec<Message>,
    /// Where to go on; `None`: there is nothing older.
    pub before: Option<Places>,
}

impl Store {
    /// One message. Access pattern A05. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn message(&self, id: &MessageId) -> Result<Option<Message>, StoreError> {
        self.table
            .get(&keys::message(id), Consistency::Strong)
            .await?
            .map(read)
            .transpose()
    }

    /// The message to which the provider gave `number`, or gave it among others: a contact's own stands there, one of ours
    /// before it. Access pattern A97. Strongly consistent.
    ///
    /// Shape: looks at the [`NUMBERED_LOOKED_AT`] messages up to that number; one that was written further back is not found.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn message_numbered(&self, identity: &IdentityId, number: u64) -> Result<Option<Message>, StoreError> {
        let behind = Order::inbound(number).next();
        let found = self.newest(identity, Some(&behind), NUMBERED_LOOKED_AT).await?;
        let number = number.to_string();
        Ok(found
            .messages
            .into_iter()
            .rfind(|message| message.parts().contains(&number)))
    }

    /// The newest messages of an identity before a place. Access pattern A06. Strongly consistent.
    ///
    /// Shape: at most [`MESSAGES_PER_PAGE_MAX`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn message_page(&self, identity: &IdentityId, before: Option<&Order>) -> Result<Messages, StoreError> {
        self.newest(identity, before, MESSAGES_PER_PAGE_MAX).await
    }

    /// Messages of an identity changed after a version of their chat. Access pattern A07. Strongly consistent.
    ///
    /// Shape: those among the newest [`RESYNC_MESSAGES_MAX`]; about older ones it says nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn messages_changed(&self, identity: &IdentityId, after_version: u64) -> Result<Messages, StoreError> {
        let mut found = self.newest(identity, None, RESYNC_MESSAGES_MAX).await?;
        found.messages.retain(|message| message.version > after_version);
        Ok(found)
    }

    pub(crate) async fn newest(
        &self,
        identity: &IdentityId,
        before: Option<&Order>,
        limit: usize,
    ) -> Result<Messages, StoreError> {
        let mut query = Query::partition(keys::thread(identity), limit);
        query.descending = true;
        query.span = before.map_or(Span::All, |place| Span::Before(place.as_str().to_owned()));

        let (mut messages, has_older) = self.read_messages(query).await?;
        messages.reverse();
        let from = messages.first().map(|message| message.id.order.clone());
        Ok(Messages {
            messages,
            has_older,
            from,
        })
    }

    /// As many messages as the query wants, and whether there are more.
    pub(crate) async fn read_messages(&self, mut query: Query) -> Result<(Vec<Message>, bool), StoreError> {
        let limit = query.limit;
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                messages.push(read(item)?);
            }
            // A page may end early at 1 MB: what is missing is asked for, never assumed.
            query.limit = limit.saturating_sub(messages.len());
            query.after = rows.next;
            if query.limit == 0 || query.after.is_none() {
                return Ok((messages, query.after.is_some()));
            }
        }
    }

    /// The newest messages of several addresses as one talk. Access pattern A06, once per address side by side.
    ///
    /// Shape: at most [`MESSAGES_PER_PAGE_MAX`], oldest first: each address's own messages in their order, those of
    /// different addresses by the time they were said. `before`: where the page before ended, per address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn timeline(&self, identities: &[Identity], before: &Places) -> Result<Timeline, StoreError> {
        self.older(identities, before, MESSAGES_PER_PAGE_MAX).await
    }

    pub(crate) async fn older(
        &self,
        identities: &[Identity],
        before: &Places,
        limit: usize,
    ) -> Result<Timeline, StoreError> {
        let pages = identities
            .iter()
            .map(|identity| self.newest(&identity.id, before.get(&identity.id), limit));
        let pages = futures_util::future::try_join_all(pages).await?;

        let mut has_older = pages.iter().any(|page| page.has_older);
        let mut threads: Vec<Vec<Message>> = pages.into_iter().map(|page| page.messages).collect();
        let mut places = before.clone();
        let mut newest_first = Vec::new();
        while newest_first.len() < limit {
            let latest = threads.iter_mut().filter(|thread| !thread.is_empty());
            let Some(message) = latest
                .max_by_key(|thread| thread.last().map(|message| (message.at, message.id.clone())))
                .and_then(Vec::pop)
            else {
                break;
            };
            places.insert(message.id.identity.clone(), message.id.order.clone());
            newest_first.push(message);
        }
        has_older |= threads.iter().any(|thread| !thread.is_empty());
        newest_first.reverse();
        Ok(Timeline {
            messages: newest_first,
            before: has_older.then_some(places),
        })
    }

    /// The texts a message had before, oldest first. Access pattern A08. Eventually consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn earlier_texts(&self, id: &MessageId) -> Result<Vec<EarlierText>, StoreError> {
        let mut query = Query::partition(keys::earlier_texts(id), EARLIER_TEXTS_SHOWN_MAX);
        query.descending = true;
        query.consistency = Consistency::Eventual;
        let rows = self.table.query(&query).await?;
        rows.items.into_iter().rev().map(read).collect()
    }

    /// Stores a claim of an answer or of a change: the row changes only if it is still as `queued` was read. `false`: another
    /// courier was first.
    ///
    /// # Errors
    /// [`StoreError`]; after [`StoreError::Unavailable`] the claim may stand, and its lease runs.
    pub async fn claim(&self, queued: &Message, claimed: &Message) -> Result<bool, StoreError> {
        let item = row(&keys::message(&claimed.id), claimed)?;
        let condition = commit::as_read(queued)?;
        Ok(self.table.write(&[Write::Put { item, condition }]).await? == Written::Done)
    }

    /// The messages a stream record names; one that is gone is left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn messages_of(&self, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
        let found = futures_util::future::try_join_all(ids.iter().map(|id| self.message(id))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// What was said last at each of some addresses, where anything was: the newest with a speaker, whatever remarks and
    /// lines come after it. Access pattern A06. Strongly consistent; one read where no more than
    /// [`REMARKS_PER_READ`] of those do.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn said_last(&self, identities: &[Identity]) -> Result<Vec<Message>, StoreError> {
        let last = identities.iter().map(|identity| self.said_last_at(&identity.id));
        let found = futures_util::future::try_join_all(last).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn said_last_at(&self, identity: &IdentityId) -> Result<Option<Message>, StoreError> {
        let mut before = None;
        loop {
            let page = self.newest(identity, before.as_ref(), REMARKS_PER_READ).await?;
            let said = |message: &Message| message.origin.speaker().is_some();
            let last = page.messages.into_iter().rfind(said);
            if last.is_some() || !page.has_older {
                return Ok(last);
            }
            before = page.from;
        }
    }
}
