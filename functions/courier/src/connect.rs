//! Connecting a channel: checking its token, registering our webhook with its secret.

use domain::{ChannelId, ChannelState, DeliveryReason, ReasonKind, Registration, SecretRenewal, rules};
use messengers::{Messenger, STEPS_MAX, Step, Task, registry};
use platform::Fault;
use store::channels::ChannelRow;
use tracing::{error, info, warn};

use crate::{Courier, Opened};

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

    let Some(step) = register(courier, messenger, &mut row, opened).await? else {
        return Ok(());
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

/// Has the messenger check the token and call our webhook; `None`: somebody else changed the channel meanwhile.
async fn register(
    courier: &Courier,
    messenger: &dyn Messenger,
    row: &mut ChannelRow,
    opened: Opened,
) -> Result<Option<Step>, Fault> {
    let public_url = &courier.app.config.public_url;
    if public_url.is_empty() && !courier.is_asking {
        return Ok(Some(Step::NotConnected {
            reason: "PUBLIC_URL is not set, so the messenger cannot reach this desk".to_owned(),
            may_pass: false,
        }));
    }
    let task = Task::Connect {
        webhook_url: (!public_url.is_empty()).then(|| courier.app.config.webhook_url(&row.channel.id)),
        secret: opened.secret,
    };
    let mut step = courier.carry_out(messenger, &opened.access, &task).await?;
    for _ in 0..STEPS_MAX {
        let Step::Remember(registration, next) = step else {
            return Ok(Some(step));
        };
        if let Some((reason, may_pass)) = mistaken(courier, row, &registration).await? {
            return Ok(Some(Step::NotConnected { reason, may_pass }));
        }
        if !remember(courier, row, registration).await? {
            return Ok(None);
        }
        step = courier.carry_on(messenger, &opened.access, &task, *next).await?;
    }
    Err(Fault::Bug("connecting is remembered without end".into()))
}

/// Why a token is not for this channel: it speaks for somebody else than before, whose contacts have other addresses, or for
/// a bot or community that another channel speaks for already; and whether that passes by itself, as where that channel is
/// being removed.
async fn mistaken(courier: &Courier, row: &ChannelRow, told: &Registration) -> Result<Option<(String, bool)>, Fault> {
    let known = &row.registration.account;
    if !known.is_empty() && *known != told.account {
        return Ok(Some(("this token belongs to another bot or community".into(), false)));
    }
    if told.account.is_empty() {
        return Ok(None);
    }
    let others = courier.app.store.channels().await?;
    let is_taken = |other: &ChannelRow| {
        other.channel.id != row.channel.id
            && other.channel.messenger == row.channel.messenger
            && other.registration.account == told.account
            && other.channel.created <= row.channel.created
    };
    let words = |other: ChannelRow| {
        let reason = format!("connected already: {}", other.channel.name);
        (reason, other.channel.is_gone())
    };
    Ok(others.into_iter().find(is_taken).map(words))
}

/// Stores what the webhook must know before the messenger calls it. `false`: somebody else changed the channel.
async fn remember(courier: &Courier, row: &mut ChannelRow, registration: Registration) -> Result<bool, Fault> {
    if row.registration == registration {
        return Ok(true);
    }
    let expected = row.channel.version;
    row.channel.version += 1;
    row.registration = registration;
    Ok(courier.app.store.update_channel(row, expected).await?)
}

/// Connects every channel again, as after our address changed. Messages go on coming wherever they still can meanwhile.
///
/// # Errors
/// [`Fault`]: not all of them are.
pub async fn connect_anew(courier: &Courier) -> Result<(), Fault> {
    for mut row in courier.app.store.channels().await? {
        let is_settled = matches!(
            row.channel.state,
            ChannelState::Active { .. } | ChannelState::NeedsAttention { .. }
        );
        if is_settled {
            let expected = row.channel.version;
            row.channel.version += 1;
            row.channel.state = ChannelState::Connecting;
            info!(channel.id = %row.channel.id, "Our address changed; connecting a channel again");
            // Somebody else changed it meanwhile: it is being connected.
            courier.app.store.update_channel(&row, expected).await?;
        }
    }
    Ok(())
}

/// Tells the messenger a channel's new secret, and ends the time in which the one before is accepted too.
///
/// # Errors
/// [`Fault`]: wake again.
pub async fn renew_secret(courier: &Courier, id: &ChannelId) -> Result<(), Fault> {
    let app = &courier.app;
    let Some(mut row) = app.store.channel(id).await? else {
        return Ok(());
    };
    if let Some(renewed) = rules::channel::secret_renewed(&row.channel, app.clock.now()) {
        let expected = row.channel.version;
        row.channel = renewed;
        row.secrets_sha256.truncate(1);
        app.store.update_channel(&row, expected).await?;
        return Ok(());
    }
    // A channel that does not work is connected first, which tells the newest secret too.
    let is_active = matches!(row.channel.state, ChannelState::Active { .. });
    let messenger = registry::find(&row.channel.messenger).filter(|_| is_active);
    let Some(messenger) = messenger.filter(|_| matches!(row.channel.renewal, Some(SecretRenewal::Telling { .. })))
    else {
        return Ok(());
    };
    let Some(opened) = courier.access(id, messenger).await? else {
        return Ok(());
    };
    match register(courier, messenger, &mut row, opened).await? {
        Some(Step::Connected { .. }) => {
            let expected = row.channel.version;
            if let Some(told) = rules::channel::secret_told(&row.channel, app.clock.now()) {
                row.channel = told;
                app.store.update_channel(&row, expected).await?;
                info!(channel.id = %id, "A messenger knows a channel's new secret");
            }
        }
        Some(Step::NotConnected {
            reason,
            may_pass: false,
        }) => {
            let reason = DeliveryReason {
                kind: ReasonKind::Channel,
                code: String::new(),
                text: reason,
            };
            needs_attention(courier, id, row.channel.version, &reason).await?;
        }
        _ => warn!(channel.id = %id, "A messenger could not be told a secret yet; the next round tries again"),
    }
    Ok(())
}

/// Marks a channel that a messenger refuses to be spoken for, so that an admin looks: if it still is as it was when the
/// messenger was called. `false`: it is not, and the refusal says nothing of what it is now.
///
/// # Errors
/// [`Fault`].
pub async fn needs_attention(
    courier: &Courier,
    id: &ChannelId,
    version: u64,
    reason: &DeliveryReason,
) -> Result<bool, Fault> {
    let app = &courier.app;
    let Some(mut row) = app.store.channel(id).await? else {
        return Ok(false);
    };
    if row.channel.version != version || !matches!(row.channel.state, ChannelState::Active { .. }) {
        return Ok(false);
    }
    row.channel.version += 1;
    row.channel.state = ChannelState::NeedsAttention {
        reason: format!("{} {}", reason.code, reason.text).trim().to_owned(),
        at: app.clock.now(),
    };
    let is_marked = app.store.update_channel(&row, version).await?;
    if is_marked {
        alarm(id, "A messenger does not let us speak for a channel any more");
    }
    Ok(is_marked)
}

/// Tells whoever keeps the desk running, once for each time a channel stops working: `infra/template.yaml` counts these
/// lines.
pub fn alarm(channel: &ChannelId, what: &'static str) {
    error!(alarm = "channel", channel.id = %channel, "{what}");
}
