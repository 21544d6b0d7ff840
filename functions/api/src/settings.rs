//! What the workspace decides for itself.

#[cfg(feature = "schema")]
use domain::Settings;
use domain::{rules, wire};
use platform::{Answer, App, Problem, Request, answer::json};

use crate::{body, session::Authenticated};

/// `GET /api/settings`: everybody may see them; closing a chat needs the reasons, times need the zone.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/settings", responses((status = 200, body = Settings))))]
pub async fn show(app: &App) -> Result<Answer, Problem> {
    Ok(json(&app.store.settings().await?))
}

/// `PATCH /api/settings`: changes what is named.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/settings", request_body = wire::ChangeSettings,
    responses((status = 200, body = Settings), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn change(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let change: wire::ChangeSettings = body::json(request)?;
    loop {
        let settings = app.store.settings().await?;

        let Some((after, audit)) = rules::configure(&settings, &change, &who.session.operator, app.clock.now())? else {
            return Ok(json(&settings));
        };

        // Whoever loses the race finds a newer version now, and is refused: this ends at the second round.
        if app.store.commit_settings(&after, &audit).await? {
            return Ok(json(&after));
        }
    }
}
