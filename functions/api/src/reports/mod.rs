//! Reports: who may ask for whose figures, and how a file of them is answered.

use domain::{OperatorId, Refusal, Role, report::Csv};
use http::{HeaderValue, header};
use platform::{Answer, App, Problem, Request, answer::text};

use crate::{body, session::Authenticated};

pub mod time;

/// What each listed route of reports does.
pub async fn route(app: &App, who: &Authenticated, of: &[&str], request: &Request) -> Result<Answer, Problem> {
    match of {
        ["operator-time"] => time::show(app, who, request).await,
        ["operator-time.csv"] => time::show_csv(app, who, request).await,
        ["operator-time", "intervals"] => time::intervals(app, who, request).await,
        ["operator-time", "intervals.csv"] => time::intervals_csv(app, who, request).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// A value of the query that must be there.
fn required(request: &Request, name: &str) -> Result<String, Refusal> {
    let value = body::query(request, name).ok_or(Refusal::InvalidPeriod)?;
    Ok(value.into_owned())
}

/// Of whom somebody may see figures: of those they name, or of everybody; an operator only their own. `None`: everybody.
///
/// # Errors
/// [`Refusal::NotAllowed`]: an operator asks for others; [`Refusal::NoSuchOperator`]: that is no id.
fn whose(who: &Authenticated, named: Option<&str>) -> Result<Option<Vec<OperatorId>>, Refusal> {
    let own = &who.session.operator;
    let decoded = named.map(|named| named.replace("%2C", ",").replace("%2c", ","));
    let named: Option<Vec<OperatorId>> = decoded
        .map(|named| named.split(',').map(str::parse).collect())
        .transpose()
        .map_err(|_| Refusal::NoSuchOperator)?;
    if who.session.role != Role::Operator {
        return Ok(named);
    }
    if named.is_some_and(|named| named.iter().any(|id| id != own)) {
        return Err(Refusal::NotAllowed);
    }
    Ok(Some(vec![own.clone()]))
}

/// A file to keep.
fn attachment(name: &str, table: Csv) -> Answer {
    let mut answer = text(table.into_text());
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}
