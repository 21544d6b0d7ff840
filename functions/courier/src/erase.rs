//! Deleting what is left of an erased contact.
//!
//! The decision was one transaction; this is what follows from it, in small steps any courier may take and repeat. It is
//! done here because here the stream and the minute come back until it is finished, however often somebody dies at it.

use domain::{Bell, Chat, ContactId, SECOND_MS, Tombstone};
use platform::Fault;
use store::{Standing, StoreError, chats::ChatRow};
use tracing::info;

use crate::Courier;

/// How long one wake works on one contact: a third of the function's time. The minute's round goes on.
const ERASE_MS_MAX: i64 = 20 * SECOND_MS;

/// Deletes what is left of a contact, and of everybody united with them; returns when nothing is, or when the time is up.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn erase(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    let store = &courier.app.store;
    let end = courier.app.clock.now().plus(ERASE_MS_MAX);
    let has_time = || courier.app.clock.now() < end;
    let Some(stones) = tombstones(courier, contact).await? else {
        return Ok(());
    };
    let works: Vec<_> = stones.iter().filter_map(|stone| stone.work.as_deref()).collect();
    let chats: Vec<&Chat> = works.iter().map(|work| &work.chat).collect();
    let Some(whole) = chats.first() else { return Ok(()) };

    for identity in &whole.identities {
        loop {
            // What lies elsewhere first: the messages say what that is.
            for key in store.stored_by(&identity.id).await? {
                courier.app.blobs.delete(&key, courier.app.clock.now()).await?;
            }
            if !store.erase_messages(&identity.id).await? {
                break;
            }
            if !has_time() {
                return Ok(());
            }
        }
        store
            .erase_quarantined(&identity.id.channel, &identity.id.external)
            .await?;
    }
    for (stone, work) in stones.iter().zip(&works) {
        store.erase_card(&stone.contact, &chats).await?;
        while store.erase_rows(&stone.contact, &work.salt).await? {
            if !has_time() {
                return Ok(());
            }
        }
    }
    forget_news(courier, &stones).await?;
    forget_drafts(courier, &stones).await?;
    store.finish_erasure(&stones).await?;
    info!(contact.id = %contact, "Erased a contact");
    Ok(())
}

/// Takes the erased off what operators are going to be told in their own messengers.
async fn forget_news(courier: &Courier, stones: &[Tombstone]) -> Result<(), Fault> {
    let store = &courier.app.store;
    let known = |bell: &Bell| stones.iter().find_map(|stone| bell.without(&stone.contact));
    for operator in store.roster().await?.0 {
        while let Some(without) = known(&store.bell(&operator.id).await?) {
            store.commit_bell(&without).await?;
        }
    }
    Ok(())
}

/// Deletes what operators have begun to write to the erased.
async fn forget_drafts(courier: &Courier, stones: &[Tombstone]) -> Result<(), Fault> {
    let store = &courier.app.store;
    for operator in store.roster().await?.0 {
        for stone in stones {
            store.erase_drafts(&operator.id, &stone.contact).await?;
        }
    }
    Ok(())
}

/// The tombstone of a contact and of everybody united with them; `None`: nothing is left to do, or it is done with whom
/// they were united with.
async fn tombstones(courier: &Courier, contact: &ContactId) -> Result<Option<Vec<Tombstone>>, Fault> {
    let store = &courier.app.store;
    let Standing::Erased(own) = store.standing(contact).await? else {
        return Ok(None);
    };
    let Some(work) = own.work.as_deref().filter(|work| work.with.is_none()) else {
        return Ok(None);
    };
    let mut stones = vec![(*own).clone()];
    for united in &work.chat.united {
        match store.chat_row(united).await? {
            Some(ChatRow::Erased(stone)) if stone.work.is_some() => stones.push(*stone),
            // Read between two commits: whoever finished it leaves nothing to do.
            _ => return Err(StoreError::Throttled.into()),
        }
    }
    Ok(Some(stones))
}
