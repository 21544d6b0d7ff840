//! One run: a calm beginning, a storm, rest, a calm epilogue, judgement.

use std::collections::BTreeMap;

use domain::{
    Assignment, Chat, ContactId, HOUR_MS, MINUTE_MS, Message, Operator as Row, Role, SECOND_MS, Settings, Status,
    UnixMs,
};

use store::keys;

use crate::{
    browser::Browser,
    cast::Cast,
    client::Client,
    desk::Desk,
    ends,
    executor::{Choice, Ended},
    farewell, kept,
    ledger::Haste,
    likeness, lists,
    log::{Log, Print},
    mail::Mail,
    mutant::Mutant,
    people::{Operator, contact, stranger},
    random::Random,
    staff,
    stage::Stage,
    stream::{Reader, pump},
    walks,
};

/// Longest time a run may need to come to rest after the storm: the messenger's own repeats and our longest pauses.
const REST_MS_MAX: i64 = 12 * HOUR_MS;

/// The longest storm; only a table that is down for ten minutes makes one long.
const STORM_MS_MAX: i64 = 3 * HOUR_MS;

/// No write of the storm lands later than this.
const LATE_MS_MAX: i64 = 130 * SECOND_MS;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Its seed.
    pub seed: u64,
    /// The messenger that played in it.
    pub messenger: String,
    /// Broken promises; empty: it passed.
    pub breaches: Vec<String>,
    /// The log's hash.
    pub hash: u64,
    /// Lines of the log.
    pub lines: u64,
    /// How often each fault came.
    pub counts: BTreeMap<&'static str, u64>,
}

/// A running world.
struct World {
    settings: Settings,
    stage: Stage,
    mail: Mail,
    random: Random,
}

/// Plays one seed.
#[must_use]
pub fn play(seed: u64, cast: &Cast, print: Option<Print>) -> Report {
    let stage = Stage::set(seed, Choice::Seeded(Random::new(seed)), cast, Log::new(print));
    let stage = match stage {
        Ok(stage) => stage,
        Err(words) => {
            return Report {
                seed,
                breaches: vec![words],
                ..Report::default()
            };
        }
    };
    let mut world = World::begin(stage, seed);
    let breaches = world.story();
    let (hash, lines) = world.stage.executor.log();
    let messenger = world.stage.desk.provider.pretend().info().name.to_string();
    Report {
        seed,
        messenger,
        breaches,
        hash,
        lines,
        counts: world.stage.ports.counts(),
    }
}

impl World {
    /// Starts everything that runs on its own.
    fn begin(stage: Stage, seed: u64) -> Self {
        let mail = Mail::new(stage.desk.clone(), stage.verdict.clone());
        stage.executor.spawn("webhook calls", mail.clone().deliver_all());
        for (name, reader) in [
            ("courier's stream", Reader::Courier),
            ("fanout's stream", Reader::Fanout),
        ] {
            stage
                .executor
                .spawn(name, pump(stage.desk.clone(), reader, stage.verdict.clone()));
        }
        stage.executor.spawn("the minute", tick(stage.desk.clone()));
        let mut random = Random::new(seed ^ 0x7374_6f72_7900);
        walks::plan(&stage.desk, stage.executor.now());
        Self {
            settings: staff::settle(&stage.desk, &mut random),
            stage,
            mail,
            random,
        }
    }

    fn story(&mut self) -> Vec<String> {
        let people: Vec<String> = (0..2 + self.random.below(2))
            .map(|at| (1_001 + at).to_string())
            .collect();
        // Boris and Vera are seen without a browser: the minute's round makes them Offline again and again.
        let anna = Client::signed_in(&self.stage.desk, "anna", Role::Operator);
        let browsers: Vec<Browser> = [self.stage.owner.clone(), anna]
            .into_iter()
            .map(|client| Browser::new(client, self.stage.verdict.clone()))
            .collect();
        for browser in &browsers {
            self.stage.executor.spawn("a browser", browser.clone().live());
        }

        self.stage.ports.set_calm(false);
        self.spawn_people(&people, "storm", 9);
        if let Err(words) = self.rest("storm", STORM_MS_MAX, &browsers) {
            // The storm itself may keep things from coming to rest; only the calm must not.
            self.stage.executor.note(format_args!("{words}"));
        }
        self.stage.ports.set_calm(true);
        if let Err(words) = self.rest("calm", REST_MS_MAX, &browsers) {
            return self.breaches(vec![words]);
        }

        self.settle();

        // From here on nothing is lost, so a page that was loaded once must need nothing but frames.
        browsers.iter().for_each(Browser::reload);
        let mut found = Vec::new();
        found.extend(self.rest("reload", 10 * MINUTE_MS, &browsers).err());
        self.spawn_people(&people, "epilogue", 6);
        found.extend(self.rest("epilogue", REST_MS_MAX, &browsers).err());
        self.stage.verdict.follow(&self.stage.desk.table.engine());
        for browser in &browsers {
            found.extend(self.differences(browser));
        }
        found.extend(lists::differences(&self.stage));
        found.extend(likeness::differences(&self.stage));
        found.extend(kept::differences(&self.stage));
        found.extend(walks::differences(&self.stage));
        ends::count(&self.stage);
        let mut found = self.breaches(found);
        if !found.is_empty() {
            return found;
        }
        // It takes as long as all the rest, and some of the runs tell as much as all of them.
        if self.random.chance(200) {
            found = farewell::play(&self.stage, &people, &mut self.random);
        }
        found
    }

