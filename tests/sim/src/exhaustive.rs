//! Every handler, a fault at every call it makes, then the same again: the end must be that of a clean run.
//!
//! A fault is one of: the process dies before the call or after it, the call fails undone or done. Afterwards what
//! started the handler comes again, as messengers, browsers and streams do.

use std::fmt;

use domain::rules::deliver::LEASE_MS;
use messengers::pretend::{Pretend, WebhookPost};
use serde_json::{Value, json};

use crate::{
    browser,
    desk::Desk,
    executor::Choice,
    log::Log,
    mail::to_request,
    mutant::Mutant,
    people::chat_of,
    random::Random,
    reducer::Replica,
    stage::Stage,
    stream,
    verdict::Wish,
    weather::{Fate, Plan},
};

/// The person of all scenes.
const PERSON: &str = "1001";

/// How often a handler may be asked again before it must have worked.
const REPEATS_MAX: usize = 3;

/// One handler in one situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// A person writes for the first time.
    FirstMessage,
    /// The contact of a closed chat writes.
    MessageToClosed,
    /// A contact edits a message.
    Edit,
    /// A contact edits a message we never got.
    EditFirst,
    /// The messenger says what nobody understands.
    Strange,
    /// An operator answers.
    Send,
    /// An operator closes a chat.
    Close,
    /// An operator reopens a chat.
    Reopen,
    /// An operator has seen the messages.
    Read,
    /// The courier brings two answers.
    Drain,
    /// The courier connects a channel.
    Connect,
    /// The fan-out tells a browser.
    Fanout,
    /// A browser opens a socket.
    Socket,
}

impl Scene {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::FirstMessage,
        Self::MessageToClosed,
        Self::Edit,
        Self::EditFirst,
        Self::Strange,
        Self::Send,
        Self::Close,
        Self::Reopen,
        Self::Read,
        Self::Drain,
        Self::Connect,
        Self::Fanout,
        Self::Socket,
    ];
}

/// What a scene acts with.
#[derive(Default)]
struct Props {
    post: Option<WebhookPost>,
    from: usize,
    connection: String,
}

/// What came of all runs.
#[derive(Debug, Default)]
pub struct Tally {
    /// Runs made.
    pub runs: usize,
    /// What went wrong, in words.
    pub failures: Vec<String>,
}

impl Tally {
    /// Counts one run.
    pub fn add(&mut self, what: fmt::Arguments<'_>, breaches: Vec<String>) {
        self.runs += 1;
        self.failures
            .extend(breaches.into_iter().map(|breach| format!("{what}: {breach}")));
    }
}

/// Walks through every fault of `scenes`; `twice`: and through every second fault after it.
#[must_use]
pub fn fail_everywhere(scenes: &[Scene], twice: bool, mutant: Option<Mutant>) -> Tally {
    let mut tally = Tally::default();
    for scene in scenes {
        let clean = run(*scene, &[], mutant);
        tally.add(format_args!("{scene:?}, clean"), clean.breaches);
        let plans = || {
            let fates = [Fate::DieBefore, Fate::DieAfter, Fate::Lost, Fate::AnswerLost];
            (0..clean.calls).flat_map(move |at| fates.map(|fate| Plan { at, fate }))
        };
        for first in plans() {
            let mut again = vec![vec![first]];
            if twice {
                again.extend(plans().map(|second| vec![first, second]));
            }
            for faults in again {
                let mut end = run(*scene, &faults, mutant);
                if end.state != clean.state && !may_differ(*scene, &faults) {
                    end.breaches
                        .push(format!("{:#?} instead of {:#?}", end.state, clean.state));
                }
                tally.add(format_args!("{scene:?} with {faults:?}"), end.breaches);
            }
        }
    }
    tally
}

/// An answer whose courier died is honestly uncertain, and a lost push is only a hint lost: there the oracle alone
/// judges.
fn may_differ(scene: Scene, faults: &[Plan]) -> bool {
    scene == Scene::Drain || (scene == Scene::Fanout && faults.iter().any(|fault| fault.fate == Fate::Lost))
}

