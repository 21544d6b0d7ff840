//! The minute's look at the desk itself: who is gone, and which chats should go to somebody else.

use std::collections::BTreeSet;

use domain::{Change, Chat, MINUTE_MS, Operator, OperatorId, Settings, Status, UnixMs, rules};
use futures_util::future::try_join_all;
use platform::{Fault, Problem, decide_among, decide_operator};
use store::{StoreError, chats::ChatList, operators::OperatorChange, sockets::Socket};
use tracing::{info, warn};

use crate::Courier;

/// Makes operators Offline whose browsers are gone, and Busy who do nothing, takes back chats whose operator is away, and offers those to others
/// whose operator does not answer.
///
/// # Errors
/// [`Fault`]: the next round repeats it.
pub async fn attend(courier: &Courier) -> Result<(), Fault> {
    let app = &courier.app;
    let settings = app.store.settings().await?;
    let now = app.clock.now();
    // In this order: a browser that connects between the two looks is seen.
    let operators = app.store.roster().await?.0;
    let sockets = app.store.sockets(now).await?;
    let activities = match settings.idle_busy_min {
        Some(_) => app.store.activities().await?,
        None => Vec::new(),
    };
    close_ended(courier, &sockets, now).await?;
    for operator in &operators {
        let active = activities.iter().find(|activity| activity.operator == operator.id);
        let active = active.map_or(UnixMs(0), |activity| activity.at);
        let is_connected = sockets.iter().any(|socket| socket.operator == operator.id);
        let looked = look_after(courier, operator, (is_connected, active), &settings).await;
        match looked {
            Ok(()) | Err(Problem::Refused(_)) => {}
            Err(Problem::Fault(fault)) => return Err(fault),
        }
        take_back(courier, operator, &settings, now).await?;
    }
    Ok(())
}

/// Has the sockets closed whose session lay idle for too long, reached its end, or went away while they were opened.
async fn close_ended(courier: &Courier, sockets: &[Socket], now: UnixMs) -> Result<(), Fault> {
    let store = &courier.app.store;
    let sessions: BTreeSet<&str> = sockets.iter().map(|socket| socket.session.as_str()).collect();
    let looks = sessions.into_iter().map(|digest| async move {
        match store.session(digest, now).await? {
            Some(_) => Ok::<_, StoreError>(()),
            None => store.announce_end(digest, now).await,
        }
    });
    try_join_all(looks).await?;
    Ok(())
}

/// Takes back the chats of somebody who no longer works here, and lets go of their messenger.
///
/// # Errors
/// [`Fault`]: the stream brings it again, and so does the next round.
pub async fn send_home(courier: &Courier, id: &OperatorId) -> Result<(), Fault> {
    let app = &courier.app;
    let settings = app.store.settings().await?;
    match app.store.operator(id).await? {
        Some(operator) if !operator.is_active => {
            unlink(courier, id).await?;
            take_back(courier, &operator, &settings, app.clock.now()).await
        }
        _ => Ok(()),
    }
}

/// What they write there is a contact's again.
async fn unlink(courier: &Courier, id: &OperatorId) -> Result<(), Fault> {
    let app = &courier.app;
    loop {
        let before = app.store.notifications(id).await?;
        let Some((after, audit)) = rules::link::unlink(&before, None, app.clock.now()) else {
            return Ok(());
        };
        if app.store.commit_notifications(&after, Some(&audit)).await? {
            return Ok(());
        }
    }
}

async fn look_after(
    courier: &Courier,
    operator: &Operator,
    (is_connected, active): (bool, UnixMs),
    settings: &Settings,
) -> Result<(), Problem> {
    let rule = |operator: &Operator, now| {
        let presence = rules::presence(operator, is_connected, settings.connection_grace_s, now);
        presence.or_else(|| {
            let change = rules::idle(operator, active, settings.idle_busy_min, now)?;
            Some(rules::Presence {
                operator: change.operator,
                interval: Some(change.interval),
            })
        })
    };
    if rule(operator, courier.app.clock.now()).is_none() {
        return Ok(());
    }
    let after = decide_operator(&courier.app, &operator.id, |operator, now| {
        Ok(rule(operator, now).map(|presence| OperatorChange {
            operator: presence.operator,
            interval: presence.interval,
            audit: None,
        }))
    });
    let after = after.await?;
    if after.status != operator.status {
        info!(operator.id = %after.id, reason = ?after.status_reason, "An operator has another status");
    }
    Ok(())
}

/// What should become of somebody's chat.
enum Loss {
    /// Back to the queue: its operator is away.
    Release,
    /// To somebody else, if there is one: its contact waits for an answer.
    Rescue,
}

fn loss(chat: &Chat, holder: &Operator, settings: &Settings, now: UnixMs) -> Option<Loss> {
    let is_over = |since: UnixMs, minutes: u32| since.plus(i64::from(minutes) * MINUTE_MS) <= now;
    let is_away = holder.status == Status::Offline
        && settings
            .release_after_min
            .is_some_and(|minutes| is_over(holder.status_since, minutes));
    let unanswered = chat.episode.as_ref().and_then(|episode| episode.unanswered_since);
    let held_since = match &chat.assignment {
        domain::Assignment::Assigned { at, .. } => *at,
        domain::Assignment::Unassigned { since, .. } => *since,
    };
    let is_forgotten = settings.rescue_after_min.is_some_and(|minutes| {
        // Whoever got the chat a moment ago has the whole time.
        unanswered.is_some_and(|since| is_over(since.max(held_since), minutes))
    });
    match (is_away, is_forgotten) {
        _ if !holder.is_active => Some(Loss::Release),
        _ if chat.snoozed_until.is_some() => None,
        (true, _) => Some(Loss::Release),
        (false, true) => Some(Loss::Rescue),
        (false, false) => None,
    }
}

async fn take_back(courier: &Courier, holder: &Operator, settings: &Settings, now: UnixMs) -> Result<(), Fault> {
    let is_wanted = !holder.is_active || settings.release_after_min.is_some() || settings.rescue_after_min.is_some();
    if !is_wanted || holder.open_chats == 0 {
        return Ok(());
    }
    let app = &courier.app;
    let mut cursor = None;
    loop {
        let list = ChatList::Of(holder.id.clone());
        let page = app.store.chat_page(&list, true, cursor).await?;
        for chat in page
            .chats
            .iter()
            .filter(|chat| loss(chat, holder, settings, now).is_some())
        {
            let taken = decide_among(app, &chat.id, |chat, roster, now| {
                // As they are now: who has just come back keeps their chats.
                let holder = roster.find(&holder.id).unwrap_or(holder);
                let is_theirs = chat.open_holder() == Some(&holder.id);
                let change = match loss(chat, holder, settings, now).filter(|_| is_theirs) {
                    Some(Loss::Release) => Some(rules::release(chat, now)),
                    Some(Loss::Rescue) => rules::rescue(chat, roster, now),
                    None => None,
                };
                Ok(change.unwrap_or_else(|| Change::none(chat)))
            });
            match taken.await {
                Ok(_) => {}
                Err(Problem::Refused(refusal)) => warn!(chat.id = %chat.id, %refusal, "Could not take a chat back"),
                Err(Problem::Fault(fault)) => return Err(fault),
            }
        }
        let next = page.cursor.map(|text| store::chats::Cursor::parse(&text, &list, true));
        match next {
            Some(Ok(next)) => cursor = Some(next),
            _ => return Ok(()),
        }
    }
}
