//! Building API calls and reading their answers: bringing a message, asking who somebody is.

use domain::{DeliveryReason, Outcome, Outgoing, PictureSource, Profile, ReasonKind};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    errors::{Failure, Said, result},
    files,
    limits::API_VERSION,
};
use crate::{Access, CallBody, Progress, ProviderAnswer, ProviderCall, Step, Task};

/// One call of a method: a form, since JSON is not taken; the token in a header, since URLs are logged.
pub fn call(access: &Access, method: &'static str, mut fields: Vec<(&'static str, String)>) -> ProviderCall {
    fields.push(("v", API_VERSION.to_owned()));
    ProviderCall {
        url: format!("{}/method/{method}", access.api_url),
        method,
        bearer: Some(access.token.clone()),
        body: CallBody::Form(fields),
    }
}

/// Whether this is the dialog with a person.
pub fn is_person(recipient: &str) -> bool {
    recipient.parse::<i64>().is_ok_and(|peer| peer > 0)
}

/// What our own bytes are not good for, before any call.
pub fn refuse(text: &str) -> Step {
    Step::Sent(Outcome::Refused(DeliveryReason {
        kind: ReasonKind::Content,
        code: String::new(),
        text: text.into(),
    }))
}

/// The first call that brings an answer to a contact: with files, the one that asks where they are taken.
pub fn begin_send(access: &Access, task: &Task) -> Step {
    let Task::Send { recipient, files, .. } = task else {
        return refuse("nothing to send");
    };
    if !is_person(recipient) {
        return refuse("the address is not a person's number");
    }
    go_on(access, task, files::begin(access, files, recipient))
}

/// Reads an answer on the way, and makes the next call.
pub fn next_send(access: &Access, task: &Task, progress: Progress, answer: &ProviderAnswer) -> Step {
    match task {
        Task::Send { recipient, files, .. } if progress.step > 0 => {
            go_on(access, task, files::next(access, files, recipient, progress, answer))
        }
        _ => Step::Sent(sent(answer)),
    }
}

fn go_on(access: &Access, task: &Task, next: files::Next) -> Step {
    match next {
        files::Next::Step(step) => step,
        files::Next::Named(names) => message(access, task, names),
    }
}

/// The call that is the message itself.
fn message(access: &Access, task: &Task, attachment: String) -> Step {
    let Task::Send {
        recipient,
        content,
        reply,
        key,
        ..
    } = task
    else {
        return refuse("nothing to send");
    };
    let mut fields = vec![
        // One recipient in the plural: only then the answer tells the message's number in the dialog.
        ("peer_ids", recipient.clone()),
        ("random_id", random_id(key).to_string()),
    ];
    match content {
        Outgoing::Text { text } => fields.push(("message", text.clone())),
        Outgoing::Media { caption, .. } => {
            fields.extend(caption.clone().map(|caption| ("message", caption)));
            fields.push(("attachment", attachment));
        }
        Outgoing::Location { location } => {
            let (latitude, longitude) = location.degrees();
            fields.push(("lat", latitude.to_string()));
            fields.push(("long", longitude.to_string()));
            fields.extend(location.title.clone().map(|title| ("message", title)));
        }
        Outgoing::SharedContact { .. } => return refuse("somebody's number cannot be shared here"),
    }
    if let Some(number) = reply.as_ref().and_then(|part| part.parse::<u64>().ok()) {
        let forward = serde_json::json!({
            "peer_id": recipient.parse::<i64>().unwrap_or_default(),
            "conversation_message_ids": [number],
            "is_reply": true,
        });
        fields.push(("forward", forward.to_string()));
    }
    Step::Call(call(access, "messages.send", fields), Progress::default())
}

/// The same wish always has the same number: VK then takes a repetition for what it is. 0 would mean "do not check".
fn random_id(key: &str) -> i32 {
    let digest = Sha256::digest(key.as_bytes());
    let bytes = [digest[0], digest[1], digest[2], digest[3]];
    (i32::from_be_bytes(bytes) & i32::MAX).max(1)
}

