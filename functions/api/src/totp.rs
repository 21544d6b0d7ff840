//! Codes that change every half minute, as authenticator apps compute them.
//!
//! Source: RFC 6238 (the time's step), RFC 4226, section 5.3 (its code); SHA-1 is what all of the apps know, and its
//! weakness against collisions does not touch HMAC.

use domain::second_factor::{CODE_DIGITS, STEP_S};
use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

/// Bytes of a secret. Source: RFC 4226, section 4, R6: 160 bits are recommended.
pub const SECRET_BYTES: usize = 20;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code of one step.
#[must_use]
pub fn code(secret: &[u8], step: u64) -> String {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let tag = tag.as_ref();
    let from = usize::from(tag[tag.len() - 1] & 0x0f);
    let number = u32::from_be_bytes([tag[from] & 0x7f, tag[from + 1], tag[from + 2], tag[from + 3]]);
    format!("{:0width$}", number % 1_000_000, width = CODE_DIGITS)
}

/// Bytes as letters and digits that are not mistaken for each other, without padding. Source: RFC 4648, section 6.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    let (mut text, mut waiting, mut bits) = (String::new(), 0_u32, 0);
    let letter = |five: u32| char::from(BASE32[(five & 31) as usize]);
    for byte in bytes {
        waiting = (waiting << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(waiting >> bits));
        }
        waiting &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(letter(waiting << (5 - bits)));
    }
    text
}

/// The bytes of such a text; `None`: it is none.
#[must_use]
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut waiting, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let five = BASE32.iter().position(|known| *known == letter)?;
        waiting = (waiting << 5) | u32::try_from(five).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((waiting >> bits) & 0xff).ok()?);
            waiting &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

/// What an authenticator app reads from a picture: the secret, and under which name to keep it.
/// Source: <https://github.com/google/google-authenticator/wiki/Key-Uri-Format>.
#[must_use]
pub fn uri(secret: &[u8], workspace: &str, email: &str) -> String {
    let (secret, issuer, account) = (base32(secret), escape(workspace), escape(email));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={CODE_DIGITS}&period={STEP_S}"
    )
}

fn escape(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let step = |byte: u8| {
        if is_plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1; of its eight digits the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";

        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, seconds / 30), expected, "at {seconds}");
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base_32_is_that_of_the_standard() {
        for (plain, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), expected);
            assert_eq!(from_base32(expected).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(from_base32("MZ1"), None);
        assert_eq!(base32(&[0; 16]).len(), domain::second_factor::RECOVERY_LETTERS);
    }

    #[test]
    fn names_are_escaped_in_the_address() {
        let uri = uri(b"foobar", "Лавка & Co", "anna+desk@example.com");

        assert!(
            uri.starts_with(
                "otpauth://totp/%D0%9B%D0%B0%D0%B2%D0%BA%D0%B0%20%26%20Co:anna%2Bdesk%40example.com?secret=MZXW6YTBOI&"
            ),
            "{uri}"
        );
        assert!(uri.ends_with("&algorithm=SHA1&digits=6&period=30"), "{uri}");
    }
}
