//! A client that watches a desk from its start and must never differ from one that has just loaded.
//!
//! It is nobody: a session without an operator, so it stands in no list and keeps nobody connected. It takes one
//! snapshot, then only what the socket tells. Whenever the desk rests, and at the end of the story, what it holds is
//! compared with everything asked for anew. A ping before that makes sure that all frames are here: the gateway sends
//! what it has in order.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{Chat, ContactId, Frame, Role, Session};
use futures_util::{SinkExt, StreamExt};
use http::Method;
use platform::{Clock, SystemClock};
use serde_json::Value;
use store::{Store, dynamo::Dynamo, sessions::digest};
use switchboard::Running;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    PATIENCE, Web,
    compare::differences,
    fresh::{Fresh, Talk},
    held::Held,
    socket::{Sink, connect},
};

/// What is done to each frame before the watching client gets it; `None`: it is lost. For showing that a difference is
/// found.
pub type Tampering = fn(Frame) -> Option<Frame>;

/// The token of the watching client's session.
const TOKEN: &str = "the-watching-client";

/// Where a desk has more chats, only those that changed are compared message by message.
const TALKS_MAX: usize = 40;

/// A write may stand in the table for a moment before its writer has heard so: only a difference that is still there
/// after each of these, with no write counted since, is one. The first is longer than a reader of the stream waits when nobody
/// tells it of a write: an engine may show a record a moment after the write was answered. The second is for a machine that is
/// busy with much else; what was lost does not come by waiting.
const LOOKS_AGAIN: [Duration; 2] = [Duration::from_millis(1_500), Duration::from_secs(5)];

/// The desk rests when nothing was written for so long. Shorter than a story's step needs.
const REST: Duration = Duration::from_millis(5);

/// The watching client.
pub struct Watch {
    eye: Arc<Eye>,
    tasks: [JoinHandle<()>; 2],
}

struct Eye {
    desk: Arc<Running>,
    web: Web,
    state: Mutex<State>,
    sink: tokio::sync::Mutex<Sink>,
    heard: watch::Receiver<u64>,
    // One comparison at a time: each heals what is behind.
    comparing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    held: Held,
    pongs: u64,
    has_ended: bool,
    /// Differences found between two steps of the story.
    found: Vec<String>,
}

/// What one comparison came to.
enum Look {
    Equal,
    Different(Vec<String>),
    /// The desk did not rest.
    Disturbed,
}

impl Watch {
    /// Begins to watch `desk`, whose table is called `table`.
    pub async fn start(desk: Arc<Running>, table: &str, tampering: Tampering) -> Self {
        let now = SystemClock.now();
        let session = Session::new("watcher".parse().expect("a plain word"), Role::Operator, "", now);
        let client = platform::dynamo::client(Some(&desk.engine_url));
        let store = Store::new(Arc::new(Dynamo::new(client, table)));
        store
            .add_session(&digest(TOKEN), &session)
            .await
            .expect("the table answers");

        let web = Web::new(&desk.desk_url).with("x-switchboard", "1");
        let web = web.with("cookie", &format!("{}={TOKEN}", api::COOKIE));
        let ticket = web.tries(Method::POST, "/api/socket-ticket", &Value::Null).await;
        let ticket = ticket.expect("the desk answers").ok()["ticket"].clone();
        let (stream, _) = connect(&desk.desk_url, ticket.as_str().expect("a ticket"), None)
            .await
            .expect("a socket opens");
        let (sink, mut stream) = stream.split();
        let (tell, heard) = watch::channel(0);
        let eye = Arc::new(Eye {
            desk,
            web,
            state: Mutex::default(),
            sink: tokio::sync::Mutex::new(sink),
            heard,
            comparing: tokio::sync::Mutex::default(),
        });
        let hearing = Arc::clone(&eye);
        let hears = tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                hearing.state().take(&message, tampering);
                tell.send_modify(|count| *count += 1);
            }
            hearing.state().has_ended = true;
            tell.send_modify(|count| *count += 1);
        });
        let fresh = Fresh::load(&eye.web).await.expect("the desk answers");
        eye.state().held.begin(&fresh);
        let looks = tokio::spawn(Arc::clone(&eye).look_on());
        Self {
            eye,
            tasks: [hears, looks],
        }
    }

    /// Everything by which the client differs from a fresh one, once the desk rests; empty: it is equal, and was
    /// whenever it was looked at.
    ///
    /// # Panics
    /// If the desk does not come to rest within [`PATIENCE`], besides the time that looking again takes here and beside.
    pub async fn differences(&self) -> Vec<String> {
        let look = async {
            loop {
                match self.eye.look(true).await {
                    Look::Equal => return Vec::new(),
                    Look::Different(found) => return found,
                    Look::Disturbed => sleep(REST).await,
                }
            }
        };
        let looks: Duration = LOOKS_AGAIN.iter().sum();
        let found = timeout(PATIENCE + 2 * looks, look).await;
        let mut found = found.expect("the desk comes to rest");
        found.splice(0..0, std::mem::take(&mut self.eye.state().found));
        found
    }

    /// Looks away for good.
    pub async fn end(self) {
        for task in self.tasks {
            task.abort();
            let _ = task.await;
        }
    }
}

