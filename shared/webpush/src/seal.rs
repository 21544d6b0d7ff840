//! A text that only one browser opens: <https://www.rfc-editor.org/rfc/rfc8291> in one record of
//! <https://www.rfc-editor.org/rfc/rfc8188>.

use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand::SecureRandom,
};

use crate::{Invalid, random};

/// Bytes of a body that every push service takes: <https://www.rfc-editor.org/rfc/rfc8030#section-7.2>.
const BODY_BYTES_MAX: usize = 4096;

/// Bytes of the salt.
const SALT_BYTES: usize = 16;

/// What stands before the sealed text: salt, size of a record, length of our key, our key.
const HEADER_BYTES: usize = SALT_BYTES + 4 + 1 + 65;

/// Longest text, in bytes: the end mark and the cipher's tag take 17 more.
pub const TEXT_BYTES_MAX: usize = BODY_BYTES_MAX - HEADER_BYTES - 17;

/// What ends the last record, before padding.
const END: u8 = 2;

/// The body that brings `text` to the browser with this public key and secret.
pub fn sealed(key: &[u8], secret: &[u8], text: &[u8]) -> Result<Vec<u8>, Invalid> {
    let random = random();
    let mut salt = [0; SALT_BYTES];
    random.fill(&mut salt).map_err(|_| Invalid::Keys)?;
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &random).map_err(|_| Invalid::Keys)?;
    let public = ours.compute_public_key().map_err(|_| Invalid::Keys)?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, key);
    let agreed = agree_ephemeral(ours, &theirs, <[u8]>::to_vec).map_err(|_| Invalid::Keys)?;
    let keys = Keys {
        theirs: key,
        ours: public.as_ref(),
        agreed: &agreed,
        secret,
    };
    body(&keys, salt, text)
}

/// What both sides know.
struct Keys<'a> {
    theirs: &'a [u8],
    ours: &'a [u8],
    agreed: &'a [u8],
    secret: &'a [u8],
}

fn body(keys: &Keys<'_>, salt: [u8; SALT_BYTES], text: &[u8]) -> Result<Vec<u8>, Invalid> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Invalid::TooLong);
    }
    let input: [u8; 32] = derived(
        &Salt::new(HKDF_SHA256, keys.secret).extract(keys.agreed),
        &[b"WebPush: info\0", keys.theirs, keys.ours],
    );
    let root = Salt::new(HKDF_SHA256, &salt).extract(&input);
    let key: [u8; 16] = derived(&root, &[b"Content-Encoding: aes128gcm\0"]);
    let nonce: [u8; NONCE_LEN] = derived(&root, &[b"Content-Encoding: nonce\0"]);

    let mut record = text.to_vec();
    record.push(END);
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| Invalid::Keys)?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| Invalid::TooLong)?;

    let mut body = salt.to_vec();
    body.extend(u32::try_from(BODY_BYTES_MAX).unwrap_or(u32::MAX).to_be_bytes());
    body.push(u8::try_from(keys.ours.len()).unwrap_or(u8::MAX));
    body.extend(keys.ours);
    body.extend(record);
    Ok(body)
}

/// Bytes derived from a key, for one purpose.
fn derived<const N: usize>(from: &Prk, purpose: &[&[u8]]) -> [u8; N] {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = [0; N];
    from.expand(purpose, Length(N))
        .and_then(|material| material.fill(&mut bytes))
        .expect("far below what the function gives");
    bytes
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    /// <https://www.rfc-editor.org/rfc/rfc8291#section-5>, with the intermediate values of its appendix A.
    #[test]
    fn the_example_of_the_standard_is_sealed_as_it_is_there() {
        let theirs = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let ours = bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let keys = Keys {
            theirs: &theirs,
            ours: &ours,
            agreed: &bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            secret: &bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");

        let body = body(&keys, salt, b"When I grow up, I want to be a watermelon").expect("sealed");

        let wanted = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
            EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(body), wanted);
    }

    #[test]
    fn the_longest_text_fills_a_body_and_a_longer_one_is_refused() {
        let theirs = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let longest = vec![b'x'; TEXT_BYTES_MAX];

        assert_eq!(
            sealed(&theirs, &[0; 16], &longest).map(|body| body.len()),
            Ok(BODY_BYTES_MAX)
        );
        let longer = vec![b'x'; TEXT_BYTES_MAX + 1];
        assert_eq!(sealed(&theirs, &[0; 16], &longer), Err(Invalid::TooLong));
        assert_ne!(
            sealed(&theirs, &[0; 16], b"a"),
            sealed(&theirs, &[0; 16], b"a"),
            "a new key each time"
        );
    }
}
