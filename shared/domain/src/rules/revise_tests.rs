//! What may be changed and deleted at the contact's side, and what becomes of it.

use super::*;
use crate::{
    Content, MINUTE_MS, Outgoing, SECOND_MS, rules,
    rules::samples::{CAPABILITIES, NOON, anna, boris, inbound, open_chat, request},
};

fn said(text: &str) -> Content {
    Content::Text { text: text.into() }
}

fn text(text: &str) -> Outgoing {
    Outgoing::Text { text: text.into() }
}

fn edit_to(words: &str) -> Wish {
    Wish::Edit { content: text(words) }
}

fn queued() -> (Chat, Message) {
    let chat = open_chat();
    let request = request(&chat, "hello");
    let by = anna();
    let sending = rules::Sending::new(&request, &CAPABILITIES, &by);
    let change = rules::send(&chat, sending, NOON).expect("sent");
    let message = change.messages[0].message().clone();
    (change.chat, message)
}

fn in_flight() -> (Chat, Message, u32) {
    let (chat, message) = queued();
    let (claimed, fence) = rules::claim(&message, NOON).expect("due");
    (chat, claimed, fence)
}

fn accepted() -> (Chat, Message) {
    let (chat, message, fence) = in_flight();
    delivered(&chat, &message, fence, &yes())
}

fn yes() -> Outcome {
    Outcome::Accepted {
        parts: vec!["12".into()],
        position: Some(12),
        at: Some(NOON),
    }
}

fn no(kind: ReasonKind) -> Outcome {
    Outcome::Refused(DeliveryReason {
        kind,
        code: "400".into(),
        text: "no".into(),
    })
}

fn delivered(chat: &Chat, message: &Message, fence: u32, outcome: &Outcome) -> (Chat, Message) {
    after(rules::deliver(chat, message, fence, outcome, &CAPABILITIES, NOON))
}

fn after(change: Change) -> (Chat, Message) {
    change.chat.check().expect("sound");
    let message = change.messages[0].message().clone();
    (change.chat, message)
}

fn wish((chat, message): &(Chat, Message), wish: Wish, now: UnixMs) -> Result<Change, Refusal> {
    revise(chat, message, wish, &boris(), &CAPABILITIES, now)
}

#[test]
fn what_never_left_is_changed_at_once() {
    let change = wish(&queued(), edit_to("hello there"), NOON).expect("edited");

    let message = change.messages[0].message();
    assert_eq!(message.content, said("hello there"));
    assert!(message.delivery().is_some_and(Delivery::is_pending) && message.revision.is_none());
    let (_, earlier) = change.earlier.as_ref().expect("kept");
    assert_eq!(
        (&earlier.content, earlier.by.as_ref()),
        (&said("hello"), Some(&boris()))
    );
    assert_eq!(change.chat.preview.text, "hello there");

    let (chat, message) = after(wish(&queued(), Wish::Delete, NOON).expect("deleted"));
    assert!(chat.outbox.is_empty() && chat.preview.text.is_empty());
    assert_eq!(message.deleted.as_ref().map(|deleted| &deleted.by), Some(&boris()));
    let Some(Delivery::Refused { reason, .. }) = message.delivery() else {
        panic!("cancelled")
    };
    assert_eq!(reason.kind, ReasonKind::Cancelled);
}

#[test]
fn what_arrived_waits_for_the_messenger_and_is_claimed_once() {
    let (chat, message) = after(wish(&accepted(), edit_to("new"), NOON).expect("wished"));
    assert_eq!(message.content, said("hello"));
    assert_eq!(chat.outbox, std::slice::from_ref(&message.id));

    let (claimed, fence) = claim_revision(&message, NOON).expect("due");
    assert_eq!(claim_revision(&claimed, NOON), None, "held");
    assert!(
        claim_revision(&claimed, NOON.plus(LEASE_MS)).is_some(),
        "its courier died"
    );
    let change = revised(&chat, &claimed, fence, &yes(), NOON.plus(5));

    let (_, earlier) = change.earlier.clone().expect("kept");
    assert_eq!(earlier.number, 1);
    let (chat, message) = after(change);
    assert_eq!((message.content, message.revision), (said("new"), None));
    assert_eq!(message.edited.map(|edited| edited.at), Some(NOON.plus(5)));
    assert_eq!((chat.outbox.len(), chat.preview.text.as_str()), (0, "new"));
}

