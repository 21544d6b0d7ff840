//! What goes wrong at a pretend messenger, chosen by whoever plays. It is over with the process.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use http::{StatusCode, header};
use messengers::pretend::{ApiCall, Failure, Pretend, Refused, WebhookFailure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::{Duration, sleep};

/// How long nobody answers: longer than anybody waits.
const SILENCE: Duration = Duration::from_secs(120);

/// Seconds a messenger asks to be left alone, unless told otherwise.
const RETRY_AFTER_S: u32 = 5;

/// One sort of mishap, and how often it strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mishap {
    /// What happens.
    pub fault: Kind,
    /// To how many calls it still happens; absent: until it is switched off.
    #[serde(default)]
    pub times: Option<u32>,
    /// How long a messenger asks to be left alone, in seconds; of [`Kind::TooMany`] alone.
    #[serde(default)]
    pub retry_after_s: Option<u32>,
}

/// What can be chosen. The first are about calls that send, change or delete messages, the last three about webhook calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    TooMany,
    Blocked,
    NoSuchPerson,
    BadContent,
    TooLarge,
    ServerError,
    TokenRevoked,
    SilentBefore,
    SilentAfter,
    BrokenBefore,
    BrokenAfter,
    WebhookTwice,
    WebhookUnavailable,
    WebhookUnheard,
}

/// What a kind is about.
enum Sort {
    Call(Failure),
    Webhook(WebhookFailure),
}

impl Mishap {
    fn sort(&self) -> Sort {
        let retry_after_s = self.retry_after_s.unwrap_or(RETRY_AFTER_S);
        let refused = |reason| Sort::Call(Failure::Refused(reason));
        match self.fault {
            Kind::TooMany => refused(Refused::TooMany { retry_after_s }),
            Kind::Blocked => refused(Refused::Blocked),
            Kind::NoSuchPerson => refused(Refused::NoSuchPerson),
            Kind::BadContent => refused(Refused::BadContent),
            Kind::TooLarge => refused(Refused::TooLarge),
            Kind::ServerError => refused(Refused::ServerError),
            Kind::TokenRevoked => refused(Refused::TokenRevoked),
            Kind::SilentBefore => Sort::Call(Failure::SilentBefore),
            Kind::SilentAfter => Sort::Call(Failure::SilentAfter),
            Kind::BrokenBefore => Sort::Call(Failure::BrokenBefore),
            Kind::BrokenAfter => Sort::Call(Failure::BrokenAfter),
            Kind::WebhookTwice => Sort::Webhook(WebhookFailure::Twice),
            Kind::WebhookUnavailable => Sort::Webhook(WebhookFailure::Unavailable),
            Kind::WebhookUnheard => Sort::Webhook(WebhookFailure::Unheard),
        }
    }
}

/// What goes wrong now.
#[derive(Default)]
pub struct Mishaps(Option<Mishap>);

impl Mishaps {
    /// From now on this goes wrong, and nothing else.
    pub fn choose(&mut self, fault: Option<Mishap>) {
        self.0 = fault.filter(|fault| fault.times != Some(0));
    }

    /// What goes wrong.
    pub fn chosen(&self) -> Option<Mishap> {
        self.0
    }

    /// What happens to this call of the API.
    pub fn strike(&mut self, machine: &dyn Pretend, call: &ApiCall<'_>) -> Option<Failure> {
        let Some(Sort::Call(failure)) = self.0.map(|fault| fault.sort()) else {
            return None;
        };
        let is_about_all = failure == Failure::Refused(Refused::TokenRevoked);
        let strikes = is_about_all || machine.is_about_messages(call);
        strikes.then(|| {
            self.count();
            failure
        })
    }

    /// What happens to the next webhook call.
    pub fn strike_webhook(&mut self) -> Option<WebhookFailure> {
        let Some(Sort::Webhook(failure)) = self.0.map(|fault| fault.sort()) else {
            return None;
        };
        self.count();
        Some(failure)
    }

    fn count(&mut self) {
        let Some(fault) = &mut self.0 else { return };
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        if fault.times == Some(0) {
            self.0 = None;
        }
    }
}

/// Nobody answers.
pub async fn silence() -> Response {
    sleep(SILENCE).await;
    broken()
}

/// An answer that breaks off before it says anything.
pub fn broken() -> Response {
    let end = stream::iter([Err::<Bytes, _>(std::io::Error::other("broken on purpose"))]);
    let longer = [(header::CONTENT_LENGTH, "2")];
    (StatusCode::OK, longer, Body::from_stream(end)).into_response()
}

/// What is chosen, as the page shows it.
pub fn shown(fault: Option<Mishap>) -> serde_json::Value {
    json!({ "fault": fault.map(|fault| fault.fault), "times": fault.and_then(|fault| fault.times) })
}
