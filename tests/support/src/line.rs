//! A messenger whose webhook calls the test makes itself: late, twice, all at once, damaged.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Json, Router,
    body::to_bytes,
    extract::{Request, State},
    routing::any,
};
use domain::UnixMs;
use http::StatusCode;
use messengers::{
    pretend::{ApiCall, Pretend, WebhookAnswer, WebhookPost},
    registry,
};
use platform::{Clock, SystemClock};

use crate::{Reply, Web};

/// A pretend messenger with a server for its API, and nobody who makes its calls.
pub struct Line {
    /// Where its API is.
    pub url: String,
    machine: Machine,
}

type Machine = Arc<Mutex<Box<dyn Pretend>>>;

impl Line {
    /// The first messenger there is.
    pub async fn open() -> Self {
        let machine = registry::pretend()
            .into_iter()
            .next()
            .expect("there is a pretend messenger");
        let machine: Machine = Arc::new(Mutex::new(machine));
        let router = Router::new().fallback(any(api)).with_state(Arc::clone(&machine));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, machine }
    }

    /// The variable that places the messenger's API.
    #[must_use]
    pub fn variable(&self) -> &'static str {
        self.with(|machine, _| machine.api_url_variable())
    }

    /// The messenger's name.
    #[must_use]
    pub fn messenger(&self) -> String {
        self.with(|machine, _| machine.info().name.to_string())
    }

    /// A new bot's or community's token.
    #[must_use]
    pub fn found(&self, name: &str) -> String {
        self.with(|machine, _| machine.found_business(name))
    }

    /// Does something at the messenger now.
    pub fn with<T>(&self, act: impl FnOnce(&mut dyn Pretend, UnixMs) -> T) -> T {
        with(&self.machine, act)
    }

    /// A person writes; the call that tells of it.
    #[must_use]
    pub fn letter(&self, person: &str, text: &str) -> WebhookPost {
        self.with(|machine, now| machine.write(now, person, text))
            .expect("a person writes");
        self.calls().pop().expect("the messenger tells of it")
    }

    /// The calls the messenger wants made now.
    #[must_use]
    pub fn calls(&self) -> Vec<WebhookPost> {
        self.with(|machine, now| machine.posts(now))
    }

    /// Makes a call, and tells the messenger what came of it.
    pub async fn deliver(&self, call: &WebhookPost) -> StatusCode {
        let status = self.make(call).await.status;
        let answer = WebhookAnswer::Answered {
            status: status.as_u16(),
            retry_after_s: None,
        };
        self.with(|machine, now| machine.answered(now, call.attempt, answer));
        status
    }

    /// Makes a call that the messenger never learns the outcome of.
    pub async fn make(&self, call: &WebhookPost) -> Reply {
        let web = call
            .headers
            .iter()
            .fold(Web::new(&call.url), |web, (name, value)| web.with(name, value));
        web.post_bytes("", call.body.clone()).await
    }
}

fn with<T>(machine: &Machine, act: impl FnOnce(&mut dyn Pretend, UnixMs) -> T) -> T {
    act(
        &mut **machine.lock().unwrap_or_else(PoisonError::into_inner),
        SystemClock.now(),
    )
}

async fn api(State(machine): State<Machine>, request: Request) -> (StatusCode, Json<serde_json::Value>) {
    let path = request.uri().path().to_owned();
    let body = to_bytes(request.into_body(), usize::MAX)
        .await
        .expect("a whole request");
    let answer = with(&machine, |machine, now| {
        machine.call(
            now,
            &ApiCall {
                path: &path,
                body: &body,
            },
        )
    });
    (
        StatusCode::from_u16(answer.status).expect("a status"),
        Json(answer.body),
    )
}
