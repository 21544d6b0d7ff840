//! The deployed webhook: adapts Lambda's types, nothing else.

use bytes::Bytes;
use lambda_http::{Body, Error, Request, run, service_fn};
use platform::App;
use webhook::{Webhook, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::logs::start();
    let webhook = Webhook::new(App::from_env()?);
    let webhook = &webhook;
    run(service_fn(|request: Request| async move {
        let answer = handle(webhook, request.map(|body| Bytes::copy_from_slice(&body))).await;
        Ok::<_, Error>(answer.map(|body| Body::from(body.to_vec())))
    }))
    .await
}
