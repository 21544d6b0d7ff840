//! What was seen while a run went on, and every breach of a promise found so far. Cheap to clone.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    ChannelId, Chat, ContactId, Content, Delivery, IntentId, Message, MessageId, Operator, Order, Revision,
    RevisionProgress,
};
use messengers::{Door, Inbound, WebhookCall, WebhookSecrets, registry};
use platform::Request;
use serde_json::Value;
use store::{channels::ChannelRow, keys, quarantine::RAW_BYTES_MAX};

use crate::{
    engine::{Engine, Logged},
    history::History,
    ledger::{Asked, Haste, Ledger},
    reducer::Replica,
    sockets::Sockets,
    stream::Reader,
};

/// One wish of an operator to send, and everything that was answered to it.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Whose chat.
    pub chat: ContactId,
    /// What.
    pub text: String,
    /// The bytes of the files beside it.
    pub files: Vec<Vec<u8>>,
    /// The message it became, by each answer that said so.
    pub sent: Vec<MessageId>,
}

impl Wish {
    /// A wish nobody has answered yet.
    #[must_use]
    pub fn new(chat: &ContactId, text: &str) -> Self {
        Self {
            chat: chat.clone(),
            text: text.to_owned(),
            files: Vec::new(),
            sent: Vec::new(),
        }
    }
}

/// Up to which of the messenger's numbers a person has read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reads {
    /// At all.
    pub newest: u64,
    /// When nothing went wrong any more.
    pub in_calm: u64,
}

/// The observations.
#[derive(Clone, Default)]
pub struct Verdict(Arc<Mutex<Seen>>);

/// What was seen.
#[derive(Default)]
pub struct Seen {
    /// What must not be, in words.
    pub breaches: Vec<String>,
    /// Every state of everything.
    pub history: History,
    /// Who has what, who was there, what was counted.
    pub ledger: Ledger,
    /// What operators asked for.
    pub asked: Asked,
    /// How old a view may be that decisions are made on.
    pub haste: Haste,
    /// Wishes to send.
    pub wishes: BTreeMap<IntentId, Wish>,
    /// Labels of buttons that were pressed, each of its own.
    pub pressed: BTreeSet<String>,
    /// The signs that people put under messages, by person and the messenger's number of the message; empty: taken away.
    pub signs: BTreeMap<(String, u64), BTreeSet<String>>,
    /// Under which own messages they did so when nothing went wrong any more.
    pub signs_in_calm: BTreeSet<(String, u64)>,
    /// What people's messages said before they changed them, by person and the messenger's number.
    pub earlier: BTreeMap<(String, u64), BTreeSet<String>>,
    /// What people have read.
    pub reads: BTreeMap<String, Reads>,
    /// Whether nothing goes wrong any more.
    pub is_calm: bool,
    /// The version each chat had then.
    pub calm_from: BTreeMap<ContactId, u64>,
    /// Whether what is told from here on is nobody's business.
    pub is_over: bool,
    /// Remarks for colleagues.
    pub comments: BTreeMap<IntentId, Wish>,
    read: BTreeMap<&'static str, usize>,
}

impl Verdict {
    /// The observations themselves.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a breach.
    pub fn breach(&self, words: String) {
        let mut seen = self.seen();
        if !seen.is_over {
            seen.breaches.push(words);
        }
    }

    /// `operator` says that they have seen the first `inbound` messages of `chat`.
    ///
    /// # Panics
    /// If the operator's name is no id.
    pub fn will_read(&self, operator: &str, chat: &ContactId, inbound: u64) {
        let operator = operator.parse().expect("a plain word");
        self.seen().asked.reads.insert((operator, chat.clone(), inbound));
    }

    /// Reads what was written since the last time.
    pub fn follow(&self, engine: &Engine) {
        let mut seen = self.seen();
        if seen.is_over {
            return;
        }
        let Seen {
            breaches,
            history,
            ledger,
            asked,
            haste,
            ..
        } = &mut *seen;
        breaches.extend(labelled("steps", history.read(engine)));
        breaches.extend(ledger.read(engine, asked, *haste));
    }

