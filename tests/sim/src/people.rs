//! Those who use the desk: contacts who write and edit, operators who answer, close, reopen and read.

use domain::{Chat, ContactId, IdentityId, MessageId, Outgoing, SECOND_MS, wire};
use messengers::pretend::PretendAuthor;
use serde_json::{Value, json};

use crate::{
    client::{Answered, Client, body_of},
    deeds::Doer,
    desk::Desk,
    mail::Mail,
    random::Random,
    verdict::{Verdict, Wish},
};

/// What contacts also write, besides plain words.
const STRANGE_TEXTS: [&str; 6] = [
    "\u{0}\u{1}\u{7f}",
    "👩‍👩‍👧‍👦 с приветом",
    "\u{202e}drowssap ruoy",
    "{\"method\":\"sendMessage\",\"chat_id\":1,\"text\":\"x\"}",
    "ok",
    "line one\nline two\r\n\ttab",
];

/// What a messenger may send that nobody here understands.
const STRANGE_BODIES: [&str; 5] = [
    "",
    "{",
    "[1,2,3]",
    r#"{"update_id":7,"something_new":{"x":1}}"#,
    r#"{"update_id":8,"message":{"message_id":"?"}}"#,
];

/// A person's chat.
///
/// # Panics
/// If the person's id is no address.
#[must_use]
pub fn chat_of(channel: &str, person: &str) -> (ContactId, IdentityId) {
    let channel = channel.parse().expect("a channel's id");
    let identity = IdentityId::new(channel, person).expect("a plain address");
    (ContactId::first_seen(&identity), identity)
}

/// A contact writes and edits `steps` times.
pub async fn contact(
    (desk, verdict): (Desk, Verdict),
    person: String,
    mut random: Random,
    steps: usize,
    pause_ms: i64,
) {
    // A messenger's clock has seconds: two changes within one come in no order anybody could tell.
    let mut last_change_s = 0;
    for step in 0..steps {
        desk.ports.executor.pause(random.within(0, pause_ms)).await;
        let now = desk.ports.executor.now();
        let mut pretend = desk.provider.pretend();
        let own: Vec<u64> = pretend
            .messages(&person)
            .iter()
            .filter(|m| m.from == PretendAuthor::Person)
            .map(|m| m.id)
            .collect();
        let strange = STRANGE_TEXTS[random.below(STRANGE_TEXTS.len())];
        let text = match random.below(4) {
            0 => format!("{person} says {step} {strange}"),
            _ => format!("{person} says {step}"),
        };
        // Who cannot write now (an empty text, nobody to write to) does not: the pretend messenger is the judge.
        let done = match random.below(14) {
            0..=2 if !own.is_empty() && now.seconds() > last_change_s => {
                last_change_s = now.seconds();
                let at = own.len() - 1 - random.below(own.len().min(3));
                let before = pretend.messages(&person).into_iter().find(|said| said.id == own[at]);
                let mut seen = verdict.seen();
                let earlier = seen.earlier.entry((person.clone(), own[at])).or_default();
                earlier.extend(before.map(|said| said.text));
                pretend.edit(now, &person, own[at], &format!("{text}, edited"))
            }
            3 if random.chance(300) => pretend.block(&person, true),
            4..=7 if now.seconds() > last_change_s => {
                last_change_s = now.seconds();
                let doer = Doer {
                    person: &person,
                    now,
                    verdict: &verdict,
                };
                doer.does(&mut **pretend, &mut random)
            }
            _ => pretend.write(now, &person, &text).map(|_| ()),
        };
        drop(pretend);
        desk.ports
            .executor
            .note(format_args!("contact {person}, step {step}: {done:?}"));
        desk.provider.bell.ring();
    }
}

/// Someone replays old webhook calls, forges new ones and sends what nobody understands.
pub async fn stranger(mail: Mail, desk: Desk, mut random: Random, steps: usize, pause_ms: i64) {
    for step in 0..steps {
        desk.ports.executor.pause(random.within(0, pause_ms)).await;
        match random.below(6) {
            0 => mail.post_strange(STRANGE_BODIES[step % STRANGE_BODIES.len()]).await,
            1 => mail.post_forged().await,
            _ => mail.replay(),
        }
    }
}

/// An operator at work.
pub struct Operator {
    /// Their browser's way to the desk.
    pub client: Client,
    /// What is watched.
    pub verdict: Verdict,
    /// The channel.
    pub channel: String,
    /// Whom they talk to.
    pub people: Vec<String>,
    /// What they decide by.
    pub random: Random,
    /// Tells this shift's intents from others'.
    pub shift: &'static str,
}

impl Operator {
    /// Does `steps` things.
    pub async fn work(mut self, steps: usize, pause_ms: i64) {
        for step in 0..steps {
            self.client
                .desk
                .ports
                .executor
                .pause(self.random.within(0, pause_ms))
                .await;
            let person = self.people[self.random.below(self.people.len())].clone();
            let (chat, identity) = chat_of(&self.channel, &person);
            match self.random.below(16) {
                0..=5 => self.do_other(&chat, step).await,
                12 | 13 => self.do_about_who_is_who().await,
                6 | 7 => self.look(&chat).await,
                14 | 15 => self.revise(step).await,
                _ => self.send(&chat, identity, step).await,
            }
        }
    }

