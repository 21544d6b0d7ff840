//! Open sockets and the frames on their way to browsers, some of which get lost, late or doubled.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use domain::{Event, Frame, MINUTE_MS, UnixMs};
use push::{Push, PushError};

use crate::{
    invoke::Bell,
    mutant,
    weather::{Fate, Port, Ports},
};

/// Longest way of a frame that is late, in milliseconds.
const LATE_MS_MAX: i64 = 20_000;

/// After this a browser takes a new connection: the gateway ends each after two hours.
const LIFE_MS: i64 = 100 * MINUTE_MS;

/// One connection as the gateway knows it.
#[derive(Default)]
struct Line {
    is_open: bool,
    /// When the desk said yes; `None`: not yet.
    connected: Option<UnixMs>,
    inbox: VecDeque<Frame>,
    bell: Bell,
    /// What the server tried to say, whether it arrived or not.
    told: BTreeSet<(String, u64)>,
}

/// The gateway's side of all sockets. Cheap to clone.
#[derive(Clone)]
pub struct Sockets {
    ports: Ports,
    lines: Arc<Mutex<BTreeMap<String, Line>>>,
}

impl Sockets {
    /// A gateway without connections.
    #[must_use]
    pub fn new(ports: Ports) -> Self {
        Self {
            ports,
            lines: Arc::default(),
        }
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<String, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A browser connects; the connection's id, and what rings when a frame comes.
    #[must_use]
    pub fn open(&self) -> (String, Bell) {
        let mut lines = self.lines();
        let connection = format!("line-{}=", lines.len());
        let line = Line {
            is_open: true,
            ..Line::default()
        };
        let bell = line.bell.clone();
        lines.insert(connection.clone(), line);
        (connection, bell)
    }

    /// The desk said yes.
    pub fn connected(&self, connection: &str) {
        if let Some(line) = self.lines().get_mut(connection) {
            line.connected = Some(self.ports.executor.now());
        }
    }

    /// The browser left.
    pub fn hang_up(&self, connection: &str) {
        if let Some(line) = self.lines().get_mut(connection) {
            line.is_open = false;
            line.inbox.clear();
            line.bell.ring();
        }
    }

    /// Whether the connection still stands.
    #[must_use]
    pub fn is_open(&self, connection: &str) -> bool {
        self.lines().get(connection).is_some_and(|line| line.is_open)
    }

    /// Whether the connection stands for so long that whoever is wise takes another one.
    #[must_use]
    pub fn is_old(&self, connection: &str) -> bool {
        let since = self.lines().get(connection).and_then(|line| line.connected);
        since.is_some_and(|since| since.plus(LIFE_MS) <= self.ports.executor.now())
    }

    /// Whether no frame waits to be read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.lines().values().all(|line| line.inbox.is_empty())
    }

    /// The next frame, if one has come.
    #[must_use]
    pub fn take(&self, connection: &str) -> Option<Frame> {
        self.lines().get_mut(connection)?.inbox.pop_front()
    }

    /// Connections that stand since before `at` that were never told of the chat or operator `id` at `version`.
    #[must_use]
    pub fn untold(&self, at: UnixMs, id: &str, version: u64) -> Vec<String> {
        let wanted = (id.to_owned(), version);
        let was_there = |line: &Line| line.is_open && line.connected.is_some_and(|since| since < at);
        let is_untold = |line: &Line| was_there(line) && !line.told.contains(&wanted);
        self.lines()
            .iter()
            .filter(|(_, line)| is_untold(line))
            .map(|(id, _)| id.clone())
            .collect()
    }

    fn arrive(&self, connection: &str, frame: Frame) {
        if let Some(line) = self.lines().get_mut(connection).filter(|line| line.is_open) {
            line.inbox.push_back(frame);
            line.bell.ring();
        }
    }

    fn note_told(&self, connection: &str, frame: &Frame) {
        let told = frame.events.iter().filter_map(|event| match event {
            Event::ChatCommitted { chat, .. } => Some((chat.id.to_string(), chat.version)),
            Event::ChatOutgrewFrame { chat, version } => Some((chat.to_string(), *version)),
            Event::OperatorCommitted { operator } => Some((operator.id.to_string(), operator.version)),
            Event::ChatUnited { chat, version, .. } => Some((chat.to_string(), *version)),
            Event::ContactErased { .. }
            | Event::CardCommitted { .. }
            | Event::SuggestionsCommitted { .. }
            | Event::NoteCommitted { .. }
            | Event::FunnelRunCommitted { .. }
            | Event::OrderCommitted { .. }
            | Event::SpentCommitted { .. }
            | Event::ChannelCommitted { .. }
            | Event::NotificationsCommitted { .. }
            | Event::ChatCameUp { .. }
            | Event::DraftCommitted { .. }
            | Event::Looking { .. }
            | Event::Typing { .. }
            | Event::SettingsCommitted { .. } => None,
        });
        if let Some(line) = self.lines().get_mut(connection) {
            line.told.extend(told);
        }
    }
}

fn lost() -> PushError {
    PushError::Failed("no answer from the simulated gateway".into())
}

#[async_trait]
impl Push for Sockets {
    async fn post(&self, connection: &str, frame: &[u8]) -> Result<(), PushError> {
        let frame: Frame = serde_json::from_slice(frame).map_err(|error| PushError::Failed(error.into()))?;
        if frame.events.iter().all(|event| mutant::is_untold(&self.ports, event)) {
            return Ok(());
        }
        let fate = self.ports.enter(Port::Push, "push").await;
        self.note_told(connection, &frame);
        if !self.is_open(connection) {
            return Err(PushError::Gone);
        }
        if fate == Fate::Lost || self.ports.strikes("push failed", |rates| rates.push) {
            return Err(lost());
        }
        if self.ports.strikes("push late", |rates| rates.push) {
            let (own, connection, frame) = (self.clone(), connection.to_owned(), frame.clone());
            let ms = self.ports.within(1, LATE_MS_MAX);
            let executor = self.ports.executor.clone();
            self.ports.executor.spawn("a late push", async move {
                executor.pause(ms).await;
                own.arrive(&connection, frame);
            });
        } else if !self.ports.strikes("push lost on the way", |rates| rates.push) {
            self.arrive(connection, frame);
        }
        self.ports.leave(fate).await;
        if fate == Fate::AnswerLost { Err(lost()) } else { Ok(()) }
    }

    async fn close(&self, connection: &str) -> Result<(), PushError> {
        let fate = self.ports.enter(Port::Push, "close a socket").await;
        if fate == Fate::Lost {
            return Err(lost());
        }
        self.hang_up(connection);
        self.ports.leave(fate).await;
        if fate == Fate::AnswerLost { Err(lost()) } else { Ok(()) }
    }
}
