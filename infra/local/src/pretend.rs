//! Pretend messengers behind real sockets: their APIs on a loopback port, their webhook calls to our port, and the page
//! where one plays their customers. Absent outside demo mode.

mod demo;
mod held;
mod mishaps;
mod page;
mod posts;
mod shop;

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use bytes::Bytes;
use domain::{MessengerInfo, UnixMs};
use futures_util::{StreamExt, stream};
use held::Hold;
use http::{HeaderValue, StatusCode};
use messengers::pretend::{ApiAnswer, ApiCall, Failure, Pretend, PretendFile, Taken, WebhookFailure};
use mishaps::{Mishap, Mishaps};
use platform::Clock;
use tokio::sync::{Notify, watch};
use tracing::{error, warn};

use crate::data::{self, Data};

pub use demo::{connect, people_write};
pub use page::PageApi;
pub use posts::{Posts, loopback_client};
pub use shop::shop_opens;

/// Largest body of a call to a provider's API, in bytes.
const CALL_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What tells a messenger which part of the path is not its own: it names addresses of its own in answers.
const PREFIX_HEADER: &str = "x-forwarded-prefix";

/// One messenger's servers.
pub struct Provider {
    /// What it pretends to be.
    pub info: MessengerInfo,
    /// The variable that must point the adapter here.
    pub api_url_variable: &'static str,
    machine: Mutex<Box<dyn Pretend>>,
    mishaps: Mutex<Mishaps>,
    clock: Arc<dyn Clock>,
    /// Where its state is kept; nowhere for a desk in memory.
    file: Option<PathBuf>,
    /// Something was done that may be worth a webhook call.
    woken: Notify,
    /// The same for all calls that are held open.
    told: watch::Sender<u64>,
    /// Webhook calls that are not answered yet.
    under_way: AtomicUsize,
}

impl Provider {
    /// A provider as it was when the process before this one ended.
    pub fn new(mut machine: Box<dyn Pretend>, clock: Arc<dyn Clock>, data: Option<&Data>) -> io::Result<Self> {
        let info = machine.info();
        let file = data.map(|data| data.file(&format!("pretend-{}.json", info.name)));
        let saved = file.as_deref().map(data::read).transpose()?.flatten();
        if let Some(saved) = saved
            && let Err(error) = serde_json::from_str(&saved).and_then(|saved| machine.load(saved))
        {
            warn!(
                error = &error as &dyn std::error::Error,
                "A pretend messenger forgot everything and starts anew"
            );
        }
        let api_url_variable = machine.api_url_variable();
        Ok(Self {
            info,
            api_url_variable,
            machine: Mutex::new(machine),
            mishaps: Mutex::default(),
            clock,
            file,
            woken: Notify::new(),
            told: watch::Sender::new(0),
            under_way: AtomicUsize::new(0),
        })
    }

    /// Whether there is no webhook call to make, now or later, and none is under way.
    pub fn is_idle(&self) -> bool {
        self.look(|machine| machine.next_post().is_none()) && self.under_way.load(Ordering::SeqCst) == 0
    }

    /// Tells the provider where it is reached.
    pub fn lives_at(&self, url: &str) {
        self.change(|machine, _| machine.lives_at(url));
    }

    /// How many API calls are held open with nothing to say to them; `None`: there is something to say.
    pub fn waiting(&self) -> Option<usize> {
        let now = self.clock.now();
        self.look(|machine| machine.waiting(now))
    }

    /// Chooses what goes wrong from now on.
    pub fn choose(&self, fault: Option<Mishap>) {
        self.mishaps().choose(fault);
    }

    /// What goes wrong.
    pub fn mishap(&self) -> Option<Mishap> {
        self.mishaps().chosen()
    }

    /// What goes wrong with the next webhook call.
    fn strike_webhook(&self) -> Option<WebhookFailure> {
        self.mishaps().strike_webhook()
    }

    /// What goes wrong with this call of the API.
    fn strike(&self, call: &ApiCall<'_>) -> Option<Failure> {
        self.look(|machine| self.mishaps().strike(machine, call))
    }

