//! What this month's messages cost, as far as it is counted.

use domain::{
    UnixMs,
    costs::{CLOSING, Counted, INBOUND, OUTBOUND, PRICES, month_of},
    wire,
};
use futures_util::future::try_join_all;
use platform::{Answer, App, Problem, Request, answer::json};
use store::keys;

use crate::{body, contacts};

/// `GET /api/costs?cursor=`: what some of the chats with a message this month count, and what that is to be multiplied with.
/// Whoever adds up all pages has the month. Nothing is kept for it: what is counted lies with the chats.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/costs",
    params(("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::Costs), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody))))]
pub async fn page(app: &App, request: &Request) -> Result<Answer, Problem> {
    let month = month_of(app.clock.now());
    let after: Option<(i64, String)> = match body::query(request, "cursor") {
        Some(text) => Some(body::cursor(&text).ok_or_else(contacts::foreign_cursor)?),
        None => None,
    };
    // A page that was begun last month goes on with that one.
    let (from, place) = after.unwrap_or_else(|| (month.0, keys::activity_place(month)));
    let from = UnixMs(from);
    if from > month || from < month_of(month.plus(-1)) {
        return Err(contacts::foreign_cursor().into());
    }

    let page = app.store.chats_listed(Some(&place)).await?;
    let closed = page.rows.iter().map(|chat| app.store.episodes(&chat.id));
    let closed = try_join_all(closed).await?;

    let counts = page.rows.iter().zip(&closed);
    let counted = counts.map(|(chat, closed)| Counted::of(chat, closed, from));
    Ok(json(&wire::Costs {
        from,
        counted: counted.fold(Counted::default(), Counted::and),
        chats: u32::try_from(page.rows.len()).unwrap_or(u32::MAX),
        inbound: INBOUND,
        outbound: OUTBOUND,
        closing: CLOSING,
        prices: PRICES,
        cursor: page.next.map(|next| body::to_cursor(&(from.0, next))).transpose()?,
    }))
}
