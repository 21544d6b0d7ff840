//! Noticing what operators want to be told of in their own messengers.
//!
//! A batch of the stream is looked through once. What concerns somebody who is told of such things goes into their bell;
//! the bell's own record then has it rung. A record that comes again changes nothing: the bell knows the commit.

use std::collections::BTreeMap;

use domain::{
    Bell, Chat, ContactId, MessageId, Notifications, Operator, OperatorId, Roster, Speaker, When,
    rules::{
        notice::{News, is_at_desk, notices},
        ring::{hear, hear_queue},
    },
};
use futures_util::future::try_join;
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use store::{StoreError, sockets::Socket};

use crate::Courier;

/// One commit of a chat, as the stream told it.
pub struct Commit {
    /// The chat as it was then.
    pub chat: Box<Chat>,
    /// Messages the commit touched.
    pub touched: Vec<MessageId>,
}

/// What one operator is to hear: chats, as commits made them, with their news, in order.
type Hearing<'a> = Vec<(&'a Chat, Vec<News>)>;

/// Puts the news of these commits into the bells of those who want to be told.
///
/// # Errors
/// [`Fault`]: something may not be noticed; the same commits again change nothing that is.
pub async fn notice(courier: &Courier, commits: &[Commit]) -> Result<(), Fault> {
    if commits.is_empty() {
        return Ok(());
    }
    let listeners = courier.memory.listeners(&courier.app).await?;
    let mut hearings: BTreeMap<&OperatorId, Hearing<'_>> = BTreeMap::new();
    for commit in commits.iter().filter(|commit| may_concern(commit, &listeners)) {
        let messages = courier.app.store.messages_of(&commit.touched).await?;
        for notice in notices(&commit.chat, &messages) {
            let Some(listener) = listeners.iter().find(|listener| listener.operator == notice.to) else {
                continue;
            };
            let hearing = hearings.entry(&listener.operator).or_default();
            match hearing.last_mut() {
                Some((chat, news)) if std::ptr::eq(*chat, &*commit.chat) => news.push(notice.what),
                _ => hearing.push((&commit.chat, vec![notice.what])),
            }
        }
    }
    if hearings.is_empty() {
        return Ok(());
    }
    let desk = Desk::look(courier).await?;
    for listener in &listeners {
        if let Some(hearing) = hearings.get(&listener.operator) {
            hears(courier, listener, hearing, &desk).await?;
        }
    }
    Ok(())
}

/// Whether somebody who is told of news may be concerned. A contact's message, as most commits are, concerns its chat's
/// holder alone.
fn may_concern(commit: &Commit, listeners: &[Notifications]) -> bool {
    let chat = &commit.chat;
    let is_message = chat.preview.version == chat.version && chat.preview.from == Speaker::Contact;
    let is_listening = |holder: &OperatorId| listeners.iter().any(|listener| &listener.operator == holder);
    !(listeners.is_empty() || commit.touched.is_empty() || is_message && !chat.holder().is_some_and(is_listening))
}

async fn hears(
    courier: &Courier,
    listener: &Notifications,
    hearing: &[(&Chat, Vec<News>)],
    desk: &Desk,
) -> Result<(), Fault> {
    let Some(operator) = desk.active(&listener.operator) else {
        return Ok(());
    };
    let is_at_desk = desk.sees(operator);
    change_bell(courier, &listener.operator, |bell| {
        let now = courier.app.clock.now();
        let mut after = None;
        for (chat, news) in hearing {
            let so_far = after.as_ref().unwrap_or(bell);
            after = hear(so_far, chat, news, listener, is_at_desk, &desk.roster, now).or(after);
        }
        after
    })
    .await
}

/// Tells those who want to know that chats wait and nobody can take them, and forgets it when that is over.
///
/// # Errors
/// [`Fault`]: the next round repeats it.
pub async fn notice_queue(courier: &Courier, nobody_can: bool) -> Result<(), Fault> {
    let mut listeners = courier.memory.listeners(&courier.app).await?;
    listeners.retain(|listener| listener.rules.queue != When::Never);
    if listeners.is_empty() {
        return Ok(());
    }
    let waiting = if nobody_can {
        courier.app.store.chats_waiting().await?
    } else {
        Vec::new()
    };
    if !really_waits(courier, waiting.first()).await? {
        // The index has not let go of it yet: the next round knows.
        return Ok(());
    }
    let waiting = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
    let desk = Desk::look(courier).await?;
    for listener in &listeners {
        let Some(operator) = desk.active(&listener.operator) else {
            continue;
        };
        let is_at_desk = desk.sees(operator);
        change_bell(courier, &listener.operator, |bell| {
            hear_queue(bell, waiting, listener, is_at_desk, courier.app.clock.now())
        })
        .await?;
    }
    Ok(())
}

/// Whether nobody is said to wait, or who is said to wait does.
async fn really_waits(courier: &Courier, first: Option<&ContactId>) -> Result<bool, Fault> {
    let Some(first) = first else { return Ok(true) };
    let chat = courier.app.store.chat(first).await?;
    Ok(chat.is_some_and(|chat| chat.waiting().is_some()))
}

/// Changes a bell as `rule` says; `None` from it: it stays as it is.
async fn change_bell(
    courier: &Courier,
    operator: &OperatorId,
    rule: impl Fn(&Bell) -> Option<Bell>,
) -> Result<(), Fault> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let bell = courier.app.store.bell(operator).await?;
        let Some(after) = rule(&bell) else { return Ok(()) };
        let after = Bell {
            version: bell.version + 1,
            ..after
        };
        if courier.app.store.commit_bell(&after).await? {
            return Ok(());
        }
    }
    Err(StoreError::Throttled.into())
}

/// Everybody who answers, and whose browsers are connected.
pub struct Desk {
    roster: Roster,
    sockets: Vec<Socket>,
}

impl Desk {
    /// Looks now.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn look(courier: &Courier) -> Result<Self, Fault> {
        let app = &courier.app;
        let (roster, sockets) = try_join(app.store.roster(), app.store.sockets(app.clock.now())).await?;
        Ok(Self { roster, sockets })
    }

    /// The operator with this id, if they still work here.
    pub fn active(&self, id: &OperatorId) -> Option<&Operator> {
        self.roster.find(id).filter(|operator| operator.is_active)
    }

    /// Whether the operator is there to see the desk's news in their browser.
    pub fn sees(&self, operator: &Operator) -> bool {
        let is_connected = self.sockets.iter().any(|socket| socket.operator == operator.id);
        is_at_desk(operator, is_connected)
    }
}
