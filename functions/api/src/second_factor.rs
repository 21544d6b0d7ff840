//! One's own second factor: setting it up, confirming it, recovery codes, switching it off; and an admin's way to take
//! away somebody else's whose telephone is gone.
//!
//! Whatever changes a second factor ends all sessions of its owner in the same transaction; this browser gets a new one.

use domain::{
    AuditEntry, FactorState, Operator, OperatorId, Refusal, SecondFactor, Settings,
    second_factor::{RECOVERY_CODES, Typed, steps},
    wire,
};
use http::StatusCode;
use platform::{
    Answer, App, Fault, Problem, Request, SealKey,
    answer::{json, plain},
    seal::Purpose,
};
use sha2::{Digest, Sha256};
use store::{second_factors::FactorChange, sessions::digest};
use tracing::info;

use crate::{
    Api, body,
    session::{self, Authenticated},
    throttle, totp,
};

/// `GET /api/session/second-factor`: how far one's own is.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/session/second-factor",
    responses((status = 200, body = wire::SecondFactorInfo))))]
pub async fn show(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let factor = app.store.second_factor(&who.session.operator).await?;
    let settings = app.store.settings().await?;
    let since = factor.as_ref().and_then(|factor| match factor.state {
        FactorState::Offered => None,
        FactorState::On { since, .. } => Some(since),
    });
    Ok(json(&wire::SecondFactorInfo {
        since,
        recovery_codes_left: factor.map_or(0, |factor| factor.recovery_left()),
        is_required: is_required(app, &settings, who.session.role),
    }))
}

/// `POST /api/session/second-factor`: a new secret to be kept by an authenticator app. Nothing asks for codes until one
/// was confirmed.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session/second-factor",
    responses((status = 200, body = wire::SecondFactorOffer), (status = 403, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn offer(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let id = &who.session.operator;
    let before = app.store.second_factor(id).await?;
    let operator = app.store.operator(id).await?.ok_or(Refusal::SignedOut)?;
    let settings = app.store.settings().await?;

    let secret = &random_bytes(app)[..totp::SECRET_BYTES];
    let sealed = key(app)?.seal(Purpose::SecondFactor, id.as_str(), &totp::base32(secret));
    let after = SecondFactor::offer(before.as_ref(), sealed)?;
    let audit = entry(app, who, id, "second_factor_offered", after.version);
    commit(app, id, before.as_ref(), Some(&after), &audit, Ends::Nothing).await?;

    Ok(json(&wire::SecondFactorOffer {
        secret: totp::base32(secret),
        uri: totp::uri(secret, &settings.name, &operator.email),
    }))
}

/// `PUT /api/session/second-factor`: a code shows that the secret was kept; from now on signing in asks for one. The
/// recovery codes are shown this once. All sessions end; this browser gets a new one.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/session/second-factor",
    request_body = wire::SecondFactorCode,
    responses((status = 200, body = wire::RecoveryCodes), (status = 401, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody), (status = 429, body = wire::ErrorBody))))]
pub async fn confirm(api: &Api, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::SecondFactorCode { code } = body::json(request)?;
    let (app, id) = (&api.app, &who.session.operator);
    let before = app.store.second_factor(id).await?.ok_or(Refusal::NoSecondFactor)?;
    if before.is_on() {
        return Err(Refusal::SecondFactorOn.into());
    }
    let taken = throttle::code(app, request, id.as_str()).await?;
    let step = step_typed(app, id, &before, &code)?.ok_or(Refusal::WrongCode)?;
    throttle::right(app, &taken).await?;

    let (codes, sha256) = recovery_codes(app);
    let after = before.confirm(step, sha256, app.clock.now())?;
    let audit = entry(app, who, id, "second_factor_on", after.version);
    commit(app, id, Some(&before), Some(&after), &audit, Ends::Sessions).await?;

    info!(operator.id = %id, "Switched the second factor on");
    let opened = session::renew(api, who, request).await?;
    Ok(opened.answer(|_| wire::RecoveryCodes { codes }))
}

