//! What the webhook's handler does not take is asked for again, for as long as it takes.

use std::sync::atomic::AtomicUsize;

use async_trait::async_trait;
use courier::{Body, Loaded, Provider as Calls, Wake};
use domain::{ContactId, IdentityId, Registration, UnixMs};
use futures_util::TryStreamExt;
use http::HeaderValue;
use messengers::{
    ProviderAnswer, ProviderCall,
    pretend::{ApiCall, Pretend},
    registry,
};
use platform::{App, Clock, Config, RandomIds, SealKey, SystemClock, seal::Purpose};
use store::{
    Store, StoreError, Table,
    channels::{AccessRow, ChannelRow},
    dynamo::Dynamo,
    schema,
    sessions::digest,
    table::{Consistency, Count, Item, Key, Query, Rows, Write, Written},
};
use support::eventually;

use super::*;
use crate::engine::Engine;

const API: &str = "http://api";

/// Who writes.
const PERSON: &str = "77";

/// A table that takes nothing while it is told so.
struct Full {
    table: Dynamo,
    is_full: Arc<AtomicBool>,
}

#[async_trait]
impl Table for Full {
    async fn get(&self, key: &Key, consistency: Consistency) -> Result<Option<Item>, StoreError> {
        self.table.get(key, consistency).await
    }

    async fn query(&self, query: &Query) -> Result<Rows, StoreError> {
        self.table.query(query).await
    }

    async fn count(&self, query: &Query) -> Result<Count, StoreError> {
        self.table.count(query).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        if self.is_full.load(Ordering::SeqCst) {
            return Err(StoreError::Throttled);
        }
        self.table.write(writes).await
    }
}

/// A pretend messenger that is called without a network, and answers at once.
struct Called {
    machine: Mutex<Box<dyn Pretend>>,
    calls: AtomicUsize,
}

impl Called {
    fn with<T>(&self, act: impl FnOnce(&mut dyn Pretend, UnixMs) -> T) -> T {
        act(&mut **self.machine.lock().expect("unharmed"), SystemClock.now())
    }

    /// Waits for so many calls.
    async fn is_called(&self, times: usize) {
        let before = self.calls.load(Ordering::SeqCst);
        eventually("the messenger is asked", async || {
            (self.calls.load(Ordering::SeqCst) >= before + times).then_some(())
        })
        .await;
    }
}

#[async_trait]
impl Calls for Called {
    async fn call(&self, call: &ProviderCall, body: Body) -> ProviderAnswer {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut headers = call.headers();
        let parts: Vec<_> = body.bytes.try_collect().await.expect("our own bytes");
        let body = parts.concat();
        headers.insert(header::HOST, HeaderValue::from_static("api"));
        let call = ApiCall {
            path: call.url.strip_prefix(API).expect("our own address"),
            headers: &headers,
            body: &body,
        };
        let answer = self.with(|machine, now| machine.call(now, &call));
        ProviderAnswer::Answered {
            status: answer.status,
            body: answer.body.to_string().into_bytes(),
        }
    }

    async fn load(&self, _: &str, _: Duration) -> Loaded {
        Loaded::Broken
    }
}

/// A desk whose only channel belongs to `called`, and works.
struct Desk {
    _engine: Engine,
    app: App,
    courier: Arc<Courier>,
    is_full: Arc<AtomicBool>,
    channel: Channel,
}

impl Desk {
    async fn open(called: &Arc<Called>) -> Self {
        let engine = Engine::start(None, Arc::new(SystemClock)).expect("the engine starts");
        let client = platform::dynamo::client(Some(&engine.url));
        schema::create(&client, "desk").await.expect("the table is made");
        let is_full = Arc::new(AtomicBool::new(false));
        let table = Full {
            table: Dynamo::new(client, "desk"),
            is_full: Arc::clone(&is_full),
        };
        let key = SealKey::derive(&"k".repeat(32)).expect("long enough");
        let variable = called.with(|machine, _| machine.api_url_variable());
        let app = App {
            store: Store::new(Arc::new(table)),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            blobs: Arc::new(blobs::Nowhere),
            config: Arc::new(Config {
                seal_key: Some(key.clone()),
                api_urls: [(variable.to_owned(), API.to_owned())].into(),
                ..Config::default()
            }),
        };
        let calls: Arc<dyn Calls> = Arc::<Called>::clone(called);
        let courier = Arc::new(Courier::new(app.clone(), calls).asking());
        let row = connecting(called);
        let id = row.channel.id.as_str();
        let access = AccessRow {
            token: key.seal(
                Purpose::ChannelToken,
                id,
                &called.with(|machine, _| machine.found_business("Acme")),
            ),
            secret: key.seal(Purpose::WebhookSecret, id, "s"),
        };
        assert!(app.store.add_channel(&row, &access, None).await.expect("added"));
        courier::handle(&courier, Wake::Tick).await;
        let row = app
            .store
            .channel(&row.channel.id)
            .await
            .expect("read")
            .expect("it is there");
        Self {
            _engine: engine,
            app,
            courier,
            is_full,
            channel: row.channel,
        }
    }

