//! Keys of what the workspace decides for itself.

use domain::IntentId;

use super::ROOT;
use crate::table::Key;

const SAVED_REPLIES: &str = "SAVED_REPLIES";

/// The workspace's settings.
#[must_use]
pub fn settings() -> Key {
    Key::new("SETTINGS", ROOT)
}

/// The partition of all saved replies.
#[must_use]
pub fn saved_replies() -> String {
    SAVED_REPLIES.to_owned()
}

/// One saved reply.
#[must_use]
pub fn saved_reply(id: &IntentId) -> Key {
    Key::new(SAVED_REPLIES, id.as_str())
}
