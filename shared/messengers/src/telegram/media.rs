//! Reading files, replies and what was passed on: <https://core.telegram.org/bots/api#message>.

use domain::{
    Content, File, FileKind, FileSource, FileState, FileTrouble, Media, Reply, chat::PREVIEW_CHARS_MAX,
    file::clean_name,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::limits::{DOWNLOAD_BYTES_MAX, PREVIEW_PIXELS};

/// A file of any kind. Which fields there are depends on the kind.
#[derive(Deserialize)]
struct Told {
    file_id: String,
    file_name: Option<String>,
    file_size: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    /// Of a round film, which has one side.
    length: Option<u32>,
    duration: Option<u32>,
    performer: Option<String>,
    title: Option<String>,
    emoji: Option<String>,
    /// A sticker of this kind is no image and no film: only its picture is shown.
    #[serde(default)]
    is_animated: Option<bool>,
    thumbnail: Option<Box<Told>>,
}

/// The files of `message`, whose kind is `kind`, and where they are; `None`: it is of no such kind, or not as described.
pub fn read(kind: &str, message: &Value) -> Option<(Content, Vec<FileSource>)> {
    let (file_kind, told) = match kind {
        "photo" | "live_photo" => (FileKind::Photo, photo(message.get("photo")?)?),
        "video" => (FileKind::Video, of(message.get(kind)?)?),
        "animation" => (FileKind::Animation, of(message.get(kind)?)?),
        "audio" => (FileKind::Audio, of(message.get(kind)?)?),
        "voice" => (FileKind::Voice, of(message.get(kind)?)?),
        "video_note" => (FileKind::VideoNote, of(message.get(kind)?)?),
        "sticker" => (FileKind::Sticker, sticker(of(message.get(kind)?)?)),
        "document" => (FileKind::Document, of(message.get(kind)?)?),
        _ => return None,
    };
    let text = |name: &str| message.get(name).and_then(Value::as_str);
    let (file, source) = file(file_kind, told);
    let media = Media {
        files: vec![file],
        caption: text("caption").filter(|caption| !caption.is_empty()).map(str::to_owned),
        album: text("media_group_id").map(str::to_owned),
    };
    Some((Content::Media { media }, source.into_iter().collect()))
}

fn file(kind: FileKind, told: Told) -> (File, Option<FileSource>) {
    let song = match (&told.performer, &told.title) {
        (Some(performer), Some(title)) => Some(format!("{performer} – {title}")),
        (None, Some(title)) => Some(title.clone()),
        _ => None,
    };
    let mut file = File {
        name: told.file_name.or(song).as_deref().and_then(clean_name),
        size: told.file_size,
        width: told.width.or(told.length),
        height: told.height.or(told.length),
        duration_s: told.duration,
        emoji: told.emoji,
        ..File::pending(0, kind)
    };
    if told.file_size.is_some_and(|size| size > DOWNLOAD_BYTES_MAX) {
        file.state = FileState::Failed {
            why: FileTrouble::TooLarge,
        };
        return (file, None);
    }
    let source = FileSource {
        number: 0,
        main: told.file_id,
        preview: told.thumbnail.map(|preview| preview.file_id),
    };
    (file, Some(source))
}

/// The largest of a photo's sizes, with a small one as its preview.
fn photo(sizes: &Value) -> Option<Told> {
    let mut sizes: Vec<Told> = of(sizes)?;
    sizes.sort_by_key(|size| size.width.unwrap_or_default());
    let mut largest = sizes.pop()?;
    let is_enough = |size: &Told| size.width.unwrap_or_default() >= PREVIEW_PIXELS;
    largest.thumbnail = sizes.into_iter().find(is_enough).map(Box::new);
    Some(largest)
}

fn sticker(mut told: Told) -> Told {
    if told.is_animated == Some(true)
        && let Some(picture) = told.thumbnail.take()
    {
        told.file_id = picture.file_id;
        told.file_size = picture.file_size;
    }
    told
}

#[derive(Deserialize)]
struct Answered {
    message_id: u64,
    text: Option<String>,
    caption: Option<String>,
}

/// What the message answers: a message of the same chat, or one from elsewhere, of which only the quoted words are known.
pub fn reply(message: &Value) -> Option<Reply> {
    let quote = message.pointer("/quote/text").and_then(Value::as_str);
    let cut = |text: &str| text.chars().take(PREVIEW_CHARS_MAX).collect::<String>();
    if let Some(answered) = message.get("reply_to_message").and_then(of::<Answered>) {
        let whole = answered.text.or(answered.caption).unwrap_or_default();
        return Some(Reply {
            part: Some(answered.message_id.to_string()),
            text: cut(quote.unwrap_or(&whole)),
        });
    }
    message.get("external_reply").filter(|other| other.is_object())?;
    Some(Reply {
        part: None,
        text: cut(quote.unwrap_or_default()),
    })
}

/// Who said it first; empty: somebody who does not want to be named.
pub fn forwarded(message: &Value) -> Option<String> {
    let origin = message.get("forward_origin").filter(|origin| origin.is_object())?;
    let text = |path: &str| origin.pointer(path).and_then(Value::as_str);
    let name = text("/sender_user_name")
        .or_else(|| text("/sender_chat/title"))
        .or_else(|| text("/chat/title"));
    let person = || {
        let names = [text("/sender_user/first_name"), text("/sender_user/last_name")];
        names.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    Some(name.map_or_else(person, str::to_owned))
}

fn of<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn only(kind: &str, message: &Value) -> (File, Vec<FileSource>) {
        let (content, sources) = read(kind, message).expect("files");
        let Content::Media { media } = content else {
            panic!("files")
        };
        (media.files.into_iter().next().expect("one"), sources)
    }

    #[test]
    fn of_a_photo_the_largest_size_is_fetched_with_a_small_one_to_show_first() {
        let size = |width: u32| json!({ "file_id": format!("f{width}"), "width": width, "height": width / 2 });
        let (file, sources) = only(
            "photo",
            &json!({ "photo": [size(90), size(320), size(1280), size(800)] }),
        );

        assert_eq!(
            (file.kind, file.width, file.height),
            (FileKind::Photo, Some(1_280), Some(640))
        );
        assert_eq!(
            sources,
            [FileSource {
                number: 0,
                main: "f1280".into(),
                preview: Some("f320".into())
            }]
        );
    }

    #[test]
    fn what_telegram_does_not_hand_out_is_said_at_once() {
        let video = json!({ "video": { "file_id": "big", "file_size": DOWNLOAD_BYTES_MAX + 1 } });

        let (file, sources) = only("video", &video);

        let too_large = FileState::Failed {
            why: FileTrouble::TooLarge,
        };
        assert_eq!((file.state, sources), (too_large, Vec::new()));
    }

    #[test]
    fn an_animated_sticker_is_shown_by_its_picture() {
        let sticker = json!({ "sticker": {
            "file_id": "tgs", "is_animated": true, "is_video": false, "emoji": "🎉", "width": 512, "height": 512,
            "thumbnail": { "file_id": "webp", "width": 128, "height": 128 },
        }});

        let (file, sources) = only("sticker", &sticker);

        assert_eq!(file.emoji.as_deref(), Some("🎉"));
        assert_eq!(sources[0].main, "webp");
    }

    #[test]
    fn a_song_without_a_file_name_is_called_by_its_title() {
        let audio = json!({ "audio": { "file_id": "x", "performer": "Verka", "title": "Lasha", "duration": 180 } });

        assert_eq!(only("audio", &audio).0.name.as_deref(), Some("Verka – Lasha"));
    }

    #[test]
    fn a_reply_names_the_message_and_the_words_that_were_quoted() {
        let answered = json!({ "message_id": 7, "text": "When will it arrive? And where?" });
        let whole = reply(&json!({ "reply_to_message": answered }));
        let quoted = reply(&json!({ "reply_to_message": answered, "quote": { "text": "And where?", "position": 21 } }));
        let elsewhere = reply(&json!({ "external_reply": { "origin": {} }, "quote": { "text": "x", "position": 0 } }));

        let of = |part: Option<&str>, text: &str| {
            Some(Reply {
                part: part.map(str::to_owned),
                text: text.into(),
            })
        };
        assert_eq!(whole, of(Some("7"), "When will it arrive? And where?"));
        assert_eq!(quoted, of(Some("7"), "And where?"));
        assert_eq!(elsewhere, of(None, "x"));
        assert_eq!(reply(&json!({ "text": "x", "reply_to_message": null })), None);
    }

    #[test]
    fn what_was_passed_on_says_by_whom() {
        let from = |origin: Value| forwarded(&json!({ "forward_origin": origin }));

        let user = json!({ "type": "user", "sender_user": { "first_name": "Anna", "last_name": "P" } });
        assert_eq!(from(user).as_deref(), Some("Anna P"));
        let hidden = json!({ "type": "hidden_user", "sender_user_name": "Somebody" });
        assert_eq!(from(hidden).as_deref(), Some("Somebody"));
        let channel = json!({ "type": "channel", "chat": { "title": "News" }, "message_id": 1 });
        assert_eq!(from(channel).as_deref(), Some("News"));
        assert_eq!(forwarded(&json!({ "text": "x" })), None);
    }
}
