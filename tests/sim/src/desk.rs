//! The five functions as a cloud runs them: two processes of each, with memories and clocks of their own, replaced when
//! they die.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use api::Api;
use aws_lambda_events::{
    apigw::{ApiGatewayProxyResponse, ApiGatewayWebsocketProxyRequest},
    event::dynamodb::Event,
    streams::DynamoDbEventResponse,
};
use bytes::Bytes;
use courier::{Courier, Wake};
use domain::{SECOND_MS, UnixMs};
use fanout::Fanout;
use messengers::pretend::Pretend;
use platform::{Answer, App, Clock, Config, Fault, Ids, Request, SealKey};
use store::Store;
use webhook::Webhook;

use crate::{
    executor::Executor,
    files::MemBlobs,
    invoke::{Busy, invoke},
    provider::{API_URL, Provider},
    random::Random,
    sockets::Sockets,
    table::MemTable,
    weather::Ports,
};

/// Where the desk is reached.
pub const PUBLIC_URL: &str = "https://desk.example";

/// Time limits of the functions, as in the template.
const WEBHOOK_MS_MAX: i64 = 10 * SECOND_MS;
const API_MS_MAX: i64 = 29 * SECOND_MS;
const SOCKET_MS_MAX: i64 = 10 * SECOND_MS;
const COURIER_MS_MAX: i64 = 300 * SECOND_MS;
const FANOUT_MS_MAX: i64 = 30 * SECOND_MS;

/// Processes of each function.
const PROCESSES: usize = 2;

/// How far a process's clock may be wrong.
pub const SKEW_MS_MAX: i64 = 3_000;

/// The virtual clock, seen through one process's own.
struct SkewedClock {
    executor: Executor,
    skew_ms: i64,
}

impl Clock for SkewedClock {
    fn now(&self) -> UnixMs {
        self.executor.now().plus(self.skew_ms)
    }
}

/// Names from a seed.
struct SeededIds(Mutex<Random>);

impl SeededIds {
    fn text(&self, letters: usize) -> String {
        let mut random = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (0..letters)
            .map(|_| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[random.below(32)]))
            .collect()
    }
}

impl Ids for SeededIds {
    fn id(&self) -> String {
        self.text(22)
    }

    fn token(&self) -> String {
        self.text(43)
    }
}

#[derive(Default)]
struct Processes {
    webhook: BTreeMap<usize, Arc<Webhook>>,
    api: BTreeMap<usize, Arc<Api>>,
    courier: BTreeMap<usize, Arc<Courier>>,
    fanout: BTreeMap<usize, Arc<Fanout>>,
}

/// The desk. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// What all simulated ports share.
    pub ports: Ports,
    /// The table.
    pub table: MemTable,
    /// Where files lie.
    pub files: MemBlobs,
    /// The messenger.
    pub provider: Arc<Provider>,
    /// The gateway's sockets.
    pub sockets: Sockets,
    /// What is under way.
    pub busy: Busy,
    config: Arc<Config>,
    ids: Arc<SeededIds>,
    processes: Arc<Mutex<Processes>>,
}

impl Desk {
    /// A desk without channels; its messenger's token.
    #[must_use]
    pub fn new(ports: Ports, seed: u64, pretend: Box<dyn Pretend>) -> (Self, String) {
        let (provider, token) = Provider::found(ports.clone(), pretend);
        let api_url = (provider.pretend().api_url_variable().to_owned(), API_URL.to_owned());
        let config = Config {
            public_url: PUBLIC_URL.to_owned(),
            seal_key: SealKey::derive("a simulated key of more than 32 characters"),
            api_urls: BTreeMap::from([api_url]),
            ..Config::default()
        };
        let desk = Self {
            table: MemTable::on(ports.clone()),
            files: MemBlobs::on(ports.clone()),
            provider: Arc::new(provider),
            sockets: Sockets::new(ports.clone()),
            busy: Busy::default(),
            config: Arc::new(config),
            ids: Arc::new(SeededIds(Mutex::new(Random::new(seed ^ 0x6964_7300)))),
            processes: Arc::default(),
            ports,
        };
        (desk, token)
    }

