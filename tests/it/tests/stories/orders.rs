//! Orders: told by programs however often, counted once, with their person wherever that one goes.

use std::time::Duration;

use futures_util::future::join_all;
use http::StatusCode;
use serde_json::{Value, json};
use support::{Operator, TestInbox, Web, engines};

use crate::api_keys::{made, program};

/// A desk with a shop that tells it of orders.
struct Desk {
    inbox: TestInbox,
    owner: Operator,
    shop: Web,
}

impl Desk {
    async fn start_on(engine: &support::Engine) -> Self {
        let inbox = TestInbox::start_on(engine).await;
        let owner = inbox.operator().await;
        let (_, token) = made(&owner, "Shop", &["orders:write"], None).await;
        let shop = program(&inbox, &token);
        Self { inbox, owner, shop }
    }

    /// A contact who wrote; their chat.
    async fn contact(&self, name: &str) -> Value {
        let contact = self.inbox.contact(name).await;
        contact.writes("hello").await;
        self.owner.chat_with(&contact).await
    }

    async fn tells(&self, id: &str, body: &Value) -> support::Reply {
        self.shop.put(&format!("/api/v1/orders/{id}"), body).await
    }

    async fn card(&self, chat: &Value) -> Value {
        self.owner.web.get(&format!("{}/orders", path(chat))).await.ok()
    }
}

fn path(chat: &Value) -> String {
    format!("/api/contacts/{}", id(chat))
}

fn id(chat: &Value) -> &str {
    chat["id"].as_str().expect("an id")
}

/// An order of somebody, told at `updated`.
pub fn order(whom: &Value, amount: u64, updated: u64) -> Value {
    json!({
        "contact": whom, "title": "Kettle", "amount": amount, "currency": "USD",
        "status": { "is": "paid" }, "placed": 1_795_000_000_000_u64, "updated": updated,
        "url": "https://shop.example/orders/1",
    })
}

fn of(chat: &Value) -> Value {
    json!({ "id": id(chat) })
}

/// What a card shows as spent, by currency, whoever of the contact spent it.
fn spent(card: &Value) -> Vec<(String, u64)> {
    let mut all: std::collections::BTreeMap<String, u64> = <_>::default();
    for spent in card["spent"].as_array().expect("a list") {
        for sum in spent["sums"].as_array().expect("a list") {
            let currency = sum["currency"].as_str().expect("text").to_owned();
            *all.entry(currency).or_default() += sum["amount"].as_u64().expect("a number");
        }
    }
    all.into_iter().collect()
}

fn dollars(amount: u64) -> Vec<(String, u64)> {
    vec![("USD".to_owned(), amount)]
}

