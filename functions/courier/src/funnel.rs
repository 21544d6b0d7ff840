//! Going on with contacts' ways through funnels.
//!
//! What is due is found by the stream, where a step is due with the commit that brought it, and every minute. A step is one
//! commit of chat and run: any number of couriers may try it at once, and any may die anywhere.

use std::collections::BTreeMap;

use domain::{
    Card, ChannelId, Chat, Contact, ContactId, FunnelRun, FunnelStep, IntentId, Passage, SECOND_MS,
    fill::{Values, has_places},
    rules,
};
use futures_util::future::{join_all, try_join, try_join_all};
use messengers::registry;
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX};
use rules::{Stepping, Way};
use store::{Committed, StoreError};
use tracing::{error, info};

use crate::Courier;

/// How long one round goes on with runs: a third of the function's time. The next round takes the rest.
const ROUND_MS_MAX: i64 = 20 * SECOND_MS;

/// Goes on with every run whose time has come; returns when there is none, or when the time is up.
///
/// # Errors
/// [`Fault`]: what is due could not be read. One run that fails holds up no other; the next round repeats it.
pub async fn go_on(courier: &Courier) -> Result<(), Fault> {
    let clock = &courier.app.clock;
    let (now, mut after) = (clock.now(), None);
    while clock.now() < now.plus(ROUND_MS_MAX) {
        let due = courier.app.store.steps_due(now, after).await?;
        let steps = due.runs.iter().map(|(contact, funnel)| async move {
            if let Err(fault) = step(courier, contact, funnel).await {
                error!(
                    error = &fault as &dyn std::error::Error,
                    contact.id = %contact,
                    "A step of a funnel failed; the next round repeats it"
                );
            }
        });
        join_all(steps).await;
        after = due.next;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

/// Does the next step of a run, if it is due.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn step(courier: &Courier, contact: &ContactId, funnel: &IntentId) -> Result<(), Fault> {
    let store = &courier.app.store;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = courier.app.clock.now();
        // The run after the chat: whoever ends it changes the chat.
        let Some(Contact { card, chat, .. }) = store.contact(contact, now).await? else {
            return Ok(());
        };
        let Some(run) = store.funnel_run(contact, funnel).await? else {
            return Ok(());
        };
        if run.due().is_none_or(|due| due > now) {
            return Ok(());
        }
        let (steps, ways) = try_join(steps(courier, &run), ways(courier, &chat)).await?;
        let values = values(courier, &chat, &card, &run, steps.as_deref()).await?;

        let with = Stepping {
            steps: steps.as_deref(),
            values: &values,
            ways: &ways,
        };
        let change = rules::step_run(&chat, &run, with, now);

        if let Committed::Stored(_) = store.commit(&change, now).await? {
            info!(chat.id = %chat.id, run = %run.run, run.done, "Went on with a funnel");
            return Ok(());
        }
    }
    Err(StoreError::Throttled.into())
}

/// The steps of the version the run began with; `None`: the funnel was removed.
async fn steps(courier: &Courier, run: &FunnelRun) -> Result<Option<Vec<FunnelStep>>, Fault> {
    let store = &courier.app.store;
    let Some(funnel) = store.funnel(&run.funnel).await? else {
        return Ok(None);
    };
    if funnel.version == run.funnel_version {
        return Ok(Some(funnel.steps));
    }
    let as_it_was = store.funnel_version(&run.funnel, run.funnel_version).await?;
    Ok(as_it_was.map(|funnel| funnel.steps))
}

/// How the contact's addresses can be written to now.
async fn ways(courier: &Courier, chat: &Chat) -> Result<Vec<Way>, Fault> {
    let channels: BTreeMap<&ChannelId, _> = (chat.identities.iter())
        .map(|identity| (&identity.id.channel, &identity.messenger))
        .collect();
    let ways = channels.into_iter().map(|(channel, messenger)| async move {
        let row = courier.app.store.channel(channel).await?;
        let Some(messenger) = registry::find(messenger) else {
            return Err(Fault::Bug(format!("no messenger for {channel}")));
        };
        Ok(Way {
            channel: channel.clone(),
            passage: row.map_or(Passage::Gone, |row| row.channel.passage()),
            text_code_points_max: messenger.info().capabilities.text_code_points_max,
        })
    });
    try_join_all(ways).await
}

/// What is filled into the step that is next. Who started the run is asked for only where the text says something of them.
async fn values(
    courier: &Courier,
    chat: &Chat,
    card: &Card,
    run: &FunnelRun,
    steps: Option<&[FunnelStep]>,
) -> Result<Values, Fault> {
    let next = steps.and_then(|steps| steps.get(run.done as usize));
    let Some(step) = next.filter(|step| has_places(&step.text)) else {
        return Ok(Values::default());
    };
    let operator = match step.text.to_lowercase().contains("operator") {
        true => courier.app.store.operator(&run.by).await?.map(|operator| operator.name),
        false => None,
    };
    Ok(Values::of(chat, card, &operator.unwrap_or_default()))
}
