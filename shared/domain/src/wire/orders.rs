//! Bodies about orders.

use serde::{Deserialize, Serialize};

use crate::{OrderStatus, ShopOrder, Spent, UnixMs};

use super::Whom;

/// `PUT /api/v1/orders/{external_id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutOrder {
    /// Who bought it.
    pub contact: Whom,
    /// One line of at most 200 characters.
    pub title: String,
    /// In minor units: 1,248.50 dollars are 124850.
    pub amount: u64,
    /// A code of ISO 4217, in capitals.
    pub currency: String,
    /// What became of it.
    pub status: OrderStatus,
    /// When it was placed, in milliseconds since 1970.
    pub placed: UnixMs,
    /// When the business last changed it. Of two tellings that differ the later one counts; what is not later than what is
    /// known gets 409 `stale_version` with the order.
    pub updated: UnixMs,
    /// Where the business shows it; `https` only, at most 500 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub url: Option<String>,
}

/// The answer of `GET /api/contacts/{contact}/orders`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Orders {
    /// With the first page: what each of those spent who are this contact now. The contact spent all of it.
    pub spent: Vec<Spent>,
    /// Newest first, at most 20.
    pub orders: Vec<ShopOrder>,
    /// Pass it on to get older ones; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}
