//! The one place that calls messengers over the network.

use std::{
    io,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use async_trait::async_trait;
use blobs::ByteStream;
use bytes::Bytes;
use domain::rules::deliver::{CALL_TIMEOUT_MS, upload_ms};
use futures_util::{StreamExt, stream};
use messengers::{POLL_WAIT_S, ProviderAnswer, ProviderCall};
use reqwest::{Client, StatusCode, header, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tracing::warn;

use webpush::Pushing;

use crate::{body::Body, browsers::Pushed};

/// Largest answer read, in bytes; a messenger's answer to a send is a few kilobytes.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Largest answer of a poll read, in bytes: what is asked for at once, each as large as a messenger allows.
const POLL_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A connection is up or not in this time.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Largest size of a file whose sender does not tell it, in bytes: it is held in memory until it is known.
const UNTOLD_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Redirects followed to a file: those that messengers make from an address in a message to where the bytes are.
const REDIRECTS_MAX: usize = 3;

/// A call is answered or not in this time: leases are made for it, so nothing may wait longer.
pub const CALL_TIMEOUT: Duration = Duration::from_millis(CALL_TIMEOUT_MS.unsigned_abs());

/// Makes calls to messengers. Never fails: what went wrong is an answer too, and says whether the request left.
#[async_trait]
pub trait Provider: Send + Sync {
    /// One call, within [`CALL_TIMEOUT_MS`] and what its files take besides.
    async fn call(&self, call: &ProviderCall, body: Body) -> ProviderAnswer;

    /// One call that the messenger may hold open for [`POLL_WAIT_S`] longer, and whose answer may be larger.
    async fn poll(&self, call: &ProviderCall, body: Body) -> ProviderAnswer {
        self.call(call, body).await
    }

    /// Hands a message to a push service, within [`CALL_TIMEOUT_MS`].
    async fn push(&self, pushing: Pushing) -> Pushed {
        drop(pushing);
        Pushed::Later
    }

    /// Loads a file. Everything has to be there within `limit`; what comes later breaks off.
    async fn load(&self, url: &str, limit: Duration) -> Loaded;
}

/// What came of an attempt to load a file.
pub enum Loaded {
    /// It is coming.
    Coming {
        /// How many bytes there will be.
        size: u64,
        /// The bytes.
        bytes: ByteStream,
    },
    /// The server said no with this HTTP status.
    Refused(u16),
    /// No answer, or none that could be used.
    Broken,
}

/// The network. Follows no redirects, keeps no cookies, uses no proxy, repeats nothing.
pub struct Https {
    client: Client,
    /// How long a call is waited for, besides what its files take.
    patience: Duration,
}

impl Https {
    /// A client that trusts the public certificate authorities.
    ///
    /// # Errors
    /// The TLS library's words, if it cannot start.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Self::waiting(CALL_TIMEOUT)
    }

    /// The same that waits for the answer to a call as long as this, and never longer than [`CALL_TIMEOUT`].
    ///
    /// # Errors
    /// Likewise.
    pub fn waiting(patience: Duration) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        #[expect(clippy::disallowed_methods, reason = "the one client that may leave")]
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(CALL_TIMEOUT)
            .build()?;
        let patience = patience.min(CALL_TIMEOUT);
        Ok(Self { client, patience })
    }
}

#[async_trait]
impl Provider for Https {
    async fn call(&self, call: &ProviderCall, body: Body) -> ProviderAnswer {
        let longer = Duration::from_millis(upload_ms(body.size).unsigned_abs());
        self.make(call, body, self.patience + longer, ANSWER_BYTES_MAX).await
    }

    async fn poll(&self, call: &ProviderCall, body: Body) -> ProviderAnswer {
        let patience = self.patience + Duration::from_secs(POLL_WAIT_S);
        self.make(call, body, patience, POLL_BYTES_MAX).await
    }

    async fn push(&self, pushing: Pushing) -> Pushed {
        let mut request = self.client.post(&pushing.url).timeout(self.patience);
        for (name, value) in pushing.headers {
            request = request.header(name, value);
        }
        match request.body(pushing.body).send().await {
            Ok(answer) => pushed(answer.status()),
            Err(error) => {
                // The address is a secret of the browser.
                warn!(error = %error.without_url(), "A push service was not reached");
                Pushed::Later
            }
        }
    }

    async fn load(&self, url: &str, limit: Duration) -> Loaded {
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS_MAX {
            let answer = match self.client.get(&url).timeout(limit).send().await {
                Ok(answer) => answer,
                Err(error) => {
                    warn!(error = %error.without_url(), "A file could not be loaded");
                    return Loaded::Broken;
                }
            };
            let status = answer.status();
            let next = answer
                .headers()
                .get(header::LOCATION)
                .and_then(|next| next.to_str().ok());
            match next.filter(|_| status.is_redirection()) {
                Some(next) if messengers::is_public(next) => url = next.to_owned(),
                None if status == StatusCode::OK => return coming(answer).await,
                _ => return Loaded::Refused(status.as_u16()),
            }
        }
        Loaded::Broken
    }
}

impl Https {
    async fn make(&self, call: &ProviderCall, body: Body, patience: Duration, bytes_max: usize) -> ProviderAnswer {
        let request = self.client.post(&call.url).headers(call.headers()).timeout(patience);
        let request = request.header(header::CONTENT_LENGTH, body.size);
        let answer = match request.body(reqwest::Body::wrap_stream(body.bytes)).send().await {
            Ok(answer) => answer,
            Err(error) => {
                // A body that we broke off ourselves is shorter than announced: nobody takes it for a request.
                let is_ours = body.is_broken.load(Ordering::SeqCst);
                let left = !(error.is_connect() || error.is_builder() || is_ours);
                // The URL may hold the token.
                warn!(call.method, left, error = %error.without_url(), "A call to a messenger broke");
                return if left {
                    ProviderAnswer::NoAnswer
                } else {
                    ProviderAnswer::NotSent
                };
            }
        };
        let status = answer.status().as_u16();
        match capped(answer, bytes_max).await {
            Some(body) => ProviderAnswer::Answered { status, body },
            None => ProviderAnswer::NoAnswer,
        }
    }
}

/// What push services mean: <https://www.rfc-editor.org/rfc/rfc8030#section-7.3>; 401 and 403 for a key the browser did not
/// agree with, <https://www.rfc-editor.org/rfc/rfc8292#section-4.2>.
fn pushed(status: StatusCode) -> Pushed {
    match status {
        _ if status.is_success() => Pushed::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Pushed::Gone,
        StatusCode::TOO_MANY_REQUESTS => Pushed::Later,
        _ if status.is_server_error() => Pushed::Later,
        _ => Pushed::Refused(status.as_u16()),
    }
}

async fn coming(answer: reqwest::Response) -> Loaded {
    if let Some(size) = answer.content_length() {
        let bytes = answer.bytes_stream();
        let bytes = Box::pin(bytes.map(|part| part.map_err(|error| io::Error::other(error.without_url()))));
        return Loaded::Coming { size, bytes };
    }
    match capped(answer, UNTOLD_BYTES_MAX).await {
        Some(body) => {
            let size = body.len() as u64;
            let bytes = Box::pin(stream::iter([Ok(Bytes::from(body))]));
            Loaded::Coming { size, bytes }
        }
        None => Loaded::Broken,
    }
}

async fn capped(mut answer: reqwest::Response, bytes_max: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.ok()? {
        if body.len() + chunk.len() > bytes_max {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}
