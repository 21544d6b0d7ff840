//! Letting go of a removed channel: its webhook at the messenger, then its token and secrets here.

use domain::{ChannelId, ChannelState, rules};
use messengers::{Step, Task, registry};
use platform::Fault;
use store::channels::ChannelRow;
use tracing::{info, warn};

use crate::Courier;

/// Has the messenger call us no more, and destroys what was needed to speak for the channel. A messenger that cannot be
/// reached is asked again with the next round, for a bounded time; one that refuses the token has let go by itself.
///
/// # Errors
/// [`Fault`]: wake again.
pub async fn part(courier: &Courier, id: &ChannelId) -> Result<(), Fault> {
    let store = &courier.app.store;
    let Some(row) = store.channel(id).await? else {
        return Ok(());
    };
    let ChannelState::Removing { since } = row.channel.state else {
        return Ok(());
    };
    let is_patient = since.plus(rules::channel::REMOVING_MS_MAX) > courier.app.clock.now();
    match disconnect(courier, &row).await? {
        Step::Disconnected => {}
        Step::NotConnected { may_pass: true, .. } if is_patient => {
            warn!(channel.id = %id, "A messenger did not let go of a channel yet; the next round tries again");
            return Ok(());
        }
        Step::NotConnected { reason, .. } => {
            warn!(channel.id = %id, reason, "A messenger was not told that a channel is gone");
        }
        step => return Err(Fault::Bug(format!("disconnecting ended as {step:?}"))),
    }
    // Somebody else was first: it is as gone.
    if let Some(gone) = rules::channel::removed(&row.channel)
        && store.finish_removal(&gone, row.channel.version).await?
    {
        info!(channel.id = %id, "Removed a channel");
    }
    Ok(())
}

async fn disconnect(courier: &Courier, row: &ChannelRow) -> Result<Step, Fault> {
    let config = &courier.app.config;
    let messenger = registry::find(&row.channel.messenger);
    // A messenger of which we never heard whom the token speaks for was never told where we are.
    let messenger = messenger.filter(|_| !config.public_url.is_empty() && !row.registration.account.is_empty());
    let Some(messenger) = messenger else {
        return Ok(Step::Disconnected);
    };
    let Some(opened) = courier.access(&row.channel.id, messenger).await? else {
        return Ok(Step::Disconnected);
    };
    let task = Task::Disconnect {
        webhook_url: config.webhook_url(&row.channel.id),
        account: row.registration.account.clone(),
    };
    courier.carry_out(messenger, &opened.access, &task).await
}
