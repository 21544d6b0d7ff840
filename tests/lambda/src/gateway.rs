//! HTTP in front of the functions, as API Gateway is: a request becomes an event of payload format 2.0, its answer a response.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{Function, event};

/// Largest request, as the service has it:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>.
const REQUEST_BYTES_MAX: usize = 10 * 1024 * 1024;

/// Where requests go.
pub struct Gateway {
    /// What answers everything but webhook calls.
    pub api: Function,
    /// What answers the messengers.
    pub webhook: Function,
}

impl Gateway {
    /// Answers whoever calls there, until the test ends.
    pub fn serve(self, listener: TcpListener) {
        let router = Router::new().fallback(any(pass_on)).with_state(Arc::new(self));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
}

async fn pass_on(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let path = parts.uri.path();
    let words = [
        ("method", parts.method.as_str()),
        ("path", path),
        ("query", parts.uri.query().unwrap_or_default()),
        ("body", &BASE64_STANDARD.encode(&body)),
    ];
    let mut event = event("http-any", &words);
    for (name, value) in &parts.headers {
        let value = value.to_str().unwrap_or_default();
        if name == header::COOKIE {
            event["cookies"] = value.split("; ").collect();
        } else {
            event["headers"][name.as_str()] = json!(value);
        }
    }
    let is_webhook = path.starts_with("/webhooks/");
    let function = if is_webhook { &gateway.webhook } else { &gateway.api };
    match function.invoke(&event).await {
        Ok(answer) => response(&answer),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn response(answer: &Value) -> Response {
    let text = answer["body"].as_str().unwrap_or_default();
    let body = match answer["isBase64Encoded"].as_bool() {
        Some(true) => BASE64_STANDARD.decode(text).expect("base64, as announced"),
        _ => text.as_bytes().to_vec(),
    };
    let status = answer["statusCode"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok());
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status.expect("a status")).expect("a status");
    let named = answer["headers"].as_object().into_iter().flatten();
    let cookies = answer["cookies"].as_array().into_iter().flatten();
    let cookies = cookies.map(|cookie| (header::SET_COOKIE.as_str(), cookie));
    for (name, value) in named.map(|(name, value)| (name.as_str(), value)).chain(cookies) {
        let name: HeaderName = name.parse().expect("a header's name");
        // The body was decoded: its length is its own.
        if name != header::CONTENT_LENGTH {
            let value = value.as_str().and_then(|value| HeaderValue::from_str(value).ok());
            response.headers_mut().append(name, value.expect("a header's value"));
        }
    }
    response
}
