//! Files on one machine: in a folder, and handed out at an origin of their own, as the cloud's bucket does it.
//!
//! Whoever has a link may follow it until it passes: nothing else is asked for here. A link says how its file is handed out,
//! and is signed as a whole.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use blobs::{BlobError, Blobs, ByteStream, HEADERS, Handed, LINK_MS, UPLOAD_MS, UploadSlot};
use bytes::Bytes;
use domain::UnixMs;
use futures_util::{StreamExt, stream};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use platform::Clock;
use ring::hmac;
use tokio::{
    fs,
    io::{AsyncReadExt, AsyncWriteExt},
};
use tower_http::services::ServeFile;
use tracing::error;

/// Bytes read from a file at once.
const PART_BYTES: usize = 64 * 1024;

/// Longest key, in characters; ours have some thirty.
const KEY_CHARS_MAX: usize = 128;

/// A folder of files.
pub struct Folder {
    path: PathBuf,
    key: hmac::Key,
    /// Where the origin is, without a slash at the end.
    pub url: String,
    /// Of a desk in memory: gone with it.
    _temporary: Option<tempfile::TempDir>,
}

impl Folder {
    /// The files in `path`; `None`: in a folder that goes when the desk does. `key` signs links; another one makes those
    /// given out before useless, which is no loss.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(path: Option<PathBuf>, key: &str, url: String) -> io::Result<Self> {
        let temporary = match path {
            Some(_) => None,
            None => Some(tempfile::tempdir()?),
        };
        let path = path
            .or_else(|| Some(temporary.as_ref()?.path().to_owned()))
            .unwrap_or_default();
        std::fs::create_dir_all(&path)?;
        Ok(Self {
            path,
            key: hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()),
            url,
            _temporary: temporary,
        })
    }

    /// The file called `key`. Keys are ours and plain; anything else is no file's.
    fn file(&self, key: &str) -> Option<PathBuf> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let fits = (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(is_plain) && !key.starts_with('.');
        fits.then(|| self.path.join(key))
    }

    fn signed(&self, method: &Method, key: &str, query: &[(&str, String)]) -> String {
        let query = form(query);
        let signature = hmac::sign(&self.key, signed_text(method, key, &query).as_bytes());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
        format!("{}/{key}?{query}&signature={signature}", self.url)
    }

    /// What the query of a request says, if it was signed by us for this.
    fn verified(&self, method: &Method, key: &str, query: &str) -> Option<Query> {
        let (query, signature) = query.rsplit_once("&signature=")?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(&self.key, signed_text(method, key, query).as_bytes(), &signature).ok()?;
        let pairs = serde_json::Map::from_iter(
            url_pairs(query).map(|(name, value)| (name.into_owned(), value.into_owned().into())),
        );
        serde_json::from_value(pairs.into()).ok()
    }
}

fn signed_text(method: &Method, key: &str, query: &str) -> String {
    format!("{method}\n{key}\n{query}")
}

fn form(pairs: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn url_pairs(query: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query.as_bytes())
}

/// What a link says.
#[derive(serde::Deserialize)]
struct Query {
    until: String,
    #[serde(default)]
    content_type: String,
    #[serde(default)]
    disposition: String,
    #[serde(default)]
    size: String,
}

impl Query {
    fn is_over(&self, now: UnixMs) -> bool {
        self.until.parse::<i64>().is_ok_and(|until| until < now.0)
    }
}

fn broken(error: &io::Error) -> BlobError {
    BlobError::Unavailable(error.to_string())
}

