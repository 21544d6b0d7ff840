//! The courier's three decisions about one answer: take it, report what came of it, judge an abandoned one.
//!
//! Only a claim lets a courier call the messenger, and only the holder of the newest fencing token may report. A claim
//! touches the message row alone; an outcome is a commit of the chat, so that everybody learns of it.

use crate::{
    Capabilities, Change, Chat, Delivery, DeliveryReason, HOUR_MS, Message, MessageWrite, Outcome, ReasonKind,
    Revision, SECOND_MS, UnixMs, rules, rules::send::HEAD_START_MS,
};

/// Longest time one call to a messenger may take; the courier's HTTP client obeys it.
pub const CALL_TIMEOUT_MS: i64 = 20 * SECOND_MS;

/// A claim lasts as long as the call plus a reserve, so that a live courier cannot outlive its lease.
pub const LEASE_MS: i64 = CALL_TIMEOUT_MS + RESERVE_MS;

/// The part of a lease in which nothing is tried any more.
const RESERVE_MS: i64 = 15 * SECOND_MS;

/// Most calls a messenger takes for one file of an answer.
pub const CALLS_PER_FILE_MAX: i64 = 3;

/// Slowest a file may go for its call to be waited for, in bytes per second.
pub const BYTES_PER_S_MIN: u64 = 128 * 1024;

/// How long a claim of this message lasts: that of a text, and for each file its calls and its bytes.
#[must_use]
pub fn lease_ms(message: &Message) -> i64 {
    let files = message.content.files();
    let bytes: u64 = files.iter().filter_map(|file| file.size).sum();
    let calls = i64::try_from(files.len()).unwrap_or_default() * CALLS_PER_FILE_MAX;
    LEASE_MS + calls * CALL_TIMEOUT_MS + upload_ms(bytes)
}

/// How much longer a call may take that carries this many bytes.
#[must_use]
pub fn upload_ms(bytes: u64) -> i64 {
    i64::try_from(bytes / BYTES_PER_S_MIN).unwrap_or(i64::MAX / SECOND_MS) * SECOND_MS
}

/// First pause after a try that was provably not taken; doubles with each try.
const BACK_OFF_FIRST_MS: i64 = SECOND_MS;

/// Longest pause between tries.
const BACK_OFF_MAX_MS: i64 = HOUR_MS / 2;

/// Tries before an answer nobody takes is given up: with the pauses above about half a day.
pub const ATTEMPTS_MAX: u32 = 30;

/// The answer as claimed by a courier, or `None`: not its time, or another courier holds it.
#[must_use]
pub fn claim(message: &Message, now: UnixMs) -> Option<(Message, u32)> {
    let lease = lease_ms(message);
    let mut claimed = message.clone();
    let delivery = claimed.origin.delivery_mut()?;
    let Delivery::Queued {
        not_before,
        attempts,
        unsure_since,
    } = *delivery
    else {
        return None;
    };
    if not_before > now {
        return None;
    }
    let fence = attempts + 1;
    *delivery = Delivery::InFlight {
        lease_until: now.plus(lease),
        fence,
        unsure_since,
    };
    Some((claimed, fence))
}

/// Records what the messenger answered to the try with `fence`. A report that is not the newest changes nothing.
#[must_use]
pub fn deliver(
    chat: &Chat,
    message: &Message,
    fence: u32,
    outcome: &Outcome,
    capabilities: &Capabilities,
    now: UnixMs,
) -> Change {
    let Some(delivery) = message.delivery() else {
        return Change::none(chat);
    };
    let doubt = match delivery {
        Delivery::InFlight { fence: held, .. } if *held == fence => Doubt::of(message, delivery, capabilities),
        _ => return Change::none(chat),
    };
    let delivery = after(outcome, fence, &doubt, now);
    let position = match outcome {
        Outcome::Accepted { position, .. } => *position,
        _ => None,
    };
    let previous = position.filter(|_| capabilities.counts_without_gaps);
    let previous = previous.map(|position| position.saturating_sub(1));
    settle(chat, message, delivery, (position, previous), now)
}

/// Judges an answer whose courier never reported, and one that waits to be repeated: repeated while that is harmless,
/// uncertain afterwards. `None`: the lease still runs, or there is no doubt.
#[must_use]
pub fn lease_over(chat: &Chat, message: &Message, capabilities: &Capabilities, now: UnixMs) -> Option<Change> {
    let known = message.delivery()?;
    let doubt = Doubt::of(message, known, capabilities);
    let delivery = match known {
        Delivery::InFlight { lease_until, fence, .. } if *lease_until <= now => doubt.unanswered(*fence, now, now),
        Delivery::Queued {
            unsure_since: Some(_), ..
        } if !doubt.may_repeat(now) => Delivery::Uncertain { at: now, reason: None },
        _ => return None,
    };
    Some(settle(chat, message, delivery, (None, None), now))
}

/// Whether a copy may be with the contact already, and for how long another one would not be seen.
struct Doubt {
    /// From an earlier try.
    unsure_since: Option<UnixMs>,
    /// When the try under way began.
    tried: UnixMs,
    /// How long a try may take: with files it is some calls before the one that brings the message.
    longest_ms: i64,
    /// How long after the first copy a repetition is harmless; 0: never.
    harmless_ms: i64,
}

