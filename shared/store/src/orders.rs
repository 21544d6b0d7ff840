//! Orders and what they come to.

use domain::{ContactId, OrderWrite, ShopOrder, Spent, UnixMs};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    cards::place,
    codec::{read, row},
    commit::{before, is_known},
    keys,
    table::{Condition, Consistency, Key, Query, Span, Write, Written, key_of},
};

/// Orders on one page: the card shows few at a time.
pub const ORDERS_PER_PAGE_MAX: usize = 20;

/// Where an order lies, by the id the business gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OrderPlace {
    contact: ContactId,
    placed: UnixMs,
}

/// A place among the orders of some people: after the order of this time and id.
pub type OrderCursor = (UnixMs, String);

/// A page of orders.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderPage {
    /// With the first page: what each person spent who has orders.
    pub spent: Vec<Spent>,
    /// Newest first.
    pub orders: Vec<ShopOrder>,
    /// Where the next page begins; `None`: there are no older ones.
    pub next: Option<OrderCursor>,
}

impl Store {
    /// The order the business calls so. Access pattern A52. Strongly consistent; two round trips.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn order(&self, id: &str) -> Result<Option<ShopOrder>, StoreError> {
        let found = self.table.get(&keys::order_place(id), Consistency::Strong).await?;
        let Some(found) = found else { return Ok(None) };
        let at: OrderPlace = read(found)?;
        let found = self.table.get(&key(&at, id), Consistency::Strong).await?;
        // Moved between the two: whoever decides on nothing is refused by the place, and looks again.
        found.map(read).transpose()
    }

    /// What a person spent. Access pattern A53. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn spent(&self, contact: &ContactId) -> Result<Spent, StoreError> {
        let found = self.table.get(&keys::spent(contact), Consistency::Strong).await?;
        found.map_or_else(|| Ok(Spent::nothing(contact)), read)
    }

    /// The orders of these people, and on the first page what they spent. Access pattern A54. Once per person, side by side.
    /// Strongly consistent.
    ///
    /// Shape: at most [`ORDERS_PER_PAGE_MAX`] after `after`, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn orders(&self, people: &[ContactId], after: Option<&OrderCursor>) -> Result<OrderPage, StoreError> {
        let pages = people.iter().map(|person| {
            // The sums lie right behind the newest order.
            let mut query = Query::partition(keys::of_chat(person), ORDERS_PER_PAGE_MAX + 1);
            query.span = Span::Between(keys::ORDERS.to_owned(), keys::SPENT.to_owned());
            query.descending = true;
            query.after = after.map(|(placed, id)| {
                let Key { pk, sk } = keys::order(person, *placed, id);
                place(&pk, &sk)
            });
            async move { self.table.query(&query).await }
        });
        let (mut spent, mut orders, mut has_more) = (Vec::new(), Vec::<ShopOrder>::new(), false);
        for rows in try_join_all(pages).await? {
            has_more |= rows.next.is_some();
            for item in rows.items {
                match key_of(&item).sk == keys::SPENT {
                    true => spent.push(read(item)?),
                    false => orders.push(read(item)?),
                }
            }
        }
        orders.sort_by(|one, other| (other.placed, &other.id).cmp(&(one.placed, &one.id)));
        has_more |= orders.len() > ORDERS_PER_PAGE_MAX;
        orders.truncate(ORDERS_PER_PAGE_MAX);
        let last = orders.last().map(|order| (order.placed, order.id.clone()));
        Ok(OrderPage {
            next: last.filter(|_| has_more),
            spent,
            orders,
        })
    }

    /// Writes an order with the sums and the entry in the audit log: one transaction. `false`: the order, the sums or the
    /// contact changed meanwhile; load and decide again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_order(&self, write: &OrderWrite) -> Result<bool, StoreError> {
        let OrderWrite {
            order, spent, audit, ..
        } = write;
        let at = |order: &ShopOrder| keys::order(&order.contact, order.placed, &order.id);
        let was = write.before.as_ref().filter(|known| at(known) != at(order));
        let put = |item, condition| Write::Put { item, condition };
        let mut writes = vec![
            // Nobody is told of who was erased meanwhile.
            is_known(&order.contact),
            put(row(&keys::spent(&spent.contact), spent)?, before(spent.version)),
            put(row(&keys::audit(audit), audit)?, Condition::Always),
        ];
        let stands = before(order.version);
        if let Some(was) = was {
            // It moves: what it was is gone on the condition that would have let it be changed.
            writes.push(Write::Delete {
                key: at(was),
                condition: stands,
            });
            writes.push(put(row(&at(order), order)?, Condition::Absent));
        } else {
            writes.push(put(row(&at(order), order)?, stands));
        }
        if was.is_some() || write.before.is_none() {
            let place = OrderPlace {
                contact: order.contact.clone(),
                placed: order.placed,
            };
            let is_new = write.before.is_none();
            let condition = if is_new { Condition::Absent } else { Condition::Present };
            writes.push(put(row(&keys::order_place(&order.id), &place)?, condition));
        }
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}

fn key(at: &OrderPlace, id: &str) -> Key {
    keys::order(&at.contact, at.placed, id)
}
