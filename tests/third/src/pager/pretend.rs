//! Its servers, pretended: one person talks to the business that subscribed last.

use std::collections::BTreeMap;

use domain::{MessengerInfo, SECOND_MS, UnixMs};
use messengers::{
    Messenger,
    pretend::{
        ApiAnswer, ApiCall, CannotPretend, HoldsOpen, Presence, Pretend, PretendAuthor, PretendFile, PretendMessage,
        PretendPerson, Refused, Taken, Thing, Trial, WebhookAnswer, WebhookPost,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Pager, SECRET_HEADER, TEXT_MAX};

/// A call that failed is made again after this time.
const AGAIN_MS: i64 = 5 * SECOND_MS;

/// Businesses, people and talks.
#[derive(Default, Serialize, Deserialize)]
pub struct PretendPager {
    businesses: Vec<Business>,
    people: BTreeMap<String, Person>,
    /// Numbers of messages and of calls handed out so far.
    numbers: u64,
    now: UnixMs,
}

#[derive(Serialize, Deserialize)]
struct Business {
    token: String,
    name: String,
    url: String,
    secret: String,
    waiting: Vec<Waiting>,
}

#[derive(Serialize, Deserialize)]
struct Waiting {
    body: Value,
    due: UnixMs,
    attempt: Option<u64>,
}

#[derive(Default, Serialize, Deserialize)]
struct Person {
    name: String,
    is_blocking: bool,
    talk: Vec<Said>,
}

#[derive(Serialize, Deserialize)]
struct Said {
    number: u64,
    by_person: bool,
    text: String,
    at: UnixMs,
    key: String,
}

type Answer = Result<Value, (u16, &'static str)>;

impl PretendPager {
    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn carry_out(&mut self, call: &ApiCall<'_>) -> Answer {
        let token = call
            .headers
            .get(http::header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = token
            .and_then(|token| token.strip_prefix("Bearer "))
            .unwrap_or_default();
        let at = self.businesses.iter().position(|business| business.token == token);
        let at = at.ok_or((401, "nobody has this token"))?;
        let body: Value = serde_json::from_slice(call.body).map_err(|_| (400, "no JSON"))?;
        let business = &mut self.businesses[at];
        match call.path {
            "/who" => Ok(json!({ "account": (at + 1).to_string(), "name": business.name })),
            "/subscribe" => {
                business.url = super::text(&body, "url");
                business.secret = super::text(&body, "secret");
                Ok(json!({}))
            }
            "/subscribed" => Ok(json!({ "url": business.url, "waiting": business.waiting.len() })),
            "/send" => self.send(&body),
            _ => Err((404, "no such verb")),
        }
    }

    fn send(&mut self, body: &Value) -> Answer {
        let (to, text, key) = (
            super::text(body, "to"),
            super::text(body, "text"),
            super::text(body, "key"),
        );
        let (number, at) = (self.number(), self.now);
        let person = self.people.get_mut(&to).ok_or((404, "nobody has this number"))?;
        if person.is_blocking {
            return Err((403, "they do not want to hear from you"));
        }
        if text.is_empty() || text.chars().count() > TEXT_MAX {
            return Err((400, "the text does not fit"));
        }
        if let Some(known) = person.talk.iter().find(|said| said.key == key) {
            return Ok(json!({ "number": known.number, "at": known.at }));
        }
        person.talk.push(Said {
            number,
            by_person: false,
            text,
            at,
            key,
        });
        Ok(json!({ "number": number, "at": at }))
    }

    /// The newest business that has a place to be called at, else the newest.
    fn tell(&mut self, event: Value) -> Result<(), CannotPretend> {
        let due = self.now;
        let subscribed = self.businesses.iter().rposition(|business| !business.url.is_empty());
        let at = subscribed.or_else(|| self.businesses.len().checked_sub(1));
        let business = at
            .and_then(|at| self.businesses.get_mut(at))
            .ok_or(CannotPretend::NobodyToWriteTo)?;
        business.waiting.push(Waiting {
            body: event,
            due,
            attempt: None,
        });
        Ok(())
    }
}

impl HoldsOpen for PretendPager {
    fn take(&mut self, now: UnixMs, call: &ApiCall<'_>) -> Taken {
        Taken::Answered(self.call(now, call))
    }

    fn held(&mut self, _: UnixMs, _: u64) -> Option<ApiAnswer> {
        None
    }

    fn let_go(&mut self, _: u64) {}

    fn waiting(&self, _: UnixMs) -> Option<usize> {
        Some(0)
    }
}

impl Presence for PretendPager {
    fn introduce(&mut self, person: &str, name: &str) -> Result<(), CannotPretend> {
        name.clone_into(&mut self.people.entry(person.to_owned()).or_default().name);
        Ok(())
    }

    fn people(&self) -> Vec<PretendPerson> {
        let shown = |(id, person): (&String, &Person)| PretendPerson {
            person: id.clone(),
            name: person.name.clone(),
        };
        self.people.iter().map(shown).collect()
    }
}

impl Trial for PretendPager {}

impl Pretend for PretendPager {
    fn info(&self) -> MessengerInfo {
        Pager.info()
    }

    fn api_url_variable(&self) -> &'static str {
        Pager.api_url().variable
    }

    fn found_business(&mut self, name: &str) -> String {
        let token = format!("pager-{}", self.businesses.len() + 1);
        let business = Business {
            token: token.clone(),
            name: name.to_owned(),
            url: String::new(),
            secret: String::new(),
            waiting: Vec::new(),
        };
        self.businesses.push(business);
        token
    }

    fn renew_token(&mut self, token: &str) -> Option<String> {
        let known = self.businesses.iter_mut().find(|business| business.token == token)?;
        known.token.push('R');
        Some(known.token.clone())
    }

    fn call(&mut self, now: UnixMs, call: &ApiCall<'_>) -> ApiAnswer {
        self.now = now;
        let (status, body) = match self.carry_out(call) {
            Ok(body) => (200, body),
            Err((status, why)) => (status, json!({ "why": why })),
        };
        ApiAnswer { status, body }
    }

    fn is_about_messages(&self, call: &ApiCall<'_>) -> bool {
        call.path == "/send"
    }

    fn refuses(&self, reason: Refused) -> ApiAnswer {
        let (status, body) = match reason {
            Refused::TooMany { retry_after_s } => (429, json!({ "wait_ms": i64::from(retry_after_s) * SECOND_MS })),
            Refused::Blocked => (403, json!({ "why": "they do not want to hear from you" })),
            Refused::NoSuchPerson => (404, json!({ "why": "nobody has this number" })),
            Refused::BadContent => (400, json!({ "why": "the text does not fit" })),
            Refused::TooLarge => (413, json!({ "why": "too large" })),
            Refused::ServerError => (500, json!({ "why": "we are sorry" })),
            Refused::TokenRevoked => (401, json!({ "why": "nobody has this token" })),
        };
        ApiAnswer { status, body }
    }

    fn lives_at(&mut self, _: &str) {}

    fn file(&self, _: &str) -> Option<PretendFile> {
        None
    }

    fn file_by_number(&self, _: usize) -> Option<PretendFile> {
        None
    }

    fn write(&mut self, now: UnixMs, person: &str, text: &str) -> Result<u64, CannotPretend> {
        self.now = now;
        let number = self.number();
        let one = self.people.get_mut(person).ok_or(CannotPretend::NoSuchPerson)?;
        let said = Said {
            number,
            by_person: true,
            text: text.to_owned(),
            at: now,
            key: String::new(),
        };
        one.talk.push(said);
        let event = json!({
            "event": "wrote", "person": person, "name": one.name, "number": number, "at": now, "text": text,
        });
        self.tell(event)?;
        Ok(number)
    }

    fn share(&mut self, _: UnixMs, _: &str, _: &Thing) -> Result<u64, CannotPretend> {
        Err(CannotPretend::NotOffered)
    }

    fn edit(&mut self, _: UnixMs, _: &str, _: u64, _: &str) -> Result<(), CannotPretend> {
        Err(CannotPretend::NotOffered)
    }

    fn block(&mut self, person: &str, blocked: bool) -> Result<(), CannotPretend> {
        self.people
            .get_mut(person)
            .ok_or(CannotPretend::NoSuchPerson)?
            .is_blocking = blocked;
        self.tell(json!({ "event": "blocked", "person": person, "blocked": blocked }))
    }

    fn answer_outside(&mut self, _: UnixMs, _: &str, _: &str) -> Result<u64, CannotPretend> {
        Err(CannotPretend::NotOffered)
    }

    fn messages(&self, person: &str) -> Vec<PretendMessage> {
        let shown = |said: &Said| PretendMessage {
            id: said.number,
            from: if said.by_person {
                PretendAuthor::Person
            } else {
                PretendAuthor::Business
            },
            text: said.text.clone(),
            at: said.at,
            edited: false,
            files: Vec::new(),
            reply: None,
            sign: String::new(),
            waits: false,
        };
        self.people
            .get(person)
            .map(|person| person.talk.iter().map(shown).collect())
            .unwrap_or_default()
    }

    fn posts(&mut self, now: UnixMs) -> Vec<WebhookPost> {
        let mut posts = Vec::new();
        for business in self.businesses.iter_mut().filter(|business| !business.url.is_empty()) {
            let Business {
                url, secret, waiting, ..
            } = business;
            for one in waiting.iter_mut().filter(|one| one.attempt.is_none() && one.due <= now) {
                self.numbers += 1;
                one.attempt = Some(self.numbers);
                posts.push(WebhookPost {
                    attempt: self.numbers,
                    url: url.clone(),
                    headers: vec![(SECRET_HEADER.to_owned(), secret.clone())],
                    body: one.body.to_string().into_bytes(),
                });
            }
        }
        posts
    }

    fn answered(&mut self, now: UnixMs, attempt: u64, answer: WebhookAnswer) {
        let is_heard = matches!(&answer, WebhookAnswer::Answered { status: 200, body, .. } if body == "heard");
        for business in &mut self.businesses {
            business
                .waiting
                .retain(|one| !(is_heard && one.attempt == Some(attempt)));
            for one in business.waiting.iter_mut().filter(|one| one.attempt == Some(attempt)) {
                (one.attempt, one.due) = (None, now.plus(AGAIN_MS));
            }
        }
    }

    fn next_post(&self) -> Option<UnixMs> {
        let called = self.businesses.iter().filter(|business| !business.url.is_empty());
        let waiting = called.flat_map(|business| &business.waiting);
        waiting.filter(|one| one.attempt.is_none()).map(|one| one.due).min()
    }

    fn save(&self) -> Value {
        serde_json::to_value(self).expect("our own state serializes")
    }

    fn load(&mut self, saved: Value) -> Result<(), serde_json::Error> {
        *self = serde_json::from_value(saved)?;
        let waiting = self.businesses.iter_mut().flat_map(|business| &mut business.waiting);
        waiting.for_each(|one| one.attempt = None);
        Ok(())
    }
}
