//! Those who answer: the list of colleagues, one's own status, whether one takes new chats.

use domain::{AuditEntry, Operator, OperatorId, Refusal, StatusReason, rules, wire};
use futures_util::future::try_join;
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX, decide_operator};
use store::{notifications::Activity, operators::OperatorChange};

use crate::{body, session::Authenticated};

/// `GET /api/operators?drafts=true`: everybody, with status and number of open chats; with `drafts=true` also what the one who
/// asks has begun to write.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/operators",
    params(("drafts" = Option<bool>, Query, description = "whether one's own drafts are wanted too")),
    responses((status = 200, body = wire::Operators))))]
pub async fn list(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let drafts = async {
        match body::query(request, "drafts").as_deref() {
            Some("true") => app.store.drafts(&who.session.operator).await.map(Some),
            _ => Ok(None),
        }
    };
    let (roster, drafts) = try_join(app.store.roster(), drafts).await?;
    let mut operators = roster.0;
    operators.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(json(&wire::Operators { operators, drafts }))
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

/// `PUT /api/operators/me/activity`: I am doing something. The client says so at most once a minute, while it sees me do
/// something; whoever was made Busy for doing nothing is Online again.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/operators/me/activity",
    responses((status = 200, body = Operator))))]
pub async fn act(app: &App, who: &Authenticated) -> Result<Answer, Problem> {
    let by = &who.session.operator;
    let at = app.clock.now();
    // First: the minute's round, should it look right now, must not find less than is decided on here.
    app.store
        .set_activity(&Activity {
            operator: by.clone(),
            at,
        })
        .await?;
    let operator = decide_operator(app, by, |operator, now| {
        // Whether they are idle is not asked here: they are not.
        Ok(rules::idle(operator, now, None, now).map(|change| OperatorChange {
            operator: change.operator,
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

/// `PATCH /api/operators/me`: what colleagues see of me, and how the client speaks to me.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/operators/me", request_body = wire::ChangeProfile,
    responses((status = 200, body = Operator), (status = 400, body = wire::ErrorBody))))]
pub async fn describe(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let change: wire::ChangeProfile = body::json(request)?;
    let operator = decide_operator(app, &who.session.operator, |operator, now| {
        let change = rules::describe(operator, &change, now)?;
        Ok(change.map(|(operator, audit)| OperatorChange {
            operator,
            interval: None,
            audit: Some(audit),
        }))
    });
    Ok(json(&operator.await?))
}

/// `PATCH /api/operators/{operator}`: changes a colleague. Whoever gets another role or is sent home is signed out in the
/// same transaction.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/operators/{operator}",
    params(("operator" = String, Path)), request_body = wire::ChangeOperator,
    responses((status = 200, body = Operator), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn change(app: &App, who: &Authenticated, operator: &str, request: &Request) -> Result<Answer, Problem> {
    let id: OperatorId = body::id(operator, Refusal::NoSuchOperator)?;
    let change: wire::ChangeOperator = body::json(request)?;
    let by = (&who.session.operator, who.session.role);
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let sessions = app.store.session_list(&id).await?;
        let roster = app.store.roster().await?;
        let operator = roster.find(&id).ok_or(Refusal::NoSuchOperator)?;

        let Some(appointed) = rules::appoint(operator, &change, by, &roster, app.clock.now())? else {
            return Ok(json(operator));
        };

        if appointed.operator.role != operator.role {
            who.check_proof(app)?;
        }
        let ended = Some(&sessions).filter(|_| appointed.ends_sessions);
        let change = OperatorChange {
            operator: appointed.operator,
            interval: appointed.interval,
            audit: Some(appointed.audit),
        };
        let committed = app
            .store
            .commit_appointment(&change, ended, appointed.relies_on.as_ref());
        if committed.await? {
            return Ok(json(&change.operator));
        }
    }
    Err(Refusal::TooBusy.into())
}
