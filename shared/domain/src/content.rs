//! What a message says, of whatever kind.

use serde::{Deserialize, Serialize};

use crate::{
    Dice, Line, Location, Media, OperatorId, OutgoingFile, Poll, Press, SharedContact, chat::PREVIEW_CHARS_MAX,
};

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// Plain text.
    Text {
        /// The text, exactly as written.
        text: String,
    },
    /// Files: pictures, films, voices, anything.
    Media {
        /// Which, with the words that came along.
        media: Media,
    },
    /// A place.
    Location {
        /// Where.
        location: Location,
        /// The words that came with it, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        caption: Option<String>,
    },
    /// Somebody's name and number.
    SharedContact {
        /// Whose.
        shared: SharedContact,
    },
    /// A question with answers to choose from.
    Poll {
        /// Which.
        poll: Poll,
    },
    /// A throw.
    Dice {
        /// Of what, and what came of it.
        dice: Dice,
    },
    /// A button that was pressed.
    Press {
        /// Which.
        press: Press,
    },
    /// Something this desk cannot show yet; the raw body is kept in quarantine.
    Unsupported {
        /// The messenger's word for it.
        kind: String,
        /// The words that came with it, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        caption: Option<String>,
    },
    /// An operator's remark.
    Comment {
        /// What, and for whom.
        comment: Comment,
    },
    /// What was done to the chat.
    Line {
        /// What.
        line: Line,
    },
}

/// An operator's remark for colleagues.
///
/// There is no way from a comment to what a messenger is asked to send: adapters take [`Outgoing`] alone.
///
/// ```compile_fail
/// let comment = domain::Comment { text: "between us".into(), mentions: Vec::new() };
/// let sent: domain::Outgoing = comment.into();
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// The words.
    pub text: String,
    /// Operators to be told of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<OperatorId>>", optional))]
    pub mentions: Vec<OperatorId>,
}

/// What can go to a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outgoing {
    /// Plain text.
    Text {
        /// The text, exactly as written.
        text: String,
    },
    /// Files that were uploaded before.
    Media {
        /// Which, in order; at least one.
        files: Vec<OutgoingFile>,
        /// The words to go along, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        caption: Option<String>,
    },
    /// A place.
    Location {
        /// Where.
        location: Location,
    },
    /// Somebody's name and number.
    SharedContact {
        /// Whose.
        shared: SharedContact,
    },
}

impl Content {
    /// The first line for a list row, at most [`PREVIEW_CHARS_MAX`] characters.
    #[must_use]
    pub fn preview(&self) -> String {
        match self {
            Self::Text { text }
            | Self::Location {
                caption: Some(text), ..
            }
            | Self::Unsupported {
                caption: Some(text), ..
            } => one_line(text),
            Self::Media { media } => one_line(&media.line()),
            Self::Location { location, .. } => one_line(location.title.as_deref().unwrap_or("📍")),
            Self::SharedContact { shared } => one_line(&format!("👤 {} {}", shared.name, shared.phone)),
            Self::Poll { poll } => one_line(&poll.question),
            Self::Dice { dice } => one_line(&format!("{} {}", dice.emoji, dice.value)),
            Self::Press { press } => one_line(&press.label),
            Self::Unsupported { kind, caption: None } => one_line(kind),
            Self::Comment { comment } => one_line(&comment.text),
            Self::Line { .. } => String::new(),
        }
    }

    /// What a messenger's rules may name it by: the word for a throw, and for what this desk cannot show yet.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        match self {
            Self::Unsupported { kind, .. } => Some(kind),
            Self::Dice { .. } => Some("dice"),
            _ => None,
        }
    }

    /// The words somebody said, if any; lines of the desk itself are not said by anybody.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        match self {
            Self::Text { text } => Some(text),
            Self::Location { caption, location } => caption.as_deref().or(location.title.as_deref()),
            Self::Unsupported { caption, .. } => caption.as_deref(),
            Self::Media { media } => media
                .caption
                .as_deref()
                .or_else(|| media.files.first().and_then(|file| file.name.as_deref())),
            Self::SharedContact { shared } => Some(&shared.name),
            Self::Poll { poll } => Some(&poll.question),
            Self::Press { press } => Some(&press.label),
            Self::Comment { comment } => Some(&comment.text),
            Self::Dice { .. } | Self::Line { .. } => None,
        }
    }

    /// What of it can go to a contact.
    #[must_use]
    pub fn outgoing(&self) -> Option<Outgoing> {
        match self {
            Self::Text { text } => Some(Outgoing::Text { text: text.clone() }),
            Self::Media { media } => {
                let file = |file: &crate::File| {
                    let upload = file.upload.clone()?;
                    let kind = file.kind;
                    Some(OutgoingFile { upload, kind })
                };
                Some(Outgoing::Media {
                    files: media.files.iter().map(file).collect::<Option<_>>()?,
                    caption: media.caption.clone(),
                })
            }
            Self::Location {
                location,
                caption: None,
            } => Some(Outgoing::Location {
                location: location.clone(),
            }),
            Self::SharedContact { shared } => Some(Outgoing::SharedContact { shared: shared.clone() }),
            _ => None,
        }
    }

    /// Its files; of anything else there are none.
    #[must_use]
    pub fn files(&self) -> &[crate::File] {
        match self {
            Self::Media { media } => &media.files,
            _ => &[],
        }
    }
}

fn one_line(text: &str) -> String {
    // Only as much as can be shown is looked at: a text may be 4,096 characters long.
    let start: String = text.chars().take(4 * PREVIEW_CHARS_MAX).collect();
    let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(PREVIEW_CHARS_MAX).collect()
}
