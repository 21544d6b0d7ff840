//! A connected channel at a pretend messenger, and everything real-shaped that crosses its border.

use std::collections::BTreeMap;

use domain::{ChannelId, FileKind, Location, Missing, Outgoing, OutgoingFile, Registration, SharedContact, UnixMs};
use http::HeaderMap;
use messengers::{
    Access, Attachment, Door, Messenger, Polled, Position, Progress, ProviderAnswer, ProviderCall, STEPS_MAX, Segment,
    Step, Task, WebhookCall, WebhookSecrets,
    pretend::{ApiCall, Pretend, SentFile, Thing, WebhookAnswer, WebhookPost},
    registry,
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The secret of our webhook.
const SECRET: &str = "a-secret-of-sixteen-letters";

/// Where the messenger's API is.
const API_URL: &str = "http://messenger";

/// The person who writes.
const PERSON: &str = "77";

const NOON: UnixMs = UnixMs(1_795_348_800_000);

/// A messenger, a channel there, and samples of what it sends.
pub struct Line {
    pub messenger: &'static dyn Messenger,
    pub channel: ChannelId,
    pub door: Door,
    pub access: Access,
    /// Webhook calls.
    pub calls: Vec<Call>,
    /// Tasks with what the messenger answered to each of their calls.
    pub tasks: Vec<(Task, Vec<(Progress, ProviderAnswer)>)>,
    /// Answers of polls.
    pub polls: Vec<Vec<u8>>,
}

/// A webhook call.
pub struct Call {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Whether it tells of something a person did to us. Recorded ones may come from groups, or tell what nobody asked.
    pub is_for_us: bool,
}

impl Line {
    /// Connects a channel and lets everything happen once.
    ///
    /// # Panics
    /// If the adapter and its pretend messenger do not understand each other at all.
    pub fn open(mut machine: Box<dyn Pretend>) -> Self {
        machine.lives_at(API_URL);
        let messenger = registry::find(&machine.info().name).expect("it is listed");
        let access = Access {
            token: machine.found_business("Acme"),
            api_url: API_URL.into(),
        };
        let mut line = Self {
            messenger,
            channel: "channel".parse().expect("an id"),
            door: Door {
                secrets: WebhookSecrets(vec![Sha256::digest(SECRET).into()]),
                registration: Registration::default(),
            },
            access,
            calls: Vec::new(),
            tasks: Vec::new(),
            polls: Vec::new(),
        };
        let connect = |webhook_url: Option<&str>| Task::Connect {
            webhook_url: webhook_url.map(str::to_owned),
            secret: SECRET.into(),
        };
        line.carry_out(&mut *machine, connect(Some("http://desk/webhooks/channel")));
        line.take_calls(&mut *machine);
        line.contacts_act(&mut *machine);
        line.take_calls(&mut *machine);
        let questions = questions(&line.door.registration);
        for task in sends().into_iter().chain(questions) {
            line.carry_out(&mut *machine, task);
        }
        line.carry_out(&mut *machine, connect(None));
        line.poll(&mut *machine);
        line.calls.extend(line.recorded());
        line
    }

    /// What proves a poll's news to our own webhook.
    pub fn polled(&self) -> Polled<'_> {
        Polled {
            registration: &self.door.registration,
            secret: SECRET,
        }
    }

    fn contacts_act(&self, machine: &mut dyn Pretend) {
        let mut number = 0;
        for text in ["hello", "/start abc", "жираф 🦒"] {
            number = machine.write(NOON, PERSON, text).expect("people write");
        }
        // Not every messenger offers each of these; what it offers is told.
        let _ = machine.edit(NOON, PERSON, number, "hello again");
        for thing in things() {
            let _ = machine.share(NOON, PERSON, &thing);
        }
        let _ = machine.answer_outside(NOON, PERSON, "from outside");
        let _ = machine.block(PERSON, true);
        let _ = machine.block(PERSON, false);
    }

    /// Takes every call the messenger makes, as the desk would.
    fn take_calls(&mut self, machine: &mut dyn Pretend) {
        loop {
            let posts = machine.posts(NOON);
            if posts.is_empty() {
                return;
            }
            for post in posts {
                let headers = headers(&post);
                let call = WebhookCall {
                    headers: &headers,
                    body: &post.body,
                };
                let received = self
                    .messenger
                    .receive(&self.channel, &self.door, &call)
                    .expect("authentic");
                let body = received
                    .answer
                    .unwrap_or_else(|| self.messenger.acknowledgement().to_owned());
                let answer = WebhookAnswer::Answered {
                    status: 200,
                    retry_after_s: None,
                    body,
                };
                machine.answered(NOON, post.attempt, answer);
                self.calls.push(Call {
                    headers,
                    body: post.body,
                    is_for_us: true,
                });
            }
        }
    }

    fn carry_out(&mut self, machine: &mut dyn Pretend, task: Task) {
        let mut answers = Vec::new();
        let mut step = self.messenger.begin(&self.access, &task);
        for _ in 0..STEPS_MAX {
            step = match step {
                Step::Remember(registration, next) => {
                    self.door.registration = registration;
                    *next
                }
                Step::Call(call, progress) => {
                    let answer = make(machine, &call);
                    answers.push((progress.clone(), answer.clone()));
                    self.messenger.next(&self.access, &task, progress, &answer)
                }
                _ => break,
            };
        }
        self.tasks.push((task, answers));
    }

    fn poll(&mut self, machine: &mut dyn Pretend) {
        machine.write(NOON, PERSON, "asked for").expect("people write");
        let mut position = Position::default();
        for _ in 0..4 {
            let call = self.messenger.poll(&self.access, self.polled(), &position);
            let answer = make(machine, &call);
            if let ProviderAnswer::Answered { body, .. } = &answer {
                self.polls.push(body.clone());
            }
            match self.messenger.polled(self.polled(), &position, &answer) {
                messengers::Poll::News { next, .. } | messengers::Poll::Failed { next, .. } => position = next,
                _ => return,
            }
        }
    }

    /// Recorded calls beside the project, where there are any, with what proves a call of this line.
    fn recorded(&self) -> Vec<Call> {
        let name = self.messenger.info().name;
        let text = std::fs::read_to_string(format!("{}/{name}.jsonl", samples())).unwrap_or_default();
        let rows = text.lines().filter_map(|row| serde_json::from_str::<Value>(row).ok());
        let (headers, proof) = self.proof();
        rows.filter_map(|row| row.get("payload")?.as_object().cloned())
            .map(|mut body| {
                body.extend(proof.clone());
                let body = Value::Object(body).to_string().into_bytes();
                Call {
                    headers: headers.clone(),
                    body,
                    is_for_us: false,
                }
            })
            .collect()
    }

    /// The headers of all calls, and what stands in the body of each.
    fn proof(&self) -> (HeaderMap, Map<String, Value>) {
        let bodies: Vec<Map<String, Value>> = self
            .calls
            .iter()
            .filter_map(|call| serde_json::from_slice(&call.body).ok())
            .collect();
        let mut seen: BTreeMap<&String, Vec<&Value>> = BTreeMap::new();
        for (name, value) in bodies.iter().flatten() {
            seen.entry(name).or_default().push(value);
        }
        let in_all = seen.into_iter().filter(|(_, values)| {
            values.len() == bodies.len() && values.iter().all(|value| *value == values[0] && !value.is_object())
        });
        let proof = in_all.map(|(name, values)| (name.clone(), values[0].clone())).collect();
        (
            self.calls.first().map(|call| call.headers.clone()).unwrap_or_default(),
            proof,
        )
    }
}

