//! A contact puts a sign under a message, or takes it away.

use crate::{Change, Chat, Message, MessageWrite, Reactions, UnixMs, inbound::InboundReaction};

/// Shows what stands under the message now. No message comes by it: the chat stays where it is, read or unread, open or
/// closed. What is known already changes nothing, nor does an older word.
#[must_use]
pub fn react(chat: &Chat, message: &Message, told: &InboundReaction, now: UnixMs) -> Change {
    let known = message.reactions.as_ref();
    let is_older = |known: &Reactions| told.at.is_some_and(|at| at < known.at);
    let is_known = known.map_or(told.signs.is_empty(), |known| known.signs == told.signs);
    if is_known || known.is_some_and(is_older) {
        return Change::none(chat);
    }
    let mut change = Change::next(chat, |_| {});
    let mut after = message.clone();
    after.version = change.chat.version;
    after.reactions = Some(Reactions {
        signs: told.signs.clone(),
        at: told.at.unwrap_or(now),
    });
    change.messages.push(MessageWrite::replace(after, message));
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rules,
        rules::samples::{NOON, anna, held_by, identity, inbound, open_chat},
    };

    fn told(signs: &[&str], at: Option<UnixMs>) -> InboundReaction {
        InboundReaction {
            identity: identity(),
            number: 7,
            signs: signs.iter().map(|sign| (*sign).to_owned()).collect(),
            at,
        }
    }

    fn message(chat: &Chat) -> Message {
        rules::receive(Some(chat), &inbound(8, "hi"), None, None, NOON).messages[0]
            .message()
            .clone()
    }

    #[test]
    fn a_sign_is_put_replaced_and_taken_away_without_waking_anybody() {
        let chat = rules::close(&held_by("anna"), &anna(), None, NOON).chat;
        let message = message(&chat);

        let put = react(&chat, &message, &told(&["👍"], Some(NOON)), NOON);
        let shown = put.messages[0].message().clone();
        let gone = react(&put.chat, &shown, &told(&[], Some(NOON.plus(1))), NOON);

        assert_eq!(
            shown.reactions.as_ref().map(|shown| shown.signs.as_slice()),
            Some(["👍".to_owned()].as_slice())
        );
        assert_eq!(
            put.chat,
            Chat {
                version: chat.version + 1,
                ..chat.clone()
            },
            "nothing else of the chat changes"
        );
        assert!(
            gone.messages[0]
                .message()
                .reactions
                .as_ref()
                .is_some_and(|shown| shown.signs.is_empty())
        );
    }

    #[test]
    fn what_is_known_or_older_changes_nothing() {
        let chat = open_chat();
        let message = message(&chat);
        assert!(react(&chat, &message, &told(&[], None), NOON).is_empty());
        let shown = react(&chat, &message, &told(&["🔥"], Some(NOON)), NOON).messages[0]
            .message()
            .clone();

        assert!(react(&chat, &shown, &told(&["🔥"], Some(NOON.plus(5))), NOON).is_empty());
        assert!(react(&chat, &shown, &told(&["👍"], Some(NOON.plus(-5))), NOON).is_empty());
        assert!(!react(&chat, &shown, &told(&["👍"], None), NOON).is_empty());
    }
}
