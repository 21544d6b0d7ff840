//! The report of operators' time: how long each was in which status, with how many chats.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Operator, OperatorId, Refusal, Roster, Settings, StatusInterval, UnixMs,
    report::{Csv, Period, csv::seconds, time},
    wire,
};
use futures_util::future::{try_join, try_join_all};
use platform::{Answer, App, Problem, Request, answer::json};

use super::{file, operators, period};
use crate::session::Authenticated;

/// Operators read at once.
const AT_ONCE: usize = 8;

/// Most stretches of time of one report: some 50 MB of rows, which a function has the time and the memory for. A busy
/// operator has a hundred a day.
const INTERVALS_MAX: usize = 200_000;

/// What a report is made from.
struct Asked {
    settings: Settings,
    period: Period,
    /// Of whom, by name.
    operators: Vec<Operator>,
    is_everybody: bool,
    /// Up to when time is counted.
    until: UnixMs,
}

/// `GET /api/reports/operator-time?from=&to=&operators=`: how long each was in which status, day by day.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/operator-time",
    params(("from" = String, Query, description = "the first day, YYYY-MM-DD, in the workspace's time zone"),
        ("to" = String, Query, description = "the last day"),
        ("operators" = Option<String>, Query, description = "ids with commas between; absent: everybody one may see")),
    responses((status = 200, body = wire::TimeReport), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn show(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request, ("from", "to")).await?;

    Ok(json(&reported(app, &asked).await?))
}

/// `GET /api/reports/operator-time.csv`: the same as a table, a line per operator and day.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/operator-time.csv",
    params(("from" = String, Query), ("to" = String, Query), ("operators" = Option<String>, Query)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn show_csv(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request, ("from", "to")).await?;
    let report = reported(app, &asked).await?;

    let mut table = Csv::new(&[
        "operator",
        "name",
        "day",
        "online_s",
        "online_with_chats_s",
        "busy_s",
        "busy_with_chats_s",
        "break_s",
        "offline_s",
        "first_online",
        "last_offline",
        "changes",
        "chats_at_once_average",
        "chats_at_once_max",
        "chats_taken",
    ]);
    let names = asked.names();
    let clock = |at: Option<UnixMs>| at.map(|at| asked.period.on_the_clock(at)).unwrap_or_default();
    for one in &report.operators {
        for day in &one.days {
            let figures = &day.figures;
            table.line(&[
                one.operator.to_string(),
                names.get(&one.operator).copied().unwrap_or_default().to_owned(),
                day.day.clone(),
                seconds(figures.online_ms),
                seconds(figures.online_with_chats_ms),
                seconds(figures.busy_ms),
                seconds(figures.busy_with_chats_ms),
                seconds(figures.break_ms),
                seconds(figures.offline_ms),
                clock(day.first_online),
                clock(day.last_offline),
                figures.changes.to_string(),
                figures
                    .chats_average()
                    .map(|average| format!("{average:.2}"))
                    .unwrap_or_default(),
                figures.chats_max.to_string(),
                figures.taken.to_string(),
            ]);
        }
    }
    Ok(file("operator-time", &asked.period, table.into_text()))
}

/// `GET /api/reports/operator-time/intervals?day=&operators=`: the stretches of time of one day, from its midnight to the next.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/operator-time/intervals",
    params(("day" = String, Query, description = "YYYY-MM-DD, in the workspace's time zone"),
        ("operators" = Option<String>, Query, description = "ids with commas between; absent: everybody one may see")),
    responses((status = 200, body = wire::Intervals), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn intervals(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request, ("day", "day")).await?;

    let intervals = stretches(app, &asked).await?;

    Ok(json(&wire::Intervals {
        zone: asked.settings.time_zone.clone(),
        day: asked.period.from_date().to_owned(),
        from: asked.period.from(),
        to: asked.period.to(),
        intervals,
    }))
}

/// `GET /api/reports/operator-time/intervals.csv?from=&to=`: the list of all stretches of time, cut to the period.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/operator-time/intervals.csv",
    params(("from" = String, Query), ("to" = String, Query), ("operators" = Option<String>, Query)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody))))]
