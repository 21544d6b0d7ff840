//! A messenger whose webhook calls the test makes itself: late, twice, all at once, damaged; and whose API fails when told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    body::to_bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use domain::UnixMs;
use http::{Method, StatusCode};
use messengers::{
    pretend::{ApiCall, Pretend, WebhookAnswer, WebhookPost},
    registry,
};
use platform::{Clock, SystemClock};
use switchboard::handed_out;

use crate::{Reply, Web};

/// A pretend messenger with a server for its API, and nobody who makes its calls.
pub struct Line {
    /// Where its API is.
    pub url: String,
    machine: Machine,
    mishaps: Mishaps,
}

type Machine = Arc<Mutex<Box<dyn Pretend>>>;

/// What happens to the next calls of the API, one each.
type Mishaps = Arc<Mutex<VecDeque<Mishap>>>;

/// What may happen to a call of the API.
#[derive(Clone, Debug)]
pub enum Mishap {
    /// It is carried out, and a proxy's page comes back instead of the answer.
    AnswerLost,
    /// It is not carried out; this comes back: a status and a body.
    Answered(u16, serde_json::Value),
}

impl Line {
    /// The first messenger there is.
    pub async fn open() -> Self {
        let first = registry::pretend().into_iter().next();
        Self::to(first.expect("there is a pretend messenger")).await
    }

    /// The messenger with this name.
    pub async fn of(messenger: &str) -> Self {
        let mut all = registry::pretend().into_iter();
        let found = all.find(|machine| machine.info().name.as_str() == messenger);
        Self::to(found.expect("there is such a pretend messenger")).await
    }

    async fn to(machine: Box<dyn Pretend>) -> Self {
        let machine: Machine = Arc::new(Mutex::new(machine));
        let mishaps = Mishaps::default();
        let state = (Arc::clone(&machine), Arc::clone(&mishaps));
        let router = Router::new().fallback(any(api)).with_state(state);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        with(&machine, |machine, _| machine.lives_at(&url));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, machine, mishaps }
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

    /// Lets this happen to the next call of the API that nothing else is to happen to.
    pub fn next_call(&self, mishap: Mishap) {
        self.mishaps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back(mishap);
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
        let reply = self.make(call).await;
        let status = reply.status;
        let answer = WebhookAnswer::Answered {
            status: status.as_u16(),
            retry_after_s: None,
            body: reply.text,
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

async fn api(State((machine, mishaps)): State<(Machine, Mishaps)>, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("", |path| path.as_str())
        .to_owned();
    if request.method() == Method::GET {
        let file = with(&machine, |machine, _| machine.file(&path));
        return file.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| handed_out(&file));
    }
    let mishap = mishaps.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let is_lost = match mishap {
        Some(Mishap::Answered(status, body)) => return answered(status, body),
        Some(Mishap::AnswerLost) => true,
        None => false,
    };
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole request");
    let answer = with(&machine, |machine, now| {
        machine.call(
            now,
            &ApiCall {
                path: &path,
                headers: &parts.headers,
                body: &body,
            },
        )
    });
    if is_lost {
        return answered(StatusCode::BAD_GATEWAY.as_u16(), serde_json::Value::Null);
    }
    answered(answer.status, answer.body)
}

fn answered(status: u16, body: serde_json::Value) -> Response {
    (StatusCode::from_u16(status).expect("a status"), Json(body)).into_response()
}
