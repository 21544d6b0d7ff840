//! Files: which ones an answer may bring, and how they go: each is handed to a server VK names, saved, and then named in
//! the message. Only the message itself reaches the contact, so whatever fails before it may be done again.
//!
//! <https://dev.vk.com/ru/api/upload/photos-in-message>, <https://dev.vk.com/ru/api/upload/documents-in-message>.

use domain::{DeliveryReason, FileKind, FileRule, FileTrouble, Outcome, ReasonKind, delivery::REASON_CHARS_MAX};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    errors::{Failure, result},
    limits::UPLOAD_BYTES_MAX,
    outbound::call,
};
use crate::{Access, Attachment, CallBody, Part, Progress, ProviderAnswer, ProviderCall, Step};

/// Three calls per file, counted from 1: where to, there, and saved. Step 0 is the message itself.
const CALLS: u8 = 3;

/// What an answer may bring. A film goes as a document: `video.save` takes no community's token.
pub fn rules() -> Vec<FileRule> {
    let rule = |kind, together, has_caption| FileRule {
        kind,
        bytes_max: UPLOAD_BYTES_MAX,
        has_caption,
        together,
    };
    vec![
        rule(FileKind::Photo, Some(0), true),
        rule(FileKind::Document, Some(0), true),
        rule(FileKind::Voice, None, false),
    ]
}

/// Longest code kept of what an upload server says, in characters; it has words of its own, not the API's numbers.
const CODE_CHARS_MAX: usize = 32;

/// What comes next on the way of the files.
pub enum Next {
    /// Another call, or the end.
    Step(Step),
    /// All are saved: how the message names them.
    Named(String),
}

/// Begins with the first file.
pub fn begin(access: &Access, files: &[Attachment], recipient: &str) -> Next {
    ask(access, files, recipient, 0, String::new())
}

/// Reads the answer to one of the calls and makes the next one.
pub fn next(
    access: &Access,
    files: &[Attachment],
    recipient: &str,
    progress: Progress,
    answer: &ProviderAnswer,
) -> Next {
    let at = usize::from(progress.step.saturating_sub(1) / CALLS);
    let Some(file) = files.get(at) else {
        return Next::Step(Step::Sent(not_taken()));
    };
    let step = |phase: u8| progress.step - (progress.step - 1) % CALLS + phase;
    match (progress.step - 1) % CALLS {
        0 => {
            let url = result(answer).map(|response| response["upload_url"].as_str().map(str::to_owned));
            match url {
                Ok(Some(url)) if super::is_sound(access, &url) => upload(url, file, step(1), progress.learned),
                Ok(_) => Next::Step(Step::Sent(not_taken())),
                Err(failure) => Next::Step(Step::Sent(before_the_message(&failure))),
            }
        }
        1 => match uploaded(file, answer) {
            Ok(fields) => {
                let method = if file.kind == FileKind::Photo {
                    "photos.saveMessagesPhoto"
                } else {
                    "docs.save"
                };
                call_at(call(access, method, fields), step(2), progress.learned)
            }
            Err(outcome) => Next::Step(Step::Sent(outcome)),
        },
        _ => {
            let named = match result(answer) {
                Ok(response) => named(&response).ok_or_else(not_taken),
                Err(failure) => Err(before_the_message(&failure)),
            };
            match named {
                Ok(name) => {
                    let learned = [progress.learned.as_str(), &name];
                    let names: Vec<&str> = learned.into_iter().filter(|name| !name.is_empty()).collect();
                    ask(access, files, recipient, at + 1, names.join(","))
                }
                Err(outcome) => Next::Step(Step::Sent(outcome)),
            }
        }
    }
}

/// Asks where the file at this place is taken; after the last one everything is there.
fn ask(access: &Access, files: &[Attachment], recipient: &str, at: usize, learned: String) -> Next {
    let Some(file) = files.get(at) else {
        return Next::Named(learned);
    };
    let peer = ("peer_id", recipient.to_owned());
    let call = match file.kind {
        FileKind::Photo => call(access, "photos.getMessagesUploadServer", vec![peer]),
        kind => {
            let word = if kind == FileKind::Voice {
                "audio_message"
            } else {
                "doc"
            };
            call(
                access,
                "docs.getMessagesUploadServer",
                vec![peer, ("type", word.to_owned())],
            )
        }
    };
    let step = u8::try_from(at)
        .unwrap_or(u8::MAX)
        .saturating_mul(CALLS)
        .saturating_add(1);
    call_at(call, step, learned)
}

