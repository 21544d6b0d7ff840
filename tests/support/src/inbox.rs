//! A desk for one test.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde_json::Value;
use store::{Store, dynamo::Dynamo};
use switchboard::LocalConfig;

use crate::{
    Contact, Engine, Line, Operator, TestClock, Web, eventually,
    watch::{Tampering, as_told},
    world::{World, assert_equal},
};

/// The owner's e-mail address.
pub const OWNER_EMAIL: &str = "owner@example.com";

/// The owner's password.
pub const OWNER_PASSWORD: &str = "correct horse battery";

/// A desk with an owner and one channel, where nobody has written yet.
///
/// A client watches it from the start. Whenever the desk rests, at [`TestInbox::quiet`] and at the end of the story,
/// what that client was told must make what a fresh one loads; else the story fails.
pub struct TestInbox {
    world: World,
    table: String,
    /// The messenger all contacts use, by its name.
    pub messenger: String,
}

impl TestInbox {
    /// A desk in memory.
    pub async fn start() -> Self {
        Self::start_on(&Engine::Embedded).await
    }

    /// A desk on `engine`, alone in its table.
    pub async fn start_on(engine: &Engine) -> Self {
        Self::start_with(config(engine)).await
    }

    /// A desk on `engine` whose time goes by as the story says.
    pub async fn start_at(engine: &Engine) -> (Self, TestClock) {
        let clock = TestClock::default();
        let mut config = config(engine);
        config.clock = Arc::new(clock.clone());
        (Self::start_with(config).await, clock)
    }

    /// A desk as `config` says; its messengers are pretended.
    pub async fn start_with(config: LocalConfig) -> Self {
        let inbox = Self::open(config, as_told).await;
        // The channel is connected when everything that was to be done at the start is done.
        inbox.quiet().await;
        inbox
    }

    /// A desk in memory whose watching client gets frames after some `tampering`.
    pub async fn start_told(tampering: Tampering) -> Self {
        let inbox = Self::open(config(&Engine::Embedded), tampering).await;
        assert!(inbox.world.becomes_quiet().await, "the world does not become quiet");
        inbox
    }

    async fn open(config: LocalConfig, tampering: Tampering) -> Self {
        let table = config.settings.table.clone();
        let world = World::start(config, tampering).await;
        let people = Web::new(&world.desk().desk_url).get("/pretend/people").await.ok();
        let messenger = people["messengers"][0]["name"]
            .as_str()
            .expect("a pretend messenger")
            .to_owned();
        Self {
            world,
            table,
            messenger,
        }
    }

    /// A desk behind a proxy on this machine, which is believed whom it speaks for.
    pub async fn start_behind_proxy(engine: &Engine) -> Self {
        let mut config = config(engine);
        config.proxy = Some([127, 0, 0, 1].into());
        Self::start_with(config).await
    }

    /// A desk whose messenger is in the test's hand: nothing arrives unless the test delivers it.
    pub async fn start_by_hand(engine: &Engine) -> (Self, Line) {
        Self::start_on_line(engine, Line::open().await).await
    }

    /// The same, with the messenger behind `line`.
    pub async fn start_on_line(engine: &Engine, line: Line) -> (Self, Line) {
        Self::start_line_with(config(engine), line).await
    }

    /// How a desk on `engine` is started; in a table of its own, which another desk started the same way finds again.
    #[must_use]
    pub fn config(engine: &Engine) -> LocalConfig {
        config(engine)
    }

    /// A desk as `config` says, with the messenger behind `line`.
    pub async fn start_line_with(mut config: LocalConfig, line: Line) -> (Self, Line) {
        // A messenger whose API is placed elsewhere is not pretended by the desk itself.
        config
            .settings
            .api_urls
            .insert(line.variable().to_owned(), line.url.clone());
        let table = config.settings.table.clone();
        let inbox = Self {
            world: World::start(config, as_told).await,
            table,
            messenger: line.messenger(),
        };
        let token = line.found("Acme");
        let owner = inbox.operator().await;
        let channel = owner.adds_channel(&inbox.messenger, &token).await;
        eventually("the channel is connected", async || {
            let channels = owner.channels().await;
            let state = &channels.iter().find(|known| known["id"] == channel["id"])?["state"];
            let is_connected = state["is"] == "active";
            // A messenger that shakes hands does so meanwhile, and may be late: nothing comes before.
            for call in line.calls() {
                line.deliver(&call).await;
            }
            is_connected.then_some(())
        })
        .await;
        (inbox, line)
    }

