//! Whatever is done to a chat, in whatever order, its invariants hold and its version grows by one or stays.

use proptest::prelude::*;

use super::samples::{CAPABILITIES, NOON, anna, inbound, online, request};
use crate::{
    Change, Chat, Comment, Message, Outcome, Roster, UnixMs, rules,
    rules::account,
    wire::{AddComment, Forward},
};

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
    Distribute,
    Forward(Option<u8>),
    Release,
    Snooze(i64),
    Wake,
    Comment,
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
        Just(Step::Distribute),
        prop::option::of(0..3_u8).prop_map(Step::Forward),
        Just(Step::Release),
        (-1..90_000_i64).prop_map(Step::Snooze),
        Just(Step::Wake),
        Just(Step::Comment),
    ]
}

/// A chat with its messages, changed only by committing changes.
struct World {
    chat: Option<Chat>,
    messages: Vec<Message>,
    roster: Roster,
}

impl World {
    fn head(&self) -> Option<Message> {
        let head = self.chat.as_ref()?.outbox.first()?;
        self.messages.iter().find(|message| &message.id == head).cloned()
    }

    fn commit(&mut self, change: &Change) {
        let mut change = change.clone();
        account(&mut change, self.chat.as_ref(), &self.roster, NOON);
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
        for operator in &change.operators {
            let known = self.roster.0.iter_mut().find(|known| known.id == operator.id);
            let known = known.expect("only known operators move");
            assert_eq!(operator.version, known.version + 1);
            *known = operator.clone();
        }
        self.chat = Some(change.chat.clone());
        self.check_counts();
    }

    /// Each operator's count is what a fold over the chats gives.
    fn check_counts(&self) {
        let holder = self.chat.as_ref().and_then(Chat::open_holder);
        for operator in &self.roster.0 {
            assert_eq!(
                operator.open_chats,
                u32::from(holder == Some(&operator.id)),
                "{}",
                operator.id
            );
        }
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
                let holder = chat.and_then(rules::returns_to).and_then(|id| self.roster.find(id));
                (!known).then(|| rules::receive(chat, &inbound, None, holder, now))
            }
            Step::Send(text) => {
                let request = request(chat?, text);
                let by = anna();
                let sending = rules::Sending::new(&request, &CAPABILITIES, &by);
                rules::send(chat?, sending, now).ok()
            }
            Step::Claim => None,
            Step::Report(kind) => Some(rules::deliver(
                chat?,
                &head?,
                1,
                &outcome(*kind, now),
                &CAPABILITIES,
                now,
            )),
            Step::LeaseOver => rules::lease_over(chat?, &head?, &CAPABILITIES, now),
            Step::Read(inbound) => Some(rules::mark_read(chat?, *inbound, &anna())),
            Step::Close => Some(rules::close(chat?, &anna(), None, now)),
            Step::Distribute => rules::distribute(chat?, &self.roster, now),
            Step::Forward(to) => {
                let to = to.map(|number| self.roster.0[usize::from(number)].id.clone());
                let holder = chat?.holder().cloned();
                let request = Forward {
                    to,
                    holder,
                    comment: None,
                };
                rules::forward(chat?, &request, &anna(), &self.roster, now).ok()
            }
            Step::Release => Some(rules::release(chat?, now)),
            Step::Snooze(ms) => rules::snooze(chat?, Some(now.plus(*ms)), &anna(), now).ok(),
            Step::Wake => Some(rules::wake(chat?, now)),
            Step::Comment => {
                let request = AddComment {
                    intent_id: format!("comment-{}", chat?.version).parse().expect("id"),
                    comment: Comment {
                        text: "between us".into(),
                        mentions: Vec::new(),
                    },
                };
                rules::comment(chat?, &request, &anna(), &self.roster, now).ok()
            }
            Step::Reopen => Some(rules::reopen(chat?, &anna(), now)),
        }
    }
}

fn outcome(kind: u8, now: UnixMs) -> Outcome {
    match kind {
        0 => Outcome::Accepted {
            parts: vec!["1".into()],
            position: Some(1),
            at: Some(now),
        },
        1 => Outcome::NotTaken { retry_after_ms: None },
        2 => Outcome::Uncertain,
        _ => Outcome::NotTaken {
            retry_after_ms: Some(-5),
        },
    }
}

proptest! {
    #[test]
    fn a_chat_stays_sound(steps in prop::collection::vec((step(), 0..60_000_i64), 1..80)) {
        let roster = Roster(vec![online("anna"), online("boris"), online("vera")]);
        let mut world = World { chat: None, messages: Vec::new(), roster };
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