    /// How many messages of the contact there are.
    async fn heard(&self) -> u64 {
        let identity = IdentityId::new(self.channel.id.clone(), PERSON).expect("an address");
        let chat = self
            .app
            .store
            .chat(&ContactId::first_seen(&identity))
            .await
            .expect("read");
        chat.map_or(0, |chat| chat.inbound)
    }
}

fn connecting(called: &Called) -> ChannelRow {
    ChannelRow {
        channel: Channel {
            id: "Zq3vT8yLr0mWc5XbN1sKfg".parse().expect("id"),
            version: 1,
            messenger: called.with(|machine, _| machine.info().name),
            name: String::new(),
            state: ChannelState::Connecting,
            paused: None,
            renewal: None,
            created: SystemClock.now(),
        },
        secrets_sha256: vec![digest("s")],
        registration: Registration::default(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_asked_for_until_it_is_and_stored_once() {
    for machine in registry::pretend() {
        let called = Arc::new(Called {
            machine: Mutex::new(machine),
            calls: AtomicUsize::new(0),
        });
        let desk = Desk::open(&called).await;
        let (stop, stopped) = watch::channel(false);
        let webhook = Webhook::new(desk.app.clone());
        let polls = Polls::new(Arc::clone(&desk.courier), webhook, Kept::open(None), stopped);
        polls.tell(&desk.channel);
        desk.is_full.store(true, Ordering::SeqCst);
        for text in ["one", "two"] {
            called
                .with(|machine, now| machine.write(now, PERSON, text))
                .expect("written");
        }
        called.is_called(4).await;
        assert_eq!(desk.heard().await, 0);

        desk.is_full.store(false, Ordering::SeqCst);

        eventually("it is heard", async || (desk.heard().await == 2).then_some(())).await;
        called.is_called(3).await;
        assert_eq!(desk.heard().await, 2, "once each");
        stop.send_replace(true);
        polls.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_does_not_work_is_not_polled_and_old_news_of_it_change_nothing() {
    let machine = registry::pretend().remove(0);
    let called = Arc::new(Called {
        machine: Mutex::new(machine),
        calls: AtomicUsize::new(0),
    });
    let desk = Desk::open(&called).await;
    let (_stop, stopped) = watch::channel(false);
    let webhook = Webhook::new(desk.app.clone());
    let polls = Polls::new(Arc::clone(&desk.courier), webhook, Kept::open(None), stopped);
    let newer = Channel {
        version: desk.channel.version + 1,
        state: ChannelState::Connecting,
        ..desk.channel.clone()
    };
    polls.tell(&newer);
    polls.tell(&desk.channel);
    assert!(polls.0.pollers().values().all(|poller| poller.running.is_none()));

    let working = Channel {
        version: newer.version + 1,
        ..desk.channel.clone()
    };
    polls.tell(&working);
    called.is_called(1).await;
    polls.tell(&Channel {
        version: working.version + 1,
        ..newer
    });
    assert!(polls.are_at_rest(&[]), "nobody is polled");
}

#[test]
fn pauses_double_up_to_a_bound() {
    let pauses: Vec<_> = [0, 1, 2, 30, u32::MAX].into_iter().map(pause).collect();

    assert_eq!(pauses[..3], [PAUSE_MIN, PAUSE_MIN * 2, PAUSE_MIN * 4]);
    assert_eq!(pauses[3..], [PAUSE_MAX, PAUSE_MAX]);
}
