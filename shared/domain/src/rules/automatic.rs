//! What the desk says to a contact by itself: it goes the way of all answers, and is nobody's.

use crate::{
    Change, Chat, Content, Delivery, Identity, Message, MessageId, MessageWrite, Order, Origin, UnixMs,
    message::Automatic, rules::send::HEAD_START_MS,
};

/// Queues `text` at one of the chat's addresses. It opens nothing, counts in no figure, and leaves preview and unread where
/// they are. The outbox must have room.
#[must_use]
pub(super) fn automatic(chat: &Chat, identity: &Identity, why: Automatic, text: String, now: UnixMs) -> Change {
    let version = chat.version + 1;
    let message = Message {
        id: MessageId {
            identity: identity.id.clone(),
            order: Order::outgoing(identity.position, version),
        },
        chat: chat.id.clone(),
        version,
        at: now,
        origin: Origin::Automatic {
            why,
            delivery: Delivery::Queued {
                not_before: now,
                attempts: 0,
                unsure_since: None,
            },
        },
        content: Content::Text { text },
        edited: None,
        reply: None,
        forwarded: None,
        came_by: None,
        cropped: None,
        reactions: None,
        revision: None,
        deleted: None,
    };
    let mut change = Change::next(chat, |chat| {
        chat.outbox.push(message.id.clone());
        chat.outbox_due = chat.outbox_due.or(Some(now.plus(HEAD_START_MS)));
    });
    change.messages.push(MessageWrite::Insert(message));
    change
}
