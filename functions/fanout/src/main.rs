//! The deployed fan-out: adapts Lambda's types, nothing else.

use std::sync::Arc;

use aws_lambda_events::event::dynamodb::Event;
use fanout::{Fanout, gateway, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use platform::App;
use push::Gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::logs::start();
    let app = App::from_env()?;
    let push = Gateway::new(gateway::client(&app.config.connections_url));
    let fanout = Fanout::new(app, Arc::new(push));
    let fanout = &fanout;
    run(service_fn(|event: LambdaEvent<Event>| async move {
        Ok::<_, Error>(handle(fanout, event.payload).await)
    }))
    .await
}
