//! What one browser was told in a calm run, and what it must hold in the end: traces that the Rust reducer here and the
//! client's engine in TypeScript both replay.
//!
//! A trace needs no questions: frames come twice and too late, but none is missing. `start` is the list as loaded before
//! the first frame; `end.messages` are the messages the frames brought, each in its newest form, in order of their ids.

use domain::{Chat, Event, Frame, Message, MessageId, Role, SECOND_MS, rules::deliver::LEASE_MS};
use messengers::pretend::WebhookPost;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    browser, client::Client, executor::Choice, log::Log, mail::to_request, people::chat_of, random::Random,
    reducer::Replica, stage::Stage, stream,
};

/// One trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Chats as loaded before the first frame.
    pub start: Vec<Chat>,
    /// Frames in the order they came.
    pub frames: Vec<Frame>,
    /// What is held in the end.
    pub end: Held,
}

/// What a client holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Chats in order of their ids.
    pub chats: Vec<Chat>,
    /// Messages in order of their ids.
    pub messages: Vec<Message>,
}

/// What happens in a trace.
#[derive(Clone, Copy, Debug)]
enum Move {
    Write(&'static str, &'static str),
    Edit(&'static str, &'static str),
    Block(&'static str),
    Send(&'static str, &'static str),
    Close(&'static str),
    Reopen(&'static str),
    Read(&'static str),
    Forward(&'static str, &'static str),
    Comment(&'static str, &'static str),
    /// For this many seconds.
    Snooze(&'static str, i64),
    /// What an operator chooses.
    Status(&'static str, &'static str),
    /// The minute's round.
    Round,
    /// The second is pulled into the first.
    Unite(&'static str, &'static str),
    /// The courier brings what waits.
    Bring,
    /// The browser takes the list and is told of everything from here on.
    Watch,
}

/// Chats go from hand to hand.
const HAND_OVER: [Move; 17] = {
    use Move::{Bring, Close, Comment, Forward, Reopen, Round, Send, Snooze, Status, Watch, Write};
    let (anna, boris) = ("1001", "1002");
    [
        Write(anna, "hello"),
        Watch,
        Bring,
        Write(boris, "good morning"),
        Bring,
        Comment(anna, "she called yesterday, too"),
        Forward(anna, "vera"),
        Status("boris", "busy"),
        Snooze(anna, 5),
        Round,
        Snooze(boris, 3_600),
        Write(boris, "and my invoice?"),
        Send(boris, "here it is"),
        Bring,
        Close(boris),
        Reopen(boris),
        Close(anna),
    ]
};

/// Every trace by its name.
///
/// # Panics
/// If a calm run does not go as written: a bug of the desk or of the simulator.
#[must_use]
pub fn traces() -> Vec<(&'static str, Trace)> {
    use Move::{Block, Bring, Close, Edit, Read, Reopen, Send, Unite, Watch, Write};
    let (anna, boris) = ("1001", "1002");
    let first_contact = [
        Watch,
        Write(anna, "hello"),
        Write(boris, "привет 👋"),
        Write(anna, "is anybody there?"),
        Send(anna, "yes"),
        Bring,
        Edit(anna, "is anybody here?"),
    ];
    let a_day = [
        Write(anna, "hello"),
        Write(boris, "good morning"),
        Watch,
        Read(anna),
        Send(anna, "what can I do for you?"),
        Send(anna, "I am listening"),
        Bring,
        Write(anna, "nothing, thanks"),
        Close(anna),
        Send(boris, "good morning to you"),
        Bring,
        Close(boris),
        Write(anna, "oh, one more thing"),
        Reopen(boris),
    ];
    let refused = [
        Write(anna, "hello"),
        Watch,
        // Who is known to have blocked us is not written to: the answer is on its way before.
        Send(anna, "are you still there?"),
        Block(anna),
        Bring,
        Write(anna, "yes"),
        Send(anna, "good"),
        Bring,
        Close(anna),
    ];
    let one_person = [
        Write(boris, "good morning"),
        Write(anna, "hello"),
        Watch,
        Write(anna, "it is me"),
        Send(boris, "good morning to you"),
        Bring,
        Unite(anna, boris),
        Write(boris, "and me"),
        Send(anna, "so you are one"),
        Bring,
        Read(anna),
        Close(anna),
    ];
    vec![
        ("one_person", record(&one_person, 5)),
        ("hand_over", record(&HAND_OVER, 4)),
        ("first_contact", record(&first_contact, 1)),
        ("a_day", record(&a_day, 2)),
        ("refused_and_repeated", record(&refused, 3)),
    ]
}

/// Replays a trace by the reducer here.
#[must_use]
pub fn replay(trace: &Trace) -> Held {
    let mut replica = Replica::default();
    for chat in &trace.start {
        replica.fetch(chat, 0, 0, &[]);
    }
    for frame in &trace.frames {
        replica.apply(frame);
    }
    assert!(replica.behind.is_empty(), "a trace has no gaps");
    Held {
        chats: replica.chats.into_values().collect(),
        messages: replica.messages.into_values().collect(),
    }
}

fn record(moves: &[Move], seed: u64) -> Trace {
    let stage = Stage::set(seed, Choice::Seeded(Random::new(seed)), None, Log::new(None)).expect("a calm stage");
    let mut random = Random::new(seed);
    let mut recorder = Recorder {
        stage: &stage,
        connection: None,
        told: 0,
        brought: 0,
        sent: 0,
    };
    let (mut start, mut frames) = (Vec::new(), Vec::new());
    for step in moves {
        stage.wait(7_000);
        if matches!(step, Move::Watch) {
            start = chats(&stage);
            recorder.watch();
            continue;
        }
        recorder.make(*step);
        for frame in recorder.news() {
            frames.push(frame);
            // A hint may come again, and an old one late; of a talk that is another one since, it would bring back what
            // a client has let go to load it anew.
            let is_whole = !frames.iter().any(unites);
            if is_whole && random.chance(300) {
                frames.push(frames[random.below(frames.len())].clone());
            }
        }
    }
    assert_eq!(stage.breaches(), Vec::<String>::new());

    let seen = stage.verdict.seen();
    let standing: Vec<Chat> = seen.history.standing().cloned().collect();
    let last_unite = frames.iter().rposition(unites);
    let messages = seen.history.messages.iter().filter_map(|(id, states)| {
        let home = seen.history.home(&id.identity)?;
        let is_united = standing.iter().any(|chat| &chat.id == home && !chat.united.is_empty());
        // Of a talk that became another one a client holds what came since.
        let first = last_unite.filter(|_| is_united).map_or(0, |at| at + 1);
        let is_told = frames.iter().skip(first).any(|frame| names(frame, id));
        let chat = home.clone();
        states.last().filter(|_| is_told).map(|message| Message {
            chat,
            ..message.clone()
        })
    });
    let messages = messages.collect();
    Trace {
        start,
        frames,
        end: Held {
            chats: standing,
            messages,
        },
    }
}

/// Whether the frame says that a chat has other addresses from now on.
fn unites(frame: &Frame) -> bool {
    frame
        .events
        .iter()
        .any(|event| matches!(event, Event::ChatUnited { .. }))
}

fn names(frame: &Frame, id: &MessageId) -> bool {
    frame.events.iter().any(|event| match event {
        Event::ChatCommitted { messages, .. } => messages.iter().any(|message| &message.id == id),
        _ => false,
    })
}

fn chats(stage: &Stage) -> Vec<Chat> {
    let owner = stage.owner.clone();
    stage
        .play(async move { owner.chats("state=open").await })
        .unwrap_or_default()
}

struct Recorder<'a> {
    stage: &'a Stage,
    connection: Option<String>,
    told: usize,
    brought: usize,
    sent: usize,
}

impl Recorder<'_> {
    fn watch(&mut self) {
        let owner = self.stage.owner.clone();
        let ticket = self
            .stage
            .play(async move { owner.ticket().await })
            .flatten()
            .expect("a ticket");
        let (connection, _) = self.stage.desk.sockets.open();
        let (desk, event) = (
            self.stage.desk.clone(),
            browser::event("$connect", &connection, &ticket),
        );
        let answer = self.stage.play(async move { desk.socket(event).await });
        assert!(
            matches!(answer, Some(Some(Ok(answer))) if answer.status_code == 200),
            "the socket opens"
        );
        self.stage.desk.sockets.connected(&connection);
        self.connection = Some(connection);
        self.told = self.stage.written();
    }

    fn make(&mut self, step: Move) {
        let stage = self.stage;
        match step {
            Move::Write(person, text) => {
                stage.say(person, text);
                self.post(&stage.calls());
            }
            Move::Edit(person, text) => self.post(&[stage.edit(person, text)]),
            Move::Block(person) => {
                stage
                    .desk
                    .provider
                    .pretend()
                    .block(person, true)
                    .expect("a known person");
                self.post(&stage.calls());
            }
            Move::Send(person, text) => self.send(person, text),
            Move::Close(person) => self.put(person, "close", json!({})),
            Move::Reopen(person) => self.put(person, "reopen", json!({})),
            Move::Read(person) => {
                let (chat, _) = chat_of(&stage.channel, person);
                stage.verdict.will_read(&stage.owner.operator, &chat, 1);
                self.put(person, "read", json!({ "inbound": 1 }));
            }
            Move::Forward(person, to) => self.forward(person, to),
            Move::Comment(person, text) => self.comment(person, text),
            Move::Unite(person, other) => {
                let [left, right] = [person, other].map(|person| chat_of(&stage.channel, person).0);
                self.ask(
                    "POST",
                    &format!("/api/contacts/{left}/unite"),
                    json!({ "right": right }),
                );
            }
            Move::Snooze(person, seconds) => {
                let until = stage.executor.now().plus(seconds * SECOND_MS);
                self.put(person, "snooze", json!({ "until": until }));
            }
            Move::Status(operator, status) => {
                let client = Client::signed_in(&stage.desk, operator, Role::Operator);
                self.ask_as(client, "PUT", "/api/operators/me/status", json!({ "status": status }));
            }
            Move::Round => stage.tick(),
            Move::Bring => {
                let from = std::mem::replace(&mut self.brought, stage.written());
                stage.wake_courier(from);
                stage.wait(LEASE_MS);
            }
            Move::Watch => {}
        }
    }

    fn post(&self, calls: &[WebhookPost]) {
        for call in calls {
            let (desk, request) = (self.stage.desk.clone(), to_request(call));
            let answer = self.stage.play(async move { desk.webhook(request).await }).flatten();
            assert!(
                answer.is_some_and(|answer| answer.status().is_success()),
                "a calm webhook takes"
            );
        }
    }

    fn send(&mut self, person: &str, text: &str) {
        self.sent += 1;
        let (chat, identity) = chat_of(&self.stage.channel, person);
        let content = json!({ "type": "text", "text": text });
        let body = json!({ "intent_id": format!("intent-{}", self.sent), "identity": identity, "content": content });
        self.ask("POST", &format!("/api/chats/{chat}/messages"), body);
    }

    fn put(&self, person: &str, verb: &str, body: serde_json::Value) {
        let (chat, _) = chat_of(&self.stage.channel, person);
        self.ask("PUT", &format!("/api/chats/{chat}/{verb}"), body);
    }

    /// From whoever has it.
    fn forward(&self, person: &str, to: &str) {
        let (id, _) = chat_of(&self.stage.channel, person);
        self.stage.verdict.follow(&self.stage.desk.table.engine());
        let holder = {
            let seen = self.stage.verdict.seen();
            seen.ledger.chats().get(&id).and_then(Chat::holder).cloned()
        };
        self.put(person, "forward", json!({ "to": to, "holder": holder }));
    }

    fn comment(&mut self, person: &str, text: &str) {
        self.sent += 1;
        let (chat, _) = chat_of(&self.stage.channel, person);
        let body = json!({ "intent_id": format!("intent-{}", self.sent), "comment": { "text": text } });
        self.ask("POST", &format!("/api/chats/{chat}/comments"), body);
    }

    fn ask(&self, method: &'static str, path: &str, body: serde_json::Value) {
        self.ask_as(self.stage.owner.clone(), method, path, body);
    }

    fn ask_as(&self, client: Client, method: &'static str, path: &str, body: serde_json::Value) {
        let path = path.to_owned();
        let answer = self
            .stage
            .play(async move { client.ask(method, &path, Some(&body)).await })
            .flatten();
        assert!(
            answer.is_some_and(|(status, _)| status == 200),
            "a calm request is carried out"
        );
    }

    /// Lets the fan-out tell of everything new; what the browser got.
    fn news(&mut self) -> Vec<Frame> {
        let Some(connection) = self.connection.clone() else {
            return Vec::new();
        };
        let from = std::mem::replace(&mut self.told, self.stage.written());
        let (desk, event) = (
            self.stage.desk.clone(),
            stream::event(from, self.stage.desk.table.engine().log(from)),
        );
        self.stage.play(async move { desk.fanout(event).await });
        std::iter::from_fn(|| self.stage.desk.sockets.take(&connection)).collect()
    }
}