#[expect(clippy::disallowed_methods, reason = "what the test run was asked for")]
fn samples() -> String {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples");
    std::env::var("SWITCHBOARD_SAMPLES").unwrap_or_else(|_| beside.to_owned())
}

fn headers(post: &WebhookPost) -> HeaderMap {
    let pairs = post.headers.iter().map(|(name, value)| {
        (
            name.parse().unwrap_or(http::header::FROM),
            value.parse().unwrap_or(http::HeaderValue::from_static("")),
        )
    });
    pairs.collect()
}

fn make(machine: &mut dyn Pretend, call: &ProviderCall) -> ProviderAnswer {
    let bytes = call.segments().into_iter().flat_map(|segment| match segment {
        Segment::Bytes(bytes) => bytes,
        Segment::Stored { .. } => b"bytes!!".to_vec(),
    });
    let body: Vec<u8> = bytes.collect();
    let path = call.url.strip_prefix(API_URL).unwrap_or_default();
    let headers = call.headers();
    let answer = machine.call(
        NOON,
        &ApiCall {
            path,
            headers: &headers,
            body: &body,
        },
    );
    ProviderAnswer::Answered {
        status: answer.status,
        body: answer.body.to_string().into_bytes(),
    }
}

fn things() -> Vec<Thing> {
    let kinds = [
        FileKind::Photo,
        FileKind::Video,
        FileKind::Animation,
        FileKind::Audio,
        FileKind::Voice,
        FileKind::VideoNote,
        FileKind::Sticker,
        FileKind::Document,
    ];
    let file = |kind| {
        let file = SentFile {
            kind,
            name: "a.bin".into(),
            base64: "Ynl0ZXM=".into(),
            size: 7,
            caption: "see".into(),
            album: String::new(),
        };
        Thing::File(file)
    };
    let others = [
        Thing::Location {
            latitude: 1.5,
            longitude: -2.5,
            title: "a café".into(),
        },
        Thing::Contact {
            name: "Ira".into(),
            phone: "+380501234567".into(),
        },
    ];
    kinds.into_iter().map(file).chain(others).collect()
}

