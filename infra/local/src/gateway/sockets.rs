//! Browsers' WebSockets: `$connect` before the upgrade, `$default` for each message, `$disconnect` at the end.
//!
//! Limits and close codes are API Gateway's. One difference: a socket can be pushed to while `$connect` still runs, and
//! gets it once it is open; API Gateway answers `GoneException` in that short while.

use std::{
    collections::HashMap,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use aws_lambda_events::{
    apigw::{ApiGatewayProxyResponse, ApiGatewayWebsocketProxyRequest},
    encodings::Body as ResponseBody,
};
use axum::{
    extract::{
        FromRequestParts, Request, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use domain::UnixMs;
use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use platform::{App, Clock};
use tokio::{
    sync::{mpsc, watch},
    time::{sleep, timeout},
};
use tracing::error;

use super::Back;
use crate::told_to_stop;

/// Frames that may wait for a slow browser; beyond, pushes are refused.
const WAITING_FRAMES_MAX: usize = 256;

/// How long a browser may take to read one frame before its socket is closed.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);

/// API Gateway's quotas; tests shorten the times.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Largest frame a browser may send, in bytes.
    pub frame_bytes_max: usize,
    /// Largest message in either direction, in bytes.
    pub message_bytes_max: usize,
    /// A socket without any traffic is closed after this.
    pub idle: Duration,
    /// Every socket is closed after this.
    pub lifetime: Duration,
    /// How long a handler may take.
    pub handler: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes_max: 32 * 1024,
            message_bytes_max: 128 * 1024,
            idle: Duration::from_secs(10 * 60),
            lifetime: Duration::from_secs(2 * 60 * 60),
            handler: Duration::from_secs(29),
        }
    }
}

/// All open sockets, by connection id.
pub struct Sockets {
    /// The quotas in force.
    pub limits: Limits,
    app: App,
    open: Mutex<HashMap<String, Arc<Socket>>>,
    stop: watch::Receiver<bool>,
}

/// One socket.
pub struct Socket {
    outbox: mpsc::Sender<Out>,
    connected: UnixMs,
    last_active: AtomicI64,
    /// The browser's address.
    pub source_ip: String,
    /// The browser's name.
    pub user_agent: String,
}

enum Out {
    Frame(Bytes),
    Close,
}

/// What became of a push.
pub enum Push {
    /// It is on its way.
    Taken,
    /// The browser reads too slowly.
    Full,
    /// The browser left.
    Gone,
}

impl Socket {
    /// Hands `frame` to the browser.
    pub fn push(&self, frame: Bytes) -> Push {
        match self.outbox.try_send(Out::Frame(frame)) {
            Ok(()) => Push::Taken,
            Err(mpsc::error::TrySendError::Full(_)) => Push::Full,
            Err(mpsc::error::TrySendError::Closed(_)) => Push::Gone,
        }
    }

    /// Closes the socket after what already waits; at once if too much waits.
    pub fn close(&self) {
        let _ = self.outbox.try_send(Out::Close);
    }

    /// When it was opened and when something last came or went, as RFC 3339.
    pub fn times(&self) -> (String, String) {
        let text = |ms| aws_sdk_dynamodb::primitives::DateTime::from_millis(ms).to_string();
        (text(self.connected.0), text(self.last_active.load(Ordering::Relaxed)))
    }

    fn touch(&self, clock: &dyn Clock) {
        self.last_active.store(clock.now().0, Ordering::Relaxed);
    }
}

impl Sockets {
    /// No sockets yet.
    #[must_use]
    pub fn new(app: App, limits: Limits, stop: watch::Receiver<bool>) -> Self {
        Self {
            limits,
            app,
            open: Mutex::default(),
            stop,
        }
    }

    /// The socket with this connection id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Arc<Socket>> {
        self.all().get(id).cloned()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Arc<Socket>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ids end in `=` like API Gateway's, so that a caller who forgets to encode the path is found out here.
    fn new_id(&self) -> String {
        format!(
            "{}=",
            BASE64_STANDARD.encode(self.app.ids.id()).replace(['/', '+', '='], "x")
        )
    }