impl Doubt {
    fn of(message: &Message, delivery: &Delivery, capabilities: &Capabilities) -> Self {
        let lease = lease_ms(message);
        let (unsure_since, tried) = match delivery {
            Delivery::InFlight {
                lease_until,
                unsure_since,
                ..
            } => (*unsure_since, lease_until.plus(-lease)),
            Delivery::Queued {
                not_before,
                unsure_since,
                ..
            } => (*unsure_since, *not_before),
            Delivery::Accepted { at, .. } | Delivery::Refused { at, .. } | Delivery::Uncertain { at, .. } => {
                (None, *at)
            }
        };
        Self {
            unsure_since,
            tried,
            longest_ms: lease - RESERVE_MS,
            harmless_ms: i64::from(capabilities.safe_repeat_s) * SECOND_MS,
        }
    }

    /// The first copy left no earlier than this.
    fn since(&self) -> UnixMs {
        self.unsure_since.unwrap_or(self.tried)
    }

    /// Whether a call made at `at` would surely arrive while the messenger still knows the first copy.
    fn may_repeat(&self, at: UnixMs) -> bool {
        self.harmless_ms > 0 && at.plus(self.longest_ms) < self.since().plus(self.harmless_ms)
    }

    /// What becomes of a try nobody knows the end of.
    fn unanswered(&self, fence: u32, not_before: UnixMs, now: UnixMs) -> Delivery {
        if fence < ATTEMPTS_MAX && self.may_repeat(not_before) {
            Delivery::Queued {
                not_before,
                attempts: fence,
                unsure_since: Some(self.since()),
            }
        } else {
            Delivery::Uncertain { at: now, reason: None }
        }
    }

    fn refused(&self, reason: DeliveryReason, now: UnixMs) -> Delivery {
        refused(self.unsure_since.is_some(), reason, now)
    }
}

/// What becomes of an answer that is not tried any more and whose newest try was provably not taken: where an earlier one
/// was not answered, that may have arrived all the same.
fn refused(is_unsure: bool, reason: DeliveryReason, at: UnixMs) -> Delivery {
    if is_unsure {
        Delivery::Uncertain {
            at,
            reason: Some(reason),
        }
    } else {
        Delivery::Refused { reason, at }
    }
}

/// The same of an answer that waits and shall wait no longer.
pub(super) fn refused_after(message: &Message, reason: DeliveryReason, now: UnixMs) -> Delivery {
    let is_unsure = matches!(
        message.delivery(),
        Some(
            Delivery::Queued {
                unsure_since: Some(_),
                ..
            } | Delivery::InFlight { .. }
        )
    );
    refused(is_unsure, reason, now)
}

fn after(outcome: &Outcome, fence: u32, doubt: &Doubt, now: UnixMs) -> Delivery {
    match outcome {
        Outcome::Accepted { parts, at, .. } => Delivery::Accepted {
            parts: parts.clone(),
            at: at.unwrap_or(now),
        },
        Outcome::Refused(reason) => doubt.refused(reason.clone(), now),
        Outcome::Uncertain => doubt.unanswered(fence, now.plus(back_off_ms(fence)), now),
        Outcome::NotTaken { .. } if fence >= ATTEMPTS_MAX => {
            let text = format!("not reached in {fence} tries");
            let reason = DeliveryReason {
                kind: ReasonKind::GaveUp,
                code: String::new(),
                text,
            };
            doubt.refused(reason, now)
        }
        Outcome::NotTaken { retry_after_ms } => {
            let pause = retry_after_ms.unwrap_or_else(|| back_off_ms(fence));
            Delivery::Queued {
                not_before: now.plus(pause.max(0)),
                attempts: fence,
                unsure_since: doubt.unsure_since,
            }
        }
    }
}

/// The pause after try number `attempt`, counted from 1.
pub(super) fn back_off_ms(attempt: u32) -> i64 {
    let doublings = attempt.saturating_sub(1).min(20);
    BACK_OFF_FIRST_MS.saturating_mul(1 << doublings).min(BACK_OFF_MAX_MS)
}

/// Records how far an answer has come, and which number it has at the provider after which other, where that is known.
pub(super) fn settle(
    chat: &Chat,
    message: &Message,
    delivery: Delivery,
    (position, previous): (Option<u64>, Option<u64>),
    now: UnixMs,
) -> Change {
    let is_accepted = matches!(delivery, Delivery::Accepted { .. });
    let has_wish = is_accepted && message.revision.as_ref().is_some_and(Revision::is_pending);
    let mut change = Change::next(chat, |chat| {
        if !delivery.is_pending() && !has_wish {
            chat.outbox.retain(|waiting| waiting != &message.id);
        }
        chat.outbox_due = match (&delivery, chat.outbox.is_empty()) {
            (_, true) => None,
            (Delivery::Queued { not_before, .. }, false) => Some(*not_before),
            (_, false) => Some(now.plus(HEAD_START_MS)),
        };
        if chat.preview.message == message.id {
            chat.preview.delivery = delivery.end();
        }
        let sent_by = chat
            .identities
            .iter_mut()
            .find(|identity| identity.id == message.id.identity);
        if let Some(identity) = sent_by {
            identity.learn(position.unwrap_or_default(), previous);
            identity.blocked = match &delivery {
                Delivery::Refused { reason, at }
                | Delivery::Uncertain {
                    reason: Some(reason),
                    at,
                } if reason.kind == ReasonKind::Blocked => Some(*at),
                Delivery::Accepted { .. } => None,
                _ => identity.blocked,
            };
        }
    });
    let mut after = message.clone();
    after.version = change.chat.version;
    let is_over = !delivery.is_pending();
    if let Some(known) = after.origin.delivery_mut() {
        *known = delivery;
    }
    if is_over && !is_accepted {
        rules::revise::without_arrival(&mut change, &mut after, now);
    }
    change.messages.push(MessageWrite::replace(after, message));
    change
}

#[cfg(test)]
#[path = "deliver_tests.rs"]
mod tests;
