//! Giving a waiting chat to somebody.
//!
//! To the Online and involved operator with the fewest open chats below the personal limit; among equals to the one who
//! has waited longest for a chat. Which waiting chat comes first is the queue's order (`keys::waiting_order`): those that
//! had somebody before, then the others, each by the time they wait.

use super::account;
use crate::{Assignment, Change, Chat, Explanation, Handover, Line, Roster, UnixMs, roster::CANDIDATES_MAX};

/// Gives the chat to the best candidate. `None`: it does not wait, or nobody can take it.
#[must_use]
pub fn distribute(chat: &Chat, roster: &Roster, now: UnixMs) -> Option<Change> {
    chat.waiting()?;
    let mut candidates = roster.candidates();
    let to = candidates.first()?.operator.clone();
    candidates.truncate(CANDIDATES_MAX);

    let mut change = Change::next(chat, |chat| {
        chat.assignment = Assignment::Assigned {
            to: to.clone(),
            at: now,
            how: Handover::Distributed,
        };
    });
    change.explanation = Some(Explanation {
        to: to.clone(),
        at: now,
        how: Handover::Distributed,
        candidates,
    });
    change.tells(
        Line::Assigned {
            to,
            how: Handover::Distributed,
        },
        now,
    );
    account(&mut change, Some(chat), roster, now);
    Some(change)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Operator, Status,
        rules::samples::{NOON, online, open_chat},
    };

    fn holding(name: &str, open_chats: u32, last_assigned: i64) -> Operator {
        Operator {
            open_chats,
            last_assigned: UnixMs(last_assigned),
            ..online(name)
        }
    }

    fn given_to(roster: Vec<Operator>) -> Option<String> {
        let change = distribute(&open_chat(), &Roster(roster), NOON)?;
        change.chat.holder().map(ToString::to_string)
    }

    #[test]
    fn the_one_with_the_fewest_chats_gets_it_and_among_equals_who_waited_longest() {
        assert_eq!(
            given_to(vec![holding("anna", 2, 1), holding("boris", 1, 9)]).as_deref(),
            Some("boris")
        );
        assert_eq!(
            given_to(vec![holding("anna", 1, 9), holding("boris", 1, 1)]).as_deref(),
            Some("boris")
        );
    }

    #[test]
    fn who_is_not_online_not_involved_or_full_gets_nothing() {
        let full = Operator {
            chats_max: 2,
            ..holding("full", 2, 0)
        };
        let busy = Operator {
            status: Status::Busy,
            ..online("busy")
        };
        let idle = Operator {
            is_involved: false,
            ..online("idle")
        };
        let gone = Operator {
            is_active: false,
            ..online("gone")
        };

        assert_eq!(given_to(vec![full, busy, idle, gone]), None);
    }

    #[test]
    fn why_is_told() {
        let roster = Roster(vec![holding("anna", 3, 0), holding("boris", 1, 0)]);

        let change = distribute(&open_chat(), &roster, NOON).expect("given");

        let explanation = change.explanation.expect("explained");
        assert_eq!(explanation.candidates.len(), 2);
        assert_eq!(explanation.candidates[0].open_chats, 1, "as it was before");
        assert_eq!(explanation.candidates[0].operator, explanation.to);
    }

    #[test]
    fn a_chat_somebody_has_or_put_aside_does_not_wait() {
        let roster = Roster(vec![online("anna")]);
        let given = distribute(&open_chat(), &roster, NOON).expect("given").chat;
        let mut aside = open_chat();
        aside.snoozed_until = Some(NOON.plus(1));

        assert!(distribute(&given, &roster, NOON).is_none());
        assert!(distribute(&aside, &roster, NOON).is_none());
    }

    proptest! {
        /// Whoever gets it could take it, and nobody who could has fewer chats.
        #[test]
        fn nobody_is_overloaded_or_passed_over(
            people in prop::collection::vec((0..4_u8, any::<bool>(), 0..6_u32, 0..6_u32, 0..9_i64), 0..8)
        ) {
            let roster = Roster(people.iter().enumerate().map(|(number, (status, is_involved, open, max, last))| {
                let status = [Status::Online, Status::Busy, Status::Break, Status::Offline][usize::from(*status)];
                let base = holding(&format!("o{number}"), *open, *last);
                Operator { status, is_involved: *is_involved, chats_max: *max, ..base }
            }).collect());
            let able: Vec<&Operator> = roster.0.iter().filter(|operator| operator.can_take()).collect();
            match distribute(&open_chat(), &roster, NOON) {
                None => prop_assert!(able.is_empty()),
                Some(change) => {
                    let taker = roster.find(change.chat.holder().expect("held")).expect("known");
                    prop_assert!(taker.can_take());
                    prop_assert!(able.iter().all(|other| other.open_chats >= taker.open_chats));
                    prop_assert!(change.operators[0].open_chats <= change.operators[0].chats_max);
                    change.chat.check().expect("sound");
                }
            }
        }
    }
}
