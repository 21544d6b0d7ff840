//! The words of messages: kept by whoever brings them here from the stream, looked up newest first.
//!
//! A row per word and nothing in it but its key, so keeping a message again changes nothing, in whatever order copies of
//! it come. Rows of a text that was edited or erased may stay: what is found is what the message itself says.

use std::collections::BTreeSet;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    Message, MessageId, UnixMs,
    said::{Sought, meets, words_kept},
};
use futures_util::future::try_join_all;

use crate::{
    Store, StoreError,
    chats::NotACursor,
    codec::row,
    keys,
    table::{Condition, Consistency, Item, Key, Query, SK, Span, Write},
};

/// Messages on one page of what was found.
pub const FOUND_MESSAGES_MAX: usize = 20;

/// Rows read of each word's list, step by step: mostly the first one is enough.
const ROWS: [usize; 4] = [50, 250, 250, 250];

/// Messages read in one step.
const CANDIDATES_MAX: usize = 40;

/// A message's place among all that was said, by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(String);

/// A page of messages that say what was looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundMessages {
    /// Newest first, at most [`FOUND_MESSAGES_MAX`].
    pub messages: Vec<Message>,
    /// Everything from here on was looked at; `None`: everything was.
    pub before: Option<Place>,
}

impl Place {
    fn of(at: UnixMs, message: &MessageId) -> Self {
        Self(keys::said_place(at, message))
    }

    fn parse(text: &str) -> Option<(Self, MessageId)> {
        let (at, message) = text.split_once('#')?;
        let is_number = at.len() == 13 && at.bytes().all(|byte| byte.is_ascii_digit());
        let message = message.parse().ok().filter(|_| is_number)?;
        Some((Self(text.to_owned()), message))
    }

    fn message(&self) -> Option<MessageId> {
        Self::parse(&self.0).map(|(_, message)| message)
    }

    /// Reads what a page gave out for the same words.
    ///
    /// # Errors
    /// [`NotACursor`]: foreign, damaged, or of another search.
    pub fn from_cursor(text: &str, sought: &Sought) -> Result<Self, NotACursor> {
        let text = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotACursor)?;
        let text = String::from_utf8(text).map_err(|_| NotACursor)?;
        let (words, place) = text.split_once('|').ok_or(NotACursor)?;
        let (place, _) = Self::parse(place).ok_or(NotACursor)?;
        if words == sought.words().join(" ") {
            Ok(place)
        } else {
            Err(NotACursor)
        }
    }

    /// The place as a cursor of a search.
    #[must_use]
    pub fn to_cursor(&self, sought: &Sought) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}|{}", sought.words().join(" "), self.0))
    }
}

/// Every key under which `texts` of a message may be kept: its text now and the earlier ones. Whoever erases a message
/// removes these rows.
#[must_use]
pub fn said_keys<'a>(at: UnixMs, message: &MessageId, texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<Key> {
    let words = texts.into_iter().flat_map(words_kept);
    words.map(|word| keys::said_word(at, message, &word)).collect()
}

/// The rows of a message, the one last that is written when the others are.
fn rows(message: &Message) -> Result<Vec<Item>, StoreError> {
    let words = words_kept(message.content.said().unwrap_or_default());
    let keys = words.iter().map(|word| keys::said_word(message.at, &message.id, word));
    keys.map(|key| row(&key, &serde_json::json!({}))).collect()
}

