//! Reading a talk from its middle: around a message, and on from there to the newest one.
//!
//! A place here is a cut through every address's messages: those before it on one side, the rest on the other.

use domain::{Identity, Message, Order, UnixMs};
use futures_util::future::{try_join, try_join_all};

use crate::{
    Store, StoreError, keys,
    messages::{MESSAGES_PER_PAGE_MAX, Places},
    table::{Query, Span},
};

/// Messages up to the one looked for, itself included, on a page around it.
const UP_TO_IT: usize = MESSAGES_PER_PAGE_MAX / 2 + 1;

/// Larger than every place.
const END: &str = "~";

/// A stretch of a talk, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// In order.
    pub messages: Vec<Message>,
    /// Where to go on to older ones; `None`: there are none.
    pub before: Option<Places>,
    /// Where to go on to newer ones; `None`: there are none.
    pub from: Option<Places>,
}

impl Store {
    /// The talk by several addresses from a place on. Access pattern A72. Once per address, side by side; strongly
    /// consistent.
    ///
    /// Shape: at most [`MESSAGES_PER_PAGE_MAX`], oldest first: each address's own messages in their order, those of
    /// different addresses by the time they were said. An address without a place is read from its beginning.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn messages_from(&self, identities: &[Identity], from: &Places) -> Result<Stretch, StoreError> {
        let (messages, from) = self.newer(identities, from, MESSAGES_PER_PAGE_MAX).await?;
        let before = None;
        Ok(Stretch { messages, before, from })
    }

    /// The talk around a message of one of these addresses: A73 for the others, then A06 and A72.
    ///
    /// Shape: at most [`MESSAGES_PER_PAGE_MAX`], oldest first, the message in the middle. One round trip for one address;
    /// with several, some more to find where the others stood.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn messages_around(&self, identities: &[Identity], message: &Message) -> Result<Stretch, StoreError> {
        let cuts = identities.iter().map(|identity| async move {
            let cut = if identity.id == message.id.identity {
                message.id.order.next()
            } else {
                self.place_at(identity, message.at).await?
            };
            Ok::<_, StoreError>((identity.id.clone(), cut))
        });
        let cut: Places = try_join_all(cuts).await?.into_iter().collect();

        let older = self.older(identities, &cut, UP_TO_IT);
        let newer = self.newer(identities, &cut, MESSAGES_PER_PAGE_MAX - UP_TO_IT);
        let (older, (newer, from)) = try_join(older, newer).await?;

        let mut messages = older.messages;
        messages.extend(newer);
        Ok(Stretch {
            messages,
            before: older.before,
            from,
        })
    }

    /// Where an address stood at a time: what it said until then lies before this place. Access pattern A73. Strongly
    /// consistent.
    ///
    /// Where clocks disagree and times do not grow with places, it is one of the places where they pass `at`. Round
    /// trips of one read unit: two, or about as many as the address's newest number has binary digits.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn place_at(&self, identity: &Identity, at: UnixMs) -> Result<Order, StoreError> {
        let Some(newest) = self.last_before(identity, None).await? else {
            return Ok(Order::inbound(0));
        };
        if newest.at <= at {
            return Ok(newest.id.order.next());
        }
        // Of the messages before number `low` the last was said in time, of those before `high` too late.
        let (mut low, mut high) = (0, newest.id.order.position().saturating_add(1));
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match self.last_before(identity, Some(&Order::inbound(middle))).await? {
                Some(message) if message.at > at => high = message.id.order.position().saturating_add(1),
                _ => low = middle,
            }
        }
        self.place_behind(identity, low, at).await
    }

    async fn last_before(&self, identity: &Identity, place: Option<&Order>) -> Result<Option<Message>, StoreError> {
        let found = self.newest(&identity.id, place, 1).await?;
        Ok(found.messages.into_iter().next())
    }

    /// The place among the messages at and behind the provider's number `position` that the time passes `at` at.
    async fn place_behind(&self, identity: &Identity, position: u64, at: UnixMs) -> Result<Order, StoreError> {
        let first = Order::inbound(position);
        let messages = self.ascending(identity, Some(&first), MESSAGES_PER_PAGE_MAX).await?.0;
        let last_in_time = messages.iter().take_while(|message| message.at <= at).last();
        Ok(last_in_time.map_or(first, |message| message.id.order.next()))
    }

    /// Messages of one address from a place on, and whether there are more.
    async fn ascending(
        &self,
        identity: &Identity,
        from: Option<&Order>,
        limit: usize,
    ) -> Result<(Vec<Message>, bool), StoreError> {
        let mut query = Query::partition(keys::thread(&identity.id), limit);
        query.span = from.map_or(Span::All, |place| {
            Span::Between(place.as_str().to_owned(), END.to_owned())
        });
        self.read_messages(query).await
    }

    /// At most `limit` messages from a place on, and the place behind them.
    async fn newer(
        &self,
        identities: &[Identity],
        from: &Places,
        limit: usize,
    ) -> Result<(Vec<Message>, Option<Places>), StoreError> {
        let pages = identities
            .iter()
            .map(|identity| self.ascending(identity, from.get(&identity.id), limit));
        let pages = try_join_all(pages).await?;

        let mut has_newer = pages.iter().any(|(_, has_more)| *has_more);
        let mut threads: Vec<_> = pages.into_iter().map(|(page, _)| page.into_iter().peekable()).collect();
        let mut places = from.clone();
        let mut messages: Vec<Message> = Vec::new();
        while messages.len() < limit {
            let next = threads.iter_mut().filter_map(|thread| {
                let message = thread.peek()?;
                Some(((message.at, message.id.clone()), thread))
            });
            let Some(message) = next.min_by(|a, b| a.0.cmp(&b.0)).and_then(|(_, thread)| thread.next()) else {
                break;
            };
            places.insert(message.id.identity.clone(), message.id.order.next());
            messages.push(message);
        }
        has_newer |= threads.iter_mut().any(|thread| thread.peek().is_some());
        Ok((messages, has_newer.then_some(places)))
    }
}
