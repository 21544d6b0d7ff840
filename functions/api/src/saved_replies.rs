//! Saved replies: texts that operators send often.

use domain::{
    IntentId, Refusal, SavedReply, Upload, UploadId, file::UPLOAD_LASTS_MS, rules, saved_reply::SAVED_REPLY_FILES_MAX,
    wire,
};
use futures_util::future::try_join_all;
use http::StatusCode;
use platform::{
    Answer, App, Fault, Problem, Request,
    answer::{json, with_json},
    decide::COMMIT_ATTEMPTS_MAX,
};

use crate::{body, files, session::Authenticated};

/// `GET /api/saved-replies`: all of them, by name.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/saved-replies",
    responses((status = 200, body = wire::SavedReplies))))]
pub async fn list(app: &App) -> Result<Answer, Problem> {
    let mut saved_replies = app.store.saved_replies().await?;
    saved_replies.sort_by_cached_key(|reply| (reply.name.to_lowercase(), reply.id.clone()));
    Ok(json(&wire::SavedReplies { saved_replies }))
}

/// `PUT /api/saved-replies/{saved_reply}`: adds one under an id the client made (version 0), or changes it. The same again is
/// answered with what is there.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/saved-replies/{saved_reply}",
    params(("saved_reply" = String, Path)), request_body = wire::SaveReply,
    responses((status = 200, body = SavedReply), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn save(app: &App, who: &Authenticated, id: &str, request: &Request) -> Result<Answer, Problem> {
    let id: IntentId = body::id(id, Refusal::NoSuchSavedReply)?;
    let asked: wire::SaveReply = body::json(request)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let all = app.store.saved_replies().await?;
        let known = all.iter().find(|reply| reply.id == id);
        let now = app.clock.now();
        let brought = brought(app, known, &asked).await?;
        let by = &who.session.operator;
        let Some(change) = rules::save_reply(&all, &id, &asked, &brought, by, now)? else {
            return Ok(json(known.ok_or(Refusal::NoSuchSavedReply)?));
        };
        if app.store.commit_saved_reply(&change).await? {
            return Ok(json(&change.reply));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `DELETE /api/saved-replies/{saved_reply}`: removes it for everybody. What was sent with it stays.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/saved-replies/{saved_reply}",
    params(("saved_reply" = String, Path)),
    responses((status = 200, body = SavedReply), (status = 404, body = wire::ErrorBody))))]
pub async fn remove(app: &App, who: &Authenticated, id: &str) -> Result<Answer, Problem> {
    let id: IntentId = body::id(id, Refusal::NoSuchSavedReply)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let all = app.store.saved_replies().await?;
        let known = all
            .iter()
            .find(|reply| reply.id == id)
            .ok_or(Refusal::NoSuchSavedReply)?;
        let now = app.clock.now();
        let audit = rules::remove_reply(known, &who.session.operator, now);
        if app.store.remove_saved_reply(known, now, &audit).await? {
            return Ok(json(known));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `POST /api/saved-replies/{saved_reply}/files/{file}`: makes an upload of the asker's from a file of a saved reply, without its
/// bytes being brought again. Not sent, it is gone in a day.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/saved-replies/{saved_reply}/files/{file}",
    params(("saved_reply" = String, Path), ("file" = String, Path)),
    responses((status = 201, body = wire::FileBrought), (status = 404, body = wire::ErrorBody))))]
pub async fn copy_file(app: &App, who: &Authenticated, id: &str, file: &str) -> Result<Answer, Problem> {
    let id: IntentId = body::id(id, Refusal::NoSuchSavedReply)?;
    let file: UploadId = body::id(file, Refusal::NoSuchFile)?;
    let reply = app.store.saved_reply(&id).await?.ok_or(Refusal::NoSuchSavedReply)?;
    let known = reply.files.iter().find(|known| known.id == file);
    let known = known.ok_or(Refusal::NoSuchFile)?;

    let (key, now) = (app.ids.id(), app.clock.now());
    let upload = Upload {
        id: key
            .parse()
            .map_err(|_| Fault::Bug("an id of ours is not an id".into()))?,
        by: who.session.operator.clone(),
        name: known.name.clone(),
        size: known.size,
        head: None,
        until: now.plus(UPLOAD_LASTS_MS),
    };
    // The row first: whoever is interrupted leaves something that is swept.
    if !app.store.write_upload(&upload, true).await? {
        return Err(Fault::Bug("a random upload id was taken".into()).into());
    }
    let head = files::head(app, file.as_str()).await?.ok_or(Refusal::NoSuchFile)?.1;
    let (size, bytes) = app.blobs.get(file.as_str(), now).await?.ok_or(Refusal::NoSuchFile)?;
    app.blobs.put(&key, size, bytes, now).await?;
    let upload = Upload {
        head: Some(head),
        ..upload
    };
    if !app.store.write_upload(&upload, false).await? {
        return Err(Refusal::NoSuchUpload.into());
    }
    let brought = wire::FileBrought { upload: upload.id };
    Ok(with_json(StatusCode::CREATED, &brought))
}

/// The uploads a request names beside the files the reply has, as far as they are there and not over.
async fn brought(app: &App, known: Option<&SavedReply>, asked: &wire::SaveReply) -> Result<Vec<Upload>, Problem> {
    let is_new = |id: &&UploadId| known.is_none_or(|known| known.files.iter().all(|file| file.id != **id));
    // One too many is refused anyway.
    let new = asked.files.iter().take(SAVED_REPLY_FILES_MAX).filter(is_new);
    let found = try_join_all(new.map(|id| app.store.upload(id))).await?;
    let now = app.clock.now();
    Ok(found
        .into_iter()
        .flatten()
        .filter(|upload| upload.until > now)
        .collect())
}
