//! A bucket as S3 keeps one, as far as addresses signed in advance go: what is not signed, or not as signed, is refused.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::any,
};
use bytes::Bytes;

use crate::cloud::serve;

/// Its name.
pub const BUCKET: &str = "desk-files";

/// The bucket.
#[derive(Clone, Default)]
pub struct Bucket(Arc<Mutex<BTreeMap<String, Bytes>>>);

impl Bucket {
    /// Where it is reached: the endpoint, without its name.
    pub async fn open(&self) -> String {
        serve(Router::new().fallback(any(answer)).with_state(self.clone())).await
    }

    /// How many bytes are under each name.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        self.objects().values().map(Bytes::len).collect()
    }

    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(bucket): State<Bucket>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if let Err(refused) = check(&parts.uri, &parts.headers) {
        return (StatusCode::FORBIDDEN, refused).into_response();
    }
    let prefix = format!("/{BUCKET}/");
    let Some(name) = parts.uri.path().strip_prefix(&prefix).map(str::to_owned) else {
        return (StatusCode::NOT_FOUND, "NoSuchBucket").into_response();
    };
    match parts.method {
        Method::PUT => store(&bucket, name, &parts.headers, body).await,
        Method::GET => match bucket.objects().get(&name).cloned() {
            Some(bytes) => ([(header::CONTENT_LENGTH, bytes.len())], Body::from(bytes)).into_response(),
            None => (StatusCode::NOT_FOUND, "NoSuchKey").into_response(),
        },
        Method::DELETE => {
            bucket.objects().remove(&name);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// Keeps a body of exactly the announced length.
async fn store(bucket: &Bucket, name: String, headers: &HeaderMap, body: Body) -> Response {
    let length = headers.get(header::CONTENT_LENGTH);
    let Some(length) = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok()) else {
        return (StatusCode::LENGTH_REQUIRED, "MissingContentLength").into_response();
    };
    match to_bytes(body, length).await {
        Ok(bytes) if bytes.len() == length => {
            bucket.objects().insert(name, bytes);
            StatusCode::OK.into_response()
        }
        _ => (StatusCode::BAD_REQUEST, "IncompleteBody").into_response(),
    }
}

/// Whether the address is one signed in advance, and the request has every header that was signed.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
fn check(uri: &Uri, headers: &HeaderMap) -> Result<(), &'static str> {
    let query: BTreeMap<&str, &str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let needed = [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Signature",
    ];
    if needed.iter().any(|name| !query.contains_key(name)) {
        return Err("AccessDenied");
    }
    let signed = query.get("X-Amz-SignedHeaders").copied().unwrap_or_default();
    let has_all = signed.split("%3B").all(|name| headers.contains_key(name));
    if has_all { Ok(()) } else { Err("SignatureDoesNotMatch") }
}
