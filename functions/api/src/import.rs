//! Bringing a list of contacts in: rows of CSV change the contacts they fit, one after the other.
//!
//! A row never makes a contact: a contact is somebody who wrote, and a chat without an address could not be answered.

use std::collections::BTreeMap;

use domain::{Card, Contact, ContactId, Refusal, phone, rules, rules::ImportRow, search::Term, wire};
use platform::{Answer, App, Problem, Request, answer::json, decide_contact};

use crate::{
    body,
    contacts_csv::{self, Row},
    session::Authenticated,
};

/// `POST /api/contacts/import`: a row that is refused does not keep the others from being done; the same file again
/// changes nothing.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/contacts/import", request_body = wire::ImportContacts,
    responses((status = 200, body = wire::Imported), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody))))]
pub async fn import(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let wire::ImportContacts { csv, dry_run } = body::json(request)?;
    let rows = contacts_csv::read(&csv)?;

    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        results.push(carry_out(app, who, row, dry_run).await?);
    }
    Ok(json(&wire::Imported { rows: results }))
}

/// One row. A fault ends the request: the rows before it are done, and the file may be sent again.
async fn carry_out(app: &App, who: &Authenticated, row: Row, dry_run: bool) -> Result<wire::ImportedRow, Problem> {
    let line = row.line;
    let mut contact = None;
    let outcome = match find(app, &row).await {
        Ok((found, says)) => {
            contact = Some(found.card.id.clone());
            change(app, who, &found, &says, dry_run).await
        }
        Err(problem) => Err(problem),
    };
    let refusal = match outcome {
        Ok(outcome) => {
            let (code, message) = (None, None);
            return Ok(wire::ImportedRow {
                line,
                contact,
                outcome,
                code,
                message,
            });
        }
        Err(Problem::Refused(refusal)) => refusal,
        Err(fault) => return Err(fault),
    };
    Ok(wire::ImportedRow {
        line,
        contact,
        outcome: wire::ImportOutcome::Refused,
        code: Some(refusal.code().to_owned()),
        message: Some(refusal.to_string()),
    })
}

async fn change(
    app: &App,
    who: &Authenticated,
    found: &Contact,
    says: &ImportRow,
    dry_run: bool,
) -> Result<wire::ImportOutcome, Problem> {
    let by = &who.session.operator;
    let rule = |contact: &Contact, now| rules::card_import(&contact.chat, &contact.card, says, by, now);
    let planned = rule(found, app.clock.now())?;
    if planned.is_empty() {
        return Ok(wire::ImportOutcome::Unchanged);
    }
    if !dry_run {
        for tag in &says.tags {
            app.store.know_tag(&rules::tag_name(tag)?).await?;
        }
        decide_contact(app, &found.card.id, rule).await?;
    }
    Ok(wire::ImportOutcome::Changed)
}

/// Whether a card is the one a row means.
type Fits<'a> = &'a (dyn Fn(&Card) -> bool + Sync);

/// Whose row it is: by our own id, else by the address in a channel, else by the business's id, else by a phone, else by an
/// e-mail address. The first of these that fits anybody decides, and must fit one.
async fn find(app: &App, row: &Row) -> Result<(Contact, ImportRow), Problem> {
    let says = row.says.clone()?;
    let now = app.clock.now();
    let first_seen = row.identities.first().map(ContactId::first_seen);
    if let Some(id) = row.contact.clone().or(first_seen) {
        let contact = app.store.contact(&id, now).await?;
        return Ok((contact.ok_or(Refusal::NoSuchContact)?, says));
    }
    let user_id = says.user_id.clone();
    let phones: Vec<String> = says
        .phones
        .iter()
        .map(|text| phone::parse(text))
        .collect::<Result<_, _>>()?;
    let emails: Vec<String> = says
        .emails
        .iter()
        .map(|text| rules::email(text))
        .collect::<Result<_, _>>()?;
    let has_user_id = |card: &Card| card.user_id == user_id;
    let has_phone = |card: &Card| card.phones.iter().any(|known| phones.contains(known));
    let has_email = |card: &Card| card.emails.iter().any(|known| emails.contains(known));
    let ways: [(Vec<&String>, Fits<'_>); 3] = [
        (user_id.iter().collect(), &has_user_id),
        (phones.iter().collect(), &has_phone),
        (emails.iter().collect(), &has_email),
    ];
    for (texts, fits) in ways {
        let mut found: BTreeMap<ContactId, Contact> = BTreeMap::new();
        for term in texts.into_iter().filter_map(|text| Term::parse(text)) {
            let candidates = app.store.find_contacts(&term, now).await?;
            let fitting = candidates.into_iter().filter(|contact| fits(&contact.card));
            found.extend(fitting.map(|contact| (contact.card.id.clone(), contact)));
        }
        if found.len() > 1 {
            return Err(Refusal::SeveralContacts.into());
        }
        if let Some(contact) = found.into_values().next() {
            return Ok((contact, says));
        }
    }
    Err(Refusal::NoSuchContact.into())
}
