//! The same done to several chats, each with its own result.

use std::collections::BTreeSet;

use domain::{Chat, ContactId, Refusal, rules, wire};
use futures_util::future::join_all;
use platform::{Answer, App, Problem, Request, answer, answer::json, decide};

use crate::{body, chats, contacts, session::Authenticated};

/// Most chats of one request: a page of a list.
pub const CHATS_MAX: usize = 50;

/// Chats worked on at once.
const AT_ONCE: usize = 8;

/// `POST /api/chats/bulk`: one that is refused does not keep the others from being done.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/chats/bulk", request_body = wire::Bulk,
    responses((status = 200, body = wire::BulkDone), (status = 400, body = wire::ErrorBody))))]
pub async fn bulk(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let bulk: wire::Bulk = body::json(request)?;
    let distinct: BTreeSet<&ContactId> = bulk.chats.iter().collect();
    if bulk.chats.is_empty() || bulk.chats.len() > CHATS_MAX || distinct.len() < bulk.chats.len() {
        return Err(Refusal::BadRequest {
            detail: format!("chats are 1 to {CHATS_MAX}, none twice"),
        }
        .into());
    }

    let mut results = Vec::with_capacity(bulk.chats.len());
    for some in bulk.chats.chunks(AT_ONCE) {
        results.extend(join_all(some.iter().map(|id| result(app, who, id, &bulk.action))).await);
    }
    Ok(json(&wire::BulkDone { results }))
}

async fn result(app: &App, who: &Authenticated, id: &ContactId, action: &wire::BulkAction) -> wire::BulkResult {
    let (chat, error) = match one(app, who, id, action).await {
        Ok(chat) => (Some(chat), None),
        Err(problem) => (None, Some(answer::problem_body(&problem, &*app.ids))),
    };
    wire::BulkResult {
        id: id.clone(),
        chat,
        error,
    }
}

async fn one(app: &App, who: &Authenticated, id: &ContactId, action: &wire::BulkAction) -> Result<Chat, Problem> {
    match action {
        wire::BulkAction::Close { reason } => {
            let close = wire::Close { reason: reason.clone() };
            chats::close_one(app, who, id, close).await
        }
        wire::BulkAction::Forward { to } => {
            // The view of a list is the chat as it stands; a race ends as `held_by_other`.
            let chat = app.store.chat(id).await?.ok_or(Refusal::NoSuchChat)?;
            let forward = wire::Forward {
                to: to.clone(),
                holder: chat.holder().cloned(),
                comment: None,
            };
            chats::forward_one(app, who, id, &forward).await
        }
        wire::BulkAction::Tag { tag } => Ok(contacts::tag_one(app, who, id, tag).await?.chat),
        wire::BulkAction::Untag { tag } => Ok(contacts::untag_one(app, who, id, tag).await?.chat),
        wire::BulkAction::Read {} => {
            let by = &who.session.operator;
            decide(app, id, |chat, _| Ok(rules::mark_read(chat, chat.inbound, by))).await
        }
    }
}