    /// The last late write of the storm lands; from here on every view is a fresh one.
    fn settle(&self) {
        let until = self.stage.executor.now().plus(LATE_MS_MAX);
        self.stage.executor.run(until, || false);
        self.stage.verdict.follow(&self.stage.desk.table.engine());
        let mut seen = self.stage.verdict.seen();
        seen.haste = Haste::CALM;
        seen.is_calm = true;
        let versions = seen.history.standing().map(|chat| (chat.id.clone(), chat.version));
        seen.calm_from = versions.collect();
    }

    fn breaches(&self, mut found: Vec<String>) -> Vec<String> {
        found.extend(self.stage.breaches());
        found
    }

    fn fork(&mut self) -> Random {
        Random::new(self.random.bits())
    }

    fn spawn_people(&mut self, people: &[String], shift: &'static str, steps: usize) {
        let pause_ms = [2, 10, 40][self.random.below(3)] * SECOND_MS;
        for person in people {
            let random = self.fork();
            let job = contact(
                (self.stage.desk.clone(), self.stage.verdict.clone()),
                person.clone(),
                random,
                steps,
                pause_ms,
            );
            self.spawn_busy("a contact", job);
        }
        for name in staff::OPERATORS {
            let (desk, verdict, channel) = (
                self.stage.desk.clone(),
                self.stage.verdict.clone(),
                self.stage.channel.clone(),
            );
            let (people, random) = (people.to_vec(), self.fork());
            self.spawn_busy("an operator", async move {
                let client = Client::signed_in(&desk, name, Role::Operator);
                let operator = Operator {
                    client,
                    verdict,
                    channel,
                    people,
                    random,
                    shift,
                };
                operator.work(steps, pause_ms).await;
            });
        }
        let random = self.fork();
        self.spawn_busy(
            "a stranger",
            stranger(self.mail.clone(), self.stage.desk.clone(), random, steps / 2, pause_ms),
        );
    }

    fn spawn_busy(&self, name: &str, job: impl Future<Output = ()> + Send + 'static) {
        let working = self.stage.desk.busy.begin();
        self.stage.executor.spawn(name, async move {
            job.await;
            drop(working);
        });
    }

    /// Runs until nothing is left to do.
    fn rest(&self, phase: &str, ms_max: i64, browsers: &[Browser]) -> Result<(), String> {
        let deadline = self.stage.executor.now().plus(ms_max);
        let ended = self.stage.executor.run(deadline, || self.restless(browsers).is_empty());
        self.stage.executor.note(format_args!("{phase} ended: {ended:?}"));
        match ended {
            Ended::Reached => Ok(()),
            Ended::Spinning => Err(format!("liveness: {phase} goes round and round")),
            Ended::Idle | Ended::TimedOut => Err(format!(
                "liveness: {phase} is still restless after {ms_max} ms: {}",
                self.restless(browsers).join(", ")
            )),
        }
    }

