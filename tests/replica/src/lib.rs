//! A browser's copy of the desk: what frames and answers make of it, by the rule of versions.
//!
//! The next version is applied, the same or an older one ignored, and a gap marks the chat as behind until it is
//! fetched. The client's engine does more (it heals swapped frames by itself) and must come to the same end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Chat, ContactId, Event, Frame, IdentityId, Message, MessageId, Operator, OperatorId};

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
    /// The newest version heard of chats that are behind: what was asked for before that may be older.
    pub ahead: BTreeMap<ContactId, u64>,
    /// Chats that were pulled into others, each with the version it was done at: what they said before comes too late.
    pub united: BTreeMap<ContactId, u64>,
    /// Chats whose addresses changed: their messages are those of others too, and must be fetched.
    pub torn: BTreeSet<ContactId>,
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
                        self.fall_behind(chat, *version);
                    }
                }
                Event::OperatorCommitted { operator } => self.take_operator(operator),
                Event::ChatUnited { chat, version, .. } => self.unite(chat, *version),
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
                | Event::SettingsCommitted { .. } => {}
            }
        }
    }

    fn commit(&mut self, chat: &Chat, messages: &[Message]) {
        let known = self.version(&chat.id);
        let past = known.max(self.united.get(&chat.id).copied().unwrap_or_default());
        if chat.version <= past && self.care != Care::TakesOlder {
            return;
        }
        if chat.version > known + 1 && self.care != Care::TrustsPushes {
            self.fall_behind(&chat.id, chat.version);
            return;
        }
        let before = self.chats.insert(chat.id.clone(), chat.clone());
        if before.is_some_and(|before| addresses(&before) != addresses(chat)) {
            self.tear(chat);
            return;
        }
        for message in messages {
            self.take_message(message);
        }
    }

    fn fall_behind(&mut self, chat: &ContactId, version: u64) {
        self.behind.insert(chat.clone());
        let ahead = self.ahead.entry(chat.clone()).or_default();
        *ahead = version.max(*ahead);
    }

    /// The chat is part of another one now, which is told besides.
    fn unite(&mut self, chat: &ContactId, version: u64) {
        if self.version(chat) > version {
            return;
        }
        let known = self.united.entry(chat.clone()).or_default();
        *known = version.max(*known);
        let gone = self.chats.get(chat).cloned();
        self.forget(chat);
        // What was said there is another chat's now: held as such, or to be fetched with all of that one's.
        let is_held = |id: &MessageId| {
            let mut whole = self.chats.values().filter(|held| !self.torn.contains(&held.id));
            whole.any(|held| held.identity(&id.identity).is_some())
        };
        let was_gone_s = |id: &MessageId| gone.as_ref().is_some_and(|gone| gone.identity(&id.identity).is_some());
        self.messages.retain(|id, _| !was_gone_s(id) || is_held(id));
    }

    /// There is no such chat any more.
    pub fn forget(&mut self, chat: &ContactId) {
        self.chats.remove(chat);
        self.behind.remove(chat);
        self.ahead.remove(chat);
        self.torn.remove(chat);
    }

    /// Other addresses, another history: what is held of it is let go, unless it is another chat's now.
    fn tear(&mut self, chat: &Chat) {
        let chats = &self.chats;
        let is_of_another = |id: &MessageId| {
            (chats.values()).any(|other| other.id != chat.id && other.identity(&id.identity).is_some())
        };
        let is_own = |message: &Message| message.chat == chat.id || chat.identity(&message.id.identity).is_some();
        (self.messages).retain(|id, message| !is_own(message) || is_of_another(id));
        self.torn.insert(chat.id.clone());
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

    /// Takes a chat as the server showed it, with every message that changed after the version `after`, read no earlier;
    /// 0: with all of them.
    pub fn fetch(&mut self, chat: &Chat, known: u64, after: u64, changed: &[Message]) {
        if known != self.version(&chat.id) || self.united.get(&chat.id).is_some_and(|past| chat.version <= *past) {
            return;
        }
        if chat.version >= known {
            let before = self.chats.insert(chat.id.clone(), chat.clone());
            // What came along with a new address is among what changed; what went with an old one is another chat's.
            let is_held = |id: &MessageId| self.chats.values().any(|held| held.identity(&id.identity).is_some());
            let was_held = |id: &MessageId| {
                before
                    .as_ref()
                    .is_some_and(|before| before.identity(&id.identity).is_some())
            };
            self.messages.retain(|id, _| !was_held(id) || is_held(id));
            // What was told while the answer was under way was not applied: it is asked for once more.
            if self.ahead.get(&chat.id).is_none_or(|ahead| chat.version >= *ahead) {
                self.behind.remove(&chat.id);
                self.ahead.remove(&chat.id);
            }
        }
        if after == 0 {
            self.torn.remove(&chat.id);
        }
        for message in changed {
            self.take_message(message);
        }
    }
}

/// The contact's addresses, whichever wrote last.
fn addresses(chat: &Chat) -> BTreeSet<&IdentityId> {
    chat.identities.iter().map(|identity| &identity.id).collect()
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
            let inbound = InboundMessage::new(sender.clone(), position, UnixMs(1), content);
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
    fn what_is_told_while_a_chat_is_fetched_is_fetched_too() {
        let chats: Vec<Chat> = commits()
            .into_iter()
            .filter_map(|event| match event {
                Event::ChatCommitted { chat, .. } => Some(*chat),
                _ => None,
            })
            .collect();
        let mut replica = fed(&[1, 2]);

        replica.fetch(&chats[1], 0, 0, &[]);
        assert_eq!(
            (replica.version(&chats[1].id), replica.behind.len()),
            (2, 1),
            "the answer is older"
        );
        replica.fetch(&chats[2], 2, 2, &[]);
        assert_eq!((replica.version(&chats[1].id), replica.behind.len()), (3, 0));
    }

    #[test]
    fn a_gap_is_noticed_and_not_applied() {
        let replica = fed(&[0, 2]);

        assert_eq!(replica.behind.len(), 1);
        assert_eq!(replica.messages.len(), 1);
        assert_eq!(replica.chats.values().next().map(|chat| chat.version), Some(1));
    }
}
