//! The courier's three decisions about one answer: take it, report what came of it, judge an abandoned one.
//!
//! Only a claim lets a courier call the messenger, and only the holder of the newest fencing token may report. A claim
//! touches the message row alone; an outcome is a commit of the chat, so that everybody learns of it.

use crate::{
    Capabilities, Change, Chat, Delivery, DeliveryReason, HOUR_MS, Message, MessageWrite, Origin, Outcome, ReasonKind,
    SECOND_MS, UnixMs, rules::send::HEAD_START_MS,
};

/// Longest time one call to a messenger may take; the courier's HTTP client obeys it.
pub const CALL_TIMEOUT_MS: i64 = 20 * SECOND_MS;

/// A claim lasts as long as the call plus a reserve, so that a live courier cannot outlive its lease.
pub const LEASE_MS: i64 = CALL_TIMEOUT_MS + 15 * SECOND_MS;

/// First pause after a try that was provably not taken; doubles with each try.
const BACK_OFF_FIRST_MS: i64 = SECOND_MS;

/// Longest pause between tries.
const BACK_OFF_MAX_MS: i64 = HOUR_MS / 2;

/// Tries before an answer nobody takes is given up: with the pauses above about half a day.
pub const ATTEMPTS_MAX: u32 = 30;

/// The answer as claimed by a courier, or `None`: not its time, or another courier holds it.
#[must_use]
pub fn claim(message: &Message, now: UnixMs) -> Option<(Message, u32)> {
    let Origin::Operator {
        by,
        intent,
        delivery: Delivery::Queued { not_before, attempts },
    } = &message.origin
    else {
        return None;
    };
    if *not_before > now {
        return None;
    }
    let fence = attempts + 1;
    let delivery = Delivery::InFlight {
        lease_until: now.plus(LEASE_MS),
        fence,
    };
    let origin = Origin::Operator {
        by: by.clone(),
        intent: intent.clone(),
        delivery,
    };
    Some((
        Message {
            origin,
            ..message.clone()
        },
        fence,
    ))
}

/// Records what the messenger answered to the try with `fence`. A report that is not the newest changes nothing.
#[must_use]
pub fn deliver(chat: &Chat, message: &Message, fence: u32, outcome: &Outcome, now: UnixMs) -> Change {
    match message.delivery() {
        Some(Delivery::InFlight { fence: held, .. }) if *held == fence => {}
        _ => return Change::none(chat),
    }
    let delivery = after(outcome, fence, now);
    let position = match outcome {
        Outcome::Accepted { position, .. } => *position,
        _ => None,
    };
    settle(chat, message, delivery, position, Some(fence), now)
}

/// Judges an answer whose courier never reported: repeated where a repeat is harmless, uncertain elsewhere.
/// `None`: the lease still runs, or nothing is claimed.
#[must_use]
pub fn lease_over(chat: &Chat, message: &Message, capabilities: &Capabilities, now: UnixMs) -> Option<Change> {
    let Some(Delivery::InFlight { lease_until, fence }) = message.delivery() else {
        return None;
    };
    if *lease_until > now {
        return None;
    }
    let delivery = if capabilities.safe_repeat {
        Delivery::Queued {
            not_before: now,
            attempts: *fence,
        }
    } else {
        Delivery::Uncertain { at: now }
    };
    Some(settle(chat, message, delivery, None, Some(*fence), now))
}

fn after(outcome: &Outcome, fence: u32, now: UnixMs) -> Delivery {
    match outcome {
        Outcome::Accepted { parts, at, .. } => Delivery::Accepted {
            parts: parts.clone(),
            at: *at,
        },
        Outcome::Refused(reason) => Delivery::Refused {
            reason: reason.clone(),
            at: now,
        },
        Outcome::Uncertain => Delivery::Uncertain { at: now },
        Outcome::NotTaken { .. } if fence >= ATTEMPTS_MAX => {
            let text = format!("not reached in {fence} tries");
            let reason = DeliveryReason {
                kind: ReasonKind::GaveUp,
                code: String::new(),
                text,
            };
            Delivery::Refused { reason, at: now }
        }
        Outcome::NotTaken { retry_after_ms } => {
            let pause = retry_after_ms.unwrap_or_else(|| back_off_ms(fence));
            Delivery::Queued {
                not_before: now.plus(pause.max(0)),
                attempts: fence,
            }
        }
    }
}

/// The pause after try number `attempt`, counted from 1.
fn back_off_ms(attempt: u32) -> i64 {
    let doublings = attempt.saturating_sub(1).min(20);
    BACK_OFF_FIRST_MS.saturating_mul(1 << doublings).min(BACK_OFF_MAX_MS)
}

