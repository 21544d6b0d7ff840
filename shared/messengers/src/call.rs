//! The bytes that cross the border, in both directions.

use std::fmt;

use http::HeaderMap;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// One call of our webhook, as it came.
#[derive(Clone, Copy, Debug)]
pub struct WebhookCall<'a> {
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The body, size-capped by the function.
    pub body: &'a [u8],
}

/// SHA-256 digests of the secrets a channel accepts: more than one while a secret is being replaced.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecrets(pub Vec<[u8; 32]>);

impl WebhookSecrets {
    /// Whether `presented` is one of the secrets, in time that does not depend on how nearly right it is.
    #[must_use]
    pub fn accept(&self, presented: &[u8]) -> bool {
        let presented = Sha256::digest(presented);
        let any = self.0.iter().fold(subtle::Choice::from(0), |any, known| {
            any | presented.as_slice().ct_eq(known)
        });
        any.into()
    }
}

impl fmt::Debug for WebhookSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookSecrets({})", self.0.len())
    }
}

/// What is needed to speak for a channel. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// The bot's or community's token.
    pub token: String,
    /// Where the API is, without a slash at the end.
    pub api_url: String,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(…)")
    }
}

/// One call to a provider: a POST of JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderCall {
    /// Where to. May hold the token, so it is never logged.
    pub url: String,
    /// The word for this call in logs.
    pub method: &'static str,
    /// The body.
    pub body: serde_json::Value,
}

impl fmt::Debug for ProviderCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProviderCall({})", self.method)
    }
}

/// What an adapter wants to remember between two calls of one task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Which step the answer belongs to; the adapter's own count.
    pub step: u8,
    /// What earlier answers brought.
    pub learned: String,
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub enum ProviderAnswer {
    /// An HTTP answer.
    Answered {
        /// Its status.
        status: u16,
        /// Its body, size-capped.
        body: Vec<u8>,
    },
    /// The request never left: name look-up, connect or TLS failed.
    NotSent,
    /// The request may have left, and no answer came.
    NoAnswer,
}

impl fmt::Debug for ProviderAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { status, body } => write!(f, "Answered({status}, {} bytes)", body.len()),
            Self::NotSent => f.write_str("NotSent"),
            Self::NoAnswer => f.write_str("NoAnswer"),
        }
    }
}
