//! Where a reader stands in the stream, and one step on: shard by shard, batch by batch, nothing skipped.

use std::collections::BTreeMap;

use aws_lambda_events::dynamodb::{Event, EventRecord, StreamRecord};
use aws_sdk_dynamodbstreams::{
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    types::{Record, Shard, ShardIteratorType},
};
use tracing::error;

use super::{Reader, Stream, kept::Done};

/// Records of one batch; Lambda's default.
const BATCH_RECORDS_MAX: i32 = 100;

/// Tries of one record before it is given up with an error in the log; as in the template.
const TRIES_MAX: u32 = 10;

/// What one step came to.
pub enum Step {
    /// Something was handed on.
    Read,
    /// Something failed and comes again.
    Failed,
    /// There is nothing more for now.
    End,
}

/// Where a reader stands in each shard.
#[derive(Default)]
pub struct Position {
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

/// The stream could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {words}")]
pub struct Fault {
    code: String,
    words: String,
}

impl<E: ProvideErrorMetadata + std::error::Error + 'static> From<SdkError<E>> for Fault {
    fn from(error: SdkError<E>) -> Self {
        let code = error.code().unwrap_or("no answer").to_owned();
        Self {
            code,
            words: DisplayErrorContext(&error).to_string(),
        }
    }
}

impl Position {
    /// Behind the records that are done, and at the beginning of shards of which none is; `None`: at the end of every shard
    /// there is.
    pub async fn behind(stream: &Stream, done: Option<&Done>) -> Result<Self, Fault> {
        let mut position = Self::default();
        for shard in shards(stream).await? {
            let Some(id) = shard.shard_id else { continue };
            let mut place = Place::default();
            match done {
                Some(done) => place.after = done.get(&id).cloned(),
                // The embedded engine names an ending number for a shard that is still open: only reading shows the end.
                None => place.iterator = iterator(stream, &id, ShardIteratorType::Latest, None).await?,
            }
            position.shards.insert(id, place);
        }
        position.wants_children = position.shards.is_empty();
        Ok(position)
    }

    /// The last record done, by shard.
    pub fn done(&self) -> Done {
        let known = |(id, place): (&String, &Place)| Some((id.clone(), place.after.clone()?));
        self.shards.iter().filter_map(known).collect()
    }

    /// After a fault: the place is known, the way there is asked for again.
    pub fn forget_iterators(&mut self) {
        // A place before its first record has nothing but its iterator.
        for place in self.shards.values_mut().filter(|place| place.after.is_some()) {
            place.iterator = None;
        }
    }

    /// Hands on one batch of each shard.
    pub async fn step(&mut self, stream: &Stream, reader: &dyn Reader) -> Result<Step, Fault> {
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
                match iterator(stream, shard, kind, self.after.clone()).await {
                    Ok(Some(iterator)) => iterator,
                    Ok(None) => return Ok(Step::End),
                    Err(fault) => return self.lost(fault),
                }
            }
        };
        let answer = stream
            .client
            .get_records()
            .shard_iterator(iterator.clone())
            .limit(BATCH_RECORDS_MAX)
            .send()
            .await;
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
            let named = failure
                .item_identifier
                .and_then(|id| numbers.iter().position(|number| *number == id));
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
        let description = request
            .set_exclusive_start_shard_id(after)
            .send()
            .await?
            .stream_description;
        let Some(description) = description else {
            return Ok(shards);
        };
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
    let request = stream
        .client
        .get_shard_iterator()
        .stream_arn(&stream.arn)
        .shard_id(shard);
    Ok(request
        .shard_iterator_type(kind)
        .set_sequence_number(number)
        .send()
        .await?
        .shard_iterator)
}

fn number(record: &Record) -> &str {
    record
        .dynamodb
        .as_ref()
        .and_then(|change| change.sequence_number.as_deref())
        .unwrap_or_default()
}

/// The record as Lambda shows it to a function.
fn event_record(record: &Record) -> EventRecord {
    let mut shown = EventRecord::default();
    shown.aws_region = record.aws_region.clone().unwrap_or_default();
    shown.event_id = record.event_id.clone().unwrap_or_default();
    shown.event_name = record
        .event_name
        .as_ref()
        .map(|name| name.as_str().to_owned())
        .unwrap_or_default();
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
