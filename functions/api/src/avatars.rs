//! Pictures that operators and contacts show of themselves.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    AuditEntry, Operator, OperatorId, Refusal,
    picture::{PICTURE_BYTES_MAX, PictureType, is_picture},
    rules, wire,
};
use http::{HeaderValue, StatusCode, header};
use platform::{
    Answer, App, Fault, Problem, Request,
    answer::{json, plain},
    decide::COMMIT_ATTEMPTS_MAX,
};
use store::avatars::{Avatar, AvatarChange};

use crate::{body, session::Authenticated};

/// `PUT /api/operators/me/avatar`: shows another picture of oneself. Colleagues learn its version with the operator.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/operators/me/avatar", request_body = wire::SetAvatar,
    responses((status = 200, body = Operator), (status = 400, body = wire::ErrorBody),
        (status = 413, body = wire::ErrorBody))))]
pub async fn set(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::SetAvatar { media_type, base64 } = body::json(request)?;
    let bytes = BASE64_STANDARD.decode(&base64).map_err(|_| Refusal::BadPicture)?;
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(Refusal::TooLarge.into());
    }
    if !is_picture(media_type, &bytes) {
        return Err(Refusal::BadPicture.into());
    }
    change(app, who, Some((media_type, base64))).await
}

/// `DELETE /api/operators/me/avatar`: shows no picture of oneself. None there: done as well.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/operators/me/avatar",
    responses((status = 200, body = Operator))))]
pub async fn remove(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    change(app, who, None).await
}

async fn change(app: &App, who: &Authenticated, picture: Option<(PictureType, String)>) -> Result<Answer, Problem> {
    let id = &who.session.operator;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let operator = app.store.operator(id).await?.ok_or(Refusal::SignedOut)?;
        if picture.is_none() && operator.avatar.is_none() {
            return Ok(json(&operator));
        }
        let version = operator.version + 1;
        let avatar = picture.clone().map(|(media_type, base64)| Avatar {
            version,
            media_type,
            base64,
        });
        let action = if avatar.is_some() {
            "avatar_changed"
        } else {
            "avatar_removed"
        };
        let audit = AuditEntry::new(app.clock.now(), Some(id), action, format!("operator/{id}"), version);
        let operator = Operator {
            version,
            avatar: avatar.as_ref().map(|avatar| avatar.version),
            ..operator
        };
        let change = AvatarChange {
            operator: &operator,
            avatar: avatar.as_ref(),
            audit: &audit,
        };
        if app.store.commit_avatar(&change).await? {
            return Ok(json(&operator));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `GET /api/operators/{operator}/avatar/{version}`: a colleague's picture, as the browser shows it; it may keep it, since
/// another picture has another version.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/operators/{operator}/avatar/{version}",
    params(("operator" = String, Path), ("version" = u64, Path)),
    responses((status = 200, content_type = "image/*"), (status = 404, body = wire::ErrorBody))))]
pub async fn show(app: &App, operator: &str, version: &str) -> Result<Answer, Problem> {
    let id: OperatorId = body::id(operator, Refusal::NoSuchPicture)?;
    let version: u64 = version.parse().map_err(|_| Refusal::NoSuchPicture)?;
    let avatar = app.store.avatar(&id).await?;
    let avatar = avatar.filter(|avatar| avatar.version == version);
    let avatar = avatar.ok_or(Refusal::NoSuchPicture)?;
    picture(avatar.media_type, &avatar.base64)
}

/// `GET /api/pictures/{avatar}`: a contact's picture, by the name the chat has for it; the browser may keep it, since another
/// picture has another name.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/pictures/{avatar}", params(("avatar" = String, Path)),
    responses((status = 200, content_type = "image/*"), (status = 404, body = wire::ErrorBody))))]
pub async fn contact(app: &App, avatar: &str) -> Result<Answer, Problem> {
    let person = rules::portray::pictured(avatar).ok_or(Refusal::NoSuchPicture)?;
    let portrait = app.store.portrait(&person).await?.ok_or(Refusal::NoSuchPicture)?;
    picture(portrait.media_type, &portrait.base64)
}

fn picture(media_type: PictureType, base64: &str) -> Result<Answer, Problem> {
    let bytes = BASE64_STANDARD
        .decode(base64)
        .map_err(|_| Fault::Bug("a picture is no base 64".into()))?;

    let mut answer = plain(StatusCode::OK, "");
    *answer.body_mut() = bytes.into();
    for (name, value) in [
        (header::CONTENT_TYPE, media_type.media_type()),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (header::CONTENT_DISPOSITION, "inline"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}
