//! Keeping count of each operator's open chats.
//!
//! The count lives in the operator's row and moves in the very transaction that moves the chat, so that a personal limit
//! can never be exceeded by two decisions at once: both would need the same version of the operator.

use super::count_chats;
use crate::{Assignment, Change, Chat, Explanation, Operator, OperatorId, Roster, UnixMs};

/// Adds to `change` the operators who lose or gain an open chat by it, and why the gaining one got it.
///
/// `before` is the chat as the decision found it, `roster` holds at least the operators concerned; one who is not there
/// any more is passed over.
pub fn account(change: &mut Change, before: Option<&Chat>, roster: &Roster, now: UnixMs) {
    if change.moves(before).is_none() {
        return;
    }
    let after = change.chat.clone();
    // Opened again by a colleague, or a closing undone, it is held as it was: it comes to nobody.
    let came = after
        .open_holder()
        .filter(|_| before.is_none_or(|before| before.assignment != after.assignment));
    let before: Vec<&Chat> = before.into_iter().collect();
    move_counts(change, (&before, &[&after]), came, roster, now);
    if let Assignment::Assigned { to, at, how } = &change.chat.assignment
        && change.explanation.is_none()
        && change.chat.is_open()
    {
        change.explanation = Some(Explanation {
            to: to.clone(),
            at: *at,
            how: *how,
            candidates: Vec::new(),
        });
    }
}

/// The same for a decision about several chats, which stood as `before` and stand as `after`; none of them comes to anybody.
pub fn recount(change: &mut Change, before: &[&Chat], after: &[&Chat], roster: &Roster, now: UnixMs) {
    move_counts(change, (before, after), None, roster, now);
}

/// Counts who holds how many of the chats before and after. To `came`, if anybody, a chat came by it.
fn move_counts(
    change: &mut Change,
    (before, after): (&[&Chat], &[&Chat]),
    came: Option<&OperatorId>,
    roster: &Roster,
    now: UnixMs,
) {
    let held = |chats: &[&Chat], operator: &Operator| {
        let theirs = chats.iter().filter(|chat| chat.open_holder() == Some(&operator.id));
        u32::try_from(theirs.count()).unwrap_or(u32::MAX)
    };
    let moved = roster.0.iter().filter_map(|operator| {
        let (lost, gained) = (held(before, operator), held(after, operator));
        if lost == gained {
            return None;
        }
        let open_chats = operator.open_chats.saturating_sub(lost).saturating_add(gained);
        let (mut moved, interval) = count_chats(operator, open_chats, u32::from(came == Some(&operator.id)), now);
        if gained > lost {
            moved.last_assigned = operator.last_assigned.max(now);
        }
        Some((moved, interval))
    });
    let (operators, intervals): (Vec<_>, Vec<_>) = moved.unzip();
    change.operators = operators;
    change.intervals = intervals.into_iter().flatten().collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        close, distribute, reopen,
        samples::{NOON, anna, online, open_chat},
    };

    #[test]
    fn a_chat_is_counted_while_it_is_open_and_held() {
        let mut roster = Roster(vec![online("anna")]);
        let waiting = open_chat();
        let given = distribute(&waiting, &roster, NOON).expect("somebody can take it");
        assert_eq!(given.operators[0].open_chats, 1);
        assert_eq!(given.operators[0].last_assigned, NOON);
        roster.0 = given.operators.clone();

        let mut closed = close(&given.chat, &anna(), None, NOON.plus(1));
        account(&mut closed, Some(&given.chat), &roster, NOON.plus(1));
        assert_eq!(closed.operators[0].open_chats, 0);
        assert_eq!(closed.operators[0].last_assigned, NOON, "a loss is no assignment");
        roster.0 = closed.operators.clone();

        let mut again = reopen(&closed.chat, &anna(), NOON.plus(2));
        account(&mut again, Some(&closed.chat), &roster, NOON.plus(2));
        assert_eq!(again.operators[0].open_chats, 1);
        assert_eq!(again.operators[0].taken, None, "it had come before");
        let ended = |change: &Change| -> Vec<(u32, u32)> {
            let ended = change.intervals.iter();
            ended.map(|one| (one.chats, one.taken)).collect()
        };
        assert_eq!(
            [&given, &closed, &again].map(ended),
            [vec![], vec![(1, 1)], vec![(0, 0)]],
            "at the very instant somebody came nothing had ended"
        );
    }

    #[test]
    fn what_moves_nobody_touches_nobody() {
        let chat = open_chat();
        let mut closed = close(&chat, &anna(), None, NOON);

        account(&mut closed, Some(&chat), &Roster(vec![online("anna")]), NOON);

        assert!(closed.operators.is_empty() && closed.explanation.is_none());
    }
}
