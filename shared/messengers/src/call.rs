//! The bytes that cross the border, in both directions.

use std::fmt;

use domain::Registration;
use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::multipart::{self, Part, Segment};

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

/// What a channel's webhook knows: what proves a call, and what connecting the channel brought to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The secrets it accepts.
    pub secrets: WebhookSecrets,
    /// What the messenger told us of itself.
    pub registration: Registration,
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

/// One call to a provider: a POST.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderCall {
    /// Where to. May hold the token, so it is never logged.
    pub url: String,
    /// The word for this call in logs.
    pub method: &'static str,
    /// The token, where it travels in the `Authorization` header. Never logged.
    pub bearer: Option<String>,
    /// The body.
    pub body: CallBody,
}

/// What a provider call carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallBody {
    /// A JSON document.
    Json(serde_json::Value),
    /// The fields of a form, in order.
    Form(Vec<(&'static str, String)>),
    /// The fields of a form with files, in order.
    Multipart {
        /// What stands between them and in none of them: plain characters, at most 70.
        boundary: String,
        /// The fields.
        parts: Vec<Part>,
    },
}

impl ProviderCall {
    /// The headers that go along: the body's type, and who we are.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let content_type = match &self.body {
            CallBody::Json(_) => HeaderValue::from_static("application/json"),
            CallBody::Form(_) => HeaderValue::from_static("application/x-www-form-urlencoded"),
            CallBody::Multipart { boundary, .. } => {
                let value = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
                value.unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"))
            }
        };
        headers.insert(header::CONTENT_TYPE, content_type);
        let bearer = self.bearer.as_ref().map(|token| format!("Bearer {token}"));
        // A token that is no header's text cannot be anybody's: the provider says so better than we do.
        if let Some(Ok(mut bearer)) = bearer.map(HeaderValue::try_from) {
            bearer.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, bearer);
        }
        headers
    }

    /// The body as it goes over the wire.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        let bytes = match &self.body {
            CallBody::Json(json) => json.to_string().into_bytes(),
            CallBody::Form(fields) => form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish()
                .into_bytes(),
            CallBody::Multipart { boundary, parts } => return multipart::segments(boundary, parts),
        };
        vec![Segment::Bytes(bytes)]
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_encoded_and_its_token_is_never_printed() {
        let call = ProviderCall {
            url: "http://api/method/x".into(),
            method: "x",
            bearer: Some("secret".into()),
            body: CallBody::Form(vec![("message", "a b&c=ж".into()), ("v", "5.199".into())]),
        };

        let body = b"message=a+b%26c%3D%D0%B6&v=5.199".to_vec();
        assert_eq!(call.segments(), [Segment::Bytes(body)]);
        assert_eq!(
            call.headers()[header::CONTENT_TYPE],
            "application/x-www-form-urlencoded"
        );
        assert_eq!(call.headers()[header::AUTHORIZATION], "Bearer secret");
        assert!(!format!("{call:?} {:?}", call.headers()).contains("secret"));
    }
}
