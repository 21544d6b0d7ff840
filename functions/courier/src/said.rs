//! Keeping the words of what was said, so that messages are found by them.
//!
//! Not in the message's own transaction, which they would make several times as dear: the stream brings each message here,
//! and brings it again until its words are kept. Doing it twice, or two couriers at once, ends in the same rows.

use std::collections::BTreeMap;

use domain::MessageId;
use platform::Fault;
use tracing::error;

use crate::Courier;

/// Keeps the words of these messages as they are now, unless the workspace keeps none. Each has the number of the record
/// that told of it; the answer names the records that must come again.
///
/// One message after the other: a batch would open more connections at once than a function may.
pub async fn keep_all(courier: &Courier, messages: BTreeMap<MessageId, Option<String>>) -> Vec<Option<String>> {
    if messages.is_empty() {
        return Vec::new();
    }
    match courier.app.store.settings().await {
        Ok(settings) if !settings.is_message_search_on => return Vec::new(),
        Ok(_) => {}
        Err(fault) => {
            error!(
                error = &fault as &dyn std::error::Error,
                "Could not see whether words are kept; the messages come again"
            );
            return messages.into_values().collect();
        }
    }
    let mut failed = Vec::new();
    for (id, number) in messages {
        if let Err(fault) = keep(courier, &id).await {
            error!(
                error = &fault as &dyn std::error::Error,
                message.id = %id,
                "The words of a message were not kept; it comes again"
            );
            failed.push(number);
        }
    }
    failed
}

async fn keep(courier: &Courier, id: &MessageId) -> Result<(), Fault> {
    let store = &courier.app.store;
    let Some(message) = store.message(id).await? else {
        return Ok(());
    };
    if store.is_said_kept(&message).await? {
        return Ok(());
    }
    store.keep_said(&message).await?;
    // Whoever erased the message meanwhile could not see these rows.
    let now = store.message(id).await?;
    if now.is_none_or(|now| now.content.said().is_none()) {
        store.let_go_said(&message, courier.app.clock.now()).await?;
    }
    Ok(())
}
