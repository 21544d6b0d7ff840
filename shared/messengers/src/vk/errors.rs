//! What VK's answers mean.
//!
//! The HTTP status is 200 for errors too; the code in the body tells them apart. Codes:
//! <https://dev.vk.com/ru/reference/errors>, and those of `messages.send` in its own description.

use domain::{DeliveryReason, HOUR_MS, MINUTE_MS, Outcome, ReasonKind, SECOND_MS, delivery::REASON_CHARS_MAX};
use serde::Deserialize;
use serde_json::Value;

use crate::ProviderAnswer;

/// Pause after "too many requests per second".
const TOO_MANY_MS: i64 = SECOND_MS;

/// Pause after "flood control", which wants more than a moment.
const FLOOD_MS: i64 = MINUTE_MS;

/// Pause after "rate limit reached", which lasts for hours.
const LIMIT_MS: i64 = HOUR_MS / 2;

/// The envelope of every answer.
#[derive(Default, Deserialize)]
struct Answer {
    response: Option<Value>,
    error: Option<Said>,
}

/// An error in VK's words. One of a single recipient has other names for the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Said {
    #[serde(alias = "code")]
    pub error_code: i64,
    #[serde(alias = "description")]
    pub error_msg: String,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request never left.
    NotSent,
    /// Nobody can know whether it was carried out.
    Unknown,
    /// VK said no.
    Said(Said),
    /// Something between us and VK said no; its HTTP status.
    Page(u16),
}

/// The result of a call.
pub fn result(answer: &ProviderAnswer) -> Result<Value, Failure> {
    let (status, body) = match answer {
        ProviderAnswer::NotSent => return Err(Failure::NotSent),
        ProviderAnswer::NoAnswer => return Err(Failure::Unknown),
        ProviderAnswer::Answered { status, body } => (*status, body),
    };
    let answer: Answer = crate::envelope(body);
    // A no without its code says nothing.
    let error = answer.error.filter(|said| said.error_code != 0);
    match (error, answer.response, status) {
        (Some(said), ..) => Err(Failure::Said(said)),
        (None, Some(response), 200..=299) => Ok(response),
        (None, _, 300..=499) => Err(Failure::Page(status)),
        // A server that failed, or a yes that cannot be read.
        (None, ..) => Err(Failure::Unknown),
    }
}

impl Failure {
    /// What it means for a send.
    pub fn outcome(&self) -> Outcome {
        let not_taken = |ms| Outcome::NotTaken {
            retry_after_ms: Some(ms),
        };
        match self {
            Self::NotSent => Outcome::NotTaken { retry_after_ms: None },
            Self::Unknown => Outcome::Uncertain,
            Self::Page(429) => not_taken(TOO_MANY_MS),
            Self::Page(status) => refused(ReasonKind::Other, i64::from(*status), "no answer of the API"),
            Self::Said(said) => match said.error_code {
                // VK does not say whether it was carried out: repeated with the same `random_id`.
                1 | 10 => Outcome::Uncertain,
                6 => not_taken(TOO_MANY_MS),
                9 => not_taken(FLOOD_MS),
                29 => not_taken(LIMIT_MS),
                code => refused(kind(code), code, &said.error_msg),
            },
        }
    }

    /// The same in words, for an admin.
    pub fn words(&self) -> String {
        match self {
            Self::NotSent | Self::Unknown => "no answer".into(),
            Self::Page(status) => format!("HTTP status {status}"),
            Self::Said(said) => {
                let text = format!("{} {}", said.error_code, said.error_msg);
                text.trim().chars().take(REASON_CHARS_MAX).collect()
            }
        }
    }

    /// Whether trying again later may help.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NotSent | Self::Unknown => true,
            Self::Page(status) => *status == 429,
            Self::Said(said) => matches!(said.error_code, 1 | 6 | 9 | 10 | 29),
        }
    }

    /// VK's code, if it said one.
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::Said(said) => Some(said.error_code),
            _ => None,
        }
    }
}

fn refused(kind: ReasonKind, code: i64, text: &str) -> Outcome {
    Outcome::Refused(DeliveryReason {
        kind,
        code: code.to_string(),
        text: text.chars().take(REASON_CHARS_MAX).collect(),
    })
}

fn kind(code: i64) -> ReasonKind {
    match code {
        // The token is dead, or may not do this.
        5 | 7 | 27 | 28 => ReasonKind::Channel,
        // The contact does not permit our messages.
        901 => ReasonKind::Blocked,
        // Deleted, banned, unknown, by us on the blacklist, closed by privacy, or without a dialog.
        18 | 113 | 900 | 902 | 917 | 927 | 932 | 936 | 945 | 983..=988 | 1021 => ReasonKind::Unreachable,
        // A parameter, or too much of something.
        8 | 100 | 910 | 911 | 913 | 914 | 921 | 946 => ReasonKind::Content,
        _ => ReasonKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: i64) -> Failure {
        let body = format!(r#"{{"error":{{"error_code":{code},"error_msg":"Words","request_params":[]}}}}"#);
        result(&ProviderAnswer::Answered {
            status: 200,
            body: body.into_bytes(),
        })
        .expect_err("an error")
    }

    #[test]
    fn each_documented_no_has_its_kind() {
        let table = [
            (5, ReasonKind::Channel),
            (27, ReasonKind::Channel),
            (7, ReasonKind::Channel),
            (901, ReasonKind::Blocked),
            (18, ReasonKind::Unreachable),
            (900, ReasonKind::Unreachable),
            (902, ReasonKind::Unreachable),
            (932, ReasonKind::Unreachable),
            (100, ReasonKind::Content),
            (914, ReasonKind::Content),
            (14, ReasonKind::Other),
            (15, ReasonKind::Other),
            (7_777, ReasonKind::Other),
        ];
        for (code, kind) in table {
            let Outcome::Refused(reason) = said(code).outcome() else {
                panic!("{code}")
            };
            assert_eq!(
                (reason.kind, reason.code, reason.text),
                (kind, code.to_string(), "Words".into())
            );
        }
    }

    #[test]
    fn what_vk_asks_to_wait_for_is_tried_again_and_what_it_does_not_know_is_open() {
        for (code, ms) in [(6, TOO_MANY_MS), (9, FLOOD_MS), (29, LIMIT_MS)] {
            let waits = Outcome::NotTaken {
                retry_after_ms: Some(ms),
            };
            assert_eq!(said(code).outcome(), waits);
        }
        for code in [1, 10] {
            assert_eq!(said(code).outcome(), Outcome::Uncertain);
            assert!(said(code).may_pass());
        }
    }

    #[test]
    fn a_page_instead_of_an_answer_is_judged_by_its_status() {
        let page = |status| {
            let body = b"<html>".to_vec();
            result(&ProviderAnswer::Answered { status, body })
                .expect_err("no result")
                .outcome()
        };
        assert_eq!(page(200), Outcome::Uncertain);
        assert_eq!(page(502), Outcome::Uncertain);
        assert!(matches!(page(429), Outcome::NotTaken { .. }));
        assert!(matches!(page(403), Outcome::Refused(_)));
    }
}
