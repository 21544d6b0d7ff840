//! Telling operators in their own messengers and by their browsers.
//!
//! At most once: the bell is emptied, and a short answer taken, by a condition on its row before the messenger is called.
//! Whoever dies in between has lost a notice; nobody is told twice.

use std::collections::BTreeMap;

use domain::{
    Bell, Chat, ContactId, DeliveryReason, Heard, MINUTE_MS, Notifications, OperatorId, Outcome, Outgoing, ReasonKind,
    notification::Link,
    rules::{
        link,
        ring::{Digest, Meanwhile, ring as emptied, ring_again, silence, words},
    },
};
use futures_util::future::{join, try_join_all};
use messengers::{Messenger, Step, Task, registry};
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use store::StoreError;
use tracing::{info, warn};

use crate::{
    Courier,
    browsers::{self, Browsers, Told},
    hold,
    notify::Desk,
};

/// Pause before a notice that was provably not taken is tried again, unless the messenger names a longer one.
const AGAIN_MS: i64 = MINUTE_MS;

/// Rings an operator's bell if it is time.
///
/// # Errors
/// [`Fault`]: it is rung later.
pub async fn ring(courier: &Courier, operator: &OperatorId) -> Result<(), Fault> {
    let store = &courier.app.store;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = courier.app.clock.now();
        let bell = store.bell(operator).await?;
        if bell.rings_at.is_none_or(|due| due > now) {
            return Ok(());
        }
        let notifications = store.notifications(operator).await?;
        let desk = Desk::look(courier).await?;
        let Some(person) = desk.active(operator).filter(|_| notifications.is_told()) else {
            match silence(&bell) {
                Some(silent) if !store.commit_bell(&silent).await? => continue,
                _ => return Ok(()),
            }
        };
        // Opened before the bell is emptied: a fault here loses nothing.
        let ways = Ways::open(courier, &notifications).await?;
        // Browsers take back what they were told before: those chats are looked up too.
        let is_asked = |heard: &&Heard| !ways.browsers.is_empty() || heard.is_pending();
        let ids: Vec<&ContactId> = bell.chats.iter().filter(is_asked).map(|heard| &heard.chat).collect();
        let chats: BTreeMap<ContactId, Chat> = chats(courier, &ids).await?;
        let meanwhile = Meanwhile {
            chats: &chats,
            rules: &notifications.rules,
            operator: person,
            is_at_desk: desk.sees(person),
        };
        let Some((rung, digest)) = emptied(&bell, &meanwhile, now) else {
            return Ok(());
        };
        if !store.commit_bell(&rung).await? {
            continue;
        }
        return ways.tell(courier, operator, &rung, &digest).await;
    }
    Err(StoreError::Throttled.into())
}

/// All ways to tell an operator something.
struct Ways<'a> {
    line: Option<(&'a Link, Line)>,
    browsers: Browsers,
}

impl<'a> Ways<'a> {
    async fn open(courier: &Courier, notifications: &'a Notifications) -> Result<Self, Fault> {
        let line = match notifications.outlet() {
            Some(link) => Some((link, Line::open(courier, link).await?)),
            None => None,
        };
        let browsers = Browsers::look(courier, notifications).await?;
        Ok(Self { line, browsers })
    }

    async fn tell(&self, courier: &Courier, operator: &OperatorId, rung: &Bell, digest: &Digest) -> Result<(), Fault> {
        let text = words(digest, operator, &courier.app.config.public_url);
        if text.is_empty() {
            return Ok(());
        }
        let said = async {
            match &self.line {
                Some((_, line)) => line
                    .say(courier, text, format!("bell:{operator}:{}", rung.version))
                    .await
                    .map(Some),
                None => Ok(None),
            }
        };
        let (said, told) = join(said, self.browsers.tell(courier, digest)).await;
        let said = said?;
        info!(operator.id = %operator, ?said, told.is_any, "Told an operator of news");
        match (&self.line, said.or_else(|| outcome_of(&told))) {
            (Some((link, _)), Some(outcome)) => settle(courier, link, operator, outcome, Some((rung, digest))).await?,
            (None, Some(Outcome::NotTaken { .. })) => again(courier, rung, digest, AGAIN_MS).await?,
            _ => {}
        }
        // Last: a notice that was not taken counts for more than a browser that is gone, which says so again next time.
        browsers::forget(courier, operator, &told).await
    }
}

/// Where only browsers are told: nothing was taken, and something may be taken later.
fn outcome_of(told: &Told) -> Option<Outcome> {
    let retry_after_ms = None;
    (told.is_later && !told.is_any).then_some(Outcome::NotTaken { retry_after_ms })
}

