//! Signing in by two proofs: between the right password and the right code.

use domain::{MINUTE_MS, Refusal, SecondFactor, wire};
use futures_util::future::try_join;
use http::StatusCode;
use platform::{Answer, Problem, Request, answer::with_json};
use store::{second_factors::HalfSession, sessions::digest};

use crate::{
    Api, body, second_factor,
    session::{ATTEMPTS_MAX, By, Proved},
    throttle,
};

/// How long the code may take, in ms.
const HALF_MS: i64 = 5 * MINUTE_MS;

/// The password was right: what proves it to the second step.
///
/// # Errors
/// Faults of the table.
pub async fn begin(api: &Api, proved: &Proved) -> Result<Answer, Problem> {
    let app = &api.app;
    let token = app.ids.token();
    let half = HalfSession {
        operator: proved.operator.id.clone(),
        password_version: proved.password_version,
        expires: app.clock.now().plus(HALF_MS),
    };
    app.store.add_half_session(&digest(&token), &half).await?;
    let needed = wire::SecondFactorNeeded {
        half: token,
        expires: half.expires,
    };
    Ok(with_json(StatusCode::ACCEPTED, &needed))
}

/// `POST /api/session/code`: completes a sign-in by a code of the authenticator app, or by a recovery code. Good once; a
/// wrong code may be typed again.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session/code", request_body = wire::CompleteSignIn,
    responses((status = 200, body = wire::SignedIn), (status = 401, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn complete(api: &Api, request: &Request) -> Result<Answer, Problem> {
    let complete: wire::CompleteSignIn = body::json(request)?;
    let app = &api.app;
    let half_digest = digest(&complete.half);
    let find = || app.store.half_session(&half_digest, app.clock.now());
    let mut half = find().await?.ok_or(Refusal::SignedOut)?;
    let taken = throttle::code(app, request, half.operator.as_str()).await?;

    for _ in 0..ATTEMPTS_MAX {
        let (proved, factor) = load(api, &half).await?;
        let after = second_factor::spend(app, &half.operator, &factor, &complete.code)?;
        let after = after.ok_or(Refusal::WrongCode)?;
        let by = if after.recovery_left() < factor.recovery_left() {
            By::RecoveryCode
        } else {
            By::Code
        };
        if let Some(opened) = proved
            .open(api, request, by, Some((half_digest.as_str(), &after)))
            .await?
        {
            throttle::right(app, &taken).await?;
            return Ok(opened.signed_in());
        }
        // Gone where another request with the same half was faster.
        half = find().await?.ok_or(Refusal::SignedOut)?;
    }
    Err(Refusal::TooBusy.into())
}

/// Whose sign-in it is, as they are now.
async fn load(api: &Api, half: &HalfSession) -> Result<(Proved, SecondFactor), Problem> {
    let store = &api.app.store;
    let sessions = store.session_list(&half.operator).await?;
    let (known, operator) = try_join(store.credentials(&half.operator), store.operator(&half.operator)).await?;
    let password_version = known.map(|known| known.version);
    let operator = operator.filter(|operator| operator.is_active && password_version == Some(half.password_version));
    let operator = operator.ok_or(Refusal::SignedOut)?;
    let factor = store.second_factor(&half.operator).await?.filter(SecondFactor::is_on);
    let factor = factor.ok_or(Refusal::SignedOut)?;
    let proved = Proved {
        operator,
        sessions,
        password_version: half.password_version,
        factor: Some(factor.clone()),
    };
    Ok((proved, factor))
}
