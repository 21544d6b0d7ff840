//! Two contacts who are one person: united, undone, or known to be two.

use std::collections::BTreeMap;

use domain::{
    AuditEntry, Chat, Contact, ContactId, FunnelRun, Pointer, Refusal, UniteRecord, rules, search::Term, similar, wire,
};
use futures_util::future::{try_join, try_join_all};
use platform::{Answer, App, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX};
use store::{Committed, chats::ChatRow};

use crate::{body, contacts, session::Authenticated};

/// `POST /api/contacts/{contact}/unite`: pulls another contact into this one. Costs the same however much was said. What
/// was united already is answered as it is.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/contacts/{contact}/unite",
    params(("contact" = String, Path, description = "the left one, who stays")), request_body = wire::Unite,
    responses((status = 200, body = wire::United), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn unite(app: &App, who: &Authenticated, left: &str, request: &Request) -> Result<Answer, Problem> {
    let left: ContactId = body::id(left, Refusal::NoSuchContact)?;
    let wire::Unite { right, choose } = body::json(request)?;
    if left == right {
        return Err(Refusal::SameContact.into());
    }

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let (one, other) = try_join(contact(app, &left), async { Ok(app.store.contact(&right, now).await?) }).await?;
        let other = other.ok_or(Refusal::NoSuchContact)?;
        if other.chat.id != right {
            return united_before(app, one, &right, other.chat.id).await;
        }
        let (roster, pointers) = try_join(
            async { Ok(app.store.roster().await?) },
            pointers(app, &other.chat.united),
        )
        .await?;

        // After the chats: whoever begins or ends a run meanwhile changes one of them.
        let (left_runs, right_runs) = try_join(runs(app, &one.chat), runs(app, &other.chat)).await?;

        let with = rules::Uniting {
            runs: (&left_runs, &right_runs),
            choices: &choose,
            by: &who.session.operator,
            roster: &roster,
            pointers: &pointers,
        };
        let change = rules::unite(half(&one), half(&other), with, now)?;

        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            let unite = chat.version;
            let contact = written(one, *chat, change.cards);
            return Ok(json(&wire::United { contact, unite }));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// The ways through funnels of a contact and of everybody who was pulled into them.
async fn runs(app: &App, chat: &Chat) -> Result<Vec<FunnelRun>, Problem> {
    Ok(app.store.funnel_runs(&contacts::everybody(chat.clone())).await?)
}

/// The right one is part of somebody already: of `one` by this very unite, or of somebody else.
async fn united_before(app: &App, one: Contact, right: &ContactId, into: ContactId) -> Result<Answer, Problem> {
    if into == one.chat.id {
        let unites = app.store.unites(&into).await?;
        let is_it = |unite: &&UniteRecord| &unite.right == right && unite.undone.is_none();
        if let Some(unite) = unites.iter().find(is_it) {
            let (contact, unite) = (one, unite.version);
            return Ok(json(&wire::United { contact, unite }));
        }
    }
    Err(Refusal::UnitedMeanwhile { into }.into())
}

/// `GET /api/contacts/{contact}/unites`: who was pulled into this contact, newest first.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts/{contact}/unites",
    params(("contact" = String, Path)), responses((status = 200, body = wire::Unites), (status = 404, body = wire::ErrorBody))))]
pub async fn list(app: &App, left: &str) -> Result<Answer, Problem> {
    let left: ContactId = body::id(left, Refusal::NoSuchContact)?;
    let (chat, records) = try_join(app.store.chat_row(&left), app.store.unites(&left)).await?;
    if matches!(chat, None | Some(ChatRow::Mark(_) | ChatRow::Erased(_))) {
        return Err(Refusal::NoSuchContact.into());
    }
    let unites = records.into_iter().map(shown).collect();
    Ok(json(&wire::Unites { unites }))
}

