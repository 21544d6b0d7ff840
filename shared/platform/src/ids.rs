//! Unguessable names.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};

/// Makes names nobody can guess.
pub trait Ids: Send + Sync {
    /// 128 random bits as 22 characters: an id that is also a secret path.
    fn id(&self) -> String;

    /// 256 random bits as 43 characters: a token.
    fn token(&self) -> String;
}

/// The operating system's generator.
pub struct RandomIds(SystemRandom);

impl Default for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl RandomIds {
    fn text<const BYTES: usize>(&self) -> String {
        let mut bytes = [0; BYTES];
        self.0
            .fill(&mut bytes)
            .expect("the operating system gives random bytes");
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

impl Ids for RandomIds {
    fn id(&self) -> String {
        self.text::<16>()
    }

    fn token(&self) -> String {
        self.text::<32>()
    }
}
