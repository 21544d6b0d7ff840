//! Orders: programs tell of them, operators see them on the card.

#[cfg(feature = "schema")]
use domain::ShopOrder;
use domain::{ContactId, Refusal, rules, rules::Told, wire};
use futures_util::future::try_join;
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};
use store::orders::OrderCursor;

use crate::{body, contacts, public};

/// `PUT /api/v1/orders/{external_id}`: tells of an order. The same again changes nothing. Scope `orders:write`.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/v1/orders/{external_id}",
    params(("external_id" = String, Path, description = "what the business calls the order, at most 64 characters")),
    request_body = wire::PutOrder,
    responses((status = 200, body = ShopOrder), (status = 400, body = wire::ErrorBody),
        (status = 401, body = wire::ErrorBody), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody)),
    security(("api_key" = ["orders:write"]))))]
pub async fn tell(app: &App, id: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::text(id);
    let told: wire::PutOrder = body::json(request)?;

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let find = public::find(app, &told.contact, now);
        let known = async { app.store.order(&id).await.map_err(Problem::from) };
        let (found, known) = try_join(find, known).await?;
        let person = known.as_ref().map_or(&found.person, |known| &known.contact);
        let spent = app.store.spent(person).await?;

        let people = contacts::everybody(found.contact.chat);
        let of = Told {
            id: &id,
            person: &found.person,
            people: &people,
            body: &told,
        };
        let Some(write) = rules::order(known.as_ref(), &spent, of, now)? else {
            return Ok(json(&known.ok_or(Refusal::TooBusy)?));
        };

        if app.store.commit_order(&write).await? {
            return Ok(json(&write.order));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `GET /api/contacts/{contact}/orders?cursor=`: newest first, with what the contact spent.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts/{contact}/orders",
    params(("contact" = String, Path), ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::Orders), (status = 404, body = wire::ErrorBody))))]
pub async fn list(app: &App, contact: &str, request: &Request) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchContact)?;
    let after = body::query(request, "cursor").map(|text| body::cursor(&text).ok_or_else(contacts::foreign_cursor));
    let after: Option<OrderCursor> = after.transpose()?;

    let page = app.store.orders(&contacts::everybody(chat), after.as_ref()).await?;

    Ok(json(&wire::Orders {
        spent: page.spent,
        orders: page.orders,
        cursor: page.next.as_ref().map(body::to_cursor).transpose()?,
    }))
}