fn call_at(call: ProviderCall, step: u8, learned: String) -> Next {
    Next::Step(Step::Call(call, Progress { step, learned }))
}

/// The file itself, to the server VK named. It needs no token: the address is good for this once.
fn upload(url: String, file: &Attachment, step: u8, learned: String) -> Next {
    let digest = Sha256::digest(file.key.as_bytes());
    let boundary = digest
        .iter()
        .take(24)
        .fold(String::from("switchboard"), |text, byte| text + &format!("{byte:02x}"));
    let name = if file.kind == FileKind::Photo { "photo" } else { "file" };
    let part = Part::File {
        name: name.to_owned(),
        file: file.clone(),
    };
    let call = ProviderCall {
        url,
        method: "upload",
        bearer: None,
        body: CallBody::Multipart {
            boundary,
            parts: vec![part],
        },
    };
    call_at(call, step, learned)
}

/// What the server made of the file, to be saved. It has no envelope and errors of its own.
fn uploaded(file: &Attachment, answer: &ProviderAnswer) -> Result<Vec<(&'static str, String)>, Outcome> {
    let (status, body) = match answer {
        ProviderAnswer::NotSent | ProviderAnswer::NoAnswer => return Err(not_taken()),
        ProviderAnswer::Answered { status, body } => (*status, body),
    };
    let read: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| match &read[name] {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty() && text != "[]"),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let fields = if file.kind == FileKind::Photo {
        let server = text("server").zip(text("photo")).zip(text("hash"));
        server.map(|((server, photo), hash)| vec![("server", server), ("photo", photo), ("hash", hash)])
    } else {
        text("file").map(|taken| vec![("file", taken), ("title", file.name.clone())])
    };
    match fields {
        Some(fields) => Ok(fields),
        None if status >= 500 || status == 429 => Err(not_taken()),
        // The same in the API's own words.
        None if matches!(result(answer), Err(failure @ Failure::Said(_)) if failure.may_pass()) => Err(not_taken()),
        // No answer of this server: a page of something between, as when it is being repaired.
        None if (200..300).contains(&status) && !read.is_object() => Err(not_taken()),
        None => {
            let cut = |text: String, max: usize| text.chars().take(max).collect::<String>();
            let words = text("error_descr").unwrap_or_else(|| "the file was not taken".into());
            Err(Outcome::Refused(DeliveryReason {
                kind: ReasonKind::Content,
                code: cut(text("error").unwrap_or_else(|| status.to_string()), CODE_CHARS_MAX),
                text: cut(words, REASON_CHARS_MAX),
            }))
        }
    }
}

/// How a message names what was saved.
fn named(response: &Value) -> Option<String> {
    // A photo is a list of one; of anything else the kind says where it stands.
    let (word, saved) = match response.get(0) {
        Some(photo) => ("photo", photo),
        None => {
            let kind = response["type"].as_str()?;
            (if kind == "photo" { "photo" } else { "doc" }, &response[kind])
        }
    };
    let (owner, id) = (saved["owner_id"].as_i64()?, saved["id"].as_i64()?);
    let key = saved["access_key"]
        .as_str()
        .map(|key| format!("_{key}"))
        .unwrap_or_default();
    Some(format!("{word}{owner}_{id}{key}"))
}

fn not_taken() -> Outcome {
    Outcome::NotTaken { retry_after_ms: None }
}

/// A failure before the message was sent: nobody has it, whatever became of the call.
fn before_the_message(failure: &Failure) -> Outcome {
    match failure.outcome() {
        Outcome::Uncertain => not_taken(),
        outcome => outcome,
    }
}

