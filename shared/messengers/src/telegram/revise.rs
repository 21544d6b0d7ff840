//! Changing and deleting messages that are in a private chat.

use domain::{Outcome, ReasonKind};
use serde_json::json;

use super::{
    errors::{Answer, refused},
    outbound::{call, refuse},
};
use crate::{Access, Progress, ProviderAnswer, Step};

/// The call that gives a message of the bot another text.
pub fn edit(access: &Access, recipient: &str, parts: &[String], text: &str, is_caption: bool) -> Step {
    // The words of an album stand with its first file.
    let (Ok(chat_id), [part, ..]) = (recipient.parse::<i64>(), parts) else {
        return refuse("the message is not one that can be named");
    };
    let Ok(message_id) = part.parse::<i64>() else {
        return refuse("the message is not one that can be named");
    };
    let (method, words) = if is_caption {
        ("editMessageCaption", "caption")
    } else {
        ("editMessageText", "text")
    };
    let body = json!({ "chat_id": chat_id, "message_id": message_id, words: text });
    Step::Call(call(access, method, body), Progress::default())
}

/// The call that deletes all parts of a message for both sides.
pub fn delete(access: &Access, recipient: &str, parts: &[String]) -> Step {
    let ids: Result<Vec<i64>, _> = parts.iter().map(|part| part.parse()).collect();
    let (Ok(chat_id), Ok(ids)) = (recipient.parse::<i64>(), ids) else {
        return refuse("the message is not one that can be named");
    };
    let call = match ids.as_slice() {
        [] => return refuse("the message is not one that can be named"),
        [id] => call(access, "deleteMessage", json!({ "chat_id": chat_id, "message_id": id })),
        // Those that are gone already are skipped.
        ids => call(
            access,
            "deleteMessages",
            json!({ "chat_id": chat_id, "message_ids": ids }),
        ),
    };
    Step::Call(call, Progress::default())
}

/// Reads the answer to either. What is so already is done; what nobody knows the end of may be asked again.
pub fn revised(answer: &ProviderAnswer) -> Outcome {
    let (status, body) = match answer {
        ProviderAnswer::NotSent => return Outcome::NotTaken { retry_after_ms: None },
        ProviderAnswer::NoAnswer => return Outcome::Uncertain,
        ProviderAnswer::Answered { status, body } => (*status, body),
    };
    let answer: Answer = crate::envelope(body);
    let done = Outcome::Accepted {
        parts: Vec::new(),
        position: None,
        at: None,
    };
    if status < 300 {
        return if answer.ok { done } else { Outcome::Uncertain };
    }
    let words = answer.description.as_deref().unwrap_or_default().to_lowercase();
    let says = |known: &str| words.contains(known);
    if status == 400 && (says("message is not modified") || says("message to delete not found")) {
        return done;
    }
    match refused(status, &answer) {
        Outcome::Refused(reason) if status == 400 => {
            let is_late = says("can't be deleted") || says("can't be edited");
            let kind = if is_late { ReasonKind::TooLate } else { reason.kind };
            Outcome::Refused(domain::DeliveryReason { kind, ..reason })
        }
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::CallBody;

    fn access() -> Access {
        Access {
            token: "1:secret".into(),
            api_url: "http://api".into(),
        }
    }

    fn body(step: Step) -> (&'static str, Value) {
        match step {
            Step::Call(call, _) => match call.body {
                CallBody::Json(body) => (call.method, body),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    fn answered(status: u16, words: &str) -> Outcome {
        let body = json!({ "ok": false, "error_code": status, "description": words });
        revised(&ProviderAnswer::Answered {
            status,
            body: body.to_string().into_bytes(),
        })
    }

    #[test]
    fn every_part_is_named() {
        assert_eq!(
            body(edit(&access(), "77", &["5".into()], "new", false)),
            (
                "editMessageText",
                json!({ "chat_id": 77, "message_id": 5, "text": "new" })
            )
        );
        assert_eq!(
            body(edit(&access(), "77", &["5".into(), "6".into()], "new", true)),
            (
                "editMessageCaption",
                json!({ "chat_id": 77, "message_id": 5, "caption": "new" })
            )
        );
        assert_eq!(
            body(delete(&access(), "77", &["5".into()])),
            ("deleteMessage", json!({ "chat_id": 77, "message_id": 5 }))
        );
        assert_eq!(
            body(delete(&access(), "77", &["5".into(), "6".into()])),
            ("deleteMessages", json!({ "chat_id": 77, "message_ids": [5, 6] }))
        );
        for step in [
            delete(&access(), "77", &[]),
            delete(&access(), "@x", &["5".into()]),
            edit(&access(), "77", &["five".into()], "new", false),
        ] {
            assert!(matches!(step, Step::Sent(Outcome::Refused(_))), "{step:?}");
        }
    }

    #[test]
    fn what_is_so_already_is_done_and_what_is_too_old_is_refused() {
        for words in [
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
            "Bad Request: message to delete not found",
        ] {
            assert!(matches!(answered(400, words), Outcome::Accepted { .. }), "{words}");
        }
        for words in [
            "Bad Request: message can't be deleted for everyone",
            "Bad Request: message can't be edited",
        ] {
            let Outcome::Refused(reason) = answered(400, words) else {
                panic!("{words}")
            };
            assert_eq!((reason.kind, reason.text.as_str()), (ReasonKind::TooLate, words));
        }
        let Outcome::Refused(reason) = answered(400, "Bad Request: message to edit not found") else {
            panic!("refused")
        };
        assert_eq!(reason.kind, ReasonKind::Content);
        assert_eq!(answered(500, "Internal Server Error"), Outcome::Uncertain);
        assert!(matches!(answered(429, "Too Many Requests"), Outcome::NotTaken { .. }));
    }
}
