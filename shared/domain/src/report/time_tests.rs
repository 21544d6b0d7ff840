//! Operators' time: figures of known days, and of random ones against a count minute by minute.

use proptest::prelude::*;

use super::*;
use crate::{DAY_MS, HOUR_MS, MINUTE_MS, OpenHours, StatusReason, rules, rules::samples::online};

const KYIV: &str = "Europe/Kyiv";

fn period(from: &str, to: &str) -> (Period, Period) {
    let period = Period::parse(KYIV, from, to).expect("a period");
    let before = period.before().expect("days before");
    (period, before)
}

/// What an operator lived through, as the rules of status and of chats store it.
struct Life {
    stored: Vec<StatusInterval>,
    operator: Operator,
}

impl Life {
    fn begins(name: &str, at: UnixMs) -> Self {
        let operator = Operator {
            status: Status::Offline,
            status_since: at,
            ..online(name)
        };
        Self {
            stored: Vec::new(),
            operator,
        }
    }

    fn becomes(&mut self, status: Status, at: UnixMs) {
        if let Some(change) = rules::choose_status(&self.operator, status, StatusReason::Chosen, at) {
            self.keeps(change.operator, Some(change.interval));
        }
    }

    fn has(&mut self, open_chats: u32, came: u32, at: UnixMs) {
        let (operator, interval) = rules::count_chats(&self.operator, open_chats, came, at);
        self.keeps(operator, interval);
    }

    /// A row takes the place of one with the same key, as in the table.
    fn keeps(&mut self, operator: Operator, interval: Option<StatusInterval>) {
        self.operator = operator;
        if let Some(interval) = interval {
            self.stored.retain(|known| known.from != interval.from);
            self.stored.push(interval);
        }
    }

    fn counted(&self, (period, before): &(Period, Period), until: UnixMs) -> Counted {
        let history = history(self.stored.clone(), &self.operator, until);
        count(&self.operator, &history, period, before, until)
    }
}

#[test]
fn a_shift_is_told_with_its_chats_and_its_breaks() {
    let days = period("2026-11-26", "2026-11-27");
    let day = days.0.days()[0].clone();
    let at = |hour: i64, minute: i64| day.from.plus(hour * HOUR_MS + minute * MINUTE_MS);
    let mut anna = Life::begins("anna", at(-30, 0));
    anna.becomes(Status::Online, at(8, 0));
    anna.has(1, 1, at(9, 0));
    anna.has(2, 1, at(9, 30));
    anna.has(1, 0, at(10, 0));
    anna.becomes(Status::Break, at(12, 0));
    anna.becomes(Status::Busy, at(12, 30));
    anna.has(0, 0, at(13, 0));
    anna.becomes(Status::Offline, at(17, 0));
    // Forwarded to somebody who is not there.
    anna.has(1, 1, at(18, 0));

    let counted = anna.counted(&days, at(24 + 1, 0));

    let minutes = |minutes: i64| minutes * MINUTE_MS;
    let first = &counted.time.days[0];
    assert_eq!(
        first.figures,
        TimeFigures {
            online_ms: minutes(240),
            online_with_chats_ms: minutes(180),
            busy_ms: minutes(270),
            busy_with_chats_ms: minutes(30),
            break_ms: minutes(30),
            offline_ms: minutes(8 * 60 + 7 * 60),
            changes: 4,
            chats_ms: minutes(30 + 2 * 30 + 120 + 30),
            chats_max: 2,
            taken: 3,
        }
    );
    assert_eq!(
        (first.first_online, first.last_offline),
        (Some(at(8, 0)), Some(at(17, 0)))
    );
    let second = &counted.time.days[1];
    assert_eq!(
        (second.figures.offline_ms, second.figures.known_ms()),
        (HOUR_MS, HOUR_MS)
    );
    assert_eq!(
        (second.first_online, second.last_offline),
        (None, None),
        "they were away all along"
    );
    assert_eq!(counted.before.offline_ms, 30 * HOUR_MS);
    assert_eq!(
        counted.online,
        [
            (at(8, 0), at(9, 0)),
            (at(9, 0), at(9, 30)),
            (at(9, 30), at(10, 0)),
            (at(10, 0), at(12, 0))
        ]
    );
}