/// A file of a contact's is where the event said: the address is signed, and needs no token.
pub fn fetch(access: &Access, source: &str) -> Step {
    if super::is_sound(access, source) {
        return Step::Load { url: source.to_owned() };
    }
    Step::NotLoaded {
        why: Some(FileTrouble::Gone),
        retry_after_ms: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn access() -> Access {
        Access {
            token: "vk1.a.secret".into(),
            api_url: "https://api.vk.ru".into(),
        }
    }

    fn file(kind: FileKind) -> Attachment {
        Attachment {
            key: "key".into(),
            kind,
            name: "a.pdf".into(),
            media_type: "application/pdf".into(),
            size: 9,
        }
    }

    fn answer(body: &Value) -> ProviderAnswer {
        ProviderAnswer::Answered {
            status: 200,
            body: body.to_string().into_bytes(),
        }
    }

    fn calls(next: Next) -> (ProviderCall, Progress) {
        match next {
            Next::Step(Step::Call(call, progress)) => (call, progress),
            Next::Step(step) => panic!("{step:?}"),
            Next::Named(names) => panic!("{names}"),
        }
    }

    #[test]
    fn each_file_takes_three_calls_and_then_the_message_names_them_all() {
        let (access, files) = (access(), [file(FileKind::Photo), file(FileKind::Document)]);
        let go = |progress, body: &Value| next(&access, &files, "5", progress, &answer(body));

        let (call, progress) = calls(begin(&access, &files, "5"));
        assert_eq!(call.method, "photos.getMessagesUploadServer");
        let (call, progress) = calls(go(
            progress,
            &json!({ "response": { "upload_url": "https://pu.vk.com/c1" } }),
        ));
        assert_eq!(
            (call.url.as_str(), call.bearer),
            ("https://pu.vk.com/c1", None),
            "no token leaves"
        );
        let (call, progress) = calls(go(progress, &json!({ "server": 1, "photo": "[{}]", "hash": "h" })));
        assert_eq!(call.method, "photos.saveMessagesPhoto");
        let saved = json!({ "response": [{ "id": 7, "owner_id": -1, "access_key": "k" }] });
        let (call, progress) = calls(go(progress, &saved));
        assert_eq!(
            (call.method, progress.learned.as_str()),
            ("docs.getMessagesUploadServer", "photo-1_7_k")
        );
        let (_, progress) = calls(go(
            progress,
            &json!({ "response": { "upload_url": "https://pu.vk.com/c2" } }),
        ));
        let (call, progress) = calls(go(progress, &json!({ "file": "f" })));
        assert_eq!(call.method, "docs.save");
        let saved = json!({ "response": { "type": "doc", "doc": { "id": 8, "owner_id": -1 } } });
        let Next::Named(names) = go(progress, &saved) else {
            panic!("all are saved")
        };
        assert_eq!(names, "photo-1_7_k,doc-1_8");
    }

    #[test]
    fn what_fails_before_the_message_is_done_again_and_what_is_not_taken_is_told() {
        let (access, files) = (access(), [file(FileKind::Photo)]);
        let at = |step, answer: &ProviderAnswer| {
            let progress = Progress {
                step,
                learned: String::new(),
            };
            match next(&access, &files, "5", progress, answer) {
                Next::Step(Step::Sent(outcome)) => outcome,
                _ => panic!("an outcome"),
            }
        };

        for step in 1..=3 {
            assert_eq!(at(step, &ProviderAnswer::NoAnswer), not_taken(), "{step}");
        }
        for status in [429, 503] {
            let body = b"<html>".to_vec();
            assert_eq!(
                at(2, &ProviderAnswer::Answered { status, body }),
                not_taken(),
                "{status}"
            );
        }
        let busy = json!({ "error": { "error_code": 9, "error_msg": "Flood control" } });
        assert_eq!(at(2, &answer(&busy)), not_taken());
        assert!(matches!(
            at(2, &answer(&json!({ "photo": "[]", "server": 1, "hash": "h" }))),
            Outcome::Refused(_)
        ));
        assert_eq!(
            at(
                1,
                &answer(&json!({ "response": { "upload_url": "http://10.0.0.1/x" } }))
            ),
            not_taken()
        );
    }
}
