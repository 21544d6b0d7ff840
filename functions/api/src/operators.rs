//! Those who answer: the list of colleagues, one's own status, whether one takes new chats.

use domain::{AuditEntry, Operator, Refusal, StatusReason, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide_operator};
use store::operators::OperatorChange;

use crate::{body, session::Authenticated};

/// `GET /api/operators`: everybody, with status and number of open chats.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/operators",
    responses((status = 200, body = wire::Operators))))]
pub async fn list(app: &App) -> Result<Answer, Problem> {
    let mut operators = app.store.roster().await?.0;
    operators.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(json(&wire::Operators { operators }))
}

/// `PUT /api/operators/me/status`: Online, Busy, Break or Offline. The same again changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/operators/me/status", request_body = wire::ChooseStatus,
    responses((status = 200, body = Operator), (status = 400, body = wire::ErrorBody))))]
pub async fn choose_status(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::ChooseStatus { status } = body::json(request)?;
    let by = &who.session.operator;
    let operator = decide_operator(app, by, |operator, now| {
        if !operator.is_active {
            return Err(Refusal::NotAllowed);
        }
        let change = rules::choose_status(operator, status, StatusReason::Chosen, now);
        Ok(change.map(|change| OperatorChange {
            // Whoever chooses is there, whatever the last round knew.
            operator: Operator {
                unconnected_since: None,
                ..change.operator
            },
            interval: Some(change.interval),
            audit: None,
        }))
    });
    Ok(json(&operator.await?))
}

/// `PUT /api/operators/me/involved`: whether new chats may be given to me.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/operators/me/involved", request_body = wire::Involve,
    responses((status = 200, body = Operator), (status = 400, body = wire::ErrorBody))))]
pub async fn involve(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::Involve { involved } = body::json(request)?;
    let by = &who.session.operator;
    let operator = decide_operator(app, by, |operator, now| {
        Ok((operator.is_involved != involved).then(|| {
            let version = operator.version + 1;
            let entry = AuditEntry::new(now, Some(by), "operator_involved", format!("operator/{by}"), version);
            OperatorChange {
                operator: Operator {
                    version,
                    is_involved: involved,
                    ..operator.clone()
                },
                interval: None,
                audit: Some(entry.with(&operator.is_involved, &involved)),
            }
        }))
    });
    Ok(json(&operator.await?))
}
