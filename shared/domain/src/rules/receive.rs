//! A contact's message arrives.
//!
//! The message's key is the provider's number, so the commit itself refuses a duplicate; this rule never looks for one.

use crate::{
    Assignment, Change, Chat, ChatState, ContactId, Content, Cropped, Delivery, Edited, Episode, Handover, Identity,
    IntentRow, Message, MessageId, MessageWrite, Operator, Order, Origin, Preview, Roster, Speaker, UnixMs,
    chat::IDENTITIES_MAX, inbound::InboundMessage, rules, rules::account,
};

/// Shown where the messenger gives no name at all.
pub(super) const NAMELESS: &str = "—";

/// Longest name kept, in characters; messengers allow 64 for each of first and last.
const NAME_CHARS_MAX: usize = 150;

/// Adds the message to its chat, which opens if it was closed and begins if there was none.
///
/// `chat` is the chat as loaded; `edited_at` is set where the messenger only tells us the edited form of a message whose
/// first form never came. `holder` is who had the chat when it was closed ([`returns_to`]): they have it again if they
/// can take it, else it waits in front of the queue. A chat nobody had waits behind those.
#[must_use]
pub fn receive(
    chat: Option<&Chat>,
    inbound: &InboundMessage,
    edited_at: Option<UnixMs>,
    holder: Option<&Operator>,
    now: UnixMs,
) -> Change {
    let before = chat;
    let expected = chat.map_or(0, |chat| chat.version);
    let version = expected + 1;
    let message = said(before, inbound, edited_at, version, now);

    let mut chat = chat
        .cloned()
        .unwrap_or_else(|| first(message.chat.clone(), &message, now));
    chat.version = version;
    chat.inbound += 1;
    // Of united contacts each messenger has a name of its own: theirs must not take turns.
    if !chat.is_named && chat.united.is_empty() {
        let sender = &inbound.sender;
        chat.name = name(&sender.name, sender.username.as_ref(), &chat.name);
    }
    meet(&mut chat, inbound);
    if !chat.is_open() {
        let episode = chat.next_episode(now);
        chat.state = ChatState::Open { since: episode.opened };
        chat.episode = Some(episode);
        come_back(&mut chat, holder, now);
    }
    chat.snoozed_until = None;
    let is_one_of_several = chat.identities.len() > 1;
    if let Some(episode) = &mut chat.episode {
        episode.hears(now);
        if is_one_of_several {
            episode.heard_in(&inbound.sender.identity.channel);
        }
    }
    if is_newest(&chat, &message.id) {
        chat.preview = preview(&message, Speaker::Contact);
    }
    // Activity is when we learned of it: a message that was late at the provider must still come up in the list.
    chat.activity = chat.activity.max(now);

    let mut change = Change::of(expected, chat);
    change.episode = before.and_then(|closed| rules::opened_again(closed, &change.chat));
    change.fetches = rules::fetch::begun(&message.id, &inbound.sources, now);
    if let Content::Press { press } = &inbound.content {
        change.intent = Some(IntentRow {
            intent: press.intent(&inbound.sender.identity),
            message: message.id.clone(),
            digest: String::new(),
        });
        change.asked = Some(ContactId::first_seen(&inbound.sender.identity));
    }
    change.messages = vec![MessageWrite::Insert(message)];
    if before.is_none() {
        change.cards.push(rules::card_meet(&change.chat, now));
    }
    if let Some(holder) = holder {
        account(&mut change, before, &Roster(vec![holder.clone()]), now);
    }
    change
}

/// What was said, as it is stored.
fn said(
    chat: Option<&Chat>,
    inbound: &InboundMessage,
    edited_at: Option<UnixMs>,
    version: u64,
    now: UnixMs,
) -> Message {
    let identity = &inbound.sender.identity;
    let is_press = matches!(inbound.content, Content::Press { .. });
    Message {
        id: MessageId {
            identity: identity.clone(),
            order: place(chat, inbound, version),
        },
        chat: chat.map_or_else(|| ContactId::first_seen(identity), |chat| chat.id.clone()),
        version,
        at: if is_press { now } else { inbound.at },
        origin: Origin::Contact,
        content: inbound.content.clone(),
        edited: edited_at.map(|at| Edited { at, times: 0 }),
        reply: inbound.reply.clone(),
        forwarded: inbound.forwarded.clone(),
        came_by: inbound.came_by.clone(),
        cropped: inbound.is_cropped.then_some(Cropped::Waiting),
        reactions: None,
        revision: None,
        deleted: None,
    }
}