#[test]
fn a_report_that_is_not_the_newest_changes_nothing() {
    let (chat, message) = after(wish(&accepted(), Wish::Delete, NOON).expect("wished"));
    let (first, old) = claim_revision(&message, NOON).expect("due");
    let (second, _) = claim_revision(&first, NOON.plus(LEASE_MS)).expect("due again");

    assert!(revised(&chat, &second, old, &yes(), NOON).is_empty());
    assert!(revised(&chat, &message, old, &yes(), NOON).is_empty());
}

#[test]
fn a_no_leaves_the_message_as_it_is_and_says_why() {
    let (chat, message) = after(wish(&accepted(), Wish::Delete, NOON).expect("wished"));
    let (claimed, fence) = claim_revision(&message, NOON).expect("due");

    let (chat, message) = after(revised(&chat, &claimed, fence, &no(ReasonKind::TooLate), NOON));

    assert!(message.deleted.is_none() && chat.outbox.is_empty());
    let Some(RevisionProgress::Refused { reason, .. }) = message.revision.as_ref().map(|known| &known.progress) else {
        panic!("refused")
    };
    assert_eq!(reason.kind, ReasonKind::TooLate);
    let again = wish(&(chat, message), Wish::Delete, NOON).expect("may be tried again");
    assert!(!again.is_empty());
}

#[test]
fn what_nobody_knows_the_end_of_is_tried_again_until_it_is_given_up() {
    let (chat, message) = after(wish(&accepted(), Wish::Delete, NOON).expect("wished"));
    let (claimed, fence) = claim_revision(&message, NOON).expect("due");

    let (chat, waiting) = after(revised(&chat, &claimed, fence, &Outcome::Uncertain, NOON));
    assert_eq!(chat.outbox_due, Some(NOON.plus(SECOND_MS)));
    assert_eq!(claim_revision(&waiting, NOON), None, "not yet");
    assert_eq!(
        claim_revision(&waiting, NOON.plus(SECOND_MS)).map(|(_, fence)| fence),
        Some(2)
    );

    let mut last = claimed;
    if let Some(revision) = &mut last.revision {
        revision.progress = RevisionProgress::Trying {
            lease_until: NOON,
            fence: ATTEMPTS_MAX,
        };
    }
    let (_, given_up) = after(revised(&chat, &last, ATTEMPTS_MAX, &Outcome::Uncertain, NOON));
    assert!(!given_up.revision.expect("told").is_pending());
}

/// The first try may have been carried out; the no to the second one says nothing of that.
#[test]
fn a_no_after_a_try_without_an_answer_leaves_doubt_until_a_change_is_taken() {
    let before = accepted();
    let (chat, message) = after(wish(&before, edit_to("new"), NOON).expect("wished"));
    let (claimed, fence) = claim_revision(&message, NOON).expect("due");
    let (chat, message) = after(revised(&chat, &claimed, fence, &Outcome::Uncertain, NOON));
    let later = NOON.plus(MINUTE_MS);
    let (claimed, fence) = claim_revision(&message, later).expect("due again");

    let no = no(ReasonKind::TooLate);
    let (chat, message) = after(revised(&chat, &claimed, fence, &no, later));

    let revision = message.revision.as_ref().expect("told");
    assert!(revision.unsure && !revision.is_pending());
    assert_eq!(message.content, before.1.content, "nobody knows better");
    // What it said before may be said again, and the next no settles nothing either.
    let again = wish(&(chat, message), edit_to("hello"), later).expect("may be wished");
    let (chat, message) = after(again);
    let (claimed, fence) = claim_revision(&message, later).expect("due");
    let (_, refused) = after(revised(&chat, &claimed, fence, &no, later));
    assert!(refused.revision.expect("told").unsure);
    let (_, taken) = after(revised(&chat, &claimed, fence, &yes(), later));
    assert_eq!(taken.revision, None);
}

#[test]
fn a_try_whose_courier_died_leaves_doubt() {
    let (_, message) = after(wish(&accepted(), Wish::Delete, NOON).expect("wished"));
    let (first, _) = claim_revision(&message, NOON).expect("due");
    let (second, _) = claim_revision(&first, NOON.plus(LEASE_MS)).expect("due again");

    assert!(!first.revision.expect("wished").unsure);
    assert!(second.revision.expect("wished").unsure);
}

