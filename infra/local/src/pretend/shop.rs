//! The demo's shop: tells the desk what its customers bought, as a program of the business would.

use std::time::Duration;

use domain::{
    ContactId, DAY_MS, IdentityId, OrderStatus, UnixMs, rules,
    rules::Told,
    wire::{PutOrder, Whom},
};
use platform::{App, Fault};
use tokio::time::sleep;
use tracing::{info, warn};

/// How often it is looked whether the customers have come, and how often at most: half a minute.
const LOOK_EVERY: Duration = Duration::from_millis(200);
const LOOKS_MAX: u32 = 150;

/// What was bought: by whom, id, title, amount, currency, how much of it was paid back, days ago.
const BOUGHT: [(&str, &str, &str, u64, &str, u64, i64); 5] = [
    ("1001", "48213", "Desk lamp, brass", 124_850, "USD", 0, 40),
    ("1001", "48377", "Bulbs, three", 1_900, "USD", 1_900, 12),
    ("1002", "1042", "Чайник эмалированный", 349_000, "RUB", 0, 6),
    ("1002", "977", "Набор полотенец", 189_000, "RUB", 63_000, 63),
    ("1003", "48401", "Kettle, 1.7 l", 4_990, "EUR", 0, 7),
];

/// Begins to tell of orders, besides everything else: nobody waits for it.
pub fn shop_opens(app: App) {
    tokio::spawn(async move {
        if let Err(fault) = shop_tells(&app).await {
            warn!(
                error = &fault as &dyn std::error::Error,
                "The demo's shop could not tell of its orders"
            );
        }
    });
}

/// Tells of each order as soon as its customer has written. What was told at an earlier start is told no more.
async fn shop_tells(app: &App) -> Result<(), Fault> {
    let began = app.clock.now();
    let mut left: Vec<_> = BOUGHT.iter().collect();
    for _ in 0..LOOKS_MAX {
        let channels = app.store.channels().await?;
        let mut waiting = Vec::new();
        for bought in left {
            let mut is_told = false;
            for row in &channels {
                let external = bought.0.to_owned();
                let channel = row.channel.id.clone();
                is_told |= tells(app, &IdentityId { channel, external }, bought, began).await?;
            }
            if !is_told {
                waiting.push(bought);
            }
        }
        if waiting.is_empty() {
            info!("The shop told of its orders");
            return Ok(());
        }
        left = waiting;
        sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// Whether the order is known now; a customer who has not written yet is nobody to tell of.
async fn tells(
    app: &App,
    customer: &IdentityId,
    (_, id, title, amount, currency, refunded, days_ago): &(&str, &str, &str, u64, &str, u64, i64),
    began: UnixMs,
) -> Result<bool, Fault> {
    let person = ContactId::first_seen(customer);
    if app.store.order(id).await?.is_some() {
        return Ok(true);
    }
    if app.store.contact(&person, began).await?.is_none() {
        return Ok(false);
    }
    let at = began.plus(-days_ago * DAY_MS);
    let body = PutOrder {
        contact: Whom::Identity(customer.clone()),
        title: (*title).to_owned(),
        amount: *amount,
        currency: (*currency).to_owned(),
        status: match *refunded {
            0 => OrderStatus::Paid {},
            amount => OrderStatus::Refunded { amount },
        },
        placed: at,
        updated: at,
        url: None,
    };
    let spent = app.store.spent(&person).await?;
    let people = std::slice::from_ref(&person);
    let (person, body) = (&person, &body);
    let told = Told {
        id,
        person,
        people,
        body,
    };
    let write = rules::order(None, &spent, told, began).map_err(|refusal| Fault::Bug(refusal.to_string()))?;
    match write {
        Some(write) => Ok(app.store.commit_order(&write).await?),
        None => Ok(true),
    }
}