    /// What is not at rest.
    fn restless(&self, browsers: &[Browser]) -> Vec<&'static str> {
        let mut restless = Vec::new();
        if !self.stage.desk.busy.is_idle() {
            restless.push("somebody is busy");
            return restless;
        }
        let engine = self.stage.desk.table.engine();
        let waits = [
            (
                self.stage.desk.provider.pretend().next_post().is_some(),
                "the messenger has something to tell",
            ),
            (!self.stage.verdict.has_read_all(&engine), "the stream is not read"),
            (!self.stage.desk.sockets.is_read(), "a frame is not read"),
            (!browsers.iter().all(Browser::is_settled), "a browser is behind"),
        ];
        restless.extend(waits.into_iter().filter(|(is_so, _)| *is_so).map(|(_, words)| words));
        let has = |name: &'static str, is_it: fn(&store::table::Key) -> bool| {
            engine.rows().any(|(key, row)| is_it(key) && row.get(name).is_some())
        };
        if has("outbox", keys::is_chat) {
            restless.push("an answer waits");
        }
        if has(keys::DUE.pk, |key| keys::compared(key).is_some()) {
            restless.push("a contact must be compared");
        }
        if self.stage.ports.is_calm() && has(keys::DUE.pk, keys::is_file) {
            restless.push("a file must be fetched");
        }
        if restless.is_empty() {
            self.stage.verdict.follow(&engine);
            restless.extend(self.left_undone());
        }
        restless
    }

    /// What the desk still has to do by its own rules.
    fn left_undone(&self) -> Option<&'static str> {
        let now = self.stage.executor.now();
        let seen = self.stage.verdict.seen();
        let is_over = |since: UnixMs, minutes: Option<u32>| {
            minutes.is_some_and(|minutes| since.plus(i64::from(minutes) * MINUTE_MS) < now)
        };
        let is_kept = |chat: &Chat| {
            let holder = chat.open_holder().and_then(|id| seen.ledger.operators().get(id));
            let is_away = holder.is_some_and(|holder| {
                holder.status == Status::Offline && is_over(holder.status_since, self.settings.release_after_min)
            });
            let is_forgotten = waited_since(chat).is_some_and(|since| is_over(since, self.settings.rescue_after_min));
            let others = || seen.ledger.operators().values().filter(|other| Some(*other) != holder);
            is_away || holder.is_some() && is_forgotten && others().any(Row::can_take)
        };
        let chats = || seen.ledger.chats().values();
        if chats().any(|chat| chat.snoozed_until.is_some()) {
            Some("a chat is put aside")
        } else if chats().any(is_kept) {
            Some("a chat is kept by who is away or does not answer")
        } else if seen.ledger.waits().is_some() {
            Some("a chat waits, and somebody can take it")
        } else {
            None
        }
    }

    /// How a browser's copy differs from the table.
    fn differences(&self, browser: &Browser) -> Vec<String> {
        let seen = self.stage.verdict.seen();
        let replica = browser.replica();
        let mut found = Vec::new();
        let standing: BTreeMap<&ContactId, &Chat> = seen.history.standing().map(|chat| (&chat.id, chat)).collect();
        for (id, chat) in &standing {
            if replica.chats.get(*id) != Some(*chat) {
                let held = replica.version(id);
                found.push(format!(
                    "ends: a browser has chat {id} at v{held}, not v{}",
                    chat.version
                ));
            }
        }
        for id in replica.chats.keys().filter(|id| !standing.contains_key(id)) {
            found.push(format!("ends: a browser has chat {id}, which was united"));
        }
        for (id, states) in &seen.history.messages {
            let newest = states.last().map(|message| Message {
                chat: seen.history.home(&id.identity).unwrap_or(&message.chat).clone(),
                ..message.clone()
            });
            if replica.messages.get(id) != newest.as_ref() {
                found.push(format!("ends: a browser has another {id}"));
            }
        }
        if &replica.operators != seen.ledger.operators() {
            found.push("ends: a browser has other operators".to_owned());
        }
        found
    }
}

/// Since when the contact waits for whoever has the chat now.
fn waited_since(chat: &Chat) -> Option<UnixMs> {
    let Assignment::Assigned { at, .. } = &chat.assignment else {
        return None;
    };
    Some(chat.episode.as_ref()?.unanswered_since?.max(*at))
}

/// The minute, which may come late, twice, or not at all.
async fn tick(desk: Desk) {
    let ports = desk.ports.clone();
    loop {
        ports.executor.pause(MINUTE_MS).await;
        if ports.is(Mutant::NoSweep) || ports.strikes("tick missed", |_| 100) {
            continue;
        }
        let times = if ports.strikes("tick twice", |_| 100) { 2 } else { 1 };
        for _ in 1..times {
            let own = desk.clone();
            ports.executor.spawn("a second tick", async move {
                own.courier(courier::Wake::Tick).await;
            });
        }
        desk.courier(courier::Wake::Tick).await;
    }
}