struct End {
    state: Vec<String>,
    calls: usize,
    breaches: Vec<String>,
}

fn run(scene: Scene, faults: &[Plan], mutant: Option<Mutant>) -> End {
    let stage = match Stage::set(1, Choice::Seeded(Random::new(1)), mutant, Log::new(None)) {
        Ok(stage) => stage,
        Err(words) => {
            return End {
                state: Vec::new(),
                calls: 0,
                breaches: vec![words],
            };
        }
    };
    let mut props = prepare(scene, &stage);
    for fault in faults {
        stage.ports.set_plan(Some(*fault));
        act(scene, &stage, &mut props);
    }
    stage.ports.set_plan(None);
    let mut breaches = Vec::new();
    let is_done = (0..REPEATS_MAX).any(|_| act(scene, &stage, &mut props));
    let calls = stage.ports.calls();
    if !is_done {
        breaches.push("it does not work any more".into());
    }
    act(scene, &stage, &mut props);
    let state = state(scene, &stage, &props);
    // What is owed to the contact still comes; then nothing may be broken.
    for _ in 0..3 {
        stage.wait(LEASE_MS + 1);
        stage.tick();
    }
    breaches.extend(stage.breaches_at_rest());
    End { state, calls, breaches }
}

fn prepare(scene: Scene, stage: &Stage) -> Props {
    let mut props = Props::default();
    if matches!(scene, Scene::FirstMessage | Scene::Connect | Scene::Socket) {
        if scene == Scene::FirstMessage {
            props.post = Some(stage.write(PERSON, "hello"));
        }
        if scene == Scene::Connect {
            let token = stage.desk.provider.pretend().found_business("Second");
            let messenger = stage.desk.provider.pretend().info().name;
            props.from = stage.written();
            ask(
                stage,
                "POST",
                "/api/channels",
                &json!({ "messenger": messenger, "token": token }),
            );
        }
        return props;
    }
    let first = stage.write(PERSON, "hello");
    if scene != Scene::EditFirst {
        post(stage, &first);
    }
    match scene {
        Scene::MessageToClosed => {
            verb(stage, "close");
            props.post = Some(stage.write(PERSON, "again"));
        }
        Scene::Edit | Scene::EditFirst => {
            stage.wait(1_000);
            props.post = Some(stage.edit(PERSON, "hello!"));
        }
        Scene::Strange => {
            props.post = Some(WebhookPost {
                body: b"{".to_vec(),
                ..first
            })
        }
        Scene::Reopen => drop(verb(stage, "close")),
        Scene::Drain => {
            props.from = stage.written();
            send(stage, "one");
            send(stage, "two");
        }
        Scene::Fanout => {
            props.connection = connect(stage).unwrap_or_default();
            stage.wait(1_000);
            props.from = stage.written();
            post(stage, &stage.write(PERSON, "again"));
        }
        _ => {}
    }
    props
}

/// One invocation; whether it says that it is done.
fn act(scene: Scene, stage: &Stage, props: &mut Props) -> bool {
    let desk: Desk = stage.desk.clone();
    match scene {
        Scene::FirstMessage | Scene::MessageToClosed | Scene::Edit | Scene::EditFirst | Scene::Strange => {
            props.post.as_ref().is_some_and(|call| post(stage, call))
        }
        Scene::Send => send(stage, "one"),
        Scene::Close => verb(stage, "close"),
        Scene::Reopen => verb(stage, "reopen"),
        Scene::Read => verb(stage, "read"),
        Scene::Drain | Scene::Connect => {
            let event = stream::event(props.from, desk.table.engine().log(props.from));
            let done = stage.play(async move { desk.courier(courier::Wake::Stream(event)).await });
            done.flatten()
                .is_some_and(|response| response.batch_item_failures.is_empty())
        }
        Scene::Fanout => {
            let event = stream::event(props.from, desk.table.engine().log(props.from));
            let done = stage.play(async move { desk.fanout(event).await });
            done.flatten()
                .is_some_and(|response| response.batch_item_failures.is_empty())
        }
        Scene::Socket => {
            let connection = connect(stage);
            let is_done = connection.is_some();
            props.connection = connection.unwrap_or_default();
            is_done
        }
    }
}

