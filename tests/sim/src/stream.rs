//! The table's stream and those it wakes, as a cloud delivers it: in order, at least once, repeated on failure, and
//! given up after ten tries.

use aws_lambda_events::{event::dynamodb::Event, streams::DynamoDbEventResponse};
use courier::Wake;
use serde_json::{Value, json};
use store::{
    keys,
    table::{PK, SK},
};

use crate::{desk::Desk, engine::Logged, invoke::Bell, mutant::Mutant, verdict::Verdict};

/// Records of one batch; few, so that there are many batches.
const BATCH_MAX: usize = 8;

/// Tries before a record is given up, as in the template.
const TRIES_MAX: u32 = 10;

/// A cloud asks the stream for news this often, in milliseconds.
const POLL_MS: i64 = 200;

/// Longest wait for news before a look that is not needed.
const WAIT_MS: i64 = 600_000;

/// Who reads the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The one who calls messengers.
    Courier,
    /// The one who tells browsers.
    Fanout,
}

/// A batch of records as the function gets it; `first` is the number of the first record.
///
/// # Panics
/// If a row is no item or the event does not read: a bug of the simulator.
#[must_use]
pub fn event(first: usize, records: &[Logged]) -> Event {
    let records: Vec<Value> = records
        .iter()
        .enumerate()
        .map(|(at, logged)| record(first + at, logged))
        .collect();
    serde_json::from_value(json!({ "Records": records })).expect("a stream event")
}

fn record(number: usize, logged: &Logged) -> Value {
    let image = |row: &store::table::Item| {
        let item: serde_dynamo::Item = serde_dynamo::to_item(row).expect("a row is an item");
        serde_json::to_value(item).expect("an item is JSON")
    };
    let keys = json!({ PK: { "S": logged.key.pk }, SK: { "S": logged.key.sk } });
    let mut change = json!({
        "ApproximateCreationDateTime": logged.at.seconds(),
        "Keys": keys,
        "SequenceNumber": sequence_number(number),
        "SizeBytes": 100,
        "StreamViewType": "NEW_IMAGE",
    });
    if let Some(row) = &logged.image {
        change["NewImage"] = image(row);
    }
    let name = match (&logged.image, logged.existed) {
        (None, _) => "REMOVE",
        (Some(_), true) => "MODIFY",
        (Some(_), false) => "INSERT",
    };
    json!({
        "eventID": format!("event-{number}"),
        "eventName": name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": change,
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/switchboard/stream/2026-01-01T00:00:00.000",
    })
}

fn sequence_number(number: usize) -> String {
    format!("{number:021}")
}

/// Brings the stream to `reader` for ever, from its beginning.
pub async fn pump(desk: Desk, reader: Reader, verdict: Verdict) {
    let news = desk.table.listen();
    let mut pump = Pump {
        desk,
        news,
        reader,
        verdict,
        position: 0,
        checked: 0,
        tries: 0,
        size: BATCH_MAX,
    };
    loop {
        pump.round().await;
    }
}

struct Pump {
    desk: Desk,
    news: Bell,
    reader: Reader,
    verdict: Verdict,
    /// The next record.
    position: usize,
    /// Everything before this was checked; a repeated batch is not checked again.
    checked: usize,
    /// How often the record at `position` failed.
    tries: u32,
    /// Records of the next batch; halved after a failure.
    size: usize,
}

impl Pump {
    async fn round(&mut self) {
        let ports = self.desk.ports.clone();
        self.verdict.read_up_to(self.reader, self.position);
        if self.desk.table.engine().log(self.position).is_empty() {
            self.news.wait(&ports.executor, WAIT_MS).await;
            ports.executor.pause(ports.within(0, POLL_MS)).await;
            return;
        }
        if ports.strikes("stream late", |rates| rates.stream) {
            ports.executor.pause(ports.within(1_000, 20_000)).await;
        }
        if self.position > 0 && ports.strikes("stream repeated", |rates| rates.stream) {
            self.position -= 1 + ports.below(self.position.min(6));
        }
        let records: Vec<Logged> = self
            .desk
            .table
            .engine()
            .log(self.position)
            .iter()
            .take(self.size)
            .cloned()
            .collect();
        if ports.strikes("stream record never came", |rates| rates.stream / 8) {
            self.give_up();
            return;
        }

        let done = self.deliver(&records).await;
        self.advance(done, &records);
        if self.tries > 0 {
            ports.executor.pause(POLL_MS << self.tries.min(6)).await;
        }
    }

    /// How many of `records` are done with.
    async fn deliver(&self, records: &[Logged]) -> usize {
        let event = event(self.position, records);
        let response = match self.reader {
            Reader::Courier => self.desk.courier(Wake::Stream(event)).await,
            Reader::Fanout => self.desk.fanout(event).await,
        };
        match response {
            None => 0,
            Some(_) if self.desk.ports.is(Mutant::StreamFailurePassed) => records.len(),
            Some(response) => first_failure(&response, self.position)
                .unwrap_or(records.len())
                .min(records.len()),
        }
    }

    fn advance(&mut self, done: usize, records: &[Logged]) {
        if self.reader == Reader::Fanout {
            let fresh = self.checked.saturating_sub(self.position);
            for logged in records
                .iter()
                .take(done)
                .skip(fresh)
                .filter(|logged| keys::is_chat(&logged.key) || keys::is_operator(&logged.key))
            {
                self.verdict.was_told(&self.desk.sockets, logged);
            }
        }
        self.position += done;
        self.checked = self.checked.max(self.position);
        if done == records.len() {
            (self.tries, self.size) = (0, BATCH_MAX);
            return;
        }
        self.desk.ports.count("stream batch failed");
        self.tries = if done > 0 { 1 } else { self.tries + 1 };
        self.size = (self.size / 2).max(1);
        if self.tries > TRIES_MAX {
            self.give_up();
        }
    }

    /// The dead-letter queue takes the record.
    fn give_up(&mut self) {
        self.desk.ports.count("dead letter");
        self.desk
            .ports
            .executor
            .note(format_args!("{:?}: record {} given up", self.reader, self.position));
        self.position += 1;
        self.checked = self.checked.max(self.position);
        self.tries = 0;
    }
}

/// How many records stand before the first one named as failed.
fn first_failure(response: &DynamoDbEventResponse, first: usize) -> Option<usize> {
    let failed = response.batch_item_failures.iter().map(|failure| {
        let number: Option<usize> = failure.item_identifier.as_deref().and_then(|text| text.parse().ok());
        number.map_or(0, |number| number.saturating_sub(first))
    });
    failed.min()
}