pub async fn intervals_csv(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request, ("from", "to")).await?;
    let intervals = stretches(app, &asked).await?;

    let mut table = Csv::new(&[
        "operator",
        "name",
        "status",
        "from",
        "to",
        "length_s",
        "reason",
        "open_chats",
        "chats_taken",
    ]);
    let names = asked.names();
    let word = |value: serde_json::Result<serde_json::Value>| {
        value
            .ok()
            .and_then(|word| word.as_str().map(ToOwned::to_owned))
            .unwrap_or_default()
    };
    for one in &intervals {
        table.line(&[
            one.operator.to_string(),
            names.get(&one.operator).copied().unwrap_or_default().to_owned(),
            word(serde_json::to_value(one.status)),
            asked.period.on_the_clock(one.from),
            asked.period.on_the_clock(one.to),
            seconds(one.to.0 - one.from.0),
            word(serde_json::to_value(one.reason)),
            one.chats.to_string(),
            one.taken.to_string(),
        ]);
    }
    Ok(file("status-intervals", &asked.period, table.into_text()))
}

/// Reads the question: the names of its first and its last day are given.
///
/// # Errors
/// [`Refusal::InvalidPeriod`], [`Refusal::PeriodTooLong`], [`Refusal::NotAllowed`], [`Refusal::NoSuchOperator`].
async fn asked(app: &App, who: &Authenticated, request: &Request, days: (&str, &str)) -> Result<Asked, Problem> {
    let named = operators(who, request)?;
    let (settings, roster) = try_join(app.store.settings(), app.store.roster()).await?;

    let period = period(&settings.time_zone, request, days)?;
    let is_everybody = named.is_none();
    let until = app.clock.now().min(period.to());
    Ok(Asked {
        operators: chosen(roster, named)?,
        is_everybody,
        until,
        settings,
        period,
    })
}

/// Those who were named, or everybody; by name.
fn chosen(roster: Roster, named: Option<BTreeSet<OperatorId>>) -> Result<Vec<Operator>, Refusal> {
    let mut operators = roster.0;
    if let Some(named) = named {
        let is_known = |id: &OperatorId| operators.iter().any(|known| &known.id == id);
        if !named.iter().all(is_known) {
            return Err(Refusal::NoSuchOperator);
        }
        operators.retain(|known| named.contains(&known.id));
    }
    operators.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(operators)
}

async fn reported(app: &App, asked: &Asked) -> Result<wire::TimeReport, Problem> {
    let before = asked.period.before()?;
    let mut counted = Vec::with_capacity(asked.operators.len());
    let mut left = INTERVALS_MAX;
    for some in asked.operators.chunks(AT_ONCE) {
        for (operator, history) in histories(app, asked, some, (before.from(), &mut left)).await? {
            counted.push(time::count(operator, &history, &asked.period, &before, asked.until));
        }
    }
    let days = (&asked.period, &before);
    Ok(time::report(
        &asked.settings,
        days,
        counted,
        asked.is_everybody,
        asked.until,
    ))
}

/// Everybody's stretches of time within the period, one operator after the other.
async fn stretches(app: &App, asked: &Asked) -> Result<Vec<StatusInterval>, Problem> {
    let mut all = Vec::new();
    let mut left = INTERVALS_MAX;
    for some in asked.operators.chunks(AT_ONCE) {
        for (_, history) in histories(app, asked, some, (asked.period.from(), &mut left)).await? {
            all.extend(time::cut(&history, &asked.period, asked.until));
        }
    }
    Ok(all)
}

/// What `some` lived through since an instant, at most `left` stretches, which are taken off it.
async fn histories<'a>(
    app: &App,
    asked: &Asked,
    some: &'a [Operator],
    (from, left): (UnixMs, &mut usize),
) -> Result<Vec<(&'a Operator, Vec<StatusInterval>)>, Problem> {
    let too_many = Refusal::TooMany {
        field: "intervals",
        max: INTERVALS_MAX,
    };
    let reading = some
        .iter()
        .map(|operator| app.store.operator_time(&operator.id, (from, asked.until), *left));
    let read = try_join_all(reading).await?;
    let mut histories = Vec::with_capacity(some.len());
    for (operator, stored) in some.iter().zip(read) {
        let stored = stored.ok_or_else(|| too_many.clone())?;
        *left = left.checked_sub(stored.len()).ok_or_else(|| too_many.clone())?;
        histories.push((operator, time::history(stored, operator, asked.until)));
    }
    Ok(histories)
}

impl Asked {
    fn names(&self) -> BTreeMap<&OperatorId, &str> {
        let names = self
            .operators
            .iter()
            .map(|operator| (&operator.id, operator.name.as_str()));
        names.collect()
    }
}
