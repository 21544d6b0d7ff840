//! What an operator has begun to write, kept for their other devices.

#[cfg(feature = "schema")]
use domain::Draft;
use domain::{ContactId, DraftKind, Refusal, draft::DRAFTS_MAX, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};

use crate::{body, session::Authenticated};

/// `PUT /api/chats/{chat}/drafts/answer|comment`: keeps what one has begun to write in a chat; without words and without a
/// message it answers, nothing is kept any more. The same again is answered with what is there. Files are not kept.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/chats/{chat}/drafts/{kind}",
    params(("chat" = String, Path), ("kind" = String, Path, description = "`answer` or `comment`")),
    request_body = wire::SaveDraft,
    responses((status = 200, body = Draft), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn save(
    app: &App,
    who: &Authenticated,
    (chat, kind): (&str, &str),
    request: &Request,
) -> Result<Answer, Problem> {
    let id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let kind = DraftKind::of_word(kind).ok_or_else(|| Refusal::BadRequest {
        detail: "a draft is an answer or a comment".into(),
    })?;
    let asked: wire::SaveDraft = body::json(request)?;
    let by = &who.session.operator;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchChat)?;
        let known = app.store.draft(by, &chat.id, kind).await?;
        let Some(draft) = rules::save_draft(&known, &asked, now)? else {
            return Ok(json(&known));
        };
        if known.is_empty() && app.store.draft_count(by).await? >= DRAFTS_MAX {
            return Err(Refusal::TooMany {
                field: "drafts",
                max: DRAFTS_MAX,
            }
            .into());
        }
        if app.store.commit_draft(&draft, &known).await? {
            return Ok(json(&draft));
        }
    }
    Err(Refusal::TooBusy.into())
}
