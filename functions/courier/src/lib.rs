//! Something is due: at a messenger, or at the desk itself.
//!
//! Woken by the table's stream, and every minute for what the stream does not bring: retries whose time has come,
//! answers whose courier died, channels a messenger could not connect at first, chats that were put aside, operators who
//! are gone, chats that waited too long, contacts who may be one person, steps of funnels.
//!
//! Each wish is claimed by a condition on its row, so any number of couriers may run at once and any may die anywhere.

mod acknowledge;
mod ask;
mod attend;
mod away;
mod body;
mod browsers;
mod compare;
mod complete;
mod connect;
mod distribute;
mod drafts;
mod drain;
mod erase;
mod errand;
mod fetch;
mod funnel;
mod hold;
mod inspect;
mod memory;
mod notify;
mod part;
mod picture;
mod poll;
mod provider;
mod recall;
mod revise;
mod ring;
mod said;
mod typing;
mod uploads;

use std::{collections::BTreeMap, sync::Arc};

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::{ChannelId, ChannelState, MessageId};
use errand::{Errand, channel_errands, errands_of, run};
use fetch::Pace;
use futures_util::future::{join_all, join3};
use memory::Memory;
use messengers::{Access, Messenger, STEPS_MAX, Step, Task};
use notify::Commit;
use platform::{App, Fault, seal::Purpose};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;
use store::records::{Happened, happened};
use tracing::error;

pub use body::Body;
pub use browsers::Pushed;
pub use poll::Asked;
pub use provider::{CALL_TIMEOUT, Https, Loaded, Provider};

/// What EventBridge calls the source of a schedule's event.
const SCHEDULE: &str = "aws.events";

/// What this function holds between wakes.
pub struct Courier {
    app: App,
    provider: Arc<dyn Provider>,
    memory: Memory,
    /// Whether somebody asks messengers for news where no public address is known.
    is_asking: bool,
}

/// Why the courier is awake.
#[derive(Clone, Debug)]
pub enum Wake {
    /// The table changed.
    Stream(Event),
    /// A minute has passed; the schedule's own event says nothing more.
    Tick,
}

impl<'de> Deserialize<'de> for Wake {
    /// A batch that does not read is an error, never a tick: answered as done, its records would not come again.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let event = Value::deserialize(deserializer)?;
        if event["source"] == SCHEDULE {
            return Ok(Self::Tick);
        }
        Event::deserialize(event).map(Self::Stream).map_err(D::Error::custom)
    }
}

impl Courier {
    /// A courier that calls messengers through `provider`.
    #[must_use]
    pub fn new(app: App, provider: Arc<dyn Provider>) -> Self {
        let memory = Memory::default();
        Self {
            app,
            provider,
            memory,
            is_asking: false,
        }
    }

    /// The same where somebody calls [`Courier::ask_for_news`] again and again: a channel works without a public address.
    #[must_use]
    pub fn asking(mut self) -> Self {
        self.is_asking = true;
        self
    }

    /// Connects every channel again, as after our address changed.
    ///
    /// # Errors
    /// [`Fault`]: not all of them are.
    pub async fn connect_anew(&self) -> Result<(), Fault> {
        connect::connect_anew(self).await
    }

    /// Carries out `task` at `messenger`, call by call.
    async fn carry_out(&self, messenger: &dyn Messenger, access: &Access, task: &Task) -> Result<Step, Fault> {
        self.carry_on(messenger, access, task, messenger.begin(access, task))
            .await
    }

    /// Goes on with `task` from `step`, until it ends or something is to be remembered.
    async fn carry_on(
        &self,
        messenger: &dyn Messenger,
        access: &Access,
        task: &Task,
        mut step: Step,
    ) -> Result<Step, Fault> {
        for _ in 0..STEPS_MAX {
            let Step::Call(call, progress) = step else {
                return Ok(step);
            };
            let body = Body::of(&call, &self.app.blobs, self.app.clock.now());
            let answer = self.provider.call(&call, body).await;
            step = messenger.next(access, task, progress, &answer);
        }
        Err(Fault::Bug(format!(
            "a task at a messenger took more than {STEPS_MAX} calls"
        )))
    }

    /// What is needed to speak for a channel, opened.
    async fn access(&self, id: &ChannelId, messenger: &dyn Messenger) -> Result<Option<Opened>, Fault> {
        let Some(row) = self.app.store.channel_access(id).await? else {
            return Ok(None);
        };
        let key = self
            .app
            .config
            .seal_key
            .as_ref()
            .ok_or(Fault::NotConfigured("SWITCHBOARD_KEY"))?;
        let open = |purpose, sealed| {
            key.open(purpose, id.as_str(), sealed)
                .map_err(|error| Fault::Bug(format!("channel {id}: {error}")))
        };
        let token = open(Purpose::ChannelToken, &row.token)?;
        let secret = open(Purpose::WebhookSecret, &row.secret)?;
        Ok(Some(Opened {
            access: Access {
                token,
                api_url: self.app.config.api_url(messenger),
            },
            secret,
        }))
    }
}

struct Opened {
    access: Access,
    secret: String,
}