impl State {
    fn take(&mut self, message: &Message, tampering: Tampering) {
        let Message::Text(text) = message else { return };
        let frame: Value = serde_json::from_str(text).expect("frames are JSON");
        if frame["events"].is_array() {
            let frame: Frame = serde_json::from_value(frame).expect("a frame of our own events");
            if let Some(frame) = tampering(frame) {
                self.held.apply(&frame);
            }
        } else {
            self.pongs += 1;
        }
    }
}

impl Eye {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks whenever something was told and the desk rests again, until a difference is found.
    async fn look_on(self: Arc<Self>) {
        let mut heard = self.heard.clone();
        loop {
            let before = self.desk.at_rest();
            sleep(REST).await;
            if before.is_none() || before != self.desk.at_rest() {
                continue;
            }
            heard.mark_unchanged();
            match self.look(false).await {
                Look::Disturbed => continue,
                Look::Equal => {}
                Look::Different(found) => return self.state().found.extend(found),
            }
            if self.state().held.touched.is_empty() && heard.changed().await.is_err() {
                return;
            }
        }
    }

    /// Compares; with `everything`, also the talks nothing was told of.
    async fn look(&self, everything: bool) -> Look {
        let _alone = self.comparing.lock().await;
        let Some(before) = self.desk.at_rest() else {
            return Look::Disturbed;
        };
        let touched = std::mem::take(&mut self.state().held.touched);
        let is_still = || self.desk.at_rest() == Some(before);
        let mut found = self.differences(everything, &touched).await;
        for pause in LOOKS_AGAIN {
            if found.as_ref().is_some_and(|found| !found.is_empty()) && is_still() {
                sleep(pause).await;
                found = self.differences(everything, &touched).await;
            }
        }
        match found.filter(|_| is_still()) {
            Some(found) if found.is_empty() => Look::Equal,
            Some(found) => Look::Different(found),
            None if self.state().has_ended => Look::Different(vec!["the watching client lost its socket".into()]),
            None => {
                self.state().held.touched.extend(touched);
                Look::Disturbed
            }
        }
    }

    /// Compares what is held with everything asked for anew: the lists, and the talks of `touched` or all of them.
    /// `None`: the desk did not answer.
    async fn differences(&self, everything: bool, touched: &BTreeSet<ContactId>) -> Option<Vec<String>> {
        self.ping().await?;
        self.catch_up().await?;
        let mut fresh = Fresh::load(&self.web).await?;
        let is_touched = |chat: &&Chat| touched.contains(&chat.id) || chat.united.iter().any(|id| touched.contains(id));
        let is_small = everything && fresh.chats().count() <= TALKS_MAX;
        let wanted = fresh.chats().filter(|chat| is_small || is_touched(chat));
        let wanted: Vec<ContactId> = wanted.map(|chat| chat.id.clone()).collect();
        for contact in &wanted {
            fresh.talks.push(Talk::load(&self.web, contact).await?);
        }
        Some(differences(&self.state().held, &fresh))
    }

    /// Returns when everything the gateway had to send so far has come.
    async fn ping(&self) -> Option<()> {
        let before = self.state().pongs;
        let ping = Message::text(r#"{"type":"ping"}"#);
        self.sink.lock().await.send(ping).await.ok()?;
        let mut heard = self.heard.clone();
        let pong = heard.wait_for(|_| {
            let state = self.state();
            state.pongs > before || state.has_ended
        });
        timeout(PATIENCE, pong).await.ok()?.ok()?;
        (!self.state().has_ended).then_some(())
    }

    /// Asks for the chats known to be newer on the server.
    async fn catch_up(&self) -> Option<()> {
        let behind: Vec<ContactId> = self.state().held.replica.behind.iter().cloned().collect();
        for contact in behind {
            let known = self.state().held.replica.version(&contact);
            match Talk::load(&self.web, &contact).await {
                Some(talk) => self.state().held.take_talk(&talk, known),
                None => return None,
            }
        }
        Some(())
    }
}

/// No tampering.
#[must_use]
pub fn as_told(frame: Frame) -> Option<Frame> {
    Some(frame)
}
