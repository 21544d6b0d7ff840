//! Bringing a chat's waiting answers to the contact, oldest first.
//!
//! Per answer: claim it (one condition on its row), call the messenger, report what came of it (a commit of the chat). A
//! crash before the claim changes nothing; after it, the lease runs out and the answer is judged by what the messenger
//! can bear. A crash after the call and before the report is the one case nobody can know: `uncertain`.

use std::collections::BTreeMap;

use domain::{
    Change, ChannelId, Chat, ContactId, Delivery, File, FileState, Message, MessageId, Outcome, Revision, SECOND_MS,
    UnixMs, rules,
};
use messengers::{Attachment, Messenger, Step, Task, registry};
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use rules::hold::Waiting;
use store::{Committed, Standing, StoreError};
use tracing::{info, warn};

use crate::{
    Courier, Opened, erase,
    hold::{self, Line},
    revise,
};

/// How long one wake works on one chat: half of the function's time. What is left is due soon again.
const DRAIN_MS_MAX: i64 = 30 * SECOND_MS;

/// Brings what is due; returns when nothing is, when another courier is at it, or when the time is up.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn drain(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    let end = courier.app.clock.now().plus(DRAIN_MS_MAX);
    while courier.app.clock.now() < end {
        let chat = match courier.app.store.standing(contact).await? {
            Standing::Chat(chat) => chat,
            Standing::Nothing | Standing::Mark(_) => return Ok(()),
            // What an erase left to do is due at the same place as answers are.
            Standing::Erased(_) => return erase::erase(courier, contact).await,
        };
        let now = courier.app.clock.now();
        let woken = rules::wake(&chat, now);
        if !woken.is_empty() {
            courier.app.store.commit(&woken, now).await?;
            continue;
        }
        if !advance(courier, &chat).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Carries out the first that can be: the oldest answer, or a change that is wished before it. A change that has to wait
/// holds up nothing that was written since, and what waits for its channel nothing of another one. `false`: there is
/// nothing to do now.
async fn advance(courier: &Courier, chat: &Chat) -> Result<bool, Fault> {
    let mut lines: BTreeMap<&ChannelId, Line> = BTreeMap::new();
    let mut waiting = Waiting::default();
    for id in &chat.outbox {
        let message = courier.app.store.message(id).await?.ok_or_else(|| missing(id))?;
        let is_wished = message.revision.as_ref().is_some_and(Revision::is_pending);
        let is_queued = matches!(message.delivery(), Some(Delivery::Queued { .. }));
        if message.delivery().is_some_and(Delivery::is_pending) {
            if judge(courier, chat, &message).await? {
                return Ok(true);
            }
        } else if !is_wished {
            // Done; or the chat was read before an outcome was committed, the message after: look again.
            return Ok(true);
        }
        if is_queued || !message.delivery().is_some_and(Delivery::is_pending) {
            let channel = &id.identity.channel;
            if !lines.contains_key(channel) {
                let line = Line::look(courier, channel, messenger(chat, id)?).await?;
                lines.insert(channel, line);
            }
            let line = &lines[channel];
            if line.open().is_none() {
                if hold::wait(courier, chat, &message, line, &mut waiting).await? {
                    return Ok(true);
                }
                continue;
            }
            let is_tried = if is_queued {
                bring(courier, chat, &message, line).await?
            } else {
                revise::revise(courier, chat, &message, line).await?
            };
            if is_tried {
                return Ok(true);
            }
        }
        waiting.is_under_way = true;
        if message.delivery().is_some_and(Delivery::is_pending) {
            break;
        }
    }
    hold::put_aside(courier, chat, &waiting).await
}

/// One try at the messenger. `false`: it is not time, or another courier was first.
async fn bring(courier: &Courier, chat: &Chat, message: &Message, line: &Line) -> Result<bool, Fault> {
    let app = &courier.app;
    let Some((claimed, fence)) = rules::claim(message, app.clock.now()) else {
        return Ok(false);
    };
    let messenger = messenger(chat, &message.id)?;
    if !app.store.claim(message, &claimed).await? {
        return Ok(false);
    }

    let outcome = match line.open() {
        Some(opened) => send(courier, messenger, opened, message).await?,
        None => hold::gone(),
    };
    let outcome = hold::after_try(courier, &message.id.identity.channel, line, outcome).await;

    info!(message.id = %message.id, ?outcome, "Tried to bring an answer");
    let capabilities = messenger.info().capabilities;
    report(courier, &message.id, |chat, message, now| {
        rules::deliver(chat, message, fence, &outcome, &capabilities, now)
    })
    .await?;
    Ok(true)
}

async fn send(
    courier: &Courier,
    messenger: &dyn Messenger,
    opened: &Opened,
    message: &Message,
) -> Result<Outcome, Fault> {
    let content = message.content.outgoing();
    let task = Task::Send {
        recipient: message.id.identity.external.clone(),
        content: content.ok_or_else(|| Fault::Bug(format!("{} cannot go to a contact", message.id)))?,
        files: message.content.files().iter().filter_map(attachment).collect(),
        reply: message.reply.as_ref().and_then(|reply| reply.part.clone()),
        // The message is this wish to send, whatever is tried for it; no other message has its id.
        key: message.id.to_string(),
    };
    match courier.carry_out(messenger, &opened.access, &task).await? {
        Step::Sent(outcome) => Ok(outcome),
        step => Err(Fault::Bug(format!("a send ended as {step:?}"))),
    }
}

/// The outcome of a call that was made must not be lost to somebody else's change of the chat, nor to a short outage. It
/// belongs to the chat that has the address by now: contacts may have been united or separated during the call.
pub async fn report(
    courier: &Courier,
    id: &MessageId,
    decide: impl Fn(&Chat, &Message, UnixMs) -> Change,
) -> Result<(), Fault> {
    let app = &courier.app;
    let contact = ContactId::first_seen(&id.identity);
    let mut last = None;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let decided = async {
            let chat = app.store.chat(&contact).await?;
            let message = app.store.message(id).await?;
            let (Some(chat), Some(message)) = (chat, message) else {
                // The contact was erased meanwhile: nobody is left who would want to know.
                return Ok(None);
            };
            app.store.commit(&decide(&chat, &message, now), now).await.map(Some)
        };
        match decided.await {
            Ok(None | Some(Committed::Stored(_))) => return Ok(()),
            Ok(_) => {}
            Err(fault @ (StoreError::Unavailable { .. } | StoreError::Throttled)) => last = Some(fault),
            Err(fault) => return Err(fault.into()),
        }
    }
    warn!(message.id = %id, "Could not record what came of a send; its lease will run out");
    Err(last.unwrap_or(StoreError::Throttled).into())
}

