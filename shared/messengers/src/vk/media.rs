//! Reading what a message holds: words, files, places, what it answers.
//!
//! Attachments: <https://dev.vk.com/ru/reference/objects/attachments-message>. Addresses of files are signed and pass: they are
//! for the courier alone.

use domain::{
    Content, File, FileKind, FileSource, FileState, Location, Media, Poll, Reply,
    chat::PREVIEW_CHARS_MAX,
    file::{FILES_MAX, PEAK_MAX, PEAKS_MAX, clean_name},
};
use serde_json::Value;

use super::limits::PREVIEW_PIXELS;

/// What a message holds.
#[derive(Debug)]
pub struct Held {
    /// What is shown.
    pub content: Content,
    /// Where its files are.
    pub sources: Vec<FileSource>,
    /// What it answers, or quotes from elsewhere.
    pub reply: Option<Reply>,
    /// Who said it first, if it was only passed on.
    pub forwarded: Option<String>,
    /// Why it is also kept raw.
    pub quarantine: Option<String>,
}

/// What `message` holds.
pub fn held(message: &Value) -> Held {
    let reply = replied(message);
    let passed_on = message["fwd_messages"].as_array().and_then(|list| list.first());
    match passed_on {
        // Nothing but somebody else's words: they are what is said.
        Some(first) if is_bare(message) => Held {
            forwarded: Some(sender(first)),
            reply,
            ..own(first)
        },
        Some(first) => Held {
            reply: reply.or_else(|| quoted(first, None)),
            ..own(message)
        },
        None => Held { reply, ..own(message) },
    }
}

fn is_bare(message: &Value) -> bool {
    text(message).is_empty() && list(message, "attachments").next().is_none() && !message["geo"].is_object()
}

fn text(message: &Value) -> &str {
    message["text"].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().into_iter().flatten()
}

/// Whoever said it, by the number alone: names are asked for of contacts only.
fn sender(message: &Value) -> String {
    match message["from_id"].as_i64() {
        Some(person @ 1..) => format!("id{person}"),
        Some(community @ ..=-1) => format!("club{}", community.unsigned_abs()),
        _ => String::new(),
    }
}

fn replied(message: &Value) -> Option<Reply> {
    let answered = message.get("reply_message").filter(|answered| answered.is_object())?;
    let number = answered["conversation_message_id"]
        .as_u64()
        .filter(|number| *number > 0);
    quoted(answered, number)
}

fn quoted(message: &Value, number: Option<u64>) -> Option<Reply> {
    let words = match text(message) {
        "" => own(message).content.preview(),
        words => words.chars().take(PREVIEW_CHARS_MAX).collect(),
    };
    Some(Reply {
        part: number.map(|number| number.to_string()),
        text: words,
    })
}

/// The message without what it answers or passes on.
fn own(message: &Value) -> Held {
    let text = text(message).to_owned();
    let caption = Some(text.clone()).filter(|text| !text.is_empty());
    let mut held = Held {
        content: Content::Text { text: text.clone() },
        sources: Vec::new(),
        reply: None,
        forwarded: None,
        quarantine: None,
    };
    let mut files = Files::default();
    // VK adds what a text links to; the link itself stands in the text.
    let attached = list(message, "attachments").filter(|one| text.is_empty() || one["type"] != "link");
    attached.for_each(|one| files.read(one));
    if !files.files.is_empty() {
        let media = Media {
            files: files.files,
            caption,
            album: None,
        };
        held.content = Content::Media { media };
        held.sources = files.sources;
        // A place beside files is not shown.
        let geo = || message["geo"].is_object().then(|| "geo".to_owned());
        held.quarantine = files
            .strange
            .into_iter()
            .next()
            .or_else(geo)
            .map(|kind| format!("unsupported: {kind}"));
        return held;
    }
    if files.strange.is_empty()
        && let Some(location) = place(&message["geo"])
    {
        held.content = Content::Location { location, caption };
        return held;
    }
    if let ([_], Some(poll)) = (files.strange.as_slice(), poll(message)) {
        held.content = Content::Poll { poll };
        return held;
    }
    if let Some(kind) = files.strange.into_iter().next().or_else(|| other_kind(message)) {
        held.quarantine = Some(format!("unsupported: {kind}"));
        held.content = Content::Unsupported { kind, caption };
    }
    held
}