/// Where the message stands: at its own number, or, as a press has none, behind everything that is known.
fn place(chat: Option<&Chat>, inbound: &InboundMessage, version: u64) -> Order {
    let Content::Press { .. } = &inbound.content else {
        return Order::inbound(inbound.position);
    };
    let known = chat.and_then(|chat| chat.identity(&inbound.sender.identity));
    let newest = known.map_or(0, |identity| identity.position).max(inbound.position);
    Order::outgoing(newest, version)
}

/// Whose row [`receive`] must be given: who had the chat when it was closed.
#[must_use]
pub fn returns_to(chat: &Chat) -> Option<&crate::OperatorId> {
    chat.holder().filter(|_| !chat.is_open())
}

/// Gives a chat that opens again to whom it belonged, if they can take it; else it waits in front.
fn come_back(chat: &mut Chat, holder: Option<&Operator>, now: UnixMs) {
    let is_theirs = |operator: &&Operator| chat.holder() == Some(&operator.id) && operator.can_take();
    chat.assignment = match holder.filter(is_theirs) {
        Some(operator) => Assignment::Assigned {
            to: operator.id.clone(),
            at: now,
            how: Handover::Returned,
        },
        None => Assignment::Unassigned {
            since: now,
            is_returned: chat.holder().is_some(),
        },
    };
}

fn first(id: ContactId, message: &Message, now: UnixMs) -> Chat {
    Chat {
        id,
        version: 0,
        state: ChatState::Open { since: now },
        assignment: Assignment::Unassigned {
            since: now,
            is_returned: false,
        },
        name: String::new(),
        is_named: false,
        avatar: None,
        identities: Vec::new(),
        united: Vec::new(),
        activity: now,
        preview: preview(message, Speaker::Contact),
        inbound: 0,
        read: 0,
        episode: Some(Episode::begins(now)),
        snoozed_until: None,
        outbox: Vec::new(),
        outbox_due: None,
    }
}

/// The name to show: as given, else what is known, else the public name.
pub(super) fn name(given: &str, username: Option<&String>, known: &str) -> String {
    let given = given.trim();
    let best = match (given, username, known) {
        ("", Some(username), "" | NAMELESS) => username.as_str(),
        ("", None, "") => NAMELESS,
        ("", _, known) => known,
        (given, _, _) => given,
    };
    best.chars().take(NAME_CHARS_MAX).collect()
}

/// Puts the address that wrote first in the row and remembers the newest number seen there.
fn meet(chat: &mut Chat, inbound: &InboundMessage) {
    let sender = &inbound.sender;
    let known = chat
        .identities
        .iter()
        .position(|identity| identity.id == sender.identity);
    let mut identity = known.map(|at| chat.identities.remove(at)).unwrap_or_else(|| Identity {
        id: sender.identity.clone(),
        messenger: sender.messenger.clone(),
        username: None,
        position: 0,
        missing: None,
        inbound: 0,
        erased: 0,
        read_up_to: 0,
        blocked: None,
        asked: None,
        notifies: None,
    });
    if !chat.united.is_empty() {
        identity.inbound += 1;
    }
    // Who writes has not blocked us, or no longer.
    identity.blocked = None;
    // Whose messages are a contact's does not hear the desk's news there, or no longer.
    identity.notifies = None;
    identity.learn(inbound.position, inbound.previous);
    identity.username = sender.username.clone().or(identity.username);
    chat.identities.insert(0, identity);
    chat.identities.truncate(IDENTITIES_MAX);
}

/// Whether nothing later of the same address is shown already.
pub(super) fn is_newest(chat: &Chat, message: &MessageId) -> bool {
    chat.preview.message.identity != message.identity || chat.preview.message.order <= message.order
}

