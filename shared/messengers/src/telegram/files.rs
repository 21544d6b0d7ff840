//! Files: which ones an answer may bring, how they go, and where those that came are loaded from.

use domain::{FileKind, FileRule, FileTrouble, Outcome};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    errors::Answer,
    limits::{PHOTO_BYTES_MAX, UPLOAD_BYTES_MAX},
    outbound::call,
};
use crate::{Access, Attachment, CallBody, Part, Progress, ProviderAnswer, ProviderCall, Step};

/// The step of a photo that Telegram would not take for one and that goes as a file instead.
pub const AS_DOCUMENT: u8 = 1;

/// What Telegram says of a picture it cannot make a photo of. Source: the server's own, `Client.cpp`, and the API's errors.
const NO_PHOTO: [&str; 4] = [
    "image_process_failed",
    "photo_invalid_dimensions",
    "photo_ext_invalid",
    "photo_save_file_invalid",
];

/// What an answer may bring, and what goes together in one album.
/// Source: <https://core.telegram.org/bots/api#sendmediagroup>: photos and videos; documents and audio by themselves.
pub fn rules() -> Vec<FileRule> {
    let rule = |kind, together, has_caption| FileRule {
        kind,
        bytes_max: match kind {
            FileKind::Photo => PHOTO_BYTES_MAX,
            _ => UPLOAD_BYTES_MAX,
        },
        has_caption,
        together,
    };
    vec![
        rule(FileKind::Photo, Some(0), true),
        rule(FileKind::Video, Some(0), true),
        rule(FileKind::Audio, Some(1), true),
        rule(FileKind::Document, Some(2), true),
        rule(FileKind::Animation, None, true),
        rule(FileKind::Voice, None, true),
        rule(FileKind::VideoNote, None, false),
    ]
}

/// What else a send says.
pub struct Words<'a> {
    /// To whom.
    pub chat_id: i64,
    /// The words beside the files.
    pub caption: Option<&'a str>,
    /// The message it answers, as the API wants it.
    pub reply: Option<Value>,
    /// Names the wish.
    pub key: &'a str,
}

/// The call that brings `files`: one by itself, or an album.
pub fn send(access: &Access, files: &[Attachment], words: &Words<'_>, step: u8) -> Step {
    let mut parts = vec![Part::text("chat_id", words.chat_id.to_string())];
    if let Some(reply) = &words.reply {
        parts.push(Part::text("reply_parameters", reply.to_string()));
    }
    let method = match files {
        [file] => {
            let is_document = step == AS_DOCUMENT;
            let (method, field) = if is_document {
                method(FileKind::Document)
            } else {
                method(file.kind)
            };
            parts.extend(words.caption.map(|caption| Part::text("caption", caption)));
            let name = field.to_owned();
            let file = file.clone();
            parts.push(Part::File { name, file });
            method
        }
        several => {
            let media: Value = several
                .iter()
                .enumerate()
                .map(|(at, file)| item(at, file, words.caption))
                .collect();
            parts.push(Part::text("media", media.to_string()));
            for (at, file) in several.iter().enumerate() {
                let (name, file) = (format!("file{at}"), file.clone());
                parts.push(Part::File { name, file });
            }
            "sendMediaGroup"
        }
    };
    let body = CallBody::Multipart {
        boundary: boundary(words.key),
        parts,
    };
    let call = ProviderCall {
        body,
        ..call(access, method, Value::Null)
    };
    let progress = Progress {
        step,
        ..Progress::default()
    };
    Step::Call(call, progress)
}

/// The words of an album stand with its first file.
fn item(at: usize, file: &Attachment, caption: Option<&str>) -> Value {
    let (_, kind) = method(file.kind);
    let mut item = json!({ "type": kind, "media": format!("attach://file{at}") });
    if let Some(caption) = caption.filter(|_| at == 0) {
        item["caption"] = caption.into();
    }
    item
}

/// The method that brings a file of this kind, and the field it stands in.
fn method(kind: FileKind) -> (&'static str, &'static str) {
    match kind {
        FileKind::Photo => ("sendPhoto", "photo"),
        FileKind::Video => ("sendVideo", "video"),
        FileKind::Animation => ("sendAnimation", "animation"),
        FileKind::Audio => ("sendAudio", "audio"),
        FileKind::Voice => ("sendVoice", "voice"),
        FileKind::VideoNote => ("sendVideoNote", "video_note"),
        FileKind::Sticker => ("sendSticker", "sticker"),
        FileKind::Document => ("sendDocument", "document"),
    }
}

/// Made of what names the wish: the same in each repetition, and nothing a file could hold by chance.
pub fn boundary(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    digest
        .iter()
        .take(24)
        .fold(String::from("switchboard"), |text, byte| text + &format!("{byte:02x}"))
}

/// Whether the picture was refused for what it is, so that it may still go as a file.
pub fn is_no_photo(files: &[Attachment], step: u8, outcome: &Outcome) -> bool {
    let is_photo = matches!(files, [file] if file.kind == FileKind::Photo) && step != AS_DOCUMENT;
    let Outcome::Refused(reason) = outcome else {
        return false;
    };
    let text = reason.text.to_lowercase();
    is_photo && NO_PHOTO.iter().any(|words| text.contains(words))
}

/// The call that asks where a file can be loaded from.
pub fn fetch(access: &Access, source: &str) -> Step {
    Step::Call(
        call(access, "getFile", json!({ "file_id": source })),
        Progress::default(),
    )
}

