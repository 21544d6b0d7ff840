//! Connecting a channel: checking its token, registering our webhook with its secret.

use domain::{ChannelId, ChannelState};
use messengers::{Step, Task, registry};
use platform::Fault;
use tracing::{info, warn};

use crate::Courier;

/// Connects the channel if it still wants to be. Doing it twice registers the same webhook twice, which is harmless.
///
/// # Errors
/// [`Fault`]: it is not settled; wake again.
pub async fn connect(courier: &Courier, id: &ChannelId) -> Result<(), Fault> {
    let app = &courier.app;
    let Some(mut row) = app.store.channel(id).await? else {
        return Ok(());
    };
    if row.channel.state != ChannelState::Connecting {
        return Ok(());
    }
    let messenger = registry::find(&row.channel.messenger).ok_or_else(|| {
        Fault::Bug(format!(
            "channel {id} belongs to a messenger this version does not know"
        ))
    })?;
    let Some(opened) = courier.access(id, messenger).await? else {
        return Ok(());
    };

    let step = if app.config.public_url.is_empty() {
        let reason = "PUBLIC_URL is not set, so the messenger cannot reach this desk".to_owned();
        Step::NotConnected {
            reason,
            may_pass: false,
        }
    } else {
        let webhook_url = format!("{}/webhooks/{id}", app.config.public_url);
        courier
            .carry_out(
                messenger,
                &opened.access,
                &Task::Connect {
                    webhook_url,
                    secret: opened.secret,
                },
            )
            .await?
    };

    let now = app.clock.now();
    let expected = row.channel.version;
    row.channel.version += 1;
    match step {
        Step::Connected { name } => {
            info!(channel.id = %id, "Connected a channel");
            row.channel.name = name;
            row.channel.state = ChannelState::Active { since: now };
        }
        Step::NotConnected { may_pass: true, .. } => {
            warn!(channel.id = %id, "A messenger could not connect a channel yet; the next round tries again");
            return Ok(());
        }
        Step::NotConnected {
            reason,
            may_pass: false,
        } => {
            warn!(channel.id = %id, "A messenger refused to connect a channel");
            row.channel.state = ChannelState::NeedsAttention { reason, at: now };
        }
        step => return Err(Fault::Bug(format!("connecting ended as {step:?}"))),
    }
    // Somebody else settled it meanwhile: theirs stands.
    app.store.update_channel(&row, expected).await?;
    Ok(())
}
