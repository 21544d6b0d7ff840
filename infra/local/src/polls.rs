//! Asking messengers for news, where no public address is known: one poller for each channel that works.
//!
//! `courier` makes the calls. What comes back are the webhook calls the messenger would have made; they are handed to the
//! webhook's own handler, one after the other, and asked for again until it has taken them. A channel begins and ceases to
//! be polled as the table's stream tells of its state. See `docs/decisions/0020`.

mod kept;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use aws_lambda_events::dynamodb::Event;
use bytes::Bytes;
use courier::{Asked, Courier};
use domain::{Channel, ChannelId, ChannelState, MessengerName};
use http::{Method, header};
use messengers::{News, Position};
use store::records::{Happened, happened};
use tokio::{sync::watch, task::JoinHandle, time::sleep};
use tracing::{error, warn};
use webhook::Webhook;

use crate::{pretend::Provider, told_to_stop};

pub use kept::Kept;

/// Pause after an answer without news. A messenger waits with its answer until there are some; should one not do so, this
/// is what keeps us from asking without pause.
const EMPTY_PAUSE: Duration = Duration::from_millis(100);

/// First pause after a failure; it doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_millis(100);

/// Longest pause after a failure, unless the messenger asks for a longer one.
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Longest pause a messenger gets that asks for one.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(600);

/// Conflicts in a row before an admin is asked to look: about three seconds, longer than a program takes to end.
const CONFLICTS_MAX: u32 = 6;

/// The pollers.
#[derive(Clone)]
pub struct Polls(Arc<Inner>);

struct Inner {
    courier: Arc<Courier>,
    webhook: Webhook,
    stop: watch::Receiver<bool>,
    kept: Mutex<Kept>,
    pollers: Mutex<BTreeMap<ChannelId, Poller>>,
}

/// What is known of one channel.
struct Poller {
    version: u64,
    messenger: MessengerName,
    /// `None`: the channel does not work now.
    running: Option<Running>,
}

struct Running {
    task: JoinHandle<()>,
    /// Whether something is being handed over, or failed and will be tried again.
    is_busy: Arc<AtomicBool>,
}

impl Polls {
    /// Nobody is polled yet; `kept` says where to go on.
    pub fn new(courier: Arc<Courier>, webhook: Webhook, kept: Kept, stop: watch::Receiver<bool>) -> Self {
        Self(Arc::new(Inner {
            courier,
            webhook,
            stop,
            kept: Mutex::new(kept),
            pollers: Mutex::default(),
        }))
    }

    /// Takes up what the stream tells of channels.
    pub fn learn(&self, batch: &Event) {
        for record in &batch.records {
            if let Ok(Some(Happened::Channel(channel))) = happened(record) {
                self.tell(&channel);
            }
        }
    }

    /// Begins or ceases to poll a channel, unless something newer is known of it.
    pub fn tell(&self, channel: &Channel) {
        let mut pollers = self.0.pollers();
        let poller = pollers.entry(channel.id.clone()).or_insert_with(|| Poller {
            version: 0,
            messenger: channel.messenger.clone(),
            running: None,
        });
        if poller.version >= channel.version {
            return;
        }
        poller.version = channel.version;
        if !matches!(channel.state, ChannelState::Active { .. }) {
            // Between two awaits, as after a crash: what was not confirmed comes again.
            if let Some(running) = poller.running.take() {
                running.task.abort();
            }
            return;
        }
        let goes_on = |running: &Running| !running.task.is_finished();
        if poller.running.as_ref().is_none_or(|running| !goes_on(running)) {
            poller.running = Some(self.start(channel.id.clone()));
        }
    }

    fn start(&self, id: ChannelId) -> Running {
        let (inner, mut stop) = (Arc::clone(&self.0), self.0.stop.clone());
        let is_busy = Arc::new(AtomicBool::new(true));
        let busy = Arc::clone(&is_busy);
        let task = tokio::spawn(async move {
            tokio::select! {
                () = inner.poll(&id, &busy) => {}
                () = told_to_stop(&mut stop) => {}
            }
        });
        Running { task, is_busy }
    }

    /// Whether every poller waits for its messenger; pretend ones, which can be looked into, for something to happen.
    pub fn are_at_rest(&self, providers: &[Arc<Provider>]) -> bool {
        let pollers = self.0.pollers();
        let running = || {
            let all = pollers.values();
            all.filter_map(|poller| poller.running.as_ref().map(|running| (&poller.messenger, running)))
        };
        let is_waited_for = |provider: &Arc<Provider>| {
            let polled = running().filter(|(messenger, _)| **messenger == provider.info.name);
            provider.waiting() == Some(polled.count())
        };
        running().all(|(_, running)| !running.is_busy.load(Ordering::SeqCst)) && providers.iter().all(is_waited_for)
    }

