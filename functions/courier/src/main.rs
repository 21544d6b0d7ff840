//! The deployed courier: adapts Lambda's types, nothing else.

use std::sync::Arc;

use courier::{Courier, Https, Wake, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use platform::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    platform::logs::start();
    let courier = Courier::new(s3::with_files(App::from_env()?)?, Arc::new(Https::new()?));
    let courier = &courier;
    run(service_fn(|event: LambdaEvent<Wake>| async move {
        Ok::<_, Error>(handle(courier, event.payload).await)
    }))
    .await
}