/// Everything that is sent.
fn sends() -> Vec<Task> {
    let upload = |key: &str, kind| Attachment {
        key: key.into(),
        kind,
        name: "a.bin".into(),
        media_type: "image/png".into(),
        size: 7,
    };
    let send = |content, files| Task::Send {
        recipient: PERSON.into(),
        content,
        files,
        reply: None,
        key: "key".into(),
    };
    let media = |kinds: &[FileKind]| {
        let name = |at: usize| format!("upload-{at}");
        let files = kinds.iter().enumerate().map(|(at, kind)| OutgoingFile {
            upload: name(at).parse().expect("an id"),
            kind: *kind,
        });
        let content = Outgoing::Media {
            files: files.collect(),
            caption: Some("see".into()),
        };
        send(
            content,
            kinds
                .iter()
                .enumerate()
                .map(|(at, kind)| upload(&name(at), *kind))
                .collect(),
        )
    };
    let location = Location {
        latitude_e6: 1,
        longitude_e6: 2,
        title: None,
        address: None,
        is_live: false,
    };
    let shared = SharedContact {
        name: "Ira".into(),
        phone: "+380501234567".into(),
    };
    vec![
        send(Outgoing::Text { text: "words".into() }, Vec::new()),
        send(Outgoing::Location { location }, Vec::new()),
        send(Outgoing::SharedContact { shared }, Vec::new()),
        media(&[FileKind::Photo]),
        media(&[FileKind::Photo, FileKind::Photo]),
        media(&[FileKind::Voice]),
    ]
}

/// Everything else that is asked for.
fn questions(registration: &Registration) -> Vec<Task> {
    let (webhook_url, account) = ("http://desk/webhooks/channel".to_owned(), registration.account.clone());
    vec![
        Task::Edit {
            recipient: PERSON.into(),
            parts: vec!["105".into()],
            text: "new".into(),
            is_caption: false,
        },
        Task::Delete {
            recipient: PERSON.into(),
            parts: vec!["105".into(), "106".into()],
        },
        Task::Fetch { source: "File1".into() },
        Task::Profile { address: PERSON.into() },
        Task::Recall {
            channel: "channel".parse().expect("an id"),
            recipient: PERSON.into(),
            missing: Missing { after: 1, before: 99 },
        },
        Task::Inspect {
            webhook_url: webhook_url.clone(),
            account: account.clone(),
        },
        Task::Disconnect { webhook_url, account },
    ]
}
