//! Asking people to join, and joining.

use domain::{AuditEntry, InvitationId, Refusal, rules, wire};
use http::StatusCode;
use platform::{
    Answer, App, Fault, Problem, Request,
    answer::{json, plain, with_json},
};
use store::{
    invitations::{Accepted, InvitationRow},
    sessions::digest,
};
use tracing::info;

use crate::{Api, body, password, session::Authenticated, throttle};

/// `GET /api/invitations`: those that are still good, oldest first.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/invitations",
    responses((status = 200, body = wire::Invitations), (status = 403, body = wire::ErrorBody))))]
pub async fn list(app: &App) -> Result<Answer, Problem> {
    let now = app.clock.now();
    let mut invitations = app.store.invitations().await?;
    invitations.retain(|invitation| invitation.expires > now);
    invitations.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    Ok(json(&wire::Invitations { invitations }))
}

/// `POST /api/invitations`: invites somebody; the token of the link is shown this once. A second invitation of the same
/// address makes the first one's link worthless.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/invitations", request_body = wire::Invite,
    responses((status = 201, body = wire::Invited), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn invite(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let request: wire::Invite = body::json(request)?;
    let session = &who.session;

    let (invitation, audit) = rules::invite(&request, &session.operator, session.role, app.clock.now())?;
    if app.store.operator_by_email(&invitation.email).await?.is_some() {
        return Err(Refusal::EmailTaken.into());
    }

    let secret = app.ids.token();
    let row = InvitationRow {
        invitation,
        secret_sha256: digest(&secret),
    };
    app.store.invite(&row, &audit).await?;

    let InvitationRow { invitation, .. } = row;
    let token = format!("{}.{secret}", invitation.id);
    Ok(with_json(StatusCode::CREATED, &wire::Invited { invitation, token }))
}

/// `DELETE /api/invitations/{invitation}`: takes an invitation back.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/invitations/{invitation}",
    params(("invitation" = String, Path)),
    responses((status = 204), (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn revoke(app: &App, who: &Authenticated, invitation: &str) -> Result<Answer, Problem> {
    let id: InvitationId = body::id(invitation, Refusal::NoSuchInvitation)?;
    let found = app.store.invitation(&id).await?.ok_or(Refusal::NoSuchInvitation)?;
    if !who.session.role.may_appoint(found.invitation.role) {
        return Err(Refusal::NotAllowed.into());
    }

    let subject = format!("invitation/{id}");
    let by = &who.session.operator;
    let entry = AuditEntry::new(app.clock.now(), Some(by), "invitation_revoked", subject, 2);
    let audit = entry.with(&found.invitation, &());
    if !app.store.remove_invitation(&id, &audit).await? {
        return Err(Refusal::NoSuchInvitation.into());
    }
    Ok(plain(StatusCode::NO_CONTENT, ""))
}

/// `POST /api/invitations/accept`: makes the invited person an operator; they sign in afterwards. Good once.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/invitations/accept",
    request_body = wire::AcceptInvitation,
    responses((status = 201, body = domain::Operator), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn accept(api: &Api, request: &Request) -> Result<Answer, Problem> {
    let accept: wire::AcceptInvitation = body::json(request)?;
    let app = &api.app;
    let taken = throttle::link(app, request).await?;

    let row = find(app, &accept.token).await?;
    throttle::right(app, &taken).await?;
    let settings = app.store.settings().await?;

    let id = app.ids.id().parse();
    let id = id.map_err(|_| Fault::Bug("an id of ours is not an id".into()))?;
    let (operator, audit) = rules::accept(&row.invitation, id, &accept.name, &settings, app.clock.now())?;
    password::check(&accept.password, &[&operator.email, &operator.name])?;

    let phc = api.hasher.hash(&accept.password);
    match app.store.accept_invitation(&row, &operator, &phc, &audit).await? {
        Accepted::Done => {}
        Accepted::Gone => return Err(Refusal::NoSuchInvitation.into()),
        Accepted::EmailTaken => return Err(Refusal::EmailTaken.into()),
    }

    info!(operator.id = %operator.id, "An invited person joined");
    Ok(with_json(StatusCode::CREATED, &operator))
}

/// The invitation a token is for.
async fn find(app: &App, token: &str) -> Result<InvitationRow, Problem> {
    let (id, secret) = token.split_once('.').ok_or(Refusal::NoSuchInvitation)?;
    let id: InvitationId = id.parse().map_err(|_| Refusal::NoSuchInvitation)?;
    let found = app.store.invitation(&id).await?;
    // Digests are compared: how long that takes tells nothing about the secret.
    let is_it = |row: &InvitationRow| row.secret_sha256 == digest(secret);
    Ok(found.filter(is_it).ok_or(Refusal::NoSuchInvitation)?)
}
