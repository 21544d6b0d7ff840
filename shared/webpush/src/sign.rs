//! The signature by which a push service knows the desk a browser agreed with: <https://www.rfc-editor.org/rfc/rfc8292>.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{HOUR_MS, UnixMs};
use ring::{
    error::Unspecified,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::json;

use crate::random;

/// How long a signature is good for; the standard allows a day.
const GOOD_MS: i64 = 12 * HOUR_MS;

/// The desk's key. Browsers agree with it: another one makes all of them deaf.
pub struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    /// A new private key, as PKCS #8.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub fn generate() -> Result<Vec<u8>, Unspecified> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random())?;
        Ok(made.as_ref().to_vec())
    }

    /// The signer with this private key; `None`: it is none.
    #[must_use]
    pub fn open(pkcs8: &[u8]) -> Option<Self> {
        let random = random();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random).ok()?;
        Some(Self { pair, random })
    }

    /// Its public key as browsers want it: base64url without padding.
    #[must_use]
    pub fn public(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.pair.public_key())
    }

    /// The `Authorization` of a request to the push service at `origin`.
    ///
    /// # Panics
    /// If the operating system gives no random bytes.
    #[must_use]
    pub fn says(&self, origin: &str, contact: &str, now: UnixMs) -> String {
        let head = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({ "aud": origin, "exp": now.plus(GOOD_MS).seconds(), "sub": contact });
        let part = |json: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let said = format!("{}.{}", part(&head), part(&claims));
        let signature = self.pair.sign(&self.random, said.as_bytes());
        let signature = signature.expect("the operating system gives random bytes");
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
        format!("vapid t={said}.{signature}, k={}", self.public())
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn what_is_signed_names_the_service_and_is_checked_with_the_public_key() {
        let signer = Signer::open(&Signer::generate().expect("a key")).expect("it opens");

        let says = signer.says(
            "https://push.example",
            "https://desk.example",
            UnixMs(1_795_348_800_000),
        );

        let rest = says.strip_prefix("vapid t=").expect("the scheme");
        let (token, key) = rest.split_once(", k=").expect("token and key");
        assert_eq!(key, signer.public());
        let (said, signature) = token.rsplit_once('.').expect("three parts");
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key));
        public.verify(said.as_bytes(), &bytes(signature)).expect("genuine");
        let claims: serde_json::Value =
            serde_json::from_slice(&bytes(said.split_once('.').expect("two parts").1)).expect("JSON");
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["sub"], "https://desk.example");
        assert_eq!(claims["exp"], 1_795_348_800 + 12 * 60 * 60);
        assert!(Signer::open(b"no key").is_none());
    }
}
