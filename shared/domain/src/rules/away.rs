//! Telling a contact who writes outside the working hours that nobody is there.

use super::automatic::automatic;
use crate::{Change, Chat, HOUR_MS, Settings, UnixMs, chat::OUTBOX_MAX, message::Automatic};

/// Shortest time between two away messages to one contact, however often the desk opens and closes.
pub const PAUSE_MS: i64 = 4 * HOUR_MS;

/// Queues the away message if the contact wrote while the desk is closed, nobody answered, and they were not told in this
/// closed stretch. `None`: there is nothing to say.
///
/// The episode keeps when they were told, in the commit that queues the message: whoever decides again finds it done. It
/// opens nothing, is nobody's answer, and leaves the chat unread where it was.
#[must_use]
pub fn away(chat: &Chat, settings: &Settings, now: UnixMs) -> Option<Change> {
    let words = settings.away_message.as_ref()?;
    let episode = chat.episode.as_ref().filter(|_| chat.is_open())?;
    let asked = episode.unanswered_since?;
    // Closed when they wrote, and still: a message learned of late is answered by whoever is there by now.
    let closed_since = settings.closed_since(asked)?;
    settings.closed_since(now)?;
    let is_told = |told: UnixMs| told >= closed_since || told.plus(PAUSE_MS) > now;
    if episode.away.is_some_and(is_told) || chat.outbox.len() >= OUTBOX_MAX {
        return None;
    }
    let identity = chat
        .identity(&chat.preview.message.identity)
        .or(chat.identities.first())?;
    let mut change = automatic(chat, identity, Automatic::Away, words.clone(), now);
    if let Some(episode) = &mut change.chat.episode {
        episode.away = Some(now);
    }
    Some(change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DAY_MS, Delivery, OpenHours, Origin, rules,
        rules::samples::{CAPABILITIES, NOON, anna, inbound, open_chat},
    };

    /// Open on weekdays from nine to six; NOON is a Sunday.
    fn settings() -> Settings {
        let day = vec![OpenHours {
            from_min: 9 * 60,
            to_min: 18 * 60,
        }];
        Settings {
            away_message: Some("We are asleep".into()),
            working_hours: vec![
                day.clone(),
                day.clone(),
                day.clone(),
                day.clone(),
                day,
                Vec::new(),
                Vec::new(),
            ],
            ..Settings::default()
        }
    }

    fn wrote(chat: &Chat, position: u64, now: UnixMs) -> Chat {
        rules::receive(Some(chat), &inbound(position, "anybody?"), None, None, now).chat
    }

    #[test]
    fn a_contact_is_told_once_in_a_closed_stretch() {
        let chat = open_chat();
        let told = away(&chat, &settings(), NOON).expect("closed");

        let message = told.messages[0].message();
        assert!(matches!(
            message.origin,
            Origin::Automatic {
                why: Automatic::Away,
                ..
            }
        ));
        assert_eq!(message.content.preview(), "We are asleep");
        let after = &told.chat;
        after.check().expect("sound");
        assert_eq!(
            (after.unread(), &after.preview, after.activity),
            (1, &chat.preview, chat.activity)
        );
        let episode = after.episode.as_ref().expect("running");
        assert_eq!(
            (episode.outbound, episode.first_answer_ms, episode.unanswered_since),
            (0, None, Some(NOON))
        );
        let more = wrote(after, 8, NOON.plus(9 * HOUR_MS));
        assert_eq!(away(&more, &settings(), NOON.plus(9 * HOUR_MS)), None, "the same night");
        assert_eq!(away(after, &settings(), NOON), None, "decided again");
    }

    #[test]
    fn a_new_episode_of_the_same_night_is_not_told_again_and_the_next_night_is() {
        let told = away(&open_chat(), &settings(), NOON).expect("closed").chat;
        let closed = rules::close(&told, &anna(), None, NOON.plus(HOUR_MS)).chat;

        let same_night = wrote(&closed, 8, NOON.plus(5 * HOUR_MS));
        let next_night = wrote(&closed, 8, NOON.plus(DAY_MS + 7 * HOUR_MS));

        assert_eq!(away(&same_night, &settings(), NOON.plus(5 * HOUR_MS)), None);
        assert!(away(&next_night, &settings(), NOON.plus(DAY_MS + 7 * HOUR_MS)).is_some());
    }

    #[test]
    fn nobody_is_told_while_the_desk_is_open_or_when_there_is_nothing_to_answer() {
        let open = NOON.plus(DAY_MS);
        let at_work = wrote(&open_chat(), 8, open);
        assert_eq!(away(&at_work, &settings(), open), None, "written at work");
        assert_eq!(away(&open_chat(), &settings(), open), None, "learned of at work");
        let closed = rules::close(&open_chat(), &anna(), None, NOON).chat;
        assert_eq!(away(&closed, &settings(), NOON), None, "never opens a chat");
        let mute = Settings {
            away_message: None,
            ..settings()
        };
        assert_eq!(away(&open_chat(), &mute, NOON), None);
        let always = Settings {
            working_hours: Vec::new(),
            ..settings()
        };
        assert_eq!(away(&open_chat(), &always, NOON), None);
    }

    #[test]
    fn an_automatic_message_goes_the_way_of_all_answers() {
        let told = away(&open_chat(), &settings(), NOON).expect("closed");
        let message = told.messages[0].message();

        let (claimed, fence) = rules::claim(message, NOON).expect("due");
        let accepted = crate::Outcome::Accepted {
            parts: vec!["12".into()],
            position: Some(12),
            at: Some(NOON),
        };
        let after = rules::deliver(&told.chat, &claimed, fence, &accepted, &CAPABILITIES, NOON);

        assert!(after.chat.outbox.is_empty());
        assert!(matches!(
            after.messages[0].message().delivery(),
            Some(Delivery::Accepted { .. })
        ));
    }
}