    /// Lets all processes forget what they hold between calls.
    pub fn restart(&self) {
        *self.processes() = Processes::default();
    }

    fn processes(&self) -> MutexGuard<'_, Processes> {
        self.processes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn app(&self) -> App {
        let is_skewed = self.ports.strikes("clock skewed", |_| 300);
        let skew_ms = if is_skewed {
            self.ports.within(-SKEW_MS_MAX, SKEW_MS_MAX)
        } else {
            0
        };
        App {
            store: Store::new(Arc::new(self.table.clone())),
            clock: Arc::new(SkewedClock {
                executor: self.ports.executor.clone(),
                skew_ms,
            }),
            ids: self.ids.clone(),
            blobs: Arc::new(self.files.clone()),
            config: self.config.clone(),
        }
    }

    async fn invoke<T: Send + 'static>(
        &self,
        name: &str,
        limit_ms: i64,
        job: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let answer = invoke(&self.ports.executor, name, limit_ms, job).await;
        if answer.is_none() {
            self.ports.count("process died");
            self.ports.executor.note(format_args!("{name} died"));
        }
        answer
    }

    /// A process of one kind, started if there is none.
    fn process<T>(
        &self,
        pick: impl Fn(&mut Processes) -> &mut BTreeMap<usize, Arc<T>>,
        start: impl Fn(App) -> T,
    ) -> (usize, Arc<T>) {
        let number = self.ports.below(PROCESSES);
        if let Some(known) = pick(&mut self.processes()).get(&number) {
            return (number, Arc::clone(known));
        }
        let process = Arc::new(start(self.app()));
        pick(&mut self.processes()).insert(number, Arc::clone(&process));
        (number, process)
    }

    /// A messenger calls; `None`: no answer.
    pub async fn webhook(&self, request: Request) -> Option<Answer> {
        let (number, process) = self.process(|all| &mut all.webhook, Webhook::new);
        let job = async move { webhook::handle(&process, request).await };
        let answer = self.invoke("webhook", WEBHOOK_MS_MAX, job).await;
        if answer.is_none() {
            self.processes().webhook.remove(&number);
        }
        answer
    }

    /// A browser asks; `None`: no answer.
    pub async fn api(&self, request: Request) -> Option<Answer> {
        let (number, process) = self.process(|all| &mut all.api, Api::new);
        let job = async move { api::handle(&process, request).await };
        let answer = self.invoke("api", API_MS_MAX, job).await;
        if answer.is_none() {
            self.processes().api.remove(&number);
        }
        answer
    }

    /// A socket opens, speaks or closes; `None`: no answer.
    pub async fn socket(
        &self,
        event: ApiGatewayWebsocketProxyRequest,
    ) -> Option<Result<ApiGatewayProxyResponse, Fault>> {
        let app = self.app();
        let job = async move { socket::handle(&app, event).await };
        self.invoke("socket", SOCKET_MS_MAX, job).await
    }

    /// The courier is woken; `None`: it died.
    pub async fn courier(&self, wake: Wake) -> Option<DynamoDbEventResponse> {
        let provider = self.provider.clone();
        let start = move |app| Courier::new(app, provider.clone());
        let (number, process) = self.process(|all| &mut all.courier, start);
        let job = async move { courier::handle(&process, wake).await };
        let answer = self.invoke("courier", COURIER_MS_MAX, job).await;
        if answer.is_none() {
            self.processes().courier.remove(&number);
        }
        answer
    }

    /// The fan-out gets a batch; `None`: it died.
    pub async fn fanout(&self, event: Event) -> Option<DynamoDbEventResponse> {
        let sockets = self.sockets.clone();
        let start = move |app| Fanout::new(app, Arc::new(sockets.clone()));
        let (number, process) = self.process(|all| &mut all.fanout, start);
        let job = async move { fanout::handle(&process, event).await };
        let answer = self.invoke("fanout", FANOUT_MS_MAX, job).await;
        if answer.is_none() {
            self.processes().fanout.remove(&number);
        }
        answer
    }
}

/// A request as it reaches a function.
///
/// # Panics
/// If the parts make no request.
#[must_use]
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Request {
    let mut request = http::Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Bytes::from(body)).expect("a request made of plain parts")
}
