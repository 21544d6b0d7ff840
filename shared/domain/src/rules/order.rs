//! What a program tells of an order becomes the order and the sum it counts in.

use super::card_edit::line;
use crate::{
    AuditEntry, ContactId, OrderStatus, OrderWrite, Refusal, ShopOrder, Spent, UnixMs,
    currency::digits,
    order::{ORDER_AMOUNT_MAX, ORDER_ID_CHARS_MAX, ORDER_TITLE_CHARS_MAX, ORDER_URL_BYTES_MAX},
    time::DAY_MS,
    wire::PutOrder,
};

/// What is told, and of whom.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// What the business calls the order.
    pub id: &'a str,
    /// The person named.
    pub person: &'a ContactId,
    /// Everybody who is one contact with them now, themselves included.
    pub people: &'a [ContactId],
    /// The body.
    pub body: &'a PutOrder,
}

/// Decides about what is told of an order. `known`: the order as it stands; `spent`: what the person spent with whom it
/// lies, or will. `None`: this was told before, word for word.
///
/// Of two tellings that differ the one with the later `updated` counts, in whatever order they come.
///
/// # Errors
/// [`Refusal::StaleVersion`] with the order where what is known is as new; [`Refusal::OrderOfAnother`];
/// [`Refusal::BadCurrency`], [`Refusal::BadAmount`], [`Refusal::BadUrl`], [`Refusal::TextEmpty`], [`Refusal::FieldTooLong`],
/// [`Refusal::BadRequest`] for the id and the times.
pub fn order(
    known: Option<&ShopOrder>,
    spent: &Spent,
    told: Told<'_>,
    now: UnixMs,
) -> Result<Option<OrderWrite>, Refusal> {
    let mut order = read(told, now)?;
    if let Some(known) = known {
        if !told.people.contains(&known.contact) {
            return Err(Refusal::OrderOfAnother {
                contact: known.contact.clone(),
            });
        }
        order.contact = known.contact.clone();
        order.version = known.version;
        if &order == known {
            return Ok(None);
        }
        if order.updated <= known.updated {
            return Err(Refusal::StaleVersion {
                what: "order",
                newer: Box::new(serde_json::to_value(known).unwrap_or_default()),
            });
        }
        order.version += 1;
    }
    let action = if known.is_some() {
        "order_changed"
    } else {
        "order_added"
    };
    let subject = format!("contact/{}/order/{}", order.contact, order.id);
    Ok(Some(OrderWrite {
        before: known.cloned(),
        spent: spent.with(known, &order).ok_or(Refusal::BadAmount)?,
        // What was bought is the person's own, whom an erase takes it along with: not a word of it here.
        audit: AuditEntry::new(now, None, action, subject, order.version),
        order,
    }))
}

/// The order that is told, as if it were new.
fn read(told: Told<'_>, now: UnixMs) -> Result<ShopOrder, Refusal> {
    let body = told.body;
    let id = line(told.id, "id", ORDER_ID_CHARS_MAX)?;
    let title = line(&body.title, "title", ORDER_TITLE_CHARS_MAX)?;
    if title.is_empty() {
        return Err(Refusal::TextEmpty);
    }
    let bad = |detail: &str| Refusal::BadRequest { detail: detail.into() };
    if id.is_empty() || id != told.id {
        return Err(bad("the id is one line without spaces around it"));
    }
    // A time far ahead would keep every later telling out.
    let is_time = |at: UnixMs| (0..now.plus(DAY_MS).0).contains(&at.0);
    if !is_time(body.placed) || !is_time(body.updated) {
        return Err(bad(
            "placed and updated are times in milliseconds since 1970, and not ahead",
        ));
    }
    let is_refund = match body.status {
        OrderStatus::Paid {} => true,
        OrderStatus::Refunded { amount } => (1..=body.amount).contains(&amount),
    };
    if body.amount > ORDER_AMOUNT_MAX || !is_refund {
        return Err(Refusal::BadAmount);
    }
    if body.url.as_ref().is_some_and(|url| !is_url(url)) {
        return Err(Refusal::BadUrl);
    }
    Ok(ShopOrder {
        id,
        contact: told.person.clone(),
        version: 1,
        title,
        amount: body.amount,
        digits: digits(&body.currency).ok_or(Refusal::BadCurrency)?,
        currency: body.currency.clone(),
        status: body.status,
        placed: body.placed,
        updated: body.updated,
        url: body.url.clone(),
    })
}

