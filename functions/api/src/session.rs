//! Signing in and out, and who is asking.

use domain::{AuditEntry, Operator, Refusal, SECOND_MS, SecondFactor, Session, wire};
use futures_util::future::{try_join, try_join3};
use http::{HeaderValue, StatusCode, header};
use platform::{
    Answer, App, Caller, Problem, Request,
    answer::{json, plain},
};
use serde::Serialize;
use store::sessions::{Opening, SessionList, Ticket, digest, short_name};
use tracing::info;

use crate::{Api, body, half, owner, second_factor, throttle};

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
    /// Refuses somebody who must set up a second factor before anything else.
    ///
    /// # Errors
    /// [`Refusal::SecondFactorMissing`].
    pub fn check_second_factor(&self) -> Result<(), Refusal> {
        if self.session.lacks_second_factor {
            Err(Refusal::SecondFactorMissing)
        } else {
            Ok(())
        }
    }

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
pub const ATTEMPTS_MAX: usize = 8;

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

/// `POST /api/session`: signs in. 202: the password is right, and a code is to follow by `POST /api/session/code`.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session", request_body = wire::SignIn,
    responses((status = 200, body = wire::SignedIn), (status = 202, body = wire::SecondFactorNeeded),
        (status = 401, body = wire::ErrorBody), (status = 429, body = wire::ErrorBody))))]
pub async fn sign_in(api: &Api, request: &Request) -> Result<Answer, Problem> {
    let sign_in: wire::SignIn = body::json(request)?;

    let mut taken = Some(throttle::password(&api.app, request, &sign_in.email).await?);
    if is_owner(api, &sign_in.email) {
        // In the cloud nothing runs before the first request, so the owner comes to be when first needed.
        owner::ensure(api).await?;
    }
    for _ in 0..ATTEMPTS_MAX {
        let proved = prove(api, &sign_in).await?;
        if let Some(taken) = taken.take() {
            throttle::right(&api.app, &taken).await?;
        }
        if proved.factor.as_ref().is_some_and(SecondFactor::is_on) {
            return half::begin(api, &proved).await;
        }
        if let Some(opened) = proved.open(api, request, By::Password, None).await? {
            return Ok(opened.signed_in());
        }
    }
    Err(Refusal::TooBusy.into())
}

/// Somebody who has just shown that they are who they say.
pub struct Proved {
    /// Who.
    pub operator: Operator,
    /// Read before the proof: where it has changed since, the proof is worth nothing.
    pub sessions: SessionList,
    /// The version of the password that proved it.
    pub password_version: u64,
    /// Their second factor.
    pub factor: Option<SecondFactor>,
}

/// What a session was opened by, as the audit log says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The password alone.
    Password,
    /// The password and a code.
    Code,
    /// The password and a recovery code.
    RecoveryCode,
    /// Another session, which has just ended.
    Session,
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
    let id = &whose.operator;
    let sessions = store.session_list(id).await?;
    let (known, operator, factor) =
        try_join3(store.credentials(id), store.operator(id), store.second_factor(id)).await?;
    let phc = known.as_ref().map(|known| known.password_phc.as_str());
    let is_right = api.hasher.verify(&sign_in.password, phc);
    let operator = operator.filter(|operator| is_right && operator.is_active);
    Ok(Proved {
        operator: operator.ok_or(Refusal::WrongCredentials)?,
        sessions,
        password_version: known.map_or(0, |known| known.version),
        factor,
    })
}

