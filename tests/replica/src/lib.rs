//! A browser's copy of the desk: what frames and answers make of it, by the rule of versions.
//!
//! The next version is applied, the same or an older one ignored, and a gap marks the chat as behind until it is
//! fetched. The client's engine does more (it heals swapped frames by itself) and must come to the same end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Chat, ContactId, Event, Frame, Message, MessageId, Operator, OperatorId};

/// How a browser treats versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Care {
    /// As it must.
    #[default]
    Right,
    /// Gaps are not noticed: a bug.
    TrustsPushes,
    /// Older frames are not noticed: a bug.
    TakesOlder,
}

/// The copy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replica {
    /// Chats by id.
    pub chats: BTreeMap<ContactId, Chat>,
    /// Messages by id.
    pub messages: BTreeMap<MessageId, Message>,
    /// Operators by id.
    pub operators: BTreeMap<OperatorId, Operator>,
    /// Chats that have a newer version than the copy: to be fetched.
    pub behind: BTreeSet<ContactId>,
    /// How versions are treated.
    pub care: Care,
}

impl Replica {
    /// The version held of a chat; 0: none.
    #[must_use]
    pub fn version(&self, chat: &ContactId) -> u64 {
        self.chats.get(chat).map_or(0, |chat| chat.version)
    }

    /// The version held of each chat.
    #[must_use]
    pub fn versions(&self) -> BTreeMap<ContactId, u64> {
        self.chats.iter().map(|(id, chat)| (id.clone(), chat.version)).collect()
    }

    /// Applies what a frame brings.
    pub fn apply(&mut self, frame: &Frame) {
        for event in &frame.events {
            match event {
                Event::ChatCommitted { chat, messages } => self.commit(chat, messages),
                Event::ChatOutgrewFrame { chat, version } => {
                    if *version > self.version(chat) {
                        self.behind.insert(chat.clone());
                    }
                }
                Event::OperatorCommitted { operator } => self.take_operator(operator),
                Event::ChatUnited { .. }
                | Event::ContactErased { .. }
                | Event::CardCommitted { .. }
                | Event::SuggestionsCommitted { .. }
                | Event::NoteCommitted { .. }
                | Event::ChannelCommitted { .. }
                | Event::NotificationsCommitted { .. }
                | Event::ChatCameUp { .. }
                | Event::SettingsCommitted { .. } => {}
            }
        }
    }

    fn commit(&mut self, chat: &Chat, messages: &[Message]) {
        let known = self.version(&chat.id);
        if chat.version <= known && self.care != Care::TakesOlder {
            return;
        }
        if chat.version > known + 1 && self.care != Care::TrustsPushes {
            self.behind.insert(chat.id.clone());
            return;
        }
        self.chats.insert(chat.id.clone(), chat.clone());
        for message in messages {
            self.take_message(message);
        }
    }

    /// Takes an operator, whole at every version: a gap does no harm.
    pub fn take_operator(&mut self, operator: &Operator) {
        let known = self.operators.get(&operator.id).map_or(0, |known| known.version);
        if operator.version > known || self.care == Care::TakesOlder {
            self.operators.insert(operator.id.clone(), operator.clone());
        }
    }

    fn take_message(&mut self, message: &Message) {
        let known = self.messages.get(&message.id).map_or(0, |known| known.version);
        // The same version again may be a claim, which has no version of its own.
        if message.version >= known || self.care == Care::TakesOlder {
            self.messages.insert(message.id.clone(), message.clone());
        }
    }

    /// Takes a chat as the server showed it, with every message that changed after `known`, read no earlier.
    pub fn fetch(&mut self, chat: &Chat, known: u64, changed: &[Message]) {
        if known != self.version(&chat.id) {
            return;
        }
        if chat.version >= known {
            self.chats.insert(chat.id.clone(), chat.clone());
            self.behind.remove(&chat.id);
        }
        for message in changed {
            self.take_message(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Content, InboundMessage, Sender, UnixMs, rules};

    use super::*;

    fn commits() -> Vec<Event> {
        let sender = Sender {
            identity: "channel:7".parse().expect("id"),
            messenger: "pigeon".parse().expect("name"),
            name: "Anna".into(),
            username: None,
        };
        let mut chat = None;
        let mut commits = Vec::new();
        for position in 1..=3 {
            let content = Content::Text {
                text: format!("message {position}"),
            };
            let inbound = InboundMessage {
                sender: sender.clone(),
                position,
                at: UnixMs(1),
                content,
            };
            let change = rules::receive(chat.as_ref(), &inbound, None, None, UnixMs(1));
            let messages = change.messages.iter().map(|write| write.message().clone()).collect();
            commits.push(Event::ChatCommitted {
                chat: Box::new(change.chat.clone()),
                messages,
            });
            chat = Some(change.chat);
        }
        commits
    }

    fn fed(order: &[usize]) -> Replica {
        let commits = commits();
        let mut replica = Replica::default();
        for at in order {
            replica.apply(&Frame {
                events: vec![commits[*at].clone()],
            });
        }
        replica
    }

    #[test]
    fn repeated_and_older_frames_change_nothing() {
        assert_eq!(fed(&[0, 1, 0, 1, 2, 2, 0]), fed(&[0, 1, 2]));
    }

    #[test]
    fn a_gap_is_noticed_and_not_applied() {
        let replica = fed(&[0, 2]);

        assert_eq!(replica.behind.len(), 1);
        assert_eq!(replica.messages.len(), 1);
        assert_eq!(replica.chats.values().next().map(|chat| chat.version), Some(1));
    }
}
