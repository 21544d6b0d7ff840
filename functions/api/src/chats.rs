//! Chats: the lists, one chat, and what is done to it as a whole.

use domain::{Refusal, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide};
use store::chats::Cursor;

use crate::{body, session::Authenticated};

/// `GET /api/chats?state=open|closed&cursor=`: newest activity first.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats",
    params(("state" = Option<String>, Query, description = "`open` (default) or `closed`"),
        ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::ChatPage), (status = 400, body = wire::ErrorBody))))]
pub async fn list(app: &App, request: &Request) -> Result<Answer, Problem> {
    let is_open = match body::query(request, "state").as_deref() {
        None | Some("open") => true,
        Some("closed") => false,
        Some(_) => {
            return Err(Refusal::BadRequest {
                detail: "state is open or closed".into(),
            }
            .into());
        }
    };
    let cursor = body::query(request, "cursor")
        .map(|text| Cursor::parse(&text, is_open))
        .transpose();
    let cursor = cursor.map_err(|_| Refusal::BadRequest {
        detail: "the cursor is not of this list".into(),
    })?;

    let page = app.store.chat_page(is_open, cursor).await?;

    Ok(json(&wire::ChatPage {
        chats: page.chats,
        cursor: page.cursor,
    }))
}

/// `GET /api/chats/{chat}`.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats/{chat}", params(("chat" = String, Path)),
    responses((status = 200, body = domain::Chat), (status = 404, body = wire::ErrorBody))))]
pub async fn show(app: &App, chat: &str) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchChat)?;
    Ok(json(&chat))
}

/// `PUT /api/chats/{chat}/read`: the operator has seen the contact's messages up to a count.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/read", params(("chat" = String, Path)),
    request_body = wire::MarkRead,
    responses((status = 200, body = domain::Chat), (status = 404, body = wire::ErrorBody))))]
pub async fn mark_read(app: &App, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let mark: wire::MarkRead = body::json(request)?;
    let chat = decide(app, &id, |chat, _| Ok(rules::mark_read(chat, mark.inbound))).await?;
    Ok(json(&chat))
}

/// `PUT /api/chats/{chat}/close`: settles a chat. A closed chat is answered as it is.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/close", params(("chat" = String, Path)),
    responses((status = 200, body = domain::Chat), (status = 404, body = wire::ErrorBody))))]
pub async fn close(app: &App, who: &Authenticated, chat: &str) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let chat = decide(app, &id, |chat, now| Ok(rules::close(chat, &who.session.operator, now))).await?;
    Ok(json(&chat))
}

/// `PUT /api/chats/{chat}/reopen`: takes a closed chat up again. An open chat is answered as it is.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/reopen", params(("chat" = String, Path)),
    responses((status = 200, body = domain::Chat), (status = 404, body = wire::ErrorBody))))]
pub async fn reopen(app: &App, chat: &str) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let chat = decide(app, &id, |chat, now| Ok(rules::reopen(chat, now))).await?;
    Ok(json(&chat))
}
