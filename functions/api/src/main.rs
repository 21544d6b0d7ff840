//! The deployed API: adapts Lambda's types, nothing else.

use api::{Api, handle};
use bytes::Bytes;
use lambda_http::{Body, Error, Request, run, service_fn};
use platform::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::logs::start();
    let api = Api::new(App::from_env()?);
    let api = &api;
    run(service_fn(|request: Request| async move {
        let answer = handle(api, request.map(|body| Bytes::copy_from_slice(&body))).await;
        Ok::<_, Error>(answer.map(|body| Body::from(body.to_vec())))
    }))
    .await
}
