//! Load, decide, commit; and again on fresh data when somebody else was first.

use domain::{Change, Chat, Contact, ContactId, Operator, Refusal, Roster, UnixMs, rules};
use futures_util::future::{try_join, try_join_all};
use store::{Committed, StoreError, operators::OperatorChange};

use crate::{App, Problem};

/// How often a decision is made anew before we say that too many people change the chat at once. A loser meets a newer
/// version each time, so only as many as this writers at the same instant could exhaust it.
pub const COMMIT_ATTEMPTS_MAX: usize = 12;

/// Decides about a chat that must exist, and commits.
///
/// # Errors
/// [`Refusal::NoSuchChat`], what `rule` refuses, [`Refusal::TooBusy`] after [`COMMIT_ATTEMPTS_MAX`] tries; faults of the
/// table.
pub async fn decide(
    app: &App,
    contact: &ContactId,
    rule: impl Fn(&Chat, UnixMs) -> Result<Change, Refusal>,
) -> Result<Chat, Problem> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let chat = app.store.chat(contact).await?.ok_or(Refusal::NoSuchChat)?;
        let now = app.clock.now();
        let mut change = rule(&chat, now)?;
        settle(app, &mut change, Some(&chat), now).await?;
        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            return Ok(*chat);
        }
    }
    Err(Refusal::TooBusy.into())
}

/// Decides about a chat that must exist, with everybody who answers in view, and commits.
///
/// # Errors
/// As [`decide`].
pub async fn decide_among(
    app: &App,
    contact: &ContactId,
    rule: impl Fn(&Chat, &Roster, UnixMs) -> Result<Change, Refusal>,
) -> Result<Chat, Problem> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let (chat, roster) = try_join(app.store.chat(contact), app.store.roster()).await?;
        let chat = chat.ok_or(Refusal::NoSuchChat)?;
        let now = app.clock.now();
        let mut change = rule(&chat, &roster, now)?;
        settle(app, &mut change, Some(&chat), now).await?;
        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            return Ok(*chat);
        }
    }
    Err(Refusal::TooBusy.into())
}

/// Decides about a contact who must exist, and commits.
///
/// # Errors
/// [`Refusal::NoSuchContact`], what `rule` refuses, [`Refusal::TooBusy`]; faults of the table.
pub async fn decide_contact(
    app: &App,
    id: &ContactId,
    rule: impl Fn(&Contact, UnixMs) -> Result<Change, Refusal>,
) -> Result<Contact, Problem> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let contact = app.store.contact(id, now).await?.ok_or(Refusal::NoSuchContact)?;
        let change = rule(&contact, now)?;
        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            // Not `id`: that may be of somebody who was pulled into this contact.
            let card = change.cards.into_iter().find(|write| write.card.id == contact.card.id);
            return Ok(Contact {
                card: card.map_or(contact.card, |write| write.card),
                chat: *chat,
                suggestions: contact.suggestions,
            });
        }
    }
    Err(Refusal::TooBusy.into())
}

/// Completes a decision that moves a chat from one operator to another with their counts of open chats. One that moves
/// nobody, or was completed by its rule, costs nothing here.
///
/// # Errors
/// [`StoreError`].
pub async fn settle(app: &App, change: &mut Change, before: Option<&Chat>, now: UnixMs) -> Result<(), StoreError> {
    let Some((from, to)) = change.moves(before).filter(|_| change.operators.is_empty()) else {
        return Ok(());
    };
    let concerned = from.iter().chain(&to).map(|id| app.store.operator(id));
    let roster = try_join_all(concerned).await?.into_iter().flatten().collect();
    rules::account(change, before, &Roster(roster), now);
    Ok(())
}

/// Decides about an operator who must exist, and commits. `None` from `rule`: it is as wanted already.
///
/// # Errors
/// [`Refusal::NoSuchOperator`], what `rule` refuses, [`Refusal::TooBusy`]; faults of the table.
pub async fn decide_operator(
    app: &App,
    id: &domain::OperatorId,
    rule: impl Fn(&Operator, UnixMs) -> Result<Option<OperatorChange>, Refusal>,
) -> Result<Operator, Problem> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let operator = app.store.operator(id).await?.ok_or(Refusal::NoSuchOperator)?;
        let Some(change) = rule(&operator, app.clock.now())? else {
            return Ok(operator);
        };
        if app.store.commit_operator(&change).await? {
            return Ok(change.operator);
        }
    }
    Err(Refusal::TooBusy.into())
}