/// Does what is due. Records that could not be done are named; the stream brings them again.
pub async fn handle(courier: &Courier, wake: Wake) -> DynamoDbEventResponse {
    match wake {
        Wake::Stream(event) => on_stream(courier, &event).await,
        Wake::Tick => {
            if let Err(fault) = on_tick(courier).await {
                error!(
                    error = &fault as &dyn std::error::Error,
                    "The minute's round was not finished"
                );
            }
            DynamoDbEventResponse::default()
        }
    }
}

async fn on_stream(courier: &Courier, event: &Event) -> DynamoDbEventResponse {
    // One errand per chat and batch, remembered by the first record that asked for it.
    let mut errands: BTreeMap<Errand, Option<String>> = BTreeMap::new();
    let mut said: BTreeMap<MessageId, Option<String>> = BTreeMap::new();
    let mut failed: Vec<Option<String>> = Vec::new();
    let mut commits: Vec<Commit> = Vec::new();
    for record in &event.records {
        let number = record.change.sequence_number.clone();
        match happened(record) {
            Ok(Some(happened)) => {
                for errand in errands_of(&happened) {
                    errands.entry(errand).or_insert_with(|| number.clone());
                }
                courier.memory.learn(&happened);
                if let Happened::Chat { chat, touched } = happened {
                    for message in &touched {
                        said.entry(message.clone()).or_insert_with(|| number.clone());
                    }
                    commits.push(Commit { chat, touched });
                }
            }
            Ok(None) => {}
            Err(fault) => {
                error!(
                    error = &fault as &dyn std::error::Error,
                    "A stream record does not read"
                );
                failed.push(number);
            }
        }
    }
    let runs = errands.into_iter().map(|(errand, number)| async move {
        let fault = run(courier, &errand, Pace::Prompt).await.err()?;
        error!(
            error = &fault as &dyn std::error::Error,
            ?errand,
            "An errand failed; it will be repeated"
        );
        Some(number)
    });
    let noticed = answer_and_notice(courier, &commits);
    let (done, kept, is_noticed) = join3(join_all(runs), said::keep_all(courier, said), noticed).await;
    failed.extend(done.into_iter().flatten().chain(kept));
    if !is_noticed {
        // From the first record on: what is noticed already is known.
        let first = event.records.first();
        failed.extend(first.map(|record| record.change.sequence_number.clone()));
    }
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures = failed.into_iter().map(failure).collect();
    response
}

/// Tells contacts that nobody is there, and operators what contacts did. `false`: it must be done again.
async fn answer_and_notice(courier: &Courier, commits: &[Commit]) -> bool {
    let done = async {
        away::answer(courier, commits).await?;
        notify::notice(courier, commits).await
    };
    let fault = done.await.err();
    if let Some(fault) = &fault {
        error!(
            error = fault as &dyn std::error::Error,
            "Could not answer or notice what contacts wrote"
        );
    }
    fault.is_none()
}

fn failure(sequence_number: Option<String>) -> DynamoDbBatchItemFailure {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = sequence_number;
    failure
}

async fn on_tick(courier: &Courier) -> Result<(), Fault> {
    let due = courier
        .app
        .store
        .chats_due(courier.app.clock.now())
        .await?
        .into_iter()
        .map(Errand::Drain);
    let bells = courier.app.store.bells_due(courier.app.clock.now()).await?;
    let channels = courier.app.store.channels().await?.into_iter().map(|row| row.channel);
    let compared = courier.app.store.comparisons_due(courier.app.clock.now()).await?;
    let fetches = courier.app.store.fetches_due(courier.app.clock.now()).await?;
    let fetches = fetches
        .into_iter()
        .map(|fetch| Errand::Fetch(fetch.message, fetch.number));
    let errands: Vec<Errand> = due
        .chain(fetches)
        .chain(compared.into_iter().map(Errand::Compare))
        .chain(channels.flat_map(|channel| {
            let look =
                matches!(channel.state, ChannelState::Active { .. }).then(|| Errand::Inspect(channel.id.clone()));
            channel_errands(&channel).into_iter().chain(look)
        }))
        .chain(bells.into_iter().map(Errand::Ring))
        .collect();
    let runs = errands.iter().map(|errand| async move {
        if let Err(fault) = run(courier, errand, Pace::Patient).await {
            error!(
                error = &fault as &dyn std::error::Error,
                ?errand,
                "An errand failed; the next round repeats it"
            );
        }
    });
    join_all(runs).await;
    funnel::go_on(courier).await?;
    uploads::sweep(courier).await?;
    attend::attend(courier).await?;
    let nobody_can = distribute::give_out(courier).await?;
    notify::notice_queue(courier, nobody_can).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_a_tick_and_a_batch_is_a_stream() {
        let schedule = r#"{"version":"0","detail-type":"Scheduled Event","source":"aws.events","detail":{}}"#;
        assert!(matches!(serde_json::from_str(schedule), Ok(Wake::Tick)));
        assert!(matches!(serde_json::from_str(r#"{"Records":[]}"#), Ok(Wake::Stream(_))));
        for strange in [
            "null",
            "[]",
            "{}",
            r#"{"Records":5}"#,
            r#"{"Records":[{"dynamodb":5}]}"#,
        ] {
            assert!(serde_json::from_str::<Wake>(strange).is_err(), "{strange}");
        }
    }
}
