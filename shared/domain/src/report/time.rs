//! Operators' time: how long each was in which status, with how many open chats, day by day.
//!
//! Pure: what is counted are the stored [`StatusInterval`]s and the running one that an operator's row tells, cut at the
//! midnights of the workspace's zone. Nothing is rounded, so that the figures of all days add up to the period's.

use serde::{Deserialize, Serialize};

use crate::{
    Operator, OperatorId, Settings, Status, StatusInterval, UnixMs,
    report::{Day, Period, opening},
};

/// `GET /api/reports/operator-time`: the time of those asked for within a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct TimeReport {
    /// The workspace's time zone, at whose midnights days begin.
    pub zone: String,
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// The last day, `YYYY-MM-DD`.
    pub to: String,
    /// Up to when time is counted: now, or the end of the period where that is past.
    pub until: UnixMs,
    /// Each operator who is active or was there in the period, by name.
    pub operators: Vec<OperatorTime>,
    /// All of them together.
    pub total: TimeFigures,
    /// All of them together within the same number of days before.
    pub before: TimeFigures,
    /// Working hours in the period with nobody Online, in milliseconds. Absent where the workspace has no working hours, and
    /// where not everybody is in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub uncovered_ms: Option<i64>,
    /// The same within the days before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub uncovered_before_ms: Option<i64>,
}

/// One operator's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct OperatorTime {
    /// Whose.
    pub operator: OperatorId,
    /// The whole period.
    pub total: TimeFigures,
    /// The days of which anything is known, in order.
    pub days: Vec<TimeDay>,
}

/// One operator's time on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct TimeDay {
    /// Which, `YYYY-MM-DD`.
    pub day: String,
    /// How long they were in what.
    pub figures: TimeFigures,
    /// The first instant of the day at which they were Online: its beginning where they were Online over midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub first_online: Option<UnixMs>,
    /// When they last became Offline on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub last_offline: Option<UnixMs>,
}

/// How long in which status, in milliseconds, and what happened meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct TimeFigures {
    /// Online.
    pub online_ms: i64,
    /// Online with at least one open chat; part of `online_ms`.
    pub online_with_chats_ms: i64,
    /// Busy.
    pub busy_ms: i64,
    /// Busy with at least one open chat; part of `busy_ms`.
    pub busy_with_chats_ms: i64,
    /// On a break.
    pub break_ms: i64,
    /// Offline.
    pub offline_ms: i64,
    /// Changes of status.
    pub changes: u32,
    /// The number of open chats while Online or Busy, summed over time: divided by `online_ms + busy_ms` it is how many they
    /// had at once on average.
    pub chats_ms: i64,
    /// The most open chats anybody had at once while Online or Busy.
    pub chats_max: u32,
    /// Chats that came to them in any status: given, forwarded to them, taken, returned.
    pub taken: u32,
}

/// `GET /api/reports/operator-time/intervals`: the stretches of time of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Intervals {
    /// The workspace's time zone.
    pub zone: String,
    /// Which day, `YYYY-MM-DD`.
    pub day: String,
    /// Its first instant.
    pub from: UnixMs,
    /// The first instant after it.
    pub to: UnixMs,
    /// Cut to the day, each operator's oldest first, the running one up to now.
    pub intervals: Vec<StatusInterval>,
}

/// One operator's time, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The period.
    pub time: OperatorTime,
    /// The days before.
    pub before: TimeFigures,
    /// When they were Online within both, oldest first.
    pub online: Vec<(UnixMs, UnixMs)>,
    is_active: bool,
}

/// The stretches of an operator's time up to `until`, oldest first: those `stored`, oldest first, and the running one.
///
/// What was stored after the operator's row was read belongs to its running stretch, so that nothing is told twice.
#[must_use]
pub fn history(stored: Vec<StatusInterval>, operator: &Operator, until: UnixMs) -> Vec<StatusInterval> {
    let since = operator.running_since();
    let mut history = stored;
    history.retain(|interval| interval.from < since);
    history.push(operator.running(until));
    // One of no length gave way to what began at the same instant.
    history.retain(|interval| interval.from < interval.to.min(until));
    history
}

/// Counts an operator's `history` within the period and the days `before` it, up to `until`.
///
/// The history reaches back to a stretch that ends before the days before, if there is one: what a status changed from is
/// told by the stretch before it.
#[must_use]
pub fn count(
    operator: &Operator,
    history: &[StatusInterval],
    period: &Period,
    before: &Period,
    until: UnixMs,
) -> Counted {
    let days = fold(history, period, until);
    let total = sum(days.iter().map(|day| day.figures));
    let online = history.iter().filter(|interval| interval.status == Status::Online);
    Counted {
        time: OperatorTime {
            operator: operator.id.clone(),
            total,
            days,
        },
        before: sum(fold(history, before, until).iter().map(|day| day.figures)),
        online: online.map(|interval| (interval.from, interval.to.min(until))).collect(),
        is_active: operator.is_active,
    }
}

