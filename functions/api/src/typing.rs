//! Telling the contact and colleagues that somebody writes.

use domain::{ContactId, Refusal, Speaker, typing::Typing};
use http::StatusCode;
use platform::{Answer, App, Problem, answer::plain};

use crate::{body, session::Authenticated};

/// `POST /api/chats/{chat}/typing`: an answer is being written. Shown to colleagues for a moment, and to the contact where
/// the messenger has a way; nothing is promised. Worth repeating after three seconds of more writing.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/chats/{chat}/typing", params(("chat" = String, Path)),
    responses((status = 204), (status = 404, body = domain::wire::ErrorBody))))]
pub async fn tell(app: &App, who: &Authenticated, chat: &str) -> Result<Answer, Problem> {
    let id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchChat)?;
    let by = Speaker::Operator {
        id: who.session.operator.clone(),
    };
    let at = app.clock.now();
    app.store.tell_typing(&Typing { chat: chat.id, by, at }).await?;
    Ok(plain(StatusCode::NO_CONTENT, ""))
}
