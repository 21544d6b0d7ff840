//! A desk on a clock of the test's own: the real handlers on a table, and nobody who wakes them but the story.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use api::Api;
use async_trait::async_trait;
use bytes::Bytes;
use courier::{Body, Courier, Loaded, Provider};
use domain::{Operator, Role, Session, UnixMs, report::Period, rules};
use http::{StatusCode, header};
use messengers::{ProviderAnswer, ProviderCall};
use platform::{App, Caller, Clock, Config, Owner, RandomIds};
use serde_json::{Value, json};
use store::{
    Committed, Store,
    dynamo::Dynamo,
    meter::{Meter, Metered},
    schema,
    sessions::digest,
};
use support::{Engine, PASSWORD, TestInbox};

use crate::table::inbound;

/// A clock that goes when told to.
pub struct Hand(AtomicI64);

impl Hand {
    pub fn at(at: UnixMs) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(at.0)))
    }

    pub fn is_at(&self, at: UnixMs) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> UnixMs {
        UnixMs(self.0.load(Ordering::SeqCst))
    }
}

/// Nobody to call.
pub struct Nobody;

#[async_trait]
impl Provider for Nobody {
    async fn call(&self, _: &ProviderCall, _: Body) -> ProviderAnswer {
        ProviderAnswer::NotSent
    }

    async fn load(&self, _: &str, _: std::time::Duration) -> Loaded {
        Loaded::Broken
    }
}

/// A desk in Kyiv, open from nine to six every day, where olga is the owner, and anna and boris answer.
pub struct Desk {
    _engine: Option<switchboard::engine::Engine>,
    api: Api,
    pub courier: Courier,
    pub store: Store,
    clock: Arc<Hand>,
    pub meter: Arc<Meter>,
}

/// The first instant of a day in Kyiv.
pub fn midnight(date: &str) -> UnixMs {
    Period::parse("Europe/Kyiv", date, date).expect("a day").from()
}

impl Desk {
    pub async fn open(engine: &Engine, at: UnixMs) -> Self {
        let clock = Hand::at(at);
        let shared = TestInbox::config(engine).engine_url;
        let own = shared.is_none().then(|| {
            let own = switchboard::engine::Engine::start(None, clock.clone());
            own.expect("the engine starts")
        });
        let url = shared.or_else(|| own.as_ref().map(|own| own.url.clone()));
        let client = platform::dynamo::client(url.as_deref());
        let table = "desk";
        schema::create(&client, table).await.expect("the table is made");
        let meter = Arc::new(Meter::default());
        let store = Store::new(Arc::new(Metered {
            table: Dynamo::new(client, table).with_meter(Arc::clone(&meter)),
            meter: Arc::clone(&meter),
        }));
        let owner = Owner {
            email: "olga@example.com".into(),
            password: PASSWORD.into(),
        };
        let app = App {
            store: store.clone(),
            clock: clock.clone(),
            ids: Arc::new(RandomIds::default()),
            blobs: Arc::new(blobs::Nowhere),
            config: Arc::new(Config {
                owner: Some(owner),
                ..Config::default()
            }),
        };
        let api = Api::new(app.clone());
        api::owner::ensure(&api).await.expect("olga");
        let olga = store.operator_by_email("olga@example.com").await.expect("read");
        let phc = olga.expect("olga").password_phc;
        for name in ["anna", "boris"] {
            let email = format!("{name}@example.com");
            let operator = Operator::new(name.parse().expect("id"), name.into(), email, Role::Operator, at);
            assert!(store.add_operator(&operator, &phc, None).await.expect("added"));
        }
        let desk = Self {
            _engine: own,
            courier: Courier::new(app, Arc::new(Nobody)),
            api,
            store,
            clock,
            meter,
        };
        let hours = json!([{ "from_min": 9 * 60, "to_min": 18 * 60 }]);
        let settings = json!({ "version": 0, "time_zone": "Europe/Kyiv", "working_hours": vec![hours; 7] });
        desk.signed_in("olga")
            .await
            .asks("PATCH", "/api/settings", &settings)
            .await
            .ok();
        desk
    }

