//! The deployed socket function: adapts Lambda's types, nothing else.

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use platform::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::logs::start();
    let app = App::from_env()?;
    let app = &app;
    run(service_fn(
        |event: LambdaEvent<ApiGatewayWebsocketProxyRequest>| async move {
            Ok::<_, Error>(socket::handle(app, event.payload).await?)
        },
    ))
    .await
}
