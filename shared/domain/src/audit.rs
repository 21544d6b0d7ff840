//! The audit log: who changed what, written in the transaction that changed it.
//!
//! What is said in a chat is its own record and is not repeated here: a message or a comment names its author, its time
//! and its earlier texts. Everything else an operator changes has an entry.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{OperatorId, UnixMs};

/// Longest `before` and `after` of one entry together, in bytes as JSON; more is left out.
pub const AUDIT_BYTES_MAX: usize = 4 * 1024;

/// One change. Never changed itself; its key is made of `at`, `subject` and `version`, so that a repeated commit cannot
/// write it twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct AuditEntry {
    /// When.
    pub at: UnixMs,
    /// Who; absent: the desk itself, by a rule, or a program with an API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub by: Option<OperatorId>,
    /// From which of their sessions: the beginning of its id; absent: nobody was signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub session: Option<String>,
    /// From which network address; absent: from none, or not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub address: Option<String>,
    /// With which API key: what it was called; absent: with none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub key: Option<String>,
    /// A stable word: `chat_closed`, `operator_invited`, …
    pub action: String,
    /// What was changed: `chat/…`, `operator/…`, `channel/…`, `settings`; or what was read out: `report/…`.
    pub subject: String,
    /// The subject's version afterwards.
    pub version: u64,
    /// What was there before, as far as it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "unknown", optional))]
    pub before: Option<Value>,
    /// What is there now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(type = "unknown", optional))]
    pub after: Option<Value>,
}

impl AuditEntry {
    /// An entry without details.
    #[must_use]
    pub fn new(at: UnixMs, by: Option<&OperatorId>, action: &str, subject: String, version: u64) -> Self {
        Self {
            at,
            by: by.cloned(),
            session: None,
            address: None,
            key: None,
            action: action.to_owned(),
            subject,
            version,
            before: None,
            after: None,
        }
    }

    /// The same with what changed. Of nothing there is nothing to say; details too large for a row are left out, never cut into
    /// something else.
    #[must_use]
    pub fn with(mut self, before: &impl Serialize, after: &impl Serialize) -> Self {
        let is_nothing = |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
        let value = |value: Result<Value, serde_json::Error>| value.ok().filter(|value| !is_nothing(value));
        let (before, after) = (value(serde_json::to_value(before)), value(serde_json::to_value(after)));
        let bytes = |value: &Option<Value>| value.as_ref().map_or(0, |value| value.to_string().len());
        if bytes(&before) + bytes(&after) <= AUDIT_BYTES_MAX {
            (self.before, self.after) = (before, after);
        }
        self
    }

    /// The same with the fields in which `before` and `after` differ.
    #[must_use]
    pub fn with_changes(self, before: &impl Serialize, after: &impl Serialize) -> Self {
        let fields = |value: Result<Value, serde_json::Error>| match value {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let (mut before, mut after) = (
            fields(serde_json::to_value(before)),
            fields(serde_json::to_value(after)),
        );
        let same: Vec<String> = before
            .iter()
            .filter(|(name, value)| after.get(*name) == Some(value))
            .map(|(name, _)| name.clone())
            .collect();
        for name in same.into_iter().chain(["version".to_owned()]) {
            before.remove(&name);
            after.remove(&name);
        }
        self.with(&before, &after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_that_do_not_fit_are_left_out_whole() {
        let entry = || AuditEntry::new(UnixMs(1), None, "x", "chat/1".into(), 2);

        assert_eq!(entry().with(&(), &"new").after, Some("new".into()));
        assert_eq!(entry().with(&(), &"new").before, None);
        let added = entry().with_changes(&(), &serde_json::json!({ "name": "x" }));
        assert_eq!(
            (added.before, added.after),
            (None, Some(serde_json::json!({ "name": "x" })))
        );
        assert_eq!(entry().with(&(), &"x".repeat(AUDIT_BYTES_MAX)).after, None);
    }
}
