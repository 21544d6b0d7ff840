//! A contact's ways through funnels: which, begun, taken out.

use std::cmp::Reverse;

use domain::{ContactId, FunnelRun, IntentId, Refusal, RunState, rules, wire};
use futures_util::future::try_join;
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};
use store::Committed;

use crate::{body, contacts, session::Authenticated};

/// `GET /api/contacts/{contact}/funnels`: those under way, then those that ended; also of whoever was pulled into this contact.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts/{contact}/funnels",
    params(("contact" = String, Path)),
    responses((status = 200, body = wire::FunnelRuns), (status = 404, body = wire::ErrorBody))))]
pub async fn list(app: &App, contact: &str) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchContact)?;
    let mut runs = app.store.funnel_runs(&contacts::everybody(chat)).await?;
    runs.retain(|run| !matches!(run.state, RunState::Removed { .. }));
    let (mut running, mut ended): (Vec<_>, Vec<_>) = runs.into_iter().partition(FunnelRun::is_running);
    running.sort_by_key(|run| run.started);
    ended.sort_by_key(|run| Reverse(run.at));
    running.append(&mut ended);
    Ok(json(&wire::FunnelRuns { runs: running }))
}

/// `PUT /api/contacts/{contact}/funnels/{funnel}`: lets a contact begin a funnel, at once. Who is under way in it goes on as
/// they are; the same intent is one run, however often it is asked for.
#[cfg_attr(feature = "schema", utoipa::path(put, path = "/api/contacts/{contact}/funnels/{funnel}",
    params(("contact" = String, Path), ("funnel" = String, Path)), request_body = wire::StartFunnel,
    responses((status = 200, body = FunnelRun), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn start(
    app: &App,
    who: &Authenticated,
    contact: &str,
    funnel: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let funnel: IntentId = body::id(funnel, Refusal::NoSuchFunnel)?;
    let wire::StartFunnel { intent_id } = body::json(request)?;
    let store = &app.store;

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let (contact, known) = try_join(store.contact(&id, now), store.intent(&id, &intent_id)).await?;
        let contact = contact.ok_or(Refusal::NoSuchContact)?;
        // After the chat, which every run that begins or ends changes.
        let everybody = contacts::everybody(contact.chat.clone());
        let (mut runs, found) = try_join(store.funnel_runs(&everybody), store.funnel(&funnel)).await?;
        if let Some(known) = known {
            if known.digest != funnel.to_string() {
                return Err(Refusal::IntentReused.into());
            }
            runs.sort_by_key(|run| run.run != intent_id);
            let run = runs.iter().find(|run| run.funnel == funnel);
            return Ok(json(run.ok_or(Refusal::NotInFunnel)?));
        }
        let starting = rules::Starting {
            funnel: &found.ok_or(Refusal::NoSuchFunnel)?,
            intent: &intent_id,
            by: &who.session.operator,
            runs: &runs,
        };

        let mut change = rules::start_run(&contact, starting, now)?;

        if change.is_empty() {
            let run = runs.iter().find(|run| run.funnel == funnel && run.is_running());
            return Ok(json(run.ok_or(Refusal::NotInFunnel)?));
        }
        change.asked = Some(id.clone());
        if let Committed::Stored(_) = store.commit(&change, now).await? {
            return Ok(json(&change.runs[0]));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `DELETE /api/contacts/{contact}/funnels/{funnel}`: takes a contact out of a funnel; no later step goes out. Of one that ended
/// nothing is shown any more. The same again changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/contacts/{contact}/funnels/{funnel}",
    params(("contact" = String, Path), ("funnel" = String, Path)),
    responses((status = 200, body = FunnelRun), (status = 404, body = wire::ErrorBody))))]
pub async fn remove(app: &App, who: &Authenticated, contact: &str, funnel: &str) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let funnel: IntentId = body::id(funnel, Refusal::NotInFunnel)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let contact = app.store.contact(&id, now).await?.ok_or(Refusal::NoSuchContact)?;
        let mut runs = app
            .store
            .funnel_runs(&contacts::everybody(contact.chat.clone()))
            .await?;
        runs.retain(|run| run.funnel == funnel);
        runs.sort_by_key(|run| !run.is_running());
        let first = runs.first().ok_or(Refusal::NotInFunnel)?;

        let change = rules::remove_runs(&contact, &runs, &who.session.operator, now);

        if let Committed::Stored(_) = app.store.commit(&change, now).await? {
            return Ok(json(change.runs.first().unwrap_or(first)));
        }
    }
    Err(Refusal::TooBusy.into())
}
