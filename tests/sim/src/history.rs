//! What the table's log says happened to chats and messages, commit by commit; each must be a step the rules allow.

use std::collections::BTreeMap;

use domain::{Chat, ContactId, Delivery, IdentityId, Message, MessageId, Origin, Pointer, RevisionProgress};
use serde_json::Value;
use store::{keys, records::is_pointer};

use crate::engine::{Engine, Logged};

/// Every state each chat and each message ever had, oldest first.
#[derive(Default)]
pub struct History {
    /// Chats.
    pub chats: BTreeMap<ContactId, Vec<Chat>>,
    /// Messages.
    pub messages: BTreeMap<MessageId, Vec<Message>>,
    /// What stands where chats stood that were pulled into others.
    pointers: BTreeMap<ContactId, Pointer>,
    /// Whose each address is.
    homes: BTreeMap<IdentityId, ContactId>,
    read: usize,
}

impl History {
    /// Reads what was written since the last time; what must never happen, in words.
    pub fn read(&mut self, engine: &Engine) -> Vec<String> {
        let mut breaches = Vec::new();
        let news = engine.log(self.read);
        self.read += news.len();
        for writes in news.chunk_by(|a, b| a.transaction == b.transaction) {
            let chats = writes.iter().filter(|logged| keys::is_chat(&logged.key)).count();
            for logged in writes {
                // Where two chats become one, or one two, the books compare both sides with each other.
                if let Err(breach) = self.step(logged, chats > 1) {
                    breaches.push(breach);
                }
            }
        }
        breaches
    }

    /// The chat as it was at `version`.
    #[must_use]
    pub fn chat(&self, id: &ContactId, version: u64) -> Option<&Chat> {
        self.chats.get(id)?.iter().find(|chat| chat.version == version)
    }

    /// Chats that stand for themselves, as they were last written.
    pub fn standing(&self) -> impl Iterator<Item = &Chat> {
        let newest = self.chats.values().filter_map(|states| states.last());
        newest.filter(|chat| !self.pointers.contains_key(&chat.id))
    }

    /// Whose talk the messages of an address belong to now.
    #[must_use]
    pub fn home(&self, identity: &IdentityId) -> Option<&ContactId> {
        self.homes.get(identity)
    }

    /// The newest state of each message by the addresses of `chat` that was committed at its version or before.
    pub fn messages_at<'a>(&'a self, chat: &'a Chat) -> impl Iterator<Item = &'a Message> {
        let newest = |states: &'a Vec<Message>| states.iter().rev().find(|message| message.version <= chat.version);
        let own = (self.messages.iter()).filter(|(id, _)| chat.identity(&id.identity).is_some());
        own.filter_map(move |(_, states)| newest(states))
    }

    fn step(&mut self, logged: &Logged, is_of_two: bool) -> Result<(), String> {
        let read = |row: &store::table::Item| Value::Object(row.clone());
        let Some(row) = &logged.image else {
            let is_kept = keys::is_chat(&logged.key) || is_message(logged);
            return if is_kept {
                Err(format!("{:?} was deleted", logged.key))
            } else {
                Ok(())
            };
        };
        let unreadable = |error: serde_json::Error| format!("{:?} does not read: {error}", logged.key);
        if keys::is_chat(&logged.key) && is_pointer(row) {
            let pointer: Pointer = serde_json::from_value(read(row)).map_err(unreadable)?;
            self.pointers.insert(pointer.id.clone(), pointer);
            return Ok(());
        }
        if keys::is_chat(&logged.key) {
            return self.chat_step(serde_json::from_value(read(row)).map_err(unreadable)?, is_of_two);
        }
        if is_message(logged) {
            return self.message_step(serde_json::from_value(read(row)).map_err(unreadable)?);
        }
        Ok(())
    }

    fn chat_step(&mut self, chat: Chat, is_of_two: bool) -> Result<(), String> {
        let pointer = self.pointers.remove(&chat.id);
        for identity in &chat.identities {
            self.homes.insert(identity.id.clone(), chat.id.clone());
        }
        let states = self.chats.entry(chat.id.clone()).or_default();
        let before = states.last().cloned();
        let (id, version) = (chat.id.clone(), chat.version);
        states.push(chat.clone());

        chat.check()?;
        if is_of_two {
            let known = before.map_or(0, |chat| chat.version);
            let known = known.max(pointer.map_or(0, |pointer| pointer.version));
            return if version > known {
                Ok(())
            } else {
                Err(format!("chat {id}: version {version} follows {known}"))
            };
        }
        if pointer.is_some() {
            return Err(format!(
                "chat {id} v{version}: it was pulled into another one, and stands again"
            ));
        }
        let known = before.as_ref().map_or(0, |chat| chat.version);
        if version != known + 1 {
            return Err(format!("chat {id}: version {version} follows {known}"));
        }
        let inbound = before.as_ref().map_or(0, |chat| chat.inbound);
        if chat.inbound != inbound && chat.inbound != inbound + 1 {
            return Err(format!(
                "chat {id} v{version}: {inbound} messages of the contact became {}",
                chat.inbound
            ));
        }
        if chat.inbound > inbound && (!chat.is_open() || chat.unread() == 0) {
            return Err(format!(
                "chat {id} v{version}: the contact wrote, and the chat is closed or read"
            ));
        }
        let Some(before) = before else { return Ok(()) };
        if chat.activity < before.activity || chat.read < before.read {
            return Err(format!("chat {id} v{version}: activity or read mark went back"));
        }
        let went_back = before.identities.iter().any(|known| {
            chat.identity(&known.id)
                .is_none_or(|identity| identity.position < known.position)
        });
        if went_back {
            Err(format!("chat {id} v{version}: an address is gone or went back"))
        } else {
            Ok(())
        }
    }