/// An answer somebody claimed, or one that was not answered and waits to be repeated. `false`: there is still time.
async fn judge(courier: &Courier, chat: &Chat, message: &Message) -> Result<bool, Fault> {
    let capabilities = messenger(chat, &message.id)?.info().capabilities;
    let now = courier.app.clock.now();
    let Some(change) = rules::lease_over(chat, message, &capabilities, now) else {
        return Ok(false);
    };
    warn!(message.id = %message.id, "A courier never reported, or too long ago for a repetition");
    courier.app.store.commit(&change, now).await?;
    Ok(true)
}

/// What an operator brought, as it goes out.
fn attachment(file: &File) -> Option<Attachment> {
    let FileState::Ready { shown, .. } = &file.state else {
        return None;
    };
    Some(Attachment {
        key: file.upload.as_ref()?.to_string(),
        kind: file.kind,
        name: file.name.clone().unwrap_or_else(|| "file".to_owned()),
        media_type: shown.clone().unwrap_or_else(|| blobs::DOWNLOAD.to_owned()),
        size: file.size?,
    })
}

pub fn messenger(chat: &Chat, message: &MessageId) -> Result<&'static dyn Messenger, Fault> {
    let identity = chat.identity(&message.identity);
    let found = identity.and_then(|identity| registry::find(&identity.messenger));
    found.ok_or_else(|| Fault::Bug(format!("no messenger for {message}")))
}

fn missing(message: &MessageId) -> Fault {
    Fault::Bug(format!("{message} waits to be sent and is not there"))
}
