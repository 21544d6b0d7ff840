//! A messenger calls us.
//!
//! `POST /webhooks/{channel}`: authenticate, translate, commit, and only then say "taken". What is not understood is
//! kept raw and taken too, since refusing it would block that contact's queue at the messenger. The answer's body is a
//! constant of the messenger, or what it told us to answer its handshake with.

mod channels;

use domain::ChannelId;
use http::{Method, StatusCode};
use messengers::WebhookCall;
use platform::{
    Answer, App, Fault, Request,
    answer::{plain, text},
    receive,
};
use tracing::{error, warn};

use channels::Channels;

/// Largest body taken, in bytes: twice the largest update a messenger documents (512 KB).
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How long a messenger shall wait before it repeats a call we could not store, in seconds.
const RETRY_AFTER_S: &str = "1";

/// What this function holds between calls.
pub struct Webhook {
    app: App,
    channels: Channels,
}

impl Webhook {
    /// A webhook on `app`.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self {
            app,
            channels: Channels::default(),
        }
    }
}

/// Answers one call.
pub async fn handle(webhook: &Webhook, request: Request) -> Answer {
    match take(webhook, &request).await {
        Ok(answer) => answer,
        Err(fault) => {
            error!(
                error = &fault as &dyn std::error::Error,
                "Could not store a webhook call; it will be repeated"
            );
            let mut answer = plain(StatusCode::SERVICE_UNAVAILABLE, "");
            answer
                .headers_mut()
                .insert(http::header::RETRY_AFTER, http::HeaderValue::from_static(RETRY_AFTER_S));
            answer
        }
    }
}

async fn take(webhook: &Webhook, request: &Request) -> Result<Answer, Fault> {
    let Some(id) = channel(request) else {
        return Ok(plain(StatusCode::NOT_FOUND, ""));
    };
    if request.method() != Method::POST {
        return Ok(plain(StatusCode::METHOD_NOT_ALLOWED, ""));
    }
    if request.body().len() > BODY_BYTES_MAX {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, ""));
    }

    let call = WebhookCall {
        headers: request.headers(),
        body: request.body(),
    };
    let (messenger, received) = match webhook.channels.receive(&webhook.app, &id, &call).await? {
        channels::Reception::Unknown => return Ok(plain(StatusCode::NOT_FOUND, "")),
        channels::Reception::NotAuthentic => {
            warn!(channel.id = %id, "Refused a webhook call that was not authentic");
            return Ok(plain(StatusCode::UNAUTHORIZED, ""));
        }
        channels::Reception::Taken(messenger, received) => (messenger, received),
    };

    receive::keep(&webhook.app, &id, &received, request.body()).await?;
    Ok(match received.answer {
        Some(answer) => text(answer),
        None => plain(StatusCode::OK, messenger.acknowledgement()),
    })
}

fn channel(request: &Request) -> Option<ChannelId> {
    request.uri().path().strip_prefix("/webhooks/")?.parse().ok()
}
