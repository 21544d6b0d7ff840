//! Funnels: sequences of automatic messages.

#[cfg(feature = "schema")]
use domain::Funnel;
use domain::{IntentId, Refusal, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};

use crate::{body, session::Authenticated};

/// `GET /api/funnels`: all of them, by name.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/funnels",
    responses((status = 200, body = wire::Funnels))))]
pub async fn list(app: &App) -> Result<Answer, Problem> {
    let mut funnels = app.store.funnels().await?;
    funnels.sort_by_cached_key(|funnel| (funnel.name.to_lowercase(), funnel.id.clone()));
    Ok(json(&wire::Funnels { funnels }))
}

/// `PUT /api/funnels/{funnel}`: adds one under an id the client made (version 0), or changes it for whoever begins later. The
/// same again is answered with what is there.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/funnels/{funnel}",
    params(("funnel" = String, Path)), request_body = wire::SaveFunnel,
    responses((status = 200, body = Funnel), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn save(app: &App, who: &Authenticated, id: &str, request: &Request) -> Result<Answer, Problem> {
    let id: IntentId = body::id(id, Refusal::NoSuchFunnel)?;
    let asked: wire::SaveFunnel = body::json(request)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let all = app.store.funnels().await?;
        let known = all.iter().find(|funnel| funnel.id == id);
        let saved = rules::save_funnel(&all, &id, &asked, &who.session.operator, app.clock.now())?;
        let Some((funnel, audit)) = saved else {
            return Ok(json(known.ok_or(Refusal::NoSuchFunnel)?));
        };
        if app.store.commit_funnel(&funnel, known, &audit).await? {
            return Ok(json(&funnel));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `DELETE /api/funnels/{funnel}`: removes it for everybody. Contacts who are under way in it get no later step.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/funnels/{funnel}",
    params(("funnel" = String, Path)),
    responses((status = 200, body = Funnel), (status = 404, body = wire::ErrorBody))))]
pub async fn remove(app: &App, who: &Authenticated, id: &str) -> Result<Answer, Problem> {
    let id: IntentId = body::id(id, Refusal::NoSuchFunnel)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let known = app.store.funnel(&id).await?.ok_or(Refusal::NoSuchFunnel)?;
        let audit = rules::remove_funnel(&known, &who.session.operator, app.clock.now());
        if app.store.remove_funnel(&id, known.version, &audit).await? {
            return Ok(json(&known));
        }
    }
    Err(Refusal::TooBusy.into())
}
