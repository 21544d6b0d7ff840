//! Files in a bucket of S3, behind the port `blobs`. Every call is a signed address; the functions use theirs as browsers use what they are given.

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;
use blobs::{BlobError, Blobs, ByteStream, DOWNLOAD, Handed, LINK_MS, UPLOAD_MS, UploadSlot};
use domain::{UnixMs, rules::fetch::FETCH_MS_MAX};
use futures_util::StreamExt;
use http::{StatusCode, header};
use jiff::Timestamp;
use platform::{App, config::Misconfigured};
use reqwest::{Body, Client, Response, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle, actions::PutObject};

/// `app` with its files, if its deployment has a place for them.
///
/// # Errors
/// [`Misconfigured`] names the variable.
pub fn with_files(mut app: App) -> Result<App, Misconfigured> {
    if let Some(files) = &app.config.files {
        let found = S3::new(&files.bucket, &files.region, files.endpoint.as_deref(), &files.url);
        let variable = "SWITCHBOARD_FILES_BUCKET";
        let problem = "must name a bucket of ours, and the credentials must be there";
        app.blobs = Arc::new(found.map_err(|_| Misconfigured { variable, problem })?);
    }
    Ok(app)
}

/// How long an address is good for that a function uses at once.
const OWN: Duration = Duration::from_secs(60);

/// A bucket.
pub struct S3 {
    bucket: Bucket,
    credentials: Credentials,
    /// Where browsers reach the bucket, without a slash at the end: it passes addresses on as they are.
    public_url: String,
    client: Client,
}

impl S3 {
    /// The bucket `name` in `region`, reached with the process's own credentials (`AWS_ACCESS_KEY_ID` and its like), and by
    /// browsers at `public_url`; empty: directly. `endpoint`: another server of the same protocol, with the name in the path.
    ///
    /// # Errors
    /// What is missing, or the TLS library's words.
    pub fn new(name: &str, region: &str, endpoint: Option<&str>, public_url: &str) -> Result<Self, BlobError> {
        let rejected = |what: &str| BlobError::Rejected(what.to_owned());
        let (endpoint, style) = match endpoint {
            Some(endpoint) => (endpoint.to_owned(), UrlStyle::Path),
            None => (format!("https://s3.{region}.amazonaws.com"), UrlStyle::VirtualHost),
        };
        let endpoint = endpoint.parse().map_err(|_| rejected("the endpoint is no address"))?;
        let bucket = Bucket::new(endpoint, style, name.to_owned(), region.to_owned());
        let bucket = bucket.map_err(|_| rejected("the bucket's name is none"))?;
        let credentials = Credentials::from_env().ok_or_else(|| rejected("AWS_ACCESS_KEY_ID is not set"))?;
        Ok(Self {
            bucket,
            credentials,
            public_url: public_url.to_owned(),
            client: client().map_err(BlobError::Rejected)?,
        })
    }

    /// The same address as browsers reach it. The signature is for the bucket's own name, which the content delivery network
    /// asks for when it passes the address on.
    fn public(&self, signed: &str) -> String {
        let base = self.bucket.base_url().as_str().trim_end_matches('/');
        match signed.strip_prefix(base).filter(|_| !self.public_url.is_empty()) {
            Some(rest) => format!("{}{rest}", self.public_url),
            None => signed.to_owned(),
        }
    }

    fn slot_action<'a>(&'a self, key: &'a str, size: u64) -> PutObject<'a> {
        let mut action = self.bucket.put_object(Some(&self.credentials), key);
        // Signed, so that no more and nothing else can be brought.
        action.headers_mut().insert("content-length", size.to_string());
        action.headers_mut().insert("content-type", DOWNLOAD);
        action
    }
}

fn client() -> Result<Client, String> {
    let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    #[expect(clippy::disallowed_methods, reason = "S3 is ours, not a messenger's")]
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_millis(FETCH_MS_MAX.unsigned_abs()))
        .build();
    client.map_err(|error| error.to_string())
}

fn at(now: UnixMs) -> Timestamp {
    Timestamp::from_millisecond(now.0).unwrap_or_default()
}

fn lasting(ms: i64) -> Duration {
    Duration::from_millis(ms.unsigned_abs())
}

/// An answer that says yes; of a signed address nothing is told.
fn accepted(answer: Result<Response, reqwest::Error>) -> Result<Response, BlobError> {
    let answer = answer.map_err(|error| BlobError::Unavailable(error.without_url().to_string()))?;
    let status = answer.status();
    if status.is_success() || status == StatusCode::NOT_FOUND {
        Ok(answer)
    } else if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        Err(BlobError::Unavailable(status.to_string()))
    } else {
        Err(BlobError::Rejected(status.to_string()))
    }
}

