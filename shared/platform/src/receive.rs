//! Storing what a contact did: load, decide, commit, and again when somebody else changed the chat meanwhile.
//!
//! A messenger tells of it by a webhook call, or when it is asked for what is missing.

mod linked;

use domain::{
    Change, ChannelId, Chat, ContactId, Content, IdentityId, InboundEdit, InboundMessage, InboundReaction, MessageId,
    Operator, Order, Place, Speaker, UnixMs, rules, typing::Typing,
};
use messengers::{Inbound, Received};
use store::{Committed, Standing, StoreError};
use tracing::{error, info};

use crate::{App, Fault, decide::COMMIT_ATTEMPTS_MAX};

/// Stores everything a messenger told of at once; `raw` is what it said, kept where it was not wholly understood.
///
/// # Errors
/// [`Fault`]: not all of it is stored; the messenger will repeat it.
pub async fn keep(app: &App, channel: &ChannelId, received: &Received, raw: &[u8]) -> Result<(), Fault> {
    if let Some(reason) = &received.quarantine {
        info!(channel.id = %channel, "Kept what was not wholly understood");
        app.store.quarantine(channel, reason, raw, app.clock.now()).await?;
    }
    for inbound in &received.inbound {
        keep_anyway(app, channel, raw, commit(app, inbound).await).await?;
    }
    Ok(())
}

/// What our table will never accept must not block the contact's queue: it is kept raw and taken.
async fn keep_anyway(app: &App, channel: &ChannelId, raw: &[u8], committed: Result<(), Fault>) -> Result<(), Fault> {
    let Err(Fault::Store(StoreError::Rejected(words))) = committed else {
        return committed;
    };
    error!(channel.id = %channel, words, "The table refused what a messenger told for good; it is kept raw");
    let reason = "the table refused it";
    Ok(app.store.quarantine(channel, reason, raw, app.clock.now()).await?)
}

/// Stores one thing a contact did. What is stored already changes nothing, nor does what was said before an erase.
///
/// # Errors
/// [`Fault`]: it is not stored; the messenger will repeat it.
async fn commit(app: &App, inbound: &Inbound) -> Result<(), Fault> {
    if let Inbound::Started { payload, message } = inbound
        && linked::link(app, payload, &message.sender).await?
    {
        return Ok(());
    }
    if let Inbound::Typing(identity) = inbound {
        return typing(app, identity).await;
    }
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let committed = match inbound {
            Inbound::Typing(_) => None,
            Inbound::Message(message) | Inbound::Started { message, .. } => receive(app, message).await?,
            Inbound::Edit(edit) => self::edit(app, edit).await?,
            Inbound::Block(told) => in_chat(app, &told.identity, |chat, now| rules::block(chat, told, now)).await?,
            Inbound::Reaction(told) => react(app, told).await?,
            Inbound::Read(told) => in_chat(app, &told.identity, |chat, _| rules::read_up_to(chat, told)).await?,
            Inbound::Outside(told) => {
                in_chat(app, &told.sender.identity, |chat, now| rules::outside(chat, told, now)).await?
            }
        };
        // What was erased is not taken back; and what an operator writes where they are told of the desk's news is no talk
        // with a contact.
        let Some(committed) = committed else { return Ok(()) };
        match committed {
            Committed::Stored(chat) => {
                info!(chat.id = %chat.id, chat.version, "Stored what a contact did");
                return Ok(());
            }
            // An edit whose first form has just been stored by another call is an edit again on the next look.
            Committed::Duplicate(_) if matches!(inbound, Inbound::Edit(_)) => {}
            // A press has no number, and what was said in the same moment has taken its place. Of one that is known its intent is.
            Committed::Duplicate(_) if is_press(inbound) => {}
            Committed::Duplicate(_) | Committed::IntentKnown(_) => return Ok(()),
            Committed::Stale => {}
        }
    }
    // Contention without end: the messenger's own pause before it repeats is the best back-off.
    Err(StoreError::Throttled.into())
}

fn is_press(inbound: &Inbound) -> bool {
    matches!(inbound, Inbound::Message(message) if matches!(message.content, Content::Press { .. }))
}

/// Has it shown that a contact writes who wrote before.
async fn typing(app: &App, identity: &IdentityId) -> Result<(), Fault> {
    if let Some(chat) = app.store.chat(&ContactId::first_seen(identity)).await? {
        let (by, at) = (Speaker::Contact, app.clock.now());
        app.store.tell_typing(&Typing { chat: chat.id, by, at }).await?;
    }
    Ok(())
}

