//! Answering contacts who write outside the working hours.

use domain::{Chat, ContactId, Speaker, rules};
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use store::{Committed, StoreError};
use tracing::info;

use crate::{Courier, notify::Commit};

/// Queues the away message in chats whose contact just wrote, where the desk is closed. The settings are remembered: while
/// the desk is open, this costs nothing.
///
/// # Errors
/// [`Fault`]: the same commits again do what is missing.
pub async fn answer(courier: &Courier, commits: &[Commit]) -> Result<(), Fault> {
    let wrote = |chat: &Chat| chat.preview.version == chat.version && chat.preview.from == Speaker::Contact;
    let mut chats: Vec<&Chat> = commits
        .iter()
        .map(|commit| &*commit.chat)
        .filter(|chat| wrote(chat))
        .collect();
    if chats.is_empty() {
        return Ok(());
    }
    let settings = courier.memory.settings(&courier.app).await?;
    let now = courier.app.clock.now();
    chats.retain(|chat| rules::away(chat, &settings, now).is_some());
    chats.dedup_by(|later, kept| later.id == kept.id);
    for chat in chats {
        answer_one(courier, &chat.id).await?;
    }
    Ok(())
}

async fn answer_one(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    let store = &courier.app.store;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        // As both are now: the settings may have been remembered for a minute.
        let settings = store.settings().await?;
        let Some(chat) = store.chat(contact).await? else {
            return Ok(());
        };
        let now = courier.app.clock.now();
        let Some(change) = rules::away(&chat, &settings, now) else {
            return Ok(());
        };
        if let Committed::Stored(chat) = store.commit(&change, now).await? {
            info!(chat.id = %chat.id, "Told a contact that nobody is there");
            return Ok(());
        }
    }
    Err(StoreError::Throttled.into())
}
