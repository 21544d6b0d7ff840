//! Exports: begun by a request that is written down, then read page by page.
//!
//! A page is one small read of the table whatever is stored, so neither the size of an answer nor our memory limits what can
//! be exported. Of one contact the pages go through everything that lies anywhere, in this order: the rows of each person
//! united in them, the talk by each address, what was not understood of each address, the audit log. Files are named there
//! with their message; each is loaded as an operator loads it, and the client puts them beside the lines.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{AuditEntry, Chat, ContactId, IdentityId, MINUTE_MS, Refusal, UnixMs, wire};
use futures_util::future::try_join_all;
use platform::{Answer, App, Problem, Request, answer::json};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{exports::Export, keys};

use crate::{body, contacts, export_list, session::Authenticated};

/// How long an export may be read after it was begun: hundreds of pages.
const LASTS_MS: i64 = 15 * MINUTE_MS;

/// A page that has grown beyond this ends: an answer of Lambda's ends at 6 MB.
const PAGE_BYTES: usize = 1024 * 1024;

/// What places of rows in indexes are called, and other attributes that only the table needs.
const OF_THE_TABLE: [&str; 12] = [
    "PK",
    "SK",
    "list",
    "list_order",
    "owned",
    "waiting",
    "waiting_order",
    "due",
    "due_order",
    "closed_day",
    "closed_order",
    "expires_s",
];

/// A part of what is known of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    /// What lies with one of the persons united in the contact.
    Rows(ContactId),
    /// What was said by an address.
    Talk(IdentityId),
    /// What came from an address and was not understood.
    Raw(IdentityId),
    /// What was done about the contact.
    Audit,
}

/// Where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    part: Part,
    after: Option<String>,
}

/// `POST /api/exports`: begins an export, of one contact or of the list of all. Admins only, and written to the audit log.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/exports", request_body = wire::BeginExport,
    responses((status = 200, body = wire::ExportBegun), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn begin(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::BeginExport { contact } = body::json(request)?;
    let contact = match contact {
        Some(id) => Some(app.store.chat(&id).await?.ok_or(Refusal::NoSuchContact)?.id),
        None => None,
    };

    let (now, by) = (app.clock.now(), &who.session.operator);
    let export = Export {
        export: app.ids.id(),
        by: by.clone(),
        until: now.plus(LASTS_MS),
        contact,
    };
    let (action, subject, media_type) = match &export.contact {
        Some(id) => ("contact_exported", format!("contact/{id}"), "application/x-ndjson"),
        None => ("contacts_exported", "contacts".to_owned(), "text/csv"),
    };
    let entry = AuditEntry::new(now, Some(by), action, subject, 0);
    app.store.begin_export(&export, &entry).await?;

    Ok(json(&wire::ExportBegun {
        export: export.export,
        until: export.until,
        media_type: media_type.to_owned(),
    }))
}

/// `GET /api/exports/{export}?cursor=`: the next part of the file. Pages may be asked for again.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/exports/{export}",
    params(("export" = String, Path), ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = wire::ExportPage), (status = 404, body = wire::ErrorBody))))]
pub async fn page(app: &App, who: &Authenticated, export: &str, request: &Request) -> Result<Answer, Problem> {
    let now = app.clock.now();
    let export = app.store.export(export, now).await?;
    let export = export.filter(|export| export.by == who.session.operator);
    let export = export.ok_or(Refusal::NoSuchExport)?;
    let cursor = body::query(request, "cursor");
    let Some(contact) = &export.contact else {
        return Ok(json(&export_list::page(app, cursor.as_deref()).await?));
    };

    let chat = app.store.chat(contact).await?.ok_or(Refusal::NoSuchContact)?;
    let parts = parts(&chat);
    let place = match cursor.as_deref() {
        Some(cursor) => read(cursor)?,
        None => Place {
            part: Part::Rows(chat.id.clone()),
            after: None,
        },
    };
    // A contact whose unite was undone meanwhile is another one than before.
    let at = parts.iter().position(|part| part == &place.part);
    let at = at.ok_or_else(contacts::foreign_cursor)?;

    let (lines, next) = rows(app, &chat, &place, now).await?;

    let next = match next {
        Some(after) => Some(Place {
            part: place.part,
            after: Some(after),
        }),
        None => parts.get(at + 1).map(|part| Place {
            part: part.clone(),
            after: None,
        }),
    };
    Ok(json(&wire::ExportPage {
        text: lines.0,
        cursor: next.as_ref().map(written),
    }))
}

