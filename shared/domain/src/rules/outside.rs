//! Somebody of the business answered in the messenger itself.
//!
//! The contact has the answer already, so it is shown and never sent. Its key is the provider's number, as a contact's
//! message's is: the commit itself refuses a duplicate.

use crate::{
    Change, Chat, Cropped, Message, MessageId, MessageWrite, Order, Origin, Speaker, UnixMs, inbound::InboundMessage,
    rules,
};

/// Adds the answer to its chat: nobody waits for one any more, whoever has the chat. A closed chat stays closed.
#[must_use]
pub fn outside(chat: &Chat, told: &InboundMessage, now: UnixMs) -> Change {
    let identity = &told.sender.identity;
    // Of somebody unknown, or a repetition of what was erased with the contact.
    if chat
        .identity(identity)
        .is_none_or(|known| told.position <= known.erased)
    {
        return Change::none(chat);
    }
    let version = chat.version + 1;
    let message = Message {
        id: MessageId {
            identity: identity.clone(),
            order: Order::inbound(told.position),
        },
        chat: chat.id.clone(),
        version,
        at: told.at,
        origin: Origin::Outside,
        content: told.content.clone(),
        edited: None,
        reply: told.reply.clone(),
        forwarded: told.forwarded.clone(),
        came_by: None,
        cropped: told.is_cropped.then_some(Cropped::Waiting),
        reactions: None,
        revision: None,
        deleted: None,
    };
    let mut change = Change::next(chat, |chat| {
        if rules::receive::is_newest(chat, &message.id) {
            chat.preview = rules::receive::preview(&message, Speaker::Outside);
        }
        chat.activity = chat.activity.max(now);
        let mut identities = chat.identities.iter_mut();
        if let Some(known) = identities.find(|known| &known.id == identity) {
            known.learn(told.position, told.previous);
        }
        if let Some(episode) = chat
            .episode
            .as_mut()
            .filter(|_| matches!(chat.state, crate::ChatState::Open { .. }))
        {
            episode.answers(now);
        }
    });
    change.fetches = rules::fetch::begun(&message.id, &told.sources, now);
    change.messages.push(MessageWrite::Insert(message));
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, held_by, inbound, open_chat};

    #[test]
    fn an_answer_given_elsewhere_is_shown_and_ends_the_waiting() {
        let chat = open_chat();

        let change = outside(&chat, &inbound(8, "yes, at noon"), NOON.plus(1_000));

        let message = change.messages[0].message();
        assert_eq!((&message.origin, message.delivery()), (&Origin::Outside, None));
        assert_eq!(change.chat.preview.from, Speaker::Outside);
        assert_eq!(
            (change.chat.unread(), change.chat.inbound),
            (chat.unread(), chat.inbound)
        );
        assert_eq!(change.chat.identities[0].position, 8);
        let episode = change.chat.episode.as_ref().expect("running");
        assert_eq!((episode.unanswered_since, episode.outbound), (None, 1));
        assert!(change.chat.outbox.is_empty());
        change.chat.check().expect("sound");
    }

    #[test]
    fn it_neither_opens_nor_takes_a_chat() {
        let closed = rules::close(&held_by("anna"), &anna(), None, NOON).chat;

        let change = outside(&closed, &inbound(8, "by the way"), NOON);

        assert_eq!(change.chat.state, closed.state);
        assert_eq!(change.chat.episode, closed.episode);
        assert_eq!(outside(&open_chat(), &inbound(8, "x"), NOON).chat.holder(), None);
        let mut foreign = inbound(8, "x");
        foreign.sender.identity = "channel:78".parse().expect("id");
        assert!(outside(&closed, &foreign, NOON).is_empty());
    }
}
