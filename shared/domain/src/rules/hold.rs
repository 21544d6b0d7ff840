//! Answers whose channel lets nothing out: they wait, in order, until it does.
//!
//! An answer that waits for its channel stays queued and is not tried. Its chat is due again only when the first of them
//! has waited too long; a [`Hold`] in the table leads from the channel to the chat, and whoever opens the channel
//! releases the chats that are found by it. So waiting costs nothing, however long it lasts.

use crate::{
    Change, ChannelId, Chat, ContactId, Delivery, DeliveryReason, HOUR_MS, Hold, MINUTE_MS, Message, Origin,
    ReasonKind, RevisionProgress, UnixMs,
    delivery::REASON_CHARS_MAX,
    message::Automatic,
    rules::{
        deliver::{refused_after, settle},
        revise::end,
    },
};

/// How long an answer waits for its channel: about as long as one is tried that no messenger takes
/// ([`super::deliver::ATTEMPTS_MAX`]), half a day. Older ones answer what nobody asks any more.
pub const WAIT_MS_MAX: i64 = 12 * HOUR_MS;

/// The same of the word that nobody is there.
const AUTOMATIC_WAIT_MS_MAX: i64 = 10 * MINUTE_MS;

/// Until when something of the outbox may wait for its channel: an answer, or a wish to change a message.
#[must_use]
pub fn waits_until(message: &Message) -> UnixMs {
    let wish = message.revision.as_ref().filter(|revision| revision.is_pending());
    let since = match (message.delivery(), wish) {
        (Some(delivery), _) if delivery.is_pending() => message.at,
        (_, Some(revision)) => revision.at,
        _ => message.at,
    };
    match message.origin {
        // What the desk says of this moment is wrong in the next.
        Origin::Automatic {
            why: Automatic::Away, ..
        } => since.plus(AUTOMATIC_WAIT_MS_MAX),
        _ => since.plus(WAIT_MS_MAX),
    }
}

/// What waits in a chat for its channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The channels, each with the version at which it let nothing out.
    pub channels: Vec<(ChannelId, u64)>,
    /// When the first of them has waited too long.
    pub until: Option<UnixMs>,
    /// Whether something else of the chat is under way, or due before.
    pub is_under_way: bool,
}

/// Puts a chat's answers aside until one of `waiting.channels` lets them out. `known`: the channels it is found by
/// already. Empty if nothing changes by it.
#[must_use]
pub fn hold(chat: &Chat, waiting: &Waiting, known: &[ChannelId]) -> Change {
    let due = match waiting.until {
        Some(until) if !waiting.is_under_way => Some(until),
        _ => chat.outbox_due,
    };
    if chat.outbox_due == due && waiting.channels.iter().all(|(channel, _)| known.contains(channel)) {
        return Change::none(chat);
    }
    let mut change = Change::next(chat, |chat| chat.outbox_due = due);
    change.holds = waiting
        .channels
        .iter()
        .map(|(channel, version)| Hold::Put {
            channel: channel.clone(),
            version: *version,
        })
        .collect();
    change
}

/// Lets a chat's answers go on: `channel` may let them out again. `found`: under whom the chat was found.
#[must_use]
pub fn release(chat: &Chat, channel: &ChannelId, found: &ContactId, now: UnixMs) -> Change {
    let mut change = Change::next(chat, |chat| {
        if !chat.outbox.is_empty() {
            chat.outbox_due = Some(now);
        }
    });
    change.holds.push(Hold::Take {
        channel: channel.clone(),
        contact: found.clone(),
    });
    change
}

/// Gives up an answer, or a wish to change a message, that waits for its channel.
#[must_use]
pub fn give_up(chat: &Chat, message: &Message, reason: DeliveryReason, now: UnixMs) -> Change {
    if message.delivery().is_some_and(Delivery::is_pending) {
        return settle(chat, message, refused_after(message, reason, now), (None, None), now);
    }
    match message.revision.as_ref().filter(|revision| revision.is_pending()) {
        Some(revision) => end(
            chat,
            message,
            revision,
            RevisionProgress::Refused { reason, at: now },
            now,
        ),
        None => Change::none(chat),
    }
}

