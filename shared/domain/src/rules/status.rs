//! An operator's status: chosen by them, or for them where they are gone.

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
    let to = now.max(operator.status_since);
    let interval = StatusInterval {
        operator: operator.id.clone(),
        status: operator.status,
        from: operator.status_since,
        to,
        reason: operator.status_reason,
    };
    let operator = Operator {
        version: operator.version + 1,
        status,
        status_since: to,
        status_reason: reason,
        ..operator.clone()
    };
    Some(StatusChange { operator, interval })
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

    proptest! {
        /// Whatever is chosen whenever, even by a clock that steps back: no gap, no overlap, no negative time.
        #[test]
        fn intervals_cover_the_time(steps in prop::collection::vec((0..4_u8, -9_000..60_000_i64), 1..40)) {
            let mut operator = online("anna");
            let (mut now, mut end) = (NOON, operator.status_since);
            for (status, pause) in steps {
                now = now.plus(pause);
                let status = [Status::Online, Status::Busy, Status::Break, Status::Offline][usize::from(status)];
                let before = operator.status;
                let Some(change) = choose_status(&operator, status, StatusReason::Chosen, now) else { continue };
                prop_assert_eq!(change.interval.from, end);
                prop_assert!(change.interval.to >= change.interval.from);
                prop_assert_eq!(change.interval.status, before);
                prop_assert_eq!(change.operator.status_since, change.interval.to);
                end = change.interval.to;
                operator = change.operator;
            }
        }
    }
}
