//! The life of a channel: pausing it, connecting it once more, replacing its secret, taking it away, and how it
//! is.
//!
//! This function may not call messengers: each of these is a commit of the channel, which wakes `courier`.

use domain::{AuditEntry, Channel, ChannelId, Refusal, rules, wire};
use futures_util::future::try_join;
use http::StatusCode;
use platform::{
    Answer, App, Fault, Problem, Request,
    answer::{json, with_json},
    decide::COMMIT_ATTEMPTS_MAX,
    seal::Purpose,
};
use store::{
    channels::{AccessRow, ChannelRow},
    sessions::digest,
};
use tracing::info;

use crate::{body, session::Authenticated};

/// Webhook secrets kept at most: the newest, and those it replaces while they overlap.
const SECRETS_MAX: usize = 3;

/// `PATCH /api/channels/{channel}`: a paused channel keeps its answers until it goes on; messages come in all the while.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/channels/{channel}",
    params(("channel" = String, Path)), request_body = wire::ChangeChannel,
    responses((status = 200, body = Channel), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn change(app: &App, who: &Authenticated, channel: &str, request: &Request) -> Result<Answer, Problem> {
    let wire::ChangeChannel { paused } = body::json(request)?;
    let action = if paused { "channel_paused" } else { "channel_resumed" };
    let decided = decide(app, who, channel, action, |channel| {
        rules::channel::pause(channel, paused, app.clock.now())
    });
    Ok(json(&decided.await?))
}

/// `POST /api/channels/{channel}/connection`: connects once more with the token that is there, as after somebody changed
/// something at the messenger. 202: what came of it arrives as an event.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/channels/{channel}/connection",
    params(("channel" = String, Path)),
    responses((status = 202, body = Channel), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn connect(app: &App, who: &Authenticated, channel: &str) -> Result<Answer, Problem> {
    let decided = decide(app, who, channel, "channel_reconnected", |channel| {
        rules::channel::connect_again(channel).map(Some)
    });
    Ok(with_json(StatusCode::ACCEPTED, &decided.await?))
}

/// `DELETE /api/channels/{channel}`: takes it away. 202: the messenger is being told; token and secrets are destroyed then.
/// What was said there stays readable; answers that wait there are refused. Without a channel left it is answered the same.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/channels/{channel}",
    params(("channel" = String, Path)),
    responses((status = 202, body = Channel), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn remove(app: &App, who: &Authenticated, channel: &str) -> Result<Answer, Problem> {
    let decided = decide(app, who, channel, "channel_removed", |channel| {
        Ok(rules::channel::remove(channel, app.clock.now()))
    });
    Ok(with_json(StatusCode::ACCEPTED, &decided.await?))
}

/// `POST /api/channels/{channel}/secret`: replaces what the messenger proves itself with. 202: it is being told the new one;
/// the one before is accepted for a while. Nobody is ever shown either.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/channels/{channel}/secret",
    params(("channel" = String, Path)),
    responses((status = 202, body = Channel), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn renew_secret(app: &App, who: &Authenticated, channel: &str) -> Result<Answer, Problem> {
    let id: ChannelId = body::id(channel, Refusal::NoSuchChannel)?;
    let key = app.config.seal_key.as_ref();
    let key = key.ok_or(Fault::NotConfigured("SWITCHBOARD_KEY"))?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let (row, access) = try_join(app.store.channel(&id), app.store.channel_access(&id)).await?;
        let mut row = row.ok_or(Refusal::NoSuchChannel)?;
        let expected = row.channel.version;
        row.channel = rules::channel::renew_secret(&row.channel, app.clock.now())?;
        let access = access.ok_or(Refusal::ChannelRemoved)?;
        let secret = app.ids.token();
        row.secrets_sha256.insert(0, digest(&secret));
        row.secrets_sha256.truncate(SECRETS_MAX);
        let access = AccessRow {
            secret: key.seal(Purpose::WebhookSecret, id.as_str(), &secret),
            ..access
        };
        let entry = audit(app, who, "channel_secret_renewed", &row.channel);
        if app.store.renew_channel(&row, expected, &access, &entry).await? {
            info!(channel.id = %id, "A channel gets another secret");
            return Ok(with_json(StatusCode::ACCEPTED, &row.channel));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `GET /api/channels/{channel}/health`: how the messenger calls us, when it was last asked, and what is wrong.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/channels/{channel}/health",
    params(("channel" = String, Path)),
    responses((status = 200, body = domain::ChannelHealth), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn health(app: &App, channel: &str) -> Result<Answer, Problem> {
    let id: ChannelId = body::id(channel, Refusal::NoSuchChannel)?;
    let (row, health) = try_join(app.store.channel(&id), app.store.channel_health(&id)).await?;
    row.ok_or(Refusal::NoSuchChannel)?;
    Ok(json(&health))
}

/// `POST /api/channels/{channel}/health`: has the messenger asked now. 202: it is being asked; `asked` is absent again when it
/// was. Asked for a moment ago, it is answered the same.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/channels/{channel}/health",
    params(("channel" = String, Path)),
    responses((status = 202, body = domain::ChannelHealth), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn look(app: &App, channel: &str) -> Result<Answer, Problem> {
    let id: ChannelId = body::id(channel, Refusal::NoSuchChannel)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let (row, health) = try_join(app.store.channel(&id), app.store.channel_health(&id)).await?;
        rules::channel::check_there(&row.ok_or(Refusal::NoSuchChannel)?.channel)?;
        let Some(asked) = health.ask(app.clock.now()) else {
            return Ok(with_json(StatusCode::ACCEPTED, &health));
        };
        if app.store.commit_health(&asked).await? {
            return Ok(with_json(StatusCode::ACCEPTED, &asked));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// Decides about one channel and commits. `None` from `rule`: it is as wanted already.
async fn decide(
    app: &App,
    who: &Authenticated,
    channel: &str,
    action: &str,
    rule: impl Fn(&Channel) -> Result<Option<Channel>, Refusal>,
) -> Result<Channel, Problem> {
    let id: ChannelId = body::id(channel, Refusal::NoSuchChannel)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let row = app.store.channel(&id).await?.ok_or(Refusal::NoSuchChannel)?;
        let Some(after) = rule(&row.channel)? else {
            return Ok(row.channel);
        };
        let entry = audit(app, who, action, &after);
        let expected = row.channel.version;
        let row = ChannelRow { channel: after, ..row };
        if app.store.decide_channel(&row, expected, &entry).await? {
            info!(channel.id = %id, action, "Decided about a channel");
            return Ok(row.channel);
        }
    }
    Err(Refusal::TooBusy.into())
}

fn audit(app: &App, who: &Authenticated, action: &str, channel: &Channel) -> AuditEntry {
    let subject = format!("channel/{}", channel.id);
    let by = Some(&who.session.operator);
    AuditEntry::new(app.clock.now(), by, action, subject, channel.version)
}
