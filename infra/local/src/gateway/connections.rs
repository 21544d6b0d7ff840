//! `@connections`: where functions push to sockets. Its own listener, for this machine only.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::to_bytes,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::{Method, StatusCode};
use serde_json::json;

use super::sockets::{Push, Sockets};

/// The management API, as the AWS SDK speaks it.
pub fn connections(sockets: Arc<Sockets>) -> Router {
    Router::new()
        .route("/@connections/{id}", any(connection))
        .with_state(sockets)
}

async fn connection(State(sockets): State<Arc<Sockets>>, Path(id): Path<String>, request: Request) -> Response {
    let gone = || error(StatusCode::GONE, "GoneException", "Gone");
    let Some(socket) = sockets.find(&id) else { return gone() };
    match *request.method() {
        Method::POST => {
            let Ok(data) = to_bytes(request.into_body(), sockets.limits.message_bytes_max).await else {
                return error(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "PayloadTooLargeException",
                    "Request Too Long",
                );
            };
            match socket.push(data) {
                Push::Taken => StatusCode::OK.into_response(),
                Push::Full => error(StatusCode::TOO_MANY_REQUESTS, "LimitExceededException", "Rate exceeded"),
                Push::Gone => gone(),
            }
        }
        Method::GET => {
            let identity = json!({ "sourceIp": socket.source_ip, "userAgent": socket.user_agent });
            let times = socket.times();
            Json(json!({ "connectedAt": times.0, "lastActiveAt": times.1, "identity": identity })).into_response()
        }
        Method::DELETE => {
            socket.close();
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// An error as the SDK reads it: the kind is in a header.
fn error(status: StatusCode, kind: &'static str, message: &str) -> Response {
    (
        status,
        [("x-amzn-errortype", kind)],
        Json(json!({ "message": message })),
    )
        .into_response()
}
