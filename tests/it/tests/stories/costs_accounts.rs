//! What signing in and keeping one's account cost at the table.

use std::sync::Arc;

use api::Api;
use bytes::Bytes;
use http::{StatusCode, header};
use platform::{Answer, App, Caller, Config, RandomIds, SystemClock};
use serde_json::{Value, json};
use store::{
    Store,
    dynamo::Dynamo,
    meter::{Cost, Meter, Metered},
};
use support::{PASSWORD, TestInbox};

/// An API on a desk's table, with a meter.
struct Priced {
    // Runs the engine.
    inbox: TestInbox,
    api: Api,
    meter: Arc<Meter>,
}

impl Priced {
    async fn start() -> Self {
        let inbox = TestInbox::start().await;
        let meter = Arc::new(Meter::default());
        let client = platform::dynamo::client(Some(inbox.engine_url()));
        let table = Dynamo::new(client, Config::default().table).with_meter(Arc::clone(&meter));
        let api = Api::new(App {
            store: Store::new(Arc::new(Metered {
                table,
                meter: Arc::clone(&meter),
            })),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            blobs: Arc::new(blobs::Nowhere),
            config: Arc::new(Config::default()),
        });
        Self { inbox, api, meter }
    }

    /// What a request costs, and its answer; with a cookie, or as a program with `Bearer …`.
    async fn asks(&self, method: &str, path: &str, cookie: &str, body: &Value) -> (Cost, Answer) {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                if cookie.starts_with("Bearer ") {
                    header::AUTHORIZATION
                } else {
                    header::COOKIE
                },
                cookie,
            )
            .header(api::MUTATION_HEADER, "1")
            .extension(Caller::at([203, 0, 113, 7].into()))
            .body(Bytes::from(body.to_string()))
            .expect("a request");
        self.meter.take();
        let answer = api::handle(&self.api, request).await;
        assert!(answer.status().is_success(), "{method} {path}: {:?}", answer.body());
        (self.meter.take(), answer)
    }

    /// Signs somebody in; the price and the cookie.
    async fn signs_in(&self, email: &str, password: &str) -> (Cost, String) {
        let body = json!({ "email": email, "password": password });
        let (paid, answer) = self.asks("POST", "/api/session", "", &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text");
        (paid, cookie.split(';').next().expect("a cookie").to_owned())
    }
}

