//! A desk with one connected channel and nothing running on its own: where runs begin and small scenes are played.

use std::sync::{Arc, Mutex, PoisonError};

use courier::Wake;
use domain::{MINUTE_MS, Role, UnixMs};
use messengers::pretend::{PretendAuthor, PretendMessage, WebhookPost};
use serde_json::{Value, json};

use crate::{
    cast::Cast,
    client::Client,
    desk::Desk,
    executor::{Choice, Ended, Executor},
    log::Log,
    mail::{heard, to_request},
    people::chat_of,
    staff, stream,
    verdict::{Verdict, Wish},
    weather::Ports,
};

/// When everything begins: 2026-11-22T12:00:00Z.
pub const NOON: UnixMs = UnixMs(1_795_348_800_000);

/// The stage.
pub struct Stage {
    /// The executor.
    pub executor: Executor,
    /// The ports, calm.
    pub ports: Ports,
    /// The desk.
    pub desk: Desk,
    /// What is watched.
    pub verdict: Verdict,
    /// The one channel's id.
    pub channel: String,
    /// The owner's client.
    pub owner: Client,
}

impl Stage {
    /// Sets the stage.
    ///
    /// # Errors
    /// There is no such messenger, or the channel did not connect, in words.
    pub fn set(seed: u64, choice: Choice, cast: &Cast, log: Log) -> Result<Self, String> {
        let executor = Executor::new(NOON, choice, log);
        let ports = Ports::new(executor.clone(), seed, cast.mutant);
        let pretend = cast.pretend(seed).ok_or("no such messenger")?;
        let (desk, token) = Desk::new(ports.clone(), seed, pretend);
        staff::hire(&desk, NOON);
        let owner = Client::signed_in(&desk, "owner", Role::Owner);
        let mut stage = Self {
            executor,
            ports,
            desk,
            verdict: Verdict::default(),
            channel: String::new(),
            owner,
        };

        let messenger = stage.desk.provider.pretend().info().name;
        let body = json!({ "messenger": messenger, "token": token });
        let asking = stage.owner.clone();
        let answer = stage.play(async move { asking.ask("POST", "/api/channels", Some(&body)).await });
        let Some(Some((202, channel))) = answer else {
            return Err(format!("no channel: {answer:?}"));
        };
        stage.channel = channel["id"].as_str().unwrap_or_default().to_owned();
        stage.wake_courier(0);
        let id = stage.channel.parse().map_err(|_| "the channel has no id")?;
        let row = stage.desk.table.engine().get(&store::keys::channel(&id));
        let is_active = row.is_some_and(|row| row.get("state").is_some_and(|state| state["is"] == "active"));
        if is_active {
            stage.shake_hands();
            Ok(stage)
        } else {
            Err("the channel did not connect".into())
        }
    }

    /// Whatever the messenger asks at the address it was just told gets our own answer.
    fn shake_hands(&self) {
        loop {
            let now = self.executor.now();
            let posts = self.desk.provider.pretend().posts(now);
            if posts.is_empty() {
                return;
            }
            for post in posts {
                let (desk, request) = (self.desk.clone(), to_request(&post));
                let answer = self.play(async move { desk.webhook(request).await }).flatten();
                let heard = heard(answer.as_ref());
                self.desk.provider.pretend().answered(now, post.attempt, heard);
            }
        }
    }

    /// The owner wants to answer a person, by an intent called as its text: the path and body to ask with. From here on the
    /// verdict expects it.
    ///
    /// # Panics
    /// The text is no plain word.
    pub fn answer(&self, person: &str, text: &str) -> (String, Value) {
        let (chat, identity) = chat_of(&self.channel, person);
        let intent = text.parse().expect("a plain word");
        self.verdict.seen().wishes.insert(intent, Wish::new(&chat, text));
        let content = json!({ "type": "text", "text": text });
        let body = json!({ "intent_id": text, "identity": identity, "content": content });
        (format!("/api/chats/{chat}/messages"), body)
    }

    /// The owner wants to remark something about a person: the same.
    ///
    /// # Panics
    /// Never: the intent is a plain word.
    pub fn remark(&self, person: &str, text: &str) -> (String, Value) {
        let (chat, _) = chat_of(&self.channel, person);
        let intent = "remark".parse().expect("a plain word");
        self.verdict.seen().comments.insert(intent, Wish::new(&chat, text));
        let body = json!({ "intent_id": "remark", "comment": { "text": text } });
        (format!("/api/chats/{chat}/comments"), body)
    }