impl Store {
    /// Whether all the words of a message that was never edited are kept already. Access pattern A71. Eventually
    /// consistent: they may be although this says no.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_said_kept(&self, message: &Message) -> Result<bool, StoreError> {
        let words = words_kept(message.content.said().unwrap_or_default());
        let Some(last) = words.last() else { return Ok(true) };
        let key = keys::said_word(message.at, &message.id, last);
        // Of an edited one the last word may be an earlier text's.
        let is_sure = message.edited.is_none();
        Ok(is_sure && self.table.get(&key, Consistency::Eventual).await?.is_some())
    }

    /// Keeps the words of a message: at most 16 rows, a write unit each, in two round trips. Again: the same rows.
    ///
    /// # Errors
    /// [`StoreError`]: some words may be kept; do it again.
    pub async fn keep_said(&self, message: &Message) -> Result<(), StoreError> {
        let mut rows = rows(message)?;
        let last = rows.pop();
        self.put_side_by_side(rows).await?;
        self.put_side_by_side(last).await
    }

    /// Lets the table sweep the words of a message that was erased while they were being kept.
    ///
    /// # Errors
    /// [`StoreError`]: do it again.
    pub async fn let_go_said(&self, message: &Message, now: UnixMs) -> Result<(), StoreError> {
        let mut rows = rows(message)?;
        for row in &mut rows {
            row.insert(keys::EXPIRES_S.into(), now.seconds().into());
        }
        self.put_side_by_side(rows).await
    }

    /// Each row by itself: half of what a transaction costs. A batch would cost as much, and who may write batches may
    /// delete.
    async fn put_side_by_side(&self, rows: impl IntoIterator<Item = Item>) -> Result<(), StoreError> {
        let puts = rows.into_iter().map(|item| async move {
            let condition = Condition::Always;
            self.table.write(&[Write::Put { item, condition }]).await
        });
        try_join_all(puts).await?;
        Ok(())
    }

    /// Messages that say all the words sought, as they are now, newest first. Access pattern A70. The index is read
    /// eventually consistent, messages strongly.
    ///
    /// Shape: at most [`FOUND_MESSAGES_MAX`] before `before`, maybe none although older ones follow. However much was
    /// said: at most eight round trips, 800 small rows per word and 160 messages; mostly two, 50 and 20.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_messages(&self, sought: &Sought, before: Option<Place>) -> Result<FoundMessages, StoreError> {
        let (mut messages, mut before) = (Vec::new(), before);
        for rows_max in ROWS {
            let words = sought.words().iter();
            let lists = try_join_all(words.map(|word| self.said(word, before.as_ref(), rows_max))).await?;
            let step = Step::of(&lists, FOUND_MESSAGES_MAX - messages.len());
            let read = step.candidates.iter().map(|place| self.said_at(place));
            let read = try_join_all(read).await?;
            let said = |message: &Message| sought.snippet(message.content.said().unwrap_or_default()).is_some();
            for (place, message) in step.candidates.iter().zip(read) {
                messages.extend(message.filter(said));
                if messages.len() == FOUND_MESSAGES_MAX {
                    let is_end = step.reach.is_none() && step.candidates.last() == Some(place);
                    let before = Some(place.clone()).filter(|_| !is_end);
                    return Ok(FoundMessages { messages, before });
                }
            }
            before = step.reach;
            if before.is_none() {
                break;
            }
        }
        Ok(FoundMessages { messages, before })
    }

    /// The message of a place in the index, unless it was said at another time.
    async fn said_at(&self, place: &Place) -> Result<Option<Message>, StoreError> {
        let Some(id) = place.message() else { return Ok(None) };
        let message = self.message(&id).await?;
        Ok(message.filter(|message| Place::of(message.at, &message.id) == *place))
    }

    /// Where a word was said, newest first.
    async fn said(&self, word: &str, before: Option<&Place>, rows_max: usize) -> Result<List, StoreError> {
        let mut query = Query::partition(keys::said(word), rows_max);
        query.descending = true;
        query.consistency = Consistency::Eventual;
        query.span = before.map_or(Span::All, |place| Span::Before(place.0.clone()));
        let rows = self.table.query(&query).await?;
        let keys = rows
            .items
            .iter()
            .filter_map(|item| item.get(SK)?.as_str()?.rsplit_once('#'));
        let mut list = List::default();
        for (place, said) in keys {
            let Some((place, _)) = Place::parse(place) else {
                continue;
            };
            if rows.next.is_some() {
                list.reach = Some(place.clone());
            }
            if meets(said, word) {
                list.places.insert(place);
            }
        }
        // Other words of the last message may follow: whether it says this one, only the message itself can tell.
        list.places.extend(list.reach.clone());
        Ok(list)
    }
}

/// Where a word may have been said.
#[derive(Debug, Default)]
struct List {
    places: BTreeSet<Place>,
    /// The oldest place looked at; `None`: all were.
    reach: Option<Place>,
}