    fn event(&self, id: &str, socket: &Socket, route: &str) -> ApiGatewayWebsocketProxyRequest {
        let mut event = ApiGatewayWebsocketProxyRequest::default();
        let context = &mut event.request_context;
        context.connection_id = Some(id.to_owned());
        context.route_key = Some(route.to_owned());
        context.event_type = Some(match route {
            "$connect" => "CONNECT".to_owned(),
            "$disconnect" => "DISCONNECT".to_owned(),
            _ => "MESSAGE".to_owned(),
        });
        context.connected_at = socket.connected.0;
        context.request_time_epoch = self.app.clock.now().0;
        context.request_id = Some(self.app.ids.id());
        context.message_direction = Some("IN".to_owned());
        context.stage = Some("$default".to_owned());
        context.identity.source_ip = Some(socket.source_ip.clone());
        context.identity.user_agent = Some(socket.user_agent.clone());
        event
    }

    /// Calls the socket function; `None`: it failed, panicked or took too long.
    async fn invoke(&self, event: ApiGatewayWebsocketProxyRequest) -> Option<ApiGatewayProxyResponse> {
        let app = self.app.clone();
        let run = tokio::spawn(async move { socket::handle(&app, event).await });
        match timeout(self.limits.handler, run).await {
            Ok(Ok(Ok(response))) => Some(response),
            Ok(Ok(Err(fault))) => {
                error!(error = &fault as &dyn std::error::Error, "The socket function failed");
                None
            }
            Ok(Err(panic)) => {
                error!(error = &panic as &dyn std::error::Error, "The socket function panicked");
                None
            }
            Err(_) => {
                error!("The socket function took too long");
                None
            }
        }
    }
}

/// Answers a browser that wants a socket: refused as `$connect` says, before anything is upgraded.
pub async fn upgrade(State(back): State<Arc<Back>>, request: Request) -> Response {
    let sockets = Arc::clone(&back.sockets);
    let (mut parts, _) = request.into_parts();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &back).await {
        Ok(upgrade) => upgrade,
        Err(refusal) => return refusal.into_response(),
    };
    let (outbox, waiting) = mpsc::channel(WAITING_FRAMES_MAX);
    let now = sockets.app.clock.now();
    let socket = Arc::new(Socket {
        outbox,
        connected: now,
        last_active: AtomicI64::new(now.0),
        source_ip: "127.0.0.1".to_owned(),
        user_agent: text(&parts.headers, &header::USER_AGENT).to_owned(),
    });
    let id = sockets.new_id();
    sockets.all().insert(id.clone(), Arc::clone(&socket));

    let mut event = sockets.event(&id, &socket, "$connect");
    event.headers = parts.headers;
    let response = match sockets.invoke(event).await {
        Some(response) if (200..300).contains(&response.status_code) => response,
        refused => {
            sockets.all().remove(&id);
            let status = refused.and_then(|refused| u16::try_from(refused.status_code).ok());
            let status = status.and_then(|status| StatusCode::from_u16(status).ok());
            return status.unwrap_or(StatusCode::BAD_GATEWAY).into_response();
        }
    };
    let protocol = response
        .headers
        .get(header::SEC_WEBSOCKET_PROTOCOL)
        .and_then(|value| value.to_str().ok());
    let limits = &sockets.limits;
    upgrade
        .protocols(protocol.map(str::to_owned))
        .max_frame_size(limits.frame_bytes_max)
        .max_message_size(limits.message_bytes_max)
        .on_failed_upgrade({
            let (sockets, id) = (Arc::clone(&sockets), id.clone());
            move |_| drop(sockets.all().remove(&id))
        })
        .on_upgrade(move |stream| run(sockets, id, socket, stream, waiting))
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value: &HeaderValue| value.to_str().ok())
        .unwrap_or_default()
}