    fn mishaps(&self) -> MutexGuard<'_, Mishaps> {
        self.mishaps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the state.
    pub fn look<T>(&self, look: impl FnOnce(&dyn Pretend) -> T) -> T {
        look(&**self.machine.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state without keeping it: what is lost by a crash comes again by itself.
    pub fn change<T>(&self, change: impl FnOnce(&mut dyn Pretend, UnixMs) -> T) -> T {
        change(
            &mut **self.machine.lock().unwrap_or_else(PoisonError::into_inner),
            self.clock.now(),
        )
    }

    /// Changes the state and keeps it before anybody learns the result.
    ///
    /// # Errors
    /// The file could not be written; the change stands until the process ends.
    pub fn keep<T>(&self, change: impl FnOnce(&mut dyn Pretend, UnixMs) -> T) -> io::Result<T> {
        let mut machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut **machine, self.clock.now());
        if let Some(file) = &self.file {
            data::write(file, machine.save().to_string().as_bytes(), 0o600)?;
        }
        drop(machine);
        self.woken.notify_one();
        self.told.send_modify(|count| *count += 1);
        Ok(result)
    }
}

/// A file of a pretend messenger as it is handed out: its beginning, then zeros as it is read, so that a large one takes no
/// memory.
pub fn handed_out(file: &PretendFile) -> Response {
    const ZEROS: &[u8] = &[0; 64 * 1024];
    let head = file.head();
    let left = file.size.saturating_sub(head.len() as u64);
    let zeros = stream::unfold(left, |left| async move {
        let part = ZEROS
            .get(..usize::try_from(left).unwrap_or(usize::MAX))
            .unwrap_or(ZEROS);
        (left > 0).then(|| (Ok::<_, io::Error>(Bytes::from_static(part)), left - part.len() as u64))
    });
    let body = stream::iter([Ok(Bytes::from(head))]).chain(zeros);
    let size = [(http::header::CONTENT_LENGTH, file.size)];
    (size, Body::from_stream(body)).into_response()
}

/// The providers' APIs: each under its messenger's name.
pub fn apis(providers: Arc<Vec<Arc<Provider>>>) -> Router {
    Router::new().fallback(any(api)).with_state(providers)
}

fn answered(answer: ApiAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(answer.body)).into_response()
}

async fn api(State(providers): State<Arc<Vec<Arc<Provider>>>>, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("", |path| path.as_str())
        .to_owned();
    let name = path.split('/').nth(1).unwrap_or_default();
    let Some(provider) = providers.iter().find(|provider| provider.info.name.as_str() == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if request.method() == http::Method::GET {
        let found = provider.look(|machine| machine.file(&path[1 + name.len()..]));
        return found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| handed_out(&file));
    }
    let (mut parts, body) = request.into_parts();
    if let Ok(prefix) = HeaderValue::try_from(format!("/{name}")) {
        parts.headers.insert(PREFIX_HEADER, prefix);
    }
    let Ok(body) = to_bytes(body, CALL_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let call = ApiCall {
        path: &path[1 + name.len()..],
        headers: &parts.headers,
        body: &body,
    };
    let failure = provider.strike(&call);
    match failure {
        Some(Failure::Refused(reason)) => return answered(provider.look(|machine| machine.refuses(reason))),
        Some(Failure::SilentBefore) => return mishaps::silence().await,
        Some(Failure::BrokenBefore) => return mishaps::broken(),
        Some(Failure::SilentAfter | Failure::BrokenAfter) | None => {}
    }
    let told = provider.told.subscribe();
    let answer = match provider.keep(|machine, now| machine.take(now, &call)) {
        Ok(Taken::Answered(answer)) => Ok(answer),
        Ok(Taken::Held { poll, until }) => Ok(Hold::new(Arc::clone(provider), poll, until, told).answer().await),
        Err(error) => Err(error),
    };
    match (answer, failure) {
        (Ok(_), Some(Failure::SilentAfter)) => mishaps::silence().await,
        (Ok(_), Some(Failure::BrokenAfter)) => mishaps::broken(),
        (Ok(answer), _) => answered(answer),
        (Err(error), _) => {
            error!(
                error = &error as &dyn std::error::Error,
                "A pretend messenger could not keep its state"
            );
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
