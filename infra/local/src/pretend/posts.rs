//! Making the webhook calls a pretend messenger wants made.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use http::header::RETRY_AFTER;
use messengers::pretend::{WebhookAnswer, WebhookFailure, WebhookPost};
use reqwest::Client;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::{sync::watch, task::JoinHandle, time::sleep};
use tracing::error;

use super::Provider;
use crate::told_to_stop;

/// How long a messenger waits for our webhook; the real ones' longest.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sleeps no longer than this, in case the clock is set back.
const NAP_MAX: Duration = Duration::from_secs(60);

/// What stands in front of a desk that is down answers this.
const UNAVAILABLE: WebhookAnswer = WebhookAnswer::Answered {
    status: 503,
    retry_after_s: None,
    body: String::new(),
};

/// One provider's webhook calls.
pub struct Posts(JoinHandle<()>);

impl Posts {
    /// Makes the provider's calls to the webhook at `desk`, until told to stop.
    pub fn start(provider: Arc<Provider>, client: Client, desk: String, mut stop: watch::Receiver<bool>) -> Self {
        Self(tokio::spawn(async move {
            tokio::select! {
                () = post_for_ever(&provider, &client, &desk) => {}
                () = told_to_stop(&mut stop) => {}
            }
        }))
    }

    /// Waits until the calls have ended after a stop.
    pub async fn end(self) {
        if let Err(error) = self.0.await {
            error!(
                error = &error as &dyn std::error::Error,
                "A pretend messenger ended in a panic"
            );
        }
    }
}

/// A client for plain HTTP on this machine: it trusts no certificate at all.
///
/// # Errors
/// The library's words, if it cannot start.
pub fn loopback_client() -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    #[expect(clippy::disallowed_methods, reason = "it reaches nothing but this machine")]
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .timeout(PATIENCE)
        .build()?;
    Ok(client)
}

async fn post_for_ever(provider: &Arc<Provider>, client: &Client, desk: &str) {
    loop {
        for post in posts(provider) {
            let (provider, client, url) = (Arc::clone(provider), client.clone(), url(desk, &post.url));
            tokio::spawn(async move {
                let attempt = post.attempt;
                let answer = match provider.strike_webhook() {
                    Some(WebhookFailure::Unavailable) => UNAVAILABLE,
                    Some(WebhookFailure::Unheard) => {
                        make(&client, &url, &post).await;
                        WebhookAnswer::NoAnswer
                    }
                    Some(WebhookFailure::Twice) => {
                        make(&client, &url, &post).await;
                        make(&client, &url, &post).await
                    }
                    None => make(&client, &url, &post).await,
                };
                let kept = provider.keep(|machine, now| machine.answered(now, attempt, answer));
                if let Err(error) = kept {
                    error!(
                        error = &error as &dyn std::error::Error,
                        "A pretend messenger could not keep its state"
                    );
                }
                provider.under_way.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let next = provider.look(|machine| machine.next_post());
        let nap = next.map_or(NAP_MAX, |next| {
            let ms = next.0.saturating_sub(provider.clock.now().0).max(0);
            Duration::from_millis(ms.unsigned_abs()).min(NAP_MAX)
        });
        tokio::select! {
            () = sleep(nap) => {}
            () = provider.woken.notified() => {}
        }
    }
}

/// The calls to make now, counted before anybody can look.
fn posts(provider: &Provider) -> Vec<WebhookPost> {
    provider.change(|machine, now| {
        let posts = machine.posts(now);
        provider.under_way.fetch_add(posts.len(), Ordering::SeqCst);
        posts
    })
}

/// Where a webhook is today: the port may be another one than when it was registered.
fn url(desk: &str, registered: &str) -> String {
    let host_and_path = registered.split_once("://").map_or(registered, |(_, rest)| rest);
    let path = host_and_path.find('/').map_or("/", |at| &host_and_path[at..]);
    format!("{desk}{path}")
}

async fn make(client: &Client, url: &str, post: &WebhookPost) -> WebhookAnswer {
    let mut request = client
        .post(url)
        .header("content-type", "application/json")
        .body(post.body.clone());
    for (name, value) in &post.headers {
        request = request.header(name, value);
    }
    match request.send().await {
        Ok(answer) => {
            let retry_after = answer
                .headers()
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok()?.parse().ok());
            let status = answer.status().as_u16();
            match answer.text().await {
                Ok(body) => WebhookAnswer::Answered {
                    status,
                    retry_after_s: retry_after,
                    body,
                },
                Err(_) => WebhookAnswer::NoAnswer,
            }
        }
        Err(_) => WebhookAnswer::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_called_where_the_desk_is_now() {
        let now = "http://127.0.0.1:9000";

        assert_eq!(
            url(now, "http://127.0.0.1:8080/webhooks/x"),
            "http://127.0.0.1:9000/webhooks/x"
        );
        assert_eq!(
            url(now, "https://desk.example/webhooks/x"),
            "http://127.0.0.1:9000/webhooks/x"
        );
        assert_eq!(url(now, "nonsense"), "http://127.0.0.1:9000/");
    }
}
