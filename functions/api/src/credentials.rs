//! Choosing another password: knowing the old one, or by a link an admin hands out.

use domain::{AuditEntry, HOUR_MS, OperatorId, Refusal, wire};
use http::StatusCode;
use platform::{
    Answer, App, Problem, Request,
    answer::{plain, with_json},
};
use store::{
    operators::{PasswordChange, ResetRow},
    sessions::digest,
};
use tracing::info;

use crate::{
    Api, body, password,
    session::{self, Authenticated},
    throttle,
};

/// How long the link for a new password is good for.
const RESET_MS: i64 = HOUR_MS;

/// `PUT /api/session/password`: another password. All sessions end; this browser gets a new one.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/session/password", request_body = wire::ChangePassword,
    responses((status = 200, body = wire::SignedIn), (status = 400, body = wire::ErrorBody),
        (status = 401, body = wire::ErrorBody), (status = 429, body = wire::ErrorBody))))]
pub async fn change(api: &Api, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let change: wire::ChangePassword = body::json(request)?;
    let store = &api.app.store;
    let id = &who.session.operator;

    let sessions = store.session_list(id).await?;
    let known = store.credentials(id).await?.ok_or(Refusal::SignedOut)?;
    let operator = store.operator(id).await?.ok_or(Refusal::SignedOut)?;

    let taken = throttle::password(&api.app, request, &operator.email).await?;
    if !api.hasher.verify(&change.old, Some(&known.password_phc)) {
        return Err(Refusal::WrongCredentials.into());
    }
    throttle::right(&api.app, &taken).await?;
    password::check(&change.new, &[&operator.email, &operator.name])?;

    let audit = entry(&api.app, id, id, "password_changed", known.version + 1);
    let phc = api.hasher.hash(&change.new);
    let change = PasswordChange {
        known: &known,
        password_phc: &phc,
        sessions: &sessions,
        reset: None,
        audit: &audit,
    };
    if !store.change_password(&change).await? {
        return Err(Refusal::TooBusy.into());
    }
    Ok(session::renew(api, who, request).await?.signed_in())
}

/// `POST /api/operators/{operator}/password-reset`: a link with which the operator chooses a new password, good once and
/// for an hour. The password that is good now stays good until then.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/operators/{operator}/password-reset",
    params(("operator" = String, Path)),
    responses((status = 201, body = wire::PasswordReset), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn offer(app: &App, who: &Authenticated, operator: &str) -> Result<Answer, Problem> {
    let id: OperatorId = body::id(operator, Refusal::NoSuchOperator)?;
    let operator = app.store.operator(&id).await?.ok_or(Refusal::NoSuchOperator)?;
    if !who.session.role.may_appoint(operator.role) {
        return Err(Refusal::NotAllowed.into());
    }

    let secret = app.ids.token();
    let reset = ResetRow {
        secret_sha256: digest(&secret),
        expires: app.clock.now().plus(RESET_MS),
    };
    let audit = entry(
        app,
        &who.session.operator,
        &id,
        "password_reset_offered",
        operator.version,
    );
    app.store.offer_password_reset(&id, &reset, &audit).await?;

    let offered = wire::PasswordReset {
        token: format!("{id}.{secret}"),
        expires: reset.expires,
    };
    Ok(with_json(StatusCode::CREATED, &offered))
}

/// `POST /api/password-reset`: a new password by the link. All sessions end; the second factor stays.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/password-reset", request_body = wire::ResetPassword,
    responses((status = 204), (status = 400, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn reset(api: &Api, request: &Request) -> Result<Answer, Problem> {
    let reset: wire::ResetPassword = body::json(request)?;
    let store = &api.app.store;
    let taken = throttle::link(&api.app, request).await?;
    let (id, secret) = reset.token.split_once('.').ok_or(Refusal::NoSuchReset)?;
    let id: OperatorId = id.parse().map_err(|_| Refusal::NoSuchReset)?;

    let found = store.password_reset(&id).await?;
    let is_good = |row: &ResetRow| row.expires > api.app.clock.now() && row.secret_sha256 == digest(secret);
    let row = found.filter(is_good).ok_or(Refusal::NoSuchReset)?;
    throttle::right(&api.app, &taken).await?;
    let sessions = store.session_list(&id).await?;
    let known = store.credentials(&id).await?.ok_or(Refusal::NoSuchReset)?;
    let operator = store.operator(&id).await?.ok_or(Refusal::NoSuchReset)?;

    password::check(&reset.password, &[&operator.email, &operator.name])?;

    let audit = entry(&api.app, &id, &id, "password_reset", known.version + 1);
    let phc = api.hasher.hash(&reset.password);
    let change = PasswordChange {
        known: &known,
        password_phc: &phc,
        sessions: &sessions,
        reset: Some(&row),
        audit: &audit,
    };
    if !store.change_password(&change).await? {
        return Err(Refusal::NoSuchReset.into());
    }

    info!(operator.id = %id, "Chose a new password by a link");
    Ok(plain(StatusCode::NO_CONTENT, ""))
}

fn entry(app: &App, by: &OperatorId, whose: &OperatorId, action: &str, version: u64) -> AuditEntry {
    AuditEntry::new(app.clock.now(), Some(by), action, format!("operator/{whose}"), version)
}
