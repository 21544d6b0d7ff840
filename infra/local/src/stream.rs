//! The stream's way to its two readers, as Lambda's event source mappings do it.
//!
//! `fanout` and `courier` each read on their own, so that a slow messenger delays no browser. A reader gets batches in
//! order; what it reports as failed comes again from there, after a pause and a bounded number of times. `fanout` starts at
//! the stream's end, since no browser is connected yet; `courier` where it was when this machine stopped or was killed.

mod kept;
mod position;

use std::{path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use aws_sdk_dynamodbstreams::{
    Client,
    config::{BehaviorVersion, retry::RetryConfig},
    error::DisplayErrorContext,
};
use platform::{dynamo, tls::aws_http_client};
use tokio::sync::watch;
use tracing::{error, warn};

use crate::{StartError, noticed::Writes, told_to_stop};
use kept::Kept;
use position::{Position, Step};

/// How long a reader waits when nobody tells it of a write: for writers outside this process.
const POLL_EVERY: Duration = Duration::from_secs(1);

/// Pause after a failed batch; it doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_millis(100);

/// Longest pause after a failed batch.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Reads the stream.
#[async_trait]
pub trait Reader: Send + Sync + 'static {
    /// Takes one batch; names what failed.
    async fn read(&self, batch: Event) -> DynamoDbEventResponse;
}

/// A stream of one table.
#[derive(Clone)]
pub struct Stream {
    client: Client,
    arn: String,
}

/// How far a reader is.
pub struct Reading {
    task: tokio::task::JoinHandle<()>,
    /// The number of writes known when the reader last found the stream's end.
    caught_up: watch::Receiver<u64>,
}

impl Stream {
    /// The stream of `table` behind `dynamo`; `endpoint`: where streams are served, if not at AWS.
    ///
    /// # Errors
    /// [`StartError::Engine`]: the table has no stream.
    pub async fn of(
        dynamo: &aws_sdk_dynamodb::Client,
        endpoint: Option<&str>,
        table: &str,
    ) -> Result<Self, StartError> {
        let described = dynamo.describe_table().table_name(table).send().await;
        let described = described.map_err(|error| StartError::Engine(DisplayErrorContext(&error).to_string()))?;
        let arn = described.table.and_then(|table| table.latest_stream_arn);
        let arn = arn.ok_or_else(|| StartError::Engine(format!("the table {table} has no stream")))?;
        Ok(Self {
            client: client(endpoint),
            arn,
        })
    }

    /// Starts `reader` where the file `kept` says it was, which may be at the stream's beginning; without a file at its
    /// present end. Returns once that place is marked.
    ///
    /// # Errors
    /// [`StartError::Engine`]: the stream cannot be read.
    pub async fn start(
        &self,
        writes: Writes,
        mut stop: watch::Receiver<bool>,
        reader: Arc<dyn Reader>,
        kept: Option<PathBuf>,
    ) -> Result<Reading, StartError> {
        let kept = kept.map(|file| Kept::open(file, &self.arn));
        let mut position = Position::behind(self, kept.as_ref().map(Kept::done))
            .await
            .map_err(|fault| StartError::Engine(fault.to_string()))?;
        let (end, caught_up) = watch::channel(*writes.borrow());
        let stream = self.clone();
        let task = tokio::spawn(async move {
            let pump = pump(&stream, &mut position, writes, &end, &*reader, kept);
            tokio::select! {
                () = pump => {}
                // A batch under way is left like a crash would leave it; both readers bear that.
                () = told_to_stop(&mut stop) => {}
            }
        });
        Ok(Reading { task, caught_up })
    }
}

impl Reading {
    /// Whether the stream was read to its end since the write of this number.
    pub fn has_read(&self, writes: u64) -> bool {
        *self.caught_up.borrow() == writes
    }

    /// Waits until the reader has ended after a stop.
    pub async fn end(self) {
        if let Err(error) = self.task.await {
            error!(
                error = &error as &dyn std::error::Error,
                "A reader of the stream ended in a panic"
            );
        }
    }
}

fn client(endpoint: Option<&str>) -> Client {
    let (region, credentials) = dynamo::identity(endpoint);
    let mut config = aws_sdk_dynamodbstreams::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(region)
        .credentials_provider(credentials)
        .http_client(aws_http_client(endpoint))
        .retry_config(RetryConfig::disabled());
    config.set_endpoint_url(endpoint.map(|endpoint| dynamo::address(endpoint).1));
    Client::from_conf(config.build())
}

/// Reads for ever.
async fn pump(
    stream: &Stream,
    position: &mut Position,
    mut writes: Writes,
    end: &watch::Sender<u64>,
    reader: &dyn Reader,
    mut kept: Option<Kept>,
) {
    let mut pause = PAUSE_MIN;
    loop {
        let known = *writes.borrow_and_update();
        match position.step(stream, reader).await {
            Ok(Step::Read) => pause = PAUSE_MIN,
            Ok(Step::End) => {
                pause = PAUSE_MIN;
                if let Some(kept) = &mut kept {
                    kept.keep(position.done());
                }
                end.send_replace(known);
                // Either way there may be something to read.
                let _ = tokio::time::timeout(POLL_EVERY, writes.changed()).await;
            }
            Ok(Step::Failed) => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
            Err(fault) => {
                warn!(error = fault.to_string(), "Could not read the stream");
                position.forget_iterators();
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
