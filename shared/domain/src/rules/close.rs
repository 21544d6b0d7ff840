//! Settling a chat.

use crate::{AuditEntry, Change, Chat, ChatState, ClosedEpisode, EpisodeWrite, Line, OperatorId, UnixMs};

/// Closes a chat and ends its episode; a closed one stays as it is. Nothing is deleted, and the contact's next message
/// opens it again. Who was responsible stays known, so that the chat can come back to them.
#[must_use]
pub fn close(chat: &Chat, by: &OperatorId, reason: Option<&str>, now: UnixMs) -> Change {
    if !chat.is_open() {
        return Change::none(chat);
    }
    let reason = reason.map(ToOwned::to_owned);
    // By a clock that stepped back a chat would be closed before it was opened.
    let at = chat.episode.as_ref().map_or(now, |episode| now.max(episode.opened));
    let mut change = Change::next(chat, |chat| {
        chat.state = ChatState::Closed {
            by: by.clone(),
            at,
            reason: reason.clone(),
        };
        chat.read = chat.inbound;
        chat.snoozed_until = None;
    });
    change.episode = ClosedEpisode::of(&change.chat).map(|episode| EpisodeWrite::Store(Box::new(episode)));
    let entry = AuditEntry::new(
        now,
        Some(by),
        "chat_closed",
        format!("chat/{}", chat.id),
        change.chat.version,
    );
    change.audit = Some(entry.with(&(), &reason));
    change.tells(Line::Closed { by: by.clone(), reason }, now);
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, boris, open_chat};

    #[test]
    fn closing_a_closed_chat_announces_nothing() {
        let closed = close(&open_chat(), &anna(), Some("solved"), NOON).chat;

        let change = close(&closed, &boris(), None, NOON.plus(1));

        assert!(change.is_empty());
        let reason = Some("solved".to_owned());
        assert_eq!(
            change.chat.state,
            ChatState::Closed {
                by: anna(),
                at: NOON,
                reason
            }
        );
    }

    #[test]
    fn the_episode_is_stored_with_who_and_why() {
        let change = close(&open_chat(), &anna(), Some("solved"), NOON.plus(60_000));

        let Some(EpisodeWrite::Store(episode)) = change.episode else {
            panic!("stored");
        };
        assert_eq!(episode.figures.inbound, 1);
        assert_eq!((episode.closed_by, episode.reason.as_deref()), (anna(), Some("solved")));
        change.chat.check().expect("sound");
    }
}
