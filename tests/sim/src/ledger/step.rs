//! One transaction of the log, read.

use domain::{
    AuditEntry, Chat, ClosedEpisode, Content, Explanation, Line, Message, Operator, OperatorId, Origin, Pointer,
    StatusInterval, UniteRecord, UnixMs,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{
    keys,
    records::is_pointer,
    table::{Item, Key},
};

use crate::engine::Logged;

/// What one transaction wrote.
#[derive(Default)]
pub(super) struct Step {
    /// When.
    pub at: UnixMs,
    /// The chat afterwards; of two that become one or one that becomes two: the left one.
    pub chat: Option<Chat>,
    /// The right chat that stands for itself again.
    pub right: Option<Chat>,
    /// What stands where chats stood that were pulled into others.
    pub pointers: Vec<Pointer>,
    /// The unite that was made or undone.
    pub unite: Option<UniteRecord>,
    /// Operators afterwards.
    pub operators: Vec<Operator>,
    /// Messages that were not there before.
    pub said: Vec<Message>,
    /// Messages that were there before.
    pub changed: Vec<Message>,
    /// Why the chat was given to whom.
    pub explanation: Option<Explanation>,
    /// Finished episodes.
    pub closed: Vec<(Key, ClosedEpisode)>,
    /// Finished episodes taken back.
    pub taken_back: Vec<Key>,
    /// Statuses that ended.
    pub intervals: Vec<(Key, StatusInterval)>,
    /// Entries of the audit log about chats and operators.
    pub audit: Vec<(Key, AuditEntry)>,
}

impl Step {
    /// Reads the rows of one transaction.
    pub fn of(writes: &[Logged]) -> Result<Self, String> {
        let mut step = Self::default();
        for logged in writes {
            step.at = logged.at;
            step.add(logged)?;
        }
        Ok(step)
    }

    fn add(&mut self, logged: &Logged) -> Result<(), String> {
        let key = &logged.key;
        let is_episode = key.sk.starts_with(keys::EPISODES);
        let Some(row) = &logged.image else {
            if is_episode {
                self.taken_back.push(key.clone());
            }
            return Ok(());
        };
        if keys::is_chat(key) && is_pointer(row) {
            self.pointers.push(read(key, row)?);
        } else if keys::is_chat(key) && self.chat.is_none() {
            self.chat = Some(read(key, row)?);
        } else if keys::is_chat(key) {
            self.right = Some(read(key, row)?);
        } else if key.pk.starts_with("CHAT#") && key.sk.starts_with(keys::UNITES) {
            self.unite = Some(read(key, row)?);
        } else if keys::is_operator(key) {
            self.operators.push(read(key, row)?);
        } else if key.pk.starts_with("THREAD#") {
            let place = if logged.existed {
                &mut self.changed
            } else {
                &mut self.said
            };
            place.push(read(key, row)?);
        } else if is_episode {
            self.closed.push((key.clone(), read(key, row)?));
        } else if key.sk.starts_with(keys::EXPLANATIONS) {
            self.explanation = Some(read(key, row)?);
        } else if key.pk.starts_with("OPERATOR#") && key.sk.starts_with(keys::STATUSES) {
            self.intervals.push((key.clone(), read(key, row)?));
        } else if key.pk.starts_with("AUDIT#") {
            let entry: AuditEntry = read(key, row)?;
            if entry.subject.starts_with("chat/") || entry.subject.starts_with("operator/") {
                self.audit.push((key.clone(), entry));
            }
        }
        Ok(())
    }

    /// Whether two chats become one here, or one two.
    pub fn is_of_two(&self) -> bool {
        self.right.is_some() || !self.pointers.is_empty() || self.unite.is_some()
    }

    /// Lines of the chat's history this transaction added.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.said.iter().filter_map(|message| match &message.content {
            Content::Line { line } => Some(line),
            _ => None,
        })
    }

    /// How many messages of the contact this transaction added.
    pub fn heard(&self) -> usize {
        self.said.iter().filter(|said| said.origin == Origin::Contact).count()
    }

    /// Who answered the contact in this transaction.
    pub fn answered(&self) -> impl Iterator<Item = &OperatorId> {
        self.said.iter().filter_map(|message| match &message.origin {
            Origin::Operator { by, .. } => Some(by),
            _ => None,
        })
    }

    /// Which entries the audit log must have of what was done to the chat.
    pub fn audited_of_chat(&self, before: Option<&Chat>) -> Vec<(&'static str, String, u64)> {
        let Some(chat) = &self.chat else { return Vec::new() };
        let is_undone = !self.taken_back.is_empty();
        let was_open = before.is_some_and(Chat::is_open);
        let mut actions = Vec::new();
        if was_open && !chat.is_open() && !self.is_of_two() {
            actions.push("chat_closed");
        }
        for line in self.lines() {
            match line {
                Line::Reopened { .. } if is_undone => actions.push("chat_close_undone"),
                Line::Reopened { .. } => actions.push("chat_reopened"),
                Line::Forwarded { .. } => actions.push("chat_forwarded"),
                Line::Released { .. } => actions.push("chat_released"),
                Line::United { .. } => actions.push("contacts_united"),
                Line::Separated { .. } => actions.push("unite_undone"),
                Line::Assigned { .. } if before.and_then(Chat::holder).is_some() => actions.push("chat_rescued"),
                _ => {}
            }
        }
        let entry = |action| (action, format!("chat/{}", chat.id), chat.version);
        actions.into_iter().map(entry).collect()
    }
}

/// The struct a row holds.
pub(super) fn read<T: DeserializeOwned>(key: &Key, row: &Item) -> Result<T, String> {
    serde_json::from_value(Value::Object(row.clone())).map_err(|error| format!("{key:?} does not read: {error}"))
}
