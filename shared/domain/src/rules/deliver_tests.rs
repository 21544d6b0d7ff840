//! What becomes of an answer, try by try.

use super::*;
use crate::rules::{
    Sending,
    samples::{CAPABILITIES, NOON, anna, open_chat, request},
    send,
};
use crate::{DeliveryEnd, MINUTE_MS};

fn queued() -> (Chat, Message) {
    let chat = open_chat();
    let request = request(&chat, "hello");
    let change = send(&chat, Sending::new(&request, &CAPABILITIES, &anna()), NOON);
    let change = change.expect("sent");
    let message = change.messages[0].message().clone();
    (change.chat, message)
}

fn accepted() -> Outcome {
    Outcome::Accepted {
        parts: vec!["12".into()],
        position: Some(12),
        at: None,
    }
}

#[test]
fn an_accepted_answer_leaves_the_outbox() {
    let (chat, message) = queued();
    let (claimed, fence) = claim(&message, NOON).expect("due");

    let change = deliver(&chat, &claimed, fence, &accepted(), &CAPABILITIES, NOON);

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
fn the_row_of_a_list_says_how_its_last_answer_ended_and_of_no_other() {
    let (chat, message) = queued();
    let (claimed, fence) = claim(&message, NOON).expect("due");
    assert_eq!(chat.preview.delivery, None, "it goes on");
    let blocked = DeliveryReason {
        kind: ReasonKind::Blocked,
        code: "403".into(),
        text: String::new(),
    };
    for (outcome, end) in [
        (accepted(), Some(DeliveryEnd::Accepted)),
        (Outcome::Refused(blocked), Some(DeliveryEnd::Refused)),
        (Outcome::Uncertain, Some(DeliveryEnd::Uncertain)),
        (Outcome::NotTaken { retry_after_ms: None }, None),
    ] {
        let change = deliver(&chat, &claimed, fence, &outcome, &CAPABILITIES, NOON);
        assert_eq!(change.chat.preview.delivery, end, "{outcome:?}");
    }

    let mut later = chat;
    later.preview.message = open_chat().preview.message;
    let change = deliver(&later, &claimed, fence, &accepted(), &CAPABILITIES, NOON);
    assert_eq!(change.chat.preview.delivery, None, "the row shows something else");
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

    assert!(deliver(&chat, &claimed, fence + 1, &accepted(), &CAPABILITIES, NOON).is_empty());
    assert!(
        deliver(&chat, &message, fence, &accepted(), &CAPABILITIES, NOON).is_empty(),
        "never claimed"
    );
}

#[test]
fn an_abandoned_answer_is_uncertain_unless_a_repeat_is_harmless() {
    let (chat, message) = queued();
    let (claimed, _) = claim(&message, NOON).expect("due");
    let late = NOON.plus(LEASE_MS);
    let harmless = Capabilities {
        safe_repeat_s: 3_600,
        ..CAPABILITIES.clone()
    };

    assert_eq!(lease_over(&chat, &claimed, &CAPABILITIES, NOON), None, "the lease runs");
    let unsure = lease_over(&chat, &claimed, &CAPABILITIES, late).expect("over");
    let again = lease_over(&chat, &claimed, &harmless, late).expect("over");

    assert_eq!(
        unsure.messages[0].message().delivery(),
        Some(&Delivery::Uncertain { at: late, reason: None })
    );
    assert!(
        unsure.chat.outbox.is_empty(),
        "an uncertain answer does not block the queue"
    );
    assert_eq!(
        again.messages[0].message().delivery(),
        Some(&Delivery::Queued {
            not_before: late,
            attempts: 1,
            unsure_since: Some(NOON),
        })
    );
}

#[test]
fn a_try_not_taken_waits_longer_each_time_and_ends() {
    assert_eq!(back_off_ms(1), SECOND_MS);
    assert_eq!(back_off_ms(4), 8 * SECOND_MS);
    assert_eq!(back_off_ms(60), BACK_OFF_MAX_MS);
    let (chat, message) = queued();
    let (claimed, _) = claim(&message, NOON).expect("due");
    let tried = |fence, retry_after_ms| {
        let mut claimed = claimed.clone();
        if let crate::Origin::Operator {
            delivery: Delivery::InFlight { fence: held, .. },
            ..
        } = &mut claimed.origin
        {
            *held = fence;
        }
        let outcome = Outcome::NotTaken { retry_after_ms };
        let change = deliver(&chat, &claimed, fence, &outcome, &CAPABILITIES, NOON);
        change.messages[0].message().delivery().cloned()
    };

    assert!(matches!(tried(ATTEMPTS_MAX, None), Some(Delivery::Refused { .. })));
    assert_eq!(
        tried(1, Some(5_000)),
        Some(Delivery::Queued {
            not_before: NOON.plus(5_000),
            attempts: 1,
            unsure_since: None,
        })
    );
}

/// A try without an answer, then tries that were provably not taken, for longer than a repetition is harmless.
#[test]
fn a_repetition_is_made_only_while_the_messenger_knows_the_first_copy() {
    let harmless = Capabilities {
        safe_repeat_s: 3_600,
        ..CAPABILITIES.clone()
    };
    let (mut chat, mut message) = queued();
    let mut now = NOON;
    let mut outcome = Outcome::Uncertain;
    loop {
        let Some((claimed, fence)) = claim(&message, now) else {
            panic!("due")
        };
        let change = deliver(&chat, &claimed, fence, &outcome, &harmless, now);
        (chat, message) = (change.chat.clone(), change.messages[0].message().clone());
        let Some(Delivery::Queued {
            not_before,
            unsure_since,
            ..
        }) = message.delivery()
        else {
            panic!("{:?}", message.delivery())
        };
        assert_eq!(*unsure_since, Some(NOON));
        now = *not_before;
        outcome = Outcome::NotTaken { retry_after_ms: None };
        if let Some(over) = lease_over(&chat, &message, &harmless, now) {
            let delivery = over.messages[0].message().delivery();
            assert_eq!(delivery, Some(&Delivery::Uncertain { at: now, reason: None }));
            assert!(over.chat.outbox.is_empty());
            break;
        }
        assert!(now.plus(CALL_TIMEOUT_MS) < NOON.plus(HOUR_MS), "it would be seen twice");
    }
    assert!(now > NOON.plus(HOUR_MS / 2), "it was tried for a while");
}

/// The first try was not answered, so the contact may have it; the second one was refused, and that says nothing of the first.
#[test]
fn a_refusal_after_a_try_without_an_answer_leaves_doubt() {
    let harmless = Capabilities {
        safe_repeat_s: 3_600,
        ..CAPABILITIES.clone()
    };
    let (chat, message) = queued();
    let (claimed, fence) = claim(&message, NOON).expect("due");
    let change = deliver(&chat, &claimed, fence, &Outcome::Uncertain, &harmless, NOON);
    let (chat, message) = (change.chat.clone(), change.messages[0].message().clone());
    let later = NOON.plus(MINUTE_MS);
    let (claimed, fence) = claim(&message, later).expect("due");
    let reason = DeliveryReason {
        kind: ReasonKind::Blocked,
        code: "901".into(),
        text: "without permission".into(),
    };

    let refused = Outcome::Refused(reason.clone());
    let change = deliver(&chat, &claimed, fence, &refused, &harmless, later);

    let delivery = change.messages[0].message().delivery();
    assert_eq!(
        delivery,
        Some(&Delivery::Uncertain {
            at: later,
            reason: Some(reason)
        })
    );
    assert!(change.chat.outbox.is_empty());
    assert_eq!(
        change.chat.identities[0].blocked,
        Some(later),
        "the block is known all the same"
    );
}

/// A claim of files lasts longer than one of words; when its try began is told by that, and not by the shorter one.
#[test]
fn an_answer_with_files_is_not_repeated_where_a_repetition_could_be_seen() {
    let (chat, mut message) = queued();
    message.content = crate::Content::Media {
        media: crate::Media {
            files: vec![crate::File::pending(0, crate::FileKind::Photo)],
            caption: None,
            album: None,
        },
    };
    let (claimed, fence) = claim(&message, NOON).expect("due");
    let after = |safe_repeat_s| {
        let capabilities = Capabilities {
            safe_repeat_s,
            ..CAPABILITIES.clone()
        };
        let now = NOON.plus(SECOND_MS);
        let change = deliver(&chat, &claimed, fence, &Outcome::Uncertain, &capabilities, now);
        change.messages[0].message().delivery().cloned()
    };

    assert_eq!(
        after(0),
        Some(Delivery::Uncertain {
            at: NOON.plus(SECOND_MS),
            reason: None
        })
    );
    let Some(Delivery::Queued { unsure_since, .. }) = after(3_600) else {
        panic!("{:?}", after(3_600))
    };
    assert_eq!(unsure_since, Some(NOON), "the copy left no earlier than the claim");
    assert!(
        matches!(after(60), Some(Delivery::Uncertain { .. })),
        "it could arrive too late"
    );
}
