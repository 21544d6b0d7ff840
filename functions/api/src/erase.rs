//! Erasing a contact.

#[cfg(feature = "schema")]
use domain::wire;
use domain::{ContactId, Pointer, Refusal, Roster, rules};
use futures_util::future::{try_join, try_join_all};
use http::StatusCode;
use platform::{Answer, App, Problem, answer::plain, decide::COMMIT_ATTEMPTS_MAX};
use store::{Standing, chats::ChatRow};

use crate::{body, session::Authenticated};

/// `DELETE /api/contacts/{contact}`: erases a contact and everybody united with them, for good. From the answer on nobody
/// sees anything of them; what lies in the table is deleted by and by. Who is erased already is answered alike.
#[cfg_attr(feature = "schema", utoipa::path(delete, path = "/api/contacts/{contact}", params(("contact" = String, Path)),
    responses((status = 204), (status = 403, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody))))]
pub async fn erase(app: &App, who: &Authenticated, contact: &str) -> Result<Answer, Problem> {
    let id: ContactId = body::id(contact, Refusal::NoSuchContact)?;
    let done = || Ok(plain(StatusCode::NO_CONTENT, ""));

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let chat = match app.store.standing(&id).await? {
            Standing::Nothing | Standing::Mark(_) => return Err(Refusal::NoSuchContact.into()),
            Standing::Erased(_) => return done(),
            Standing::Chat(chat) => chat,
        };
        let holder = async {
            match chat.holder() {
                Some(holder) => Ok(app.store.operator(holder).await?),
                None => Ok(None),
            }
        };
        let (pointers, holder) = try_join(pointers(app, &chat.united), holder).await?;

        let with = rules::Erasing {
            pointers: &pointers,
            by: &who.session.operator,
            roster: &Roster(holder.into_iter().collect()),
            salt: &app.ids.token(),
        };
        match rules::erase(&chat, with, app.clock.now()) {
            Ok(erasure) if app.store.commit_erasure(&erasure).await? => return done(),
            // Somebody changed the chat meanwhile, or is just uniting it: look again.
            Ok(_) | Err(Refusal::TooBusy) => {}
            Err(refusal) => return Err(refusal.into()),
        }
    }
    Err(Refusal::TooBusy.into())
}

/// What stands where these stood who were united with the contact.
async fn pointers(app: &App, united: &[ContactId]) -> Result<Vec<Pointer>, Problem> {
    let rows = try_join_all(united.iter().map(|id| app.store.chat_row(id))).await?;
    let pointer = |row| match row {
        Some(ChatRow::Pointer(pointer)) => Some(*pointer),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(pointer).collect())
}
