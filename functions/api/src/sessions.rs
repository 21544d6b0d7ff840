//! Signed-in browsers, as their owner sees them, and ending them.

use domain::{Action, AuditEntry, OperatorId, Refusal, Session, wire};
use futures_util::future::try_join_all;
use http::StatusCode;
use platform::{
    Answer, App, Problem, Request,
    answer::{json, plain},
};

use store::sessions::short_name;

use crate::{body, session::Authenticated};

/// `GET /api/sessions`: one's own, newest first; with `operator` that operator's, for those who manage operators.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/sessions",
    params(("operator" = Option<String>, Query)),
    responses((status = 200, body = wire::Sessions), (status = 403, body = wire::ErrorBody))))]
pub async fn list(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let operator: OperatorId = match body::query(request, "operator") {
        Some(operator) => body::id(&operator, Refusal::NoSuchOperator)?,
        None => who.session.operator.clone(),
    };
    if operator != who.session.operator && !who.session.role.may(Action::ManageOperators) {
        return Err(Refusal::NotAllowed.into());
    }

    let now = app.clock.now();
    let known = app.store.session_list(&operator).await?.sessions;
    let found = try_join_all(known.iter().map(|known| app.store.session(&known.digest, now))).await?;

    let shown = known.into_iter().zip(found).filter_map(|(known, session)| {
        let session = session?;
        Some(wire::SessionInfo {
            is_current: known.digest == who.digest,
            id: known.digest,
            created: session.created,
            seen: session.seen,
            expires: session.expires,
            browser: session.browser,
            address: session.address,
        })
    });
    Ok(json(&wire::Sessions {
        sessions: shown.rev().collect(),
    }))
}

/// `DELETE /api/sessions/{session}`: ends one's own, or, for those who manage operators, anybody's they may change.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/sessions/{session}",
    params(("session" = String, Path)),
    responses((status = 204), (status = 404, body = wire::ErrorBody))))]
pub async fn end(app: &App, who: &Authenticated, digest: &str) -> Result<Answer, Problem> {
    let now = app.clock.now();
    let session = app.store.session(digest, now).await?.ok_or(Refusal::NoSuchSession)?;
    if !may_end(&who.session, &session) {
        return Err(Refusal::NoSuchSession.into());
    }

    let subject = format!("session/{}", short_name(digest));
    let entry = AuditEntry::new(now, Some(&who.session.operator), "session_ended", subject, 1);
    let audit = entry.with(&session.operator, &());
    app.store.end_session_of(digest, Some(&audit)).await?;
    Ok(plain(StatusCode::NO_CONTENT, ""))
}

fn may_end(by: &Session, session: &Session) -> bool {
    by.operator == session.operator || by.role.may(Action::ManageOperators) && by.role.may_appoint(session.role)
}
