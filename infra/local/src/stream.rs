//! The stream's way to its two readers, as Lambda's event source mappings do it.
//!
//! `fanout` and `courier` each read on their own, so that a slow messenger delays no browser. A reader gets batches in
//! order; what it reports as failed comes again from there, after a pause and a bounded number of times. Both start at
//! the stream's end: no browser is connected yet, and the courier's first round finds by index what is still due.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use aws_lambda_events::{
    dynamodb::{Event, EventRecord, StreamRecord},
    streams::DynamoDbEventResponse,
};
use aws_sdk_dynamodbstreams::{
    Client,
    config::{BehaviorVersion, retry::RetryConfig},
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    types::{Record, Shard, ShardIteratorType},
};
use platform::{dynamo, tls::aws_http_client};
use tokio::sync::watch;
use tracing::{error, warn};

use crate::{StartError, noticed::Writes, told_to_stop};

/// Records of one batch; Lambda's default.
const BATCH_RECORDS_MAX: i32 = 100;

/// How long a reader waits when nobody tells it of a write: for writers outside this process.
const POLL_EVERY: Duration = Duration::from_secs(1);

/// Pause after a failed batch; it doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_millis(100);

/// Longest pause after a failed batch.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Tries of one record before it is given up with an error in the log; as in the template.
const TRIES_MAX: u32 = 10;

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
        Ok(Self { client: client(endpoint), arn })
    }

    /// Starts `reader` at the stream's present end; returns once that end is marked.
    ///
    /// # Errors
    /// [`StartError::Engine`]: the stream cannot be read.
    pub async fn start(
        &self,
        writes: Writes,
        mut stop: watch::Receiver<bool>,
        reader: Arc<dyn Reader>,
    ) -> Result<Reading, StartError> {
        let mut position = Position::end(self).await.map_err(|fault| StartError::Engine(fault.to_string()))?;
        let (end, caught_up) = watch::channel(*writes.borrow());
        let stream = self.clone();
        let task = tokio::spawn(async move {
            let pump = pump(&stream, &mut position, writes, &end, &*reader);
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
    /// Whether everything written so far was read.
    pub fn has_caught_up(&self, writes: &Writes) -> bool {
        *self.caught_up.borrow() == *writes.borrow()
    }

    /// Waits until the reader has ended after a stop.
    pub async fn end(self) {
        if let Err(error) = self.task.await {
            error!(error = &error as &dyn std::error::Error, "A reader of the stream ended in a panic");
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
    config.set_endpoint_url(endpoint.map(str::to_owned));
    Client::from_conf(config.build())
}

/// Reads for ever.
async fn pump(
    stream: &Stream,
    position: &mut Position,
    mut writes: Writes,
    end: &watch::Sender<u64>,
    reader: &dyn Reader,
) {
    let mut pause = PAUSE_MIN;
    loop {
        let known = *writes.borrow_and_update();
        match position.step(stream, reader).await {
            Ok(Step::Read) => pause = PAUSE_MIN,
            Ok(Step::End) => {
                pause = PAUSE_MIN;
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

/// What one step came to.
enum Step {
    Read,
    Failed,
    End,
}

/// Where a reader stands in each shard.
#[derive(Default)]
struct Position {
    shards: BTreeMap<String, Place>,
    /// A shard has ended, and its children are not known yet.
    wants_children: bool,
}

#[derive(Default)]
struct Place {
    /// The last record done; `None`: start at the shard's beginning.
    after: Option<String>,
    iterator: Option<String>,
    /// The shard has ended and everything in it was read.
    is_done: bool,
    /// The record that failed, and how often.
    failing: Option<(String, u32)>,
}

#[derive(Debug, thiserror::Error)]
#[error("{code}: {words}")]
struct Fault {
    code: String,
    words: String,
}

impl<E: ProvideErrorMetadata + std::error::Error + 'static> From<SdkError<E>> for Fault {
    fn from(error: SdkError<E>) -> Self {
        let code = error.code().unwrap_or("no answer").to_owned();
        Self { code, words: DisplayErrorContext(&error).to_string() }
    }
}

impl Position {
    /// The end of every shard there is.
    async fn end(stream: &Stream) -> Result<Self, Fault> {
        let mut position = Self::default();
        for shard in shards(stream).await? {
            let Some(id) = shard.shard_id else { continue };
            // The embedded engine names an ending number for a shard that is still open: only reading shows the end.
            let iterator = iterator(stream, &id, ShardIteratorType::Latest, None).await?;
            position.shards.insert(id, Place { iterator, ..Place::default() });
        }
        Ok(position)
    }

    /// After a fault: the place is known, the way there is asked for again.
    fn forget_iterators(&mut self) {
        // A place before its first record has nothing but its iterator.
        for place in self.shards.values_mut().filter(|place| place.after.is_some()) {
            place.iterator = None;
        }
    }

    /// Hands on one batch of each shard.
    async fn step(&mut self, stream: &Stream, reader: &dyn Reader) -> Result<Step, Fault> {
        let mut found = Step::End;
        for (id, place) in self.shards.iter_mut().filter(|(_, place)| !place.is_done) {
            let step = place.step(stream, id, reader).await?;
            self.wants_children |= place.is_done;
            match step {
                Step::Read if !matches!(found, Step::Failed) => found = Step::Read,
                Step::Failed => found = Step::Failed,
                _ => {}
            }
        }
        if self.wants_children {
            self.follow(stream).await?;
        }
        Ok(found)
    }

    /// Shards end after some hours and are followed by others; a child is read when its parent is done.
    async fn follow(&mut self, stream: &Stream) -> Result<(), Fault> {
        for shard in shards(stream).await? {
            let Some(id) = shard.shard_id else { continue };
            let parent = shard.parent_shard_id.and_then(|parent| self.shards.get(&parent));
            let waits = parent.is_some_and(|parent| !parent.is_done);
            if !waits && !self.shards.contains_key(&id) {
                self.shards.insert(id, Place::default());
                self.wants_children = false;
            }
        }
        Ok(())
    }
}

impl Place {
    async fn step(&mut self, stream: &Stream, shard: &str, reader: &dyn Reader) -> Result<Step, Fault> {
        let iterator = match self.iterator.take() {
            Some(iterator) => iterator,
            None => {
                let kind = if self.after.is_some() {
                    ShardIteratorType::AfterSequenceNumber
                } else {
                    ShardIteratorType::TrimHorizon
                };
                match iterator(stream, shard, kind, self.after.clone()).await? {
                    Some(iterator) => iterator,
                    None => return Ok(Step::End),
                }
            }
        };
        let answer =
            stream.client.get_records().shard_iterator(iterator.clone()).limit(BATCH_RECORDS_MAX).send().await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.iterator = Some(iterator);
                return self.lost(error.into());
            }
        };
        let records = answer.records.unwrap_or_default();
        if records.is_empty() {
            self.is_done = answer.next_shard_iterator.is_none();
            self.iterator = answer.next_shard_iterator;
            return Ok(Step::End);
        }
        if self.hand_on(&records, reader).await.is_none() {
            self.is_done = answer.next_shard_iterator.is_none();
            self.iterator = answer.next_shard_iterator;
            return Ok(Step::Read);
        }
        // From the failed record on, everything comes again: after the last one done, or by the same iterator.
        self.iterator = Some(iterator).filter(|_| self.after.is_none());
        Ok(Step::Failed)
    }

    /// An iterator lives for minutes, a record for a day: both can pass while this machine sleeps.
    fn lost(&mut self, fault: Fault) -> Result<Step, Fault> {
        match fault.code.as_str() {
            "ExpiredIteratorException" => self.iterator = None,
            "TrimmedDataAccessException" => (self.iterator, self.after) = (None, None),
            _ => return Err(fault),
        }
        Ok(Step::Failed)
    }

    /// The index of the first record that failed; those before it are done.
    async fn hand_on(&mut self, records: &[Record], reader: &dyn Reader) -> Option<usize> {
        let mut batch = Event::default();
        batch.records = records.iter().map(event_record).collect();
        let response = reader.read(batch).await;
        let numbers: Vec<&str> = records.iter().map(number).collect();
        let failures = response.batch_item_failures.into_iter().map(|failure| {
            // Lambda takes an unnamed or unknown failure as one of the whole batch.
            let named = failure.item_identifier.and_then(|id| numbers.iter().position(|number| *number == id));
            named.unwrap_or_default()
        });
        let mut failed = failures.min();
        if let Some(at) = failed {
            let tries = match self.failing.take() {
                Some((number, tries)) if number == numbers[at] => tries + 1,
                _ => 1,
            };
            if tries < TRIES_MAX {
                self.failing = Some((numbers[at].to_owned(), tries));
            } else {
                error!(sequence_number = numbers[at], tries, "Gave up on a stream record");
                failed = (at + 1 < numbers.len()).then_some(at + 1);
            }
        }
        let done = failed.unwrap_or(numbers.len());
        if let Some(last) = done.checked_sub(1).and_then(|last| numbers.get(last)) {
            self.after = Some((*last).to_owned());
        }
        failed
    }
}

async fn shards(stream: &Stream) -> Result<Vec<Shard>, Fault> {
    let mut shards = Vec::new();
    let mut after = None;
    loop {
        let request = stream.client.describe_stream().stream_arn(&stream.arn);
        let description = request.set_exclusive_start_shard_id(after).send().await?.stream_description;
        let Some(description) = description else { return Ok(shards) };
        shards.extend(description.shards.unwrap_or_default());
        after = description.last_evaluated_shard_id;
        if after.is_none() {
            return Ok(shards);
        }
    }
}

async fn iterator(
    stream: &Stream,
    shard: &str,
    kind: ShardIteratorType,
    number: Option<String>,
) -> Result<Option<String>, Fault> {
    let request = stream.client.get_shard_iterator().stream_arn(&stream.arn).shard_id(shard);
    Ok(request.shard_iterator_type(kind).set_sequence_number(number).send().await?.shard_iterator)
}

fn number(record: &Record) -> &str {
    record.dynamodb.as_ref().and_then(|change| change.sequence_number.as_deref()).unwrap_or_default()
}

/// The record as Lambda shows it to a function.
fn event_record(record: &Record) -> EventRecord {
    let mut shown = EventRecord::default();
    shown.aws_region = record.aws_region.clone().unwrap_or_default();
    shown.event_id = record.event_id.clone().unwrap_or_default();
    shown.event_name = record.event_name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default();
    shown.event_source = record.event_source.clone();
    shown.event_version = record.event_version.clone();
    let Some(change) = &record.dynamodb else { return shown };
    let mut shown_change = StreamRecord::default();
    shown_change.keys = change.keys.clone().unwrap_or_default().into();
    shown_change.new_image = change.new_image.clone().unwrap_or_default().into();
    shown_change.old_image = change.old_image.clone().unwrap_or_default().into();
    shown_change.sequence_number = change.sequence_number.clone();
    shown_change.size_bytes = change.size_bytes.unwrap_or_default();
    shown.change = shown_change;
    shown
}