    pub fn is_at(&self, at: UnixMs) {
        self.clock.is_at(at);
    }

    async fn call(&self, method: &str, path: &str, cookie: &str, body: &Value) -> Reply {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie)
            .header(api::MUTATION_HEADER, "1")
            .extension(Caller::at([203, 0, 113, 7].into()))
            .body(Bytes::from(body.to_string()))
            .expect("a request");
        Reply(api::handle(&self.api, request).await)
    }

    /// Somebody with a session that began just now.
    pub async fn signed_in(&self, name: &str) -> Person<'_> {
        let known = self.store.operator_by_email(&format!("{name}@example.com")).await;
        let known = known.expect("read").expect("known").operator;
        let role = if name == "olga" { Role::Owner } else { Role::Operator };
        let token = support::new_intent();
        let session = Session::new(known, role, "a story", self.clock.now());
        self.store
            .add_session(&digest(&token), &session)
            .await
            .expect("signed in");
        Person {
            desk: self,
            name: name.to_owned(),
            cookie: format!("{}={token}", api::COOKIE),
        }
    }

    /// A contact writes: the id of the chat.
    pub async fn hears(&self, person: u64) -> String {
        let now = self.clock.now();
        let change = rules::receive(None, &inbound(person, 1, "hello"), None, None, now);
        let Committed::Stored(chat) = self.store.commit(&change, now).await.expect("committed") else {
            panic!("a new chat")
        };
        chat.id.to_string()
    }
}

/// Somebody's browser.
pub struct Person<'a> {
    desk: &'a Desk,
    name: String,
    cookie: String,
}

/// What was answered.
pub struct Reply(platform::Answer);

impl Reply {
    pub fn ok(self) -> Value {
        assert!(self.0.status().is_success(), "{:?}", self.0.body());
        serde_json::from_slice(self.0.body()).expect("JSON")
    }

    pub fn refused(self) -> (StatusCode, String) {
        let body: Value = serde_json::from_slice(self.0.body()).expect("JSON");
        (self.0.status(), body["code"].as_str().unwrap_or_default().to_owned())
    }

    pub fn csv(self) -> (String, Vec<String>) {
        assert_eq!(self.0.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        let name = self.0.headers()[header::CONTENT_DISPOSITION]
            .to_str()
            .expect("text")
            .to_owned();
        let text = String::from_utf8(self.0.body().to_vec()).expect("UTF-8");
        let text = text.strip_prefix('\u{feff}').expect("marked as UTF-8");
        (name, text.split_terminator("\r\n").map(ToOwned::to_owned).collect())
    }
}

impl Person<'_> {
    pub async fn asks(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.desk.call(method, path, &self.cookie, body).await
    }

    pub async fn gets(&self, path: &str) -> Reply {
        self.asks("GET", path, &Value::Null).await
    }

    /// The same at another time: a session ends where nothing happens for an hour.
    async fn at(&self, at: UnixMs) -> Self {
        self.desk.is_at(at);
        self.desk.signed_in(&self.name).await
    }

    pub async fn is(&self, status: &str, at: UnixMs) {
        let now = self.at(at).await;
        now.asks("PUT", "/api/operators/me/status", &json!({ "status": status }))
            .await
            .ok();
    }

    pub async fn forwards(&self, chat: &str, holder: Option<&str>, to: &str, at: UnixMs) {
        let now = self.at(at).await;
        let body = json!({ "to": to, "holder": holder });
        now.asks("PUT", &format!("/api/chats/{chat}/forward"), &body).await.ok();
    }

    pub async fn does(&self, what: &str, chat: &str, at: UnixMs) {
        let now = self.at(at).await;
        now.asks("PUT", &format!("/api/chats/{chat}/{what}"), &Value::Null)
            .await
            .ok();
    }
}
