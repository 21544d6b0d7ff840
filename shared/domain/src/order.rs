//! Orders: what contacts bought, as the business's own programs tell it, and what that comes to.
//!
//! An order and the sum it counts in lie with the person it was told of, and stay there whoever they are united with: a
//! contact spent what all of those did who are this contact now. So uniting and separating write nothing of it.

use serde::{Deserialize, Serialize};

use crate::{AuditEntry, ContactId, UnixMs};

/// Longest id the business gives an order, in characters.
pub const ORDER_ID_CHARS_MAX: usize = 64;

/// Longest title of an order, in characters.
pub const ORDER_TITLE_CHARS_MAX: usize = 200;

/// Longest address of an order's page, in bytes.
pub const ORDER_URL_BYTES_MAX: usize = 500;

/// Largest amount of one order, in minor units: ten thousand million dollars. Nine thousand such orders are still an exact
/// number in a browser.
pub const ORDER_AMOUNT_MAX: u64 = 1_000_000_000_000;

/// Largest sum of one person's orders in one currency, in minor units: 2^53 - 1, the largest whole number browsers count
/// exactly.
pub const SPENT_MAX: u64 = 9_007_199_254_740_991;

/// Something a contact bought. (An [`crate::Order`] is a place among messages.)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ShopOrder {
    /// What the business calls it, at most [`ORDER_ID_CHARS_MAX`] characters.
    pub id: String,
    /// The person it was told of; whoever they are united with stands for them.
    pub contact: ContactId,
    /// Grows by one with each commit.
    pub version: u64,
    /// One line of at most [`ORDER_TITLE_CHARS_MAX`] characters.
    pub title: String,
    /// In minor units of `currency`, at most [`ORDER_AMOUNT_MAX`].
    pub amount: u64,
    /// A code of ISO 4217.
    pub currency: String,
    /// Digits of the minor unit: 2 says that 100 of them are one.
    pub digits: u8,
    /// What became of it.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed: UnixMs,
    /// When the business last changed it: of two tellings the later one counts.
    pub updated: UnixMs,
    /// Where the business shows it, `https://…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub url: Option<String>,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderStatus {
    /// It was paid.
    Paid {},
    /// Some or all of it was paid back.
    Refunded {
        /// How much, in minor units: at least 1, at most the order's amount.
        amount: u64,
    },
}

/// What one person spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Spent {
    /// Who.
    pub contact: ContactId,
    /// Grows by one with each order that is told or changed; 0: there never was one.
    pub version: u64,
    /// By code of the currency, those with at least one order.
    pub sums: Vec<Sum>,
}

/// What was spent in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Sum {
    /// A code of ISO 4217.
    pub currency: String,
    /// Digits of the minor unit.
    pub digits: u8,
    /// In minor units, what was paid back taken off; at most [`SPENT_MAX`].
    pub amount: u64,
    /// Orders it is made of.
    pub orders: u32,
}

/// An order that shall be written, with all that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderWrite {
    /// As it stands; `None`: it is new.
    pub before: Option<ShopOrder>,
    /// As it shall be.
    pub order: ShopOrder,
    /// The sums with it, at their next version.
    pub spent: Spent,
    /// The entry of the audit log.
    pub audit: AuditEntry,
}

impl ShopOrder {
    /// What it comes to, what was paid back taken off; in minor units.
    #[must_use]
    pub fn net(&self) -> u64 {
        match self.status {
            OrderStatus::Paid {} => self.amount,
            OrderStatus::Refunded { amount } => self.amount.saturating_sub(amount),
        }
    }
}

impl Spent {
    /// Nothing, not stored yet.
    #[must_use]
    pub fn nothing(contact: &ContactId) -> Self {
        Self {
            contact: contact.clone(),
            version: 0,
            sums: Vec::new(),
        }
    }

    /// The sums with `order` in the place of `before`. `None`: a sum would be larger than [`SPENT_MAX`].
    #[must_use]
    pub fn with(&self, before: Option<&ShopOrder>, order: &ShopOrder) -> Option<Self> {
        let mut after = self.clone();
        after.version += 1;
        if let Some(before) = before {
            let known = after.sums.iter_mut().find(|sum| sum.currency == before.currency)?;
            known.amount = known.amount.checked_sub(before.net())?;
            known.orders = known.orders.checked_sub(1)?;
        }
        let at = match after.sums.binary_search_by(|sum| sum.currency.cmp(&order.currency)) {
            Ok(at) => at,
            Err(at) => {
                let sum = Sum {
                    currency: order.currency.clone(),
                    digits: order.digits,
                    amount: 0,
                    orders: 0,
                };
                after.sums.insert(at, sum);
                at
            }
        };
        let sum = after.sums.get_mut(at)?;
        sum.amount = sum.amount.checked_add(order.net()).filter(|sum| *sum <= SPENT_MAX)?;
        sum.orders += 1;
        after.sums.retain(|sum| sum.orders > 0);
        Some(after)
    }
}
