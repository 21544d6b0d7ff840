//! Files: links to those of a talk, and places to bring those of an answer.
//!
//! No byte of a file goes through this function: browsers load and bring them at another origin, with links that pass.

use blobs::Handed;
use domain::{
    ContactId, Fetch, File, FileState, MessageId, Refusal, Upload, UploadId,
    file::{FILE_BYTES_MAX, UPLOAD_LASTS_MS, clean_name},
    media_type::HEAD_BYTES,
    wire,
};
use futures_util::{StreamExt, future::try_join};
use http::{HeaderValue, StatusCode, header};
use platform::{
    Answer, App, Fault, Problem, Request,
    answer::{json, plain, with_json},
};

use crate::{body, session::Authenticated};

/// How long a browser may go by the same link: shorter than it is good for.
const KEPT: &str = "private, max-age=240";

/// What a file without a name is saved as.
const NAMELESS: &str = "file";

/// `GET /api/chats/{chat}/messages/{message}/files/{number}?as=file|preview|download`: leads to a file of a message, for a
/// few minutes: as it is, the smaller picture of it, or to be saved.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats/{chat}/messages/{message}/files/{number}",
    params(("chat" = String, Path), ("message" = String, Path), ("number" = u32, Path),
        ("as" = Option<String>, Query, description = "`file` (default), `preview` or `download`")),
    responses((status = 302, description = "where the file is for a few minutes"),
        (status = 404, body = wire::ErrorBody))))]
pub async fn show(
    app: &App,
    (chat, message, number): (&str, &str, &str),
    request: &Request,
) -> Result<Answer, Problem> {
    let chat: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let id: MessageId = body::id(message, Refusal::NoSuchMessage)?;
    let number: u32 = number.parse().map_err(|_| Refusal::NoSuchFile)?;
    let (chat, message) = try_join(app.store.chat(&chat), app.store.message(&id)).await?;
    let chat = chat.ok_or(Refusal::NoSuchChat)?;
    let is_here = chat.identity(&id.identity).is_some();
    let message = message.filter(|_| is_here).ok_or(Refusal::NoSuchMessage)?;
    let file = match message.content.files().iter().find(|file| file.number == number) {
        Some(file) => file.clone(),
        // One that an earlier form of the message had.
        None => earlier(app, &id, number).await?.ok_or(Refusal::NoSuchFile)?,
    };
    let FileState::Ready { shown, preview } = &file.state else {
        return Err(Refusal::NoSuchFile.into());
    };

    let wanted = body::query(request, "as").unwrap_or_else(|| "file".into());
    let key = key(app, &id, &file).await?;
    let (key, shown) = match (&*wanted, preview) {
        ("file", _) => (key, shown.clone()),
        ("download", _) => (key, None),
        ("preview", Some(preview)) => (Fetch::preview_key(&key), Some(preview.clone())),
        _ => return Err(Refusal::NoSuchFile.into()),
    };
    let name = file.name.as_deref().unwrap_or(NAMELESS).to_owned();
    let link = app.blobs.link(&key, &Handed { shown, name }, app.clock.now())?;
    let link = HeaderValue::try_from(link).map_err(|_| Fault::Bug("a link is no header's text".into()))?;

    let mut answer = plain(StatusCode::FOUND, "");
    answer.headers_mut().insert(header::LOCATION, link);
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    Ok(answer)
}

async fn earlier(app: &App, id: &MessageId, number: u32) -> Result<Option<File>, Problem> {
    let earlier = app.store.all_earlier_texts(id).await?;
    let mut files = earlier.iter().flat_map(|text| text.content.files());
    Ok(files.find(|file| file.number == number).cloned())
}

/// What the file is called where it lies.
async fn key(app: &App, id: &MessageId, file: &File) -> Result<String, Problem> {
    if let Some(upload) = &file.upload {
        return Ok(upload.to_string());
    }
    let fetch = app.store.fetch(id, file.number).await?;
    Ok(fetch.and_then(|fetch| fetch.key).ok_or(Refusal::NoSuchFile)?)
}

