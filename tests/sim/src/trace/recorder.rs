//! How a trace comes about.

use domain::{Chat, Frame, Role, SECOND_MS, rules::deliver::LEASE_MS};
use messengers::pretend::WebhookPost;
use serde_json::json;

use super::Move;
use crate::{browser, client::Client, mail::to_request, people::chat_of, stage::Stage, stream};

/// Makes the moves and keeps what was told of them.
pub(super) struct Recorder<'a> {
    pub(super) stage: &'a Stage,
    pub(super) connection: Option<String>,
    pub(super) told: usize,
    pub(super) brought: usize,
    pub(super) sent: usize,
}

impl Recorder<'_> {
    pub(super) fn watch(&mut self) {
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

    pub(super) fn make(&mut self, step: Move) {
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

    pub(super) fn post(&self, calls: &[WebhookPost]) {
        for call in calls {
            let (desk, request) = (self.stage.desk.clone(), to_request(call));
            let answer = self.stage.play(async move { desk.webhook(request).await }).flatten();
            assert!(
                answer.is_some_and(|answer| answer.status().is_success()),
                "a calm webhook takes"
            );
        }
    }

    pub(super) fn send(&mut self, person: &str, text: &str) {
        self.sent += 1;
        let (chat, identity) = chat_of(&self.stage.channel, person);
        let content = json!({ "type": "text", "text": text });
        let body = json!({ "intent_id": format!("intent-{}", self.sent), "identity": identity, "content": content });
        self.ask("POST", &format!("/api/chats/{chat}/messages"), body);
    }

    pub(super) fn put(&self, person: &str, verb: &str, body: serde_json::Value) {
        let (chat, _) = chat_of(&self.stage.channel, person);
        self.ask("PUT", &format!("/api/chats/{chat}/{verb}"), body);
    }

    /// From whoever has it.
    pub(super) fn forward(&self, person: &str, to: &str) {
        let (id, _) = chat_of(&self.stage.channel, person);
        self.stage.verdict.follow(&self.stage.desk.table.engine());
        let holder = {
            let seen = self.stage.verdict.seen();
            seen.ledger.chats().get(&id).and_then(Chat::holder).cloned()
        };
        self.put(person, "forward", json!({ "to": to, "holder": holder }));
    }

    pub(super) fn comment(&mut self, person: &str, text: &str) {
        self.sent += 1;
        let (chat, _) = chat_of(&self.stage.channel, person);
        let body = json!({ "intent_id": format!("intent-{}", self.sent), "comment": { "text": text } });
        self.ask("POST", &format!("/api/chats/{chat}/comments"), body);
    }

    pub(super) fn ask(&self, method: &'static str, path: &str, body: serde_json::Value) {
        self.ask_as(self.stage.owner.clone(), method, path, body);
    }

    pub(super) fn ask_as(&self, client: Client, method: &'static str, path: &str, body: serde_json::Value) {
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
    pub(super) fn news(&mut self) -> Vec<Frame> {
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
