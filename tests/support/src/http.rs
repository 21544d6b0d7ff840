//! Plain HTTP to the desk.

use std::sync::Arc;

use http::{HeaderMap, Method, StatusCode};
use reqwest::Client;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde_json::Value;

/// An HTTP client for one address, with headers of its own.
#[derive(Clone, Debug)]
pub struct Web {
    client: Client,
    base: String,
    headers: Vec<(String, String)>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The body as JSON; `null` if it is none.
    pub body: Value,
    /// The body as text.
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Web {
    /// A client for `base`, without cookies or other memory.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let tls = tls
            .with_safe_default_protocol_versions()
            .expect("the provider knows its versions");
        let tls = tls.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
        #[expect(clippy::disallowed_methods, reason = "tests speak to this machine only")]
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .timeout(crate::PATIENCE);
        let client = client.build().expect("a client");
        Self {
            client,
            base: base.to_owned(),
            headers: Vec::new(),
        }
    }

    /// The same client, sending this header too.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut with = self.clone();
        with.headers.push((name.to_owned(), value.to_owned()));
        with
    }

    /// One request; `body` is sent as JSON unless it is `null`.
    pub async fn call(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.tries(method, path, body).await.expect("the desk answers")
    }

    /// One request to a desk that may have been killed: `None` if no whole answer comes.
    pub async fn tries(&self, method: Method, path: &str, body: &Value) -> Option<Reply> {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !body.is_null() {
            request = request.json(body);
        }
        Self::reply(request).await.ok()
    }

    /// One POST of raw bytes.
    pub async fn post_bytes(&self, path: &str, body: Vec<u8>) -> Reply {
        let mut request = self
            .client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        Self::reply(request.body(body)).await.expect("the desk answers")
    }

    /// One request to any address, with this body.
    pub async fn sends_bytes(&self, method: Method, url: &str, body: Vec<u8>) -> Reply {
        let mut request = self.client.request(method, url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        Self::reply(request.body(body)).await.expect("somebody answers")
    }

    /// Where a GET is led to.
    pub async fn leads_to(&self, path: &str) -> String {
        let mut request = self.client.get(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = request.send().await.expect("the desk answers");
        let url = answer.url().to_string();
        assert!(!url.starts_with(&self.base), "{url} leads nowhere");
        url
    }

    async fn reply(request: reqwest::RequestBuilder) -> reqwest::Result<Reply> {
        let answer = request.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await?;
        Ok(Reply {
            status,
            headers,
            body: serde_json::from_slice(&body).unwrap_or_default(),
            text: String::from_utf8_lossy(&body).into_owned(),
            bytes: body.to_vec(),
        })
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, &Value::Null).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::POST, path, body).await
    }

    /// PATCH.
    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::PATCH, path, body).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Reply {
        self.call(Method::DELETE, path, &Value::Null).await
    }

    /// PUT.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::PUT, path, body).await
    }
}

impl Reply {
    /// The body of a good answer.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }

    /// The code of a refusal.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}
