//! Browsers that are told of news by their push services, although the desk is not open in them.

#[cfg(feature = "schema")]
use domain::MyNotifications;
use domain::{Refusal, notification::Browser, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, push_key};
use webpush::{Invalid, Receiver};

use crate::{body, notifications::decide, session::Authenticated};

/// Longest short name of a language, in characters, as `zh-Hant-TW`.
const LANGUAGE_CHARS_MAX: usize = 12;

/// `GET /api/operators/me/notifications/push-key`: the key browsers agree with. Made when it is first asked for, and the
/// same for good.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/operators/me/notifications/push-key",
    responses((status = 200, body = wire::PushKey))))]
pub async fn key(app: &App) -> Result<Answer, Problem> {
    let key = push_key::signer(app).await?.public();
    Ok(json(&wire::PushKey { key }))
}

/// `PUT /api/operators/me/notifications/browser`: this browser is told of news from now on, until it is taken away or its
/// session ends. The same again changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/operators/me/notifications/browser",
    request_body = wire::TellBrowser,
    responses((status = 200, body = MyNotifications), (status = 400, body = wire::ErrorBody))))]
pub async fn add(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let told: wire::TellBrowser = body::json(request)?;
    let receiver = Receiver {
        endpoint: &told.endpoint,
        key: &told.p256dh,
        secret: &told.auth,
    };
    receiver.check(&app.config.push_services).map_err(refusal)?;
    let is_language = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
    if told.language.len() > LANGUAGE_CHARS_MAX || !told.language.bytes().all(is_language) {
        let detail = "the language is a short name, as en".into();
        return Err(Refusal::BadRequest { detail }.into());
    }

    let now = app.clock.now();
    let browser = Browser {
        id: rules::browser::id_of(&told.endpoint),
        endpoint: told.endpoint,
        p256dh: told.p256dh,
        auth: told.auth,
        language: told.language,
        session: who.digest.clone(),
        name: who.session.browser.clone(),
        since: now,
    };
    let decided = decide(app, &who.session.operator, |before| {
        Ok(rules::browser::add(before, &browser, now))
    });
    Ok(json(&decided.await?.shown()))
}

/// `DELETE /api/operators/me/notifications/browsers/{browser}`: it is told nothing any more. One that was not is answered
/// the same.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/operators/me/notifications/browsers/{browser}",
    params(("browser" = String, Path)), responses((status = 200, body = MyNotifications))))]
pub async fn remove(app: &App, who: &Authenticated, browser: &str) -> Result<Answer, Problem> {
    let decided = decide(app, &who.session.operator, |before| {
        Ok(rules::browser::remove(before, browser, app.clock.now()))
    });
    Ok(json(&decided.await?.shown()))
}

fn refusal(invalid: Invalid) -> Refusal {
    match invalid {
        Invalid::Endpoint => Refusal::NoSuchPushService,
        Invalid::Keys | Invalid::TooLong => Refusal::BadRequest {
            detail: invalid.to_string(),
        },
    }
}
