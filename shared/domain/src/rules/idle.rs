//! Whether an Online operator still does anything: their browser says so while they do.

use super::choose_status;
use crate::{MINUTE_MS, Operator, Status, StatusReason, UnixMs, rules::StatusChange};

/// Makes an Online operator Busy who did nothing for `idle_min` minutes, and Online again who was made Busy so and did
/// something since. Whoever chose Busy stays Busy. `None`: nothing changes.
///
/// `active` is when they last did something; choosing a status is doing something too. Without `idle_min` nobody is idle.
#[must_use]
pub fn idle(operator: &Operator, active: UnixMs, idle_min: Option<u32>, now: UnixMs) -> Option<StatusChange> {
    let is_over = |since: UnixMs| idle_min.is_some_and(|minutes| since.plus(i64::from(minutes) * MINUTE_MS) <= now);
    match (operator.status, operator.status_reason) {
        (Status::Online, _) if is_over(active.max(operator.status_since)) => {
            choose_status(operator, Status::Busy, StatusReason::Idle, now)
        }
        (Status::Busy, StatusReason::Idle) if !is_over(active) => {
            choose_status(operator, Status::Online, StatusReason::Active, now)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::samples::{NOON, online};

    fn minutes(count: i64) -> UnixMs {
        NOON.plus(count * MINUTE_MS)
    }

    #[test]
    fn who_does_nothing_is_busy_until_they_do_something() {
        let anna = online("anna");
        assert_eq!(idle(&anna, minutes(1), Some(5), minutes(5)), None);

        let idle_since = idle(&anna, minutes(1), Some(5), minutes(6)).expect("idle");
        let anna = idle_since.operator;

        assert_eq!((anna.status, anna.status_reason), (Status::Busy, StatusReason::Idle));
        assert_eq!((idle_since.interval.from, idle_since.interval.to), (NOON, minutes(6)));
        assert_eq!(idle(&anna, minutes(1), Some(5), minutes(7)), None, "still idle");
        let back = idle(&anna, minutes(8), Some(5), minutes(8)).expect("back");
        assert_eq!(
            (back.operator.status, back.operator.status_reason),
            (Status::Online, StatusReason::Active)
        );
        assert_eq!(back.interval.reason, StatusReason::Idle);
    }

    #[test]
    fn who_chose_busy_stays_busy_and_without_a_setting_nobody_is_idle() {
        let busy = choose_status(&online("anna"), Status::Busy, StatusReason::Chosen, NOON).expect("chosen");

        assert_eq!(idle(&busy.operator, minutes(9), Some(5), minutes(9)), None);
        assert_eq!(idle(&online("anna"), NOON, None, minutes(9_999)), None);
        let idle_one = idle(&online("anna"), NOON, Some(5), minutes(5)).expect("idle").operator;
        assert!(
            idle(&idle_one, NOON, None, minutes(6)).is_some(),
            "nobody is idle any more"
        );
    }

    proptest! {
        /// Whatever is done whenever: Online means active lately, Busy means not, and the intervals cover the time.
        #[test]
        fn the_status_tells_whether_somebody_was_active(steps in prop::collection::vec((0..240_000_i64, any::<bool>()), 1..60)) {
            let (mut anna, mut now, mut active) = (online("anna"), NOON, NOON);
            let mut end = anna.status_since;
            for (pause, does_something) in steps {
                now = now.plus(pause);
                if does_something {
                    active = now;
                }
                if let Some(change) = idle(&anna, active, Some(3), now) {
                    prop_assert_eq!(change.interval.from, end);
                    end = change.interval.to;
                    anna = change.operator;
                }
                let is_idle = active.max(NOON).plus(3 * MINUTE_MS) <= now;
                prop_assert!(anna.status == Status::Busy || !is_idle || anna.status_since.plus(3 * MINUTE_MS) > now);
                prop_assert!(anna.status == Status::Online || is_idle);
                prop_assert_eq!(idle(&anna, active, Some(3), now), None, "settled at once");
            }
        }
    }
}
