//! The pretend messenger behind a network that loses, delays and garbles.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use courier::{Body, Loaded};
use domain::{SECOND_MS, rules::deliver::CALL_TIMEOUT_MS};
use futures_util::{TryStreamExt, stream};
use messengers::{
    ProviderAnswer, ProviderCall,
    pretend::{ApiCall, Pretend},
    registry,
};

use crate::{
    invoke::Bell,
    mutant::Mutant,
    weather::{Fate, Port, Ports},
};

/// Where the pretend messenger's API is.
pub const API_URL: &str = "http://messenger";

/// The first pretend messenger there is, and the road to it.
pub struct Provider {
    ports: Ports,
    pretend: Mutex<Box<dyn Pretend>>,
    /// Rings when the messenger may have webhook calls to make.
    pub bell: Bell,
}

/// What happens to one call on its way.
enum Road {
    Open,
    /// Name look-up, connect or TLS failed.
    NotSent,
    /// The request gets lost, and nobody answers.
    RequestLost,
    /// It is carried out, and the answer gets lost.
    AnswerLost,
    /// It is carried out after the caller gave up waiting.
    TooSlow,
    /// A page instead of an answer; carried out or not.
    Page(u16, bool),
}

impl Provider {
    /// The messenger, with one business; its token.
    ///
    /// # Panics
    /// If there is no pretend messenger at all.
    #[must_use]
    pub fn found(ports: Ports) -> (Self, String) {
        let mut pretend = registry::pretend()
            .into_iter()
            .next()
            .expect("there is a pretend messenger");
        pretend.lives_at(API_URL);
        let token = pretend.found_business("Desk");
        (
            Self {
                ports,
                pretend: Mutex::new(pretend),
                bell: Bell::default(),
            },
            token,
        )
    }

    /// The messenger's servers, for whoever must know the truth.
    pub fn pretend(&self) -> MutexGuard<'_, Box<dyn Pretend>> {
        self.pretend.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn carry_out(&self, call: &ProviderCall, body: &[u8]) -> ProviderAnswer {
        let path = call.url.strip_prefix(API_URL).unwrap_or_default();
        let headers = call.headers();
        let now = self.ports.executor.now();
        let answer = self.pretend().call(
            now,
            &ApiCall {
                path,
                headers: &headers,
                body,
            },
        );
        self.bell.ring();
        self.ports.executor.note(format_args!(
            "messenger: {} {} -> {}",
            call.method,
            String::from_utf8_lossy(body),
            answer.status
        ));
        ProviderAnswer::Answered {
            status: answer.status,
            body: answer.body.to_string().into_bytes(),
        }
    }

    fn road(&self) -> Road {
        if !self
            .ports
            .strikes("call to a messenger went wrong", |rates| rates.provider)
        {
            return Road::Open;
        }
        let roads: [(&'static str, Road); 7] = [
            ("messenger not reached", Road::NotSent),
            ("request to a messenger lost", Road::RequestLost),
            ("answer of a messenger lost", Road::AnswerLost),
            ("messenger too slow", Road::TooSlow),
            ("messenger throttled", Road::Page(429, false)),
            ("messenger failed before", Road::Page(503, false)),
            ("messenger failed after", Road::Page(502, true)),
        ];
        let at = self.ports.below(roads.len());
        let (what, road) = roads.into_iter().nth(at).expect("below the length");
        self.ports.count(what);
        self.ports.executor.note(format_args!("messenger: {what}"));
        road
    }

    async fn travel(&self, call: &ProviderCall, body: &[u8]) -> ProviderAnswer {
        let executor = &self.ports.executor;
        let nobody_answers = CALL_TIMEOUT_MS;
        match self.road() {
            Road::Open => self.carry_out(call, body),
            Road::NotSent => ProviderAnswer::NotSent,
            Road::RequestLost => {
                executor.pause(nobody_answers).await;
                ProviderAnswer::NoAnswer
            }
            Road::AnswerLost => {
                self.carry_out(call, body);
                executor.pause(nobody_answers).await;
                ProviderAnswer::NoAnswer
            }
            Road::TooSlow => {
                executor.pause(nobody_answers - SECOND_MS).await;
                self.carry_out(call, body);
                executor.pause(SECOND_MS).await;
                ProviderAnswer::NoAnswer
            }
            Road::Page(status, is_carried_out) => {
                if is_carried_out {
                    self.carry_out(call, body);
                }
                ProviderAnswer::Answered {
                    status,
                    body: b"<html>".to_vec(),
                }
            }
        }
    }
}

#[async_trait]
impl courier::Provider for Provider {
    async fn call(&self, call: &ProviderCall, body: Body) -> ProviderAnswer {
        let parts: Result<Vec<_>, _> = body.bytes.try_collect().await;
        let Ok(parts) = parts else {
            return ProviderAnswer::NotSent;
        };
        let body = parts.concat();
        let fate = self.ports.enter(Port::Provider, "call to a messenger").await;
        let answer = match fate {
            Fate::Lost => ProviderAnswer::NoAnswer,
            Fate::AnswerLost => {
                self.carry_out(call, &body);
                ProviderAnswer::NoAnswer
            }
            _ => self.travel(call, &body).await,
        };
        self.ports.leave(fate).await;
        let is_ambiguous = match &answer {
            ProviderAnswer::NoAnswer => true,
            ProviderAnswer::Answered { status, .. } => *status >= 500,
            ProviderAnswer::NotSent => false,
        };
        // The bug of half the world: what was not answered is taken for not sent.
        if is_ambiguous && self.ports.is(Mutant::AmbiguousSendRepeated) {
            ProviderAnswer::NotSent
        } else {
            answer
        }
    }

    async fn load(&self, url: &str, _: Duration) -> Loaded {
        let fate = self.ports.enter(Port::Provider, "load a file").await;
        let path = url.strip_prefix(API_URL).unwrap_or_default();
        let is_down = self.ports.strikes("file not loaded", |rates| rates.provider);
        let found = self
            .pretend()
            .file(path)
            .filter(|_| !is_down && !matches!(fate, Fate::Lost | Fate::AnswerLost));
        self.ports.leave(fate).await;
        match found {
            Some(file) => {
                let head = Bytes::from(file.head());
                Loaded::Coming {
                    size: head.len() as u64,
                    bytes: Box::pin(stream::iter([Ok(head)])),
                }
            }
            None if is_down => Loaded::Broken,
            None => Loaded::Refused(404),
        }
    }
}
