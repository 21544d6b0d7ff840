//! The small API behind the page where one plays customers; tests use it too.
//!
//! | Method | Path under `/pretend`                        | Body        | Answer                                     |
//! |--------|----------------------------------------------|-------------|--------------------------------------------|
//! | GET    | /people                                      |             | `{messengers, people}`                     |
//! | POST   | /{messenger}/businesses                      | `{name}`    | `{token}`: of a new bot or community       |
//! | POST   | /{messenger}/businesses/renewed              | `{token}`   | `{token}`: the old one is revoked          |
//! | PUT    | /{messenger}/fault                           | a `Mishap`  | from now on this goes wrong                |
//! | DELETE | /{messenger}/fault                           |             | from now on nothing goes wrong             |
//! | PUT    | /{messenger}/{person}                        | `{name}`    | introduces or renames                      |
//! | PUT    | /{messenger}/{person}/blocked                | `{blocked}` |                                            |
//! | PUT    | /{messenger}/{person}/picture                | `{base64}`  | shows a picture; `null`: none any more     |
//! | GET    | /{messenger}/{person}/messages               |             | `{messages, typed_to}`, oldest first       |
//! | POST   | /{messenger}/{person}/messages               | `{text}`    | `{id}`                                     |
//! | POST   | /{messenger}/{person}/things                 | a `Thing`   | `{id}`: of a place, person or file shared  |
//! | POST   | /{messenger}/{person}/deeds                  | a `Deed`    |                                            |
//! | PATCH  | /{messenger}/{person}/messages/{id}          | `{text}`    |                                            |
//! | POST   | /{messenger}/{person}/typing                 |             | writes and has not sent yet                |
//! | POST   | /{messenger}/{person}/outside                | `{text}`    | `{id}`: the business answers there itself  |

