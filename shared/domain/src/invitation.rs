//! Asking somebody to join the desk.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{HOUR_MS, InvitationId, OperatorId, Refusal, Role, UnixMs};

/// How long an invitation is good for: over a weekend, and not much longer.
pub const INVITATION_MS: i64 = 72 * HOUR_MS;

/// Longest e-mail address. Source: RFC 5321, 4.5.3.1.3, a path of 256 octets with its angle brackets.
pub const EMAIL_BYTES_MAX: usize = 254;

/// Longest shown name of an operator, in code points.
pub const NAME_CODE_POINTS_MAX: usize = 80;

/// One who may become an operator, once, with the secret that was shown when the invitation was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Whom; lower case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// What they are called, if the inviting person said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub name: Option<String>,
    /// Who invited them.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
    /// When it stops being good.
    pub expires: UnixMs,
}

impl InvitationId {
    /// The id of the invitation of an address, however it is written.
    ///
    /// # Panics
    /// Never: hexadecimal digits are an id.
    #[must_use]
    pub fn of(email: &str) -> Self {
        let digest = Sha256::digest(email.trim().to_lowercase().as_bytes());
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        hex.parse().expect("hexadecimal digits are an id")
    }
}

/// The address as it is kept, if it is one: one `@` between two parts, a dot in the second, no blanks. Whether mail
/// arrives there only mail can tell.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let address = text.trim().to_lowercase();
    let (local, host) = address.split_once('@')?;
    let is_host = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty()) && !host.contains('@');
    let is_plain = !address
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control());
    (is_host && is_plain && !local.is_empty() && address.len() <= EMAIL_BYTES_MAX).then_some(address)
}

/// The name as it is kept: something to read, on one line, at most [`NAME_CODE_POINTS_MAX`].
///
/// # Errors
/// [`Refusal::BadName`].
pub fn name(text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    let is_name =
        !name.is_empty() && name.chars().count() <= NAME_CODE_POINTS_MAX && !name.chars().any(char::is_control);
    is_name.then(|| name.to_owned()).ok_or(Refusal::BadName {
        chars_max: NAME_CODE_POINTS_MAX,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_two_parts_and_no_blanks() {
        assert_eq!(email(" Anna@Example.COM "), Some("anna@example.com".into()));
        assert_eq!(email("анна@пример.рф"), Some("анна@пример.рф".into()));
        for strange in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "anna@com",
            "a@b@c.d",
            "a@b..c",
            "a b@c.d",
            "a@b.\u{0}c",
        ] {
            assert_eq!(email(strange), None, "{strange}");
        }
        assert_eq!(email(&format!("{}@example.com", "x".repeat(EMAIL_BYTES_MAX))), None);
    }

    #[test]
    fn an_invitation_is_named_by_its_address() {
        assert_eq!(
            InvitationId::of("Anna@example.com "),
            InvitationId::of("anna@example.com")
        );
        assert_ne!(
            InvitationId::of("anna@example.com"),
            InvitationId::of("boris@example.com")
        );
    }

    #[test]
    fn a_name_is_one_line_to_read() {
        assert_eq!(name(" Анна "), Ok("Анна".into()));
        for strange in [" ", "a\u{0}b", &"x".repeat(NAME_CODE_POINTS_MAX + 1)] {
            assert!(matches!(name(strange), Err(Refusal::BadName { .. })), "{strange}");
        }
    }
}
