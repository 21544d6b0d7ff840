//! Finding contacts while somebody types, and messages by what they say.

use std::collections::BTreeSet;

use domain::{
    Chat, ContactId, IdentityId, Message, Origin, Refusal,
    said::{Sought, WORD_CHARS_MIN},
    search::{TERM_CHARS_MIN, Term},
    wire,
};
use futures_util::future::try_join_all;
use platform::{Answer, App, Problem, Request, answer::json};
use store::said::Place;

use crate::{body, contacts::foreign_cursor};

/// `GET /api/contacts?term=`: by the beginning of any word of a name, username, phone, e-mail address or id; several
/// words must all be met. Closed chats too.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/contacts",
    params(("term" = String, Query, description = "two letters or digits at least")),
    responses((status = 200, body = wire::Contacts), (status = 400, body = wire::ErrorBody))))]
pub async fn contacts(app: &App, request: &Request) -> Result<Answer, Problem> {
    let term = body::query_text(request, "term").unwrap_or_default();
    let term = Term::parse(&term).ok_or_else(|| Refusal::BadRequest {
        detail: format!("a term has at least {TERM_CHARS_MIN} letters or digits"),
    })?;

    let contacts = app.store.find_contacts(&term, app.clock.now()).await?;

    Ok(json(&wire::Contacts { contacts, cursor: None }))
}

/// `GET /api/messages?term=&cursor=`: what contacts, operators and comments said, newest first, in closed chats too.
/// Every word of the term must be met: from four letters on by its beginning, a shorter one as a whole.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/messages",
    params(("term" = String, Query, description = "a word of two letters or digits at least; six words count"),
        ("cursor" = Option<String>, Query, description = "from the page before, with the same term")),
    responses((status = 200, body = wire::FoundMessages), (status = 400, body = wire::ErrorBody),
        (status = 409, body = wire::ErrorBody))))]
pub async fn messages(app: &App, request: &Request) -> Result<Answer, Problem> {
    let term = body::query_text(request, "term").unwrap_or_default();
    let sought = Sought::parse(&term).ok_or_else(|| Refusal::BadRequest {
        detail: format!("a term has a word of at least {WORD_CHARS_MIN} letters or digits"),
    })?;
    let before = body::query(request, "cursor").map(|text| Place::from_cursor(&text, &sought));
    let before = before.transpose().map_err(|_| foreign_cursor())?;
    if !app.store.settings().await?.is_message_search_on {
        return Err(Refusal::SearchOff.into());
    }

    let found = app.store.find_messages(&sought, before).await?;
    let chats = chats_of(app, &found.messages).await?;

    let shown = found
        .messages
        .iter()
        .filter_map(|message| shown(message, &chats, &sought));
    Ok(json(&wire::FoundMessages {
        messages: shown.collect(),
        cursor: found.before.map(|place| place.to_cursor(&sought)),
    }))
}

/// The chats these messages stand in now.
async fn chats_of(app: &App, messages: &[Message]) -> Result<Vec<Chat>, Problem> {
    let identities: BTreeSet<&IdentityId> = messages.iter().map(|message| &message.id.identity).collect();
    // An address is led to by the contact first seen there, whoever it was united with since.
    let chats = identities.into_iter().map(|identity| async move {
        let contact = ContactId::first_seen(identity);
        app.store.chat(&contact).await
    });
    Ok(try_join_all(chats).await?.into_iter().flatten().collect())
}

fn shown(message: &Message, chats: &[Chat], sought: &Sought) -> Option<wire::FoundMessage> {
    let said = match &message.origin {
        Origin::Contact => wire::SaidBy::Contact,
        Origin::Operator { by, .. } => wire::SaidBy::Operator { by: by.clone() },
        Origin::Comment { by, .. } => wire::SaidBy::Comment { by: by.clone() },
        Origin::Outside => wire::SaidBy::Outside,
        Origin::Automatic { .. } | Origin::Desk => return None,
    };
    let chat = chats
        .iter()
        .find(|chat| chat.identity(&message.id.identity).is_some())?;
    Some(wire::FoundMessage {
        id: message.id.clone(),
        chat: chat.id.clone(),
        name: chat.name.clone(),
        at: message.at,
        said,
        snippet: sought.snippet(message.content.said()?)?,
    })
}
