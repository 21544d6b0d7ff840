//! Keys of what operators have begun to write.

use domain::{ContactId, Draft, DraftKind, OperatorId};

use crate::table::Key;

const DRAFTS: &str = "DRAFTS#";
const EMPTIED: &str = "DRAFTS_EMPTIED#";

/// The partition of an operator's drafts. It does not lie with the contact: all of an operator's are one read, which every
/// page does at its start; an erase, which is rare, looks with each operator.
#[must_use]
pub fn drafts(operator: &OperatorId) -> String {
    format!("{DRAFTS}{operator}")
}

/// One draft.
#[must_use]
pub fn draft(operator: &OperatorId, chat: &ContactId, kind: DraftKind) -> Key {
    Key::new(drafts(operator), place(chat, kind))
}

/// That a draft was emptied, and which. It lies apart, so that reading the drafts there are costs nothing for those there were.
#[must_use]
pub fn emptied_draft(draft: &Draft) -> Key {
    Key::new(format!("{EMPTIED}{}", draft.operator), place(&draft.chat, draft.kind))
}

/// Whether `key` is that of a draft, or of one that was emptied.
#[must_use]
pub fn is_draft(key: &Key) -> bool {
    key.pk.starts_with(DRAFTS) || key.pk.starts_with(EMPTIED)
}

fn place(chat: &ContactId, kind: DraftKind) -> String {
    format!("{chat}#{}", kind.word())
}
