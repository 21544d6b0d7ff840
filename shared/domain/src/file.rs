//! Files that come and go with messages.
//!
//! What is said of a file is the sender's word until the file is here; only then its bytes tell whether it may be shown in
//! a browser. Where it came from and where it lies is kept elsewhere: no address at a provider, and no token, is in here.

use serde::{Deserialize, Serialize};

use crate::UploadId;

/// Most files of one message; both messengers of today take ten.
pub const FILES_MAX: usize = 10;

/// Largest file of an answer and of a contact's message, in bytes: what the messengers of today have in common.
pub const FILE_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// How long what was brought waits to be sent.
pub const UPLOAD_LASTS_MS: i64 = crate::DAY_MS;

/// Longest name kept, in characters.
pub const FILE_NAME_CHARS_MAX: usize = 150;

/// Levels of a voice that are kept, each 0 to 31.
pub const PEAKS_MAX: usize = 64;

/// Loudest level.
pub const PEAK_MAX: u8 = 31;

/// A message made of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Media {
    /// Which, at least one.
    pub files: Vec<File>,
    /// The words that came with them, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub caption: Option<String>,
    /// What neighbouring messages have in common that were sent as one: they are shown together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub album: Option<String>,
}

/// One file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct File {
    /// Names it within its message for ever: another file in its place has another number.
    pub number: u32,
    /// What it is.
    pub kind: FileKind,
    /// What the sender calls it: data, never a path. See [`clean_name`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub name: Option<String>,
    /// Its size in bytes: as told, then as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub size: Option<u64>,
    /// Width in pixels, as told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub width: Option<u32>,
    /// Height in pixels, as told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub height: Option<u32>,
    /// How long it plays, in seconds, as told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub duration_s: Option<u32>,
    /// How loud a voice is, evenly over its time: at most [`PEAKS_MAX`] levels up to [`PEAK_MAX`]; empty: not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<u8>>", optional))]
    pub peaks: Vec<u8>,
    /// The emoji a sticker stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub emoji: Option<String>,
    /// What an operator brought, if it is that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub upload: Option<UploadId>,
    /// Whether it is here.
    pub state: FileState,
}

/// What a file is, as messengers tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture.
    Photo,
    /// A film.
    Video,
    /// A short film without sound that plays again and again.
    Animation,
    /// Music.
    Audio,
    /// Somebody speaking.
    Voice,
    /// A round film of somebody speaking.
    VideoNote,
    /// A sticker.
    Sticker,
    /// Anything else.
    Document,
}

/// Whether a file is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum FileState {
    /// It is being fetched.
    Pending,
    /// It is here.
    Ready {
        /// The media type to show it as; absent: it is not shown, only downloaded. See [`crate::media_type`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        shown: Option<String>,
        /// The media type of a smaller picture of it, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        preview: Option<String>,
    },
    /// It cannot be had.
    Failed {
        /// Why.
        why: FileTrouble,
    },
    /// The messenger hands it to nobody: it can only be looked at there.
    Elsewhere {
        /// Where, beginning with `https://`.
        url: String,
    },
}

/// Why a file cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileTrouble {
    /// Larger than the messenger hands out or this desk takes.
    TooLarge,
    /// The messenger has it no more, or refuses it.
    Gone,
    /// It could not be fetched for too long.
    GaveUp,
}

/// A file an operator wants sent: uploaded before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OutgoingFile {
    /// Which.
    pub upload: UploadId,
    /// As what it shall arrive.
    pub kind: FileKind,
}

/// What an operator brought to the desk. Kept until it is sent; what is not is gone in a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Random; what is stored is called the same.
    pub id: UploadId,
    /// Who brought it, and may send it.
    pub by: crate::OperatorId,
    /// What they call it.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its first bytes, at most [`crate::media_type::HEAD_BYTES`], once all of them are here and as many as were announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Vec<u8>>,
    /// When it goes unless it was sent.
    pub until: crate::UnixMs,
}

