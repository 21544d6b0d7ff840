//! Saved replies: texts that operators send often.

#[cfg(feature = "schema")]
use domain::SavedReply;
use domain::{IntentId, Refusal, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};

use crate::{body, session::Authenticated};

/// `GET /api/saved-replies`: all of them, by name.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/saved-replies",
    responses((status = 200, body = wire::SavedReplies))))]
pub async fn list(app: &App) -> Result<Answer, Problem> {
    let mut saved_replies = app.store.saved_replies().await?;
    saved_replies.sort_by_cached_key(|reply| (reply.name.to_lowercase(), reply.id.clone()));
    Ok(json(&wire::SavedReplies { saved_replies }))
}

/// `PUT /api/saved-replies/{saved_reply}`: adds one under an id the client made (version 0), or changes it. The same again is
/// answered with what is there.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/saved-replies/{saved_reply}",
    params(("saved_reply" = String, Path)), request_body = wire::SaveReply,
    responses((status = 200, body = SavedReply), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn save(app: &App, who: &Authenticated, id: &str, request: &Request) -> Result<Answer, Problem> {
    let id: IntentId = body::id(id, Refusal::NoSuchSavedReply)?;
    let asked: wire::SaveReply = body::json(request)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let all = app.store.saved_replies().await?;
        let saved = rules::save_reply(&all, &id, &asked, &who.session.operator, app.clock.now())?;
        let Some((reply, audit)) = saved else {
            let known = all.iter().find(|reply| reply.id == id);
            return Ok(json(known.ok_or(Refusal::NoSuchSavedReply)?));
        };
        if app.store.commit_saved_reply(&reply, &audit).await? {
            return Ok(json(&reply));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `DELETE /api/saved-replies/{saved_reply}`: removes it for everybody. What was sent with it stays.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/saved-replies/{saved_reply}",
    params(("saved_reply" = String, Path)),
    responses((status = 200, body = SavedReply), (status = 404, body = wire::ErrorBody))))]
pub async fn remove(app: &App, who: &Authenticated, id: &str) -> Result<Answer, Problem> {
    let id: IntentId = body::id(id, Refusal::NoSuchSavedReply)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let all = app.store.saved_replies().await?;
        let known = all
            .iter()
            .find(|reply| reply.id == id)
            .ok_or(Refusal::NoSuchSavedReply)?;
        let audit = rules::remove_reply(known, &who.session.operator, app.clock.now());
        if app.store.remove_saved_reply(&id, known.version, &audit).await? {
            return Ok(json(known));
        }
    }
    Err(Refusal::TooBusy.into())
}
