//! What operators have begun to write goes where its chat goes.

use domain::{ContactId, DraftKind, rules};
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use store::StoreError;

use crate::Courier;

/// Moves what everybody began to write to a contact to the one they were pulled into. Done twice, it changes nothing.
///
/// # Errors
/// [`Fault`]: something is left to move; wake again.
pub async fn follow(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    let store = &courier.app.store;
    // As it is now: it may have gone further since, or been separated.
    let Some(into) = store.chat(contact).await? else {
        return Ok(());
    };
    if into.id == *contact {
        return Ok(());
    }
    for operator in store.roster().await?.0 {
        for kind in DraftKind::ALL {
            let mut tries = 0..COMMIT_ATTEMPTS_MAX;
            loop {
                let now = courier.app.clock.now();
                let from = store.draft(&operator.id, contact, kind).await?;
                if from.is_empty() {
                    break;
                }
                tries.next().ok_or(StoreError::Throttled)?;
                let known = store.draft(&operator.id, &into.id, kind).await?;
                let moved = rules::move_draft(&from, &known, now);
                let emptied = rules::empty_draft(&from, now);
                if store.move_draft((&moved, &known), (&emptied, &from)).await? {
                    break;
                }
            }
        }
    }
    Ok(())
}
