//! An operator's status, chosen by them or for them where they are gone, and the number of their open chats: each change
//! ends a stretch of time.

use crate::{Operator, Status, StatusInterval, StatusReason, UnixMs};

/// The operator with another status, and the stretch of time that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// The operator afterwards, with the next version.
    pub operator: Operator,
    /// The status that ended.
    pub interval: StatusInterval,
}

/// Gives the operator `status`. `None`: they have it already.
///
/// Intervals of one operator follow each other without gap or overlap: each begins where the one before ended, even
/// where the clock stepped back.
#[must_use]
pub fn choose_status(operator: &Operator, status: Status, reason: StatusReason, now: UnixMs) -> Option<StatusChange> {
    if operator.status == status {
        return None;
    }
    let mut interval = operator.running(now);
    let is_long = interval.to > interval.from;
    let after = Operator {
        version: operator.version + 1,
        status,
        status_since: interval.to,
        status_reason: reason,
        counted_since: None,
        taken: operator.taken.filter(|_| !is_long),
        ..operator.clone()
    };
    if !is_long {
        // What begins at the same instant takes its place: the chats that came are told there.
        interval.taken = 0;
    }
    Some(StatusChange {
        operator: after,
        interval,
    })
}

/// Gives the operator `open_chats` open chats, `came` of which came to them by this, and the stretch of time that ended.
///
/// While Online or Busy every change ends one, so that the report says exactly how long they had how many. In the other
/// statuses nobody asks for that: only chats that come end one, because when they came is asked for in any status. What
/// changes at the very instant a stretch began ends none.
#[must_use]
pub fn count_chats(operator: &Operator, open_chats: u32, came: u32, now: UnixMs) -> (Operator, Option<StatusInterval>) {
    let mut after = Operator {
        version: operator.version + 1,
        open_chats,
        ..operator.clone()
    };
    if came > 0 {
        after.taken = Some(operator.taken.unwrap_or_default().saturating_add(came));
    }
    let works = matches!(operator.status, Status::Online | Status::Busy);
    let interval = operator.running(now);
    if !(came > 0 || works && open_chats != operator.open_chats) || interval.to == interval.from {
        return (after, None);
    }
    after.counted_since = Some(interval.to);
    after.taken = Some(came).filter(|came| *came > 0);
    (after, Some(interval))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::samples::{NOON, online};

    #[test]
    fn the_same_status_again_is_no_change() {
        assert_eq!(
            choose_status(&online("anna"), Status::Online, StatusReason::Chosen, NOON),
            None
        );
    }

    #[test]
    fn chats_end_a_stretch_while_somebody_works_and_when_one_comes() {
        let at = |minute| NOON.plus(minute * crate::MINUTE_MS);
        let anna = Operator {
            status_since: NOON,
            ..online("anna")
        };
        let (one, first) = count_chats(&anna, 1, 1, at(5));
        let first = first.expect("without chats");
        assert_eq!((first.from, first.to, first.chats, first.taken), (NOON, at(5), 0, 0));
        assert_eq!(one.status_since, NOON, "the status goes on");

        let (none, second) = count_chats(&one, 0, 0, at(9));
        let second = second.expect("with one");
        assert_eq!(
            (second.from, second.to, second.chats, second.taken),
            (at(5), at(9), 1, 1)
        );
        assert_eq!(none.taken, None);

        let away = choose_status(&one, Status::Break, StatusReason::Chosen, at(10))
            .expect("chosen")
            .operator;
        assert_eq!((away.running_since(), away.taken), (at(10), None));
        let (lost, nothing) = count_chats(&away, 0, 0, at(11));
        assert_eq!(
            (nothing, lost.running_since()),
            (None, at(10)),
            "nobody asks how many somebody has on a break"
        );
        let (given, ended) = count_chats(&lost, 1, 1, at(12));
        assert!(ended.is_some() && given.taken == Some(1) && given.running_since() == at(12));
    }

    proptest! {
        /// Whatever is chosen, given or closed whenever, even by a clock that steps back: no gap, no overlap, no negative
        /// time, the status and the chats that were there, and no chat that came is lost or told twice.
        #[test]
        fn intervals_cover_the_time(steps in prop::collection::vec((0..6_u8, 0..3_u32, -9_000..60_000_i64), 1..60)) {
            let mut operator = online("anna");
            let (mut now, mut end, mut came) = (NOON, operator.status_since, 0);
            let mut stored = std::collections::BTreeMap::new();
            for (step, count, pause) in steps {
                // A third of all steps fall on the instant of the one before.
                now = now.plus(if pause % 3 == 0 { 0 } else { pause });
                let before = operator.clone();
                let statuses = [Status::Online, Status::Busy, Status::Break, Status::Offline];
                let (after, interval) = match statuses.get(usize::from(step)) {
                    Some(status) => match choose_status(&operator, *status, StatusReason::Chosen, now) {
                        Some(change) => (change.operator, Some(change.interval)),
                        None => continue,
                    },
                    None if step == 4 => {
                        came += count;
                        count_chats(&operator, operator.open_chats + count, count, now)
                    }
                    None => count_chats(&operator, operator.open_chats.saturating_sub(count), 0, now),
                };
                prop_assert_eq!(after.version, before.version + 1);
                match interval {
                    Some(interval) => {
                        prop_assert_eq!(interval.from, end);
                        prop_assert!(interval.to >= interval.from);
                        prop_assert_eq!(interval.status, before.status);
                        prop_assert_eq!(interval.chats, before.open_chats);
                        prop_assert_eq!(after.running_since(), interval.to);
                        end = interval.to;
                        stored.insert(interval.from, interval);
                    }
                    None => prop_assert_eq!(after.running_since(), end),
                }
                operator = after;
            }
            // One of no length that nothing follows yet stands where the running one will.
            stored.retain(|from, _| *from < operator.running_since());
            let told = stored.values().map(|interval| interval.taken).sum::<u32>() + operator.taken.unwrap_or_default();
            prop_assert_eq!(told, came);
        }
    }
}