    /// Where the desk is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.world.desk().desk_url
    }

    /// Where the desk's engine is, for what cannot be seen from outside: what things cost.
    #[must_use]
    pub fn engine_url(&self) -> &str {
        &self.world.desk().engine_url
    }

    /// The desk's table, for what no test can wait for: that time has passed.
    #[must_use]
    pub fn store(&self) -> Store {
        let client = platform::dynamo::client(Some(self.engine_url()));
        Store::new(Arc::new(Dynamo::new(client, self.table.clone())))
    }

    /// A client that is nobody.
    #[must_use]
    pub fn web(&self) -> Web {
        Web::new(self.url())
    }

    /// The owner, signed in anew.
    pub async fn operator(&self) -> Operator {
        Operator::signs_in(self.url(), OWNER_EMAIL, OWNER_PASSWORD).await
    }

    /// Operators with these names, invited by the owner and signed in; Offline until they choose otherwise.
    pub async fn operators<const COUNT: usize>(&self, names: [&str; COUNT]) -> [Operator; COUNT] {
        let owner = self.operator().await;
        let mut operators = Vec::with_capacity(COUNT);
        for name in names {
            operators.push(owner.brings(name, "operator").await);
        }
        operators.try_into().expect("one for each name")
    }

    /// Somebody nobody else is, with this name.
    pub async fn contact(&self, name: &str) -> Contact {
        static NEXT: AtomicU64 = AtomicU64::new(5_001);
        let person = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
        Contact::appears(self.url(), &self.messenger, &person, name).await
    }

    /// Waits until nothing is left to do: every answer is out, the stream is consumed, and a client that was told shows
    /// what a fresh one does.
    pub async fn quiet(&self) {
        assert!(self.world.becomes_quiet().await, "the world does not become quiet");
        assert_equal(&self.differences().await);
    }

    /// By what a client that was told differs from one that has just loaded.
    pub async fn differences(&self) -> Vec<String> {
        self.world.differences().await
    }

    /// The same desk unwatched: for a test that writes to the table behind the desk's back, or measures.
    #[must_use]
    pub fn unwatched(mut self) -> Self {
        self.world.stop_watching();
        self
    }

    /// Whether something is left to do, whatever becomes of it.
    pub async fn is_quiet(&self) -> bool {
        self.world.is_quiet().await
    }

    /// Posts a body to the first channel's webhook.
    pub async fn raw_webhook(&self, body: &Value, headers: &[(&str, &str)]) -> crate::Reply {
        let channels = self.operator().await.channels().await;
        let path = format!("/webhooks/{}", channels[0]["id"].as_str().expect("a channel"));
        let web = headers
            .iter()
            .fold(self.web(), |web, (name, value)| web.with(name, value));
        web.post(&path, body).await
    }

    /// Ends the desk as one does with Ctrl-C.
    pub async fn stop(self) {
        self.world.stop().await;
    }
}

/// A desk on `engine`, in a table of its own.
fn config(engine: &Engine) -> LocalConfig {
    let mut config = LocalConfig::default().owned_by(OWNER_EMAIL, OWNER_PASSWORD);
    config.tick = std::time::Duration::from_millis(200);
    if let Engine::DynamoDbLocal(url) = engine {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        // A key of its own: on one database, each story would be slower than the one before.
        let key = format!("story{}", NEXT.fetch_add(1, Ordering::Relaxed));
        config.engine_url = Some(url.replacen("://", &format!("://{key}@"), 1));
    }
    config
}
