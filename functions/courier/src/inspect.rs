//! Asking messengers how they call us, every ten minutes and whenever an admin wants to know.

use domain::{ChannelId, ChannelState, DeliveryReason, ReasonKind};
use messengers::{Step, Task, registry};
use platform::Fault;
use tracing::{info, warn};

use crate::{Courier, connect};

/// Looks at a channel that works, if it is time. A desk without a public address is called by nobody and has nothing to
/// look at.
///
/// # Errors
/// [`Fault`]: the next round looks again.
pub async fn inspect(courier: &Courier, id: &ChannelId) -> Result<(), Fault> {
    let (store, config) = (&courier.app.store, &courier.app.config);
    let (Some(row), false) = (store.channel(id).await?, config.public_url.is_empty()) else {
        return Ok(());
    };
    let ChannelState::Active { since } = row.channel.state else {
        return Ok(());
    };
    let before = store.channel_health(id).await?;
    let messenger = registry::find(&row.channel.messenger);
    let Some(messenger) = messenger.filter(|_| before.is_due(since, courier.app.clock.now())) else {
        return Ok(());
    };
    let Some(opened) = courier.access(id, messenger).await? else {
        return Ok(());
    };
    let task = Task::Inspect {
        webhook_url: config.webhook_url(id),
        account: row.registration.account.clone(),
    };
    let report = match courier.carry_out(messenger, &opened.access, &task).await? {
        Step::Inspected(report) => Some(report),
        Step::NotConnected { may_pass: true, .. } => None,
        Step::NotConnected { reason, .. } => {
            let reason = DeliveryReason {
                kind: ReasonKind::Channel,
                code: String::new(),
                text: reason,
            };
            connect::needs_attention(courier, id, row.channel.version, &reason).await?;
            None
        }
        step => return Err(Fault::Bug(format!("a look at a channel ended as {step:?}"))),
    };
    let (after, is_worse) = before.look(report.as_ref(), courier.app.clock.now());
    // Whoever looked at the same time saw the same.
    if !store.commit_health(&after).await? {
        return Ok(());
    }
    if is_worse {
        warn!(channel.id = %id, troubles = ?after.troubles, "What a messenger says of our webhook");
        connect::alarm(id, "A messenger does not call us as it should");
    } else {
        info!(channel.id = %id, troubles = after.troubles.len(), "Looked at a channel");
    }
    Ok(())
}