/// What an answer is refused with that waited too long.
#[must_use]
pub fn waited_too_long(words: &str) -> DeliveryReason {
    DeliveryReason {
        kind: ReasonKind::Channel,
        code: String::new(),
        text: words.chars().take(REASON_CHARS_MAX).collect(),
    }
}

/// What is refused with that was to go out through a channel an admin removed.
#[must_use]
pub fn channel_removed() -> DeliveryReason {
    DeliveryReason {
        kind: ReasonKind::ChannelRemoved,
        code: String::new(),
        text: "the channel was removed".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rules::{
            self,
            samples::{CAPABILITIES, NOON, anna, open_chat, request},
        },
        wire::SendMessage,
    };

    fn sent(chat: &Chat, text: &str) -> (Chat, Message) {
        let (request, by): (SendMessage, _) = (request(chat, text), anna());
        let sending = rules::Sending::new(&request, &CAPABILITIES, &by);
        let change = rules::send(chat, sending, NOON).expect("sent");
        (change.chat.clone(), change.messages[0].message().clone())
    }

    fn waiting(message: &Message, is_under_way: bool) -> Waiting {
        Waiting {
            channels: vec![(message.id.identity.channel.clone(), 3)],
            until: Some(waits_until(message)),
            is_under_way,
        }
    }

    #[test]
    fn a_held_chat_is_due_again_only_when_its_answer_waited_too_long() {
        let (chat, message) = sent(&open_chat(), "hello");

        let change = hold(&chat, &waiting(&message, false), &[]);

        assert_eq!(change.chat.outbox_due, Some(NOON.plus(WAIT_MS_MAX)));
        assert_eq!(change.chat.outbox, chat.outbox);
        let channel = message.id.identity.channel.clone();
        let put = Hold::Put {
            channel: channel.clone(),
            version: 3,
        };
        assert_eq!(change.holds, [put]);
        change.chat.check().expect("sound");
        let again = hold(&change.chat, &waiting(&message, false), &[channel]);
        assert!(again.is_empty(), "holding twice changes nothing");
    }

    #[test]
    fn what_is_under_way_keeps_its_own_due_time() {
        let (chat, message) = sent(&open_chat(), "hello");

        let change = hold(&chat, &waiting(&message, true), &[]);

        assert_eq!(change.chat.outbox_due, chat.outbox_due);
        assert!(!change.is_empty(), "it must be found by its channel all the same");
    }

    #[test]
    fn a_released_chat_is_due_at_once() {
        let (chat, message) = sent(&open_chat(), "hello");
        let held = hold(&chat, &waiting(&message, false), &[]).chat;
        let later = NOON.plus(HOUR_MS);

        let change = release(&held, &message.id.identity.channel, &held.id, later);

        assert_eq!(change.chat.outbox_due, Some(later));
        assert!(matches!(change.holds[..], [Hold::Take { .. }]));
        change.chat.check().expect("sound");
    }

    #[test]
    fn what_is_given_up_leaves_the_outbox_to_those_behind_it() {
        let (chat, first) = sent(&open_chat(), "one");
        let (chat, second) = sent(&chat, "two");

        let change = give_up(&chat, &first, channel_removed(), NOON);

        assert_eq!(change.chat.outbox, std::slice::from_ref(&second.id));
        let refused = change.messages[0].message().delivery();
        let is_said = |reason: &DeliveryReason| reason.kind == ReasonKind::ChannelRemoved;
        assert!(matches!(refused, Some(Delivery::Refused { reason, .. }) if is_said(reason)));
        let last = give_up(&change.chat, &second, waited_too_long("401"), NOON).chat;
        assert_eq!((last.outbox.len(), last.outbox_due), (0, None));
    }
}
