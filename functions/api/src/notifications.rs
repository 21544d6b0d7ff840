//! One's own notifications: of what an operator is told, and in which messenger; by which browsers, in `browsers`.

#[cfg(feature = "schema")]
use domain::MyNotifications;
use domain::{ChannelId, ChannelState, Notifications, OperatorId, Refusal, rules, wire};
use http::StatusCode;
use messengers::registry;
use platform::{
    Answer, App, Problem, Request,
    answer::{json, plain, with_json},
    decide::COMMIT_ATTEMPTS_MAX,
};
use store::channels::ChannelRow;

use crate::{body, session::Authenticated};

/// `GET /api/operators/me/notifications`.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/operators/me/notifications",
    responses((status = 200, body = wire::NotificationSettings))))]
pub async fn show(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let found = app.store.notifications(&who.session.operator).await?;
    let channels = app.store.channels().await?;
    let linkable = channels.into_iter().filter(|row| deep_link(row, "x").is_some());
    Ok(json(&wire::NotificationSettings {
        notifications: found.shown(),
        channels: linkable.map(|row| row.channel.id).collect(),
    }))
}

/// `PATCH /api/operators/me/notifications`: changes what is named.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/operators/me/notifications",
    request_body = wire::ChangeNotifications,
    responses((status = 200, body = MyNotifications), (status = 400, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn change(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let change: wire::ChangeNotifications = body::json(request)?;
    let decided = decide(app, &who.session.operator, |before| {
        rules::link::choose(before, &change, app.clock.now())
    });
    Ok(json(&decided.await?.shown()))
}

/// `POST /api/operators/me/notifications/link`: a link to open on the phone. Pressing Start there makes the messenger
/// the place where notices go; that arrives as an event. Good once and for ten minutes; an earlier one is worthless.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/operators/me/notifications/link",
    request_body = wire::LinkMessenger,
    responses((status = 201, body = wire::OfferedLink), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn link(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::LinkMessenger { channel } = body::json(request)?;
    let operator = &who.session.operator;
    let row = app.store.channel(&channel).await?.ok_or(Refusal::NoSuchChannel)?;
    let code = app.ids.id();
    let url = deep_link(&row, &rules::link::payload(&code, operator)).ok_or(Refusal::NotLinkable)?;
    let channel: ChannelId = row.channel.id;

    let now = app.clock.now();
    decide(app, operator, |before| {
        Ok(Some(rules::link::offer(before, &channel, &code, now)))
    })
    .await?;

    let expires = now.plus(rules::link::OFFER_MS);
    Ok(with_json(StatusCode::CREATED, &wire::OfferedLink { url, expires }))
}

/// `DELETE /api/operators/me/notifications/link`: nothing goes there any more. Without a link it is answered the same.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/operators/me/notifications/link",
    responses((status = 200, body = MyNotifications))))]
pub async fn unlink(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let operator = &who.session.operator;
    let decided = decide(app, operator, |before| {
        Ok(rules::link::unlink(before, Some(operator), app.clock.now()))
    });
    Ok(json(&decided.await?.shown()))
}

/// `POST /api/operators/me/notifications/test`: a notice to see whether it arrives. 202: it is on its way.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/operators/me/notifications/test",
    responses((status = 202), (status = 409, body = wire::ErrorBody))))]
pub async fn test(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let operator = &who.session.operator;
    let found = app.store.notifications(operator).await?;
    if !found.is_told() {
        return Err(Refusal::NotLinked.into());
    }
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let bell = app.store.bell(operator).await?;
        if app
            .store
            .commit_bell(&rules::ring::test(&bell, app.clock.now()))
            .await?
        {
            return Ok(plain(StatusCode::ACCEPTED, ""));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// The address that brings us `payload` by this channel, where it works and its messenger has such links.
fn deep_link(row: &ChannelRow, payload: &str) -> Option<String> {
    let is_active = matches!(row.channel.state, ChannelState::Active { .. });
    let messenger = registry::find(&row.channel.messenger).filter(|_| is_active)?;
    messenger.deep_link(&row.channel.name, &row.registration, payload)
}

/// Decides about one's notifications and commits. `None` from `rule`: they are as wanted already.
pub async fn decide(
    app: &App,
    operator: &OperatorId,
    rule: impl Fn(&Notifications) -> Result<Option<(Notifications, domain::AuditEntry)>, Refusal>,
) -> Result<Notifications, Problem> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let before = app.store.notifications(operator).await?;
        let Some((after, audit)) = rule(&before)? else {
            return Ok(before);
        };
        if app.store.commit_notifications(&after, Some(&audit)).await? {
            return Ok(after);
        }
    }
    Err(Refusal::TooBusy.into())
}
