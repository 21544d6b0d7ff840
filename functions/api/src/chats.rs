//! Chats: the lists, one chat, and what is done to it as a whole.

use domain::{Chat, ContactId, Refusal, rules, wire};
use futures_util::future::{try_join, try_join3};
use platform::{Answer, App, Problem, Request, answer::json, decide, decide_among};
use store::chats::{ChatList, Cursor};

use crate::{body, session::Authenticated};

/// `GET /api/chats?state=open|closed&selector=all|unread|my|operator&operator=&cursor=`: newest activity first.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats",
    params(("state" = Option<String>, Query, description = "`open` (default) or `closed`"),
        ("selector" = Option<String>, Query, description = "`all` (default), `unread`, `my`, or `operator`"),
        ("operator" = Option<String>, Query, description = "whose, with `selector=operator`"),
        ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::ChatPage), (status = 400, body = wire::ErrorBody))))]
pub async fn list(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let bad = |detail: &str| Refusal::BadRequest { detail: detail.into() };
    let is_open = match body::query(request, "state").as_deref() {
        None | Some("open") => true,
        Some("closed") => false,
        Some(_) => return Err(bad("state is open or closed").into()),
    };
    let list = match body::query(request, "selector").as_deref() {
        None | Some("all") => ChatList::All,
        Some("unread") => ChatList::Unread,
        Some("my") => ChatList::Of(who.session.operator.clone()),
        Some("operator") => {
            let operator = body::query(request, "operator").ok_or_else(|| bad("operator is missing"))?;
            ChatList::Of(body::id(&operator, Refusal::NoSuchOperator)?)
        }
        Some(_) => return Err(bad("selector is all, unread, my or operator").into()),
    };
    let cursor = body::query(request, "cursor")
        .map(|text| Cursor::parse(&text, &list, is_open))
        .transpose();
    let cursor = cursor.map_err(|_| bad("the cursor is not of this list"))?;

    let page = app.store.chat_page(&list, is_open, cursor).await?;

    Ok(json(&wire::ChatPage {
        chats: page.chats,
        cursor: page.cursor,
    }))
}

/// `GET /api/counters`: how many chats each list has, exactly up to 1,000. What each operator has stands in their row.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/counters",
    responses((status = 200, body = wire::Counters))))]
pub async fn counters(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let count = |list: ChatList, is_open: bool| async move {
        let counted = app.store.chat_count(&list, is_open).await?;
        Ok::<_, Problem>(wire::Counter {
            count: u32::try_from(counted.count).unwrap_or(u32::MAX),
            has_more: counted.has_more,
        })
    };
    let of_state = |is_open| async move {
        let my = ChatList::Of(who.session.operator.clone());
        let counts = try_join3(
            count(ChatList::All, is_open),
            count(ChatList::Unread, is_open),
            count(my, is_open),
        );
        let (all, unread, my) = counts.await?;
        Ok::<_, Problem>(wire::ListCounters { all, unread, my })
    };
    let (open, closed) = try_join(of_state(true), of_state(false)).await?;
    Ok(json(&wire::Counters { open, closed }))
}

/// `GET /api/chats/{chat}`.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats/{chat}", params(("chat" = String, Path)),
    responses((status = 200, body = Chat), (status = 404, body = wire::ErrorBody))))]
pub async fn show(app: &App, chat: &str) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchChat)?;
    Ok(json(&chat))
}

/// `PUT /api/chats/{chat}/read`: the operator has seen the contact's messages up to a count. The look of a colleague into
/// somebody else's chat changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/read", params(("chat" = String, Path)),
    request_body = wire::MarkRead,
    responses((status = 200, body = Chat), (status = 404, body = wire::ErrorBody))))]
pub async fn mark_read(app: &App, who: &Authenticated, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let mark: wire::MarkRead = body::json(request)?;
    let by = &who.session.operator;
    let chat = decide(app, &id, |chat, _| Ok(rules::mark_read(chat, mark.inbound, by))).await?;
    Ok(json(&chat))
}

