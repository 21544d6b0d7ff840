//! The key by which browsers know this desk: made when the first one asks, kept sealed, the same for good.

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use store::notifications::PushKey;
use webpush::Signer;

use crate::{App, Fault, SealKey, seal::Purpose};

/// Whose the sealed text is: the desk's own.
const OWNER: &str = "desk";

/// The desk's signer.
///
/// # Errors
/// [`Fault`]: the key to open it is not configured, or another one than it was sealed with.
pub async fn signer(app: &App) -> Result<Signer, Fault> {
    let seal = app
        .config
        .seal_key
        .as_ref()
        .ok_or(Fault::NotConfigured("SWITCHBOARD_KEY"))?;
    if let Some(known) = app.store.push_key().await? {
        return opened(seal, &known);
    }
    let made = Signer::generate().map_err(|_| Fault::Bug("no random bytes for a key".into()))?;
    let sealed = seal.seal(Purpose::PushKey, OWNER, &BASE64_STANDARD_NO_PAD.encode(made));
    let made = PushKey { sealed };
    if app.store.add_push_key(&made).await? {
        return opened(seal, &made);
    }
    // Somebody was quicker: theirs is the key.
    let known = app.store.push_key().await?;
    opened(
        seal,
        &known.ok_or_else(|| Fault::Bug("the key is there and is not".into()))?,
    )
}

fn opened(seal: &SealKey, key: &PushKey) -> Result<Signer, Fault> {
    let text = seal.open(Purpose::PushKey, OWNER, &key.sealed).ok();
    let pkcs8 = text.and_then(|text| BASE64_STANDARD_NO_PAD.decode(text).ok());
    let signer = pkcs8.and_then(|pkcs8| Signer::open(&pkcs8));
    signer.ok_or_else(|| Fault::Bug("the key for browsers does not open".into()))
}