    fn message_step(&mut self, message: Message) -> Result<(), String> {
        let states = self.messages.entry(message.id.clone()).or_default();
        let before = states.last().cloned();
        states.push(message.clone());
        let id = &message.id;

        let home = self.homes.get(&id.identity).unwrap_or(&message.chat);
        let known = (self.chats.get(home))
            .and_then(|chats| chats.last())
            .map_or(0, |chat| chat.version);
        let Some(before) = before else {
            let is_step = message.version == known;
            return if is_step {
                Ok(())
            } else {
                Err(format!(
                    "message {id}: inserted at v{}, the chat is at v{known}",
                    message.version
                ))
            };
        };
        if (&before.chat, before.at) != (&message.chat, message.at) {
            return Err(format!("message {id}: moved"));
        }
        match (&before.origin, &message.origin) {
            (Origin::Contact, Origin::Contact) if message.version == known && before.version < known => Ok(()),
            (Origin::Automatic { .. }, Origin::Automatic { .. }) if is_automatic_step(&before, &message, known) => {
                Ok(())
            }
            (Origin::Operator { delivery: from, .. }, Origin::Operator { delivery: to, .. }) => {
                let is_claim = message.version == before.version;
                let is_step = if is_claim {
                    is_claim_step(from, to) && before.revision == message.revision || is_claimed(&before, &message)
                } else {
                    is_report_step(from, to) || is_revision_step(&before, &message) || is_sign_step(&before, &message)
                };
                let is_versioned = is_claim || message.version == known;
                let is_rewritten = before.edited != message.edited && !is_claim;
                let is_same = before.content == message.content || is_rewritten;
                let is_dead = before.deleted.is_some() && (is_rewritten || before.deleted != message.deleted);
                if is_step && is_versioned && is_same && !is_dead {
                    Ok(())
                } else {
                    Err(format!("message {id} v{}: {from:?} became {to:?}", message.version))
                }
            }
            _ => Err(format!(
                "message {id}: v{} became v{}, the chat is at v{known}",
                before.version, message.version
            )),
        }
    }
}

fn is_message(logged: &Logged) -> bool {
    logged.key.pk.starts_with("THREAD#")
}

fn is_claim_step(from: &Delivery, to: &Delivery) -> bool {
    matches!((from, to), (Delivery::Queued { attempts, .. }, Delivery::InFlight { fence, .. }) if *fence == attempts + 1)
}

/// The desk's own message went on its way: claimed, or reported with the chat's version.
fn is_automatic_step(before: &Message, after: &Message, known: u64) -> bool {
    let (
        Origin::Automatic { why, delivery: from },
        Origin::Automatic {
            why: same,
            delivery: to,
        },
    ) = (&before.origin, &after.origin)
    else {
        return false;
    };
    let is_step = if after.version == before.version {
        is_claim_step(from, to)
    } else {
        after.version == known && (is_report_step(from, to) || is_sign_step(before, after))
    };
    is_step && why == same && before.content == after.content
}

/// A contact put a sign under it, or took it away, and nothing else.
fn is_sign_step(before: &Message, after: &Message) -> bool {
    let without = Message {
        reactions: before.reactions.clone(),
        version: before.version,
        chat: before.chat.clone(),
        ..after.clone()
    };
    before.reactions != after.reactions && without == *before
}

/// A courier took a change.
fn is_claimed(before: &Message, after: &Message) -> bool {
    let fence = |message: &Message| match message.revision.as_ref()?.progress {
        RevisionProgress::Waiting { attempts, .. } => Some((false, attempts)),
        RevisionProgress::Trying { fence, .. } => Some((true, fence)),
        RevisionProgress::Refused { .. } => None,
    };
    let is_next = fence(before).map(|(_, fence)| (true, fence + 1)) == fence(after);
    is_next && fence(after).is_some() && before.origin == after.origin
}

/// A change was wished for, reported, or made at once; an answer that never left may be cancelled by it.
fn is_revision_step(before: &Message, after: &Message) -> bool {
    let is_cancelled = matches!(
        (before.delivery(), after.delivery()),
        (
            Some(Delivery::Queued { unsure_since: None, .. }),
            Some(Delivery::Refused { .. })
        )
    ) && after.deleted.is_some();
    let is_other =
        before.revision != after.revision || before.edited != after.edited || before.deleted != after.deleted;
    is_cancelled || is_other && before.origin == after.origin
}

fn is_report_step(from: &Delivery, to: &Delivery) -> bool {
    match (from, to) {
        (Delivery::InFlight { fence, .. }, Delivery::Queued { attempts, .. }) => fence == attempts,
        (
            Delivery::InFlight { .. },
            Delivery::Accepted { .. } | Delivery::Refused { .. } | Delivery::Uncertain { .. },
        ) => true,
        (Delivery::Uncertain { .. }, Delivery::Accepted { .. }) => true,
        // Too late to repeat what was not answered.
        (
            Delivery::Queued {
                unsure_since: Some(_), ..
            },
            Delivery::Uncertain { .. },
        ) => true,
        _ => false,
    }
}