    /// A reader of the stream has come so far.
    pub fn read_up_to(&self, reader: Reader, position: usize) {
        let name = if reader == Reader::Courier { "courier" } else { "fanout" };
        self.seen().read.insert(name, position);
    }

    /// Whether both readers have read the whole log.
    #[must_use]
    pub fn has_read_all(&self, engine: &Engine) -> bool {
        let seen = self.seen();
        seen.read.len() == 2 && seen.read.values().all(|position| engine.log(*position).is_empty())
    }

    /// The fan-out says it told of this commit: every browser connected by then must have been spoken to.
    pub fn was_told(&self, sockets: &Sockets, logged: &Logged) {
        let text = |name| logged.image.as_ref()?.get(name)?.as_str();
        let version = logged.image.as_ref().and_then(|row| row.get("version")?.as_u64());
        let Some((id, version)) = text("id").zip(version) else {
            return;
        };
        for connection in sockets.untold(logged.at, id, version) {
            self.breach(format!("told: {connection} was never told of {id} v{version}"));
        }
    }

    /// We said "taken" to this webhook call: what it tells must be stored.
    pub fn was_taken(&self, engine: &Engine, channel: &ChannelId, request: &Request) {
        for words in missing(engine, channel, request) {
            self.breach(format!("taken: not stored: {words}"));
        }
    }

    /// A browser was shown this chat: it must be a state the chat had.
    pub fn was_shown(&self, engine: &Engine, chat: &Chat) {
        self.follow(engine);
        let mut seen = self.seen();
        if seen.is_over {
            return;
        }
        if seen.history.chat(&chat.id, chat.version) != Some(chat) {
            seen.breaches
                .push(format!("shown: chat {} v{} as it never was", chat.id, chat.version));
        }
    }

    /// A browser was shown this operator: it must be a state they had.
    pub fn was_shown_operator(&self, engine: &Engine, operator: &Operator) {
        self.follow(engine);
        let mut seen = self.seen();
        if seen.is_over {
            return;
        }
        if seen.ledger.operator(&operator.id, operator.version) != Some(operator) {
            seen.breaches.push(format!(
                "shown: operator {} v{} as they never were",
                operator.id, operator.version
            ));
        }
    }

    /// A browser's copies: what it holds of each chat must be what the chat was at that version.
    pub fn was_held(&self, engine: &Engine, replica: &Replica) {
        self.follow(engine);
        let mut seen = self.seen();
        if seen.is_over {
            return;
        }
        let mut breaches = Vec::new();
        let is_whole = |chat: &&Chat| !replica.behind.contains(&chat.id) && !replica.torn.contains(&chat.id);
        // A page that was not told of a unite still shows both, as they were.
        let is_alone = |chat: &&Chat| {
            let is_other = |other: &Chat| other.id != chat.id && other.version > chat.version;
            let mut others = replica.chats.values().filter(|other| is_other(other));
            !others.any(|other| chat.identities.iter().any(|own| other.identity(&own.id).is_some()))
        };
        for chat in replica.chats.values().filter(is_whole).filter(is_alone) {
            if seen.history.chat(&chat.id, chat.version) != Some(chat) {
                breaches.push(format!(
                    "held: a browser has chat {} v{} as it never was",
                    chat.id, chat.version
                ));
            }
            for message in seen.history.messages_at(chat) {
                match replica.messages.get(&message.id) {
                    Some(copy) if copy.version > message.version || is_same(copy, message) => {}
                    Some(copy) => breaches.push(format!(
                        "held: a browser has {} v{} for v{}",
                        message.id, copy.version, message.version
                    )),
                    None => breaches.push(format!(
                        "held: a browser at chat {} v{} lacks {}",
                        chat.id, chat.version, message.id
                    )),
                }
            }
        }
        for operator in replica.operators.values() {
            if seen.ledger.operator(&operator.id, operator.version) != Some(operator) {
                breaches.push(format!(
                    "held: a browser has operator {} v{} as they never were",
                    operator.id, operator.version
                ));
            }
        }
        seen.breaches.extend(breaches);
    }
}

