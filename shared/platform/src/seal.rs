//! Sealing channel tokens, secrets and second factors before they reach the table: AES-256-GCM.
//!
//! The purpose and the owner's id are authenticated with the text, so that a sealed text moved to another row or
//! another use does not open.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
};

/// Shortest text a key is derived from, in characters: 32 random base64 characters hold 192 bits.
pub const KEY_TEXT_CHARS_MIN: usize = 32;

/// The first byte of every sealed text: which key version and layout it has.
const VERSION: u8 = 1;

/// What the text is for: part of what is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A channel's token.
    ChannelToken,
    /// A channel's webhook secret.
    WebhookSecret,
    /// The secret of an operator's second factor.
    SecondFactor,
    /// The key by which browsers know the desk.
    PushKey,
}

/// The key. Never printed.
#[derive(Clone)]
pub struct SealKey(LessSafeKey);

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(…)")
    }
}

/// The text does not open: another key, another purpose or owner, or damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed text does not open")]
pub struct CannotOpen;

impl SealKey {
    /// The key made from a random text; `None`: shorter than [`KEY_TEXT_CHARS_MIN`].
    #[must_use]
    pub fn derive(text: &str) -> Option<Self> {
        if text.chars().count() < KEY_TEXT_CHARS_MIN {
            return None;
        }
        let key = UnboundKey::new(&AES_256_GCM, digest(&SHA256, text.as_bytes()).as_ref()).ok()?;
        Some(Self(LessSafeKey::new(key)))
    }

    /// Seals `text` of `owner` for `purpose`.
    ///
    /// # Panics
    /// If the operating system gives no random bytes.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "a nonce is no id: it never repeats, not even in a replayed run"
    )]
    pub fn seal(&self, purpose: Purpose, owner: &str, text: &str) -> String {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .expect("the operating system gives random bytes");
        let mut sealed = text.as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad(purpose, owner), &mut sealed)
            .expect("far below the cipher's size limit");
        let mut bytes = vec![VERSION];
        bytes.extend(nonce);
        bytes.extend(sealed);
        BASE64_STANDARD_NO_PAD.encode(bytes)
    }

    /// Opens what [`SealKey::seal`] made for the same purpose and owner.
    ///
    /// # Errors
    /// [`CannotOpen`].
    pub fn open(&self, purpose: Purpose, owner: &str, sealed: &str) -> Result<String, CannotOpen> {
        let mut bytes = BASE64_STANDARD_NO_PAD.decode(sealed).map_err(|_| CannotOpen)?;
        if bytes.first() != Some(&VERSION) || bytes.len() < 1 + NONCE_LEN {
            return Err(CannotOpen);
        }
        let mut text = bytes.split_off(1 + NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes[1..]).map_err(|_| CannotOpen)?;
        let text = self
            .0
            .open_in_place(nonce, aad(purpose, owner), &mut text)
            .map_err(|_| CannotOpen)?;
        String::from_utf8(text.to_vec()).map_err(|_| CannotOpen)
    }
}

fn aad(purpose: Purpose, owner: &str) -> Aad<Vec<u8>> {
    let purpose = match purpose {
        Purpose::ChannelToken => "channel_token",
        Purpose::WebhookSecret => "webhook_secret",
        Purpose::SecondFactor => "second_factor",
        Purpose::PushKey => "push_key",
    };
    Aad::from(format!("{purpose}\n{owner}\n{VERSION}").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(letter: &str) -> SealKey {
        SealKey::derive(&letter.repeat(KEY_TEXT_CHARS_MIN)).expect("long enough")
    }

    #[test]
    fn a_sealed_text_opens_only_as_what_it_was() {
        let sealed = key("a").seal(Purpose::ChannelToken, "channel-1", "1:token");

        assert_eq!(
            key("a").open(Purpose::ChannelToken, "channel-1", &sealed).as_deref(),
            Ok("1:token")
        );
        assert_eq!(
            key("b").open(Purpose::ChannelToken, "channel-1", &sealed),
            Err(CannotOpen)
        );
        assert_eq!(
            key("a").open(Purpose::WebhookSecret, "channel-1", &sealed),
            Err(CannotOpen)
        );
        assert_eq!(
            key("a").open(Purpose::ChannelToken, "channel-2", &sealed),
            Err(CannotOpen)
        );
    }

    #[test]
    fn a_damaged_text_does_not_open() {
        let sealed = key("a").seal(Purpose::ChannelToken, "c", "1:token");

        for place in 0..sealed.len() {
            let mut letters: Vec<char> = sealed.chars().collect();
            letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
            let damaged: String = letters.into_iter().collect();
            assert_eq!(
                key("a").open(Purpose::ChannelToken, "c", &damaged),
                Err(CannotOpen),
                "at {place}"
            );
        }
        for strange in ["", "A", "AQ", "%"] {
            assert_eq!(key("a").open(Purpose::ChannelToken, "c", strange), Err(CannotOpen));
        }
    }

    #[test]
    fn a_short_text_is_no_key() {
        assert!(SealKey::derive("password").is_none());
    }
}