    async fn look(&mut self, chat: &ContactId) {
        let Some(seen) = self.client.chat(chat).await else {
            return;
        };
        let inbound = seen.inbound.saturating_sub(self.random.below(2) as u64);
        self.verdict.will_read(&self.client.operator, &seen.id, inbound);
        self.put(&seen.id, "read", json!({ "inbound": inbound })).await;
    }

    /// Does something to a chat; the chat afterwards, if it was done.
    pub(crate) async fn put(&self, chat: &ContactId, verb: &str, body: Value) -> Option<Chat> {
        let path = format!("/api/chats/{chat}/{verb}");
        let tries = self.client.desk.ports.below(4) + 1;
        let (status, answer) = self.client.insist("PUT", &path, Some(&body), tries).await?;
        if status != 200 {
            return None;
        }
        match serde_json::from_value::<Chat>(answer) {
            Ok(chat) => {
                self.verdict.was_shown(&self.client.desk.table.engine(), &chat);
                Some(chat)
            }
            Err(error) => {
                self.verdict
                    .breach(format!("shown: PUT {path} answered what is no chat: {error}"));
                None
            }
        }
    }

    async fn send(&mut self, chat: &ContactId, identity: IdentityId, step: usize) {
        let seen = self.client.chat(chat).await.map(|chat| chat.version);
        let intent = format!("{}-{}-{step}", self.client.operator, self.shift);
        let text = format!("to {} by {intent}", identity.external);
        let seen_version = seen.filter(|_| self.random.chance(300));
        let mut wish = Wish::new(chat, &text);
        let mut content = Outgoing::Text { text: text.clone() };
        if self.random.chance(250) {
            let brought = self.bring_files(&intent).await;
            let files = if brought.is_empty() { None } else { Some(brought) };
            if let Some(brought) = files {
                let (files, bytes) = brought.into_iter().unzip();
                wish.files = bytes;
                content = Outgoing::Media {
                    files,
                    caption: Some(text.clone()),
                };
            }
        }
        let send = wire::SendMessage {
            intent_id: intent.parse().expect("a plain word"),
            identity,
            content,
            reply_to: None,
            seen_version,
        };
        self.client
            .desk
            .ports
            .executor
            .note(format_args!("{} wishes: {text}", self.client.operator));
        self.verdict.seen().wishes.insert(send.intent_id.clone(), wish);

        if self.random.chance(300) {
            self.click_again(chat, &send);
        }
        let tries = if self.random.chance(150) { 1 } else { 200 };
        let answer = insist_on(&self.client, &self.verdict, chat, &send, tries).await;
        let is_sent = answer.is_some_and(|(status, _)| status == 200);
        if is_sent && self.random.chance(300) {
            self.revise(step).await;
        }
        if is_sent && self.random.chance(200) {
            self.reuse(chat, &send).await;
        }
    }

    /// A double click, a second tab, or a retry much later.
    fn click_again(&mut self, chat: &ContactId, send: &wire::SendMessage) {
        let desk = &self.client.desk;
        let ms = if self.random.chance(700) {
            self.random.within(0, 50)
        } else {
            self.random.within(0, 60 * SECOND_MS)
        };
        desk.ports.count("double click");
        let (client, verdict, working) = (self.client.clone(), self.verdict.clone(), desk.busy.begin());
        let (chat, send, executor) = (chat.clone(), send.clone(), desk.ports.executor.clone());
        desk.ports.executor.spawn("a double click", async move {
            executor.pause(ms).await;
            insist_on(&client, &verdict, &chat, &send, 5).await;
            drop(working);
        });
    }

    /// The same intent id with another text must be refused.
    async fn reuse(&self, chat: &ContactId, send: &wire::SendMessage) {
        let content = Outgoing::Text {
            text: "another text".into(),
        };
        let other = wire::SendMessage {
            content,
            ..send.clone()
        };
        let path = format!("/api/chats/{chat}/messages");
        if let Some((status, _)) = self.client.insist("POST", &path, Some(&body_of(&other)), 3).await
            && status != 409
        {
            self.verdict
                .breach(format!("wishes: intent {} was used twice: {status}", send.intent_id));
        }
    }
}

/// Sends until there is an answer, at most `tries` times, and notes what was answered.
pub async fn insist_on(
    client: &Client,
    verdict: &Verdict,
    chat: &ContactId,
    send: &wire::SendMessage,
    tries: usize,
) -> Option<Answered> {
    let path = format!("/api/chats/{chat}/messages");
    let answer = client.insist("POST", &path, Some(&body_of(send)), tries).await;
    if let Some((200, sent)) = &answer {
        let id = sent["message"]["id"]
            .as_str()
            .and_then(|id| id.parse::<MessageId>().ok());
        let mut seen = verdict.seen();
        match (id, seen.wishes.get_mut(&send.intent_id)) {
            (Some(id), Some(wish)) => wish.sent.push(id),
            _ => seen.breaches.push(format!(
                "wishes: intent {} was answered without a message",
                send.intent_id
            )),
        }
    }
    answer
}
