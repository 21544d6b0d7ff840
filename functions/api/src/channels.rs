//! Channels: connected bots and communities.

use domain::{AuditEntry, Channel, ChannelId, ChannelState, Refusal, Registration, rules, wire};
use futures_util::future::try_join;
use http::StatusCode;
use messengers::registry;
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

/// Longest token taken, in characters; messengers' are far shorter.
const TOKEN_CHARS_MAX: usize = 512;

/// `GET /api/channels`: oldest first.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/channels",
    responses((status = 200, body = wire::Channels))))]
pub async fn list(app: &App) -> Result<Answer, Problem> {
    let rows = app.store.channels().await?;
    Ok(json(&wire::Channels {
        channels: rows.into_iter().map(|row| row.channel).collect(),
    }))
}

/// `POST /api/channels`: adds a channel by its token. 202: it is being connected; what came of it arrives as an event.
///
/// This function may not call messengers. It stores what is owed to one, sealed; the stream wakes `courier`, which
/// checks the token and registers the webhook.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/channels", request_body = wire::AddChannel,
    responses((status = 202, body = Channel), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn add(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let add: wire::AddChannel = body::json(request)?;
    let token = plain(&add.token)?;
    registry::find(&add.messenger).ok_or(Refusal::NoSuchMessenger)?;
    let key = app
        .config
        .seal_key
        .as_ref()
        .ok_or(Fault::NotConfigured("SWITCHBOARD_KEY"))?;

    let id = app.ids.id();
    let secret = app.ids.token();
    let channel = Channel {
        id: id
            .parse()
            .map_err(|_| Fault::Bug("an id of ours is not an id".into()))?,
        version: 1,
        messenger: add.messenger,
        name: String::new(),
        state: ChannelState::Connecting,
        paused: None,
        renewal: None,
        created: app.clock.now(),
    };
    let access = AccessRow {
        token: key.seal(Purpose::ChannelToken, &id, token),
        secret: key.seal(Purpose::WebhookSecret, &id, &secret),
    };
    let row = ChannelRow {
        channel: channel.clone(),
        secrets_sha256: vec![digest(&secret)],
        registration: Registration::default(),
    };
    let by = Some(&who.session.operator);
    let entry = AuditEntry::new(channel.created, by, "channel_added", format!("channel/{id}"), 1);
    let audit = entry.with(&(), &serde_json::json!({ "messenger": channel.messenger }));
    if !app.store.add_channel(&row, &access, Some(&audit)).await? {
        return Err(Fault::Bug("a random channel id was taken".into()).into());
    }

    info!(channel.id = id, "Added a channel");
    Ok(with_json(StatusCode::ACCEPTED, &channel))
}

/// `PUT /api/channels/{channel}/token`: another token of the same bot or community, as after the messenger revoked the old one.
/// 202: the channel is being connected with it; what came of it arrives as an event. Messages go on coming meanwhile.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/channels/{channel}/token",
    params(("channel" = String, Path)), request_body = wire::RenewToken,
    responses((status = 202, body = Channel), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn renew(app: &App, who: &Authenticated, channel: &str, request: &Request) -> Result<Answer, Problem> {
    let id: ChannelId = body::id(channel, Refusal::NoSuchChannel)?;
    let renew: wire::RenewToken = body::json(request)?;
    let token = plain(&renew.token)?;
    let key = app
        .config
        .seal_key
        .as_ref()
        .ok_or(Fault::NotConfigured("SWITCHBOARD_KEY"))?;

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let (row, access) = try_join(app.store.channel(&id), app.store.channel_access(&id)).await?;
        let mut row = row.ok_or(Refusal::NoSuchChannel)?;
        let expected = row.channel.version;
        row.channel = rules::channel::connect_again(&row.channel)?;
        let access = access.ok_or(Refusal::NoSuchChannel)?;
        let access = AccessRow {
            token: key.seal(Purpose::ChannelToken, id.as_str(), token),
            ..access
        };
        let by = Some(&who.session.operator);
        let (now, version) = (app.clock.now(), row.channel.version);
        let entry = AuditEntry::new(now, by, "channel_token_renewed", format!("channel/{id}"), version);
        if app.store.renew_channel(&row, expected, &access, &entry).await? {
            info!(channel.id = %id, "A channel got another token");
            return Ok(with_json(StatusCode::ACCEPTED, &row.channel));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// The token, if it is one a messenger could give.
fn plain(token: &str) -> Result<&str, Refusal> {
    let token = token.trim();
    let fits = (1..=TOKEN_CHARS_MAX).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(token).ok_or(Refusal::BadToken)
}