/// Reads its answer.
pub fn fetched(access: &Access, answer: &ProviderAnswer) -> Step {
    let not_loaded = |why, retry_after_ms| Step::NotLoaded { why, retry_after_ms };
    let ProviderAnswer::Answered { status, body } = answer else {
        return not_loaded(None, None);
    };
    let answer: Answer = crate::envelope(body);
    if !answer.ok {
        let text = answer.description.unwrap_or_default().to_lowercase();
        let wait_ms = answer.parameters.and_then(|parameters| parameters.retry_after_ms());
        return match status {
            429 | 500.. => not_loaded(None, wait_ms),
            // No answer of the server: a page of something between.
            200..=299 => not_loaded(None, None),
            // A token that is dead now may be renewed.
            401 | 404 => not_loaded(None, None),
            _ if text.contains("too big") => not_loaded(Some(FileTrouble::TooLarge), None),
            // Telegram's words are "wrong file_id or the file is temporarily unavailable": one of them passes.
            _ if text.contains("temporarily") => not_loaded(None, None),
            _ => not_loaded(Some(FileTrouble::Gone), None),
        };
    }
    let path = answer
        .result
        .as_ref()
        .and_then(|result| result.get("file_path")?.as_str());
    match path.filter(|path| is_plain(path)) {
        Some(path) => Step::Load {
            url: format!("{}/file/bot{}/{path}", access.api_url, access.token),
        },
        None => not_loaded(Some(FileTrouble::Gone), None),
    }
}

/// A path as Telegram makes them. Anything else might lead elsewhere with our token in the address.
fn is_plain(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    !path.is_empty() && path.bytes().all(is_plain) && !path.contains("..") && !path.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access {
            token: "1:secret".into(),
            api_url: "http://api".into(),
        }
    }

    fn file(kind: FileKind, size: u64) -> Attachment {
        Attachment {
            key: format!("key{size}"),
            kind,
            name: "a.bin".into(),
            media_type: "application/octet-stream".into(),
            size,
        }
    }

    const WORDS: Words<'static> = Words {
        chat_id: 77,
        caption: Some("look"),
        reply: None,
        key: "a wish",
    };

    fn sent(files: &[Attachment], step: u8) -> (&'static str, Vec<Part>) {
        match send(&access(), files, &WORDS, step) {
            Step::Call(call, _) => match call.body {
                CallBody::Multipart { parts, .. } => (call.method, parts),
                body => panic!("{body:?}"),
            },
            step => panic!("{step:?}"),
        }
    }

    fn answered(status: u16, body: &Value) -> Step {
        let body = body.to_string().into_bytes();
        fetched(&access(), &ProviderAnswer::Answered { status, body })
    }

    #[test]
    fn one_file_goes_by_its_kind_and_words_go_with_it() {
        let (method, parts) = sent(&[file(FileKind::Voice, 1)], 0);

        assert_eq!(method, "sendVoice");
        assert_eq!(parts[1], Part::text("caption", "look"));
        assert!(matches!(&parts[2], Part::File { name, .. } if name == "voice"));
        assert_eq!(sent(&[file(FileKind::Photo, 1)], AS_DOCUMENT).0, "sendDocument");
    }

    #[test]
    fn several_files_are_an_album_whose_words_stand_with_the_first() {
        let (method, parts) = sent(&[file(FileKind::Photo, 1), file(FileKind::Video, 2)], 0);

        assert_eq!(method, "sendMediaGroup");
        let Part::Text { value, .. } = &parts[1] else {
            panic!("{parts:?}")
        };
        let media: Value = serde_json::from_str(value).expect("JSON");
        assert_eq!(
            media,
            json!([
                { "type": "photo", "media": "attach://file0", "caption": "look" },
                { "type": "video", "media": "attach://file1" }
            ])
        );
        assert!(matches!(&parts[3], Part::File { name, file } if name == "file1" && file.key == "key2"));
    }

    #[test]
    fn a_file_is_loaded_from_a_plain_path_alone() {
        let at = |path: &str| {
            answered(
                200,
                &json!({ "ok": true, "result": { "file_id": "x", "file_path": path } }),
            )
        };

        assert_eq!(
            at("photos/file_7.jpg"),
            Step::Load {
                url: "http://api/file/bot1:secret/photos/file_7.jpg".into()
            }
        );
        for path in ["../x", "/etc/passwd", "a?b", "a#b", "a b", "//host/x", "a/../../b", ""] {
            assert!(matches!(at(path), Step::NotLoaded { why: Some(_), .. }), "{path}");
        }
    }

    #[test]
    fn what_cannot_be_had_is_told_from_what_may_pass() {
        let no = |status: u16, text: &str| {
            let body = json!({ "ok": false, "error_code": status, "description": text });
            match answered(status, &body) {
                Step::NotLoaded { why, .. } => why,
                step => panic!("{step:?}"),
            }
        };

        assert_eq!(no(400, "Bad Request: file is too big"), Some(FileTrouble::TooLarge));
        assert_eq!(no(400, "Bad Request: invalid file_id"), Some(FileTrouble::Gone));
        let passes = [
            no(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
            no(429, "Too Many Requests: retry after 3"),
            no(401, "Unauthorized"),
            no(502, ""),
        ];
        assert_eq!(passes, [None; 4]);
    }
}