fn settle(
    chat: &Chat,
    message: &Message,
    delivery: Delivery,
    position: Option<u64>,
    fence: Option<u32>,
    now: UnixMs,
) -> Change {
    let mut change = Change::next(chat, |chat| {
        if !delivery.is_pending() {
            chat.outbox.retain(|waiting| waiting != &message.id);
        }
        chat.outbox_due = match (&delivery, chat.outbox.is_empty()) {
            (_, true) => None,
            (Delivery::Queued { not_before, .. }, false) => Some(*not_before),
            (_, false) => Some(now.plus(HEAD_START_MS)),
        };
        let sent_by = chat
            .identities
            .iter_mut()
            .find(|identity| identity.id == message.id.identity);
        if let Some(identity) = sent_by {
            identity.position = identity.position.max(position.unwrap_or_default());
            identity.blocked = match &delivery {
                Delivery::Refused { reason, at } if reason.kind == ReasonKind::Blocked => Some(*at),
                Delivery::Accepted { .. } => None,
                _ => identity.blocked,
            };
        }
    });
    let mut after = message.clone();
    after.version = change.chat.version;
    if let Origin::Operator { delivery: known, .. } = &mut after.origin {
        *known = delivery;
    }
    change.messages.push(MessageWrite::Replace {
        message: after,
        expected: message.version,
        fence,
    });
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        Sending,
        samples::{CAPABILITIES, NOON, anna, open_chat, request},
        send,
    };

    fn queued() -> (Chat, Message) {
        let chat = open_chat();
        let request = request(&chat, "hello");
        let change = send(
            &chat,
            Sending {
                request: &request,
                capabilities: &CAPABILITIES,
                by: &anna(),
            },
            NOON,
        );
        let change = change.expect("sent");
        let message = change.messages[0].message().clone();
        (change.chat, message)
    }

    fn accepted() -> Outcome {
        Outcome::Accepted {
            parts: vec!["12".into()],
            position: Some(12),
            at: NOON,
        }
    }

    #[test]
    fn an_accepted_answer_leaves_the_outbox() {
        let (chat, message) = queued();
        let (claimed, fence) = claim(&message, NOON).expect("due");

        let change = deliver(&chat, &claimed, fence, &accepted(), NOON);

        assert!(change.chat.outbox.is_empty());
        assert_eq!(change.chat.outbox_due, None);
        assert_eq!(change.chat.identities[0].position, 12);
        let delivered = change.messages[0].message().delivery();
        assert_eq!(
            delivered,
            Some(&Delivery::Accepted {
                parts: vec!["12".into()],
                at: NOON
            })
        );
        change.chat.check().expect("sound");
    }

    #[test]
    fn a_claimed_answer_is_not_claimed_again() {
        let (_, message) = queued();
        let (claimed, _) = claim(&message, NOON).expect("due");

        assert!(claim(&claimed, NOON.plus(HOUR_MS)).is_none());
    }

    #[test]
    fn only_the_newest_fence_may_report() {
        let (chat, message) = queued();
        let (claimed, fence) = claim(&message, NOON).expect("due");

        assert!(deliver(&chat, &claimed, fence + 1, &accepted(), NOON).is_empty());
        assert!(
            deliver(&chat, &message, fence, &accepted(), NOON).is_empty(),
            "never claimed"
        );
    }

    #[test]
    fn an_abandoned_answer_is_uncertain_unless_a_repeat_is_harmless() {
        let (chat, message) = queued();
        let (claimed, _) = claim(&message, NOON).expect("due");
        let late = NOON.plus(LEASE_MS);
        let harmless = Capabilities {
            safe_repeat: true,
            ..CAPABILITIES
        };

        assert_eq!(lease_over(&chat, &claimed, &CAPABILITIES, NOON), None, "the lease runs");
        let unsure = lease_over(&chat, &claimed, &CAPABILITIES, late).expect("over");
        let again = lease_over(&chat, &claimed, &harmless, late).expect("over");

        assert_eq!(
            unsure.messages[0].message().delivery(),
            Some(&Delivery::Uncertain { at: late })
        );
        assert!(
            unsure.chat.outbox.is_empty(),
            "an uncertain answer does not block the queue"
        );
        assert_eq!(
            again.messages[0].message().delivery(),
            Some(&Delivery::Queued {
                not_before: late,
                attempts: 1
            })
        );
    }

    #[test]
    fn a_try_not_taken_waits_longer_each_time_and_ends() {
        assert_eq!(back_off_ms(1), SECOND_MS);
        assert_eq!(back_off_ms(4), 8 * SECOND_MS);
        assert_eq!(back_off_ms(60), BACK_OFF_MAX_MS);
        let outcome = Outcome::NotTaken { retry_after_ms: None };
        assert!(matches!(after(&outcome, ATTEMPTS_MAX, NOON), Delivery::Refused { .. }));
        let wish = Outcome::NotTaken {
            retry_after_ms: Some(5_000),
        };
        assert_eq!(
            after(&wish, 1, NOON),
            Delivery::Queued {
                not_before: NOON.plus(5_000),
                attempts: 1
            }
        );
    }
}
