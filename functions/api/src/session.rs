//! Signing in and out, and who is asking.

use domain::{DAY_MS, HOUR_MS, Refusal, Role, SECOND_MS, Session, wire};
use http::{HeaderValue, StatusCode, header};
use platform::{
    Answer, App, Problem, Request,
    answer::{json, plain},
};
use store::sessions::{Ticket, digest};
use tracing::info;

use crate::{Api, body, owner};

/// The session cookie. The prefix makes browsers refuse it without `Secure`, with a domain or with another path.
pub const COOKIE: &str = "__Host-sid";

/// How long an operator's session lasts.
const SESSION_MS: i64 = 7 * DAY_MS;

/// How long the session of somebody who may change settings lasts.
const ADMIN_SESSION_MS: i64 = 12 * HOUR_MS;

/// How long a socket ticket is good for.
const TICKET_MS: i64 = 30 * SECOND_MS;

/// Who is asking: only [`authenticate`] makes one, so a handler that takes it cannot be reached without.
pub struct Authenticated {
    /// The session.
    pub session: Session,
    digest: String,
}

/// Who is asking.
///
/// # Errors
/// [`Refusal::SignedOut`]; faults of the table.
pub async fn authenticate(app: &App, request: &Request) -> Result<Authenticated, Problem> {
    let digest = digest(cookie(request).ok_or(Refusal::SignedOut)?);
    let session = app
        .store
        .session(&digest, app.clock.now())
        .await?
        .ok_or(Refusal::SignedOut)?;
    Ok(Authenticated { session, digest })
}

/// `POST /api/session`: signs in.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session", request_body = wire::SignIn,
    responses((status = 200, body = wire::SignedIn), (status = 401, body = wire::ErrorBody))))]
pub async fn sign_in(api: &Api, request: &Request) -> Result<Answer, Problem> {
    let sign_in: wire::SignIn = body::json(request)?;
    let app = &api.app;

    if is_owner(api, &sign_in.email) {
        // In the cloud nothing runs before the first request, so the owner comes to be when first needed.
        owner::ensure(api).await?;
    }
    let known = app.store.operator_by_email(&sign_in.email).await?;
    let phc = known.as_ref().map(|known| known.password_phc.as_str());
    if !api.hasher.verify(&sign_in.password, phc) {
        return Err(Refusal::WrongCredentials.into());
    }
    let known = known.ok_or(Refusal::WrongCredentials)?;
    let operator = app
        .store
        .operator(&known.operator)
        .await?
        .ok_or(Refusal::WrongCredentials)?;

    let now = app.clock.now();
    let lasts = if operator.role == Role::Operator {
        SESSION_MS
    } else {
        ADMIN_SESSION_MS
    };
    let session = Session {
        operator: operator.id.clone(),
        role: operator.role,
        created: now,
        expires: now.plus(lasts),
    };
    let token = app.ids.token();
    app.store.add_session(&digest(&token), &session).await?;

    info!(operator.id = %operator.id, "Signed in");
    let mut answer = json(&wire::SignedIn { operator });
    answer
        .headers_mut()
        .insert(header::SET_COOKIE, set_cookie(&token, lasts));
    Ok(answer)
}

/// `DELETE /api/session`: signs out. Nobody signed in: done as well.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/session", responses((status = 204))))]
pub async fn sign_out(api: &Api, request: &Request) -> Result<Answer, Problem> {
    if let Some(token) = cookie(request) {
        api.app.store.end_session(&digest(token)).await?;
    }
    let mut answer = plain(StatusCode::NO_CONTENT, "");
    answer.headers_mut().insert(header::SET_COOKIE, set_cookie("", 0));
    answer
        .headers_mut()
        .insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(answer)
}

/// `GET /api/session`: who is signed in.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/session",
    responses((status = 200, body = wire::SignedIn), (status = 401, body = wire::ErrorBody))))]
pub async fn show(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let operator = app
        .store
        .operator(&who.session.operator)
        .await?
        .ok_or(Refusal::SignedOut)?;
    Ok(json(&wire::SignedIn { operator }))
}

/// `POST /api/socket-ticket`: lets this session open one socket.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/socket-ticket",
    responses((status = 200, body = wire::SocketTicket))))]
pub async fn ticket(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let token = app.ids.token();
    let ticket = Ticket {
        session: who.digest.clone(),
        expires: app.clock.now().plus(TICKET_MS),
    };
    app.store.add_ticket(&digest(&token), &ticket).await?;
    Ok(json(&wire::SocketTicket {
        ticket: token,
        url: app.config.socket_url.clone(),
    }))
}

/// The `Set-Cookie` value that gives a browser `token` for `lasts_ms`; 0 takes it away.
///
/// # Panics
/// If the token is no header text, which ours always are.
#[must_use]
pub fn set_cookie(token: &str, lasts_ms: i64) -> HeaderValue {
    let lasts_s = lasts_ms / SECOND_MS;
    let text = format!("{COOKIE}={token}; Path=/; Max-Age={lasts_s}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).expect("tokens are plain letters")
}

fn cookie(request: &Request) -> Option<&str> {
    let all = request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = all
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, value)| *name == COOKIE && !value.is_empty())
        .map(|(_, value)| value)
}

fn is_owner(api: &Api, email: &str) -> bool {
    api.app
        .config
        .owner
        .as_ref()
        .is_some_and(|owner| owner.email.trim().eq_ignore_ascii_case(email.trim()))
}
