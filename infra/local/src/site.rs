//! The client's files, as the content delivery network serves them: cached for ever by name, the pages never, and no
//! script but our own.

use std::path::{Path, PathBuf};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use tracing::error;

/// Longest path looked at, in bytes.
const PATH_BYTES_MAX: usize = 512;

/// Sent with everything; as in the template.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
];

/// Shown instead of the client while it is not built.
const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Switchboard</title>\
    <p>The desk is running, but its pages are not built yet. <code>make run</code> builds them.";

/// The folder with the built client.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    /// Whether there is a page where one plays customers.
    has_pretend: bool,
    /// The origin files are loaded from.
    files: String,
}

impl Site {
    /// The client in `folder`; files come from the origin `files`.
    #[must_use]
    pub fn new(folder: PathBuf, has_pretend: bool, files: &str) -> Self {
        let files = files.to_owned();
        Self {
            folder,
            has_pretend,
            files,
        }
    }

    /// Whether the client was built.
    #[must_use]
    pub fn is_built(&self) -> bool {
        self.folder.join("index.html").is_file()
    }

    /// Answers with a file, or with the page that shows every address without a dot.
    pub async fn serve(&self, request: &Parts) -> Response {
        let mut response = self.find(request).await;
        let headers = response.headers_mut();
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(header::CONTENT_SECURITY_POLICY, policy(&request.headers, &self.files));
        response
    }

    async fn find(&self, request: &Parts) -> Response {
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        let Some(name) = self.file_name(request.uri.path()) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let path = self.folder.join(&name);
        let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
        let bytes = match read {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(fault)) if fault.kind() == std::io::ErrorKind::NotFound => return self.missing(&name),
            fault => {
                error!(?fault, "Could not read a file of the client");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        };
        let cache = if name.starts_with("assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let headers = [
            (header::CONTENT_TYPE, content_type(&name)),
            (header::CACHE_CONTROL, cache),
        ];
        (headers, Body::from(bytes)).into_response()
    }

    fn missing(&self, name: &str) -> Response {
        if name == "index.html" && !self.is_built() {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            return (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response();
        }
        StatusCode::NOT_FOUND.into_response()
    }

    /// The file for an address; `None`: not one of ours. Names of ours are plain, so nothing is decoded.
    fn file_name(&self, path: &str) -> Option<String> {
        let path = path.strip_prefix('/')?;
        if path == "pretend" {
            return self.has_pretend.then(|| "pretend.html".to_owned());
        }
        let is_hidden = path == "pretend.html" && !self.has_pretend;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/');
        let steps_are_plain = || path.split('/').all(|step| !step.is_empty() && !step.starts_with('.'));
        let last = path.rsplit('/').next().unwrap_or_default();
        if !last.contains('.') {
            return Some("index.html".to_owned());
        }
        let is_file = path.len() <= PATH_BYTES_MAX && path.bytes().all(is_plain) && steps_are_plain();
        (is_file && !is_hidden).then(|| path.to_owned())
    }
}

/// What the pages may load and where they may connect: only here, and files at their own origin. Older browsers do not count sockets as `'self'`.
fn policy(headers: &HeaderMap, files: &str) -> HeaderValue {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    let sockets = match host {
        "" => String::new(),
        host if host.bytes().all(is_plain) => format!(" ws://{host} wss://{host}"),
        _ => String::new(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data: {files}; \
         media-src 'self' blob: {files}; font-src 'self'; connect-src 'self' {files}{sockets}; manifest-src 'self'; worker-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types svelte-trusted-html switchboard-worker"
    );
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

fn content_type(name: &str) -> &'static str {
    match Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Option<String> {
        Site::new(PathBuf::from("dist"), true, "").file_name(path)
    }

    #[test]
    fn an_address_without_a_dot_is_the_page() {
        for path in ["/", "/chats/abc", "/chats/", "/a%20b"] {
            assert_eq!(file(path).as_deref(), Some("index.html"), "{path}");
        }
        assert_eq!(file("/assets/app-1.js").as_deref(), Some("assets/app-1.js"));
        assert_eq!(file("/pretend").as_deref(), Some("pretend.html"));
    }

    #[test]
    fn no_address_leads_out_of_the_folder() {
        for path in [
            "/../x.txt",
            "/a/../../x.txt",
            "/.env",
            "/a/.git/x.y",
            "//etc/x.y",
            "/a\\..\\x.y",
            "/%2e%2e/x.y",
            "x",
        ] {
            assert_eq!(file(path), None, "{path}");
        }
    }

    #[test]
    fn without_pretend_messengers_there_is_no_page_for_them() {
        let site = Site::new(PathBuf::from("dist"), false, "");

        assert_eq!(site.file_name("/pretend"), None);
        assert_eq!(site.file_name("/pretend.html"), None);
    }

    #[test]
    fn a_strange_host_does_not_get_into_the_policy() {
        let with = |host: &'static str| {
            let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
            policy(&headers, "http://files").to_str().expect("text").to_owned()
        };

        assert!(
            with("127.0.0.1:8080")
                .contains("connect-src 'self' http://files ws://127.0.0.1:8080 wss://127.0.0.1:8080;")
        );
        assert!(with("evil; script-src *").contains("connect-src 'self' http://files;"));
    }
}
