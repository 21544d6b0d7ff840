//! Finding contacts by the beginnings of their words.
//!
//! The rows of the index are written with the card they belong to (`commit`); here they are only read.

use std::{cmp::Reverse, collections::BTreeSet};

use domain::{
    Contact, ContactId, UnixMs,
    search::{TERM_CHARS_MIN, Term, words},
};
use futures_util::future::try_join_all;

use crate::{
    Store, StoreError, keys,
    table::{Consistency, Query, SK, Span},
};

/// Contacts found at most; whoever is not among them is found by one more letter.
pub const FOUND_MAX: usize = 20;

/// Rows of the index read for one beginning.
const ROWS_MAX: usize = 100;

/// Contacts looked at closely.
const CANDIDATES_MAX: usize = 40;

impl Store {
    /// Contacts whose words begin like all the words of a term. Access pattern A64. Eventually consistent.
    ///
    /// Shape: at most [`FOUND_MAX`]; whole words before beginnings, then newest activity first, among the first
    /// [`CANDIDATES_MAX`] candidates. Two round trips, whatever is stored: at most 8 queries of [`ROWS_MAX`] small rows,
    /// then the candidates side by side.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_contacts(&self, term: &Term, now: UnixMs) -> Result<Vec<Contact>, StoreError> {
        let words_alone = term
            .words
            .iter()
            .filter(|word| term.words.len() > 1 && word.chars().count() >= TERM_CHARS_MIN);
        let beginnings: Vec<&String> = term.phrases.iter().chain(words_alone).collect();
        let lists = try_join_all(beginnings.iter().map(|beginning| self.found_by(beginning))).await?;
        let (phrases, words_alone) = lists.split_at(term.phrases.len());
        let candidates = candidates(phrases, words_alone);

        let mut found = Vec::new();
        for contact in self.contacts(&candidates, now).await? {
            // An index row may be older or newer than the card: what is shown is what the card says.
            if let Some(rank) = term.rank(&words(&contact.card, &contact.chat)) {
                found.push((rank, contact));
            }
        }
        found.sort_by_key(|(rank, contact)| (*rank, Reverse(contact.chat.activity)));
        found.truncate(FOUND_MAX);
        Ok(found.into_iter().map(|(_, contact)| contact).collect())
    }

    /// Whose words begin like this, the nearest first: `anna` and `anna petrova` come before `annabel`.
    async fn found_by(&self, beginning: &str) -> Result<Vec<ContactId>, StoreError> {
        let mut query = Query::partition(keys::words(beginning), ROWS_MAX);
        query.span = Span::Starting(beginning.to_owned());
        query.consistency = Consistency::Eventual;
        let rows = self.table.query(&query).await?;
        let contact = |key: &str| key.rsplit('#').next()?.parse().ok();
        let keys = rows.items.iter().filter_map(|item| item.get(SK)?.as_str());
        Ok(keys.filter_map(contact).collect())
    }
}

/// Who is looked at closely: first who was found by the words in a row; then who was found by every word alone; then who
/// was found by the rarest one, since the lists of common ones are cut short.
fn candidates(phrases: &[Vec<ContactId>], words_alone: &[Vec<ContactId>]) -> Vec<ContactId> {
    let rarest = words_alone.iter().min_by_key(|list| list.len());
    let rarest: Vec<&ContactId> = rarest.into_iter().flatten().collect();
    let is_in_all = |id: &&ContactId| words_alone.iter().all(|list| list.contains(id));
    let in_all = rarest.iter().copied().filter(is_in_all);
    let in_order = phrases.iter().flatten().chain(in_all).chain(rarest.iter().copied());
    let mut seen = BTreeSet::new();
    let distinct = in_order.filter(|id| seen.insert((*id).clone()));
    distinct.take(CANDIDATES_MAX).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_found_by_all_words_comes_before_who_is_found_by_one() {
        let ids =
            |text: &str| -> Vec<ContactId> { text.chars().map(|id| id.to_string().parse().expect("id")).collect() };

        let found = candidates(&[ids("c"), vec![]], &[ids("abde"), ids("dce")]);

        assert_eq!(found, ids("cde"));
        assert_eq!(candidates(&[ids("ab"), ids("ba")], &[]), ids("ab"));
    }
}
