//! The report of closed chats: what the finished episodes of a period come to, exactly.
//!
//! Medians and percentiles are of the episodes themselves, never of averages. Counted anew whenever somebody asks: nothing is
//! kept but the episodes, so a figure is always that of the episodes it leads to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Period;
use crate::{ChannelId, ClosedEpisode, OperatorId};

/// The report of a period beside the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ClosedReport {
    /// The time zone whose days these are.
    pub zone: String,
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// All of the period.
    pub total: ClosedFigures,
    /// All of as many days before it.
    pub before: ClosedFigures,
    /// Every day of the period.
    pub days: Vec<ClosedDay>,
    /// Whoever has an episode or a forward in it, most closed first.
    pub operators: Vec<OperatorClosed>,
}

/// What some episodes come to. What nobody can be asked about is absent, never 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ClosedFigures {
    /// Episodes closed.
    pub closed: u32,
    /// Those whose chat was opened again within 24 hours of closing.
    pub reopened: u32,
    /// Those in which the contact wrote and no operator answered.
    pub unanswered: u32,
    /// From the contact's first message to the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub first_answer: Option<Spread>,
    /// From the last message of a run to its answer. An episode's time is the mean of its answers'; `mean_ms` is that of all
    /// answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub answer: Option<Spread>,
    /// From opening to closing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub to_close: Option<Spread>,
    /// Messages of contacts.
    pub inbound: u64,
    /// Messages of operators to contacts.
    pub outbound: u64,
    /// How often a chat was given away. Of an operator's row: by them, whoever closed it in the end.
    pub forwards_out: u32,
    /// How often a chat was given to somebody. Of an operator's row: to them.
    pub forwards_in: u32,
}

/// How times are spread over episodes, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Spread {
    /// Episodes that have such a time.
    pub count: u32,
    /// The mean.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub mean_ms: i64,
    /// The median: of an even number the mean of the middle two.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub median_ms: i64,
    /// The 90th percentile, by nearest rank.
    #[cfg_attr(feature = "schema", ts(type = "number"))]
    pub p90_ms: i64,
}

/// What was closed on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ClosedDay {
    /// Which, `YYYY-MM-DD`.
    pub day: String,
    /// Episodes closed.
    pub closed: u32,
    /// Those opened again within 24 hours.
    pub reopened: u32,
}

/// One operator's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct OperatorClosed {
    /// Whose.
    pub operator: OperatorId,
    /// What it comes to.
    pub figures: ClosedFigures,
}

/// One episode as the report leads to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ReportedEpisode {
    /// The episode.
    pub episode: ClosedEpisode,
    /// The contact's name now; empty where they were erased.
    pub name: String,
}

/// A page of a report's episodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ClosedEpisodes {
    /// Closed last first. A page may be short, or empty, where few of the period's episodes pass the filter.
    pub episodes: Vec<ReportedEpisode>,
    /// Pass it on to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub next: Option<String>,
}

/// Whose row an episode is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Who closed it.
    #[default]
    Closer,
    /// Who had the chat at the end; of a chat nobody had, nobody's.
    Holder,
}

/// Which episodes are told of. `None`: whichever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whose row an episode is.
    pub by: By,
    /// Rows of these.
    pub operators: Option<BTreeSet<OperatorId>>,
    /// The contact wrote in one of these.
    pub channels: Option<BTreeSet<ChannelId>>,
}

impl Filter {
    /// Whose row an episode is.
    #[must_use]
    pub fn row<'a>(&self, episode: &'a ClosedEpisode) -> Option<&'a OperatorId> {
        match self.by {
            By::Closer => Some(&episode.closed_by),
            By::Holder => episode.holder.as_ref(),
        }
    }

    /// Whether an episode counts: it is in a row that is asked for, and in a channel.
    #[must_use]
    pub fn has(&self, episode: &ClosedEpisode) -> bool {
        let is_asked_for = match (&self.operators, self.row(episode)) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(row)) => self.tells_of(row),
        };
        is_asked_for && self.is_in_channel(episode)
    }

    /// Whether the contact wrote in a channel that is asked for.
    #[must_use]
    pub fn is_in_channel(&self, episode: &ClosedEpisode) -> bool {
        let wanted = self.channels.as_ref();
        wanted.is_none_or(|wanted| episode.figures.channels.iter().any(|id| wanted.contains(id)))
    }

    fn tells_of(&self, operator: &OperatorId) -> bool {
        self.operators.as_ref().is_none_or(|wanted| wanted.contains(operator))
    }
}

/// Figures in the making.
#[derive(Clone, Debug, Default)]
struct Sums {
    figures: ClosedFigures,
    first_answers: Vec<i64>,
    /// The mean of each episode's answers.
    answers: Vec<i64>,
    answers_ms: i128,
    answers_count: i128,
    to_close: Vec<i64>,
}

