//! Addresses of operators, where they are told of the desk's news.
//!
//! A message that brings a code we offered links the address it comes from, instead of opening a chat. What is written
//! from a linked address later opens none either. Which address might be linked stands where its chat would stand, so
//! that everybody else's messages cost no look; whether it is, the operator's own row says.

use domain::{Change, ContactId, IdentityId, LinkMark, OperatorId, Place, Sender, rules::link};
use store::{Standing, StoreError, notifications::MarkWrite};
use tracing::info;

use crate::{App, Fault, decide::COMMIT_ATTEMPTS_MAX};

/// Links the address of `sender` if `payload` is a code that is still good. `false`: to us it says nothing; what brought
/// it is a message like any other, so that nothing a person sends is lost.
///
/// # Errors
/// [`Fault`]: it is not settled; the messenger will repeat it.
pub async fn link(app: &App, payload: &str, sender: &Sender) -> Result<bool, Fault> {
    let Some((code, operator)) = link::read_payload(payload) else {
        return Ok(false);
    };
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let now = app.clock.now();
        let before = app.store.notifications(&operator).await?;
        let Some((after, audit)) = link::take(&before, code, sender, now) else {
            return Ok(false);
        };
        let Some(operator) = app
            .store
            .operator(&operator)
            .await?
            .filter(|operator| operator.is_active)
        else {
            return Ok(false);
        };
        let standing = app.store.standing(&ContactId::first_seen(&sender.identity)).await?;
        let is_others = standing
            .notifies(&sender.identity)
            .is_some_and(|other| *other != operator.id);
        if is_others && is_linked(app, &standing, &sender.identity).await? {
            // A colleague is told there: they have to let go of it first.
            return Ok(false);
        }
        let mark = mark(standing, sender, &operator.id)?;
        if app.store.commit_link(&after, &audit, &mark, &operator, now).await? {
            info!(operator.id = %operator.id, "Linked an operator's messenger");
            return Ok(true);
        }
    }
    Err(StoreError::Throttled.into())
}

fn mark(standing: Standing, sender: &Sender, operator: &OperatorId) -> Result<MarkWrite, StoreError> {
    let row = |instead_of: Option<Place>| MarkWrite::Row {
        mark: LinkMark {
            id: ContactId::first_seen(&sender.identity),
            version: instead_of.as_ref().map_or(0, Place::version) + 1,
            notifies: operator.clone(),
            erased: instead_of.as_ref().map_or(0, Place::erased),
        },
        instead_of,
    };
    Ok(match standing {
        Standing::Nothing => row(None),
        Standing::Mark(known) => row(Some(Place::Mark(known))),
        // Until everything is deleted the tombstone is what the deleting goes by.
        Standing::Erased(tombstone) if tombstone.work.is_some() => return Err(StoreError::Throttled),
        Standing::Erased(tombstone) => row(Some(Place::Tombstone(tombstone))),
        Standing::Chat(chat) => MarkWrite::Chat(Box::new(Change::next(&chat, |chat| {
            let own = chat
                .identities
                .iter_mut()
                .find(|identity| identity.id == sender.identity);
            if let Some(identity) = own {
                identity.notifies = Some(operator.clone());
            }
        }))),
    })
}

/// Whether an operator is told of the desk's news at `identity`; then the person there is owed a short answer.
///
/// # Errors
/// [`Fault`].
pub async fn is_told_there(app: &App, standing: &Standing, identity: &IdentityId) -> Result<bool, Fault> {
    let Some(operator) = standing.notifies(identity) else {
        return Ok(false);
    };
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let notifications = app.store.notifications(operator).await?;
        if !notifications.is_linked_to(identity) {
            return Ok(false);
        }
        let Some(asked) = link::ask(&notifications, identity, app.clock.now()) else {
            return Ok(true);
        };
        if app.store.commit_notifications(&asked, None).await? {
            return Ok(true);
        }
    }
    Err(StoreError::Throttled.into())
}

async fn is_linked(app: &App, standing: &Standing, identity: &IdentityId) -> Result<bool, Fault> {
    let Some(operator) = standing.notifies(identity) else {
        return Ok(false);
    };
    Ok(app.store.notifications(operator).await?.is_linked_to(identity))
}