/// The chats a digest speaks of, as they are now.
async fn chats(courier: &Courier, ids: &[&ContactId]) -> Result<BTreeMap<ContactId, Chat>, Fault> {
    let found = try_join_all(ids.iter().map(|id| courier.app.store.chat(id))).await?;
    let pairs = ids.iter().zip(found);
    Ok(pairs.filter_map(|(id, chat)| Some(((*id).clone(), chat?))).collect())
}

/// Gives the short answer that is owed at a linked address.
///
/// # Errors
/// [`Fault`]: it may not be given.
pub async fn answer(courier: &Courier, operator: &OperatorId) -> Result<(), Fault> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let before = courier.app.store.notifications(operator).await?;
        let Some((after, is_first)) = link::answer(&before) else {
            return Ok(());
        };
        let Some(link) = after.outlet() else { return Ok(()) };
        let line = Line::open(courier, link).await?;
        if !courier.app.store.commit_notifications(&after, None).await? {
            continue;
        }
        let text = link::words(is_first, &courier.app.config.public_url);
        let outcome = line
            .say(courier, text, format!("answer:{operator}:{}", after.version))
            .await?;
        return settle(courier, link, operator, outcome, None).await;
    }
    Err(StoreError::Throttled.into())
}

/// Pause before a notice is tried again whose channel lets nothing out; after a few of them it is lost.
const HELD_MS: i64 = 10 * MINUTE_MS;

/// A way to a linked address.
struct Line {
    messenger: &'static dyn Messenger,
    channel: hold::Line,
    recipient: String,
}

impl Line {
    async fn open(courier: &Courier, link: &Link) -> Result<Self, Fault> {
        let messenger = registry::find(&link.messenger)
            .ok_or_else(|| Fault::Bug(format!("no messenger for a link at {}", link.identity.channel)))?;
        Ok(Self {
            messenger,
            channel: hold::Line::look(courier, &link.identity.channel, messenger).await?,
            recipient: link.identity.external.clone(),
        })
    }

    /// `key` names this wish to say something, among all there ever are.
    async fn say(&self, courier: &Courier, text: String, key: String) -> Result<Outcome, Fault> {
        if self.channel.is_held() {
            let retry_after_ms = Some(HELD_MS);
            return Ok(Outcome::NotTaken { retry_after_ms });
        }
        let Some(opened) = self.channel.open() else {
            return Ok(hold::gone());
        };
        let task = Task::Send {
            recipient: self.recipient.clone(),
            content: Outgoing::Text { text },
            files: Vec::new(),
            reply: None,
            key,
        };
        match courier.carry_out(self.messenger, &opened.access, &task).await? {
            Step::Sent(outcome) => Ok(outcome),
            step => Err(Fault::Bug(format!("a notice ended as {step:?}"))),
        }
    }
}

/// What follows from how the messenger took it: a permanent no breaks the link, a notice that provably never left is
/// rung again.
async fn settle(
    courier: &Courier,
    link: &Link,
    operator: &OperatorId,
    outcome: Outcome,
    rung: Option<(&Bell, &Digest)>,
) -> Result<(), Fault> {
    match outcome {
        Outcome::Accepted { .. } | Outcome::Uncertain => {}
        Outcome::Refused(reason) if is_for_good(reason.kind) => sever(courier, link, operator, &reason).await?,
        Outcome::Refused(reason) => {
            warn!(operator.id = %operator, reason.code, "A messenger refused a notice");
        }
        Outcome::NotTaken { retry_after_ms } => {
            let pause = retry_after_ms.unwrap_or_default().max(AGAIN_MS);
            if let Some((rung, digest)) = rung {
                again(courier, rung, digest, pause).await?;
            }
        }
    }
    Ok(())
}

/// Rings again later, unless something newer came meanwhile: that is told, and this is lost.
async fn again(courier: &Courier, rung: &Bell, digest: &Digest, pause_ms: i64) -> Result<(), Fault> {
    if let Some(again) = ring_again(rung, digest, pause_ms, courier.app.clock.now()) {
        courier.app.store.commit_bell(&again).await?;
    }
    Ok(())
}

fn is_for_good(kind: ReasonKind) -> bool {
    matches!(
        kind,
        ReasonKind::Blocked | ReasonKind::Unreachable | ReasonKind::Channel | ReasonKind::ChannelRemoved
    )
}

async fn sever(courier: &Courier, link: &Link, operator: &OperatorId, reason: &DeliveryReason) -> Result<(), Fault> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let before: Notifications = courier.app.store.notifications(operator).await?;
        let Some(after) = link::sever(&before, &link.identity, reason, courier.app.clock.now()) else {
            return Ok(());
        };
        if courier.app.store.commit_notifications(&after, None).await? {
            warn!(operator.id = %operator, "Notices do not arrive at an operator's messenger any more");
            return Ok(());
        }
    }
    Err(StoreError::Throttled.into())
}