/// What became of the message for its one recipient.
#[derive(Deserialize)]
struct Sent {
    conversation_message_id: Option<u64>,
    error: Option<Said>,
}

/// Reads the answer to the message itself.
fn sent(answer: &ProviderAnswer) -> Outcome {
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) => return failure.outcome(),
    };
    let sent: Option<[Sent; 1]> = serde_json::from_value(response).ok();
    match sent {
        Some([Sent { error: Some(said), .. }]) => Failure::Said(said).outcome(),
        Some(
            [
                Sent {
                    conversation_message_id: Some(number @ 1..),
                    ..
                },
            ],
        ) => Outcome::Accepted {
            parts: vec![number.to_string()],
            position: Some(number),
            at: None,
        },
        // A yes that cannot be read: the message most likely went out, but without its number we cannot claim to know.
        _ => Outcome::Uncertain,
    }
}

/// Source: <https://dev.vk.com/en/method/messages.setActivity>.
pub fn typing(access: &Access, recipient: &str) -> Step {
    let fields = vec![("peer_id", recipient.to_owned()), ("type", "typing".to_owned())];
    Step::Call(call(access, "messages.setActivity", fields), Progress::default())
}

/// What is asked of a person besides the names. Source: <https://dev.vk.com/en/reference/objects/user>.
const PROFILE_FIELDS: &str = "screen_name,has_photo,photo_200,photo_id";

/// The call that asks who a contact is.
pub fn profile(access: &Access, address: &str) -> Step {
    let fields = vec![("user_ids", address.to_owned()), ("fields", PROFILE_FIELDS.to_owned())];
    Step::Call(call(access, "users.get", fields), Progress::default())
}

#[derive(Deserialize)]
struct User {
    id: i64,
    first_name: Option<String>,
    last_name: Option<String>,
    screen_name: Option<String>,
    #[serde(default)]
    has_photo: u8,
    photo_200: Option<String>,
    photo_id: Option<String>,
}

impl User {
    /// The picture; who has none gets a drawn one from VK, which says nothing of anybody. The address is signed anew each time.
    fn picture(&self) -> Option<PictureSource> {
        let source = self.photo_200.clone().filter(|_| self.has_photo == 1)?;
        let path = || source.split('?').next().unwrap_or_default().to_owned();
        Some(PictureSource {
            name: self.photo_id.clone().unwrap_or_else(path),
            source,
        })
    }
}

