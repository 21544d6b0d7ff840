//! What Telegram's answers mean for a send.
//!
//! Classified by code first, then by the start of the description, with a default: both are "subject to change".
//! The strings are those of the Bot API server's source, `Client.cpp`.

use domain::{DeliveryReason, Outcome, ReasonKind, SECOND_MS, delivery::REASON_CHARS_MAX};
use serde::Deserialize;

/// Longest pause kept, in seconds; longer ones are not known, and would be for ever.
const RETRY_AFTER_S_MAX: i64 = 24 * 3_600;

/// The envelope of every Bot API answer.
#[derive(Debug, Default, Deserialize)]
pub struct Answer {
    #[serde(default)]
    pub ok: bool,
    pub result: Option<serde_json::Value>,
    pub description: Option<String>,
    pub parameters: Option<Parameters>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Parameters {
    pub retry_after: Option<i64>,
}

impl Parameters {
    /// The pause asked for, in milliseconds.
    pub fn retry_after_ms(&self) -> Option<i64> {
        let seconds = self.retry_after?.clamp(0, RETRY_AFTER_S_MAX);
        Some(seconds * SECOND_MS)
    }
}

/// What a `no` with this HTTP status and body means for a send.
pub fn refused(status: u16, answer: &Answer) -> Outcome {
    let text = answer.description.as_deref().unwrap_or_default();
    match status {
        429 => Outcome::NotTaken {
            retry_after_ms: answer.parameters.as_ref().and_then(Parameters::retry_after_ms),
        },
        // The server may have passed the message on before it failed.
        500.. => Outcome::Uncertain,
        _ => Outcome::Refused(reason(status, text)),
    }
}

fn reason(status: u16, text: &str) -> DeliveryReason {
    let lower = text.to_lowercase();
    let says = |words: &str| lower.contains(words);
    let kind = match status {
        401 | 404 => ReasonKind::Channel,
        403 if says("blocked") => ReasonKind::Blocked,
        403 => ReasonKind::Unreachable,
        400 if says("chat not found") || says("user not found") || says("peer_id_invalid") => ReasonKind::Unreachable,
        400 | 413 => ReasonKind::Content,
        _ => ReasonKind::Other,
    };
    DeliveryReason {
        kind,
        code: status.to_string(),
        text: text.chars().take(REASON_CHARS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(status: u16, text: &str) -> Option<ReasonKind> {
        let answer = Answer {
            description: Some(text.into()),
            ..Answer::default()
        };
        match refused(status, &answer) {
            Outcome::Refused(reason) => Some(reason.kind),
            _ => None,
        }
    }

    #[test]
    fn each_documented_no_has_its_kind() {
        let table = [
            (401, "Unauthorized", ReasonKind::Channel),
            (404, "Not Found", ReasonKind::Channel),
            (403, "Forbidden: bot was blocked by the user", ReasonKind::Blocked),
            (403, "Forbidden: user is deactivated", ReasonKind::Unreachable),
            (
                403,
                "Forbidden: bot can't initiate conversation with a user",
                ReasonKind::Unreachable,
            ),
            (400, "Bad Request: chat not found", ReasonKind::Unreachable),
            (400, "Bad Request: PEER_ID_INVALID", ReasonKind::Unreachable),
            (400, "Bad Request: message is too long", ReasonKind::Content),
            (400, "Bad Request: message text is empty", ReasonKind::Content),
            (409, "Conflict", ReasonKind::Other),
        ];
        for (status, text, kind) in table {
            assert_eq!(kind_of(status, text), Some(kind), "{status} {text}");
        }
    }

    #[test]
    fn a_throttled_send_waits_as_long_as_asked() {
        let answer = Answer {
            parameters: Some(Parameters { retry_after: Some(7) }),
            ..Answer::default()
        };

        assert_eq!(
            refused(429, &answer),
            Outcome::NotTaken {
                retry_after_ms: Some(7_000)
            }
        );
        assert_eq!(
            refused(429, &Answer::default()),
            Outcome::NotTaken { retry_after_ms: None }
        );
    }

    #[test]
    fn a_server_error_leaves_the_outcome_open() {
        assert_eq!(refused(500, &Answer::default()), Outcome::Uncertain);
        assert_eq!(refused(502, &Answer::default()), Outcome::Uncertain);
    }
}
