//! The pretend messenger behind a network that loses, delays and garbles.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use courier::{Body, Loaded};
use domain::{SECOND_MS, UnixMs, rules::deliver::CALL_TIMEOUT_MS};
use futures_util::{TryStreamExt, stream};
use messengers::{
    ProviderAnswer, ProviderCall,
    pretend::{ApiCall, Pretend, Refused, WebhookAnswer},
    registry,
};

use crate::{
    desk::SKEW_MS_MAX,
    invoke::Bell,
    mutant::Mutant,
    weather::{Fate, Port, Ports},
};

/// Where the pretend messenger's API is.
pub const API_URL: &str = "http://messenger";

/// A pretend messenger, and the road to it.
pub struct Provider {
    ports: Ports,
    pretend: Mutex<Box<dyn Pretend>>,
    rests: Mutex<Rests>,
    /// Calls made so far, as far as a bug needs to know.
    made: Mutex<BTreeSet<Vec<u8>>>,
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
    /// The messenger says for how long it wants to be left alone.
    LeftAlone,
    /// Answered with a no for good, and not carried out.
    Refused,
}

/// When a messenger may be asked for each wish again, and who did not wait.
#[derive(Default)]
struct Rests {
    until: BTreeMap<String, UnixMs>,
    breaches: Vec<String>,
}

impl Provider {
    /// The messenger, with one business; its token.
    #[must_use]
    pub fn found(ports: Ports, mut pretend: Box<dyn Pretend>) -> (Self, String) {
        pretend.lives_at(API_URL);
        let token = pretend.found_business("Desk");
        (
            Self {
                ports,
                pretend: Mutex::new(pretend),
                rests: Mutex::default(),
                made: Mutex::default(),
                bell: Bell::default(),
            },
            token,
        )
    }

    /// The messenger's servers, for whoever must know the truth.
    pub fn pretend(&self) -> MutexGuard<'_, Box<dyn Pretend>> {
        self.pretend.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the messenger hears when we say "taken".
    ///
    /// # Panics
    /// If nobody speaks to this messenger: a bug of the simulator.
    #[must_use]
    pub fn taken(&self) -> WebhookAnswer {
        let name = self.pretend().info().name;
        let messenger = registry::find(&name).expect("who is pretended is spoken to");
        WebhookAnswer::Answered {
            status: 200,
            retry_after_s: None,
            body: messenger.acknowledgement().to_owned(),
        }
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

    /// What became of the promise to leave the messenger alone.
    #[must_use]
    pub fn breaches(&self) -> Vec<String> {
        self.rests().breaches.clone()
    }

    fn rests(&self) -> MutexGuard<'_, Rests> {
        self.rests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The call as it is made, a repetition by the bug of this run as something new.
    fn as_made(&self, body: Vec<u8>) -> Vec<u8> {
        if !self.ports.is(Mutant::RepeatUnmarked) {
            return body;
        }
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.insert(body.clone()) {
            return body;
        }
        self.pretend().as_another_wish(&body).unwrap_or(body)
    }

    /// Refuses a call in the messenger's own words, for a time: a second, which says little, or long enough to be heard.
    fn leave_alone(&self, call: &ProviderCall, body: &[u8]) -> ProviderAnswer {
        let retry_after_s = if self.ports.below(2) == 0 {
            1
        } else {
            self.ports.within(11, 90)
        };
        let reason = Refused::TooMany {
            retry_after_s: u32::try_from(retry_after_s).unwrap_or_default(),
        };
        let answer = self.pretend().refuses(reason);
        let says = answer.body.to_string();
        if let Some(wish) = wish_of(body).filter(|_| retry_after_s > 1 && says.contains(&retry_after_s.to_string())) {
            let until = self.ports.executor.now().plus(retry_after_s * SECOND_MS);
            self.rests().until.insert(wish, until);
        }
        self.ports
            .executor
            .note(format_args!("messenger: {} -> wait {retry_after_s} s", call.method));
        ProviderAnswer::Answered {
            status: answer.status,
            body: says.into_bytes(),
        }
    }

    /// A no for good to what an operator wrote; anything else is carried out.
    fn refuse(&self, call: &ProviderCall, body: &[u8]) -> ProviderAnswer {
        if wish_of(body).is_none() {
            return self.carry_out(call, body);
        }
        let answer = self.pretend().refuses(Refused::BadContent);
        let executor = &self.ports.executor;
        executor.note(format_args!("messenger: {} -> {}", call.method, answer.body));
        ProviderAnswer::Answered {
            status: answer.status,
            body: answer.body.to_string().into_bytes(),
        }
    }

    /// Notes if this wish was to wait longer.
    fn check_rest(&self, body: &[u8]) {
        let Some(wish) = wish_of(body) else { return };
        let now = self.ports.executor.now();
        let mut rests = self.rests();
        // Who heard it and who asks again may have clocks that differ.
        if let Some(until) = rests.until.remove(&wish)
            && now < until.plus(-2 * SKEW_MS_MAX)
        {
            let early = until.0 - now.0;
            rests
                .breaches
                .push(format!("rate: {wish} was asked for again {early} ms before its time"));
        }
    }

    fn road(&self) -> Road {
        if !self
            .ports
            .strikes("call to a messenger went wrong", |rates| rates.provider)
        {
            return Road::Open;
        }
        let roads: [(&'static str, Road); 9] = [
            ("messenger not reached", Road::NotSent),
            ("request to a messenger lost", Road::RequestLost),
            ("answer of a messenger lost", Road::AnswerLost),
            ("messenger too slow", Road::TooSlow),
            ("messenger throttled", Road::Page(429, false)),
            ("messenger asked to be left alone", Road::LeftAlone),
            ("messenger refused", Road::Refused),
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
            Road::LeftAlone => self.leave_alone(call, body),
            Road::Refused => self.refuse(call, body),
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

/// The operator's wish that a call is about, if it has words of theirs: they name it.
fn wish_of(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body).replace('+', " ");
    let (_, rest) = text.split_once(" by ")?;
    let wish = rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    wish.into_iter().next().map(str::to_owned)
}

#[async_trait]
impl courier::Provider for Provider {
    async fn call(&self, call: &ProviderCall, body: Body) -> ProviderAnswer {
        let parts: Result<Vec<_>, _> = body.bytes.try_collect().await;
        let Ok(parts) = parts else {
            return ProviderAnswer::NotSent;
        };
        let body = self.as_made(parts.concat());
        self.check_rest(&body);
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
        if matches!(&answer, ProviderAnswer::Answered { status: 429, .. }) && self.ports.is(Mutant::PauseIgnored) {
            return ProviderAnswer::NotSent;
        }
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
                let (size, head) = (file.size, Bytes::from(file.head()));
                let is_broken = self.ports.strikes("file broke off", |rates| rates.provider / 2);
                let parts = if is_broken {
                    vec![Ok(head.slice(..head.len() / 2)), Err(io::Error::other("broke off"))]
                } else {
                    vec![Ok(head)]
                };
                let bytes = Box::pin(stream::iter(parts));
                Loaded::Coming { size, bytes }
            }
            None if is_down => Loaded::Broken,
            None => Loaded::Refused(404),
        }
    }
}
