//! Changing and deleting messages of the community.

use domain::{DeliveryReason, Outcome, ReasonKind};
use serde::Deserialize;

use super::{
    errors::{Failure, Said, result},
    outbound::{call, is_person, refuse},
};
use crate::{Access, Progress, ProviderAnswer, Step};

/// VK's words for "not there", which a deletion wanted: <https://dev.vk.com/ru/reference/errors>, 15.
const NOT_FOUND: &str = "can not be found";

/// The call that gives a message another text.
pub fn edit(access: &Access, recipient: &str, parts: &[String], text: &str) -> Step {
    let (true, [number]) = (is_person(recipient), parts) else {
        return refuse("the message is not one that can be named");
    };
    let fields = vec![
        ("peer_id", recipient.to_owned()),
        ("cmid", number.clone()),
        ("message", text.to_owned()),
        // What the message replied to, and the preview of a link, would go without these.
        ("keep_forward_messages", "1".to_owned()),
        ("keep_snippets", "1".to_owned()),
    ];
    Step::Call(call(access, "messages.edit", fields), Progress::default())
}

/// The call that deletes a message for both sides.
pub fn delete(access: &Access, recipient: &str, parts: &[String]) -> Step {
    if !is_person(recipient) || parts.is_empty() {
        return refuse("the message is not one that can be named");
    }
    let fields = vec![
        ("peer_id", recipient.to_owned()),
        ("cmids", parts.join(",")),
        ("delete_for_all", "1".to_owned()),
    ];
    Step::Call(call(access, "messages.delete", fields), Progress::default())
}

/// Reads the answer to [`edit`].
pub fn edited(answer: &ProviderAnswer) -> Outcome {
    match result(answer) {
        Ok(response) if response == 1 || response == true => done(),
        Ok(_) => Outcome::Uncertain,
        Err(failure) => outcome(&failure),
    }
}

/// What became of one of the messages. Older versions answer with a map of numbers, which says no more than that all went.
#[derive(Deserialize)]
struct Deleted {
    #[serde(default)]
    response: i64,
    error: Option<Said>,
}

/// Reads the answer to [`delete`].
pub fn deleted(answer: &ProviderAnswer) -> Outcome {
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) => return outcome(&failure),
    };
    if let Some(map) = response.as_object() {
        let all = map.values().all(|one| *one == 1);
        return if all { done() } else { Outcome::Uncertain };
    }
    let parts: Vec<Deleted> = serde_json::from_value(response).unwrap_or_default();
    if let Some(no) = parts.iter().find_map(|part| part.error.clone()) {
        return outcome(&Failure::Said(no));
    }
    let all = !parts.is_empty() && parts.iter().all(|part| part.response == 1);
    if all { done() } else { Outcome::Uncertain }
}

fn done() -> Outcome {
    Outcome::Accepted {
        parts: Vec::new(),
        position: None,
        at: None,
    }
}

fn outcome(failure: &Failure) -> Outcome {
    match failure {
        Failure::Said(said) if said.error_code == 15 && said.error_msg.contains(NOT_FOUND) => done(),
        // Too old to be edited; cannot be deleted for everybody.
        Failure::Said(said) if matches!(said.error_code, 909 | 924) => match failure.outcome() {
            Outcome::Refused(reason) => Outcome::Refused(DeliveryReason {
                kind: ReasonKind::TooLate,
                ..reason
            }),
            outcome => outcome,
        },
        failure => failure.outcome(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::CallBody;

    fn access() -> Access {
        Access {
            token: "secret".into(),
            api_url: "http://api".into(),
        }
    }

    fn answered(body: &Value) -> ProviderAnswer {
        ProviderAnswer::Answered {
            status: 200,
            body: body.to_string().into_bytes(),
        }
    }

    fn no(code: i64, words: &str) -> ProviderAnswer {
        answered(&json!({ "error": { "error_code": code, "error_msg": words } }))
    }

    #[test]
    fn a_change_names_the_dialog_and_the_number_in_it() {
        let fields = |step: Step| match step {
            Step::Call(call, _) => match call.body {
                CallBody::Form(fields) => (call.method, fields),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };

        let (method, edit) = fields(edit(&access(), "77", &["5".into()], "new"));
        assert_eq!((method, &edit[1]), ("messages.edit", &("cmid", "5".to_owned())));
        let (method, delete) = fields(delete(&access(), "77", &["5".into(), "6".into()]));
        assert_eq!(
            (method, &delete[1..3]),
            (
                "messages.delete",
                [("cmids", "5,6".to_owned()), ("delete_for_all", "1".to_owned())].as_slice()
            )
        );
    }

    #[test]
    fn both_forms_of_the_answer_are_read() {
        let list = |response: i64| json!({ "response": [{ "peer_id": 77, "conversation_message_id": 5, "response": response }] });
        assert_eq!(deleted(&answered(&list(1))), done());
        assert_eq!(deleted(&answered(&list(0))), Outcome::Uncertain);
        assert_eq!(deleted(&answered(&json!({ "response": { "5": 1 } }))), done());
        assert_eq!(edited(&answered(&json!({ "response": 1 }))), done());
        let late = json!({ "response": [{ "peer_id": 77, "error": { "code": 924, "description": "Can\'t delete" } }] });
        let Outcome::Refused(reason) = deleted(&answered(&late)) else {
            panic!("refused")
        };
        assert_eq!((reason.kind, reason.code.as_str()), (ReasonKind::TooLate, "924"));
    }

    #[test]
    fn what_is_gone_is_deleted_and_what_is_too_old_is_refused() {
        assert_eq!(deleted(&no(15, "Access denied: message can not be found")), done());
        assert!(matches!(deleted(&no(15, "Access denied")), Outcome::Refused(_)));
        let Outcome::Refused(reason) = edited(&no(909, "Can\'t edit this message, because it\'s too old")) else {
            panic!("refused")
        };
        assert_eq!(reason.kind, ReasonKind::TooLate);
        assert!(matches!(edited(&no(6, "Too many")), Outcome::NotTaken { .. }));
        assert_eq!(edited(&ProviderAnswer::NoAnswer), Outcome::Uncertain);
    }
}