    /// Waits until all pollers have ended after a stop.
    pub async fn end(self) {
        let running: Vec<_> = {
            let mut pollers = self.0.pollers();
            pollers
                .values_mut()
                .filter_map(|poller| poller.running.take())
                .collect()
        };
        for one in running {
            if let Err(error) = one.task.await
                && error.is_panic()
            {
                error!(error = &error as &dyn std::error::Error, "A poller ended in a panic");
            }
        }
    }
}

impl Inner {
    fn pollers(&self) -> MutexGuard<'_, BTreeMap<ChannelId, Poller>> {
        self.pollers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Polls a channel as long as it works.
    async fn poll(self: &Arc<Self>, id: &ChannelId, is_busy: &AtomicBool) {
        let mut position = Position {
            mark: self.kept().mark(id),
            ..Position::default()
        };
        let (mut failures, mut conflicts) = (0, 0);
        loop {
            is_busy.store(false, Ordering::SeqCst);
            let asked = self.courier.ask_for_news(id, &position).await;
            is_busy.store(true, Ordering::SeqCst);
            let retry_after = match asked {
                Ok(Asked::Over) => return,
                Ok(Asked::News(news, next)) => {
                    conflicts = 0;
                    if self.take(id, news, next, &mut position, is_busy).await {
                        failures = 0;
                        continue;
                    }
                    None
                }
                Ok(Asked::Failed(next, retry_after_ms)) => {
                    warn!(channel.id = %id, "Could not ask a messenger for news; asking again");
                    position = next;
                    retry_after_ms.map(|ms| Duration::from_millis(ms.max(0).unsigned_abs()))
                }
                Ok(Asked::Conflict(reason)) => {
                    warn!(channel.id = %id, reason.text, "Somebody else is told a channel's news");
                    conflicts += 1;
                    if conflicts >= CONFLICTS_MAX && self.courier.give_up(id, &reason).await.is_ok() {
                        return;
                    }
                    None
                }
                Err(fault) => {
                    warn!(error = &fault as &dyn std::error::Error, channel.id = %id, "Could not ask for news");
                    None
                }
            };
            sleep(pause(failures).max(retry_after.unwrap_or_default().min(RETRY_AFTER_MAX))).await;
            failures = failures.saturating_add(1);
        }
    }

    /// Hands the news over and goes on behind what was taken. `false`: something was not.
    async fn take(
        self: &Arc<Self>,
        id: &ChannelId,
        news: Vec<News>,
        next: Position,
        position: &mut Position,
        is_busy: &AtomicBool,
    ) -> bool {
        let is_empty = news.is_empty();
        let mut is_taken = true;
        for one in news {
            is_taken = self.hand_over(id, one.headers, one.body).await;
            if !is_taken {
                break;
            }
            *position = one.next;
        }
        if is_taken {
            *position = next;
        }
        self.kept().keep(id, &position.mark);
        if is_empty {
            is_busy.store(false, Ordering::SeqCst);
            sleep(EMPTY_PAUSE).await;
        }
        is_taken
    }

    /// Makes one webhook call; whether it was taken. Not stopped halfway when the poller is.
    async fn hand_over(self: &Arc<Self>, id: &ChannelId, headers: http::HeaderMap, body: Vec<u8>) -> bool {
        let mut request = platform::Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        *request.headers_mut() = headers;
        let json = http::HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::CONTENT_TYPE, json);
        match format!("/webhooks/{id}").parse() {
            Ok(path) => *request.uri_mut() = path,
            Err(_) => return false,
        }
        let inner = Arc::clone(self);
        match tokio::spawn(async move { webhook::handle(&inner.webhook, request).await }).await {
            Ok(answer) if answer.status().is_success() => true,
            Ok(answer) => {
                let status = answer.status().as_u16();
                warn!(channel.id = %id, status, "What a messenger told was not taken; it is asked for again");
                false
            }
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "A handler panicked");
                false
            }
        }
    }
}

fn pause(failures: u32) -> Duration {
    PAUSE_MIN.saturating_mul(2_u32.saturating_pow(failures)).min(PAUSE_MAX)
}

#[cfg(test)]
#[path = "polls_tests.rs"]
mod tests;
