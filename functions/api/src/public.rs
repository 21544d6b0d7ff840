//! What programs ask about contacts, and how they say whom they mean.

use std::collections::BTreeMap;

use domain::{Card, Contact, ContactId, Refusal, UnixMs, phone, rules, search, wire};
use futures_util::future::try_join_all;
use platform::{Answer, App, Problem, Request, answer::json};

use crate::body;

/// `GET /api/v1/contacts?id=|identity=|email=|phone=`: the one contact who is meant. Scope `contacts:read`.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/v1/contacts",
    params(("id" = Option<String>, Query, description = "the desk's own id"),
        ("identity" = Option<String>, Query, description = "`{channel}:{id in the messenger}`"),
        ("email" = Option<String>, Query), ("phone" = Option<String>, Query, description = "`%2B` for the plus")),
    responses((status = 200, body = wire::PublicContact), (status = 400, body = wire::ErrorBody),
        (status = 401, body = wire::ErrorBody), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody)),
    security(("api_key" = ["contacts:read"]))))]
pub async fn contact(app: &App, request: &Request) -> Result<Answer, Problem> {
    let whom = whom(request)?;

    let found = find(app, &whom, app.clock.now()).await?;

    let Contact { card, chat, .. } = found.contact;
    Ok(json(&wire::PublicContact {
        id: chat.id,
        identities: chat.identities.into_iter().map(|identity| identity.id).collect(),
        card,
    }))
}

/// Whom the query names: by one of four ways.
fn whom(request: &Request) -> Result<wire::Whom, Refusal> {
    // A plus stands for itself here: phones begin with one.
    let text = |name| body::query(request, name).map(|value| body::text(&value));
    let id = |id: String| body::id(&id, Refusal::NoSuchContact).map(wire::Whom::Id);
    let identity = |id: String| body::id(&id, Refusal::NoSuchContact).map(wire::Whom::Identity);
    let mut ways = [
        text("id").map(id),
        text("identity").map(identity),
        text("email").map(|email| Ok(wire::Whom::Email(email))),
        text("phone").map(|phone| Ok(wire::Whom::Phone(phone))),
    ]
    .into_iter()
    .flatten();
    match (ways.next(), ways.next()) {
        (Some(way), None) => way,
        _ => Err(Refusal::BadRequest {
            detail: "name one of id, identity, email, phone".into(),
        }),
    }
}

/// Who was meant.
pub struct Found {
    /// The contact as they are now.
    pub contact: Contact,
    /// Which of those united in the contact was named: what is told of them stays theirs when they are separated.
    pub person: ContactId,
}

/// The one contact who is meant.
///
/// # Errors
/// [`Refusal::NoSuchContact`], [`Refusal::SeveralContacts`]; [`Refusal::BadPhone`], [`Refusal::PhoneWithoutCountry`],
/// [`Refusal::BadEmail`]; faults of the table.
pub async fn find(app: &App, whom: &wire::Whom, now: UnixMs) -> Result<Found, Problem> {
    match whom {
        wire::Whom::Id(id) => person(app, id, now).await,
        wire::Whom::Identity(identity) => {
            let found = person(app, &ContactId::first_seen(identity), now).await?;
            let is_known = found.contact.chat.identity(identity).is_some();
            is_known.then_some(found).ok_or_else(|| Refusal::NoSuchContact.into())
        }
        wire::Whom::Email(text) => {
            let email = rules::email(text)?;
            let fits = |card: &Card| card.emails.contains(&email);
            with(app, &search::email_word(&email), &fits, now).await
        }
        wire::Whom::Phone(text) => {
            let phone = phone::parse(text)?;
            let fits = |card: &Card| card.phones.contains(&phone);
            with(app, &search::phone_word(&phone), &fits, now).await
        }
    }
}

async fn person(app: &App, id: &ContactId, now: UnixMs) -> Result<Found, Problem> {
    let contact = app.store.contact(id, now).await?.ok_or(Refusal::NoSuchContact)?;
    let person = id.clone();
    Ok(Found { contact, person })
}

/// The one contact whose card fits, of those the index finds by the word.
async fn with(app: &App, word: &str, fits: &(dyn Fn(&Card) -> bool + Sync), now: UnixMs) -> Result<Found, Problem> {
    let ids = app.store.with_word(word).await?;
    let found = try_join_all(ids.iter().map(|id| app.store.contact(id, now))).await?;
    let fitting = found.into_iter().flatten().filter(|contact| fits(&contact.card));
    // Two words may lead to one person.
    let mut fitting: BTreeMap<ContactId, Contact> = fitting.map(|contact| (contact.card.id.clone(), contact)).collect();
    let (person, contact) = fitting.pop_first().ok_or(Refusal::NoSuchContact)?;
    if !fitting.is_empty() {
        return Err(Refusal::SeveralContacts.into());
    }
    Ok(Found { contact, person })
}
