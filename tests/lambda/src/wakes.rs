//! The courier's event source: every batch of the table's stream, as the service hands it over.

use std::sync::Arc;

use async_trait::async_trait;
use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use platform::dynamo;
use switchboard::stream::{Reader, Stream};
use tokio::sync::watch;

use crate::{Cloud, Function, cloud::TABLE};

/// A courier whom the table's stream wakes.
pub struct Wakes {
    /// The function.
    pub courier: Arc<Function>,
    _going_on: (watch::Sender<u64>, watch::Sender<bool>),
}

struct Batches(Arc<Function>);

#[async_trait]
impl Reader for Batches {
    async fn read(&self, batch: Event) -> DynamoDbEventResponse {
        let event = serde_json::to_value(&batch).expect("a batch is JSON");
        let answer = self.0.invoke(&event).await.expect("the batch is taken");
        serde_json::from_value(answer).expect("what failed of it")
    }
}

impl Wakes {
    /// Hands on everything written from here on.
    pub async fn of(cloud: &Cloud, courier: Function) -> Self {
        let courier = Arc::new(courier);
        let url = Some(cloud.engine.url.as_str());
        let stream = Stream::of(&dynamo::client(url), url, TABLE).await;
        let stream = stream.expect("the table has a stream");
        let (told, writes) = watch::channel(0);
        let (stop, stopped) = watch::channel(false);
        let reader = Arc::new(Batches(Arc::clone(&courier)));
        let reading = stream.start(writes, stopped, reader, None);
        reading.await.expect("it can be read");
        Self {
            courier,
            _going_on: (told, stop),
        }
    }
}