/// Breaches with the name of the clause that found them.
pub fn labelled(clause: &'static str, breaches: Vec<String>) -> impl Iterator<Item = String> {
    breaches.into_iter().map(move |words| format!("{clause}: {words}"))
}

/// Whether two copies are the same but for a claim, which changes a message without a new version.
#[must_use]
pub fn is_same(a: &Message, b: &Message) -> bool {
    let settled = |message: &Message| {
        let revision = message.revision.clone().map(|revision| match revision.progress {
            RevisionProgress::Waiting { .. } | RevisionProgress::Trying { .. } => Revision {
                progress: RevisionProgress::Waiting {
                    not_before: domain::UnixMs(0),
                    attempts: 0,
                },
                unsure: false,
                ..revision
            },
            RevisionProgress::Refused { .. } => revision,
        });
        let mut message = Message {
            revision,
            // Whose talk a message belongs to is told by its address.
            chat: b.chat.clone(),
            ..message.clone()
        };
        if let Some(delivery) = message.origin.delivery_mut().filter(|delivery| delivery.is_pending()) {
            *delivery = Delivery::Queued {
                not_before: domain::UnixMs(0),
                attempts: 0,
                unsure_since: None,
            };
        }
        message
    };
    a == b || settled(a) == settled(b)
}

/// What of an authentic webhook call is not in the table, in words.
fn missing(engine: &Engine, channel: &ChannelId, request: &Request) -> Vec<String> {
    let row = engine
        .get(&keys::channel(channel))
        .map(|row| Value::Object((*row).clone()));
    let Some(row) = row.and_then(|row| serde_json::from_value::<ChannelRow>(row).ok()) else {
        return vec![format!("channel {channel} is unknown")];
    };
    let Some(messenger) = registry::find(&row.channel.messenger) else {
        return vec!["no such messenger".into()];
    };
    let secrets = row.secrets_sha256.iter().map(|hex| digest(hex)).collect();
    let call = WebhookCall {
        headers: request.headers(),
        body: request.body(),
    };
    let door = Door {
        secrets: WebhookSecrets(secrets),
        registration: row.registration,
    };
    let Ok(received) = messenger.receive(channel, &door, &call) else {
        return vec!["a call that is not authentic".into()];
    };

    let mut missing = Vec::new();
    for inbound in &received.inbound {
        let message = match inbound {
            Inbound::Message(message) | Inbound::Outside(message) | Inbound::Started { message, .. } => message,
            Inbound::Edit(edit) => &edit.message,
            // A later word takes these back: what stands in the row does not tell whether this one was heard.
            Inbound::Block(_) | Inbound::Reaction(_) | Inbound::Read(_) | Inbound::Typing(_) => continue,
        };
        let identity = &message.sender.identity;
        if let Content::Press { press } = &message.content {
            let row = keys::intent(&ContactId::first_seen(identity), &press.intent(identity));
            if engine.get(&row).is_none() {
                missing.push(format!("press {}", press.label));
            }
            continue;
        }
        let id = MessageId {
            identity: identity.clone(),
            order: Order::inbound(message.position),
        };
        if engine.get(&keys::message(&id)).is_none() {
            missing.push(format!("message {id}"));
        }
    }
    let kept = |row: &Arc<store::table::Item>| {
        let raw = request.body().get(..RAW_BYTES_MAX).unwrap_or(request.body());
        row.get("raw").and_then(Value::as_str) == Some(&*String::from_utf8_lossy(raw))
    };
    if received.quarantine.is_some() && !engine.partition(&keys::quarantine(channel)).iter().any(kept) {
        missing.push("a body to be kept raw".into());
    }
    missing
}

fn digest(hex: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        let digits = hex.get(2 * at..2 * at + 2).unwrap_or_default();
        *byte = u8::from_str_radix(digits, 16).unwrap_or_default();
    }
    bytes
}