#[test]
fn a_wish_about_an_answer_under_way_waits_until_it_has_arrived() {
    let (chat, claimed, fence) = in_flight();
    let (chat, wished) = after(revise(&chat, &claimed, Wish::Delete, &boris(), &CAPABILITIES, NOON).expect("wished"));
    assert_eq!(chat.outbox.len(), 1, "it waits once");
    assert_eq!(claim_revision(&wished, NOON), None);

    let (chat, arrived) = delivered(&chat, &wished, fence, &yes());
    assert_eq!(chat.outbox, std::slice::from_ref(&arrived.id));
    assert!(claim_revision(&arrived, NOON).is_some());
}

#[test]
fn an_answer_nobody_got_is_as_good_as_deleted_and_cannot_be_changed() {
    let (chat, claimed, fence) = in_flight();
    let wished = |wish: Wish| after(revise(&chat, &claimed, wish, &boris(), &CAPABILITIES, NOON).expect("wished"));
    let (chat_of_one, one) = wished(Wish::Delete);
    let (chat_of_other, other) = wished(edit_to("new"));

    let (chat_of_one, one) = delivered(&chat_of_one, &one, fence, &no(ReasonKind::Blocked));
    let (_, other) = delivered(&chat_of_other, &other, fence, &no(ReasonKind::Blocked));

    assert!(one.deleted.is_some() && one.revision.is_none() && chat_of_one.outbox.is_empty());
    assert!(other.revision.is_some_and(|known| !known.is_pending()));
    let (_, lost) = delivered(&chat_of_one, &claimed, fence, &Outcome::Uncertain);
    assert_eq!(
        wish(&(chat_of_one, lost), Wish::Delete, NOON),
        Err(Refusal::DeliveryUncertain)
    );
}

#[test]
fn the_same_wish_again_changes_nothing_and_another_one_has_to_wait() {
    let (chat, message) = after(wish(&accepted(), edit_to("new"), NOON).expect("wished"));
    let wished = (chat, message);

    assert!(wish(&wished, edit_to("new"), NOON).expect("known").is_empty());
    assert_eq!(wish(&wished, Wish::Delete, NOON), Err(Refusal::ChangeUnderWay));
    assert!(
        wish(&accepted(), edit_to("hello"), NOON)
            .expect("so already")
            .is_empty()
    );
    let deleted = after(wish(&queued(), Wish::Delete, NOON).expect("deleted"));
    assert!(wish(&deleted, Wish::Delete, NOON).expect("so already").is_empty());
    assert_eq!(wish(&deleted, edit_to("new"), NOON), Err(Refusal::NotEditable));
}

#[test]
fn only_what_a_messenger_lets_be_changed_is_wished_for() {
    let received = rules::receive(None, &inbound(7, "theirs"), None, None, NOON);
    let theirs = after(received);
    assert_eq!(wish(&theirs, edit_to("new"), NOON), Err(Refusal::NotEditable));
    let (chat, message) = after(wish(&theirs, Wish::Delete, NOON).expect("this messenger does"));
    assert_eq!(message.parts(), ["7"]);
    assert_eq!(chat.outbox.len(), 1);
    let late = NOON.plus(3_600 * SECOND_MS);
    let refused = Refusal::OutOfTime {
        for_s: Some(3_600),
        not_before_s: None,
    };
    assert_eq!(wish(&accepted(), Wish::Delete, late), Err(refused));
    assert!(
        wish(&accepted(), edit_to("late"), late).is_ok(),
        "own edits have no end"
    );
    let nothing = Capabilities {
        edit: None,
        delete_own: None,
        delete_theirs: None,
        ..CAPABILITIES.clone()
    };
    let (chat, message) = accepted();
    for (wish, no) in [
        (Wish::Delete, Refusal::NotDeletable),
        (edit_to("x"), Refusal::NotEditable),
    ] {
        assert_eq!(revise(&chat, &message, wish, &anna(), &nothing, NOON), Err(no));
    }
    assert_eq!(wish(&accepted(), edit_to(" "), NOON), Err(Refusal::TextEmpty));
}

#[test]
fn a_press_is_nothing_the_messenger_could_take_back() {
    let mut told = inbound(7, "");
    told.content = Content::Press {
        press: crate::Press::of(Some("Yes"), None, "handle"),
    };
    let pressed = after(rules::receive(None, &told, None, None, NOON));

    assert_eq!(wish(&pressed, Wish::Delete, NOON), Err(Refusal::NotDeletable));
}
