//! Finished episodes, found by when they were closed.

use std::collections::BTreeSet;

use domain::{ClosedEpisode, ContactId, DAY_MS, UnixMs, card::tag_key};
use futures_util::future::try_join_all;
use serde_json::Value;

use crate::{
    Store, StoreError,
    cards::sort_key,
    codec::{read, row},
    keys,
    table::{Consistency, Item, Key, Query, Span},
};

/// Days read side by side: a report of a month, with the month before, is two round trips, and no more than this many queries
/// are under way at once.
pub const DAYS_AT_ONCE: usize = 32;

/// Most episodes one report is made of: a year of 130 a day; some 30 MB of memory.
pub const EPISODES_MAX: usize = 50_000;

/// Episodes of one page of a query: below the 1 MB one may read.
const EPISODES_PER_PAGE: usize = 1_000;

/// Episodes looked at in one go where they are told one by one.
pub const EPISODES_LOOKED_AT: usize = 100;

/// Most contacts of a tag that a report can be asked about.
pub const TAGGED_MAX: usize = 50_000;

/// Tagged contacts of one page of a query: bare rows of some 100 bytes.
const TAGGED_PER_PAGE: usize = 5_000;

/// Some of the episodes of one UTC day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EpisodesBefore {
    /// Each with its place, newest first.
    pub episodes: Vec<(String, ClosedEpisode)>,
    /// Whether the day may have earlier ones.
    pub has_more: bool,
}

/// An episode's row with its place among those of its day.
pub(crate) fn episode_item(key: &Key, episode: &ClosedEpisode, name: &str) -> Result<Item, StoreError> {
    let mut item = row(key, episode)?;
    let closed = episode.closed;
    item.insert(keys::CLOSED.pk.to_owned(), keys::closed_day(closed).into());
    item.insert(keys::CLOSED.sk.to_owned(), keys::closed_order(closed, name).into());
    Ok(item)
}

impl Store {
    /// Episodes closed from `from` on and before `to`, in order of their closing; of erased contacts too. Access pattern A69.
    /// Eventually consistent: a closing may take a moment until it is found.
    ///
    /// Shape: one query for each UTC day, all pages of it, [`DAYS_AT_ONCE`] days side by side. Reading ends with the days in
    /// which there are more than [`EPISODES_MAX`]: whoever gets more than that has not got all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn episodes_closed(&self, from: UnixMs, to: UnixMs) -> Result<Vec<ClosedEpisode>, StoreError> {
        let days: Vec<i64> = (from.0.div_euclid(DAY_MS)..=(to.0 - 1).div_euclid(DAY_MS)).collect();
        let mut found = Vec::new();
        for some in days.chunks(DAYS_AT_ONCE) {
            let read = some.iter().map(|day| {
                let (first, last) = (UnixMs(day * DAY_MS), UnixMs((day + 1) * DAY_MS));
                self.closed_in_day(from.max(first), to.min(last))
            });
            found.extend(try_join_all(read).await?.into_iter().flatten());
            if found.len() > EPISODES_MAX {
                break;
            }
        }
        Ok(found)
    }

    /// The same of one UTC day.
    async fn closed_in_day(&self, from: UnixMs, to: UnixMs) -> Result<Vec<ClosedEpisode>, StoreError> {
        let mut query = Query::partition(keys::closed_day(from), EPISODES_PER_PAGE).on(keys::CLOSED);
        query.span = Span::Between(keys::closed_from(from), keys::closed_from(to));
        let mut found = Vec::new();
        loop {
            let page = self.table.query(&query).await?;
            for item in page.items {
                found.push(read(item)?);
            }
            query.after = page.next;
            if query.after.is_none() || found.len() > EPISODES_MAX {
                return Ok(found);
            }
        }
    }

    /// Episodes closed from `from` on and before the place `before`, newest first, as far as they are of the UTC day in which
    /// `before` is or, where that is its first instant, ends. Access pattern A80. Eventually consistent.
    ///
    /// Shape: at most [`EPISODES_LOOKED_AT`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn episodes_before(&self, from: UnixMs, before: &str) -> Result<EpisodesBefore, StoreError> {
        let at = keys::closed_at(before).unwrap_or(from);
        // A bare instant stands before all that was closed then.
        let last = if before.contains('#') { at } else { at.plus(-1) };
        let day = UnixMs(last.0.div_euclid(DAY_MS) * DAY_MS);
        let first = keys::closed_from(from.max(day));
        if first.as_str() > before {
            return Ok(EpisodesBefore::default());
        }
        // One more: the place itself may be among them.
        let mut query = Query::partition(keys::closed_day(last), EPISODES_LOOKED_AT + 1).on(keys::CLOSED);
        query.span = Span::Between(first, before.to_owned());
        query.descending = true;
        let page = self.table.query(&query).await?;
        let mut episodes = Vec::new();
        for item in page.items {
            let place = item.get(keys::CLOSED.sk).and_then(Value::as_str);
            let place = place.unwrap_or_default().to_owned();
            if place != before {
                episodes.push((place, read(item)?));
            }
        }
        let has_more = page.next.is_some() || episodes.len() > EPISODES_LOOKED_AT;
        episodes.truncate(EPISODES_LOOKED_AT);
        Ok(EpisodesBefore { episodes, has_more })
    }

    /// Ids of contacts with a tag: what counts is whether the one who stands for a contact is among them. Access pattern A81.
    /// Eventually consistent.
    ///
    /// Shape: all pages, until there are more than [`TAGGED_MAX`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tagged_ids(&self, tag: &str) -> Result<BTreeSet<ContactId>, StoreError> {
        let mut query = Query::partition(keys::tagged(&tag_key(tag)), TAGGED_PER_PAGE);
        query.consistency = Consistency::Eventual;
        let mut found = BTreeSet::new();
        loop {
            let page = self.table.query(&query).await?;
            found.extend(page.items.iter().filter_map(|item| sort_key(item)?.parse().ok()));
            query.after = page.next;
            if query.after.is_none() || found.len() > TAGGED_MAX {
                return Ok(found);
            }
        }
    }
}
