//! Asking for updates by `getUpdates`.
//!
//! Telegram keeps what was not confirmed, for 24 hours, and a poll confirms what lies before its offset. So the offset goes
//! on behind an update that was taken, and is forgotten once an empty answer shows that it did its work: after a week of
//! silence updates are numbered anew at random, and an old offset would mean nothing.
//! Source: <https://core.telegram.org/bots/api#getupdates>.

use domain::{DeliveryReason, Outcome, ReasonKind, delivery::REASON_CHARS_MAX};
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::{
    errors::{Answer, refused},
    inbound::SECRET_HEADER,
    limits::{ALLOWED_UPDATES, UPDATES_PER_POLL},
    outbound::call,
};
use crate::{Access, News, Poll, Polled, Position, ProviderAnswer, ProviderCall, poll::POLL_WAIT_S};

/// Asks for what was not confirmed yet.
pub fn poll(access: &Access, position: &Position) -> ProviderCall {
    let mut body = json!({ "limit": UPDATES_PER_POLL, "timeout": POLL_WAIT_S, "allowed_updates": ALLOWED_UPDATES });
    if let Ok(offset) = position.session.parse::<i64>() {
        body["offset"] = offset.into();
    }
    call(access, "getUpdates", body)
}

/// Reads the updates.
pub fn polled(polled: Polled<'_>, position: &Position, answer: &ProviderAnswer) -> Poll {
    let failed = |retry_after_ms| Poll::Failed {
        next: position.clone(),
        retry_after_ms,
    };
    let ProviderAnswer::Answered { status, body } = answer else {
        return failed(None);
    };
    let answer: Answer = crate::envelope(body);
    if *status == 409 {
        return Poll::Conflict(conflict(&answer));
    }
    if *status >= 300 {
        return match refused(*status, &answer) {
            // Anything else is somebody between us, or a bad moment.
            Outcome::Refused(reason) if reason.kind == ReasonKind::Channel => Poll::Refused(reason),
            Outcome::NotTaken { retry_after_ms } => failed(retry_after_ms),
            _ => failed(None),
        };
    }
    match answer.result {
        Some(Value::Array(updates)) if answer.ok => news(polled.secret, position, &updates),
        _ => failed(None),
    }
}

fn news(secret: &str, position: &Position, updates: &[Value]) -> Poll {
    let (mut news, mut next) = (Vec::with_capacity(updates.len()), Position::default());
    for update in updates {
        next.session = match update.get("update_id").and_then(Value::as_i64) {
            Some(id) => id.saturating_add(1).to_string(),
            // Without a number it cannot be confirmed by itself; the next one with a number confirms both.
            None => news.last().map_or(position, |last: &News| &last.next).session.clone(),
        };
        let mut headers = HeaderMap::new();
        if let Ok(secret) = HeaderValue::from_str(secret) {
            headers.insert(SECRET_HEADER, secret);
        }
        news.push(News {
            headers,
            body: update.to_string().into_bytes(),
            next: next.clone(),
        });
    }
    Poll::News {
        news,
        next,
        is_gap: false,
    }
}

/// Another poller, or a webhook that somebody set.
fn conflict(answer: &Answer) -> DeliveryReason {
    let text = answer.description.as_deref().unwrap_or_default();
    DeliveryReason {
        kind: ReasonKind::Channel,
        code: "409".into(),
        text: text.chars().take(REASON_CHARS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use domain::Registration;

    use super::*;
    use crate::CallBody;

    fn access() -> Access {
        Access {
            token: "1:secret".into(),
            api_url: "http://api".into(),
        }
    }

    fn at(session: &str) -> Position {
        Position {
            session: session.into(),
            mark: String::new(),
        }
    }

    fn read(position: &Position, status: u16, body: &Value) -> Poll {
        let registration = Registration::default();
        let whose = Polled {
            registration: &registration,
            secret: "s",
        };
        let body = body.to_string().into_bytes();
        polled(whose, position, &ProviderAnswer::Answered { status, body })
    }

    #[test]
    fn an_offset_is_asked_from_only_when_there_is_one() {
        let body = |position: &Position| match poll(&access(), position).body {
            CallBody::Json(body) => body,
            other => panic!("{other:?}"),
        };
        let first = body(&Position::default());

        assert!(first.get("offset").is_none());
        assert_eq!(first["allowed_updates"], json!(ALLOWED_UPDATES), "as for the webhook");
        assert_eq!(body(&at("12"))["offset"], 12);
    }

    #[test]
    fn each_update_is_a_webhook_call_and_confirmed_behind_itself() {
        let two = json!({ "ok": true, "result": [{ "update_id": 7, "message": {} }, { "update_id": 9, "poll": {} }] });

        let Poll::News { news, next, is_gap } = read(&at("3"), 200, &two) else {
            panic!("news")
        };

        let places: Vec<_> = news.iter().map(|one| one.next.session.as_str()).collect();
        assert_eq!((places, next.session.as_str(), is_gap), (vec!["8", "10"], "10", false));
        assert_eq!(news[0].headers[SECRET_HEADER], "s");
        assert_eq!(news[1].body, br#"{"poll":{},"update_id":9}"#);
        assert!(next.mark.is_empty(), "Telegram itself knows where a later run goes on");
    }

    #[test]
    fn an_empty_answer_ends_an_offset() {
        let empty = json!({ "ok": true, "result": [] });

        assert_eq!(read(&at("10"), 200, &empty), Poll::nothing(Position::default()));
    }

    #[test]
    fn numbers_that_begin_anew_are_followed_downwards() {
        let lower = json!({ "ok": true, "result": [{ "update_id": 5, "message": {} }] });

        assert!(matches!(read(&at("900"), 200, &lower), Poll::News { next, .. } if next.session == "6"));
    }

    #[test]
    fn an_update_without_number_confirms_nothing() {
        let odd = json!({ "ok": true, "result": [{ "update_id": 5 }, { "message": {} }, 3] });

        let Poll::News { news, next, .. } = read(&at("5"), 200, &odd) else {
            panic!("news")
        };
        assert_eq!((news.len(), next.session.as_str()), (3, "6"));
    }

    #[test]
    fn what_went_wrong_says_whether_it_may_pass() {
        let no = |code: u16, words: &str| json!({ "ok": false, "error_code": code, "description": words });
        let position = at("4");

        let conflict = read(
            &position,
            409,
            &no(409, "Conflict: terminated by other getUpdates request"),
        );
        let dead = read(&position, 401, &no(401, "Unauthorized"));
        let page = read(&position, 502, &Value::Null);
        let odd = read(&position, 200, &json!({ "ok": true, "result": 5 }));
        let many = json!({ "ok": false, "error_code": 429, "parameters": { "retry_after": 3 } });

        assert!(matches!(conflict, Poll::Conflict(reason) if reason.text.contains("other getUpdates")));
        assert!(matches!(dead, Poll::Refused(reason) if reason.kind == ReasonKind::Channel));
        let failed = |retry_after_ms| Poll::Failed {
            next: position.clone(),
            retry_after_ms,
        };
        assert_eq!((page, odd), (failed(None), failed(None)));
        assert_eq!(read(&position, 429, &many), failed(Some(3_000)));
    }
}
