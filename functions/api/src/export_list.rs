//! The list of all contacts as CSV, page by page.

use domain::{Card, Chat, wire};
use futures_util::future::try_join_all;
use platform::{App, Problem};

use crate::{contacts, contacts_csv};

/// Longest place of the list, in bytes.
const PLACE_BYTES_MAX: usize = 64;

/// The rows of one page; of the first one with the names of the columns.
pub async fn page(app: &App, cursor: Option<&str>) -> Result<wire::ExportPage, Problem> {
    // A cursor is a place of the list with `-` for what a query cannot hold.
    let place = cursor.map(|cursor| cursor.replace('-', "#"));
    let is_place = |place: &String| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#' || byte == b'_';
        place.len() <= PLACE_BYTES_MAX && place.bytes().all(plain)
    };
    if !place.iter().all(is_place) {
        return Err(contacts::foreign_cursor().into());
    }
    let page = app.store.chats_listed(place.as_deref()).await?;

    let now = app.clock.now();
    let cards = page.rows.iter().map(|chat| app.store.card(&chat.id));
    let cards = try_join_all(cards).await?;
    let rows: Vec<(Card, &Chat)> = page
        .rows
        .iter()
        .zip(cards)
        .map(|(chat, card)| (card.unwrap_or_else(|| Card::of(chat, now)), chat))
        .collect();

    Ok(wire::ExportPage {
        text: contacts_csv::written(&rows, cursor.is_none())?,
        cursor: page.next.map(|place| place.replace('#', "-")),
    })
}
