//! Telling colleagues that one has a chat open.

use domain::{ContactId, Refusal, looking::Looking, wire};
use http::StatusCode;
use platform::{Answer, App, Problem, Request, answer::plain};

use crate::{body, session::Authenticated};

/// `PUT /api/chats/{chat}/looking`: one has a chat open, or left it. Colleagues see it for a minute; nothing is promised. Worth
/// repeating only while somebody else has it open too, after 25 seconds.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/looking", params(("chat" = String, Path)),
    request_body = wire::Look,
    responses((status = 204), (status = 400, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn tell(app: &App, who: &Authenticated, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let wire::Look { is_there } = body::json(request)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchChat)?;
    let looking = Looking {
        chat: chat.id,
        by: who.session.operator.clone(),
        is_there,
        at: app.clock.now(),
    };
    app.store.tell_looking(&looking).await?;
    Ok(plain(StatusCode::NO_CONTENT, ""))
}
