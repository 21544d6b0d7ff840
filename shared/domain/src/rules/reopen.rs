//! Taking a closed chat up again.

use crate::{
    Assignment, AuditEntry, Change, Chat, ChatState, ClosedEpisode, EpisodeWrite, Handover, Line, OperatorId,
    SECOND_MS, UnixMs,
};

/// How long whoever closed a chat can undo that as if it had not been: the client offers it for half of this.
pub const UNDO_MS: i64 = 30 * SECOND_MS;

/// Opens a closed chat; an open one stays as it is. One nobody had is then held by `by`.
///
/// Whoever closed it within the last [`UNDO_MS`] undoes the closing: the episode runs on, and its report line goes. Later
/// a new episode begins, and for a day the line tells of it.
#[must_use]
pub fn reopen(chat: &Chat, by: &OperatorId, now: UnixMs) -> Change {
    let ChatState::Closed { by: closer, at, .. } = &chat.state else {
        return Change::none(chat);
    };
    let undone = chat
        .episode
        .as_ref()
        .filter(|_| closer == by && now <= at.plus(UNDO_MS));
    let mut change = Change::next(chat, |after| {
        let episode = undone.cloned().unwrap_or_else(|| chat.next_episode(now));
        after.state = ChatState::Open { since: episode.opened };
        after.episode = Some(episode);
        if undone.is_none() && chat.holder().is_none() {
            after.assignment = Assignment::Assigned {
                to: by.clone(),
                at: now,
                how: Handover::Taken,
            };
        }
        after.activity = after.activity.max(now);
    });
    change.episode = match undone {
        Some(episode) => Some(EpisodeWrite::TakeBack(episode.opened)),
        None => opened_again(chat, &change.chat),
    };
    let action = if undone.is_some() {
        "chat_close_undone"
    } else {
        "chat_reopened"
    };
    let version = change.chat.version;
    change.audit = Some(AuditEntry::new(
        now,
        Some(by),
        action,
        format!("chat/{}", chat.id),
        version,
    ));
    change.tells(Line::Reopened { by: by.clone() }, now);
    change
}

/// What the report's line of a closed chat must tell from now on: that it was opened again, as `after` stands.
#[must_use]
pub fn opened_again(closed: &Chat, after: &Chat) -> Option<EpisodeWrite> {
    let opened = after.episode.as_ref()?.opened;
    ClosedEpisode::reopened(closed, opened).map(|episode| EpisodeWrite::Store(Box::new(episode)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        close,
        samples::{NOON, anna, boris, open_chat},
    };

    #[test]
    fn reopening_an_open_chat_changes_nothing() {
        assert!(reopen(&open_chat(), &anna(), NOON).is_empty());
    }

    #[test]
    fn an_undone_closing_lets_the_episode_run_on() {
        let before = open_chat();
        let closed = close(&before, &anna(), None, NOON).chat;

        let undone = reopen(&closed, &anna(), NOON.plus(UNDO_MS));

        assert_eq!(undone.chat.episode, before.episode);
        assert_eq!(undone.chat.state, before.state);
        assert_eq!(undone.chat.assignment, before.assignment);
        let opened = before.episode.expect("running").opened;
        assert_eq!(undone.episode, Some(EpisodeWrite::TakeBack(opened)));
    }

    #[test]
    fn episodes_follow_each_other_even_where_the_clock_steps_back() {
        let first = open_chat();
        let opened = |chat: &Chat| chat.episode.as_ref().map(|episode| episode.opened);

        let closing = close(&first, &anna(), None, NOON.plus(-9_000));
        let second = reopen(&closing.chat, &boris(), NOON.plus(-9_000)).chat;

        let Some(EpisodeWrite::Store(stored)) = closing.episode else {
            panic!("stored");
        };
        assert!(stored.closed >= stored.figures.opened);
        assert!(opened(&second) > Some(stored.closed));
    }

    #[test]
    fn later_or_by_another_it_is_a_new_episode_held_by_who_took_it() {
        let closed = close(&open_chat(), &anna(), None, NOON).chat;

        let late = reopen(&closed, &anna(), NOON.plus(UNDO_MS + 1));
        let other = reopen(&closed, &boris(), NOON.plus(1));

        let next_day = reopen(&closed, &anna(), NOON.plus(crate::DAY_MS + 1));
        assert_eq!(next_day.episode, None, "a matter of its own");
        for change in [late, other] {
            let opened = change.chat.episode.as_ref().map(|episode| episode.opened);
            let Some(EpisodeWrite::Store(line)) = &change.episode else {
                panic!("the line tells of it");
            };
            assert_eq!((line.closed, line.reopened), (NOON, opened));
            assert_eq!(change.chat.episode.as_ref().map(|episode| episode.inbound), Some(0));
            assert!(change.chat.holder().is_some());
            change.chat.check().expect("sound");
        }
    }
}
