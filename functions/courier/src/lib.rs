//! Something is due: at a messenger, or at the desk itself.
//!
//! Woken by the table's stream, and every minute for what the stream does not bring: retries whose time has come,
//! answers whose courier died, channels a messenger could not connect at first, chats that were put aside, operators who
//! are gone, chats that waited too long, contacts who may be one person.
//!
//! Each wish is claimed by a condition on its row, so any number of couriers may run at once and any may die anywhere.

mod ask;
mod attend;
mod away;
mod body;
mod compare;
mod connect;
mod distribute;
mod drain;
mod erase;
mod fetch;
mod hold;
mod inspect;
mod memory;
mod notify;
mod part;
mod poll;
mod provider;
mod revise;
mod ring;
mod said;
mod uploads;

use std::{collections::BTreeMap, sync::Arc};

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::{Channel, ChannelId, ChannelState, ContactId, MessageId, OperatorId, Passage, rules};
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
pub use poll::Asked;
pub use provider::{Https, Loaded, Provider};

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

/// What one stream record asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Errand {
    /// Bring a chat's answers to the messenger; take it back if it was put aside until now.
    Drain(ContactId),
    /// Delete what is left of an erased contact.
    Erase(ContactId),
    /// Connect a channel.
    Connect(ChannelId),
    /// Fetch a file of a message.
    Fetch(MessageId, u32),
    /// Ask how a messenger calls us.
    Inspect(ChannelId),
    /// Let go of a removed channel.
    Part(ChannelId),
    /// Tell a channel's new secret, or end the time of the one before.
    RenewSecret(ChannelId),
    /// Let the chats go on that wait for a channel.
    Release(ChannelId),
    /// Ask the messenger who a contact is.
    Ask(ContactId),
    /// Give this waiting chat to somebody, after those that wait longer.
    Give(ContactId),
    /// Somebody no longer works here: take their chats back.
    SendHome(OperatorId),
    /// Somebody can take chats: give out those that wait.
    GiveOut,
    /// Look who may be the same person as a contact.
    Compare(ContactId),
    /// Tell an operator what is new, in their own messenger.
    Ring(OperatorId),
    /// Answer an operator who wrote where they are told.
    Answer(OperatorId),
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

fn errands_of(happened: &Happened) -> Vec<Errand> {
    match happened {
        Happened::Chat { chat, .. } => {
            let drain = (!chat.outbox.is_empty()).then(|| Errand::Drain(chat.id.clone()));
            let give = chat.waiting().map(|_| Errand::Give(chat.id.clone()));
            let ask = ask::is_nameless(chat).then(|| Errand::Ask(chat.id.clone()));
            drain.into_iter().chain(give).chain(ask).collect()
        }
        Happened::Erased(tombstone) if tombstone.work.is_some() => vec![Errand::Erase(tombstone.contact.clone())],
        Happened::Channel(channel) => channel_errands(channel),
        Happened::Health(health) if health.asked.is_some() => vec![Errand::Inspect(health.channel.clone())],
        Happened::Operator(operator) if operator.can_take() => vec![Errand::GiveOut],
        Happened::Operator(operator) if !operator.is_active => vec![Errand::SendHome(operator.id.clone())],
        Happened::Bell(bell) if bell.rings_at.is_some() => vec![Errand::Ring(bell.operator.clone())],
        Happened::Notifications(notifications) if rules::link::answer(notifications).is_some() => {
            vec![Errand::Answer(notifications.operator.clone())]
        }
        Happened::MustCompare(contact) => vec![Errand::Compare(contact.clone())],
        // Later tries are the minute's round's.
        Happened::Fetch(fetch) if fetch.attempts == 0 => vec![Errand::Fetch(fetch.message.clone(), fetch.number)],
        Happened::United(_)
        | Happened::Suggestions(_)
        | Happened::Fetch(_)
        | Happened::Erased(_)
        | Happened::Card(_)
        | Happened::Health(_)
        | Happened::Note(_)
        | Happened::Operator(_)
        | Happened::Settings(_)
        | Happened::Bell(_)
        | Happened::Notifications(_)
        | Happened::SessionEnded(_) => Vec::new(),
    }
}

/// What a channel wants done, as it is.
fn channel_errands(channel: &Channel) -> Vec<Errand> {
    let id = || channel.id.clone();
    let is_held = matches!(channel.passage(), Passage::Held(_));
    let wishes = [
        (channel.state == ChannelState::Connecting).then(|| Errand::Connect(id())),
        matches!(channel.state, ChannelState::Removing { .. }).then(|| Errand::Part(id())),
        channel.renewal.is_some().then(|| Errand::RenewSecret(id())),
        (!is_held).then(|| Errand::Release(id())),
    ];
    wishes.into_iter().flatten().collect()
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
    uploads::sweep(courier).await?;
    attend::attend(courier).await?;
    let nobody_can = distribute::give_out(courier).await?;
    notify::notice_queue(courier, nobody_can).await
}

async fn run(courier: &Courier, errand: &Errand, pace: Pace) -> Result<(), Fault> {
    match errand {
        Errand::Fetch(message, number) => fetch::fetch(courier, message, *number, pace).await,
        Errand::Drain(contact) => drain::drain(courier, contact).await,
        Errand::Erase(contact) => erase::erase(courier, contact).await,
        Errand::Connect(channel) => connect::connect(courier, channel).await,
        Errand::Inspect(channel) => inspect::inspect(courier, channel).await,
        Errand::Part(channel) => part::part(courier, channel).await,
        Errand::RenewSecret(channel) => connect::renew_secret(courier, channel).await,
        Errand::Release(channel) => hold::release(courier, channel).await,
        Errand::Ask(contact) => ask::ask(courier, contact).await,
        Errand::Give(contact) => distribute::give(courier, contact).await,
        Errand::SendHome(operator) => attend::send_home(courier, operator).await,
        Errand::GiveOut => distribute::give_out(courier).await.map(|_| ()),
        Errand::Ring(operator) => ring::ring(courier, operator).await,
        Errand::Answer(operator) => ring::answer(courier, operator).await,
        Errand::Compare(contact) => compare::compare(courier, contact).await,
    }
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
