//! Signing in and out, and who is asking.

use domain::{Operator, Refusal, SECOND_MS, Session, wire};
use futures_util::future::try_join;
use http::{HeaderValue, StatusCode, header};
use platform::{
    Answer, App, Caller, Problem, Request,
    answer::{json, plain},
};
use store::sessions::{SessionList, Ticket, digest};
use tracing::info;

use crate::{Api, body, owner, throttle};

/// The session cookie. The prefix makes browsers refuse it without `Secure`, with a domain or with another path.
pub const COOKIE: &str = "__Host-sid";

/// How long a socket ticket is good for.
const TICKET_MS: i64 = 30 * SECOND_MS;

/// Who is asking: only [`authenticate`] makes one, so a handler that takes it cannot be reached without.
pub struct Authenticated {
    /// The session.
    pub session: Session,
    /// Digest of its token.
    pub digest: String,
}

impl Authenticated {
    /// Refuses somebody who showed long ago who they are.
    ///
    /// # Errors
    /// [`Refusal::ProofNeeded`].
    pub fn check_proof(&self, app: &App) -> Result<(), Refusal> {
        if self.session.is_proved(app.clock.now()) {
            Ok(())
        } else {
            Err(Refusal::ProofNeeded)
        }
    }
}

/// The one request browsers make by themselves: it is no sign of somebody being there.
const HEARTBEAT: &str = "/api/socket-ticket";

/// Sign-ins of one person that meet each other before one of them is told to try again.
const ATTEMPTS_MAX: usize = 8;

/// Who is asking.
///
/// # Errors
/// [`Refusal::SignedOut`]; faults of the table.
pub async fn authenticate(app: &App, request: &Request) -> Result<Authenticated, Problem> {
    let digest = digest(cookie(request).ok_or(Refusal::SignedOut)?);
    let now = app.clock.now();
    let session = app.store.session(&digest, now).await?.ok_or(Refusal::SignedOut)?;
    let is_somebody_there = request.uri().path() != HEARTBEAT;
    if let Some(used) = session.used(now).filter(|_| is_somebody_there)
        && !app.store.use_session(&digest, &used).await?
    {
        return Err(Refusal::SignedOut.into());
    }
    Ok(Authenticated { session, digest })
}

/// `POST /api/session`: signs in.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session", request_body = wire::SignIn,
    responses((status = 200, body = wire::SignedIn), (status = 401, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn sign_in(api: &Api, request: &Request) -> Result<Answer, Problem> {
    let sign_in: wire::SignIn = body::json(request)?;

    let taken = throttle::password(&api.app, request, &sign_in.email).await?;
    if is_owner(api, &sign_in.email) {
        // In the cloud nothing runs before the first request, so the owner comes to be when first needed.
        owner::ensure(api).await?;
    }
    for _ in 0..ATTEMPTS_MAX {
        let operator = prove(api, &sign_in).await?;
        throttle::right(&api.app, &taken).await?;
        if let Some(answer) = operator.open(api, request).await? {
            return Ok(answer);
        }
    }
    Err(Refusal::TooBusy.into())
}

/// Somebody who has just shown that they are who they say.
struct Proved {
    operator: Operator,
    /// Read before the proof: where it has changed since, the proof is worth nothing.
    sessions: SessionList,
}

/// Whether e-mail and password belong to somebody who may sign in.
async fn prove(api: &Api, sign_in: &wire::SignIn) -> Result<Proved, Problem> {
    let store = &api.app.store;
    let whose = store.operator_by_email(&sign_in.email).await?;
    let Some(whose) = whose else {
        // The same work for nobody: an unknown e-mail takes as long as a wrong password.
        let _no = api.hasher.verify(&sign_in.password, None);
        return Err(Refusal::WrongCredentials.into());
    };
    let sessions = store.session_list(&whose.operator).await?;
    let (known, operator) = try_join(store.credentials(&whose.operator), store.operator(&whose.operator)).await?;
    let phc = known.as_ref().map(|known| known.password_phc.as_str());
    let is_right = api.hasher.verify(&sign_in.password, phc);
    let operator = operator.filter(|operator| is_right && operator.is_active);
    let operator = operator.ok_or(Refusal::WrongCredentials)?;
    Ok(Proved { operator, sessions })
}

impl Proved {
    /// Opens a session; `None`: something about this person changed meanwhile.
    async fn open(self, api: &Api, request: &Request) -> Result<Option<Answer>, Problem> {
        let app = &api.app;
        let Self { operator, sessions } = self;
        let session = Session {
            address: Caller::of(request).map(|caller| caller.address().to_string()),
            ..Session::new(operator.id.clone(), operator.role, browser(request), app.clock.now())
        };
        let token = app.ids.token();
        if !app.store.open_session(&digest(&token), &session, &sessions).await? {
            return Ok(None);
        }

        info!(operator.id = %operator.id, "Signed in");
        let lasts = session.expires.0 - session.created.0;
        let mut answer = json(&wire::SignedIn { operator });
        answer
            .headers_mut()
            .insert(header::SET_COOKIE, set_cookie(&token, lasts));
        Ok(Some(answer))
    }
}

/// Gives the browser of somebody whose sessions have all just been ended a new one.
///
/// # Errors
/// [`Refusal::SignedOut`]: the operator is no longer there; faults of the table.
pub async fn renew(api: &Api, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let id = &who.session.operator;
    for _ in 0..ATTEMPTS_MAX {
        let sessions = api.app.store.session_list(id).await?;
        let operator = api.app.store.operator(id).await?;
        let operator = operator
            .filter(|operator| operator.is_active)
            .ok_or(Refusal::SignedOut)?;
        if let Some(answer) = (Proved { operator, sessions }).open(api, request).await? {
            return Ok(answer);
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `POST /api/session/proof`: shows again who one is, for what asks for a fresh proof (`proof_needed`).
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session/proof", request_body = wire::Prove,
    responses((status = 204), (status = 400, body = wire::ErrorBody), (status = 401, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn prove_again(api: &Api, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let proof: wire::Prove = body::json(request)?;
    let store = &api.app.store;
    let id = &who.session.operator;
    let (known, operator) = try_join(store.credentials(id), store.operator(id)).await?;
    let operator = operator.ok_or(Refusal::SignedOut)?;
    let taken = throttle::password(&api.app, request, &operator.email).await?;
    let phc = known.as_ref().map(|known| known.password_phc.as_str());
    if !api.hasher.verify(&proof.password, phc) {
        return Err(Refusal::WrongCredentials.into());
    }
    throttle::right(&api.app, &taken).await?;
    let proved = who.session.proved_at(api.app.clock.now());
    if !store.use_session(&who.digest, &proved).await? {
        return Err(Refusal::SignedOut.into());
    }
    info!(operator.id = %who.session.operator, "Showed again who they are");
    Ok(plain(StatusCode::NO_CONTENT, ""))
}

fn browser(request: &Request) -> &str {
    let name = request.headers().get(header::USER_AGENT);
    name.and_then(|name| name.to_str().ok()).unwrap_or_default()
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
