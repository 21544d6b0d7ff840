//! When the desk was open on the days of a report, and how much of that nobody was there.

use crate::{MINUTE_MS, OpenHours, UnixMs, hours::offset_s, report::Day};

/// 1970-01-01 was a Thursday: days from a Monday to it.
const EPOCH_DAY: i64 = 3;

/// The stretches of the days, up to `until`, in which the desk is open: `hours` are seven days from Monday on, on the clock
/// of `zone`. Where that clock is put forward an hour is missing, where it is put back one comes twice. In order.
#[must_use]
pub fn open_stretches(hours: &[Vec<OpenHours>], zone: &str, days: &[Day], until: UnixMs) -> Vec<(UnixMs, UnixMs)> {
    let mut open = Vec::new();
    for day in days.iter().filter(|day| day.from < day.to) {
        let from = open.len();
        for (begin, end, offset_s) in clocks(zone, day) {
            let offset_ms = i64::from(offset_s) * 1_000;
            // The day's midnight as this clock shows it, whether it ever does or not.
            let local_day = (begin.0 + offset_ms).div_euclid(crate::DAY_MS);
            let midnight = UnixMs(local_day * crate::DAY_MS - offset_ms);
            let weekday = usize::try_from((local_day + EPOCH_DAY).rem_euclid(7)).unwrap_or_default();
            let at = |minute: u16| midnight.plus(i64::from(minute) * MINUTE_MS);
            for stretch in hours.get(weekday).into_iter().flatten() {
                let stretch = (at(stretch.from_min).max(begin), at(stretch.to_min).min(end).min(until));
                open.extend(Some(stretch).filter(|(from, to)| from < to));
            }
        }
        open[from..].sort_unstable();
    }
    open
}

/// The parts of a day in which the zone's clock is the same number of seconds ahead of UTC: one, or two where it is changed.
fn clocks(zone: &str, day: &Day) -> Vec<(UnixMs, UnixMs, i32)> {
    let (first, last) = (offset_s(zone, day.from), offset_s(zone, day.to.plus(-1)));
    if first == last {
        return vec![(day.from, day.to, first)];
    }
    let (mut old, mut new) = (day.from.0, day.to.0 - 1);
    while new - old > 1 {
        let middle = i64::midpoint(old, new);
        if offset_s(zone, UnixMs(middle)) == first {
            old = middle;
        } else {
            new = middle;
        }
    }
    vec![(day.from, UnixMs(new), first), (UnixMs(new), day.to, last)]
}

/// How long of `open` nothing of `covered` covers, in milliseconds; both in order of their beginnings, `open` without overlap.
#[must_use]
pub fn uncovered(open: &[(UnixMs, UnixMs)], covered: &[(UnixMs, UnixMs)]) -> i64 {
    let (mut ms, mut first) = (0, 0);
    for &(from, to) in open {
        // How far it is covered or counted.
        let mut at = from;
        for (number, &(begin, end)) in covered.iter().enumerate().skip(first) {
            if begin >= to {
                break;
            }
            if number == first && end <= from {
                first += 1;
            }
            ms += (begin.0.min(to.0) - at.0).max(0);
            at = at.max(end);
        }
        ms += (to.0 - at.0).max(0);
    }
    ms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{DAY_MS, HOUR_MS, hours::closed_since, report::Period};

    fn every_day(from_min: u16, to_min: u16) -> Vec<Vec<OpenHours>> {
        vec![vec![OpenHours { from_min, to_min }]; 7]
    }

    fn open_ms(stretches: &[(UnixMs, UnixMs)]) -> i64 {
        stretches.iter().map(|(from, to)| to.0 - from.0).sum()
    }

    #[test]
    fn the_hours_of_a_day_whose_clock_is_changed() {
        let always = every_day(0, 1_440);
        let night = every_day(60, 5 * 60);
        let open = |hours: &[Vec<OpenHours>], date: &str| {
            let day = Period::parse("Europe/Kyiv", date, date).expect("a day");
            open_ms(&open_stretches(hours, "Europe/Kyiv", day.days(), UnixMs(i64::MAX))) / HOUR_MS
        };

        assert_eq!(
            [
                open(&always, "2026-03-28"),
                open(&always, "2026-03-29"),
                open(&always, "2026-10-25")
            ],
            [24, 23, 25]
        );
        // The clock goes from 3:00 to 4:00 in March, and from 4:00 back to 3:00 in October.
        assert_eq!(
            [
                open(&night, "2026-03-28"),
                open(&night, "2026-03-29"),
                open(&night, "2026-10-25")
            ],
            [4, 3, 5]
        );
    }

    #[test]
    fn nothing_is_open_after_now_and_on_days_off() {
        let mut hours = every_day(9 * 60, 18 * 60);
        hours[5] = Vec::new();
        hours[6] = Vec::new();
        // From a Friday to a Monday.
        let days = Period::parse("UTC", "2026-11-27", "2026-11-30").expect("days");
        let noon = days.from().plus(3 * DAY_MS + 12 * HOUR_MS);

        let open = open_stretches(&hours, "UTC", days.days(), noon);

        assert_eq!(open_ms(&open), 12 * HOUR_MS);
        assert_eq!(open.last(), Some(&(noon.plus(-3 * HOUR_MS), noon)));
    }

    proptest! {
        /// Minute by minute, it is open when the rule of working hours says so, in any zone and across its changes.
        #[test]
        fn open_is_what_the_rule_of_hours_says(
            zone in prop::sample::select(vec!["Europe/Kyiv", "America/Havana", "Australia/Lord_Howe", "Africa/Cairo", "UTC"]),
            (month, day) in (1..13_u32, 1..28_u32),
            (from, length) in (0..1_400_u16, 1..900_u16),
            minute in 0..4_500_i64,
        ) {
            let hours = every_day(from, (from + length).min(1_440));
            let (first, last) = (format!("2026-{month:02}-{day:02}"), format!("2026-{month:02}-{:02}", day + 1));
            let days = Period::parse(zone, &first, &last).expect("days");
            let at = days.from().plus(minute * MINUTE_MS);
            prop_assume!(at < days.to());
            let open = open_stretches(&hours, zone, days.days(), UnixMs(i64::MAX));
            let is_open = open.iter().any(|(from, to)| (from..to).contains(&&at));
            prop_assert_eq!(is_open, closed_since(&hours, offset_s(zone, at), at).is_none());
        }

        /// As a count of single instants.
        #[test]
        fn uncovered_is_what_is_in_no_stretch(
            lengths in prop::collection::vec(1..9_i64, 0..12),
            mut covered in prop::collection::vec((0..60_i64, 0..15_i64), 0..12),
        ) {
            let mut at = 0;
            let open: Vec<(UnixMs, UnixMs)> = lengths.chunks_exact(2).map(|pair| {
                let from = at + pair[0];
                at = from + pair[1];
                (UnixMs(from), UnixMs(at))
            }).collect();
            covered.sort_unstable();
            let covered: Vec<_> = covered.iter().map(|(from, ms)| (UnixMs(*from), UnixMs(from + ms))).collect();
            let holds = |stretches: &[(UnixMs, UnixMs)], at: UnixMs| stretches.iter().any(|(from, to)| (*from..*to).contains(&at));
            let naive = (0..200).map(UnixMs).filter(|at| holds(&open, *at) && !holds(&covered, *at)).count();
            prop_assert_eq!(uncovered(&open, &covered), i64::try_from(naive).expect("small"));
        }
    }
}
