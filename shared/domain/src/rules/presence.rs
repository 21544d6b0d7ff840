//! Whether an operator is still there: their browsers' sockets tell.

use super::choose_status;
use crate::{Operator, SECOND_MS, Status, StatusInterval, StatusReason, UnixMs};

/// What the minute's round makes of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The operator afterwards, with the next version.
    pub operator: Operator,
    /// The status that ended, if one did.
    pub interval: Option<StatusInterval>,
}

/// Notes that the last browser is gone, forgets it when one is back, and makes the operator Offline when none came back
/// within `grace_s` seconds. `None`: nothing changes.
///
/// The first look without a browser only starts the clock, so that a reload or a short outage costs nobody their status.
#[must_use]
pub fn presence(operator: &Operator, is_connected: bool, grace_s: u32, now: UnixMs) -> Option<Presence> {
    let is_away = operator.status == Status::Offline;
    let noted = |unconnected_since| {
        (operator.unconnected_since != unconnected_since).then(|| Presence {
            operator: Operator {
                version: operator.version + 1,
                unconnected_since,
                ..operator.clone()
            },
            interval: None,
        })
    };
    match operator.unconnected_since {
        _ if is_connected || is_away => noted(None),
        None => noted(Some(now)),
        Some(since) if since.plus(i64::from(grace_s) * SECOND_MS) > now => None,
        Some(_) => {
            let mut change = choose_status(operator, Status::Offline, StatusReason::ConnectionLost, now)?;
            change.operator.unconnected_since = None;
            Some(Presence {
                operator: change.operator,
                interval: Some(change.interval),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, online};

    #[test]
    fn who_loses_the_connection_for_longer_than_the_grace_time_is_offline() {
        let first = presence(&online("anna"), false, 120, NOON).expect("noted").operator;
        assert_eq!((first.status, first.unconnected_since), (Status::Online, Some(NOON)));
        assert_eq!(presence(&first, false, 120, NOON.plus(119_999)), None);

        let gone = presence(&first, false, 120, NOON.plus(120_000)).expect("gone");

        assert_eq!(gone.operator.status, Status::Offline);
        assert_eq!(gone.operator.status_reason, StatusReason::ConnectionLost);
        assert_eq!(gone.interval.expect("ended").to, NOON.plus(120_000));
        assert_eq!(presence(&gone.operator, false, 120, NOON.plus(999_999)), None);
    }

    #[test]
    fn a_browser_that_comes_back_in_time_costs_nothing() {
        let first = presence(&online("anna"), false, 120, NOON).expect("noted").operator;

        let back = presence(&first, true, 120, NOON.plus(60_000)).expect("noted").operator;

        assert_eq!((back.status, back.unconnected_since), (Status::Online, None));
        assert_eq!(presence(&back, true, 120, NOON.plus(60_001)), None);
    }
}
