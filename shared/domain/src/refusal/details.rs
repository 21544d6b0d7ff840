//! What goes with a refusal besides its code.

use super::Refusal;

impl Refusal {
    /// Machine-readable facts that go with the code, if any.
    #[must_use]
    pub fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::UnitedMeanwhile { into } => Some(serde_json::json!({ "into": into })),
            Self::HeldByOther { by, since } => Some(serde_json::json!({ "by": by, "since": since })),
            Self::NewerMessage { by, version } => Some(serde_json::json!({ "by": by, "version": version })),
            Self::TextTooLong {
                code_points,
                code_points_max,
            } => Some(serde_json::json!({ "code_points": code_points, "code_points_max": code_points_max })),
            Self::StaleVersion { what, newer } => Some(serde_json::json!({ *what: newer })),
            Self::FieldTooLong { field, chars_max } => {
                Some(serde_json::json!({ "field": field, "chars_max": chars_max }))
            }
            Self::TooMany { field, max } => Some(serde_json::json!({ "field": field, "max": max })),
            Self::UnknownColumn { column } => Some(serde_json::json!({ "column": column })),
            Self::BadName { chars_max } => Some(serde_json::json!({ "chars_max": chars_max })),
            Self::BrokenRow { line } => Some(serde_json::json!({ "line": line })),
            Self::PeriodTooLong { days_max } => Some(serde_json::json!({ "days_max": days_max })),
            Self::OrderOfAnother { contact } => Some(serde_json::json!({ "contact": contact })),
            Self::KeyScope { scope } => Some(serde_json::json!({ "scope": scope })),
            Self::IdentityBlocked { since } => Some(serde_json::json!({ "since": since })),
            Self::TooManyTries { retry_after_s } => Some(serde_json::json!({ "retry_after_s": retry_after_s })),
            Self::OutOfTime { for_s, not_before_s } => {
                Some(serde_json::json!({ "for_s": for_s, "not_before_s": not_before_s }))
            }
            Self::NotOffered { what } => Some(serde_json::json!({ "what": what })),
            Self::FileTooLarge { size, size_max } => Some(serde_json::json!({ "size": size, "size_max": size_max })),
            Self::OutboxFull { waiting } => Some(serde_json::json!({ "waiting": waiting })),
            _ => None,
        }
    }
}
