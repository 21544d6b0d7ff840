//! API keys: who manages the desk makes them for other programs, and takes them back.

#[cfg(feature = "schema")]
use domain::ApiKey;
use domain::{Refusal, api_key::KEY_PREFIX, rules, rules::NewKey, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};
use store::sessions::digest;

use crate::{body, session::Authenticated};

/// Characters of a key that are kept, to tell it from others.
const ENDS_CHARS: usize = 4;

/// `GET /api/keys`: all keys, newest first. The keys themselves are nowhere.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/keys",
    responses((status = 200, body = wire::ApiKeys), (status = 403, body = wire::ErrorBody))))]
pub async fn list(app: &App) -> Result<Answer, Problem> {
    let mut keys = app.store.api_keys().await?;
    // A revoked one that the table has not swept yet is still told of.
    keys.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
    Ok(json(&wire::ApiKeys { keys }))
}

/// `POST /api/keys`: makes a key, which is shown this once.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/keys", request_body = wire::MakeKey,
    responses((status = 200, body = wire::KeyMade), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody))))]
pub async fn make(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked: wire::MakeKey = body::json(request)?;
    let token = format!("{KEY_PREFIX}{}", app.ids.token());
    let all = app.store.api_keys().await?;
    let new = NewKey {
        digest: &digest(&token),
        ends: &token[token.len() - ENDS_CHARS..],
    };

    let (key, audit) = rules::make_key(&all, new, &asked, &who.session.operator, app.clock.now())?;

    if !app.store.commit_api_key(&key, &audit).await? {
        return Err(Refusal::TooBusy.into());
    }
    Ok(json(&wire::KeyMade { key, token }))
}

/// `DELETE /api/keys/{key}`: from now on it is good no more. The same again changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/keys/{key}", params(("key" = String, Path)),
    responses((status = 200, body = ApiKey), (status = 404, body = wire::ErrorBody))))]
pub async fn revoke(app: &App, who: &Authenticated, id: &str) -> Result<Answer, Problem> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let key = app.store.api_key(id).await?.ok_or(Refusal::NoSuchKey)?;
        let revoked = rules::revoke_key(&key, &who.session.operator, app.clock.now());
        let Some((after, audit)) = revoked else {
            return Ok(json(&key));
        };
        if app.store.commit_api_key(&after, &audit).await? {
            return Ok(json(&after));
        }
    }
    Err(Refusal::TooBusy.into())
}