use std::{io, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{FileKind, Refusal, wire::ErrorBody};
use http::{Method, StatusCode, header};
use messengers::pretend::{CannotPretend, Deed, PretendFile, PretendMessage, Thing};
use platform::{
    Answer, App, Fault, Problem, Request,
    answer::{is_own_origin, json, problem, with_json},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Provider,
    mishaps::{self, Mishap},
};

/// Longest name taken, in characters.
const NAME_CHARS_MAX: usize = 100;

/// The API on these providers.
pub struct PageApi {
    providers: Arc<Vec<Arc<Provider>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revoked {
    token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocked {
    blocked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    base64: Option<String>,
}

/// Why nothing was done.
enum No {
    Cannot(CannotPretend),
    Problem(Problem),
}

impl From<CannotPretend> for No {
    fn from(cannot: CannotPretend) -> Self {
        Self::Cannot(cannot)
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Problem(refusal.into())
    }
}

impl From<io::Error> for No {
    fn from(error: io::Error) -> Self {
        Self::Problem(Fault::Bug(format!("a pretend messenger could not keep its state: {error}")).into())
    }
}

impl PageApi {
    /// The API on `providers`.
    #[must_use]
    pub fn new(providers: Arc<Vec<Arc<Provider>>>) -> Self {
        Self { providers }
    }

    /// Answers one request.
    pub fn handle(&self, app: &App, request: &Request) -> Answer {
        match self.route(app, request) {
            Ok(answer) => json(&answer),
            Err(No::Problem(no)) => problem(&no, &*app.ids),
            Err(No::Cannot(cannot)) => {
                let (status, code) = code(cannot);
                let message = cannot.to_string();
                with_json(
                    status,
                    &ErrorBody {
                        code: code.into(),
                        message,
                        details: None,
                        reference: app.ids.id(),
                    },
                )
            }
        }
    }

    fn route(&self, app: &App, request: &Request) -> Result<Value, No> {
        let text = |name| {
            request
                .headers()
                .get(name)
                .and_then(|value: &http::HeaderValue| value.to_str().ok())
        };
        if !is_own_origin(&app.config, text(header::ORIGIN), text(header::HOST)) {
            return Err(Refusal::ForeignOrigin.into());
        }
        let path = request.uri().path().strip_prefix("/pretend/").unwrap_or_default();
        let steps: Vec<&str> = path.split('/').collect();
        match (request.method(), steps.as_slice()) {
            (&Method::GET, ["people"]) => Ok(self.people()),
            (method, [messenger, rest @ ..]) => {
                let found = self
                    .providers
                    .iter()
                    .find(|provider| provider.info.name.as_str() == *messenger);
                on_provider(found.ok_or(Refusal::NoSuchMessenger)?, method, rest, request)
            }
            _ => Err(Refusal::NoSuchRoute.into()),
        }
    }

    fn people(&self) -> Value {
        let messengers = self.providers.iter().map(|provider| {
            let info = &provider.info;
            json!({
                "name": info.name, "label": info.label, "badge": info.badge, "color": info.color,
                "goes_wrong": mishaps::shown(provider.mishap()),
            })
        });
        let people = self.providers.iter().flat_map(|provider| {
            let people = provider.look(|machine| machine.people());
            let name = &provider.info.name;
            people
                .into_iter()
                .map(move |one| json!({ "messenger": name, "person": one.person, "name": one.name }))
        });
        json!({ "messengers": messengers.collect::<Value>(), "people": people.collect::<Value>() })
    }
}

/// What a messenger's owner does.
fn on_provider(provider: &Provider, method: &Method, rest: &[&str], request: &Request) -> Result<Value, No> {
    match (method, rest) {
        (&Method::POST, ["businesses"]) => {
            let name = body::<Named>(request)?.name;
            let token = provider.keep(|machine, _| machine.found_business(&cut(&name)))?;
            Ok(json!({ "token": token }))
        }
        (&Method::POST, ["businesses", "renewed"]) => {
            let token = body::<Revoked>(request)?.token;
            let token = provider.keep(|machine, _| machine.renew_token(&token))?;
            Ok(json!({ "token": token.ok_or(CannotPretend::NobodyToWriteTo)? }))
        }
        (&Method::PUT, ["fault"]) => {
            let mishap = body::<Mishap>(request)?;
            provider.choose(Some(mishap));
            Ok(mishaps::shown(provider.mishap()))
        }
        (&Method::DELETE, ["fault"]) => {
            provider.choose(None);
            Ok(mishaps::shown(None))
        }
        _ => by_person(provider, method, rest, request),
    }
}

/// What a person is and does, besides talking.
fn by_person(provider: &Provider, method: &Method, rest: &[&str], request: &Request) -> Result<Value, No> {
    match (method, rest) {
        (&Method::PUT, [person]) => {
            let name = body::<Named>(request)?.name;
            provider.keep(|machine, _| machine.introduce(person, &cut(&name)))??;
            Ok(json!({}))
        }
        (&Method::PUT, [person, "blocked"]) => {
            let blocked = body::<Blocked>(request)?.blocked;
            provider.keep(|machine, _| machine.block(person, blocked))??;
            Ok(json!({}))
        }
        (&Method::PUT, [person, "picture"]) => {
            let picture = body::<Shown>(request)?.base64;
            provider.keep(|machine, _| machine.portray(person, picture.as_deref()))??;
            Ok(json!({}))
        }
        (&Method::POST, [person, "typing"]) => {
            provider.keep(|machine, now| machine.types(now, person))??;
            Ok(json!({}))
        }
        (&Method::POST, [person, "deeds"]) => {
            let deed = body::<Deed>(request)?;
            provider.keep(|machine, now| machine.act(now, person, &deed))??;
            Ok(json!({}))
        }
        _ => in_talk(provider, method, rest, request),
    }
}

/// What is said between a person and the business.
fn in_talk(provider: &Provider, method: &Method, rest: &[&str], request: &Request) -> Result<Value, No> {
    match (method, rest) {
        (&Method::GET, [person, "messages"]) => {
            let messages = provider.look(|machine| machine.messages(person));
            let typed_to = provider.look(|machine| machine.is_typed_to(person));
            Ok(json!({ "messages": messages.iter().map(shown).collect::<Value>(), "typed_to": typed_to }))
        }
        (&Method::POST, [person, "messages"]) => {
            let text = body::<Said>(request)?.text;
            let id = provider.keep(|machine, now| machine.write(now, person, &text))??;
            Ok(json!({ "id": id.to_string() }))
        }
        (&Method::POST, [person, "things"]) => {
            let thing = body::<Thing>(request)?;
            let id = provider.keep(|machine, now| machine.share(now, person, &thing))??;
            Ok(json!({ "id": id.to_string() }))
        }
        (&Method::POST, [person, "outside"]) => {
            let text = body::<Said>(request)?.text;
            let id = provider.keep(|machine, now| machine.answer_outside(now, person, &text))??;
            Ok(json!({ "id": id.to_string() }))
        }
        (&Method::PATCH, [person, "messages", id]) => {
            let text = body::<Said>(request)?.text;
            let id = id.parse().map_err(|_| CannotPretend::NoSuchMessage)?;
            provider.keep(|machine, now| machine.edit(now, person, id, &text))??;
            Ok(json!({}))
        }
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// Ids are strings on the wire, as everywhere.
fn shown(message: &PretendMessage) -> Value {
    let files = message.files.iter().map(|(number, file)| {
        json!({
            "number": number, "kind": file.kind, "name": file.name, "size": file.size, "sha256": file.sha256,
            "picture": picture(file),
        })
    });
    json!({
        "files": files.collect::<Value>(), "reply": message.reply,
        "id": message.id.to_string(), "from": message.from, "text": message.text, "at": message.at,
        "edited": message.edited, "sign": message.sign, "waits": message.waits,
    })
}

/// A small picture as the page shows it.
fn picture(file: &PretendFile) -> Option<String> {
    let head = file.head();
    let media_type = domain::media_type::shown(FileKind::Photo, &head)?;
    let is_whole = head.len() as u64 == file.size;
    is_whole.then(|| format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(head)))
}

fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    let read = serde_json::from_slice(request.body());
    read.map_err(|_| Refusal::BadRequest {
        detail: "the body is not what this route takes".into(),
    })
}

fn cut(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect()
}

fn code(cannot: CannotPretend) -> (StatusCode, &'static str) {
    match cannot {
        CannotPretend::NoSuchPerson => (StatusCode::NOT_FOUND, "no_such_person"),
        CannotPretend::NobodyToWriteTo => (StatusCode::CONFLICT, "nobody_to_write_to"),
        CannotPretend::NoSuchMessage => (StatusCode::NOT_FOUND, "no_such_message"),
        CannotPretend::NotOffered => (StatusCode::BAD_REQUEST, "not_offered"),
        CannotPretend::BadFile => (StatusCode::BAD_REQUEST, "bad_file"),
        CannotPretend::BadText => (StatusCode::BAD_REQUEST, "bad_text"),
    }
}
