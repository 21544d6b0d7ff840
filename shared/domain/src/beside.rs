//! What a message has beside what it says: what it came by, what was put under it, what of it is missing.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{FileTrouble, IdentityId, IntentId, Reply, UnixMs, content::Content, fetch::FileSource};

/// Longest payload of a link or a button kept, in characters: no messenger of today carries more; where each reads them, the
/// source stands.
pub const PAYLOAD_CHARS_MAX: usize = 255;

/// Most signs one contact has under a message: messengers of today allow three, as each says where it reads them.
pub const REACTIONS_MAX: usize = 8;

/// Longest sign kept, in characters: an emoji may be made of several.
pub const REACTION_CHARS_MAX: usize = 24;

/// What brought a message, besides the contact's wish to write: data of whoever made the link or the button, never checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct CameBy {
    /// What the link carried that led to the business, at most [`PAYLOAD_CHARS_MAX`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub link: Option<String>,
    /// Where that link stood, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub source: Option<String>,
    /// What the button carried whose words this message is, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub button: Option<String>,
}

/// A button under a message of ours that was pressed: the contact's word without a message of its own at the messenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Press {
    /// What stands on the button; where that is not known, what it carries.
    pub label: String,
    /// What it carries, at most [`PAYLOAD_CHARS_MAX`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub data: Option<String>,
    /// The messenger's name for this press, by which it is told that it was heard.
    pub handle: String,
}

/// What the contact put under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Reactions {
    /// Emoji, at most [`REACTIONS_MAX`]; empty: all were taken away.
    pub signs: Vec<String>,
    /// Since when, by the provider's clock where it tells: an older word does not replace a newer one.
    pub at: UnixMs,
}

/// Of a message that came shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cropped {
    /// The whole of it is being fetched.
    Waiting,
    /// The messenger does not give it out.
    Lost,
}

/// A message as a whole, fetched because it had come shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// What it says.
    pub content: Content,
    /// Where its files are, by their numbers.
    pub sources: Vec<FileSource>,
    /// What it answers.
    pub reply: Option<Reply>,
    /// Who said it first, if it was passed on.
    pub forwarded: Option<String>,
}

/// What one try to fetch the whole of a message came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completed {
    /// Here it is.
    Whole(Box<Whole>),
    /// It cannot be had, now or later.
    Lost(FileTrouble),
    /// Not this time; not before `retry_after_ms` from now, if the messenger named a time.
    Later {
        /// The messenger's wish.
        retry_after_ms: Option<i64>,
    },
}

impl CameBy {
    /// What is there of these, each cut to [`PAYLOAD_CHARS_MAX`] characters; `None`: nothing.
    #[must_use]
    pub fn of(link: Option<&str>, source: Option<&str>, button: Option<&str>) -> Option<Self> {
        let came_by = Self {
            link: payload(link),
            source: payload(source),
            button: payload(button),
        };
        (came_by != Self::default()).then_some(came_by)
    }
}

impl Press {
    /// A press of the button that says `label`, or of which only `data` is known.
    #[must_use]
    pub fn of(label: Option<&str>, data: Option<&str>, handle: &str) -> Self {
        let data = payload(data);
        let label = payload(label).or_else(|| data.clone());
        Self {
            label: label.unwrap_or_default(),
            data,
            handle: handle.to_owned(),
        }
    }

    /// What this very press is remembered by, so that hearing of it twice changes nothing.
    #[must_use]
    pub fn intent(&self, at: &IdentityId) -> IntentId {
        let digest = Sha256::digest(format!("{at} {}", self.handle).as_bytes());
        let hex = digest
            .iter()
            .take(16)
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        format!("press-{hex}").parse().expect("letters, digits and a hyphen")
    }
}

impl Reactions {
    /// Signs as a messenger tells them, bounded.
    #[must_use]
    pub fn signs(told: impl IntoIterator<Item = String>) -> Vec<String> {
        let cut = |sign: String| sign.chars().take(REACTION_CHARS_MAX).collect::<String>();
        let some = told.into_iter().map(cut).filter(|sign| !sign.is_empty());
        some.take(REACTIONS_MAX).collect()
    }
}

fn payload(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty()).then(|| text.chars().take(PAYLOAD_CHARS_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_way_to_come_and_much_is_cut() {
        assert_eq!(CameBy::of(None, Some(" "), Some("")), None);
        let long = "é".repeat(300);
        let came_by = CameBy::of(Some(&long), None, None).expect("a link");
        assert_eq!(came_by.link.map(|link| link.chars().count()), Some(PAYLOAD_CHARS_MAX));
    }

    #[test]
    fn a_press_is_called_by_its_label_else_by_what_it_carries() {
        let at: IdentityId = "channel:7".parse().expect("id");
        let known = Press::of(Some("Yes"), Some("y"), "1");
        assert_eq!((known.label.as_str(), known.data.as_deref()), ("Yes", Some("y")));
        assert_eq!(Press::of(None, Some("y"), "1").label, "y");
        assert_eq!(known.intent(&at), Press::of(None, None, "1").intent(&at));
        assert_ne!(known.intent(&at), Press::of(None, None, "2").intent(&at));
    }

    #[test]
    fn signs_are_bounded() {
        let many = Reactions::signs((0..20).map(|_| "x".repeat(99)));
        assert_eq!((many.len(), many[0].len()), (REACTIONS_MAX, REACTION_CHARS_MAX));
        assert!(Reactions::signs([String::new()]).is_empty());
    }
}