fn cost(rounds: u64, read_units: f64, write_units: f64) -> Cost {
    Cost {
        rounds,
        read_units,
        write_units,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeping_an_account_costs() {
    let priced = Priced::start().await;
    let [_anna] = priced.inbox.operators(["anna"]).await;
    let (paid, cookie) = priced.signs_in("anna@example.com", PASSWORD).await;
    assert_eq!(paid, cost(8, 8.0, 14.0), "signing in");

    let (paid, _) = priced.asks("GET", "/api/session", &cookie, &Value::Null).await;
    assert_eq!(paid, cost(2, 2.0, 0.0), "a session that is looked at");

    let change = json!({ "old": PASSWORD, "new": "quite another sentence" });
    let (paid, answer) = priced.asks("PUT", "/api/session/password", &cookie, &change).await;
    assert_eq!(paid, cost(11, 9.0, 26.0), "another password");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text").to_owned();

    let (paid, _) = priced.asks("DELETE", "/api/session", &cookie, &Value::Null).await;
    assert_eq!(paid, cost(4, 3.0, 6.0), "signing out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_costs_its_days_and_reads_them_side_by_side() {
    let priced = Priced::start().await;
    let anna = priced.inbox.contact("Anna").await;
    anna.writes("hello").await;
    let owner = priced.inbox.operator().await;
    owner.closes(&owner.chat_with(&anna).await).await;
    priced.inbox.quiet().await;
    let (_, cookie) = priced.signs_in(support::OWNER_EMAIL, support::OWNER_PASSWORD).await;

    // Long past: nothing was closed, and days cost the same.
    let month = "/api/reports/closed-chats?from=2025-10-01&to=2025-10-28";
    let (paid, _) = priced.asks("GET", month, &cookie, &Value::Null).await;
    assert_eq!(
        paid,
        cost(4, 30.0, 0.0),
        "session, settings, and 56 days of half a unit in two rounds"
    );
    let month = "/api/reports/closed-chats/episodes?from=2025-10-01&to=2025-10-03";
    let (paid, _) = priced.asks("GET", month, &cookie, &Value::Null).await;
    assert_eq!(paid, cost(5, 3.5, 0.0), "session, settings, and day by day");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_costs_four_write_units() {
    let priced = Priced::start().await;
    let (_, cookie) = priced.signs_in(support::OWNER_EMAIL, support::OWNER_PASSWORD).await;

    let invite = json!({ "email": "boris@example.com", "role": "operator" });
    let (paid, _) = priced.asks("POST", "/api/invitations", &cookie, &invite).await;

    assert_eq!(paid, cost(3, 2.0, 4.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_reply_costs_four_write_units_and_all_are_one_question() {
    let priced = Priced::start().await;
    let (_, cookie) = priced.signs_in(support::OWNER_EMAIL, support::OWNER_PASSWORD).await;

    for at in 0..20 {
        let path = format!("/api/saved-replies/{}", support::new_intent());
        let body = json!({ "version": 0, "name": format!("Reply {at}"), "text": "x".repeat(200) });
        let (paid, _) = priced.asks("PUT", &path, &cookie, &body).await;
        if at == 0 {
            assert_eq!(
                paid,
                cost(3, 2.0, 4.0),
                "the session, those there are, the reply and the log"
            );
        }
    }

    let (paid, _) = priced.asks("GET", "/api/saved-replies", &cookie, &Value::Null).await;
    assert_eq!(paid, cost(2, 3.0, 0.0), "twenty of them, 400 bytes each");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_with_an_api_key_costs_two_reads_and_one_write_more_than_what_it_asks() {
    let priced = Priced::start().await;
    let anna = priced.inbox.contact("Anna").await;
    anna.writes("hello").await;
    let chat = priced.inbox.operator().await.chat_with(&anna).await;
    let (_, cookie) = priced.signs_in(support::OWNER_EMAIL, support::OWNER_PASSWORD).await;
    let body = json!({ "name": "Shop", "scopes": ["contacts:read"] });

    let (paid, answer) = priced.asks("POST", "/api/keys", &cookie, &body).await;
    assert_eq!(
        paid,
        cost(3, 2.0, 4.0),
        "the session, those there are, the key and the log"
    );
    let made: Value = serde_json::from_slice(answer.body()).expect("JSON");
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a key"));

    let path = format!("/api/v1/contacts?id={}", chat["id"].as_str().expect("an id"));
    let (paid, _) = priced.asks("GET", &path, &bearer, &Value::Null).await;
    assert_eq!(
        paid,
        cost(5, 3.0, 2.0),
        "the day's first: key, count, and the contact; count and day"
    );
    let (paid, _) = priced.asks("GET", &path, &bearer, &Value::Null).await;
    assert_eq!(paid, cost(4, 3.0, 1.0));
    let (paid, _) = priced.asks("GET", "/api/keys", &cookie, &Value::Null).await;
    assert_eq!(paid, cost(2, 2.0, 0.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_costs_ten_write_units_however_many_there_are_and_a_page_of_them_one_question() {
    let priced = Priced::start().await;
    let anna = priced.inbox.contact("Anna").await;
    anna.writes("hello").await;
    let chat = priced.inbox.operator().await.chat_with(&anna).await;
    let (_, cookie) = priced.signs_in(support::OWNER_EMAIL, support::OWNER_PASSWORD).await;
    let body = json!({ "name": "Shop", "scopes": ["orders:write"] });
    let (_, answer) = priced.asks("POST", "/api/keys", &cookie, &body).await;
    let made: Value = serde_json::from_slice(answer.body()).expect("JSON");
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a key"));
    let order = |amount: u64, updated: u64| crate::orders::order(&json!({ "id": chat["id"] }), amount, updated);

    for number in 0..30 {
        let path = format!("/api/v1/orders/{number}");
        let (paid, _) = priced.asks("PUT", &path, &bearer, &order(100, 1)).await;
        let of_key = if number == 0 { 2.0 } else { 1.0 };
        let rounds = if number == 0 { 7 } else { 6 };
        assert_eq!(paid, cost(rounds, 5.0, 10.0 + of_key), "order {number}");
    }
    let (paid, _) = priced.asks("PUT", "/api/v1/orders/7", &bearer, &order(100, 1)).await;
    assert_eq!(paid, cost(6, 6.0, 1.0), "told again: nothing is written but the count");
    let (paid, _) = priced.asks("PUT", "/api/v1/orders/7", &bearer, &order(120, 2)).await;
    assert_eq!(paid, cost(7, 6.0, 9.0), "changed: it lies where it lay");

    let path = format!("/api/contacts/{}/orders", chat["id"].as_str().expect("an id"));
    let (paid, _) = priced.asks("GET", &path, &cookie, &Value::Null).await;
    assert_eq!(
        paid,
        cost(3, 4.0, 0.0),
        "the session, the chat, twenty of thirty orders"
    );
}