/// The report of what was counted of each; `is_everybody`: nobody was left out.
#[must_use]
pub fn report(
    settings: &Settings,
    (period, before): (&Period, &Period),
    mut counted: Vec<Counted>,
    is_everybody: bool,
    until: UnixMs,
) -> TimeReport {
    let mut online: Vec<(UnixMs, UnixMs)> = counted.iter_mut().flat_map(|one| one.online.drain(..)).collect();
    online.sort_unstable();
    let hours = Some(&settings.working_hours).filter(|hours| is_everybody && !hours.is_empty());
    let uncovered = |days: &[Day]| {
        let open = opening::open_stretches(hours?, &settings.time_zone, days, until);
        Some(opening::uncovered(&open, &online))
    };
    let (uncovered_ms, uncovered_before_ms) = (uncovered(period.days()), uncovered(before.days()));
    TimeReport {
        zone: settings.time_zone.clone(),
        from: period.from_date().to_owned(),
        to: period.to_date().to_owned(),
        until,
        total: sum(counted.iter().map(|one| one.time.total)),
        before: sum(counted.iter().map(|one| one.before)),
        operators: counted
            .into_iter()
            .filter(|one| one.is_active || one.time.total.was_there())
            .map(|one| one.time)
            .collect(),
        uncovered_ms,
        uncovered_before_ms,
    }
}

/// `history` cut to the period: the part of each stretch that lies in it. Chats come where a stretch begins, so that a part
/// whose beginning was cut off tells of none.
#[must_use]
pub fn cut(history: &[StatusInterval], period: &Period, until: UnixMs) -> Vec<StatusInterval> {
    let (from, to) = (period.from(), period.to().min(until));
    let parts = history.iter().map(|interval| StatusInterval {
        from: interval.from.max(from),
        to: interval.to.min(to),
        taken: if interval.from < from { 0 } else { interval.taken },
        ..interval.clone()
    });
    parts.filter(|part| part.from < part.to).collect()
}

/// The days of the period of which `history` tells anything.
fn fold(history: &[StatusInterval], period: &Period, until: UnixMs) -> Vec<TimeDay> {
    let days = period.days();
    let fresh = |day: &Day| TimeDay {
        day: day.date.clone(),
        figures: TimeFigures::default(),
        first_online: None,
        last_offline: None,
    };
    let mut told: Vec<TimeDay> = days.iter().map(fresh).collect();
    let mut status_before = None;
    for interval in history {
        let first = period.day_of(interval.from.max(period.from())).unwrap_or(days.len());
        for (day, told) in days.iter().zip(&mut told).skip(first) {
            if day.from >= interval.to {
                break;
            }
            told.add(day, interval, status_before, until);
        }
        status_before = Some(interval.status);
    }
    told.retain(|day| day.figures.known_ms() > 0);
    told
}

impl TimeDay {
    /// Adds what of `interval`, which follows one in the status `before`, lies in `day` and before `until`.
    fn add(&mut self, day: &Day, interval: &StatusInterval, before: Option<Status>, until: UnixMs) {
        let (from, to) = (interval.from.max(day.from), interval.to.min(day.to).min(until));
        if from >= to {
            return;
        }
        let figures = &mut self.figures;
        let (ms, has_chats) = (to.0 - from.0, interval.chats > 0);
        let with_chats_ms = if has_chats { ms } else { 0 };
        match interval.status {
            Status::Online => {
                figures.online_ms += ms;
                figures.online_with_chats_ms += with_chats_ms;
                self.first_online.get_or_insert(from);
            }
            Status::Busy => {
                figures.busy_ms += ms;
                figures.busy_with_chats_ms += with_chats_ms;
            }
            Status::Break => figures.break_ms += ms,
            Status::Offline => figures.offline_ms += ms,
        }
        if matches!(interval.status, Status::Online | Status::Busy) {
            figures.chats_ms += ms * i64::from(interval.chats);
            figures.chats_max = figures.chats_max.max(interval.chats);
        }
        if from == interval.from {
            figures.taken += interval.taken;
            if before.is_some_and(|before| before != interval.status) {
                figures.changes += 1;
                if interval.status == Status::Offline {
                    self.last_offline = Some(from);
                }
            }
        }
    }
}

impl TimeFigures {
    /// How long anything is known, in milliseconds.
    #[must_use]
    pub fn known_ms(&self) -> i64 {
        self.online_ms + self.busy_ms + self.break_ms + self.offline_ms
    }

    /// How many open chats they had at once on average while Online or Busy; `None`: they never were.
    #[must_use]
    pub fn chats_average(&self) -> Option<f64> {
        let there_ms = self.online_ms + self.busy_ms;
        (there_ms > 0).then(|| lossy(self.chats_ms) / lossy(there_ms))
    }

    /// Whether they were there at all, or chats came to them.
    fn was_there(&self) -> bool {
        self.known_ms() > self.offline_ms || self.taken > 0
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            online_ms: self.online_ms + other.online_ms,
            online_with_chats_ms: self.online_with_chats_ms + other.online_with_chats_ms,
            busy_ms: self.busy_ms + other.busy_ms,
            busy_with_chats_ms: self.busy_with_chats_ms + other.busy_with_chats_ms,
            break_ms: self.break_ms + other.break_ms,
            offline_ms: self.offline_ms + other.offline_ms,
            changes: self.changes + other.changes,
            chats_ms: self.chats_ms + other.chats_ms,
            chats_max: self.chats_max.max(other.chats_max),
            taken: self.taken + other.taken,
        }
    }
}

/// Milliseconds as a number to divide: a century of them is exact.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn lossy(ms: i64) -> f64 {
    ms as f64
}

fn sum(figures: impl Iterator<Item = TimeFigures>) -> TimeFigures {
    figures.fold(TimeFigures::default(), TimeFigures::and)
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