#[async_trait]
impl Blobs for S3 {
    async fn put(&self, key: &str, size: u64, bytes: ByteStream, now: UnixMs) -> Result<(), BlobError> {
        let url = self
            .slot_action(key, size)
            .sign_with_time(OWN.max(lasting(FETCH_MS_MAX)), &at(now));
        let request = self.client.put(url);
        let request = request
            .header(header::CONTENT_LENGTH, size)
            .header(header::CONTENT_TYPE, DOWNLOAD);
        let answer = accepted(request.body(Body::wrap_stream(bytes)).send().await)?;
        match answer.status() {
            StatusCode::NOT_FOUND => Err(BlobError::Rejected("there is no such bucket".into())),
            _ => Ok(()),
        }
    }

    async fn get(&self, key: &str, now: UnixMs) -> Result<Option<(u64, ByteStream)>, BlobError> {
        let url = self
            .bucket
            .get_object(Some(&self.credentials), key)
            .sign_with_time(OWN, &at(now));
        let answer = accepted(self.client.get(url).send().await)?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let size = answer.content_length().unwrap_or_default();
        let bytes = answer
            .bytes_stream()
            .map(|part| part.map_err(|error| io::Error::other(error.without_url())));
        Ok(Some((size, Box::pin(bytes))))
    }

    async fn delete(&self, key: &str, now: UnixMs) -> Result<(), BlobError> {
        let url = self
            .bucket
            .delete_object(Some(&self.credentials), key)
            .sign_with_time(OWN, &at(now));
        accepted(self.client.delete(url).send().await).map(|_| ())
    }

    fn link(&self, key: &str, handed: &Handed, now: UnixMs) -> Result<String, BlobError> {
        let mut action = self.bucket.get_object(Some(&self.credentials), key);
        let query = action.query_mut();
        query.insert("response-content-type", handed.content_type().to_owned());
        query.insert("response-content-disposition", handed.disposition());
        query.insert("response-cache-control", "private, max-age=31536000, immutable");
        let signed = action.sign_with_time(lasting(LINK_MS), &at(now));
        Ok(self.public(signed.as_str()))
    }

    fn slot(&self, key: &str, size: u64, now: UnixMs) -> Result<UploadSlot, BlobError> {
        let signed = self.slot_action(key, size).sign_with_time(lasting(UPLOAD_MS), &at(now));
        Ok(UploadSlot {
            url: self.public(signed.as_str()),
            // Browsers send the length by themselves.
            headers: vec![("content-type".into(), DOWNLOAD.into())],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s3() -> S3 {
        let endpoint = "https://s3.eu-central-1.amazonaws.com".parse().expect("address");
        S3 {
            bucket: Bucket::new(endpoint, UrlStyle::VirtualHost, "desk-files", "eu-central-1").expect("bucket"),
            credentials: Credentials::new_with_token("AKID", "secret-key", "session-token"),
            public_url: "https://files.desk.example".into(),
            client: client().expect("client"),
        }
    }

    const NOON: UnixMs = UnixMs(1_795_348_800_000);

    #[test]
    fn a_link_passes_names_its_type_and_goes_by_the_public_name() {
        let handed = Handed {
            shown: Some("image/png".into()),
            name: "a b.png".into(),
        };

        let link = s3().link("k", &handed, NOON).expect("a link");

        assert!(link.starts_with("https://files.desk.example/k?"), "{link}");
        for part in [
            "X-Amz-Expires=300",
            "response-content-type=image%2Fpng",
            "X-Amz-Date=20261122T120000Z",
        ] {
            assert!(link.contains(part), "{part} in {link}");
        }
        assert!(link.contains("inline") && !link.contains("secret-key"), "{link}");
        assert_eq!(link, s3().link("k", &handed, NOON).expect("the same"));
    }

    #[test]
    fn what_is_brought_has_exactly_the_announced_size() {
        let slot = s3().slot("k", 1_234, NOON).expect("a slot");
        let other = s3().slot("k", 1_235, NOON).expect("a slot");

        assert!(
            slot.url.contains("content-length%3Bcontent-type%3Bhost"),
            "{}",
            slot.url
        );
        assert_ne!(slot.url, other.url, "the length is signed");
    }
}