fn ids(card: &Value) -> Vec<&str> {
    let orders = card["orders"].as_array().expect("a list").iter();
    orders.map(|order| order["id"].as_str().expect("text")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_told_again_and_changed_and_paid_back_and_the_card_follows() {
    for engine in engines() {
        let desk = Desk::start_on(&engine).await;
        let anna = desk.contact("Anna").await;
        let socket = desk.owner.socket().await;
        let first = order(&of(&anna), 124_850, 10);

        let told = desk.tells("48%2F213", &first).await.ok();
        assert_eq!((&told["id"], &told["version"]), (&json!("48/213"), &json!(1)));
        let event = socket
            .sees("the order", |event| event["type"] == "order_committed")
            .await;
        assert_eq!(event["order"], told);
        let event = socket.sees("the sum", |event| event["type"] == "spent_committed").await;
        assert_eq!(event["spent"]["sums"][0]["amount"], 124_850);
        assert_eq!(desk.tells("48%2F213", &first).await.ok(), told, "the same again");
        assert_eq!(spent(&desk.card(&anna).await), dollars(124_850));

        let mut refund = order(&of(&anna), 124_850, 11);
        refund["status"] = json!({ "is": "refunded", "amount": 24_850 });
        let refunded = desk.tells("48%2F213", &refund).await.ok();
        assert_eq!(refunded["version"], 2);
        let late = desk.tells("48%2F213", &first).await;
        assert_eq!(
            (late.status, late.code(), &late.body["details"]["order"]),
            (StatusCode::CONFLICT, "stale_version", &refunded)
        );
        // Placed earlier than it was thought: it moves among the others, and is still one.
        let mut moved = refund.clone();
        moved["placed"] = 1_790_000_000_000_u64.into();
        moved["updated"] = 12.into();
        desk.tells("48%2F213", &moved).await.ok();
        let card = desk.card(&anna).await;
        assert_eq!((ids(&card), spent(&card)), (vec!["48/213"], dollars(100_000)));
        assert_eq!(card["orders"][0]["placed"], 1_790_000_000_000_u64);

        let log = desk.owner.web.get("/api/audit?subject=contact/").await.ok();
        let log = log["entries"].as_array().expect("a list").iter();
        let actions: Vec<(&Value, &Value)> = log.map(|entry| (&entry["action"], &entry["key"])).collect();
        let (changed, added, shop) = (json!("order_changed"), json!("order_added"), json!("Shop"));
        assert_eq!(actions, [(&changed, &shop), (&changed, &shop), (&added, &shop)]);
        desk.inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn told_twenty_times_at_once_each_order_counts_once() {
    for engine in engines() {
        let desk = Desk::start_on(&engine).await;
        let anna = desk.contact("Anna").await;
        let whom = of(&anna);

        let tellings = (0..20_u64).map(|number| {
            let (desk, whom) = (&desk, &whom);
            async move {
                let body = order(whom, 100 + number % 4, 10);
                // Whoever is told that too many do this at once says it again, as programs do.
                loop {
                    let reply = desk.tells(&format!("{}", number % 4), &body).await;
                    let not_now = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS];
                    if !not_now.contains(&reply.status) {
                        return reply.ok();
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        });
        join_all(tellings).await;

        let card = desk.card(&anna).await;
        assert_eq!((ids(&card).len(), spent(&card)), (4, dollars(406)));
        desk.inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_go_with_their_person_through_unite_and_undo() {
    for engine in engines() {
        let desk = Desk::start_on(&engine).await;
        let (anna, annie) = (desk.contact("Anna").await, desk.contact("Annie").await);
        desk.tells("1", &order(&of(&anna), 100, 10)).await.ok();
        desk.tells("2", &order(&of(&annie), 20, 10)).await.ok();
        let unite = format!("{}/unite", path(&anna));
        let united = desk.owner.web.post(&unite, &json!({ "right": id(&annie) })).await.ok();

        assert_eq!(spent(&desk.card(&anna).await), dollars(120));
        assert_eq!(spent(&desk.card(&annie).await), dollars(120), "the same person");
        // While they are one: told of by either, and a refund of what only one of them had.
        let identity = json!({ "identity": annie["identities"][0]["id"] });
        desk.tells("3", &order(&identity, 7, 10)).await.ok();
        desk.tells("2", &order(&of(&anna), 30, 11)).await.ok();
        assert_eq!(spent(&desk.card(&anna).await), dollars(137));

        let undo = format!("{unite}/{}/undo", united["unite"]);
        desk.owner.web.post(&undo, &json!({})).await.ok();
        let (left, right) = (desk.card(&anna).await, desk.card(&annie).await);
        assert_eq!((ids(&left), spent(&left)), (vec!["1"], dollars(100)));
        assert_eq!(ids(&right).len(), 2);
        assert_eq!(spent(&right), dollars(37));
        let other = desk.tells("2", &order(&of(&anna), 40, 12)).await;
        assert_eq!(
            (other.status, other.code(), &other.body["details"]["contact"]),
            (StatusCode::CONFLICT, "order_of_another", &annie["id"])
        );
        desk.inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_tells_of_orders_and_an_erase_takes_them_along() {
    for engine in engines() {
        let desk = Desk::start_on(&engine).await;
        let anna = desk.contact("Anna").await;
        desk.tells("1", &order(&of(&anna), 100, 10)).await.ok();
        let begun = desk
            .owner
            .web
            .post("/api/exports", &json!({ "contact": id(&anna) }))
            .await
            .ok();
        let mut text = String::new();
        let export = format!("/api/exports/{}", begun["export"].as_str().expect("a name"));
        let mut at = export.clone();
        loop {
            let page = desk.owner.web.get(&at).await.ok();
            text += page["text"].as_str().expect("text");
            let Some(cursor) = page["cursor"].as_str() else { break };
            at = format!("{export}?cursor={cursor}");
        }
        for kind in ["order", "spent"] {
            assert_eq!(text.matches(&format!("\"kind\":\"{kind}\"")).count(), 1, "{kind}");
        }

        desk.owner.web.delete(&path(&anna)).await.ok();

        let after = desk.tells("1", &order(&of(&anna), 100, 10)).await;
        assert_eq!(after.code(), "no_such_contact");
        support::eventually("nothing is left of the order", async || {
            let left = desk.inbox.store().order("1").await.expect("read");
            left.is_none().then_some(())
        })
        .await;
        // Whatever the business calls by this name from now on is another order.
        let boris = desk.contact("Boris").await;
        desk.tells("1", &order(&of(&boris), 5, 1)).await.ok();
        assert_eq!(spent(&desk.card(&boris).await), dollars(5));
        desk.inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_orders_come_page_by_page_the_newest_first() {
    for engine in engines() {
        let desk = Desk::start_on(&engine).await;
        let (anna, annie) = (desk.contact("Anna").await, desk.contact("Annie").await);
        for number in 0..45_u64 {
            let whom = if number % 3 == 0 { of(&annie) } else { of(&anna) };
            let mut body = order(&whom, 1, 10);
            body["placed"] = (1_795_000_000_000 + number / 2).into();
            desk.tells(&format!("n{number:02}"), &body).await.ok();
        }
        let unite = format!("{}/unite", path(&anna));
        desk.owner.web.post(&unite, &json!({ "right": id(&annie) })).await.ok();

        let (mut all, mut at, mut pages) = (Vec::new(), format!("{}/orders", path(&anna)), 0);
        loop {
            let page = desk.owner.web.get(&at).await.ok();
            let is_first = pages == 0;
            assert_eq!(page["spent"].as_array().expect("a list").is_empty(), !is_first);
            all.extend(ids(&page).into_iter().map(ToOwned::to_owned));
            pages += 1;
            let Some(cursor) = page["cursor"].as_str() else { break };
            at = format!("{}/orders?cursor={cursor}", path(&anna));
        }

        let wanted: Vec<String> = (0..45).rev().map(|number| format!("n{number:02}")).collect();
        assert_eq!((all, pages), (wanted, 3));
        let strange = desk.owner.web.get(&format!("{}/orders?cursor=x", path(&anna))).await;
        assert_eq!(strange.code(), "bad_request");
        desk.inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_order_is_refused_and_changes_nothing() {
    let desk = Desk::start_on(&engines()[0]).await;
    let anna = desk.contact("Anna").await;
    let good = order(&of(&anna), 100, 10);
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };

    for (body, code) in [
        (with("contact", json!({ "id": "nobody" })), "no_such_contact"),
        (
            with("contact", json!({ "email": "nobody@example.com" })),
            "no_such_contact",
        ),
        (with("contact", json!({ "name": "Anna" })), "bad_request"),
        (with("amount", json!(-1)), "bad_request"),
        (with("amount", json!(10.5)), "bad_request"),
        (with("amount", json!(1_000_000_000_001_u64)), "bad_amount"),
        (with("currency", json!("usd")), "bad_currency"),
        (with("status", json!({ "is": "refunded", "amount": 101 })), "bad_amount"),
        (with("status", json!({ "is": "lost" })), "bad_request"),
        (with("url", json!("javascript:alert(1)")), "bad_url"),
        (with("title", json!("")), "text_empty"),
        (with("updated", json!(9_999_999_999_999_u64)), "bad_request"),
        (with("discount", json!(1)), "bad_request"),
    ] {
        assert_eq!(desk.tells("1", &body).await.code(), code, "{body}");
    }
    let long = "x".repeat(65);
    assert_eq!(desk.tells(&long, &good).await.code(), "field_too_long");
    assert_eq!(desk.tells("%201", &good).await.code(), "bad_request");
    let card = desk.card(&anna).await;
    assert_eq!((&card["orders"], &card["spent"]), (&json!([]), &json!([])));
    assert_eq!(
        desk.owner.web.get("/api/contacts/nobody/orders").await.code(),
        "no_such_contact"
    );
    desk.inbox.stop().await;
}
