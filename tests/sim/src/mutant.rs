//! Hand-made bugs: each breaks one rule at a simulated port, and the oracle must notice.
//!
//! An oracle that lets one of them live proves nothing about the rule it breaks.

use serde_json::Value;
use store::{
    keys::{LISTS, is_chat},
    table::{Condition, Item, Key, Write},
};

use crate::{engine::Engine, weather::Ports};

/// One bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Some messages are answered "taken" before they are stored, and the process dies in between.
    AnswerBeforePut,
    /// A message row is written although it is there already.
    DedupeIgnored,
    /// An intent row is written although it is there already.
    IntentForgotten,
    /// A chat is written although it has changed since it was read.
    StaleVersionIgnored,
    /// A courier takes an answer that another one holds already.
    ClaimUnconditional,
    /// A courier reports although it no longer holds the answer.
    ReportUnconditional,
    /// A send whose answer was lost is repeated.
    AmbiguousSendRepeated,
    /// A webhook call we could not store is not repeated, as if we had said "taken".
    FailureTaken,
    /// What is not understood is dropped.
    QuarantineDropped,
    /// A message in a closed chat leaves it closed.
    ReopenForgotten,
    /// The sweep never comes.
    NoSweep,
    /// Stream records that failed are passed over.
    StreamFailurePassed,
    /// A browser applies whatever comes, gaps or not.
    PushTrusted,
    /// A browser lets an older frame overwrite a newer one.
    OlderFrameApplied,
    /// Of a transaction only the first row is written.
    TransactionTorn,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::AnswerBeforePut,
        Self::DedupeIgnored,
        Self::IntentForgotten,
        Self::StaleVersionIgnored,
        Self::ClaimUnconditional,
        Self::ReportUnconditional,
        Self::AmbiguousSendRepeated,
        Self::FailureTaken,
        Self::QuarantineDropped,
        Self::ReopenForgotten,
        Self::NoSweep,
        Self::StreamFailurePassed,
        Self::PushTrusted,
        Self::OlderFrameApplied,
        Self::TransactionTorn,
    ];

    /// The one called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mutant| format!("{mutant:?}") == name)
    }
}

/// What is written instead of `writes`; nothing at all if the list is empty; `None`: no difference.
#[must_use]
pub fn writes(ports: &Ports, engine: &Engine, writes: &[Write]) -> Option<Vec<Write>> {
    let in_thread = |key: &Key| key.pk.starts_with("THREAD#");
    let sometimes = || ports.below(8) == 0;
    match ports.mutant()? {
        Mutant::AnswerBeforePut => (is_inbound(writes) && sometimes()).then(Vec::new),
        Mutant::TransactionTorn => (writes.len() > 1 && sometimes()).then(|| writes[..1].to_vec()),
        Mutant::QuarantineDropped => writes
            .iter()
            .any(|write| write.key().pk.starts_with("QUARANTINE#"))
            .then(Vec::new),
        Mutant::DedupeIgnored => Some(relaxed(writes, |key, condition| {
            in_thread(key) && *condition == Condition::Absent
        })),
        Mutant::IntentForgotten => Some(relaxed(writes, |key, _| key.sk.starts_with("INTENT#"))),
        Mutant::StaleVersionIgnored => Some(relaxed(writes, |key, _| is_chat(key))),
        Mutant::ClaimUnconditional => (writes.len() == 1).then(|| relaxed(writes, |key, _| in_thread(key))),
        Mutant::ReportUnconditional => has_fence(writes).then(|| relaxed(writes, |_, _| true)),
        Mutant::ReopenForgotten => Some(writes.iter().map(|write| left_closed(engine, write)).collect()),
        _ => None,
    }
}

/// Whether a row is not found although it is there.
#[must_use]
pub fn hides(ports: &Ports, key: &Key) -> bool {
    ports.is(Mutant::IntentForgotten) && key.sk.starts_with("INTENT#")
}

/// The same writes, those that `loosens` names without their condition.
fn relaxed(writes: &[Write], loosens: impl Fn(&Key, &Condition) -> bool) -> Vec<Write> {
    let relax = |write: &Write| match write {
        Write::Put { item, condition } if loosens(&write.key(), condition) => Write::Put {
            item: item.clone(),
            condition: Condition::Always,
        },
        other => other.clone(),
    };
    writes.iter().map(relax).collect()
}

fn is_inbound(writes: &[Write]) -> bool {
    writes.iter().any(|write| match write {
        Write::Put {
            item,
            condition: Condition::Absent,
        } => field(item, "origin")["from"] == "contact",
        _ => false,
    })
}

fn has_fence(writes: &[Write]) -> bool {
    writes.iter().any(|write| match write {
        Write::Put {
            condition: Condition::Equal(equal),
            ..
        } => equal.iter().any(|(path, _)| path.ends_with("fence")),
        _ => false,
    })
}

/// The chat as it would be if its state did not change with a contact's message.
fn left_closed(engine: &Engine, write: &Write) -> Write {
    let Write::Put { item, condition } = write else {
        return write.clone();
    };
    let is_closed = |row: &Item| is_chat(&write.key()) && field(row, "state")["is"] == "closed";
    let before = engine.get(&write.key()).filter(|before| is_closed(before));
    let wrote = |before: &Item| field(before, "inbound") != field(item, "inbound");
    let Some(before) = before.filter(|before| wrote(before)) else {
        return write.clone();
    };
    let mut item = item.clone();
    for name in ["state", LISTS.pk] {
        item.insert(name.to_owned(), field(&before, name));
    }
    Write::Put {
        item,
        condition: condition.clone(),
    }
}

fn field(row: &Item, name: &str) -> Value {
    row.get(name).cloned().unwrap_or_default()
}
