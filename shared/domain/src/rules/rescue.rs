//! Offering a chat whose contact waits too long to somebody else.

use super::{account, distribute};
use crate::{Assignment, AuditEntry, Change, Chat, Roster, UnixMs};

/// Gives the chat to the best candidate who does not have it. `None`: nobody holds it, it is put aside, or nobody else
/// can take it; then it stays where it is, for taking it away would help no one.
#[must_use]
pub fn rescue(chat: &Chat, roster: &Roster, now: UnixMs) -> Option<Change> {
    let from = chat.open_holder()?;
    let others = roster.0.iter().filter(|operator| &operator.id != from);
    let taken_away = Chat {
        assignment: Assignment::Unassigned {
            since: now,
            is_returned: true,
        },
        ..chat.clone()
    };
    let mut change = distribute(&taken_away, &Roster(others.cloned().collect()), now)?;
    let entry = AuditEntry::new(
        now,
        None,
        "chat_rescued",
        format!("chat/{}", chat.id),
        change.chat.version,
    );
    change.audit = Some(entry.with(from, &change.chat.holder()));
    account(&mut change, Some(chat), roster, now);
    Some(change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Operator,
        rules::samples::{NOON, anna, boris, held_by, online},
    };

    fn roster(open_chats: u32) -> Roster {
        let boris = Operator {
            open_chats,
            ..online("boris")
        };
        Roster(vec![online("anna"), boris])
    }

    #[test]
    fn it_goes_to_somebody_else_even_where_the_holder_has_fewer_chats() {
        let chat = held_by("anna");

        let change = rescue(&chat, &roster(5), NOON).expect("given");

        assert_eq!(change.chat.open_holder(), Some(&boris()));
        assert_eq!(change.chat.version, chat.version + 1);
        assert_eq!(change.explanation.as_ref().map(|why| &why.to), Some(&boris()));
        assert_eq!(
            change.audit.as_ref().map(|entry| entry.action.as_str()),
            Some("chat_rescued")
        );
        let counts: Vec<_> = change
            .operators
            .iter()
            .map(|operator| (&operator.id, operator.open_chats))
            .collect();
        assert_eq!(counts, [(&anna(), 0), (&boris(), 6)]);
        change.chat.check().expect("sound");
    }

    #[test]
    fn it_stays_where_nobody_else_can_take_it() {
        assert_eq!(rescue(&held_by("anna"), &roster(10), NOON), None);
        assert_eq!(rescue(&held_by("anna"), &Roster(vec![online("anna")]), NOON), None);
    }
}
