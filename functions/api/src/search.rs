//! Finding contacts while somebody types.

use domain::{
    Refusal,
    search::{TERM_CHARS_MIN, Term},
    wire,
};
use platform::{Answer, App, Problem, Request, answer::json};

use crate::body;

/// `GET /api/contacts?term=`: by the beginning of any word of a name, username, phone, e-mail address or id; several
/// words must all be met. Closed chats too.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts",
    params(("term" = String, Query, description = "two letters or digits at least")),
    responses((status = 200, body = wire::Contacts), (status = 400, body = wire::ErrorBody))))]
pub async fn contacts(app: &App, request: &Request) -> Result<Answer, Problem> {
    let term = body::query_text(request, "term").unwrap_or_default();
    let term = Term::parse(&term).ok_or_else(|| Refusal::BadRequest {
        detail: format!("a term has at least {TERM_CHARS_MIN} letters or digits"),
    })?;

    let contacts = app.store.find_contacts(&term, app.clock.now()).await?;

    Ok(json(&wire::Contacts { contacts, cursor: None }))
}
