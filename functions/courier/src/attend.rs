//! The minute's look at the desk itself: who is gone, and which chats should go to somebody else.

use domain::{Chat, MINUTE_MS, Operator, Settings, Status, UnixMs, rules};
use platform::{Fault, Problem, decide, decide_operator};
use store::{chats::ChatList, operators::OperatorChange};
use tracing::{info, warn};

use crate::Courier;

/// Makes operators Offline whose browsers are gone, and takes back chats whose operator is away or does not answer.
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
    for operator in &operators {
        let is_connected = sockets.iter().any(|socket| socket.operator == operator.id);
        let looked = look_after(courier, operator, is_connected, &settings).await;
        match looked {
            Ok(()) | Err(Problem::Refused(_)) => {}
            Err(Problem::Fault(fault)) => return Err(fault),
        }
        take_back(courier, operator, &settings, now).await?;
    }
    Ok(())
}

async fn look_after(
    courier: &Courier,
    operator: &Operator,
    is_connected: bool,
    settings: &Settings,
) -> Result<(), Problem> {
    let rule = |operator: &Operator, now| rules::presence(operator, is_connected, settings.connection_grace_s, now);
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
        info!(operator.id = %after.id, "An operator's connection was lost for too long");
    }
    Ok(())
}

/// Whether a chat should go back to the queue.
fn is_to_release(chat: &Chat, holder: &Operator, settings: &Settings, now: UnixMs) -> bool {
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
    chat.snoozed_until.is_none() && (is_away || is_forgotten)
}

async fn take_back(courier: &Courier, holder: &Operator, settings: &Settings, now: UnixMs) -> Result<(), Fault> {
    let is_wanted = settings.release_after_min.is_some() || settings.rescue_after_min.is_some();
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
            .filter(|chat| is_to_release(chat, holder, settings, now))
        {
            let released = decide(app, &chat.id, |chat, now| {
                let is_theirs = chat.open_holder() == Some(&holder.id) && is_to_release(chat, holder, settings, now);
                Ok(if is_theirs {
                    rules::release(chat, now)
                } else {
                    domain::Change::none(chat)
                })
            });
            match released.await {
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
