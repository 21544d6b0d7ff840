//! Changing and deleting messages at the contact's side.

use domain::{ContactId, MessageId, Refusal, Wish, rules, wire};
use futures_util::future::try_join;
use messengers::registry;
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};
use store::Committed;

use crate::{body, session::Authenticated};

/// `PATCH /api/chats/{chat}/messages/{message}`: another text for an answer, at the contact's side too. The same text again
/// changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/chats/{chat}/messages/{message}",
    params(("chat" = String, Path), ("message" = String, Path)), request_body = wire::EditMessage,
    responses((status = 200, body = wire::Sent), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn edit(
    app: &App,
    who: &Authenticated,
    (chat, message): (&str, &str),
    request: &Request,
) -> Result<Answer, Problem> {
    let wire::EditMessage { content } = body::json(request)?;
    revise(app, who, (chat, message), &Wish::Edit { content }).await
}

/// `DELETE /api/chats/{chat}/messages/{message}`: takes a message back, at the contact's side too. Once more changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/chats/{chat}/messages/{message}",
    params(("chat" = String, Path), ("message" = String, Path)),
    responses((status = 200, body = wire::Sent), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody), (status = 429, body = wire::ErrorBody))))]
pub async fn delete(app: &App, who: &Authenticated, place: (&str, &str)) -> Result<Answer, Problem> {
    revise(app, who, place, &Wish::Delete).await
}

async fn revise(app: &App, who: &Authenticated, (chat, message): (&str, &str), wish: &Wish) -> Result<Answer, Problem> {
    let chat_id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let id: MessageId = body::id(message, Refusal::NoSuchMessage)?;

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let (chat, message) = try_join(app.store.chat(&chat_id), app.store.message(&id)).await?;
        let chat = chat.ok_or(Refusal::NoSuchChat)?;
        let identity = chat.identity(&id.identity).ok_or(Refusal::NoSuchMessage)?;
        let message = message.ok_or(Refusal::NoSuchMessage)?;
        let messenger = registry::find(&identity.messenger).ok_or(Refusal::NoSuchMessenger)?;
        let now = app.clock.now();

        let capabilities = messenger.info().capabilities;
        let by = &who.session.operator;
        let change = rules::revise(&chat, &message, wish.clone(), by, &capabilities, now)?;

        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            let written = change.messages.into_iter().next().map(|write| write.message().clone());
            let mut message = written.unwrap_or(message);
            message.chat = chat.id.clone();
            return Ok(json(&wire::Sent { message }));
        }
    }
    Err(Refusal::TooBusy.into())
}