/// `PUT /api/chats/{chat}/close`: settles a chat. A closed chat is answered as it is.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/close", params(("chat" = String, Path)),
    request_body = wire::Close,
    responses((status = 200, body = Chat), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn close(app: &App, who: &Authenticated, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let close: Option<wire::Close> = body::json_if_any(request)?;
    Ok(json(&close_one(app, who, &id, close.unwrap_or_default()).await?))
}

/// Closes one chat for the reason given, which must be one of the workspace's.
///
/// # Errors
/// [`Refusal::NoSuchReason`], [`Refusal::ReasonMissing`], [`Refusal::NoSuchChat`]; faults of the table.
pub async fn close_one(app: &App, who: &Authenticated, id: &ContactId, close: wire::Close) -> Result<Chat, Problem> {
    let settings = app.store.settings().await?;
    let reason = close.reason.as_deref();
    match reason {
        Some(reason) if !settings.closing_reasons.iter().any(|known| known == reason) => {
            return Err(Refusal::NoSuchReason.into());
        }
        None if settings.is_closing_reason_required => return Err(Refusal::ReasonMissing.into()),
        _ => {}
    }
    let by = &who.session.operator;
    decide(app, id, |chat, now| Ok(rules::close(chat, by, reason, now))).await
}

/// `PUT /api/chats/{chat}/reopen`: takes a closed chat up again; within half a minute it undoes one's own closing. An
/// open chat is answered as it is.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/reopen", params(("chat" = String, Path)),
    responses((status = 200, body = Chat), (status = 404, body = wire::ErrorBody))))]
pub async fn reopen(app: &App, who: &Authenticated, chat: &str) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let by = &who.session.operator;
    let chat = decide(app, &id, |chat, now| Ok(rules::reopen(chat, by, now))).await?;
    Ok(json(&chat))
}

/// `PUT /api/chats/{chat}/forward`: gives a chat to a colleague, to oneself, or back to the queue.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/forward", params(("chat" = String, Path)),
    request_body = wire::Forward,
    responses((status = 200, body = Chat), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn forward(app: &App, who: &Authenticated, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let forward: wire::Forward = body::json(request)?;
    Ok(json(&forward_one(app, who, &id, &forward).await?))
}

/// Forwards one chat.
///
/// # Errors
/// What [`rules::forward`] refuses, [`Refusal::NoSuchChat`]; faults of the table.
pub async fn forward_one(
    app: &App,
    who: &Authenticated,
    id: &ContactId,
    forward: &wire::Forward,
) -> Result<Chat, Problem> {
    let by = &who.session.operator;
    decide_among(app, id, |chat, roster, now| {
        rules::forward(chat, forward, by, roster, now)
    })
    .await
}

/// `PUT /api/chats/{chat}/snooze`: puts a chat aside until a time, or takes it back.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/snooze", params(("chat" = String, Path)),
    request_body = wire::Snooze,
    responses((status = 200, body = Chat), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn snooze(app: &App, who: &Authenticated, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let wire::Snooze { until } = body::json(request)?;
    let by = &who.session.operator;
    let chat = decide(app, &id, |chat, now| rules::snooze(chat, until, by, now)).await?;
    Ok(json(&chat))
}

/// `GET /api/chats/{chat}/explain`: why the chat was given to whom, and who would get the next one.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats/{chat}/explain", params(("chat" = String, Path)),
    responses((status = 200, body = wire::Explained), (status = 404, body = wire::ErrorBody))))]
pub async fn explain(app: &App, chat: &str) -> Result<Answer, Problem> {
    let id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let found = try_join3(app.store.chat(&id), app.store.explanations(&id), app.store.roster());
    let (chat, assignments, roster) = found.await?;
    chat.ok_or(Refusal::NoSuchChat)?;
    Ok(json(&wire::Explained {
        assignments,
        next: roster.candidates(),
    }))
}

/// `GET /api/chats/{chat}/episodes`: the chat's finished episodes with their figures, newest first.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats/{chat}/episodes", params(("chat" = String, Path)),
    responses((status = 200, body = wire::Episodes), (status = 404, body = wire::ErrorBody))))]
pub async fn episodes(app: &App, chat: &str) -> Result<Answer, Problem> {
    let id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let (chat, episodes) = try_join(app.store.chat(&id), app.store.episodes(&id)).await?;
    chat.ok_or(Refusal::NoSuchChat)?;
    Ok(json(&wire::Episodes { episodes }))
}