    /// Plays one job to its end; `None`: it died or hung.
    pub fn play<T: Send + 'static>(&self, job: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let slot = Arc::new(Mutex::new(None));
        let filled = slot.clone();
        self.executor.spawn("a scene", async move {
            let value = job.await;
            *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        });
        let is_filled = || slot.lock().is_ok_and(|slot| slot.is_some());
        let ended = self.executor.run(self.executor.now().plus(MINUTE_MS), is_filled);
        let value = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.filter(|_| ended == Ended::Reached)
    }

    /// The courier gets everything written since log entry `from`.
    pub fn wake_courier(&self, from: usize) {
        let (desk, event) = (
            self.desk.clone(),
            stream::event(from, self.desk.table.engine().log(from)),
        );
        self.play(async move { desk.courier(Wake::Stream(event)).await });
    }

    /// A minute has passed.
    pub fn tick(&self) {
        let desk = self.desk.clone();
        self.play(async move { desk.courier(Wake::Tick).await });
    }

    /// Time passes, and nothing else happens.
    pub fn wait(&self, ms: i64) {
        let executor = self.executor.clone();
        self.play(async move { executor.pause(ms).await });
    }

    /// The person writes; the webhook call that tells of it, which the messenger believes taken.
    ///
    /// # Panics
    /// If the pretend messenger does not take the text.
    #[must_use]
    pub fn write(&self, person: &str, text: &str) -> WebhookPost {
        self.say(person, text);
        self.calls().pop().expect("there is something to tell")
    }

    /// The person writes, and nobody is told yet.
    ///
    /// # Panics
    /// If the pretend messenger does not take the text.
    pub fn say(&self, person: &str, text: &str) {
        let now = self.executor.now();
        self.desk
            .provider
            .pretend()
            .write(now, person, text)
            .expect("a person may write");
    }

    /// The person edits their newest message; the webhook call that tells of it.
    ///
    /// # Panics
    /// If the person wrote nothing, or the pretend messenger does not take the text.
    #[must_use]
    pub fn edit(&self, person: &str, text: &str) -> WebhookPost {
        let now = self.executor.now();
        let mut pretend = self.desk.provider.pretend();
        let own = |said: &PretendMessage| said.from == PretendAuthor::Person;
        let newest = pretend
            .messages(person)
            .into_iter()
            .rev()
            .find(own)
            .expect("the person wrote");
        pretend.edit(now, person, newest.id, text).expect("a person may edit");
        drop(pretend);
        self.calls().pop().expect("there is something to tell")
    }

    /// Every webhook call the messenger has to make, which it then believes taken.
    #[must_use]
    pub fn calls(&self) -> Vec<WebhookPost> {
        let now = self.executor.now();
        let taken = self.desk.provider.taken();
        let mut pretend = self.desk.provider.pretend();
        let mut calls = Vec::new();
        loop {
            let posts = pretend.posts(now);
            for post in &posts {
                pretend.answered(now, post.attempt, taken.clone());
            }
            if posts.is_empty() {
                return calls;
            }
            calls.extend(posts);
        }
    }

    /// How much was written so far, in log entries.
    #[must_use]
    pub fn written(&self) -> usize {
        self.desk.table.engine().log(0).len()
    }

    /// Every broken promise so far.
    #[must_use]
    pub fn breaches(&self) -> Vec<String> {
        self.verdict.follow(&self.desk.table.engine());
        let seen = self.verdict.seen();
        let mut found = seen.breaches.clone();
        found.extend(self.desk.provider.breaches());
        found.extend(seen.ledger.close(&self.desk.table.engine()));
        found.extend(crate::oracle::judge(
            &seen,
            &**self.desk.provider.pretend(),
            &self.channel,
        ));
        found
    }

    /// Every broken promise so far, after the minute's rounds had their chance too.
    #[must_use]
    pub fn breaches_at_rest(&self) -> Vec<String> {
        let mut found = self.breaches();
        if let Some((chat, able)) = self.verdict.seen().ledger.waits() {
            found.push(format!("queue: chat {chat} waits, and {able} can take it"));
        }
        found.extend(crate::likeness::differences(self));
        found
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Tasks hold the executor, and the executor its tasks.
        self.executor.clear();
    }
}
