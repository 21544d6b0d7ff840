//! Contacts: the card, its history, tags and variables.

use domain::{Contact, ContactId, Refusal, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide_contact};
use store::cards::CardPlaces;

use crate::{body, session::Authenticated};

/// Longest cursor of the list of tags, in bytes: a key of the table.
const TAG_CURSOR_BYTES_MAX: usize = 512;

/// `GET /api/contacts/{contact}`: the card, and the chat with the contact's addresses.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts/{contact}", params(("contact" = String, Path)),
    responses((status = 200, body = Contact), (status = 404, body = wire::ErrorBody))))]
pub async fn show(app: &App, contact: &str) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    let contact = app.store.contact(&id, app.clock.now()).await?;
    Ok(json(&contact.ok_or(Refusal::NoSuchContact)?))
}

/// `PATCH /api/contacts/{contact}`: names, phones, e-mail addresses, the business's own id.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/contacts/{contact}",
    params(("contact" = String, Path)), request_body = wire::EditCard,
    responses((status = 200, body = Contact), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn edit(app: &App, who: &Authenticated, contact: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    let edit: wire::EditCard = body::json(request)?;
    let by = &who.session.operator;
    let contact = decide_contact(app, &id, |contact, now| {
        rules::card_edit(&contact.chat, &contact.card, &edit, by, now)
    });
    Ok(json(&contact.await?))
}

/// `GET /api/contacts/{contact}/history?cursor=`: every change of the card, newest first; also of the cards of those who
/// were pulled into this contact, as far as they had changed before.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts/{contact}/history",
    params(("contact" = String, Path), ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::CardHistory), (status = 404, body = wire::ErrorBody))))]
pub async fn history(app: &App, contact: &str, request: &Request) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchContact)?;
    let before = body::query(request, "cursor").map(|text| body::cursor(&text).ok_or_else(foreign_cursor));
    let before: CardPlaces = before.transpose()?.unwrap_or_default();

    let page = app.store.card_history(&everybody(chat), &before).await?;

    Ok(json(&wire::CardHistory {
        changes: page.changes,
        cursor: page.before.as_ref().map(body::to_cursor).transpose()?,
    }))
}

/// A contact and whoever was pulled into them: what was written for one of them belongs to all.
pub fn everybody(chat: domain::Chat) -> Vec<ContactId> {
    std::iter::once(chat.id).chain(chat.united).collect()
}

/// `PUT /api/contacts/{contact}/tags/{tag}`: puts a tag on. The same again changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/contacts/{contact}/tags/{tag}",
    params(("contact" = String, Path), ("tag" = String, Path)),
    responses((status = 200, body = Contact), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn tag(app: &App, who: &Authenticated, contact: &str, tag: &str) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    Ok(json(&tag_one(app, who, &id, &body::text(tag)).await?))
}

/// Puts a tag on one contact.
///
/// # Errors
/// What [`rules::card_tag`] refuses, [`Refusal::NoSuchContact`]; faults of the table.
pub async fn tag_one(app: &App, who: &Authenticated, id: &ContactId, tag: &str) -> Result<Contact, Problem> {
    let tag = rules::tag_name(tag)?;
    app.store.know_tag(&tag).await?;
    let by = &who.session.operator;
    decide_contact(app, id, |contact, now| {
        rules::card_tag(&contact.chat, &contact.card, &tag, by, now)
    })
    .await
}

/// `DELETE /api/contacts/{contact}/tags/{tag}`: takes a tag off. One that is not on changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/contacts/{contact}/tags/{tag}",
    params(("contact" = String, Path), ("tag" = String, Path)),
    responses((status = 200, body = Contact), (status = 404, body = wire::ErrorBody))))]
pub async fn untag(app: &App, who: &Authenticated, contact: &str, tag: &str) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    Ok(json(&untag_one(app, who, &id, &body::text(tag)).await?))
}

/// Takes a tag off one contact.
///
/// # Errors
/// What [`rules::card_untag`] refuses, [`Refusal::NoSuchContact`]; faults of the table.
pub async fn untag_one(app: &App, who: &Authenticated, id: &ContactId, tag: &str) -> Result<Contact, Problem> {
    let by = &who.session.operator;
    decide_contact(app, id, |contact, now| {
        rules::card_untag(&contact.chat, &contact.card, tag, by, now)
    })
    .await
}

/// `PUT /api/contacts/{contact}/variables/{name}`: sets a variable. The same again changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/contacts/{contact}/variables/{name}",
    params(("contact" = String, Path), ("name" = String, Path)), request_body = wire::SetVariable,
    responses((status = 200, body = Contact), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn set_variable(
    app: &App,
    who: &Authenticated,
    contact: &str,
    name: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    let wire::SetVariable { value } = body::json(request)?;
    let (name, by) = (body::text(name), &who.session.operator);
    let contact = decide_contact(app, &id, |contact, now| {
        rules::card_set(&contact.chat, &contact.card, (&name, &value), by, now)
    });
    Ok(json(&contact.await?))
}

/// `DELETE /api/contacts/{contact}/variables/{name}`: removes a variable. One that is not there changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/contacts/{contact}/variables/{name}",
    params(("contact" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = Contact), (status = 404, body = wire::ErrorBody))))]
pub async fn clear_variable(app: &App, who: &Authenticated, contact: &str, name: &str) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    let (name, by) = (body::text(name), &who.session.operator);
    let contact = decide_contact(app, &id, |contact, now| {
        rules::card_clear(&contact.chat, &contact.card, &name, by, now)
    });
    Ok(json(&contact.await?))
}

/// `GET /api/tags?cursor=`: every tag ever used, by name.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/tags",
    params(("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::Tags))))]
pub async fn tags(app: &App, request: &Request) -> Result<Answer, Problem> {
    let after = body::query_text(request, "cursor");
    if after.as_ref().is_some_and(|tag| tag.len() > TAG_CURSOR_BYTES_MAX) {
        return Err(foreign_cursor().into());
    }
    let page = app.store.tags(after.as_deref()).await?;
    Ok(json(&wire::Tags {
        tags: page.rows,
        cursor: page.next,
    }))
}

/// `GET /api/tags/{tag}/contacts?cursor=`: who has a tag.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/tags/{tag}/contacts",
    params(("tag" = String, Path), ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::Contacts))))]
pub async fn tagged(app: &App, tag: &str, request: &Request) -> Result<Answer, Problem> {
    let after = body::query(request, "cursor").map(|text| text.parse::<ContactId>());
    let after = after.transpose().map_err(|_| foreign_cursor())?;
    let tag = rules::tag_name(&body::text(tag))?;
    let page = app.store.tagged(&tag, after.as_ref(), app.clock.now()).await?;
    Ok(json(&wire::Contacts {
        contacts: page.rows,
        cursor: page.next,
    }))
}

/// The id in the path, of a contact who exists.
///
/// # Errors
/// [`Refusal::NoSuchContact`]; faults of the table.
pub async fn known(app: &App, contact: &str) -> Result<ContactId, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    app.store.chat(&id).await?.ok_or(Refusal::NoSuchContact)?;
    Ok(id)
}

/// What a cursor of another list gets.
pub fn foreign_cursor() -> Refusal {
    Refusal::BadRequest {
        detail: "the cursor is not of this list".into(),
    }
}