fn post(stage: &Stage, call: &WebhookPost) -> bool {
    let (desk, request) = (stage.desk.clone(), to_request(call));
    let told = request.clone();
    let answer = stage.play(async move { desk.webhook(request).await }).flatten();
    let is_taken = answer.is_some_and(|answer| answer.status().is_success());
    if let (true, Ok(channel)) = (is_taken, stage.channel.parse()) {
        stage.verdict.was_taken(&stage.desk.table.engine(), &channel, &told);
    }
    is_taken
}

fn ask(stage: &Stage, method: &'static str, path: &str, body: &Value) -> bool {
    let (client, path, body) = (stage.owner.clone(), path.to_owned(), body.clone());
    let answer = stage.play(async move { client.ask(method, &path, Some(&body)).await });
    answer.flatten().is_some_and(|(status, _)| status < 300)
}

fn verb(stage: &Stage, verb: &str) -> bool {
    let (chat, _) = chat_of(&stage.channel, PERSON);
    let body = if verb == "read" {
        json!({ "inbound": 1 })
    } else {
        json!({})
    };
    ask(stage, "PUT", &format!("/api/chats/{chat}/{verb}"), &body)
}

fn send(stage: &Stage, text: &str) -> bool {
    let (chat, identity) = chat_of(&stage.channel, PERSON);
    let wish = Wish {
        chat: chat.clone(),
        text: text.to_owned(),
        sent: Vec::new(),
    };
    stage
        .verdict
        .seen()
        .wishes
        .insert(text.parse().expect("a plain word"), wish);
    let content = json!({ "type": "text", "text": text });
    let body = json!({ "intent_id": text, "identity": identity, "content": content });
    ask(stage, "POST", &format!("/api/chats/{chat}/messages"), &body)
}

/// A browser asks for a ticket and connects with it; the connection, if it was let in.
fn connect(stage: &Stage) -> Option<String> {
    let owner = stage.owner.clone();
    let ticket = stage
        .play(async move { owner.ask("POST", "/api/socket-ticket", None).await })
        .flatten()?;
    let event = {
        let (connection, _) = stage.desk.sockets.open();
        let ticket = ticket.1["ticket"].as_str()?.to_owned();
        (connection.clone(), browser::event("$connect", &connection, &ticket))
    };
    let desk = stage.desk.clone();
    let answer = stage.play(async move { desk.socket(event.1).await })??.ok()?;
    stage.desk.sockets.connected(&event.0);
    (answer.status_code == 200).then_some(event.0)
}

/// What can be seen of the end: the rows, the messenger's talk, the browser's copy.
fn state(scene: Scene, stage: &Stage, props: &Props) -> Vec<String> {
    let engine = stage.desk.table.engine();
    // Sealed texts, tickets and the sockets of dead attempts differ from run to run and mean nothing.
    let is_told = |pk: &str| {
        ["CHAT", "THREAD#", "EARLIER#", "QUARANTINE#"]
            .iter()
            .any(|start| pk.starts_with(start))
    };
    let rows = engine.rows().filter(|(key, _)| is_told(&key.pk));
    let mut state: Vec<String> = rows
        .map(|(key, row)| format!("{key:?} {}", Value::Object((**row).clone())))
        .collect();
    let pretend: &dyn Pretend = &**stage.desk.provider.pretend();
    state.extend(pretend.messages(PERSON).iter().map(|message| format!("{message:?}")));
    match scene {
        Scene::Fanout => {
            let mut replica = Replica::default();
            let (id, _) = chat_of(&stage.channel, PERSON);
            let seen = stage.verdict.seen();
            if let Some(before) = seen.history.chat(&id, 1) {
                replica.fetch(before, 0, &[]);
            }
            while let Some(frame) = stage.desk.sockets.take(&props.connection) {
                replica.apply(&frame);
            }
            state.push(format!("{replica:?}"));
        }
        Scene::Socket => state.push(format!("connected: {}", !props.connection.is_empty())),
        _ => {}
    }
    state
}
