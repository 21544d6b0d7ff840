//! Showing a contact that an answer is being written.

use domain::{ContactId, UnixMs, typing::TYPING_SHOWN_MS};
use messengers::{Step, Task, registry};
use platform::Fault;

use crate::{Courier, hold::Line};

/// Tells the messenger of the address that wrote last, if there is still time and it has a way. Nothing is made good: a
/// moment later there is nothing to tell.
///
/// # Errors
/// [`Fault`]: our own table did not answer.
pub async fn tell(courier: &Courier, contact: &ContactId, at: UnixMs) -> Result<(), Fault> {
    let app = &courier.app;
    if app.clock.now() >= at.plus(TYPING_SHOWN_MS) {
        return Ok(());
    }
    let Some(chat) = app.store.chat(contact).await? else {
        return Ok(());
    };
    let found = chat.identities.first().filter(|identity| identity.blocked.is_none());
    let found = found.and_then(|identity| Some((identity, registry::find(&identity.messenger)?)));
    let Some((identity, messenger)) = found else {
        return Ok(());
    };
    // What is on its way says more.
    if messenger.info().capabilities.typing_s == 0 || !chat.outbox.is_empty() {
        return Ok(());
    }
    let channel = &identity.id.channel;
    let line = Line::look(courier, channel, messenger).await?;
    let Some(opened) = line.open() else {
        return Ok(());
    };
    let recipient = identity.id.external.clone();
    match courier
        .carry_out(messenger, &opened.access, &Task::Typing { recipient })
        .await?
    {
        Step::Told => Ok(()),
        step => Err(Fault::Bug(format!("telling that somebody writes ended as {step:?}"))),
    }
}