/// `POST /api/files`: announces a file that shall be sent, and says where its bytes go. Not brought or not sent, it is gone
/// in a day.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/files", request_body = wire::BringFile,
    responses((status = 201, body = wire::FileSlot), (status = 400, body = wire::ErrorBody),
        (status = 413, body = wire::ErrorBody))))]
pub async fn begin(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::BringFile { name, size } = body::json(request)?;
    if size == 0 {
        let detail = "the file is empty".into();
        return Err(Refusal::BadRequest { detail }.into());
    }
    if size > FILE_BYTES_MAX {
        let size_max = FILE_BYTES_MAX;
        return Err(Refusal::FileTooLarge { size, size_max }.into());
    }
    let (id, now) = (app.ids.id(), app.clock.now());
    let upload = Upload {
        id: id
            .parse()
            .map_err(|_| Fault::Bug("an id of ours is not an id".into()))?,
        by: who.session.operator.clone(),
        name: clean_name(&name).unwrap_or_else(|| NAMELESS.to_owned()),
        size,
        head: None,
        until: now.plus(UPLOAD_LASTS_MS),
    };
    let slot = app.blobs.slot(&id, size, now)?;
    if !app.store.write_upload(&upload, true).await? {
        return Err(Fault::Bug("a random upload id was taken".into()).into());
    }
    let slot = wire::FileSlot {
        upload: upload.id,
        url: slot.url,
        headers: slot.headers.into_iter().collect(),
    };
    Ok(with_json(StatusCode::CREATED, &slot))
}

/// `PUT /api/files/{upload}`: the bytes were brought. Only then the file can be sent.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/files/{upload}", params(("upload" = String, Path)),
    responses((status = 200, body = wire::FileBrought), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn finish(app: &App, who: &Authenticated, upload: &str) -> Result<Answer, Problem> {
    let upload = own(app, who, upload).await?;
    let found = head(app, upload.id.as_str()).await?;
    let (size, head) = found.ok_or(Refusal::UploadUnfinished)?;
    if size != upload.size {
        return Err(Refusal::UploadUnfinished.into());
    }
    let upload = Upload {
        head: Some(head),
        ..upload
    };
    if !app.store.write_upload(&upload, false).await? {
        return Err(Refusal::NoSuchUpload.into());
    }
    Ok(json(&wire::FileBrought { upload: upload.id }))
}

/// The size and the first bytes of what is stored under `key`; `None`: nothing is.
pub async fn head(app: &App, key: &str) -> Result<Option<(u64, Vec<u8>)>, Problem> {
    let Some((size, mut bytes)) = app.blobs.get(key, app.clock.now()).await? else {
        return Ok(None);
    };
    let mut head = Vec::new();
    while head.len() < HEAD_BYTES
        && let Some(part) = bytes.next().await
    {
        head.extend_from_slice(&part.map_err(|error| blobs::BlobError::Unavailable(error.to_string()))?);
    }
    head.truncate(HEAD_BYTES);
    Ok(Some((size, head)))
}

/// `DELETE /api/files/{upload}`: what was brought is not to be sent after all. None there: done as well.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/files/{upload}", params(("upload" = String, Path)),
    responses((status = 204), (status = 404, body = wire::ErrorBody))))]
pub async fn forget(app: &App, who: &Authenticated, upload: &str) -> Result<Answer, Problem> {
    let upload = own(app, who, upload).await?;
    // The row first: once it is gone, nobody sends what is being deleted.
    if app.store.forget_upload(&upload.id).await? {
        app.blobs.delete(upload.id.as_str(), app.clock.now()).await?;
    }
    Ok(plain(StatusCode::NO_CONTENT, ""))
}

/// The upload, if it is the asker's own; somebody else's is told from none by nobody.
async fn own(app: &App, who: &Authenticated, upload: &str) -> Result<Upload, Problem> {
    let id: UploadId = body::id(upload, Refusal::NoSuchUpload)?;
    let upload = app.store.upload(&id).await?;
    let upload = upload.filter(|upload| upload.by == who.session.operator && upload.until > app.clock.now());
    Ok(upload.ok_or(Refusal::NoSuchUpload)?)
}
