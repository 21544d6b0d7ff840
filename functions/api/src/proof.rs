//! Showing again who one is, by the password or by a code: asked for where a session alone is too little.

use domain::{Refusal, SecondFactor, wire};
use futures_util::future::try_join;
use http::StatusCode;
use platform::{Answer, App, Problem, Request, answer::plain};
use store::second_factors::FactorChange;
use tracing::info;

use crate::{Api, body, second_factor, session::Authenticated, throttle};

/// `POST /api/session/proof`: shows again who one is, for what asks for a fresh proof (`proof_needed`).
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/session/proof", request_body = wire::Prove,
    responses((status = 204), (status = 400, body = wire::ErrorBody), (status = 401, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn prove_again(api: &Api, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let proof: wire::Prove = body::json(request)?;
    let app = &api.app;
    match (proof.password, proof.code) {
        (Some(password), None) => prove_password(api, who, request, &password).await?,
        (None, Some(code)) => prove_code(app, who, request, &code).await?,
        _ => {
            let detail = "a proof is a password or a code".into();
            return Err(Refusal::BadRequest { detail }.into());
        }
    }
    let proved = who.session.proved_at(app.clock.now());
    if !app.store.use_session(&who.digest, &proved).await? {
        return Err(Refusal::SignedOut.into());
    }
    info!(operator.id = %who.session.operator, "Showed again who they are");
    Ok(plain(StatusCode::NO_CONTENT, ""))
}

async fn prove_password(api: &Api, who: &Authenticated, request: &Request, password: &str) -> Result<(), Problem> {
    let (store, id) = (&api.app.store, &who.session.operator);
    let (known, operator) = try_join(store.credentials(id), store.operator(id)).await?;
    let operator = operator.ok_or(Refusal::SignedOut)?;
    let taken = throttle::password(&api.app, request, &operator.email).await?;
    let phc = known.as_ref().map(|known| known.password_phc.as_str());
    if !api.hasher.verify(password, phc) {
        return Err(Refusal::WrongCredentials.into());
    }
    throttle::right(&api.app, &taken).await
}

/// A code proves as well as a password. Recovery codes are for signing in.
async fn prove_code(app: &App, who: &Authenticated, request: &Request, code: &str) -> Result<(), Problem> {
    let id = &who.session.operator;
    let factor = app.store.second_factor(id).await?.filter(SecondFactor::is_on);
    let factor = factor.ok_or(Refusal::NoSecondFactor)?;
    let taken = throttle::code(app, request, id.as_str()).await?;
    let step = second_factor::step_typed(app, id, &factor, code)?.ok_or(Refusal::WrongCode)?;
    let after = factor.spend_step(step).ok_or(Refusal::NoSecondFactor)?;
    let change = FactorChange {
        operator: id,
        before: Some(&factor),
        after: Some(&after),
        sessions: None,
        audit: None,
    };
    // Somebody else was faster with the same code, or the factor is another one by now.
    if !app.store.commit_second_factor(&change).await? {
        return Err(Refusal::WrongCode.into());
    }
    throttle::right(app, &taken).await
}