/// `POST /api/contacts/{contact}/unite/{unite}/undo`: two contacts again. What was undone already is answered as it is.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/contacts/{contact}/unite/{unite}/undo",
    params(("contact" = String, Path), ("unite" = u64, Path)),
    responses((status = 200, body = wire::Separated), (status = 404, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn undo(app: &App, who: &Authenticated, left: &str, unite: &str) -> Result<Answer, Problem> {
    let left: ContactId = body::id(left, Refusal::NoSuchContact)?;
    let unite: u64 = unite.parse().map_err(|_| Refusal::NoSuchUnite)?;

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let ((record, is_newest), one) = try_join(record(app, &left, unite), contact(app, &left)).await?;
        if record.undone.is_some() {
            let right = contact(app, &record.right).await?;
            return Ok(json(&wire::Separated { left: one, right }));
        }
        let pointer = pointer(app, &record.right).await?.ok_or(Refusal::UndoLaterFirst)?;
        let identities = &one.chat.identities;
        let (right_card, newest) = try_join(async { Ok(app.store.card(&record.right).await?) }, async {
            Ok::<_, Problem>(app.store.said_last(identities).await?)
        })
        .await?;
        let right_card = right_card.unwrap_or_else(|| domain::Card::of(&pointer.before, now));
        let (roster, pointers) = try_join(
            async { Ok(app.store.roster().await?) },
            pointers(app, &pointer.before.united),
        )
        .await?;

        let with = rules::Separating {
            record: &record,
            is_newest,
            pointer: &pointer,
            pointers: &pointers,
            right_card: &right_card,
            newest: &newest,
            by: &who.session.operator,
            roster: &roster,
        };
        let change = rules::separate(half(&one), with, now)?;

        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            let left = written(one, *chat, change.cards);
            let right = contact(app, &record.right).await?;
            return Ok(json(&wire::Separated { left, right }));
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `POST /api/contacts/{contact}/not-same/{other}`: these two are not one person; it is not suggested again.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/contacts/{contact}/not-same/{other}",
    params(("contact" = String, Path), ("other" = String, Path)),
    responses((status = 204), (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn not_same(app: &App, who: &Authenticated, one: &str, other: &str) -> Result<Answer, Problem> {
    let one: ContactId = body::id(one, Refusal::NoSuchContact)?;
    let other: ContactId = body::id(other, Refusal::NoSuchContact)?;
    if one == other {
        return Err(Refusal::SameContact.into());
    }
    let (first, _) = try_join(contact(app, &one), contact(app, &other)).await?;
    let (by, subject) = (&who.session.operator, format!("contact/{one}"));
    let entry = AuditEntry::new(
        app.clock.now(),
        Some(by),
        "contacts_not_same",
        subject,
        first.card.version,
    );
    if !app.store.set_not_same(&entry.with(&(), &other), &one, &other).await? {
        return Err(Refusal::NoSuchContact.into());
    }
    Ok(platform::answer::plain(http::StatusCode::NO_CONTENT, ""))
}

/// `GET /api/contacts/{contact}/similar`: who may be the same person: the same phone or e-mail address, or the same name.
/// Those known to be somebody else are left out.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts/{contact}/similar",
    params(("contact" = String, Path)),
    responses((status = 200, body = wire::SimilarContacts), (status = 404, body = wire::ErrorBody))))]
pub async fn similar(app: &App, contact: &str) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let now = app.clock.now();
    let (one, not_same) = try_join(app.store.contact(&id, now), app.store.not_same(&id)).await?;
    let one = one.ok_or(Refusal::NoSuchContact)?;

    let terms: Vec<Term> = similar::terms(&one.card)
        .iter()
        .filter_map(|text| Term::parse(text))
        .collect();
    let found = try_join_all(terms.iter().map(|term| app.store.find_contacts(term, now))).await?;

    let mut others: BTreeMap<ContactId, Contact> = BTreeMap::new();
    for other in found.into_iter().flatten() {
        let id = &other.card.id;
        if id != &one.card.id && !not_same.contains(id) {
            others.insert(id.clone(), other);
        }
    }
    let mut similar: Vec<wire::SimilarContact> = others
        .into_values()
        .filter_map(|contact| {
            let because = similar::because(&one.card, &contact.card);
            (!because.is_empty()).then_some(wire::SimilarContact { contact, because })
        })
        .collect();
    // The same number or address says more than the same name.
    similar.sort_by_key(|other| {
        (
            other.because.first().copied(),
            std::cmp::Reverse(other.contact.chat.activity),
        )
    });
    Ok(json(&wire::SimilarContacts { similar }))
}

/// A contact who stands for themselves.
async fn contact(app: &App, id: &ContactId) -> Result<Contact, Problem> {
    let contact = app.store.contact(id, app.clock.now()).await?;
    let contact = contact.ok_or(Refusal::NoSuchContact)?;
    if &contact.chat.id == id {
        Ok(contact)
    } else {
        let into = contact.chat.id;
        Err(Refusal::UnitedMeanwhile { into }.into())
    }
}

async fn pointer(app: &App, id: &ContactId) -> Result<Option<Pointer>, Problem> {
    match app.store.chat_row(id).await? {
        Some(ChatRow::Pointer(pointer)) => Ok(Some(*pointer)),
        _ => Ok(None),
    }
}

/// What stands where these stood.
async fn pointers(app: &App, ids: &[ContactId]) -> Result<Vec<Pointer>, Problem> {
    let found = try_join_all(ids.iter().map(|id| pointer(app, id))).await?;
    Ok(found.into_iter().flatten().collect())
}

/// A unite of the past, and whether none that still stands came after it.
async fn record(app: &App, left: &ContactId, unite: u64) -> Result<(UniteRecord, bool), Problem> {
    let records = app.store.unites(left).await?;
    let is_newest = (records.iter()).all(|other| other.version <= unite || other.undone.is_some());
    let found = records.into_iter().find(|record| record.version == unite);
    Ok((found.ok_or(Refusal::NoSuchUnite)?, is_newest))
}

fn half(contact: &Contact) -> rules::Half<'_> {
    rules::Half {
        chat: &contact.chat,
        card: &contact.card,
    }
}

fn written(before: Contact, chat: Chat, cards: Vec<domain::CardWrite>) -> Contact {
    let mut by_id: BTreeMap<ContactId, domain::Card> = cards
        .into_iter()
        .map(|write| (write.card.id.clone(), write.card))
        .collect();
    let card = by_id.remove(&chat.id).unwrap_or(before.card);
    let mut suggestions = before.suggestions;
    if let Some(suggestions) = &mut suggestions {
        // The courier takes them off the row in a moment.
        suggestions
            .similar
            .retain(|other| !chat.united.contains(&other.contact));
    }
    Contact {
        card,
        chat,
        suggestions,
    }
}

fn shown(record: UniteRecord) -> wire::PastUnite {
    wire::PastUnite {
        unite: record.version,
        right: record.right,
        right_name: record.right_name,
        by: record.by,
        at: record.at,
        undone: record.undone,
    }
}
