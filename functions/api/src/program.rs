//! Which program is asking: the one way in for API keys.

use domain::{ApiKey, Refusal, api_key::KEY_PREFIX, api_key::Scope, rules};
use http::header;
use platform::{App, Problem, Request};
use store::sessions::digest;

use crate::throttle;

/// Longest key that is looked up, in bytes; ours have 46.
const KEY_BYTES_MAX: usize = 128;

/// The key a program shows, if it is good for `scope`. Each request that shows a good one is counted; one that shows a key
/// nobody knows is counted against the caller's network.
///
/// # Errors
/// [`Refusal::KeyMissing`], [`Refusal::KeyUnknown`], [`Refusal::TooManyTries`], what [`rules::may_use`] refuses; faults of
/// the table.
pub async fn authenticate(app: &App, request: &Request, scope: Scope) -> Result<ApiKey, Problem> {
    let shown = bearer(request).ok_or(Refusal::KeyMissing)?;
    let digest = digest(shown);
    let Some(key) = app.store.api_key(&digest).await? else {
        throttle::unknown_key(app, request).await?;
        return Err(Refusal::KeyUnknown.into());
    };
    let now = app.clock.now();
    rules::may_use(&key, scope, now)?;
    throttle::key(app, request, &digest).await?;
    if let Some(used) = key.used_at(now) {
        app.store.use_api_key(&used).await?;
    }
    Ok(key)
}

/// What stands after `Authorization: Bearer`, if it looks like a key.
fn bearer(request: &Request) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    let is_key = key.starts_with(KEY_PREFIX) && key.len() <= KEY_BYTES_MAX;
    (scheme.eq_ignore_ascii_case("bearer") && is_key).then_some(key)
}