/// `DELETE /api/session/second-factor`: signing in asks for the password alone. All sessions end; this browser gets a new
/// one.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/session/second-factor",
    responses((status = 200, body = wire::SignedIn), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn switch_off(api: &Api, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let (app, id) = (&api.app, &who.session.operator);
    let before = app.store.second_factor(id).await?.filter(SecondFactor::is_on);
    let before = before.ok_or(Refusal::NoSecondFactor)?;
    if is_required(app, &app.store.settings().await?, who.session.role) {
        return Err(Refusal::SecondFactorRequired.into());
    }

    let audit = entry(app, who, id, "second_factor_off", before.version + 1);
    commit(app, id, Some(&before), None, &audit, Ends::Sessions).await?;

    info!(operator.id = %id, "Switched the second factor off");
    let opened = session::renew(api, who, request).await?;
    Ok(opened.signed_in())
}

/// `POST /api/session/recovery-codes`: ten other recovery codes, shown this once; those before are good no more.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session/recovery-codes",
    responses((status = 200, body = wire::RecoveryCodes), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn renew_recovery(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let id = &who.session.operator;
    let before = app.store.second_factor(id).await?.ok_or(Refusal::NoSecondFactor)?;
    let (codes, sha256) = recovery_codes(app);
    let after = before.renew_recovery(sha256).ok_or(Refusal::NoSecondFactor)?;
    let audit = entry(app, who, id, "recovery_codes_renewed", after.version);
    commit(app, id, Some(&before), Some(&after), &audit, Ends::Nothing).await?;
    Ok(json(&wire::RecoveryCodes { codes }))
}

/// `DELETE /api/operators/{operator}/second-factor`: takes away the second factor of somebody who cannot use it any more.
/// Their sessions end; they sign in by the password alone, and set up another one.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/operators/{operator}/second-factor",
    params(("operator" = String, Path)),
    responses((status = 204), (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn take_away(app: &App, who: &Authenticated, operator: &str) -> Result<Answer, Problem> {
    let id: OperatorId = body::id(operator, Refusal::NoSuchOperator)?;
    let operator = app.store.operator(&id).await?.ok_or(Refusal::NoSuchOperator)?;
    if !who.session.role.may_appoint(operator.role) {
        return Err(Refusal::NotAllowed.into());
    }
    let before = app.store.second_factor(&id).await?.filter(SecondFactor::is_on);
    let before = before.ok_or(Refusal::NoSecondFactor)?;

    let audit = entry(app, who, &id, "second_factor_taken_away", before.version + 1);
    commit(app, &id, Some(&before), None, &audit, Ends::Sessions).await?;
    Ok(plain(StatusCode::NO_CONTENT, ""))
}

/// Whether somebody of this role must have a second factor.
pub fn is_required(app: &App, settings: &Settings, role: domain::Role) -> bool {
    let is_manager = role.may(domain::Action::ManageOperators);
    is_manager && (settings.is_second_factor_required || app.config.is_second_factor_required)
}

/// Whether `operator` must set up a second factor before anything else.
///
/// # Errors
/// Faults of the table.
pub async fn is_lacking(app: &App, operator: &Operator, factor: Option<&SecondFactor>) -> Result<bool, Problem> {
    let may_lack = factor.is_some_and(SecondFactor::is_on) || !operator.role.may(domain::Action::ManageOperators);
    Ok(!may_lack && is_required(app, &app.store.settings().await?, operator.role))
}

/// The factor after what was typed was used up. `None`: it is no code of it, or none that still counts.
///
/// # Errors
/// [`Fault`]: the secret does not open.
pub fn spend(app: &App, id: &OperatorId, factor: &SecondFactor, typed: &str) -> Result<Option<SecondFactor>, Fault> {
    match Typed::read(typed) {
        Some(Typed::Recovery(code)) => Ok(factor.spend_recovery(&digest(&code))),
        Some(Typed::Code(_)) => {
            let step = step_typed(app, id, factor, typed)?;
            Ok(step.and_then(|step| factor.spend_step(step)))
        }
        None => Ok(None),
    }
}

/// The step whose code was typed, if it still counts.
///
/// # Errors
/// [`Fault`]: the secret does not open.
pub fn step_typed(app: &App, id: &OperatorId, factor: &SecondFactor, typed: &str) -> Result<Option<u64>, Fault> {
    let Some(Typed::Code(code)) = Typed::read(typed) else {
        return Ok(None);
    };
    let opened = key(app)?.open(Purpose::SecondFactor, id.as_str(), &factor.sealed_secret);
    let secret = opened.map_err(|error| Fault::Bug(format!("second factor of {id}: {error}")))?;
    let secret = totp::from_base32(&secret).ok_or_else(|| Fault::Bug("a secret of ours is no base 32".into()))?;
    let codes = steps(app.clock.now()).map(|step| (step, totp::code(&secret, step)));
    Ok(factor.step_of(&code, &codes))
}

fn key(app: &App) -> Result<&SealKey, Fault> {
    let key = app.config.factor_key.as_ref();
    key.ok_or(Fault::NotConfigured("SWITCHBOARD_FACTOR_KEY"))
}

/// Ten codes of 128 random bits, and their digests.
fn recovery_codes(app: &App) -> (Vec<String>, Vec<String>) {
    let codes = (0..RECOVERY_CODES).map(|_| totp::base32(&random_bytes(app)[..16]));
    let codes: Vec<String> = codes.collect();
    let digests = codes.iter().map(|code| digest(code)).collect();
    let shown = codes.iter().map(|code| {
        let fives: Vec<&str> = (0..code.len())
            .step_by(5)
            .map(|at| &code[at..code.len().min(at + 5)])
            .collect();
        fives.join("-")
    });
    (shown.collect(), digests)
}

/// 256 random bits.
fn random_bytes(app: &App) -> [u8; 32] {
    Sha256::digest(app.ids.token().as_bytes()).into()
}

fn entry(app: &App, by: &Authenticated, whose: &OperatorId, action: &str, version: u64) -> AuditEntry {
    let subject = format!("operator/{whose}");
    AuditEntry::new(app.clock.now(), Some(&by.session.operator), action, subject, version)
}

/// What else becomes of a change.
enum Ends {
    Nothing,
    Sessions,
}

async fn commit(
    app: &App,
    operator: &OperatorId,
    before: Option<&SecondFactor>,
    after: Option<&SecondFactor>,
    audit: &AuditEntry,
    ends: Ends,
) -> Result<(), Problem> {
    let sessions = match ends {
        Ends::Nothing => None,
        Ends::Sessions => Some(app.store.session_list(operator).await?),
    };
    let change = FactorChange {
        operator,
        before,
        after,
        sessions: sessions.as_ref(),
        audit: Some(audit),
    };
    if app.store.commit_second_factor(&change).await? {
        Ok(())
    } else {
        Err(Refusal::TooBusy.into())
    }
}
