//! A first screen that is alive: every pretend messenger has a channel, and a few customers have written.

use api::Api;
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use domain::{FileKind, MINUTE_MS, Role, Session};
use http::{Method, StatusCode, header};
use messengers::pretend::{SentFile, Thing};
use platform::{App, Owner};
use serde_json::json;
use store::sessions::digest;

use super::Provider;
use crate::StartError;

/// What Anna saw: a picture drawn for the demo.
const LAMP: &[u8] = include_bytes!("../../assets/lamp.jpg");

/// The business customers write to.
const BUSINESS: &str = "Corner Shop";

/// Who writes at the first start: id, name, messages.
const CUSTOMERS: [(&str, &str, &[&str]); 3] = [
    (
        "1001",
        "Anna Berg",
        &[
            "Hello! Is the blue desk lamp still in stock?",
            "I would pick it up on Saturday.",
        ],
    ),
    (
        "1002",
        "Мария Орлова",
        &["Здравствуйте! Когда придёт мой заказ № 1042?"],
    ),
    (
        "1003",
        "Tom Weaver",
        &[
            "Hi, the kettle I bought last week hums.",
            "Can I bring it back without the box? 🙂",
        ],
    ),
];

/// Connects a channel for the provider, unless it has one; the way an owner would, through the API.
///
/// # Errors
/// [`StartError`].
pub async fn connect(provider: &Provider, app: &App, api: &Api, owner: &Owner) -> Result<(), StartError> {
    let known = app.store.channels().await?;
    if known.iter().any(|row| row.channel.messenger == provider.info.name) {
        return Ok(());
    }
    let keep = provider.keep(|machine, _| machine.found_business(BUSINESS));
    let token = keep.map_err(|error| StartError::Demo(error.to_string()))?;
    let session = sign_in(app, owner).await?;

    let body = json!({ "messenger": provider.info.name, "token": token }).to_string();
    let request = http::Request::builder()
        .method(Method::POST)
        .uri("/api/channels")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, format!("{}={session}", api::COOKIE))
        .header(api::MUTATION_HEADER, "1")
        .body(Bytes::from(body))
        .map_err(|error| StartError::Demo(error.to_string()))?;
    let answer = api::handle(api, request).await;

    app.store.end_session(&digest(&session)).await?;
    match answer.status() {
        StatusCode::ACCEPTED => Ok(()),
        status => Err(StartError::Demo(format!("the channel was not added: {status}"))),
    }
}

/// A session of the owner for one minute; its token.
async fn sign_in(app: &App, owner: &Owner) -> Result<String, StartError> {
    let known = app.store.operator_by_email(&owner.email).await?;
    let known = known.ok_or_else(|| StartError::Demo("there is no owner".into()))?;
    let now = app.clock.now();
    let session = Session {
        expires: now.plus(MINUTE_MS),
        ..Session::new(known.operator, Role::Owner, "the demo", now)
    };
    let token = app.ids.token();
    app.store.add_session(&digest(&token), &session).await?;
    Ok(token)
}

/// Lets the customers of the provider at `place` of `all` write, unless somebody has been here before: they take turns.
///
/// # Errors
/// [`StartError::Demo`]: the provider could not keep its state.
pub fn people_write(provider: &Provider, place: usize, all: usize) -> Result<(), StartError> {
    let wrote = provider.keep(|machine, now| {
        if !machine.people().is_empty() {
            return Ok(());
        }
        for (person, name, texts) in CUSTOMERS.into_iter().skip(place).step_by(all.max(1)) {
            machine.introduce(person, name)?;
            for text in texts {
                machine.write(now, person, text)?;
            }
            if person == CUSTOMERS[0].0 {
                machine.share(now, person, &lamp())?;
            }
        }
        Ok::<_, messengers::pretend::CannotPretend>(())
    });
    let broken = |error: &dyn std::error::Error| StartError::Demo(error.to_string());
    wrote.map_err(|error| broken(&error))?.map_err(|error| broken(&error))
}

/// The picture, as a customer sends one.
fn lamp() -> Thing {
    Thing::File(SentFile {
        kind: FileKind::Photo,
        name: "lamp.jpg".to_owned(),
        base64: BASE64_STANDARD.encode(LAMP),
        size: 0,
        caption: "This one, I saw it in your window.".to_owned(),
        album: String::new(),
    })
}
