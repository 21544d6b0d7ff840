//! Changing and deleting messages at the contact's side, as operators wish.
//!
//! Claimed and reported as answers are, with one difference: what nobody knows the end of is simply tried again.

use domain::{Chat, Message, Outcome, Outgoing, Wish, rules};
use messengers::{Messenger, Step, Task};
use platform::Fault;
use tracing::info;

use crate::{
    Courier, Opened, drain,
    hold::{self, Line},
};

/// One try at the messenger. `false`: it is not time, or another courier was first.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn revise(courier: &Courier, chat: &Chat, message: &Message, line: &Line) -> Result<bool, Fault> {
    let app = &courier.app;
    let Some((claimed, fence)) = rules::claim_revision(message, app.clock.now()) else {
        return Ok(false);
    };
    let messenger = drain::messenger(chat, &message.id)?;
    if !app.store.claim(message, &claimed).await? {
        return Ok(false);
    }

    let outcome = match line.open() {
        Some(opened) => ask(courier, messenger, opened, &claimed).await?,
        None => hold::gone(),
    };
    let outcome = hold::after_try(courier, &message.id.identity.channel, line, outcome).await;

    info!(message.id = %message.id, ?outcome, "Tried to change a message");
    drain::report(courier, &message.id, |chat, message, now| {
        rules::revised(chat, message, fence, &outcome, now)
    })
    .await?;
    Ok(true)
}

async fn ask(
    courier: &Courier,
    messenger: &dyn Messenger,
    opened: &Opened,
    message: &Message,
) -> Result<Outcome, Fault> {
    let wish = message.revision.as_ref().map(|revision| &revision.wish);
    let (recipient, parts) = (message.id.identity.external.clone(), message.parts());
    let task = match wish {
        Some(Wish::Edit {
            content: Outgoing::Text { text },
        }) => Task::Edit {
            recipient,
            parts,
            text: text.clone(),
            is_caption: !message.content.files().is_empty(),
        },
        Some(Wish::Delete) => Task::Delete { recipient, parts },
        other => return Err(Fault::Bug(format!("{}: nobody can carry out {other:?}", message.id))),
    };
    match courier.carry_out(messenger, &opened.access, &task).await? {
        Step::Sent(outcome) => Ok(outcome),
        step => Err(Fault::Bug(format!("a change of a message ended as {step:?}"))),
    }
}
