//! A browser's push service, and browsers that open what it brings them: the other side of RFC 8291.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand::SystemRandom,
};
use serde_json::{Value, json};

/// A service on a port of its own.
pub struct PushService {
    /// Its origin.
    pub origin: String,
    taken: Taken,
}

type Taken = Arc<Mutex<Service>>;

struct Service {
    answers: StatusCode,
    messages: Vec<PushMessage>,
}

/// What was brought for one browser.
#[derive(Clone)]
pub struct PushMessage {
    /// The browser, by the end of its endpoint.
    pub browser: String,
    /// What went along.
    pub headers: HeaderMap,
    /// What only the browser reads.
    pub body: Bytes,
}

/// A browser that has agreed to take messages. It opens one: its key is used up then.
pub struct Subscribed {
    key: EphemeralPrivateKey,
    public: Vec<u8>,
    /// As it describes itself to the desk.
    pub body: Value,
}

/// The secret of every browser here; that of the standard's example.
const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

impl PushService {
    /// Opens one that takes everything.
    pub async fn open() -> Self {
        let taken = Arc::new(Mutex::new(Service {
            answers: StatusCode::CREATED,
            messages: Vec::new(),
        }));
        let router = Router::new()
            .route("/{browser}", post(take))
            .with_state(Arc::clone(&taken));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("it is bound"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, taken }
    }

    /// A browser called so, which speaks this language.
    #[must_use]
    pub fn subscribes(&self, browser: &str, language: &str) -> Subscribed {
        #[expect(clippy::disallowed_methods, reason = "a browser's key is no id of ours")]
        let random = SystemRandom::new();
        let key = EphemeralPrivateKey::generate(&ECDH_P256, &random).expect("a key");
        let public = key.compute_public_key().expect("its other half").as_ref().to_vec();
        let body = json!({
            "endpoint": format!("{}/{browser}", self.origin),
            "p256dh": BASE64_URL_SAFE_NO_PAD.encode(&public),
            "auth": SECRET,
            "language": language,
        });
        Subscribed { key, public, body }
    }

    /// What it says to every message from here on.
    pub fn answers(&self, status: StatusCode) {
        lock(&self.taken).answers = status;
    }

    /// What was brought for a browser so far.
    #[must_use]
    pub fn messages(&self, browser: &str) -> Vec<PushMessage> {
        let all = lock(&self.taken).messages.clone();
        all.into_iter().filter(|message| message.browser == browser).collect()
    }
}

fn lock(taken: &Taken) -> MutexGuard<'_, Service> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn take(State(taken): State<Taken>, Path(browser): Path<String>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut service = lock(&taken);
    service.messages.push(PushMessage { browser, headers, body });
    service.answers
}

impl Subscribed {
    /// What the message says.
    #[must_use]
    pub fn opens(self, message: &PushMessage) -> Value {
        let (salt, rest) = message.body.split_at(16);
        let (theirs, sealed) = rest[5..].split_at(usize::from(rest[4]));
        let theirs_key = UnparsedPublicKey::new(&ECDH_P256, theirs);
        let agreed = agree_ephemeral(self.key, &theirs_key, <[u8]>::to_vec).expect("a point of the curve");
        let secret = BASE64_URL_SAFE_NO_PAD.decode(SECRET).expect("base64url");
        let root = Salt::new(HKDF_SHA256, &secret).extract(&agreed);
        let input = bytes(&root, &[b"WebPush: info\0", &self.public, theirs], 32);
        let root = Salt::new(HKDF_SHA256, salt).extract(&input);
        let key = bytes(&root, &[b"Content-Encoding: aes128gcm\0"], 16);
        let nonce = bytes(&root, &[b"Content-Encoding: nonce\0"], 12);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).expect("16 bytes"));
        let nonce = Nonce::try_assume_unique_for_key(&nonce).expect("12 bytes");
        let mut record = sealed.to_vec();
        let opened = key
            .open_in_place(nonce, Aad::empty(), &mut record)
            .expect("it is for this browser");
        serde_json::from_slice(opened.strip_suffix(&[2]).expect("the last record")).expect("JSON")
    }
}

fn bytes(from: &Prk, purpose: &[&[u8]], length: usize) -> Vec<u8> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = vec![0; length];
    let material = from.expand(purpose, Length(length)).expect("not too long");
    material.fill(&mut bytes).expect("of that length");
    bytes
}
