//! Asking a messenger for messages it did not tell us of, where its numbers show that some are missing.

use domain::{ContactId, rules};
use messengers::{Step, Task, registry};
use platform::{Fault, receive};
use store::Committed;
use tracing::{info, warn};

use crate::Courier;

/// Asks for what is missing in a chat, stores what the messenger still has as if it had told of it, and notes that it was asked.
/// A call that was only late is asked for in vain: its message is known by its number. If the messenger does not answer now,
/// the chat's next commit asks again.
///
/// # Errors
/// [`Fault`]: wake again.
pub async fn recall(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    let app = &courier.app;
    let Some(chat) = app.store.chat(contact).await? else {
        return Ok(());
    };
    let Some((identity, missing)) = rules::recall::missing(&chat) else {
        return Ok(());
    };
    let Some(messenger) = registry::find(&identity.messenger) else {
        return Ok(());
    };
    let (id, channel) = (identity.id.clone(), identity.id.channel.clone());
    let Some(opened) = courier.access(&channel, messenger).await? else {
        return Ok(());
    };
    let task = Task::Recall {
        channel: channel.clone(),
        recipient: id.external.clone(),
        missing,
    };
    let recalled = match courier.carry_out(messenger, &opened.access, &task).await? {
        Step::Recalled(recalled) => recalled,
        Step::NotRecalled { may_pass: true, .. } => {
            warn!(chat.id = %contact, "A messenger did not say what is missing");
            return Ok(());
        }
        // For good: noted, so that it is not asked at every message.
        Step::NotRecalled { reason, .. } => {
            warn!(chat.id = %contact, reason, "What a messenger did not tell of cannot be had");
            Vec::new()
        }
        step => return Err(Fault::Bug(format!("asking for what is missing ended as {step:?}"))),
    };
    for one in &recalled {
        receive::keep(app, &channel, &one.received, &one.raw).await?;
    }
    info!(chat.id = %contact, count = recalled.len(), "Asked for what a messenger did not tell of");
    // Each stored message changed the chat. Who is faster than we now commits the chat, which wakes us again.
    if let Some(chat) = app.store.chat(contact).await? {
        let change = rules::recall::recalled(&chat, &id, missing);
        if !change.is_empty() {
            let committed = app.store.commit(&change, app.clock.now()).await?;
            if !matches!(committed, Committed::Stored(_)) {
                info!(chat.id = %contact, "The chat changed meanwhile");
            }
        }
    }
    Ok(())
}