/// The question that is all a message holds; words beside it have no place in it.
fn poll(message: &Value) -> Option<Poll> {
    let asked = list(message, "attachments").find(|one| one["type"] == "poll")?;
    let answers = list(&asked["poll"], "answers").filter_map(|answer| answer["text"].as_str());
    let poll = Poll {
        question: asked["poll"]["question"].as_str()?.to_owned(),
        options: answers.map(str::to_owned).collect(),
    };
    text(message).is_empty().then_some(poll)
}

/// VK's word for what is no text and no attachment; `None`: it is a text.
fn other_kind(message: &Value) -> Option<String> {
    if message["geo"].is_object() {
        return Some("geo".into());
    }
    if message["action"].is_object() {
        return Some(message["action"]["type"].as_str().unwrap_or("action").to_owned());
    }
    text(message).is_empty().then(|| "empty".into())
}

/// Files read so far.
#[derive(Default)]
struct Files {
    files: Vec<File>,
    sources: Vec<FileSource>,
    /// Kinds of attachments that are not shown.
    strange: Vec<String>,
}

/// Where a file is.
enum At {
    /// To be fetched, with a smaller picture.
    Here(String, Option<String>),
    /// Only to be looked at there.
    There(String),
}

impl Files {
    fn read(&mut self, attached: &Value) {
        let kind = attached["type"].as_str().unwrap_or("unknown");
        let number = u32::try_from(self.files.len()).unwrap_or_default();
        let found = file(kind, &attached[kind], number).filter(|_| self.files.len() < FILES_MAX);
        let Some((mut file, at)) = found else {
            self.strange.push(kind.to_owned());
            return;
        };
        match at {
            At::Here(main, preview) => self.sources.push(FileSource { number, main, preview }),
            At::There(url) => file.state = FileState::Elsewhere { url },
        }
        self.files.push(file);
    }
}

/// One attachment; `None`: of a kind that is not shown, or not as described.
fn file(kind: &str, it: &Value, number: u32) -> Option<(File, At)> {
    let file = |kind| File::pending(number, kind);
    let name = |path: &str| it[path].as_str().and_then(clean_name);
    match kind {
        "photo" => Some(picture(file(FileKind::Photo), it, "sizes")?),
        "graffiti" => {
            let url = address(&it["url"])?;
            Some((file(FileKind::Photo), At::Here(url, None)))
        }
        "sticker" => Some(picture(file(FileKind::Sticker), it, "images")?),
        "doc" => {
            let is_gif = it["ext"] == "gif";
            let file = File {
                name: name("title"),
                size: it["size"].as_u64(),
                ..file(if is_gif {
                    FileKind::Animation
                } else {
                    FileKind::Document
                })
            };
            let small = it.pointer("/preview/photo").and_then(|small| sized(small, "sizes"));
            Some((
                file,
                At::Here(
                    address(&it["url"])?,
                    small.map(|small| small.preview.unwrap_or(small.url)),
                ),
            ))
        }
        "audio_message" => {
            let url = address(&it["link_ogg"]).or_else(|| address(&it["link_mp3"]))?;
            let file = File {
                duration_s: seconds(it),
                peaks: peaks(&it["waveform"]),
                ..file(FileKind::Voice)
            };
            Some((file, At::Here(url, None)))
        }
        _ => elsewhere(kind, it, number),
    }
}