pub(super) fn preview(message: &Message, from: Speaker) -> Preview {
    Preview {
        message: message.id.clone(),
        text: message.preview(),
        from,
        version: message.version,
        delivery: message.delivery().and_then(Delivery::end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Content, rules,
        rules::samples::{NOON, anna, held_by, inbound, online, open_chat},
    };

    #[test]
    fn the_first_message_begins_an_open_unread_chat() {
        let change = receive(None, &inbound(7, "hello"), None, None, NOON);

        assert_eq!(change.expected, 0);
        assert_eq!(change.chat.version, 1);
        assert!(change.chat.is_open());
        assert_eq!(change.chat.unread(), 1);
        assert_eq!(change.chat.name, "Anna Petrova");
        assert_eq!(change.chat.preview.text, "hello");
        change.chat.check().expect("sound");
    }

    #[test]
    fn a_message_opens_a_closed_chat() {
        let mut chat = open_chat();
        chat.state = ChatState::Closed {
            by: "anna".parse().expect("id"),
            at: NOON,
            reason: None,
        };

        let change = receive(Some(&chat), &inbound(8, "again"), None, None, NOON.plus(1));

        assert_eq!(change.chat.state, ChatState::Open { since: NOON.plus(1) });
        assert_eq!(change.chat.unread(), chat.unread() + 1);
    }

    #[test]
    fn a_chat_comes_back_to_who_had_it_or_waits_in_front() {
        let closed = rules::close(&held_by("anna"), &anna(), None, NOON).chat;
        let full = Operator {
            open_chats: 10,
            ..online("anna")
        };
        let opened_for = |holder: &Operator| receive(Some(&closed), &inbound(8, "again"), None, Some(holder), NOON);
        assert_eq!(returns_to(&closed), Some(&anna()));

        let back = opened_for(&online("anna"));
        let waits = opened_for(&full);

        assert_eq!(back.chat.open_holder(), Some(&anna()));
        assert_eq!(back.operators[0].open_chats, 1);
        assert_eq!(waits.chat.waiting(), Some((NOON, true)));
        assert!(waits.operators.is_empty());
        assert_eq!(
            back.chat.episode.as_ref().map(|episode| episode.inbound),
            Some(1),
            "a new episode"
        );
    }

    #[test]
    fn a_late_message_keeps_the_newer_preview() {
        let chat = receive(None, &inbound(9, "newer"), None, None, NOON).chat;

        let change = receive(Some(&chat), &inbound(8, "older, came late"), None, None, NOON.plus(1));

        assert_eq!(change.chat.preview.text, "newer");
        assert_eq!(change.chat.identities[0].position, 9);
    }

    #[test]
    fn a_contact_without_any_name_still_has_one() {
        let mut message = inbound(1, "x");
        message.sender.name = "  ".into();
        message.sender.username = None;

        assert_eq!(receive(None, &message, None, None, NOON).chat.name, NAMELESS);

        message.sender.username = Some("anna_p".into());
        assert_eq!(receive(None, &message, None, None, NOON).chat.name, "anna_p");
    }

    #[test]
    fn a_press_stands_behind_everything_and_is_remembered_by_its_own_name() {
        let chat = receive(None, &inbound(9, "hi"), None, None, NOON).chat;
        let mut pressed = inbound(4, "");
        pressed.content = Content::Press {
            press: crate::Press::of(Some("Yes"), Some("y"), "handle"),
        };

        let change = receive(Some(&chat), &pressed, None, None, NOON.plus(5));

        let message = change.messages[0].message();
        assert_eq!(message.id.order, Order::outgoing(9, 2));
        assert_eq!((message.at, message.parts().len()), (NOON.plus(5), 0));
        assert_eq!((change.chat.preview.text.as_str(), change.chat.unread()), ("Yes", 2));
        assert_eq!(change.chat.identities[0].position, 9);
        let again = receive(Some(&change.chat), &pressed, None, None, NOON.plus(6));
        let intent = |change: &Change| change.intent.as_ref().map(|row| row.intent.clone());
        assert!(intent(&change).is_some() && intent(&change) == intent(&again));

        // Whoever the contact is united with meanwhile, a repetition looks in the same place.
        let mut united = change.chat.clone();
        united.id = "another".parse().expect("an id");
        let repeated = receive(Some(&united), &pressed, None, None, NOON.plus(7));
        assert_eq!((&repeated.asked, repeated.asked.is_some()), (&change.asked, true));
    }

    #[test]
    fn unsupported_content_is_a_message_too() {
        let mut message = inbound(1, "");
        message.content = Content::Unsupported {
            kind: "poll".into(),
            caption: None,
        };

        assert_eq!(receive(None, &message, None, None, NOON).chat.preview.text, "poll");
    }
}