/// Reads the answer to [`profile`].
pub fn profiled(answer: &ProviderAnswer) -> Step {
    let no = |reason: String, may_pass| Step::NotProfiled { reason, may_pass };
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) => return no(failure.words(), failure.may_pass()),
    };
    let first = response.as_array().and_then(|users| users.first()).cloned();
    let user: User = match serde_json::from_value(first.unwrap_or(Value::Null)) {
        Ok(user) => user,
        Err(_) => return no("nobody with this number".into(), false),
    };
    let picture = user.picture();
    let names = [user.first_name, user.last_name].into_iter().flatten();
    let name = names.map(|part| part.trim().to_owned()).collect::<Vec<_>>().join(" ");
    // Who chose no name is called by the number.
    let by_number = format!("id{}", user.id);
    Step::Profiled(Profile {
        name: name.trim().to_owned(),
        username: user.screen_name.filter(|name| !name.is_empty() && *name != by_number),
        picture,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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

    fn form(step: Step) -> (ProviderCall, Vec<(&'static str, String)>) {
        let Step::Call(call, _) = step else { panic!("a call") };
        let CallBody::Form(fields) = call.body.clone() else {
            panic!("a form")
        };
        (call, fields)
    }

    fn task(recipient: &str, key: &str) -> Task {
        Task::Send {
            recipient: recipient.into(),
            content: Outgoing::Text { text: "hi".into() },
            files: Vec::new(),
            reply: None,
            key: key.into(),
        }
    }

    #[test]
    fn a_text_becomes_one_call_and_a_repetition_the_same_one() {
        let wish = |key: &str| form(begin_send(&access(), &task("77", key)));
        let (call, fields) = wish("channel:77:1");

        assert_eq!(call.url, "http://api/method/messages.send");
        assert_eq!(call.bearer.as_deref(), Some("secret"));
        assert!(!format!("{call:?}").contains("secret"), "the token is never printed");
        let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["peer_ids", "random_id", "message", "v"]);
        assert_eq!(wish("channel:77:1").1, fields);
        assert_ne!(wish("channel:77:2").1[1], fields[1]);
        for key in 0..10_000 {
            assert!(random_id(&key.to_string()) > 0);
        }
    }

    #[test]
    fn an_accepted_send_stands_at_its_number_in_the_dialog() {
        let yes = json!({ "response": [{ "peer_id": 77, "message_id": 900, "conversation_message_id": 12 }] });

        let accepted = Outcome::Accepted {
            parts: vec!["12".into()],
            position: Some(12),
            at: None,
        };
        assert_eq!(sent(&answered(&yes)), accepted);
    }

    #[test]
    fn a_no_to_the_one_recipient_is_found_inside_the_answer() {
        let no =
            json!({ "response": [{ "peer_id": 77, "message_id": 0, "error": { "code": 901, "description": "No" } }] });

        let Outcome::Refused(reason) = sent(&answered(&no)) else {
            panic!("refused")
        };
        assert_eq!((reason.kind, reason.code.as_str()), (ReasonKind::Blocked, "901"));
    }

    #[test]
    fn only_a_yes_with_a_number_is_believed() {
        for odd in [
            json!({ "response": 5 }),
            json!({ "response": [] }),
            json!({ "response": [{ "peer_id": 7 }] }),
            json!({}),
        ] {
            assert_eq!(sent(&answered(&odd)), Outcome::Uncertain, "{odd}");
        }
        assert_eq!(sent(&ProviderAnswer::NoAnswer), Outcome::Uncertain);
        assert_eq!(
            sent(&ProviderAnswer::NotSent),
            Outcome::NotTaken { retry_after_ms: None }
        );
        let group = begin_send(&access(), &task("-5", "k"));
        assert!(matches!(group, Step::Sent(Outcome::Refused(_))));
    }

    #[test]
    fn a_picture_is_told_from_another_whatever_its_address_is_signed_with() {
        let told = |extra: Value| {
            let mut user = json!({ "id": 77, "first_name": "Anna", "last_name": "", "has_photo": 1,
                "photo_200": "https://sun1.userapi.com/s/v1/a.jpg?sign=1" });
            user.as_object_mut()
                .expect("a user")
                .extend(extra.as_object().expect("fields").clone());
            match profiled(&answered(&json!({ "response": [user] }))) {
                Step::Profiled(profile) => profile.picture.map(|picture| picture.name),
                _ => panic!("told"),
            }
        };

        assert_eq!(told(json!({ "photo_id": "77_456" })).as_deref(), Some("77_456"));
        assert_eq!(told(json!({})).as_deref(), Some("https://sun1.userapi.com/s/v1/a.jpg"));
        assert_eq!(told(json!({ "has_photo": 0 })), None);
    }

    #[test]
    fn a_profile_is_a_name_and_a_chosen_short_name() {
        let told = |screen_name: &str| {
            let user = json!({ "id": 77, "first_name": "Анна", "last_name": "Берг", "screen_name": screen_name });
            profiled(&answered(&json!({ "response": [user] })))
        };

        let profile = |username: Option<&str>| {
            Step::Profiled(Profile {
                name: "Анна Берг".into(),
                username: username.map(str::to_owned),
                picture: None,
            })
        };
        assert_eq!(told("aberg"), profile(Some("aberg")));
        assert_eq!(told("id77"), profile(None));
        let nobody = profiled(&answered(&json!({ "response": [] })));
        assert!(matches!(nobody, Step::NotProfiled { may_pass: false, .. }));
        assert!(matches!(
            profiled(&ProviderAnswer::NoAnswer),
            Step::NotProfiled { may_pass: true, .. }
        ));
    }
}