#[test]
fn midnight_cuts_a_night_shift_and_days_have_the_hours_they_have() {
    // The clocks of Kyiv are put forward on 29 March.
    let days = period("2026-03-28", "2026-03-29");
    let midnight = days.0.days()[1].from;
    let mut night = Life::begins("nick", days.0.from());
    night.becomes(Status::Online, midnight.plus(-2 * HOUR_MS));
    night.has(3, 3, midnight.plus(-HOUR_MS));
    night.becomes(Status::Offline, midnight.plus(6 * HOUR_MS));

    let counted = night.counted(&days, days.0.to());

    let told: Vec<_> = counted
        .time
        .days
        .iter()
        .map(|day| (day.figures.online_ms, day.figures.online_with_chats_ms))
        .collect();
    assert_eq!(told, [(2 * HOUR_MS, HOUR_MS), (6 * HOUR_MS, 6 * HOUR_MS)]);
    let known: Vec<_> = counted.time.days.iter().map(|day| day.figures.known_ms()).collect();
    assert_eq!(known, [24 * HOUR_MS, 23 * HOUR_MS]);
    let firsts: Vec<_> = counted
        .time
        .days
        .iter()
        .map(|day| (day.first_online, day.last_offline))
        .collect();
    assert_eq!(
        firsts,
        [
            (Some(midnight.plus(-2 * HOUR_MS)), None),
            (Some(midnight), Some(midnight.plus(6 * HOUR_MS))),
        ]
    );
    let taken: Vec<_> = counted
        .time
        .days
        .iter()
        .map(|day| (day.figures.taken, day.figures.changes))
        .collect();
    assert_eq!(taken, [(3, 1), (0, 1)]);

    let second = Period::parse(KYIV, "2026-03-29", "2026-03-29").expect("a day");
    let lived = history(night.stored.clone(), &night.operator, days.0.to());
    let parts = cut(&lived, &second, days.0.to());
    let bounds: Vec<_> = parts
        .iter()
        .map(|part| (part.status, part.from, part.to, part.taken))
        .collect();
    assert_eq!(
        bounds,
        [
            (Status::Online, midnight, midnight.plus(6 * HOUR_MS), 0),
            (
                Status::Offline,
                midnight.plus(6 * HOUR_MS),
                midnight.plus(23 * HOUR_MS),
                0
            ),
        ]
    );
}

#[test]
fn nothing_after_now_is_counted_and_what_was_stored_since_is_told_once() {
    let days = period("2026-11-27", "2026-11-27");
    let now = days.0.from().plus(10 * HOUR_MS);
    let mut anna = Life::begins("anna", days.0.from().plus(-DAY_MS));
    anna.becomes(Status::Online, now.plus(-HOUR_MS));
    let read = anna.operator.clone();
    // Between the look at the row and the look at what is stored.
    anna.becomes(Status::Break, now.plus(1));

    let lived = history(anna.stored.clone(), &read, now);
    let figures = count(&read, &lived, &days.0, &days.1, now).time.total;

    assert_eq!(
        (figures.online_ms, figures.break_ms, figures.known_ms()),
        (HOUR_MS, 0, 10 * HOUR_MS)
    );
}

#[test]
fn the_report_tells_everybody_who_was_there_and_the_hours_when_nobody_was() {
    let days = period("2026-11-27", "2026-11-27");
    let at = |hour: i64| days.0.from().plus(hour * HOUR_MS);
    let (mut anna, mut boris, clara) = (
        Life::begins("anna", at(-30)),
        Life::begins("boris", at(-30)),
        Life::begins("clara", at(-30)),
    );
    anna.becomes(Status::Online, at(10));
    anna.becomes(Status::Break, at(13));
    boris.becomes(Status::Online, at(12));
    boris.becomes(Status::Busy, at(15));
    boris.operator.is_active = false;
    let hours = OpenHours {
        from_min: 9 * 60,
        to_min: 18 * 60,
    };
    let settings = Settings {
        time_zone: KYIV.into(),
        working_hours: vec![vec![hours]; 7],
        ..Settings::default()
    };
    let gone = Life {
        operator: Operator {
            is_active: false,
            ..clara.operator.clone()
        },
        ..Life::begins("dora", at(-30))
    };
    let lives = [&anna, &boris, &clara, &gone];
    let told = |is_everybody, hours: &Settings| {
        let counted = lives.map(|life| life.counted(&days, at(17))).to_vec();
        report(hours, (&days.0, &days.1), counted, is_everybody, at(17))
    };

    let report = told(true, &settings);

    let names: Vec<&str> = report.operators.iter().map(|one| one.operator.as_str()).collect();
    assert_eq!(
        names,
        ["anna", "boris", "clara"],
        "of those who are gone, whoever was there"
    );
    assert_eq!(report.total.online_ms, 6 * HOUR_MS);
    assert_eq!(report.total.known_ms(), 4 * 17 * HOUR_MS);
    assert_eq!(report.uncovered_ms, Some(3 * HOUR_MS), "9 to 10 and 15 to 17");
    assert_eq!(report.uncovered_before_ms, Some(9 * HOUR_MS));
    assert_eq!(told(false, &settings).uncovered_ms, None, "who knows about the others");
    assert_eq!(told(true, &Settings::default()).uncovered_ms, None);
}

