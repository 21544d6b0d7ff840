//! Reports: what was done in a period of days, for those who manage the desk; one's own for everybody.

pub mod closed;
pub mod time;

use std::{collections::BTreeSet, str::FromStr};

use domain::{Action, OperatorId, Refusal, report::Period};
use http::{HeaderValue, Method, header};
use platform::{Answer, App, Problem, Request, answer};

use crate::{body, session::Authenticated};

/// Operators, or channels, one report can be asked about.
const NAMES_MAX: usize = 100;

/// What each route about reports does.
pub async fn route(app: &App, who: &Authenticated, of: &[&str], request: &Request) -> Result<Answer, Problem> {
    match (request.method(), of) {
        (&Method::GET, ["closed-chats"]) => closed::closed(app, who, request).await,
        (&Method::GET, ["closed-chats.csv"]) => closed::closed_csv(app, who, request).await,
        (&Method::GET, ["closed-chats", "episodes"]) => closed::episodes(app, who, request).await,
        (&Method::GET, ["closed-chats", "episodes.csv"]) => closed::episodes_csv(app, who, request).await,
        (&Method::GET, ["operator-time"]) => time::show(app, who, request).await,
        (&Method::GET, ["operator-time.csv"]) => time::show_csv(app, who, request).await,
        (&Method::GET, ["operator-time", "intervals"]) => time::intervals(app, who, request).await,
        (&Method::GET, ["operator-time", "intervals.csv"]) => time::intervals_csv(app, who, request).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// The days a request names, the first and the last by these names, in the workspace's zone.
///
/// # Errors
/// What [`Period::parse`] refuses.
fn period(zone: &str, request: &Request, (from, to): (&str, &str)) -> Result<Period, Refusal> {
    let day = |name: &str| body::query(request, name).unwrap_or_default();
    Period::parse(zone, &day(from), &day(to))
}

/// Whose figures a request may have of those it names by `operators`; `None`: everybody's. Who does not manage the desk has
/// their own, and no others by name.
///
/// # Errors
/// [`Refusal::NotAllowed`]; [`Refusal::NoSuchOperator`]: no id; [`Refusal::TooMany`].
fn operators(who: &Authenticated, request: &Request) -> Result<Option<BTreeSet<OperatorId>>, Refusal> {
    let named = ids(request, "operators", &Refusal::NoSuchOperator)?;
    if who.session.role.may(Action::ReadReports) {
        return Ok(named);
    }
    let own = BTreeSet::from([who.session.operator.clone()]);
    if named.is_some_and(|named| named != own) {
        return Err(Refusal::NotAllowed);
    }
    Ok(Some(own))
}

/// The ids a request names, parted by commas; `None`: it names none.
///
/// # Errors
/// `otherwise` for what is no id; [`Refusal::TooMany`].
fn ids<T: FromStr + Ord>(
    request: &Request,
    name: &'static str,
    otherwise: &Refusal,
) -> Result<Option<BTreeSet<T>>, Refusal> {
    let Some(named) = body::query_text(request, name) else {
        return Ok(None);
    };
    let parsed = named.split(',').map(|id| id.parse().map_err(|_| otherwise.clone()));
    let found: BTreeSet<T> = parsed.collect::<Result<_, _>>()?;
    if found.len() > NAMES_MAX {
        return Err(Refusal::TooMany {
            field: name,
            max: NAMES_MAX,
        });
    }
    Ok(Some(found))
}

/// A table to be saved under a name that says what it is and of which days.
fn file(what: &str, period: &Period, text: String) -> Answer {
    let mut answer = answer::text(text);
    let name = format!("{what}_{}_{}.csv", period.from_date(), period.to_date());
    let headers = answer.headers_mut();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
