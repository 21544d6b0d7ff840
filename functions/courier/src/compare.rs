//! Looking who may be the same person as a contact whose phones, addresses or unites changed.
//!
//! The words of the index only suggest whom to look at; each pair is loaded, decided about and committed on condition that
//! neither has changed. Any number of couriers may do this at once, and any may die anywhere: the contact stays due until
//! all pairs are done.

use std::collections::BTreeSet;

use domain::{Contact, ContactId, rules, search};
use futures_util::future::try_join_all;
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use store::StoreError;
use tracing::info;

use crate::Courier;

/// Compares a contact with everybody who has a phone or address of theirs, and with everybody who had.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn compare(courier: &Courier, id: &ContactId) -> Result<(), Fault> {
    let store = &courier.app.store;
    let Some(comparison) = store.comparison(id).await? else {
        return Ok(());
    };
    // One who was united meanwhile is a part of somebody who is due as well.
    let found = store.contact(id, courier.app.clock.now()).await?;
    if let Some(contact) = found.filter(|contact| &contact.chat.id == id) {
        for other in candidates(courier, &contact).await? {
            compare_two(courier, id, &other).await?;
        }
    }
    Ok(store.set_compared(&comparison).await?)
}

/// Whom to look at: by the words of the index, and by what was suggested to all who are this contact now.
async fn candidates(courier: &Courier, contact: &Contact) -> Result<BTreeSet<ContactId>, Fault> {
    let store = &courier.app.store;
    let words = search::exact_words(&contact.card);
    let found = try_join_all(words.iter().map(|word| store.with_word(word))).await?;
    let united = try_join_all(contact.chat.united.iter().map(|id| store.suggestions(id))).await?;
    let known = contact.suggestions.iter().chain(united.iter().flatten());
    let known = known.flat_map(|known| known.similar.iter().map(|other| other.contact.clone()));
    let mut candidates: BTreeSet<ContactId> = found.into_iter().flatten().chain(known).collect();
    candidates.remove(&contact.chat.id);
    Ok(candidates)
}

/// Decides about one pair, and commits.
async fn compare_two(courier: &Courier, one: &ContactId, called: &ContactId) -> Result<(), Fault> {
    let store = &courier.app.store;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = courier.app.clock.now();
        let Some(one) = store.contact(one, now).await?.filter(|contact| &contact.chat.id == one) else {
            return Ok(());
        };
        let other = store.contact(called, now).await?;
        let are_apart = match &other {
            Some(other) => are_apart(courier, &one, other).await?,
            None => false,
        };

        let writes = rules::suggest(rules::Pair {
            one: &one,
            called,
            other: other.as_ref(),
            are_apart,
        });

        if writes.is_empty() {
            return Ok(());
        }
        if store.suggest(&writes, (&one, other.as_ref()), are_apart).await? {
            info!(contact.id = %one.chat.id, "Changed who may be the same person as a contact");
            return Ok(());
        }
    }
    Err(StoreError::Throttled.into())
}

/// Whether an operator said that somebody of the one is nobody of the other.
async fn are_apart(courier: &Courier, one: &Contact, other: &Contact) -> Result<bool, Fault> {
    let everybody = |contact: &Contact| -> Vec<ContactId> {
        let own = std::iter::once(contact.chat.id.clone());
        own.chain(contact.chat.united.iter().cloned()).collect()
    };
    let ones = everybody(one);
    let apart = try_join_all(ones.iter().map(|id| courier.app.store.not_same(id))).await?;
    let others = everybody(other);
    Ok(apart.iter().flatten().any(|id| others.contains(id)))
}
