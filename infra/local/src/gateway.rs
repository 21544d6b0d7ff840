//! API Gateway on one machine: HTTP and WebSocket for browsers and messengers, and the address functions push to.
//!
//! It calls the functions' own handlers with the types they are deployed with. Handlers run as tasks of their own, as
//! an invocation does: a caller who hangs up does not stop one halfway.

mod connections;
mod sockets;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use api::Api;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::StatusCode;
use platform::{Answer, App, Caller};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};
use tracing::error;
use webhook::Webhook;

pub use connections::connections;
pub use sockets::{Limits, Sockets};

use crate::{pretend::PageApi, site::Site, told_to_stop};

/// Largest body taken, in bytes; the functions' own limits are smaller.
const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;

/// What is behind the gateway.
pub struct Back {
    /// The browser's API.
    pub api: Api,
    /// The messengers' entrance.
    pub webhook: Webhook,
    /// What the socket function needs.
    pub app: App,
    /// Open sockets.
    pub sockets: Arc<Sockets>,
    /// The client's files.
    pub site: Site,
    /// The page where one plays customers; absent outside demo mode.
    pub pretend: Option<PageApi>,
    /// The proxy in front that says whom it speaks for; `None`: there is none.
    pub proxy: Option<IpAddr>,
}

/// Everything on the desk's port.
pub fn desk(back: Arc<Back>) -> Router {
    Router::new()
        .route("/socket", any(sockets::upgrade))
        .fallback(http)
        .with_state(back)
}

async fn http(State(back): State<Arc<Back>>, request: Request) -> Response {
    let path = request.uri().path();
    let is_page_api = path.starts_with("/pretend/");
    let is_ours = is_page_api || path.starts_with("/api/") || path.starts_with("/webhooks/") || path == "/healthz";
    let (parts, body) = request.into_parts();
    if !is_ours {
        return back.site.serve(&parts).await;
    }
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        return (
            StatusCode::PAYLOAD_TOO_LARGE,
            r#"{"message":"Request Entity Too Large"}"#,
        )
            .into_response();
    };
    let mut request = platform::Request::from_parts(parts, body);
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let caller = Caller::on_one_machine(peer.ip(), request.headers(), back.proxy);
        request.extensions_mut().insert(caller);
    }
    // Not cancelled with the connection: a handler runs to its end, as it does in the cloud.
    let answer = tokio::spawn(async move { route(&back, request).await }).await;
    answer.unwrap_or_else(|panic| {
        error!(error = &panic as &dyn std::error::Error, "A handler panicked");
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            r#"{"message":"Internal Server Error"}"#,
        )
            .into_response()
    })
}

async fn route(back: &Back, request: platform::Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/webhooks/") {
        return response(webhook::handle(&back.webhook, request).await);
    }
    match &back.pretend {
        Some(pretend) if path.starts_with("/pretend/") => response(pretend.handle(&back.app, &request)),
        _ => response(api::handle(&back.api, request).await),
    }
}

fn response(answer: Answer) -> Response {
    answer.map(Body::from)
}

/// A server on one listener, until told to stop.
pub struct Server(JoinHandle<()>);

impl Server {
    /// Serves `router` on `listener` until `stop` says so.
    pub fn start(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) -> Self {
        let stopped = async move { told_to_stop(&mut stop).await };
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        Self(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
                error!(error = &error as &dyn std::error::Error, "A server ended");
            }
        }))
    }

    /// Waits until requests under way are answered, for a bounded time: a caller may never finish its request.
    pub async fn end(self) {
        let abort = self.0.abort_handle();
        if timeout(crate::STOP_PATIENCE, self.0).await.is_err() {
            abort.abort();
        }
    }
}