/// `None`: there is nothing to keep.
async fn receive(app: &App, message: &InboundMessage) -> Result<Option<Committed>, Fault> {
    let identity = &message.sender.identity;
    let standing = app.store.standing(&ContactId::first_seen(identity)).await?;
    // A press may name no number.
    let erased = standing.erased(identity);
    let is_erased = erased > 0 && message.position <= erased;
    if is_erased || linked::is_told_there(app, &standing, identity).await? {
        return Ok(None);
    }
    let now = app.clock.now();
    let change = match parts(standing)? {
        (_, Some(place)) => rules::receive_anew(place, message, None, now),
        (chat, None) => {
            let chat = chat.as_ref();
            let holder = holder(app, chat).await?;
            let mut change = rules::receive(chat, message, None, holder.as_ref(), now);
            follow(app, &mut change, chat, now).await?;
            change
        }
    };
    Ok(Some(app.store.commit(&change, now).await?))
}

/// Decides about the chat of an address that wrote before; who never wrote has none, and nothing is to be done.
async fn in_chat(
    app: &App,
    identity: &IdentityId,
    decide: impl Fn(&Chat, UnixMs) -> Change,
) -> Result<Option<Committed>, Fault> {
    let now = app.clock.now();
    match app.store.chat(&ContactId::first_seen(identity)).await? {
        Some(chat) => Ok(Some(app.store.commit(&decide(&chat, now), now).await?)),
        None => Ok(None),
    }
}

/// What stands under a message that is not found, as after an erase, is nobody's.
async fn react(app: &App, told: &InboundReaction) -> Result<Option<Committed>, Fault> {
    let Some(chat) = app.store.chat(&ContactId::first_seen(&told.identity)).await? else {
        return Ok(None);
    };
    let Some(message) = app.store.message_numbered(&told.identity, told.number).await? else {
        return Ok(None);
    };
    let now = app.clock.now();
    Ok(Some(
        app.store.commit(&rules::react(&chat, &message, told, now), now).await?,
    ))
}

async fn edit(app: &App, edit: &InboundEdit) -> Result<Option<Committed>, Fault> {
    let identity = &edit.message.sender.identity;
    let id = MessageId {
        identity: identity.clone(),
        order: Order::inbound(edit.message.position),
    };
    let standing = app.store.standing(&ContactId::first_seen(identity)).await?;
    if edit.message.position <= standing.erased(identity) {
        return Ok(None);
    }
    let message = app.store.message(&id).await?;
    if message.is_none() && linked::is_told_there(app, &standing, identity).await? {
        return Ok(None);
    }
    let now = app.clock.now();
    let change = match parts(standing)? {
        (_, Some(place)) => rules::receive_anew(place, &edit.message, Some(edit.edited_at), now),
        (chat, None) => {
            let chat = chat.as_ref();
            let holder = holder(app, chat).await?;
            let mut change = rules::edit(chat, message.as_ref(), edit, holder.as_ref(), now);
            follow(app, &mut change, chat, now).await?;
            change
        }
    };
    Ok(Some(app.store.commit(&change, now).await?))
}

/// The chat, or what stands in the place of one.
fn parts(standing: Standing) -> Result<(Option<Chat>, Option<Place>), StoreError> {
    Ok(match standing {
        Standing::Nothing => (None, None),
        Standing::Chat(chat) => (Some(*chat), None),
        Standing::Mark(mark) => (None, Some(Place::Mark(mark))),
        // For the moments until everything is deleted: what is new must not lie among what is old.
        Standing::Erased(tombstone) if tombstone.work.is_some() => return Err(StoreError::Throttled),
        Standing::Erased(tombstone) => (None, Some(Place::Tombstone(tombstone))),
    })
}

/// Lets the card follow where the contact calls themselves otherwise than before. Only then it is loaded.
async fn follow(app: &App, change: &mut Change, before: Option<&Chat>, now: UnixMs) -> Result<(), Fault> {
    if let Some(before) = before.filter(|_| rules::is_introduced(before, change)) {
        let contact = app.store.contact(&before.id, now).await?;
        rules::card_follow(change, before, contact.as_ref().map(|contact| &contact.card), now);
    }
    Ok(())
}

/// Who had the chat when it was closed. An open chat, as nearly all are, costs no look.
async fn holder(app: &App, chat: Option<&Chat>) -> Result<Option<Operator>, Fault> {
    match chat.and_then(rules::returns_to) {
        Some(id) => Ok(app.store.operator(id).await?),
        None => Ok(None),
    }
}
