//! Answers that wait for their channel, and the channels that let them go on.
//!
//! A drain that meets an answer whose channel lets nothing out puts the chat aside: nobody looks at it again until the
//! channel changes, or the answer has waited too long. The channel's own commit wakes us; we release the chats that wait
//! for it, one transaction each, and their commits wake the drains. What an index showed too late the minute's round
//! finds.

use domain::{ChannelId, Chat, ContactId, DeliveryReason, Message, Outcome, Passage, ReasonKind, SECOND_MS, rules};
use futures_util::future::{try_join, try_join_all};
use messengers::Messenger;
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use rules::hold::{Waiting, channel_removed, waited_too_long, waits_until};
use store::{Committed, Standing, StoreError};
use tracing::{info, warn};

use crate::{Courier, Opened, connect};

/// How long one wake releases the chats of one channel; the minute's round goes on.
const RELEASE_MS_MAX: i64 = 20 * SECOND_MS;

/// A channel as one look at a chat's outbox found it.
pub struct Line {
    /// Its version then; 0: it never was there.
    pub version: u64,
    passage: Passage,
    /// What is needed to speak for it.
    pub opened: Option<Opened>,
}

impl Line {
    /// Looks at a channel. Opened before anything is claimed: a fault here leaves the answer queued.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn look(courier: &Courier, channel: &ChannelId, messenger: &dyn Messenger) -> Result<Self, Fault> {
        let row = async { courier.app.store.channel(channel).await.map_err(Fault::from) };
        let (row, opened) = try_join(row, courier.access(channel, messenger)).await?;
        let version = row.as_ref().map_or(0, |row| row.channel.version);
        let passage = match (row, &opened) {
            (Some(row), Some(_)) => row.channel.passage(),
            _ => Passage::Gone,
        };
        Ok(Self {
            version,
            passage,
            opened,
        })
    }

    /// The same, if answers go out through it now.
    #[must_use]
    pub fn open(&self) -> Option<&Opened> {
        self.opened.as_ref().filter(|_| self.passage == Passage::Open)
    }

    /// Whether they wait for it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self.passage, Passage::Held(_))
    }
}

/// Notes in `waiting` that something waits for its channel. `true`: it does no longer; look again.
///
/// # Errors
/// [`Fault`].
pub async fn wait(
    courier: &Courier,
    chat: &Chat,
    message: &Message,
    line: &Line,
    waiting: &mut Waiting,
) -> Result<bool, Fault> {
    let now = courier.app.clock.now();
    let until = waits_until(message);
    let reason = match &line.passage {
        Passage::Gone => channel_removed(),
        Passage::Held(words) if until <= now => waited_too_long(words),
        Passage::Held(_) | Passage::Open => {
            let channel = &message.id.identity.channel;
            if !waiting.channels.iter().any(|(known, _)| known == channel) {
                waiting.channels.push((channel.clone(), line.version));
            }
            waiting.until = Some(waiting.until.map_or(until, |known| known.min(until)));
            return Ok(false);
        }
    };
    info!(message.id = %message.id, reason.text, "Gave up something that waited for its channel");
    let change = rules::give_up(chat, message, reason, now);
    courier.app.store.commit(&change, now).await?;
    Ok(true)
}

/// Puts the chat aside until its channels let its answers out. `true`: something changed meanwhile; look again.
///
/// # Errors
/// [`Fault`].
pub async fn put_aside(courier: &Courier, chat: &Chat, waiting: &Waiting) -> Result<bool, Fault> {
    if waiting.channels.is_empty() {
        return Ok(false);
    }
    let store = &courier.app.store;
    let change = rules::hold(chat, waiting, &store.holds(&chat.id).await?);
    if change.is_empty() {
        return Ok(false);
    }
    match store.commit(&change, courier.app.clock.now()).await? {
        Committed::Stored(_) => {
            info!(chat.id = %chat.id, "Answers wait for their channel");
            Ok(false)
        }
        _ => Ok(true),
    }
}

/// What a try came to. Where the messenger does not let us speak for the channel, it was not taken: the channel needs
/// attention, and the answer waits for that.
pub async fn after_try(courier: &Courier, channel: &ChannelId, line: &Line, outcome: Outcome) -> Outcome {
    let Outcome::Refused(reason) = &outcome else {
        return outcome;
    };
    if reason.kind != ReasonKind::Channel {
        return outcome;
    }
    match connect::needs_attention(courier, channel, line.version, reason).await {
        Ok(true) => Outcome::NotTaken {
            retry_after_ms: Some(0),
        },
        // It is another one by now: with the usual pause, so that nobody runs in circles.
        Ok(false) => Outcome::NotTaken { retry_after_ms: None },
        Err(fault) => {
            warn!(
                error = &fault as &dyn std::error::Error,
                "Could not mark a channel that needs attention"
            );
            Outcome::NotTaken { retry_after_ms: None }
        }
    }
}

/// The outcome of something to be sent through a channel that was removed.
#[must_use]
pub fn gone() -> Outcome {
    let reason: DeliveryReason = channel_removed();
    Outcome::Refused(reason)
}

/// Lets the chats go on that wait for a channel, if it lets answers out, or never will: a bounded number of them.
///
/// # Errors
/// [`Fault`]: the next round goes on.
pub async fn release(courier: &Courier, id: &ChannelId) -> Result<(), Fault> {
    let store = &courier.app.store;
    let end = courier.app.clock.now().plus(RELEASE_MS_MAX);
    let mut after = None;
    while courier.app.clock.now() < end {
        let held = store.chats_held(id, after).await?;
        if held.contacts.is_empty() {
            return Ok(());
        }
        let row = store.channel(id).await?;
        if row.is_some_and(|row| matches!(row.channel.passage(), Passage::Held(_))) {
            return Ok(());
        }
        let released = held.contacts.iter().map(|contact| release_one(courier, id, contact));
        try_join_all(released).await?;
        after = held.next;
        if after.is_none() {
            return Ok(());
        }
    }
    Ok(())
}

async fn release_one(courier: &Courier, channel: &ChannelId, found: &ContactId) -> Result<(), Fault> {
    let store = &courier.app.store;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let Standing::Chat(chat) = store.standing(found).await? else {
            return Ok(store.forget_hold(channel, found).await?);
        };
        // The index may still show what another courier released.
        if !store.holds(found).await?.contains(channel) {
            return Ok(());
        }
        let now = courier.app.clock.now();
        let change = rules::release_hold(&chat, channel, found, now);
        if let Committed::Stored(_) = store.commit(&change, now).await? {
            return Ok(());
        }
    }
    Err(StoreError::Throttled.into())
}