/// Why a socket ends.
struct End {
    code: u16,
    /// Said to the browser; empty: it knows.
    reason: &'static str,
}

impl End {
    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }
}

async fn run(
    sockets: Arc<Sockets>,
    id: String,
    socket: Arc<Socket>,
    stream: WebSocket,
    mut waiting: mpsc::Receiver<Out>,
) {
    let (mut sink, mut stream) = stream.split();
    let mut stop = sockets.stop.clone();
    let mut lifetime = pin!(sleep(sockets.limits.lifetime));
    let end = loop {
        // Whatever happens in one turn is traffic, so each turn waits for idleness anew.
        let result = tokio::select! {
            () = &mut lifetime => Err(End::new(1001, "Going away")),
            () = sleep(sockets.limits.idle) => Err(End::new(1001, "Going away")),
            () = told_to_stop(&mut stop) => Err(End::new(1001, "Going away")),
            out = waiting.recv() => match out {
                Some(Out::Frame(frame)) => write(&mut sink, frame).await,
                _ => Err(End::new(1000, "Connection Closed Normally")),
            },
            message = stream.next() => heard(&sockets, &id, &socket, message),
        };
        match result {
            Ok(()) => socket.touch(&*sockets.app.clock),
            Err(end) => break end,
        }
    };
    sockets.all().remove(&id);
    if !end.reason.is_empty() {
        let close = Message::Close(Some(CloseFrame {
            code: end.code,
            reason: end.reason.into(),
        }));
        let _ = timeout(WRITE_PATIENCE, sink.send(close)).await;
    }
    let mut event = sockets.event(&id, &socket, "$disconnect");
    event.request_context.disconnect_status_code = Some(i64::from(end.code));
    event.request_context.disconnect_reason = Some(end.reason.to_owned());
    // Best effort, as in the cloud: what is left behind is found out by the next push.
    sockets.invoke(event).await;
}

async fn write(sink: &mut SplitSink<WebSocket, Message>, frame: Bytes) -> Result<(), End> {
    let text = String::from_utf8_lossy(&frame).into_owned();
    match timeout(WRITE_PATIENCE, sink.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(End::new(1006, "")),
    }
}

fn heard(
    sockets: &Arc<Sockets>,
    id: &str,
    socket: &Arc<Socket>,
    message: Option<Result<Message, axum::Error>>,
) -> Result<(), End> {
    match message {
        Some(Ok(Message::Text(text))) => {
            let mut event = sockets.event(id, socket, "$default");
            event.request_context.message_id = Some(sockets.app.ids.id());
            event.body = Some(text.as_str().to_owned());
            // Messages of one socket may run side by side, as in the cloud.
            tokio::spawn(answer(Arc::clone(sockets), id.to_owned(), Arc::clone(socket), event));
            Ok(())
        }
        Some(Ok(Message::Binary(_))) => Err(End::new(1003, "Binary frames are not supported")),
        Some(Ok(Message::Close(close))) => Err(End::new(close.map_or(1005, |close| close.code), "")),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
        Some(Err(_)) => Err(End::new(1009, "Message too big")),
        None => Err(End::new(1006, "")),
    }
}

async fn answer(sockets: Arc<Sockets>, id: String, socket: Arc<Socket>, event: ApiGatewayWebsocketProxyRequest) {
    let request = event.request_context.request_id.clone();
    let body = match sockets.invoke(event).await {
        Some(response) if response.status_code < 500 => response.body.map(bytes_of),
        _ => {
            let error = serde_json::json!({
                "message": "Internal server error", "connectionId": id, "requestId": request,
            });
            Some(error.to_string().into_bytes())
        }
    };
    if let Some(body) = body {
        socket.push(body.into());
    }
}

fn bytes_of(body: ResponseBody) -> Vec<u8> {
    match body {
        ResponseBody::Text(text) => text.into_bytes(),
        ResponseBody::Binary(bytes) => bytes,
        _ => Vec::new(),
    }
}
