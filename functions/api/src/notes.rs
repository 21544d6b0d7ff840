//! Notes on a contact: list, write, change, take back.

use domain::{AuditEntry, ContactId, IntentId, Note, Refusal, rules, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};

use crate::{body, contacts, session::Authenticated};

/// `GET /api/contacts/{contact}/notes?cursor=`: newest first.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts/{contact}/notes",
    params(("contact" = String, Path), ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::Notes), (status = 404, body = wire::ErrorBody))))]
pub async fn list(app: &App, contact: &str, request: &Request) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchContact)?;
    let before = body::query(request, "cursor").map(|text| text.parse::<IntentId>());
    let before = before.transpose().map_err(|_| contacts::foreign_cursor())?;

    // A note stays with the contact it was written for; it is changed there, whoever they were united with.
    let page = app.store.notes(&contacts::everybody(chat), before.as_ref()).await?;

    Ok(json(&wire::Notes {
        notes: page.rows,
        cursor: page.next,
    }))
}

/// `POST /api/contacts/{contact}/notes`: a new note. The same intent again is answered with the note as it is.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/contacts/{contact}/notes",
    params(("contact" = String, Path)), request_body = wire::AddNote,
    responses((status = 200, body = Note), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn add(app: &App, who: &Authenticated, contact: &str, request: &Request) -> Result<Answer, Problem> {
    let id = contacts::known(app, contact).await?;
    let add: wire::AddNote = body::json(request)?;

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let note = rules::note_add(&id, &add, &who.session, now)?;
        let entry = entry(&note, "note_added", who, now);
        if app.store.commit_note(&note, &entry).await? {
            return Ok(json(&note));
        }
        if let Some(known) = app.store.note(&id, &add.intent_id).await? {
            rules::note_again(&known, &add, &who.session)?;
            return Ok(json(&known));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `PATCH /api/contacts/{contact}/notes/{note}`: another text, by its author or an admin.
#[cfg_attr(feature = "schema", utoipa::path(patch, path = "/api/contacts/{contact}/notes/{note}",
    params(("contact" = String, Path), ("note" = String, Path)), request_body = wire::EditNote,
    responses((status = 200, body = Note), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn edit(
    app: &App,
    who: &Authenticated,
    contact: &str,
    note: &str,
    request: &Request,
) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    let edit: wire::EditNote = body::json(request)?;
    let note = decide_note(app, &id, note, who, "note_changed", |note, now| {
        rules::note_edit(note, &edit, &who.session, now)
    });
    Ok(json(&note.await?))
}

/// `DELETE /api/contacts/{contact}/notes/{note}`: takes a note back; its text is gone. By its author or an admin.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/contacts/{contact}/notes/{note}",
    params(("contact" = String, Path), ("note" = String, Path)),
    responses((status = 200, body = Note), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn remove(app: &App, who: &Authenticated, contact: &str, note: &str) -> Result<Answer, Problem> {
    let id = body::id(contact, Refusal::NoSuchContact)?;
    let note = decide_note(app, &id, note, who, "note_removed", |note, now| {
        rules::note_remove(note, &who.session, now)
    });
    Ok(json(&note.await?))
}

/// Decides about a note that must exist, and commits.
async fn decide_note(
    app: &App,
    contact: &ContactId,
    note: &str,
    who: &Authenticated,
    action: &str,
    rule: impl Fn(&Note, domain::UnixMs) -> Result<Option<Note>, Refusal>,
) -> Result<Note, Problem> {
    let id: IntentId = body::id(note, Refusal::NoSuchNote)?;
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let note = app.store.note(contact, &id).await?.ok_or(Refusal::NoSuchNote)?;
        let now = app.clock.now();
        let Some(after) = rule(&note, now)? else {
            return Ok(note);
        };
        let entry = entry(&after, action, who, now);
        if app.store.commit_note(&after, &entry).await? {
            return Ok(after);
        }
    }
    Err(Refusal::TooBusy.into())
}

/// Which note, not its text.
fn entry(note: &Note, action: &str, who: &Authenticated, now: domain::UnixMs) -> AuditEntry {
    let subject = format!("contact/{}/note/{}", note.contact, note.id);
    AuditEntry::new(now, Some(&who.session.operator), action, subject, note.version)
}