impl File {
    /// A file of this kind that is still to be fetched; nothing else is known of it.
    #[must_use]
    pub fn pending(number: u32, kind: FileKind) -> Self {
        Self {
            number,
            kind,
            name: None,
            size: None,
            width: None,
            height: None,
            duration_s: None,
            peaks: Vec::new(),
            emoji: None,
            upload: None,
            state: FileState::Pending,
        }
    }

    /// Whether `other` is the same file as far as its sender tells: a messenger repeats a message's files when only its
    /// words were changed.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let told = |file: &Self| (file.kind, file.name.clone(), file.width, file.height, file.duration_s);
        let sizes_agree = self.size.is_none() || other.size.is_none() || self.size == other.size;
        told(self) == told(other) && sizes_agree
    }
}

impl FileKind {
    /// A sign for a list row, the same in every language.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Photo => "📷",
            Self::Video | Self::Animation | Self::VideoNote => "🎬",
            Self::Audio => "🎵",
            Self::Voice => "🎤",
            Self::Sticker => "🖼",
            Self::Document => "📎",
        }
    }
}

impl Media {
    /// What a list row shows: the caption, else what came.
    #[must_use]
    pub fn line(&self) -> String {
        let Some(first) = self.files.first() else {
            return self.caption.clone().unwrap_or_default();
        };
        let more = match self.files.len() {
            0 | 1 => String::new(),
            count => format!(" +{}", count - 1),
        };
        let sign = first.emoji.as_deref().unwrap_or(first.kind.sign());
        let words = self.caption.as_deref().or(first.name.as_deref()).unwrap_or_default();
        format!("{sign}{more} {words}").trim_end().to_owned()
    }
}

/// A sender's name of a file as it may be shown and saved: its last step, without control characters and those that turn the
/// direction of writing; at most [`FILE_NAME_CHARS_MAX`] characters, of which the ending stays. `None`: nothing is left.
#[must_use]
pub fn clean_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_turning = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = last
        .chars()
        .filter(|letter| !letter.is_control() && !is_turning(*letter))
        .collect();
    let plain = plain.trim().trim_start_matches('.').trim();
    if plain.is_empty() {
        return None;
    }
    let count = plain.chars().count();
    if count <= FILE_NAME_CHARS_MAX {
        return Some(plain.to_owned());
    }
    let ending = plain.rsplit_once('.').map(|(_, ending)| format!(".{ending}"));
    let ending = ending.filter(|ending| ending.chars().count() <= 16).unwrap_or_default();
    let left = FILE_NAME_CHARS_MAX - ending.chars().count();
    Some(plain.chars().take(left).collect::<String>() + &ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_data_and_never_a_path() {
        let cases = [
            ("invoice.pdf", Some("invoice.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\Users\\a\\b.txt", Some("b.txt")),
            ("a\u{202e}gpj.exe", Some("agpj.exe")),
            ("a\r\nSet-Cookie: x", Some("aSet-Cookie: x")),
            (".htaccess", Some("htaccess")),
            ("  ", None),
            ("..", None),
            ("a/", None),
            ("счёт №7.pdf", Some("счёт №7.pdf")),
        ];
        for (given, wanted) in cases {
            assert_eq!(clean_name(given).as_deref(), wanted, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = clean_name(&format!("{}.tar.gz", "ж".repeat(400))).expect("a name");

        assert_eq!(name.chars().count(), FILE_NAME_CHARS_MAX);
        assert!(name.ends_with("ж.gz"), "{name}");
    }

    #[test]
    fn a_list_row_shows_the_caption_or_what_came() {
        let mut photo = File::pending(0, FileKind::Photo);
        let media = |files: Vec<File>, caption: Option<&str>| Media {
            files,
            caption: caption.map(str::to_owned),
            album: None,
        };

        assert_eq!(media(vec![photo.clone()], None).line(), "📷");
        assert_eq!(
            media(vec![photo.clone(), photo.clone()], Some("two")).line(),
            "📷 +1 two"
        );
        photo.kind = FileKind::Document;
        photo.name = Some("a.pdf".into());
        assert_eq!(media(vec![photo], None).line(), "📎 a.pdf");
    }
}
