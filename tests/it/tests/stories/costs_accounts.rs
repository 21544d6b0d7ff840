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
            config: Arc::new(Config::default()),
        });
        Self { inbox, api, meter }
    }

    /// What a request costs, and its answer.
    async fn asks(&self, method: &str, path: &str, cookie: &str, body: &Value) -> (Cost, Answer) {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie)
            .header(api::MUTATION_HEADER, "1")
            .extension(Caller::at([203, 0, 113, 7].into()))
            .body(Bytes::from(body.to_string()))
            .expect("a request");
        self.meter.take();
        let answer = api::handle(&self.api, request).await;
        assert!(answer.status().is_success(), "{method} {path}: {:?}", answer.body());
        let cost = self.meter.take();
        println!("{method} {path}: {cost:?}");
        (cost, answer)
    }

    /// Signs somebody in; the price and the cookie.
    async fn signs_in(&self, email: &str, password: &str) -> (Cost, String) {
        let body = json!({ "email": email, "password": password });
        let (cost, answer) = self.asks("POST", "/api/session", "", &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text");
        (cost, cookie.split(';').next().expect("a cookie").to_owned())
    }
}

fn is_within(cost: Cost, rounds: u64, reads: f64, writes: f64) -> bool {
    cost.rounds <= rounds && cost.read_units <= reads && cost.write_units <= writes
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeping_an_account_costs() {
    let priced = Priced::start().await;
    let [_anna] = priced.inbox.operators(["anna"]).await;
    let (cost, cookie) = priced.signs_in("anna@example.com", PASSWORD).await;
    assert!(is_within(cost, 9, 9.0, 16.0), "signing in: {cost:?}");

    let (cost, _) = priced.asks("GET", "/api/session", &cookie, &Value::Null).await;
    assert!(is_within(cost, 2, 2.0, 0.0), "a session that is looked at: {cost:?}");

    let change = json!({ "old": PASSWORD, "new": "quite another sentence" });
    let (cost, answer) = priced.asks("PUT", "/api/session/password", &cookie, &change).await;
    assert!(is_within(cost, 13, 12.0, 32.0), "another password: {cost:?}");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text").to_owned();

    let (cost, _) = priced.asks("DELETE", "/api/session", &cookie, &Value::Null).await;
    assert!(is_within(cost, 4, 4.0, 6.0), "signing out: {cost:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_costs_four_write_units() {
    let priced = Priced::start().await;
    let (_, cookie) = priced.signs_in(support::OWNER_EMAIL, support::OWNER_PASSWORD).await;

    let invite = json!({ "email": "boris@example.com", "role": "operator" });
    let (cost, _) = priced.asks("POST", "/api/invitations", &cookie, &invite).await;

    assert!(is_within(cost, 3, 2.0, 4.0), "{cost:?}");
}