/// The same of what VK hands to no community, and can only be looked at there.
fn elsewhere(kind: &str, it: &Value, number: u32) -> Option<(File, At)> {
    let file = |kind| File::pending(number, kind);
    let name = |path: &str| it[path].as_str().and_then(clean_name);
    match kind {
        "audio" => {
            let song = format!("{} – {}", it["artist"].as_str()?, it["title"].as_str()?);
            let file = File {
                name: clean_name(&song),
                duration_s: seconds(it),
                ..file(FileKind::Audio)
            };
            Some((file, At::There(there("audio", it)?)))
        }
        "video" => {
            let file = File {
                name: name("title"),
                duration_s: seconds(it),
                ..file(FileKind::Video)
            };
            Some((file, At::There(there("video", it)?)))
        }
        "link" => {
            let url = address(&it["url"])?;
            let name = name("title").or_else(|| clean_name(url.trim_start_matches("https://")));
            Some((
                File {
                    name,
                    ..file(FileKind::Document)
                },
                At::There(url),
            ))
        }
        "wall" => {
            let url = there("wall", it)?;
            Some((
                File {
                    name: name("text"),
                    ..file(FileKind::Document)
                },
                At::There(url),
            ))
        }
        _ => None,
    }
}

/// How long it plays.
fn seconds(it: &Value) -> Option<u32> {
    it["duration"].as_u64().and_then(|seconds| u32::try_from(seconds).ok())
}

/// The page of something on VK.
fn there(kind: &str, it: &Value) -> Option<String> {
    let owner = it["owner_id"].as_i64().or_else(|| it["from_id"].as_i64())?;
    let id = it["id"].as_i64()?;
    let key = it["access_key"]
        .as_str()
        .filter(|key| key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let key = key.map(|key| format!("_{key}")).unwrap_or_default();
    Some(format!("https://vk.com/{kind}{owner}_{id}{key}"))
}

fn address(value: &Value) -> Option<String> {
    value.as_str().filter(|url| !url.is_empty()).map(str::to_owned)
}

/// A picture in several sizes.
struct Sized {
    url: String,
    width: Option<u32>,
    height: Option<u32>,
    preview: Option<String>,
}

fn picture(file: File, it: &Value, sizes: &str) -> Option<(File, At)> {
    let found = sized(it, sizes)?;
    let file = File {
        width: found.width,
        height: found.height,
        ..file
    };
    Some((file, At::Here(found.url, found.preview)))
}

/// The largest size, and one good enough for a talk. Previews of documents call the address `src`.
fn sized(it: &Value, name: &str) -> Option<Sized> {
    let side = |size: &Value, name: &str| {
        size[name]
            .as_u64()
            .and_then(|side| u32::try_from(side).ok())
            .filter(|side| *side > 0)
    };
    let url = |size: &Value| address(&size["url"]).or_else(|| address(&size["src"]));
    let mut sizes: Vec<&Value> = list(it, name).filter(|size| url(size).is_some()).collect();
    sizes.sort_by_key(|size| side(size, "width").unwrap_or_default());
    let largest = sizes.pop()?;
    let is_enough = |size: &&Value| side(size, "width").unwrap_or_default() >= PREVIEW_PIXELS;
    Some(Sized {
        url: url(largest)?,
        width: side(largest, "width"),
        height: side(largest, "height"),
        preview: sizes.into_iter().find(is_enough).and_then(url),
    })
}

/// The loudest of each stretch, so that no more levels are kept than are shown.
fn peaks(waveform: &Value) -> Vec<u8> {
    let level =
        |level: &Value| u8::try_from(level.as_u64().unwrap_or_default().min(u64::from(PEAK_MAX))).unwrap_or(PEAK_MAX);
    let levels: Vec<u8> = waveform.as_array().into_iter().flatten().map(level).collect();
    let stretch = levels.len().div_ceil(PEAKS_MAX).max(1);
    levels
        .chunks(stretch)
        .filter_map(|some| some.iter().copied().max())
        .collect()
}

fn place(geo: &Value) -> Option<Location> {
    let degrees = |name: &str| geo["coordinates"][name].as_f64();
    let text = |name: &str| geo["place"][name].as_str().filter(|text| !text.is_empty());
    let around = [text("city"), text("country")];
    let address: Vec<&str> = around.into_iter().flatten().collect();
    Some(Location {
        title: text("title").map(str::to_owned),
        address: Some(address.join(", ")).filter(|address| !address.is_empty()),
        ..Location::at(degrees("latitude")?, degrees("longitude")?)?
    })
}

#[cfg(test)]
#[path = "media_tests.rs"]
mod tests;
