//! Keys of the people who answer: themselves, what proves them, their sessions, what they changed.

use domain::{AuditEntry, DAY_MS, InvitationId, OperatorId, UnixMs};

use super::ROOT;
use crate::table::{Item, Key, key_of};

const PASSWORD: &str = "PASSWORD";
const OPERATORS: &str = "OPERATORS";
const INVITATIONS: &str = "INVITATIONS";
const API_KEYS: &str = "API_KEYS";

/// The partition of everybody who answers.
#[must_use]
pub fn operators() -> String {
    OPERATORS.to_owned()
}

/// An operator. One partition, so that everybody is one read.
#[must_use]
pub fn operator(id: &OperatorId) -> Key {
    Key::new(OPERATORS, id.as_str())
}

/// Whether `key` is an operator's.
#[must_use]
pub fn is_operator(key: &Key) -> bool {
    key.pk == OPERATORS
}

/// The partition of what belongs to an operator.
#[must_use]
pub fn of_operator(id: &OperatorId) -> String {
    format!("OPERATOR#{id}")
}

/// What the sort keys of an operator's status intervals begin with.
pub const STATUSES: &str = "STATUS#";

/// One stretch of time in a status.
#[must_use]
pub fn status_interval(id: &OperatorId, from: UnixMs) -> Key {
    Key::new(of_operator(id), format!("{STATUSES}{:013}", from.0.max(0)))
}

/// An operator's password hash.
#[must_use]
pub fn password(id: &OperatorId) -> Key {
    Key::new(format!("OPERATOR#{id}"), PASSWORD)
}

/// Who has an e-mail address; any case.
#[must_use]
pub fn email(address: &str) -> Key {
    Key::new(format!("EMAIL#{}", address.trim().to_lowercase()), ROOT)
}

/// A session, by the digest of its token.
#[must_use]
pub fn session(digest: &str) -> Key {
    Key::new(format!("SESSION#{digest}"), ROOT)
}

/// The partition of all API keys.
#[must_use]
pub fn api_keys() -> String {
    API_KEYS.to_owned()
}

/// An API key, by the digest of what a program shows. One partition, so that all are one read.
#[must_use]
pub fn api_key(digest: &str) -> Key {
    Key::new(API_KEYS, digest)
}

/// A socket ticket, by the digest of its token.
#[must_use]
pub fn ticket(digest: &str) -> Key {
    Key::new(format!("TICKET#{digest}"), ROOT)
}

/// The partition of all invitations.
#[must_use]
pub fn invitations() -> String {
    INVITATIONS.to_owned()
}

/// An invitation. Its id is made of the e-mail address, so that a new one takes the place of the one before.
#[must_use]
pub fn invitation(id: &InvitationId) -> Key {
    Key::new(INVITATIONS, id.as_str())
}

/// The hashed token, if `key` is a session's.
#[must_use]
pub fn session_digest(key: &Key) -> Option<&str> {
    key.pk.strip_prefix("SESSION#")
}

/// The word that a session is over, by the digest of its token: written where nothing else tells of it.
#[must_use]
pub fn session_over(digest: &str) -> Key {
    Key::new(format!("OVER#{digest}"), ROOT)
}

/// The hashed token, if `key` is of the word that a session is over.
#[must_use]
pub fn session_over_digest(key: &Key) -> Option<&str> {
    key.pk.strip_prefix("OVER#")
}

/// Which sessions an operator has.
#[must_use]
pub fn sessions(id: &OperatorId) -> Key {
    Key::new(of_operator(id), "SESSIONS")
}

/// The link with which an operator may choose a new password.
#[must_use]
pub fn password_reset(id: &OperatorId) -> Key {
    Key::new(of_operator(id), "RESET")
}

/// An operator's picture.
#[must_use]
pub fn avatar(id: &OperatorId) -> Key {
    Key::new(of_operator(id), "AVATAR")
}

/// An operator's second factor.
#[must_use]
pub fn second_factor(id: &OperatorId) -> Key {
    Key::new(of_operator(id), "SECOND")
}

/// A sign-in that waits for its second factor, by the digest of its token.
#[must_use]
pub fn half_session(digest: &str) -> Key {
    Key::new(format!("HALF#{digest}"), ROOT)
}

/// How often somebody tried what `guard` is for, by a digest of who.
#[must_use]
pub fn tries(guard: &str, digest: &str) -> Key {
    Key::new(format!("TRIES#{guard}#{digest}"), ROOT)
}

/// The partition of one day's audit entries.
#[must_use]
pub fn audit_day(at: UnixMs) -> String {
    format!("AUDIT#{:05}", at.0.div_euclid(DAY_MS))
}

/// Whether a row is an audit entry.
#[must_use]
pub fn is_audit(item: &Item) -> bool {
    key_of(item).pk.starts_with("AUDIT#")
}

/// Larger than the place of every audit entry up to `at`, smaller than those after it.
#[must_use]
pub fn audit_until(at: UnixMs) -> String {
    format!("{:013}~", at.0.max(0))
}

/// When the entry at an audit place was made.
#[must_use]
pub fn audit_instant(place: &str) -> Option<UnixMs> {
    place.get(..13)?.parse().ok().map(UnixMs)
}

/// An audit entry; the same change has the same key.
#[must_use]
pub fn audit(entry: &AuditEntry) -> Key {
    Key::new(
        audit_day(entry.at),
        format!(
            "{:013}#{}#{:012}#{}",
            entry.at.0, entry.subject, entry.version, entry.action
        ),
    )
}
