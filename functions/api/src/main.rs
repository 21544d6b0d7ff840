//! The deployed API: adapts Lambda's types, nothing else.

use api::{Api, edge, handle};
use lambda_http::{Body, Error, Request, run, service_fn};
use platform::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::logs::start();
    let api = Api::new(s3::with_files(App::from_env()?)?);
    let api = &api;
    run(service_fn(|request: Request| async move {
        let answer = handle(api, edge::receive(api, request)).await;
        Ok::<_, Error>(answer.map(|body| Body::from(body.to_vec())))
    }))
    .await
}
