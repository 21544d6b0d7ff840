//! Telling a messenger that the press of a button was heard, so that its app stops waiting.

use domain::{ContactId, Content, MessageId};
use messengers::{Step, Task};
use platform::Fault;
use tracing::info;

use crate::{Courier, drain};

/// Says so, once. The press itself is stored and shown whatever comes of this: a messenger that does not hear it, or a channel
/// that lets nothing out, only leaves the contact's app waiting for some seconds.
///
/// # Errors
/// [`Fault`]: the table could not be read; wake again.
pub async fn acknowledge(courier: &Courier, message: &MessageId) -> Result<(), Fault> {
    let app = &courier.app;
    let Some(Content::Press { press }) = app.store.message(message).await?.map(|message| message.content) else {
        return Ok(());
    };
    let Some(chat) = app.store.chat(&ContactId::first_seen(&message.identity)).await? else {
        return Ok(());
    };
    let messenger = drain::messenger(&chat, message)?;
    let Some(opened) = courier.access(&message.identity.channel, messenger).await? else {
        return Ok(());
    };
    let task = Task::Acknowledge {
        recipient: message.identity.external.clone(),
        handle: press.handle,
    };
    match courier.carry_out(messenger, &opened.access, &task).await? {
        Step::Sent(outcome) => info!(message.id = %message, ?outcome, "Told a messenger that a press was heard"),
        step => return Err(Fault::Bug(format!("an acknowledgement ended as {step:?}"))),
    }
    Ok(())
}
