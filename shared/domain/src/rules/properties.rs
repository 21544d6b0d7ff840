//! Whatever is done to a chat, in whatever order, its invariants hold and its version grows by one or stays.

use proptest::prelude::*;

use super::samples::{CAPABILITIES, NOON, anna, inbound, request};
use crate::{Change, Chat, Message, Outcome, UnixMs, rules};

#[derive(Clone, Debug)]
enum Step {
    Receive(u64),
    Send(String),
    Claim,
    Report(u8),
    LeaseOver,
    Read(u64),
    Close,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..30_u64).prop_map(Step::Receive),
        "[a-zя ]{0,5}".prop_map(Step::Send),
        Just(Step::Claim),
        (0..4_u8).prop_map(Step::Report),
        Just(Step::LeaseOver),
        (0..30_u64).prop_map(Step::Read),
        Just(Step::Close),
        Just(Step::Reopen),
    ]
}

/// A chat with its messages, changed only by committing changes.
struct World {
    chat: Option<Chat>,
    messages: Vec<Message>,
}

impl World {
    fn head(&self) -> Option<Message> {
        let head = self.chat.as_ref()?.outbox.first()?;
        self.messages.iter().find(|message| &message.id == head).cloned()
    }

    fn commit(&mut self, change: &Change) {
        let known = self.chat.as_ref().map_or(0, |chat| chat.version);
        assert_eq!(change.expected, known);
        if change.is_empty() {
            return;
        }
        assert_eq!(change.chat.version, known + 1);
        change.chat.check().expect("sound");
        for write in &change.messages {
            self.store(write.message());
        }
        self.chat = Some(change.chat.clone());
    }

    fn store(&mut self, message: &Message) {
        self.messages.retain(|known| known.id != message.id);
        self.messages.push(message.clone());
    }

    fn decide(&self, step: &Step, now: UnixMs) -> Option<Change> {
        let (chat, head) = (self.chat.as_ref(), self.head());
        match step {
            Step::Receive(position) => {
                let inbound = inbound(*position, "x");
                let known = self
                    .messages
                    .iter()
                    .any(|message| message.id.order == crate::Order::inbound(*position));
                (!known).then(|| rules::receive(chat, &inbound, None, now))
            }
            Step::Send(text) => {
                let request = request(chat?, text);
                let sending = rules::Sending {
                    request: &request,
                    capabilities: &CAPABILITIES,
                    by: &anna(),
                };
                rules::send(chat?, sending, now).ok()
            }
            Step::Claim => None,
            Step::Report(kind) => {
                let outcome = match kind {
                    0 => Outcome::Accepted {
                        parts: vec!["1".into()],
                        position: Some(1),
                        at: now,
                    },
                    1 => Outcome::NotTaken { retry_after_ms: None },
                    2 => Outcome::Uncertain,
                    _ => Outcome::NotTaken {
                        retry_after_ms: Some(-5),
                    },
                };
                Some(rules::deliver(chat?, &head?, 1, &outcome, now))
            }
            Step::LeaseOver => rules::lease_over(chat?, &head?, &CAPABILITIES, now),
            Step::Read(inbound) => Some(rules::mark_read(chat?, *inbound)),
            Step::Close => Some(rules::close(chat?, &anna(), now)),
            Step::Reopen => Some(rules::reopen(chat?, now)),
        }
    }
}

proptest! {
    #[test]
    fn a_chat_stays_sound(steps in prop::collection::vec((step(), 0..60_000_i64), 1..80)) {
        let mut world = World { chat: None, messages: Vec::new() };
        let mut now = NOON;
        for (step, pause) in steps {
            now = now.plus(pause);
            if let Some(change) = world.decide(&step, now) {
                world.commit(&change);
            }
            if let (Step::Claim, Some(head)) = (&step, world.head())
                && let Some((claimed, _)) = rules::claim(&head, now) {
                world.store(&claimed);
            }
        }
    }
}
