//! The one place that calls messengers over the network.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::rules::deliver::CALL_TIMEOUT_MS;
use messengers::{POLL_WAIT_S, ProviderAnswer, ProviderCall};
use reqwest::{Client, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tracing::warn;

/// Largest answer read, in bytes; a messenger's answer to a send is a few kilobytes.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Largest answer of a poll read, in bytes: what is asked for at once, each as large as a messenger allows.
const POLL_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A connection is up or not in this time.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A call is answered or not in this time.
const CALL_TIMEOUT: Duration = Duration::from_millis(CALL_TIMEOUT_MS.unsigned_abs());

/// Makes calls to messengers. Never fails: what went wrong is an answer too, and says whether the request left.
#[async_trait]
pub trait Provider: Send + Sync {
    /// One call, within [`CALL_TIMEOUT_MS`].
    async fn call(&self, call: &ProviderCall) -> ProviderAnswer;

    /// One call that the messenger may hold open for [`POLL_WAIT_S`] longer, and whose answer may be larger.
    async fn poll(&self, call: &ProviderCall) -> ProviderAnswer {
        self.call(call).await
    }
}

/// The network. Follows no redirects, keeps no cookies, uses no proxy, repeats nothing.
pub struct Https(Client);

impl Https {
    /// A client that trusts the public certificate authorities.
    ///
    /// # Errors
    /// The TLS library's words, if it cannot start.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
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
        Ok(Self(client))
    }
}

#[async_trait]
impl Provider for Https {
    async fn call(&self, call: &ProviderCall) -> ProviderAnswer {
        self.make(call, CALL_TIMEOUT, ANSWER_BYTES_MAX).await
    }

    async fn poll(&self, call: &ProviderCall) -> ProviderAnswer {
        let patience = CALL_TIMEOUT + Duration::from_secs(POLL_WAIT_S);
        self.make(call, patience, POLL_BYTES_MAX).await
    }
}

impl Https {
    async fn make(&self, call: &ProviderCall, patience: Duration, bytes_max: usize) -> ProviderAnswer {
        let request = self.0.post(&call.url).headers(call.headers()).timeout(patience);
        let answer = match request.body(call.bytes()).send().await {
            Ok(answer) => answer,
            Err(error) => {
                let left = !(error.is_connect() || error.is_builder());
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