/// Everything there is of a contact, in a fixed order.
fn parts(chat: &Chat) -> Vec<Part> {
    let persons = std::iter::once(&chat.id).chain(&chat.united).cloned().map(Part::Rows);
    // Not as they stand in the chat: the one that wrote last goes to the front there.
    let mut identities: Vec<&IdentityId> = chat.identities.iter().map(|identity| &identity.id).collect();
    identities.sort();
    let talks = identities.iter().map(|id| Part::Talk((*id).clone()));
    let raws = identities.iter().map(|id| Part::Raw((*id).clone()));
    persons.chain(talks).chain(raws).chain([Part::Audit]).collect()
}

/// Lines of the file.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, kind: &str, row: &impl Serialize) -> Result<(), Problem> {
        let line = serde_json::to_string(&json!({ "kind": kind, "row": row }));
        let line = line.map_err(|error| platform::Fault::Bug(format!("an export: {error}")))?;
        self.0.push_str(&line);
        self.0.push('\n');
        Ok(())
    }
}

/// The lines of one page, and where its part goes on.
async fn rows(app: &App, chat: &Chat, place: &Place, now: UnixMs) -> Result<(Lines, Option<String>), Problem> {
    let (store, after) = (&app.store, place.after.as_deref());
    let mut lines = Lines::default();
    let next = match &place.part {
        Part::Rows(person) => {
            let page = store.contact_rows(person, after).await?;
            for item in page.rows {
                let kind = keys::kind(&store::table::key_of(&item));
                let other = keys::known_other(&store::table::key_of(&item));
                let mut row = Value::Object(item);
                if let Some(fields) = row.as_object_mut() {
                    fields.retain(|name, _| !OF_THE_TABLE.contains(&name.as_str()));
                    fields.extend(other.map(|other| ("other".to_owned(), json!(other))));
                }
                lines.add(&kind, &row)?;
            }
            page.next
        }
        Part::Talk(identity) => talk(app, identity, after, &mut lines).await?,
        Part::Raw(identity) => {
            let page = store.quarantined_of(&identity.channel, &identity.external, after);
            let page = page.await?;
            for (_, raw) in &page.rows {
                lines.add("not_understood", raw)?;
            }
            page.next
        }
        Part::Audit => {
            let until = keys::audit_until(now);
            let is_wanted = |entry: &AuditEntry| is_about(&entry.subject, chat);
            let page = store.audit_page(after.unwrap_or(&until), is_wanted).await?;
            for entry in &page.entries {
                // Who did it and from where is the operator's own data.
                let AuditEntry {
                    at,
                    action,
                    before,
                    after,
                    ..
                } = entry;
                lines.add(
                    "audit",
                    &json!({ "at": at, "action": action, "before": before, "after": after }),
                )?;
            }
            page.next
        }
    };
    Ok((lines, next))
}

/// Messages with the texts they had before.
async fn talk(
    app: &App,
    identity: &IdentityId,
    after: Option<&str>,
    lines: &mut Lines,
) -> Result<Option<String>, Problem> {
    let page = app.store.thread_rows(identity, after).await?;
    let earlier = page.rows.iter().map(|message| async move {
        match &message.edited {
            Some(_) => app.store.all_earlier_texts(&message.id).await,
            None => Ok(Vec::new()),
        }
    });
    let earlier = try_join_all(earlier).await?;
    for (message, earlier) in page.rows.iter().zip(earlier) {
        lines.add("message", message)?;
        for text in &earlier {
            lines.add("earlier_text", &json!({ "message": message.id, "text": text }))?;
        }
        if lines.0.len() > PAGE_BYTES {
            return Ok(Some(message.id.order.to_string()));
        }
    }
    Ok(page.next)
}

/// Whether an entry of the audit log is about a contact, or about somebody united with them.
fn is_about(subject: &str, chat: &Chat) -> bool {
    let mut steps = subject.split('/');
    let noun = steps.next();
    let is_theirs = |id: &str| chat.id.as_str() == id || chat.united.iter().any(|other| other.as_str() == id);
    matches!(noun, Some("chat" | "contact")) && steps.next().is_some_and(is_theirs)
}

fn written(place: &Place) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).expect("a place serializes"))
}

fn read(cursor: &str) -> Result<Place, Refusal> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(contacts::foreign_cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let place = Place {
            part: Part::Talk("channel:77".parse().expect("id")),
            after: Some("00000000000000000007".into()),
        };

        assert_eq!(read(&written(&place)), Ok(place));
        for strange in ["", "%", "e30"] {
            assert!(read(strange).is_err(), "{strange}");
        }
    }
}