impl Sums {
    fn add(&mut self, episode: &ClosedEpisode) {
        let of = &episode.figures;
        let figures = &mut self.figures;
        figures.closed += 1;
        figures.reopened += u32::from(episode.reopened.is_some());
        let is_answered = of.first_answer_ms.is_some() || of.answers > 0;
        figures.unanswered += u32::from(of.inbound > 0 && !is_answered);
        figures.inbound += u64::from(of.inbound);
        figures.outbound += u64::from(of.outbound);
        self.first_answers.extend(of.first_answer_ms);
        if of.answers > 0 {
            self.answers.push(of.answers_ms / i64::from(of.answers));
            self.answers_ms += i128::from(of.answers_ms);
            self.answers_count += i128::from(of.answers);
        }
        self.to_close.push((episode.closed.0 - of.opened.0).max(0));
    }

    fn finish(self) -> ClosedFigures {
        let answer_mean = self.answers_ms.checked_div(self.answers_count);
        let answer = Spread::of(self.answers).zip(answer_mean);
        ClosedFigures {
            first_answer: Spread::of(self.first_answers),
            answer: answer.map(|(spread, mean)| Spread {
                mean_ms: narrow(mean),
                ..spread
            }),
            to_close: Spread::of(self.to_close),
            ..self.figures
        }
    }
}

impl Spread {
    /// Of some times; `None`: there are none.
    #[must_use]
    pub fn of(mut times: Vec<i64>) -> Option<Self> {
        times.sort_unstable();
        let count = times.len();
        let sum: i128 = times.iter().map(|ms| i128::from(*ms)).sum();
        let mean = sum.checked_div(i128::try_from(count).ok()?)?;
        let (low, high) = (times[(count - 1) / 2], times[count / 2]);
        let median = i128::midpoint(i128::from(low), i128::from(high));
        // The smallest time that nine tenths of them do not exceed.
        let rank = (9 * count).div_ceil(10);
        Some(Self {
            count: u32::try_from(count).unwrap_or(u32::MAX),
            mean_ms: narrow(mean),
            median_ms: narrow(median),
            p90_ms: times[rank - 1],
        })
    }
}

fn narrow(ms: i128) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

/// The report of `period`, with what `before` comes to beside it. Of `episodes`, in any order, those outside of both and those
/// the filter leaves out do not count.
///
/// An operator's forwards are counted in all episodes of the period, whoever closed them.
#[must_use]
pub fn closed_report<'a>(
    zone: &str,
    period: &Period,
    before: &Period,
    filter: &Filter,
    episodes: impl IntoIterator<Item = &'a ClosedEpisode>,
) -> ClosedReport {
    let (mut total, mut earlier) = (Sums::default(), Sums::default());
    let mut operators: BTreeMap<OperatorId, Sums> = BTreeMap::new();
    let empty = |day: &super::Day| ClosedDay {
        day: day.date.clone(),
        closed: 0,
        reopened: 0,
    };
    let mut days: Vec<ClosedDay> = period.days().iter().map(empty).collect();
    for episode in episodes {
        let Some(day) = period.day_of(episode.closed) else {
            if before.day_of(episode.closed).is_some() {
                count(&mut earlier, None, filter, episode);
            }
            continue;
        };
        count(&mut total, Some(&mut operators), filter, episode);
        if filter.has(episode) {
            days[day].closed += 1;
            days[day].reopened += u32::from(episode.reopened.is_some());
        }
    }
    let mut operators: Vec<OperatorClosed> = operators
        .into_iter()
        .map(|(operator, sums)| OperatorClosed {
            operator,
            figures: sums.finish(),
        })
        .collect();
    operators.sort_by_key(|row| std::cmp::Reverse(row.figures.closed));
    ClosedReport {
        zone: zone.to_owned(),
        from: period.from_date().to_owned(),
        to: period.to_date().to_owned(),
        total: total.finish(),
        before: earlier.finish(),
        days,
        operators,
    }
}

/// Adds one episode to a total and to its rows, where there are rows.
fn count(
    total: &mut Sums,
    mut rows: Option<&mut BTreeMap<OperatorId, Sums>>,
    filter: &Filter,
    episode: &ClosedEpisode,
) {
    if filter.has(episode) {
        total.add(episode);
        if let (Some(rows), Some(row)) = (&mut rows, filter.row(episode)) {
            rows.entry(row.clone()).or_default().add(episode);
        }
    }
    if !filter.is_in_channel(episode) {
        return;
    }
    for handed in &episode.figures.handed {
        let out = Some(&handed.from).filter(|from| filter.tells_of(from));
        let to = handed.to.as_ref().filter(|to| filter.tells_of(to));
        total.figures.forwards_out += u32::from(out.is_some());
        total.figures.forwards_in += u32::from(to.is_some());
        if let Some(rows) = &mut rows {
            if let Some(from) = out {
                rows.entry(from.clone()).or_default().figures.forwards_out += 1;
            }
            if let Some(to) = to {
                rows.entry(to.clone()).or_default().figures.forwards_in += 1;
            }
        }
    }
}

#[cfg(test)]
#[path = "closed_tests.rs"]
mod tests;
