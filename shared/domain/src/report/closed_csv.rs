//! The report of closed chats as tables for a spreadsheet.

use super::{
    ClosedFigures, ClosedReport, Csv, Period, ReportedEpisode, Spread,
    csv::{seconds, seconds_or_empty},
};
use crate::{ChannelId, OperatorId};

const BY_OPERATOR: [&str; 19] = [
    "operator_id",
    "operator",
    "closed",
    "reopened_within_24_h",
    "unanswered",
    "first_answer_mean_s",
    "first_answer_median_s",
    "first_answer_p90_s",
    "answer_mean_s",
    "answer_median_s",
    "answer_p90_s",
    "to_close_mean_s",
    "to_close_median_s",
    "to_close_p90_s",
    "messages_in",
    "messages_out",
    "forwards_out",
    "forwards_in",
    "period",
];

const EPISODES: [&str; 18] = [
    "closed_at",
    "opened_at",
    "time_zone",
    "contact_id",
    "contact",
    "closed_by",
    "holder",
    "channels",
    "reason",
    "first_answer_s",
    "answers",
    "answer_mean_s",
    "to_close_s",
    "unanswered",
    "reopened_at",
    "messages_in",
    "messages_out",
    "forwards",
];

/// The table by operator, then a line of the total and one of the period before.
#[must_use]
pub fn closed_csv(report: &ClosedReport, before: &Period, name: impl Fn(&OperatorId) -> String) -> String {
    let mut table = Csv::new(&BY_OPERATOR);
    let period = format!("{} {}", report.from, report.to);
    for row in &report.operators {
        let who = (row.operator.to_string(), name(&row.operator));
        table.line(&figures(who, &row.figures, &period));
    }
    let total = (String::new(), "total".to_owned());
    table.line(&figures(total, &report.total, &period));
    let earlier = (String::new(), "total_before".to_owned());
    let days = format!("{} {}", before.from_date(), before.to_date());
    table.line(&figures(earlier, &report.before, &days));
    table.into_text()
}

fn figures((id, name): (String, String), figures: &ClosedFigures, period: &str) -> Vec<String> {
    let mut cells = vec![id, name];
    let counts = [figures.closed, figures.reopened, figures.unanswered];
    cells.extend(counts.map(|count| count.to_string()));
    for spread in [figures.first_answer, figures.answer, figures.to_close] {
        cells.extend(times(spread));
    }
    cells.extend([figures.inbound.to_string(), figures.outbound.to_string()]);
    cells.extend([figures.forwards_out.to_string(), figures.forwards_in.to_string()]);
    cells.push(period.to_owned());
    cells
}

fn times(spread: Option<Spread>) -> [String; 3] {
    let of = |time: fn(Spread) -> i64| seconds_or_empty(spread.map(time));
    [
        of(|spread| spread.mean_ms),
        of(|spread| spread.median_ms),
        of(|spread| spread.p90_ms),
    ]
}

/// What is shown instead of ids.
pub struct Names<O, C> {
    /// Of an operator.
    pub operator: O,
    /// Of a channel.
    pub channel: C,
}

/// A line for each episode, in the order they are given.
#[must_use]
pub fn episodes_csv<O, C>(zone: &str, period: &Period, episodes: &[ReportedEpisode], names: &Names<O, C>) -> String
where
    O: Fn(&OperatorId) -> String,
    C: Fn(&ChannelId) -> String,
{
    let mut table = Csv::new(&EPISODES);
    for ReportedEpisode { episode, name } in episodes {
        let of = &episode.figures;
        let is_unanswered = of.inbound > 0 && of.first_answer_ms.is_none() && of.answers == 0;
        let mean = of.answers_ms.checked_div(i64::from(of.answers));
        let channels: Vec<String> = of.channels.iter().map(&names.channel).collect();
        let reopened = episode.reopened.map(|at| period.on_the_clock(at));
        table.line(&[
            period.on_the_clock(episode.closed),
            period.on_the_clock(of.opened),
            zone.to_owned(),
            episode.chat.to_string(),
            name.clone(),
            (names.operator)(&episode.closed_by),
            episode.holder.as_ref().map(&names.operator).unwrap_or_default(),
            channels.join("; "),
            episode.reason.clone().unwrap_or_default(),
            seconds_or_empty(of.first_answer_ms),
            of.answers.to_string(),
            seconds_or_empty(mean),
            seconds((episode.closed.0 - of.opened.0).max(0)),
            u8::from(is_unanswered).to_string(),
            reopened.unwrap_or_default(),
            of.inbound.to_string(),
            of.outbound.to_string(),
            of.forwards.to_string(),
        ]);
    }
    table.into_text()
}
