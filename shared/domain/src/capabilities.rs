//! What a messenger can do, as data: the core and the client look here, never at a messenger's name.

use serde::Serialize;

use crate::{FileKind, MessengerName, Window};

/// What one messenger can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Capabilities {
    /// Longest text of one message, in Unicode code points. Longer drafts are refused before queueing.
    pub text_code_points_max: usize,
    /// Longest words that go along with files, likewise.
    pub caption_code_points_max: usize,
    /// The kinds of file an answer may bring. Others can go as [`FileKind::Document`].
    pub files: Vec<FileRule>,
    /// Most files of one message.
    pub files_max: usize,
    /// Whether an answer may bring a place.
    pub has_places: bool,
    /// Whether an answer may bring somebody's name and number.
    pub has_contacts: bool,
    /// Whether an answer may name the message it answers.
    pub has_replies: bool,
    /// Whether the words beside files can be changed where texts can.
    pub has_caption_edits: bool,
    /// For how long a send repeated with the same key is seen once, in seconds; 0: not at all. When that is over, a lost
    /// answer makes the send `uncertain`.
    pub safe_repeat_s: u32,
    /// Whether the messenger tells what a contact has seen of our messages.
    pub has_read_marks: bool,
    /// Whether contacts' names must be asked for, since messages come without them.
    pub names_by_call: bool,
    /// Whether contacts' pictures can be asked for.
    pub has_pictures: bool,
    /// For how long a contact is shown that an answer is being written, in seconds; 0: that cannot be told.
    pub typing_s: u8,
    /// Whether the messages of a dialog are numbered one after the other, so that what is missing can be asked for. No client
    /// needs to know.
    #[serde(skip)]
    pub counts_without_gaps: bool,
    /// For how long an answer can be changed at the contact's side; absent: it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub edit: Option<Window>,
    /// For how long an answer can be deleted there; absent: it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub delete_own: Option<Window>,
    /// For how long the contact's own message can be deleted there; absent: it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub delete_theirs: Option<Window>,
}

/// What a messenger takes of one kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FileRule {
    /// Which kind.
    pub kind: FileKind,
    /// Largest size, in bytes.
    pub bytes_max: u64,
    /// Whether words may go along.
    pub has_caption: bool,
    /// Kinds with the same number may go in one message; absent: each file goes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub together: Option<u8>,
}

impl Capabilities {
    /// A messenger that brings texts of 4,096 code points and nothing else, and takes nothing back.
    pub const TEXTS: Self = Self {
        text_code_points_max: 4096,
        caption_code_points_max: 0,
        files: Vec::new(),
        files_max: 0,
        has_places: false,
        has_contacts: false,
        has_replies: false,
        has_caption_edits: false,
        safe_repeat_s: 0,
        has_read_marks: false,
        names_by_call: false,
        has_pictures: false,
        typing_s: 0,
        counts_without_gaps: false,
        edit: None,
        delete_own: None,
        delete_theirs: None,
    };

    /// What is taken of `kind`; `None`: the messenger brings no such files.
    #[must_use]
    pub fn file(&self, kind: FileKind) -> Option<&FileRule> {
        self.files.iter().find(|rule| rule.kind == kind)
    }
}

/// One messenger, as the client sees it: `GET /api/messengers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct MessengerInfo {
    /// The stable word.
    pub name: MessengerName,
    /// For people.
    pub label: String,
    /// Two letters for the round channel badge.
    pub badge: String,
    /// Badge colour, `#rrggbb`, at least 4.5:1 against white letters.
    pub color: String,
    /// What it can do.
    pub capabilities: Capabilities,
}