impl Proved {
    /// Opens a session, using up the half session with this digest for the factor as it is afterwards. `None`: something
    /// about this person changed meanwhile.
    ///
    /// # Errors
    /// Faults of the table.
    pub async fn open(
        self,
        api: &Api,
        request: &Request,
        by: By,
        second: Option<(&str, &SecondFactor)>,
    ) -> Result<Option<Opened>, Problem> {
        let app = &api.app;
        let Self { operator, sessions, .. } = self;
        let session = Session {
            address: Caller::of(request).map(|caller| caller.address().to_string()),
            lacks_second_factor: second_factor::is_lacking(app, &operator, self.factor.as_ref()).await?,
            ..Session::new(operator.id.clone(), operator.role, browser(request), app.clock.now())
        };
        let token = app.ids.token();
        let digest = digest(&token);
        let subject = format!("session/{}", short_name(&digest));
        let entry = AuditEntry::new(session.created, Some(&operator.id), "signed_in", subject, 1);
        let audit = entry.with(&(), &serde_json::json!({ "by": by }));
        let opening = Opening {
            digest: &digest,
            session: &session,
            list: &sessions,
            second,
            audit: Some(&audit),
        };
        if !app.store.open_session(&opening).await? {
            return Ok(None);
        }

        info!(operator.id = %operator.id, ?by, "Signed in");
        Ok(Some(Opened {
            cookie: set_cookie(&token, session.expires.0 - session.created.0),
            lacks_second_factor: session.lacks_second_factor,
            operator,
        }))
    }
}

/// A session that was opened; its cookie goes with the answer.
pub struct Opened {
    operator: Operator,
    lacks_second_factor: bool,
    cookie: HeaderValue,
}

impl Opened {
    /// The answer that says who is signed in.
    pub fn signed_in(self) -> Answer {
        let lacks_second_factor = self.lacks_second_factor;
        self.answer(|operator| wire::SignedIn {
            operator,
            lacks_second_factor,
        })
    }

    /// The answer with this body.
    pub fn answer<T: Serialize>(self, body: impl FnOnce(Operator) -> T) -> Answer {
        let mut answer = json(&body(self.operator));
        answer.headers_mut().insert(header::SET_COOKIE, self.cookie);
        answer
    }
}

/// Gives the browser of somebody whose sessions have all just been ended a new one.
///
/// # Errors
/// [`Refusal::SignedOut`]: the operator is no longer there; faults of the table.
pub async fn renew(api: &Api, who: &Authenticated, request: &Request) -> Result<Opened, Problem> {
    let (store, id) = (&api.app.store, &who.session.operator);
    for _ in 0..ATTEMPTS_MAX {
        let sessions = store.session_list(id).await?;
        let (operator, factor) = try_join(store.operator(id), store.second_factor(id)).await?;
        let operator = operator
            .filter(|operator| operator.is_active)
            .ok_or(Refusal::SignedOut)?;
        let proved = Proved {
            operator,
            sessions,
            password_version: 0,
            factor,
        };
        if let Some(opened) = proved.open(api, request, By::Session, None).await? {
            return Ok(opened);
        }
    }
    Err(Refusal::TooBusy.into())
}

fn browser(request: &Request) -> &str {
    let name = request.headers().get(header::USER_AGENT);
    name.and_then(|name| name.to_str().ok()).unwrap_or_default()
}

/// `DELETE /api/session`: signs out. Nobody signed in: done as well.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/session", responses((status = 204))))]
pub async fn sign_out(api: &Api, request: &Request) -> Result<Answer, Problem> {
    let (store, now) = (&api.app.store, api.app.clock.now());
    let digest = cookie(request).map(digest).unwrap_or_default();
    if let Some(session) = store.session(&digest, now).await? {
        let subject = format!("session/{}", short_name(&digest));
        let audit = AuditEntry::new(now, Some(&session.operator), "signed_out", subject, 2);
        store.end_session_of(&digest, Some(&audit)).await?;
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
    Ok(json(&wire::SignedIn {
        operator,
        lacks_second_factor: who.session.lacks_second_factor,
    }))
}

/// `POST /api/socket-ticket`: lets this session open one socket.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/socket-ticket",
    responses((status = 200, body = wire::SocketTicket))))]
pub async fn ticket(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    // A socket brings what others say: no part of keeping oneself.
    who.check_second_factor()?;
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
