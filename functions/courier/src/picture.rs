//! Learning what picture contacts show of themselves in their messenger.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::BytesMut;
use domain::{
    Chat, ContactId, Identity, PictureSource, Speaker,
    picture::{PICTURE_BYTES_MAX, picture_type},
    rules::{
        self,
        portray::{Looked, Portrait},
    },
};
use futures_util::StreamExt;
use messengers::{Messenger, Step, Task, registry};
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use tracing::{info, warn};

use crate::{Courier, Opened, fetch::Pace, provider::Loaded};

/// Whether a contact has just written whose messenger can be asked for their picture. When that was done last is looked at
/// in [`look`].
pub fn may_be_shown(chat: &Chat) -> bool {
    chat.preview.from == Speaker::Contact && whom(chat).is_some()
}

/// Who wrote last, if their messenger has pictures of people.
fn whom(chat: &Chat) -> Option<(&Identity, &'static dyn Messenger)> {
    let identity = chat.identities.first()?;
    let messenger = registry::find(&identity.messenger)?;
    let has_pictures = messenger.info().capabilities.has_pictures;
    has_pictures.then_some((identity, messenger))
}

/// Asks for the picture of whoever wrote last, once a day at most.
///
/// # Errors
/// [`Fault`]: wake again.
pub async fn look(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    let app = &courier.app;
    let Some(chat) = app.store.chat(contact).await? else {
        return Ok(());
    };
    let Some((identity, messenger)) = whom(&chat) else {
        return Ok(());
    };
    let person = ContactId::first_seen(&identity.id);
    if is_fresh(courier, &person).await? {
        return Ok(());
    }
    let Some(opened) = courier.access(&identity.id.channel, messenger).await? else {
        return Ok(());
    };
    let address = identity.id.external.clone();
    let task = Task::Profile { address };
    let source = match courier.carry_out(messenger, &opened.access, &task).await? {
        Step::Profiled(profile) => profile.picture,
        Step::NotProfiled { may_pass: true, .. } => return Ok(()),
        // Asked for good: noted, so that it is not asked at every message.
        Step::NotProfiled { may_pass: false, .. } => None,
        step => return Err(Fault::Bug(format!("asking for a contact's picture ended as {step:?}"))),
    };
    learn(courier, (messenger, &opened), identity, source.as_ref()).await
}

async fn is_fresh(courier: &Courier, person: &ContactId) -> Result<bool, Fault> {
    let looked = courier.app.store.looked(person).await?;
    Ok(looked.is_some_and(|looked| !looked.is_over(courier.app.clock.now())))
}

/// Shows the picture a messenger named for this address, or none. One that is known is not loaded again; one that cannot be
/// loaded now is asked for with the next message.
///
/// # Errors
/// [`Fault`]: wake again.
pub async fn learn(
    courier: &Courier,
    (messenger, opened): (&dyn Messenger, &Opened),
    identity: &Identity,
    source: Option<&PictureSource>,
) -> Result<(), Fault> {
    let (app, person) = (&courier.app, ContactId::first_seen(&identity.id));
    let now = app.clock.now();
    let known = app.store.looked(&person).await?.and_then(|looked| looked.name);
    let looked = Looked {
        at: now,
        name: source.map(|source| source.name.clone()),
    };
    if known == looked.name {
        app.store.note_look(&person, &looked).await?;
        return Ok(());
    }
    let portrait = match source {
        Some(source) => match load(courier, (messenger, opened), source).await? {
            Found::Picture(portrait) => Some(portrait),
            Found::Nothing => None,
            Found::NotNow => return Ok(()),
        },
        None => None,
    };
    // Somebody else may change the chat meanwhile, as whoever gives it to an operator does at its first message.
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let Some(chat) = app.store.chat(&person).await? else {
            return Ok(());
        };
        let contact = app.store.contact(&chat.id, now).await?;
        let card = contact.as_ref().map(|contact| &contact.card);
        let change = rules::portray(&chat, card, &identity.id, portrait.is_some(), now);
        let known = (&looked, portrait.as_ref());
        if app.store.commit_portrait(&person, known, &change, now).await? {
            info!(chat.id = %chat.id, is_there = portrait.is_some(), "Learned a contact's picture");
            return Ok(());
        }
    }
    // The contact's next message asks again.
    Ok(())
}

enum Found {
    Picture(Portrait),
    /// None that may be shown, however often it is asked for.
    Nothing,
    NotNow,
}

async fn load(
    courier: &Courier,
    (messenger, opened): (&dyn Messenger, &Opened),
    source: &PictureSource,
) -> Result<Found, Fault> {
    let task = Task::Fetch {
        source: source.source.clone(),
    };
    let url = match courier.carry_out(messenger, &opened.access, &task).await? {
        Step::Load { url } => url,
        Step::NotLoaded { why: Some(_), .. } => return Ok(Found::Nothing),
        Step::NotLoaded { why: None, .. } => return Ok(Found::NotNow),
        step => return Err(Fault::Bug(format!("looking for a picture ended as {step:?}"))),
    };
    let mut bytes = match courier.provider.load(&url, Pace::Prompt.limit()).await {
        Loaded::Coming { size, .. } if size > PICTURE_BYTES_MAX as u64 => return Ok(Found::Nothing),
        Loaded::Coming { bytes, .. } => bytes,
        Loaded::Refused(_) | Loaded::Broken => return Ok(Found::NotNow),
    };
    let mut picture = BytesMut::new();
    while let Some(part) = bytes.next().await {
        let Ok(part) = part else { return Ok(Found::NotNow) };
        picture.extend_from_slice(&part);
        if picture.len() > PICTURE_BYTES_MAX {
            return Ok(Found::Nothing);
        }
    }
    Ok(match picture_type(&picture) {
        Some(media_type) => Found::Picture(Portrait {
            media_type,
            base64: BASE64_STANDARD.encode(&picture),
        }),
        None => {
            warn!("A messenger's picture of a contact is none that may be shown");
            Found::Nothing
        }
    })
}