/// What anybody may do, in minutes after the one before.
fn lives() -> impl Strategy<Value = Vec<(u8, u32, i64)>> {
    prop::collection::vec((0..7_u8, 0..4_u32, 0..500_i64), 0..60)
}

proptest! {
    /// The figures of all days, each as long as it is, are those of a count minute by minute: no gap and no overlap.
    #[test]
    fn figures_are_those_of_each_minute(steps in lives(), end in 0..9_000_i64) {
        // Three days around the end of summer time.
        let days = period("2026-10-24", "2026-10-26");
        let begin = days.0.from().plus(-2 * DAY_MS);
        let mut life = Life::begins("anna", begin);
        let mut at = begin;
        let mut minutes = Vec::new();
        for (step, count, pause) in steps {
            for _ in 0..pause {
                minutes.push((life.operator.status, life.operator.open_chats));
            }
            at = at.plus(pause * MINUTE_MS);
            let statuses = [Status::Online, Status::Busy, Status::Break, Status::Offline];
            let chats = life.operator.open_chats;
            match statuses.get(usize::from(step)) {
                Some(status) => life.becomes(*status, at),
                None if step == 4 => life.has(chats.saturating_sub(count), 0, at),
                None => life.has(chats + count, count, at),
            }
        }
        let until = at.plus(end * MINUTE_MS);
        for _ in 0..end {
            minutes.push((life.operator.status, life.operator.open_chats));
        }
        let counted = life.counted(&days, until);

        for day in days.0.days() {
            let mut naive = TimeFigures::default();
            for (number, (status, chats)) in (0_i64..).zip(&minutes) {
                let minute = begin.plus(number * MINUTE_MS);
                if minute < day.from || minute >= day.to {
                    continue;
                }
                let with_chats = if *chats > 0 { MINUTE_MS } else { 0 };
                match status {
                    Status::Online => {
                        naive.online_ms += MINUTE_MS;
                        naive.online_with_chats_ms += with_chats;
                    }
                    Status::Busy => {
                        naive.busy_ms += MINUTE_MS;
                        naive.busy_with_chats_ms += with_chats;
                    }
                    Status::Break => naive.break_ms += MINUTE_MS,
                    Status::Offline => naive.offline_ms += MINUTE_MS,
                }
                if matches!(status, Status::Online | Status::Busy) {
                    naive.chats_ms += MINUTE_MS * i64::from(*chats);
                    naive.chats_max = naive.chats_max.max(*chats);
                }
            }
            let told = counted.time.days.iter().find(|told| told.day == day.date);
            let told = told.map(|told| told.figures).unwrap_or_default();
            prop_assert_eq!(TimeFigures { changes: 0, taken: 0, ..told }, naive, "{}", day.date);
            prop_assert_eq!(told.known_ms(), (until.min(day.to).0 - day.from.0).max(0), "{}", day.date);
        }
        prop_assert_eq!(sum(counted.time.days.iter().map(|day| day.figures)), counted.time.total);
        let parts = cut(&history(life.stored.clone(), &life.operator, until), &days.0, until);
        let lengths: i64 = parts.iter().map(|part| part.to.0 - part.from.0).sum();
        prop_assert_eq!(lengths, counted.time.total.known_ms());
        prop_assert!(parts.windows(2).all(|pair| pair[0].to == pair[1].from));
        prop_assert_eq!(parts.iter().map(|part| part.taken).sum::<u32>(), counted.time.total.taken);
    }
}
