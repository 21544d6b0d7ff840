//! Giving waiting chats to operators who can take them, the longest waiting first.
//!
//! The index of waiting chats only suggests whom to look at; each chat is loaded, decided about and committed on condition
//! that neither it nor the operator has changed. Any number of couriers may do this at once: of two who choose the same
//! chat or the same last free place one wins, and the other looks again.

use domain::{ContactId, Roster, rules};
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use store::{Committed, StoreError};
use tracing::info;

use crate::Courier;

/// Looks at the queue in one wake; what is left follows with the next change or the minute's round.
const ROUNDS_MAX: usize = 20;

/// What became of one waiting chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    /// Somebody has it.
    Yes,
    /// It does not wait any more.
    NotNeeded,
    /// Nobody can take a chat now.
    NobodyCan,
}

/// Gives out waiting chats until none is left or nobody can take more. Whether it ended since nobody can.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn give_out(courier: &Courier) -> Result<bool, Fault> {
    Ok(give_out_all(courier).await? == Given::NobodyCan)
}

/// Why giving out ended: nobody can take more, or nobody waits.
async fn give_out_all(courier: &Courier) -> Result<Given, Fault> {
    let mut roster = courier.app.store.roster().await?;
    for _ in 0..ROUNDS_MAX {
        if roster.candidates().is_empty() {
            return Ok(Given::NobodyCan);
        }
        let waiting = courier.app.store.chats_waiting().await?;
        let mut progress = false;
        for contact in &waiting {
            match give_one(courier, contact, &mut roster).await? {
                Given::Yes => progress = true,
                Given::NotNeeded => {}
                Given::NobodyCan => return Ok(Given::NobodyCan),
            }
        }
        // All that is left are places of chats the index has not let go of yet.
        if !progress {
            return Ok(Given::NotNeeded);
        }
    }
    Ok(Given::NotNeeded)
}

/// Gives out what waits longer, then `contact` itself: the index may not show it yet.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn give(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    if give_out_all(courier).await? == Given::NobodyCan {
        // Whoever is free a moment later is for those who wait longer, and wakes us again.
        return Ok(());
    }
    let mut roster = courier.app.store.roster().await?;
    give_one(courier, contact, &mut roster).await?;
    Ok(())
}

async fn give_one(courier: &Courier, contact: &ContactId, roster: &mut Roster) -> Result<Given, Fault> {
    let app = &courier.app;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        if roster.candidates().is_empty() {
            return Ok(Given::NobodyCan);
        }
        let Some(chat) = app.store.chat(contact).await? else {
            return Ok(Given::NotNeeded);
        };
        let now = app.clock.now();
        let Some(change) = rules::distribute(&chat, roster, now) else {
            return Ok(Given::NotNeeded);
        };
        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            info!(chat.id = %chat.id, operator.id = ?chat.holder().map(ToString::to_string), "Gave a chat to an operator");
            for operator in change.operators {
                roster.0.retain(|known| known.id != operator.id);
                roster.0.push(operator);
            }
            return Ok(Given::Yes);
        }
        *roster = app.store.roster().await?;
    }
    Err(StoreError::Throttled.into())
}