#[async_trait]
impl Blobs for Folder {
    async fn put(&self, key: &str, size: u64, bytes: ByteStream, _: UnixMs) -> Result<(), BlobError> {
        let path = self.file(key).ok_or_else(|| BlobError::Rejected("not a key".into()))?;
        match store(&path, size, bytes).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(BlobError::Unavailable("other than as many bytes as announced".into())),
            Err(error) => Err(broken(&error)),
        }
    }

    async fn get(&self, key: &str, _: UnixMs) -> Result<Option<(u64, ByteStream)>, BlobError> {
        let Some(path) = self.file(key) else { return Ok(None) };
        let file = match fs::File::open(path).await {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(broken(&error)),
        };
        let size = file.metadata().await.map_err(|error| broken(&error))?.len();
        let parts = stream::try_unfold(file, |mut file| async move {
            let mut part = vec![0; PART_BYTES];
            let read = file.read(&mut part).await?;
            part.truncate(read);
            Ok((read > 0).then_some((Bytes::from(part), file)))
        });
        Ok(Some((size, Box::pin(parts))))
    }

    async fn delete(&self, key: &str, _: UnixMs) -> Result<(), BlobError> {
        let Some(path) = self.file(key) else { return Ok(()) };
        match fs::remove_file(path).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(broken(&error)),
            _ => Ok(()),
        }
    }

    fn link(&self, key: &str, handed: &Handed, now: UnixMs) -> Result<String, BlobError> {
        let query = [
            ("until", now.plus(LINK_MS).0.to_string()),
            ("content_type", handed.content_type().to_owned()),
            ("disposition", handed.disposition()),
        ];
        Ok(self.signed(&Method::GET, key, &query))
    }

    fn slot(&self, key: &str, size: u64, now: UnixMs) -> Result<UploadSlot, BlobError> {
        let query = [("until", now.plus(UPLOAD_MS).0.to_string()), ("size", size.to_string())];
        Ok(UploadSlot {
            url: self.signed(&Method::PUT, key, &query),
            headers: vec![("content-type".into(), blobs::DOWNLOAD.into())],
        })
    }
}

/// Writes beside the file and puts it in its place when it is whole and on the disk. `false`: too few bytes came, or too many.
async fn store(path: &Path, size: u64, mut bytes: ByteStream) -> io::Result<bool> {
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    let mut file = fs::File::create(&beside).await?;
    let written = async {
        let mut count = 0;
        while let Some(part) = bytes.next().await {
            let part = part?;
            count += part.len() as u64;
            if count > size {
                return Ok(false);
            }
            file.write_all(&part).await?;
        }
        file.sync_all().await?;
        Ok(count == size)
    };
    let written: io::Result<bool> = written.await;
    match written {
        Ok(true) => fs::rename(&beside, path).await?,
        _ => fs::remove_file(&beside).await?,
    }
    written
}

/// What the origin of files stands on.
#[derive(Clone)]
pub struct Origin {
    /// The files.
    pub folder: Arc<Folder>,
    /// Tells which links have passed.
    pub clock: Arc<dyn Clock>,
}

/// The origin of files.
pub fn origin(origin: Origin) -> Router {
    Router::new().fallback(any(answer)).with_state(origin)
}

async fn answer(State(origin): State<Origin>, request: Request) -> Response {
    let mut response = match *request.method() {
        Method::GET | Method::HEAD => hand_out(&origin, request).await,
        Method::PUT => take(&origin, request).await,
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // The link is what lets anybody in; no cookie does.
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, PUT"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "3600"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The file of a request and what its link says; else what it is answered.
fn admitted(origin: &Origin, method: &Method, request: &Request) -> Result<(PathBuf, Query), StatusCode> {
    let key = request.uri().path().trim_start_matches('/');
    let query = request.uri().query().unwrap_or_default();
    let path = origin.folder.file(key).ok_or(StatusCode::NOT_FOUND)?;
    let query = origin
        .folder
        .verified(method, key, query)
        .ok_or(StatusCode::FORBIDDEN)?;
    if query.is_over(origin.clock.now()) {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok((path, query))
}

async fn hand_out(origin: &Origin, request: Request) -> Response {
    let (path, query) = match admitted(origin, &Method::GET, &request) {
        Ok(admitted) => admitted,
        Err(status) => return status.into_response(),
    };
    let served = ServeFile::new(path).try_call(request).await;
    let mut response = match served {
        Ok(response) => response.map(Body::new),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            error!(error = &error as &dyn std::error::Error, "Could not read a file");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, query.content_type),
        (header::CONTENT_DISPOSITION, query.disposition),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
    ] {
        match HeaderValue::try_from(value) {
            Ok(value) => headers.insert(name, value),
            Err(_) => return StatusCode::FORBIDDEN.into_response(),
        };
    }
    response
}

async fn take(origin: &Origin, request: Request) -> Response {
    let (path, query) = match admitted(origin, &Method::PUT, &request) {
        Ok(admitted) => admitted,
        Err(status) => return status.into_response(),
    };
    let Ok(size) = query.size.parse() else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let bytes = request.into_body().into_data_stream();
    let bytes = Box::pin(bytes.map(|part| part.map_err(io::Error::other)));
    match store(&path, size, bytes).await {
        Ok(true) => StatusCode::OK.into_response(),
        Ok(false) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => {
            error!(error = &error as &dyn std::error::Error, "Could not store a file");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
