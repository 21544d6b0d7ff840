//! Webhook calls on their way from the messenger to us: lost, doubled, delayed, overtaken, repeated much later.

use std::sync::{Arc, Mutex, PoisonError};

use domain::{ChannelId, SECOND_MS};
use http::{StatusCode, header};
use messengers::pretend::{WebhookAnswer, WebhookPost};
use platform::{Answer, Request};

use crate::{
    desk::{Desk, PUBLIC_URL, request},
    mutant::Mutant,
    verdict::Verdict,
};

/// How long the messenger waits for an answer.
const PATIENCE_MS: i64 = 60 * SECOND_MS;

/// Longest pause between two looks for something to deliver.
const LOOK_MS: i64 = 30 * SECOND_MS;

/// The road from the messenger to us. Cheap to clone.
#[derive(Clone)]
pub struct Mail {
    desk: Desk,
    verdict: Verdict,
    /// Everything that was posted, for replays.
    posted: Arc<Mutex<Vec<WebhookPost>>>,
}

impl Mail {
    /// A road without traffic.
    #[must_use]
    pub fn new(desk: Desk, verdict: Verdict) -> Self {
        Self {
            desk,
            verdict,
            posted: Arc::default(),
        }
    }

    /// Delivers whatever the messenger posts, for ever.
    pub async fn deliver_all(self) {
        let desk = &self.desk;
        loop {
            let now = desk.ports.executor.now();
            let posts = desk.provider.pretend().posts(now);
            for post in posts {
                let (own, working) = (self.clone(), desk.busy.begin());
                desk.ports.executor.spawn("a webhook call", async move {
                    own.deliver(post).await;
                    drop(working);
                });
            }
            let next = desk.provider.pretend().next_post();
            let pause = next.map_or(LOOK_MS, |next| (next.0 - now.0).clamp(1, LOOK_MS));
            desk.provider.bell.wait(&desk.ports.executor, pause).await;
        }
    }

    /// One call with everything that may befall it.
    async fn deliver(&self, post: WebhookPost) {
        let (desk, ports) = (&self.desk, &self.desk.ports);
        self.posted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(post.clone());
        if ports.strikes("webhook calls overtake each other", |rates| rates.webhook) {
            // A relay takes the call and brings it in its own time: no order is left.
            self.answered(&post, desk.provider.taken());
            self.relay(&post).await;
            return;
        }
        if ports.strikes("webhook call lost", |rates| rates.webhook) {
            ports.executor.pause(PATIENCE_MS).await;
            return self.answered(&post, WebhookAnswer::NoAnswer);
        }
        if ports.strikes("webhook call doubled", |rates| rates.webhook) {
            for _ in 0..1 + ports.below(3) {
                self.copy_later(&post, 2_000);
            }
        }
        if ports.strikes("webhook call late", |rates| rates.webhook) {
            ports.executor.pause(ports.within(1, 5_000)).await;
        }
        let answer = self.post(&post).await;
        if answer.is_none() || ports.strikes("webhook answer lost", |rates| rates.webhook) {
            ports
                .executor
                .pause(if answer.is_none() { SECOND_MS } else { PATIENCE_MS })
                .await;
            return self.answered(&post, WebhookAnswer::NoAnswer);
        }
        self.answered(&post, heard(answer.as_ref()));
    }

    fn answered(&self, post: &WebhookPost, answer: WebhookAnswer) {
        let is_failure = matches!(answer, WebhookAnswer::Answered { status: 300.., .. });
        let answer = if is_failure && self.desk.ports.is(Mutant::FailureTaken) {
            self.desk.provider.taken()
        } else {
            answer
        };
        let now = self.desk.ports.executor.now();
        self.desk.provider.pretend().answered(now, post.attempt, answer);
        self.desk.provider.bell.ring();
    }

    /// Posts until we say "taken".
    async fn relay(&self, post: &WebhookPost) {
        let ports = &self.desk.ports;
        loop {
            ports.executor.pause(ports.within(0, 20 * SECOND_MS)).await;
            if self.post(post).await.is_some_and(|answer| answer.status().is_success()) {
                return;
            }
        }
    }

    fn copy_later(&self, post: &WebhookPost, ms_max: i64) {
        let (own, post, working) = (self.clone(), post.clone(), self.desk.busy.begin());
        let ms = self.desk.ports.within(0, ms_max);
        self.desk.ports.executor.spawn("a copy of a webhook call", async move {
            own.desk.ports.executor.pause(ms).await;
            own.post(&post).await;
            drop(working);
        });
    }

    /// Repeats something from the past, as whoever recorded it could.
    pub fn replay(&self) {
        let posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner);
        let post = posted.get(self.desk.ports.below(posted.len())).cloned();
        drop(posted);
        if let Some(post) = post {
            self.desk.ports.count("webhook call replayed");
            self.copy_later(&post, 1_000);
        }
    }

    fn first(&self) -> Option<WebhookPost> {
        self.posted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .first()
            .cloned()
    }

    /// Posts what nobody understands, in the messenger's name, until it is taken.
    pub async fn post_strange(&self, words: &str) {
        let Some(genuine) = self.first() else { return };
        let post = self.desk.provider.pretend().strange(&genuine, words);
        self.desk.ports.count("strange webhook call");
        self.relay(&post).await;
    }

    /// Posts without the messenger's secret: refused, and nothing is written.
    pub async fn post_forged(&self) {
        let Some(genuine) = self.first() else { return };
        let mut forgeries = self.desk.provider.pretend().forgeries(&genuine);
        let post = forgeries.swap_remove(self.desk.ports.below(forgeries.len()));
        self.desk.ports.count("forged webhook call");
        let status = self.desk.webhook(to_request(&post)).await.map(|answer| answer.status());
        if status.is_some_and(|status| status != StatusCode::UNAUTHORIZED && !status.is_server_error()) {
            self.verdict
                .breach(format!("a forged webhook call was answered {status:?}"));
        }
    }

    /// One call; what we say "taken" to must be stored.
    async fn post(&self, post: &WebhookPost) -> Option<Answer> {
        let request = to_request(post);
        let answer = self.desk.webhook(request.clone()).await?;
        let channel = request
            .uri()
            .path()
            .rsplit('/')
            .next()
            .and_then(|id| id.parse::<ChannelId>().ok());
        self.desk
            .ports
            .executor
            .note(format_args!("webhook: {}", answer.status()));
        if let (true, Some(channel)) = (answer.status().is_success(), channel) {
            self.verdict.was_taken(&self.desk.table.engine(), &channel, &request);
        } else if answer.status().is_client_error() {
            self.verdict
                .breach(format!("a genuine webhook call was answered {}", answer.status()));
        }
        Some(answer)
    }
}

/// What a messenger hears of our answer; `None`: there was none.
#[must_use]
pub fn heard(answer: Option<&Answer>) -> WebhookAnswer {
    let Some(answer) = answer else {
        return WebhookAnswer::NoAnswer;
    };
    let retry_after = answer.headers().get(header::RETRY_AFTER);
    WebhookAnswer::Answered {
        status: answer.status().as_u16(),
        retry_after_s: retry_after.and_then(|value| value.to_str().ok()?.parse().ok()),
        body: String::from_utf8_lossy(answer.body()).into_owned(),
    }
}

/// The call as it reaches our function.
#[must_use]
pub fn to_request(post: &WebhookPost) -> Request {
    let path = post.url.strip_prefix(PUBLIC_URL).unwrap_or(&post.url);
    let mut headers: Vec<(&str, &str)> = vec![("content-type", "application/json")];
    headers.extend(post.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    request("POST", path, &headers, post.body.clone())
}
