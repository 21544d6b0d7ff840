//! Messages to a browser's push service, sealed for that browser: what is sent and under which signature. Nothing here
//! speaks to a network.
//!
//! Three standards: the request (RFC 8030), its body that only the browser opens (RFC 8291, in the encoding of RFC 8188),
//! and the signature that says which desk asks (RFC 8292). Why they are put together here from the primitives of `ring`:
//! `docs/decisions/0028`.

mod seal;
mod sign;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::UnixMs;
use ring::rand::SystemRandom;

pub use seal::TEXT_BYTES_MAX;
pub use sign::Signer;

/// How long a push service keeps a message for a browser that is not reached, in seconds: what waited longer has found
/// somebody else, or is seen at the desk.
pub const KEPT_S: u32 = 4 * 60 * 60;

/// Bytes of a browser's public key: a point of P-256, uncompressed.
const KEY_BYTES: usize = 65;

/// Bytes of the secret a browser seals with besides.
const SECRET_BYTES: usize = 16;

/// Longest address of a browser at its push service, in bytes; the services' own have some 200 to 500.
const ENDPOINT_BYTES_MAX: usize = 1024;

/// The push services of the browsers there are: the names their addresses end in.
///
/// Chromium's and Android's, Firefox's, Edge's on Windows, Safari's.
const SERVICES: [&str; 4] = [
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "notify.windows.com",
    "push.apple.com",
];

/// A browser, as it describes itself when it is asked to take messages.
#[derive(Clone, Copy, Debug)]
pub struct Receiver<'a> {
    /// Where its push service takes them: a secret address.
    pub endpoint: &'a str,
    /// Its public key, base64url without padding.
    pub key: &'a str,
    /// Its secret, likewise.
    pub secret: &'a str,
}

/// A request to a push service: a POST.
pub struct Pushing {
    /// Where to: a secret address, never logged.
    pub url: String,
    /// What goes along.
    pub headers: Vec<(http::HeaderName, String)>,
    /// What only the browser reads.
    pub body: Vec<u8>,
}

/// What the browser told of itself is none of these things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// The address is none of a push service that is known.
    #[error("the address is none of a known push service")]
    Endpoint,
    /// The public key is no point of its curve, or the secret has another length.
    #[error("the keys are none")]
    Keys,
    /// The text is longer than [`TEXT_BYTES_MAX`].
    #[error("the text is too long")]
    TooLong,
}

impl Receiver<'_> {
    /// Whether a message can be sent there. `also`: further origins that are push services.
    ///
    /// Any other address could make the desk call machines that only it can reach.
    ///
    /// # Errors
    /// [`Invalid`] says what is wrong.
    pub fn check(&self, also: &[String]) -> Result<(), Invalid> {
        let is_known = is_service(self.endpoint) || also.iter().any(|origin| origin == origin_of(self.endpoint));
        if self.endpoint.len() > ENDPOINT_BYTES_MAX || !is_known {
            return Err(Invalid::Endpoint);
        }
        self.opened().map(|_| ())
    }

    fn opened(&self) -> Result<(Vec<u8>, Vec<u8>), Invalid> {
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        match (bytes(self.key), bytes(self.secret)) {
            (Ok(key), Ok(secret)) if key.len() == KEY_BYTES && key[0] == 4 && secret.len() == SECRET_BYTES => {
                Ok((key, secret))
            }
            _ => Err(Invalid::Keys),
        }
    }
}

/// The request that brings `text` to a browser. `contact`: where the push service reaches who runs the desk, an address
/// beginning with `https:` or `mailto:`.
///
/// # Errors
/// [`Invalid`]: the keys are none, or the text is too long. The address is checked by [`Receiver::check`].
pub fn request(
    signer: &Signer,
    receiver: &Receiver<'_>,
    text: &[u8],
    contact: &str,
    now: UnixMs,
) -> Result<Pushing, Invalid> {
    let (key, secret) = receiver.opened()?;
    let body = seal::sealed(&key, &secret, text)?;
    let signature = signer.says(origin_of(receiver.endpoint), contact, now);
    let headers = vec![
        (http::header::AUTHORIZATION, signature),
        (http::header::CONTENT_ENCODING, "aes128gcm".to_owned()),
        (http::header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (http::HeaderName::from_static("ttl"), KEPT_S.to_string()),
        (http::HeaderName::from_static("urgency"), "high".to_owned()),
    ];
    let url = receiver.endpoint.to_owned();
    Ok(Pushing { url, headers, body })
}

/// The operating system's generator.
#[expect(
    clippy::disallowed_methods,
    reason = "keys and salts are no ids: they never repeat, not even in a replayed run"
)]
fn random() -> SystemRandom {
    SystemRandom::new()
}

/// Scheme, host and port.
fn origin_of(url: &str) -> &str {
    let path = url
        .find("://")
        .and_then(|at| url[at + 3..].find('/').map(|path| at + 3 + path));
    path.map_or(url, |path| &url[..path])
}

fn is_service(url: &str) -> bool {
    let host = origin_of(url).strip_prefix("https://");
    // No port and nobody's name before an at sign: what remains is the name alone.
    host.filter(|host| {
        host.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    })
    .is_some_and(|host| {
        SERVICES.iter().any(|service| {
            let before = host.strip_suffix(service);
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn at(endpoint: &str) -> Receiver<'_> {
        Receiver {
            endpoint,
            key: KEY,
            secret: SECRET,
        }
    }

    #[test]
    fn only_addresses_of_push_services_are_called() {
        for known in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://wns2-am3p.notify.windows.com/w/?token=abc",
            "https://web.push.apple.com/abc",
        ] {
            assert_eq!(at(known).check(&[]), Ok(()), "{known}");
        }
        for unknown in [
            "",
            "https://",
            "http://fcm.googleapis.com/abc",
            "https://evilfcm.googleapis.com.example/abc",
            "https://evil-push.apple.com/abc",
            "https://fcm.googleapis.com@127.0.0.1/abc",
            "https://fcm.googleapis.com:8080/abc",
            "https://127.0.0.1/fcm.googleapis.com",
            "https://localhost\\fcm.googleapis.com/abc",
        ] {
            assert_eq!(at(unknown).check(&[]), Err(Invalid::Endpoint), "{unknown}");
        }
        let own = ["http://127.0.0.1:4000".to_owned()];
        assert_eq!(at("http://127.0.0.1:4000/abc").check(&own), Ok(()));
        assert_eq!(at("http://127.0.0.1:4001/abc").check(&own), Err(Invalid::Endpoint));
    }

    #[test]
    fn keys_that_are_none_are_found_before_anything_is_sent() {
        let endpoint = "https://web.push.apple.com/abc";
        for (key, secret) in [("", SECRET), (KEY, ""), ("AAAA", SECRET), (KEY, "AAAA"), ("?", SECRET)] {
            let receiver = Receiver { endpoint, key, secret };
            assert_eq!(receiver.check(&[]), Err(Invalid::Keys), "{key} {secret}");
        }
        let off_the_curve = format!("BA{}", "A".repeat(85));
        let receiver = Receiver {
            key: &off_the_curve,
            ..at(endpoint)
        };
        let signer = Signer::open(&Signer::generate().expect("a key")).expect("it opens");
        let pushed = request(&signer, &receiver, b"x", "mailto:a@b.example", UnixMs(0));
        assert_eq!(pushed.err(), Some(Invalid::Keys));
    }
}