/// What is read next.
#[derive(Debug, PartialEq)]
struct Step {
    /// Places where all the words may have been said, newest first.
    candidates: Vec<Place>,
    /// Once these are read, everything from here on was looked at; `None`: everything was.
    reach: Option<Place>,
}

impl Step {
    /// Goes by the word whose list reaches farthest back, which is the rarest, and leaves out what the other lists rule
    /// out as far as they reach. No more than `wanted` of those that are in all lists, nor than [`CANDIDATES_MAX`].
    fn of(lists: &[List], wanted: usize) -> Self {
        let Some(rarest) = lists.iter().min_by(|a, b| a.reach.cmp(&b.reach)) else {
            let (candidates, reach) = (Vec::new(), None);
            return Self { candidates, reach };
        };
        let is_looked_at = |list: &List, place: &Place| list.reach.as_ref().is_none_or(|reach| reach <= place);
        let may_be = |place: &&Place| {
            let mut lists = lists.iter();
            lists.all(|list| list.places.contains(place) || !is_looked_at(list, place))
        };
        let mut places = rarest.places.iter().rev().filter(may_be);
        let (mut candidates, mut sure) = (Vec::new(), 0);
        while candidates.len() < CANDIDATES_MAX && sure < wanted {
            let Some(place) = places.next() else {
                let reach = rarest.reach.clone();
                return Self { candidates, reach };
            };
            sure += usize::from(lists.iter().all(|list| list.places.contains(place)));
            candidates.push(place.clone());
        }
        let reach = candidates.last().cloned();
        let is_end = rarest.reach.is_none() && places.next().is_none();
        Self {
            candidates,
            reach: reach.filter(|_| !is_end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(at: i64) -> Place {
        Place(format!("{at:013}#c:1:{at:020}"))
    }

    fn list(places: &[i64], reach: Option<i64>) -> List {
        let places = places.iter().chain(&reach).map(|at| place(*at)).collect();
        let reach = reach.map(place);
        List { places, reach }
    }

    fn step(candidates: &[i64], reach: Option<i64>) -> Step {
        Step {
            candidates: candidates.iter().map(|at| place(*at)).collect(),
            reach: reach.map(place),
        }
    }

    #[test]
    fn candidates_are_in_every_list_or_beyond_its_reach() {
        let common = list(&[90, 80, 70], Some(60));
        let rare = list(&[90, 85, 70, 40, 20], None);

        assert_eq!(Step::of(&[common, rare], 20), step(&[90, 70, 40, 20], None));
    }

    #[test]
    fn what_two_lists_rule_out_is_not_read() {
        let lists = [list(&[90, 70], Some(50)), list(&[80, 60], Some(40))];

        assert_eq!(Step::of(&lists, 20), step(&[40], Some(40)));
        assert_eq!(Step::of(&[list(&[], None), list(&[90], Some(10))], 20), step(&[], None));
    }

    #[test]
    fn no_more_is_read_than_is_shown() {
        let many: Vec<i64> = (1..=60).collect();

        let one_word = Step::of(&[list(&many, None)], 2);
        assert_eq!(one_word, step(&[60, 59], Some(59)));
        assert_eq!(Step::of(&[list(&[2, 1], None)], 2), step(&[2, 1], None));
        // Nothing is known of the second word so far back.
        let unsure = Step::of(&[list(&many, None), list(&[], Some(100))], 2);
        assert_eq!(
            (unsure.candidates.len(), unsure.reach),
            (CANDIDATES_MAX, Some(place(21)))
        );
    }

    #[test]
    fn a_cursor_belongs_to_its_words() {
        let sought = |term: &str| Sought::parse(term).expect("enough");
        let cursor = place(5).to_cursor(&sought("Blue lamp"));

        assert_eq!(Place::from_cursor(&cursor, &sought("blue LAMP")), Ok(place(5)));
        assert_eq!(Place::from_cursor(&cursor, &sought("blue")), Err(NotACursor));
        for strange in ["", "x", "%%", &BASE64_URL_SAFE_NO_PAD.encode("blue|17#c:1:2")] {
            assert_eq!(
                Place::from_cursor(strange, &sought("blue")),
                Err(NotACursor),
                "{strange}"
            );
        }
    }
}