/// Whether a browser may be sent there: `https`, a host, nobody's name and password, and no blanks.
fn is_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = url
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'<' | b'>' | b'"'));
    !host.is_empty() && !host.contains('@') && !host.starts_with(':') && is_plain && url.len() <= ORDER_URL_BYTES_MAX
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{order::SPENT_MAX, rules::samples::NOON, wire::Whom};

    fn anna() -> ContactId {
        "anna".parse().expect("an id")
    }

    fn body(amount: u64, refunded: u64, updated: i64) -> PutOrder {
        PutOrder {
            contact: Whom::Id(anna()),
            title: " Kettle ".into(),
            amount,
            currency: "USD".into(),
            status: match refunded {
                0 => OrderStatus::Paid {},
                amount => OrderStatus::Refunded { amount },
            },
            placed: NOON,
            updated: UnixMs(updated),
            url: Some("https://shop.example/orders/1".into()),
        }
    }

    fn told(known: Option<&ShopOrder>, spent: &Spent, body: &PutOrder) -> Result<Option<OrderWrite>, Refusal> {
        let (person, id) = (anna(), "48213");
        let people = std::slice::from_ref(&person);
        let person = &person;
        order(
            known,
            spent,
            Told {
                id,
                person,
                people,
                body,
            },
            NOON,
        )
    }

    fn first(body: &PutOrder) -> OrderWrite {
        told(None, &Spent::nothing(&anna()), body).expect("fine").expect("new")
    }

    fn sums(spent: &Spent) -> Vec<(&str, u64, u32)> {
        let sums = spent.sums.iter();
        sums.map(|sum| (sum.currency.as_str(), sum.amount, sum.orders))
            .collect()
    }

    #[test]
    fn the_same_again_changes_nothing_a_later_telling_does_and_an_earlier_one_is_refused() {
        let one = first(&body(124_850, 0, 10));
        assert_eq!((one.order.title.as_str(), one.order.digits), ("Kettle", 2));
        assert_eq!(sums(&one.spent), [("USD", 124_850, 1)]);

        assert_eq!(told(Some(&one.order), &one.spent, &body(124_850, 0, 10)), Ok(None));
        for earlier in [body(1, 0, 9), body(1, 0, 10), body(124_850, 0, 9)] {
            let refused = told(Some(&one.order), &one.spent, &earlier).expect_err("refused");
            assert_eq!(refused.code(), "stale_version");
        }
        let later = told(Some(&one.order), &one.spent, &body(124_850, 24_850, 11));
        let later = later.expect("fine").expect("a change");
        assert_eq!((later.order.version, later.spent.version), (2, 2));
        assert_eq!(
            sums(&later.spent),
            [("USD", 100_000, 1)],
            "what was paid back is taken off"
        );
    }

    #[test]
    fn another_currency_leaves_nothing_in_the_one_before() {
        let one = first(&body(500, 0, 10));
        let euros = PutOrder {
            currency: "EUR".into(),
            ..body(400, 0, 11)
        };

        let changed = told(Some(&one.order), &one.spent, &euros)
            .expect("fine")
            .expect("a change");

        assert_eq!(sums(&changed.spent), [("EUR", 400, 1)]);
    }

    #[test]
    fn an_order_stays_with_the_person_it_was_told_of() {
        let one = first(&body(500, 0, 10));
        let [boris, vera]: [ContactId; 2] = ["boris", "vera"].map(|id| id.parse().expect("an id"));
        let later = body(600, 0, 11);
        let of = |people: &[ContactId]| {
            let (id, person, body) = ("48213", &boris, &later);
            order(
                Some(&one.order),
                &one.spent,
                Told {
                    id,
                    person,
                    people,
                    body,
                },
                NOON,
            )
        };

        let united = of(&[boris.clone(), anna()]).expect("fine").expect("a change");
        assert_eq!((&united.order.contact, &united.spent.contact), (&anna(), &anna()));
        let refused = of(&[boris.clone(), vera]).expect_err("another");
        assert_eq!(refused, Refusal::OrderOfAnother { contact: anna() });
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let code = |body: &PutOrder| told(None, &Spent::nothing(&anna()), body).expect_err("refused").code();
        let with = |change: &dyn Fn(&mut PutOrder)| {
            let mut asked = body(500, 0, 10);
            change(&mut asked);
            code(&asked)
        };
        assert_eq!(code(&body(500, 501, 10)), "bad_amount");
        assert_eq!(code(&body(ORDER_AMOUNT_MAX + 1, 0, 10)), "bad_amount");
        assert_eq!(
            with(&|body| body.status = OrderStatus::Refunded { amount: 0 }),
            "bad_amount"
        );
        for currency in ["usd", "XXX", "", "$"] {
            assert_eq!(
                with(&|body| body.currency = currency.into()),
                "bad_currency",
                "{currency}"
            );
        }
        for url in [
            "http://shop.example",
            "javascript:alert(1)",
            "https://",
            "https:///orders",
            "https://user:pass@shop.example",
            "https://shop.example/a b",
            "https://shop.example\\@evil.example",
        ] {
            assert_eq!(with(&|body| body.url = Some(url.into())), "bad_url", "{url}");
        }
        assert_eq!(with(&|body| body.title = " \n".into()), "text_empty");
        assert_eq!(with(&|body| body.title = "x".repeat(201)), "field_too_long");
        assert_eq!(with(&|body| body.updated = NOON.plus(DAY_MS)), "bad_request");
        assert_eq!(with(&|body| body.placed = UnixMs(-1)), "bad_request");
        assert!(
            told(None, &Spent::nothing(&anna()), &body(0, 0, 10)).is_ok(),
            "a present"
        );
    }

    #[test]
    fn a_sum_stays_a_number_browsers_count() {
        let mut spent = Spent::nothing(&anna());
        spent.sums = first(&body(1, 0, 10)).spent.sums;
        spent.sums[0].amount = SPENT_MAX;

        assert_eq!(told(None, &spent, &body(1, 0, 10)), Err(Refusal::BadAmount));
    }

    proptest! {
        /// However often and in whatever order tellings come, the sums are those of the newest telling of each order.
        #[test]
        fn the_sums_are_those_of_the_orders_as_they_stand(
            tellings in proptest::collection::vec((0_u8..4, 1_u64..1_000, 0_u64..500, 0_i64..6, 0_u8..2), 0..40),
        ) {
            let mut orders: std::collections::BTreeMap<String, ShopOrder> = <_>::default();
            let mut spent = Spent::nothing(&anna());
            for (number, amount, refunded, updated, currency) in tellings {
                let asked = PutOrder {
                    currency: ["EUR", "USD"][usize::from(currency)].into(),
                    ..body(amount, refunded.min(amount), updated)
                };
                let (person, id) = (anna(), number.to_string());
                let people = std::slice::from_ref(&person);
                let told = Told { id: &id, person: &person, people, body: &asked };
                if let Ok(Some(write)) = order(orders.get(&id), &spent, told, NOON) {
                    prop_assert_eq!(write.spent.version, spent.version + 1);
                    spent = write.spent;
                    orders.insert(id, write.order);
                }
            }
            for currency in ["EUR", "USD"] {
                let own = || orders.values().filter(|order| order.currency == currency);
                let wanted = (own().map(ShopOrder::net).sum::<u64>(), own().count());
                let found = spent.sums.iter().find(|sum| sum.currency == currency);
                let found = found.map_or((0, 0), |sum| (sum.amount, sum.orders as usize));
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
