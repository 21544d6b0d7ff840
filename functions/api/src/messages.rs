//! Messages: history, answers, earlier texts.

use domain::{
    Change, Chat, ContactId, Identity, IdentityId, IntentRow, Message, MessageId, Order, Outgoing, Refusal, Upload,
    file::FILES_MAX, rules, wire,
};
use futures_util::future::{try_join, try_join_all, try_join3};
use messengers::registry;
use platform::{Answer, App, Fault, Problem, Request, answer::json, decide::COMMIT_ATTEMPTS_MAX, settle};
use store::{Committed, StoreError, messages::Places, talk::Stretch};

use crate::{body, session::Authenticated};

/// `GET /api/chats/{chat}/messages?before=|after_version=|around=|after=`: a page of history, or what changed since a
/// version.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats/{chat}/messages",
    params(("chat" = String, Path),
        ("before" = Option<String>, Query, description = "the 50 messages before this place"),
        ("cursor" = Option<String>, Query, description = "from the page before, in a chat with several addresses"),
        ("after_version" = Option<u64>, Query, description = "messages changed after this version of the chat"),
        ("around" = Option<String>, Query, description = "the 50 messages around this one"),
        ("after" = Option<String>, Query, description = "from such a page: the 50 messages behind it")),
    responses((status = 200, body = wire::MessagePage), (status = 404, body = wire::ErrorBody))))]
pub async fn list(app: &App, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id = body::id(chat, Refusal::NoSuchChat)?;
    let asked = Asked::parse(request)?;

    let chat = app.store.chat(&id).await?.ok_or(Refusal::NoSuchChat)?;
    let mut page = match (asked, chat.identities.as_slice()) {
        (Asked::Around(message), identities) => around(app, identities, &message).await?,
        (Asked::From(places), identities) => {
            let found = app.store.messages_from(identities, &places).await?;
            stretch(found, identities)?
        }
        (Asked::Before(place), [only]) => thread(app, &only.id, Some(&place), None).await?,
        (Asked::Before(_), _) => {
            let detail = "this chat has several addresses: pass the cursor of the page before".into();
            return Err(Refusal::BadRequest { detail }.into());
        }
        (Asked::Changed(version), [only]) => thread(app, &only.id, None, Some(version)).await?,
        (Asked::Changed(version), _) => changed(app, &chat, version).await?,
        (Asked::Newest(_), [only]) => thread(app, &only.id, None, None).await?,
        (Asked::Newest(places), several) => talk(app, several, places).await?,
    };
    for message in &mut page.messages {
        // What was said before two contacts were found to be one belongs to the one they are now.
        message.chat = chat.id.clone();
    }
    Ok(json(&page))
}

/// Which part of a history.
enum Asked {
    /// The newest messages before these places.
    Newest(Places),
    /// The newest messages before this place.
    Before(Order),
    /// What changed after this version.
    Changed(u64),
    /// The messages around this one.
    Around(MessageId),
    /// The messages from these places on.
    From(Places),
}

impl Asked {
    fn parse(request: &Request) -> Result<Self, Refusal> {
        let bad = |detail: &str| Refusal::BadRequest { detail: detail.into() };
        if let Some(message) = body::query(request, "around") {
            return Ok(Self::Around(body::id(&message, Refusal::NoSuchMessage)?));
        }
        if let Some(cursor) = body::query(request, "after") {
            return Ok(Self::From(places(&cursor)?));
        }
        let before = body::query(request, "before").map(|text| text.parse::<Order>());
        let before = before.transpose().map_err(|_| bad("before is not a place"))?;
        let after_version = body::query(request, "after_version").map(|text| text.parse::<u64>());
        let after_version = after_version
            .transpose()
            .map_err(|_| bad("after_version is not a number"))?;
        let cursor = body::query(request, "cursor").map(|text| places(&text)).transpose()?;
        Ok(match (after_version, before) {
            (Some(version), _) => Self::Changed(version),
            (None, Some(place)) => Self::Before(place),
            (None, None) => Self::Newest(cursor.unwrap_or_default()),
        })
    }
}

/// The page around a message of one of these addresses.
async fn around(app: &App, identities: &[Identity], id: &MessageId) -> Result<wire::MessagePage, Problem> {
    let is_here = identities.iter().any(|identity| identity.id == id.identity);
    let message = if is_here { app.store.message(id).await? } else { None };
    let message = message.ok_or(Refusal::NoSuchMessage)?;
    stretch(app.store.messages_around(identities, &message).await?, identities)
}

fn stretch(found: Stretch, identities: &[Identity]) -> Result<wire::MessagePage, Problem> {
    let is_talk = identities.len() > 1;
    Ok(wire::MessagePage {
        messages: found.messages,
        has_older: found.before.is_some(),
        from: None,
        cursor: found
            .before
            .filter(|_| is_talk)
            .as_ref()
            .map(body::to_cursor)
            .transpose()?,
        after: found.from.as_ref().map(body::to_cursor).transpose()?,
    })
}

/// A page of the only address.
async fn thread(
    app: &App,
    identity: &IdentityId,
    before: Option<&Order>,
    after_version: Option<u64>,
) -> Result<wire::MessagePage, Problem> {
    let found = match after_version {
        Some(version) => app.store.messages_changed(identity, version).await?,
        None => app.store.message_page(identity, before).await?,
    };
    Ok(wire::MessagePage {
        messages: found.messages,
        has_older: found.has_older,
        from: found.from.filter(|_| found.has_older),
        cursor: None,
        after: None,
    })
}

/// A page of the talk by several addresses.
async fn talk(app: &App, identities: &[Identity], places: Places) -> Result<wire::MessagePage, Problem> {
    let found = app.store.timeline(identities, &places).await?;
    Ok(wire::MessagePage {
        messages: found.messages,
        has_older: found.before.is_some(),
        from: None,
        cursor: found.before.as_ref().map(body::to_cursor).transpose()?,
        after: None,
    })
}

/// What changed in the talk by several addresses. Those that came by a unite after `version` are new to the asker as a
/// whole, whatever the versions of their messages.
async fn changed(app: &App, chat: &Chat, version: u64) -> Result<wire::MessagePage, Problem> {
    let joined = joined_after(app, chat, version).await?;
    let found = chat.identities.iter().map(|identity| {
        let after = if joined.contains(&identity.id) { 0 } else { version };
        app.store.messages_changed(&identity.id, after)
    });
    let found = try_join_all(found).await?;
    let has_older = found.iter().any(|page| page.has_older);
    let mut messages: Vec<Message> = found.into_iter().flat_map(|page| page.messages).collect();
    messages.sort_by_key(|message| message.at);
    Ok(wire::MessagePage {
        messages,
        has_older,
        from: None,
        cursor: None,
        after: None,
    })
}

/// Addresses the chat did not have at `version`.
async fn joined_after(app: &App, chat: &Chat, version: u64) -> Result<Vec<IdentityId>, Problem> {
    let unites = app.store.unites(&chat.id).await?;
    let later = unites
        .iter()
        .filter(|unite| unite.version > version && unite.undone.is_none());
    let Some(first) = later.min_by_key(|unite| unite.version) else {
        return Ok(Vec::new());
    };
    let is_new = |identity: &&Identity| first.left_chat.identity(&identity.id).is_none();
    Ok(chat
        .identities
        .iter()
        .filter(is_new)
        .map(|identity| identity.id.clone())
        .collect())
}

fn places(text: &str) -> Result<Places, Refusal> {
    body::cursor(text).ok_or_else(|| Refusal::BadRequest {
        detail: "the cursor is not of this history".into(),
    })
}

/// `POST /api/chats/{chat}/messages`: an answer, queued for the contact's messenger.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/chats/{chat}/messages", params(("chat" = String, Path)),
    request_body = wire::SendMessage,
    responses((status = 200, body = wire::Sent), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody),
        (status = 429, body = wire::ErrorBody))))]
pub async fn send(app: &App, who: &Authenticated, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let send: wire::SendMessage = body::json(request)?;
    let digest = rules::send::digest(&send);

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let found = try_join3(
            app.store.chat(&id),
            app.store.intent(&id, &send.intent_id),
            app.store.channel(&send.identity.channel),
        );
        let (chat, known, channel) = found.await?;
        let chat = chat.ok_or(Refusal::NoSuchChat)?;
        if let Some(known) = known {
            return sent_before(app, &chat, &known, &digest).await;
        }

        let capabilities = capabilities(&chat, &send)?;
        let (uploads, reply) = try_join(uploads(app, &send), replied(app, &send)).await?;
        if let Some(row) = channel {
            rules::channel::check_there(&row.channel)?;
        }
        let by = &who.session.operator;
        let now = app.clock.now();
        let sending = rules::Sending {
            request: &send,
            capabilities: &capabilities,
            by,
            uploads: &uploads,
            reply: reply.as_ref(),
        };
        let mut change = rules::send(&chat, sending, now)?;
        change.asked = Some(id.clone());
        settle(app, &mut change, Some(&chat), now).await?;

        match app.store.commit(&change, now).await? {
            Committed::Stored(_) => return sent(change),
            Committed::IntentKnown(Some(known)) => return sent_before(app, &chat, &known, &digest).await,
            Committed::IntentKnown(None) | Committed::Duplicate(_) | Committed::Stale => {}
        }
    }
    Err(Refusal::TooBusy.into())
}

/// `POST /api/chats/{chat}/comments`: a remark for colleagues, which the contact never sees.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/chats/{chat}/comments", params(("chat" = String, Path)),
    request_body = wire::AddComment,
    responses((status = 200, body = wire::Sent), (status = 400, body = wire::ErrorBody),
        (status = 404, body = wire::ErrorBody), (status = 409, body = wire::ErrorBody))))]
pub async fn comment(app: &App, who: &Authenticated, chat: &str, request: &Request) -> Result<Answer, Problem> {
    let id: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let add: wire::AddComment = body::json(request)?;
    let digest = rules::comment::digest(&add);

    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let found = try_join3(
            app.store.chat(&id),
            app.store.intent(&id, &add.intent_id),
            app.store.roster(),
        );
        let (chat, known, roster) = found.await?;
        let chat = chat.ok_or(Refusal::NoSuchChat)?;
        if let Some(known) = known {
            return sent_before(app, &chat, &known, &digest).await;
        }

        let now = app.clock.now();
        let mut change = rules::comment(&chat, &add, &who.session.operator, &roster, now)?;
        change.asked = Some(id.clone());

        match app.store.commit(&change, now).await? {
            Committed::Stored(_) => return sent(change),
            Committed::IntentKnown(Some(known)) => return sent_before(app, &chat, &known, &digest).await,
            Committed::IntentKnown(None) | Committed::Duplicate(_) | Committed::Stale => {}
        }
    }
    Err(Refusal::TooBusy.into())
}

fn sent(change: Change) -> Result<Answer, Problem> {
    let message = change.messages.into_iter().next().map(|write| write.message().clone());
    let message = message.ok_or_else(|| Fault::Bug("a send without a message".into()))?;
    Ok(json(&wire::Sent { message }))
}

/// The same intent again: the same answer, as the message stands now.
async fn sent_before(app: &App, chat: &Chat, known: &IntentRow, digest: &str) -> Result<Answer, Problem> {
    if known.digest != digest {
        return Err(Refusal::IntentReused.into());
    }
    let message = app.store.message(&known.message).await?;
    let mut message = message.ok_or_else(|| Fault::Bug(format!("{} was sent and is not there", known.message)))?;
    if chat.identity(&message.id.identity).is_some() {
        message.chat = chat.id.clone();
    }
    Ok(json(&wire::Sent { message }))
}

/// `GET /api/chats/{chat}/messages/{message}/earlier`: the texts a message had before its edits.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/chats/{chat}/messages/{message}/earlier",
    params(("chat" = String, Path), ("message" = String, Path)),
    responses((status = 200, body = wire::EarlierTexts), (status = 404, body = wire::ErrorBody))))]
pub async fn earlier(app: &App, chat: &str, message: &str) -> Result<Answer, Problem> {
    let chat: ContactId = body::id(chat, Refusal::NoSuchChat)?;
    let id: MessageId = body::id(message, Refusal::NoSuchMessage)?;
    let (chat, message) = try_join(app.store.chat(&chat), app.store.message(&id)).await?;
    let chat = chat.ok_or(Refusal::NoSuchChat)?;
    message
        .filter(|message| chat.identity(&message.id.identity).is_some())
        .ok_or(Refusal::NoSuchMessage)?;
    let earlier = app.store.earlier_texts(&id).await?;
    Ok(json(&wire::EarlierTexts { earlier }))
}

/// The uploads a request names, as far as they are there.
async fn uploads(app: &App, send: &wire::SendMessage) -> Result<Vec<Upload>, StoreError> {
    let Outgoing::Media { files, .. } = &send.content else {
        return Ok(Vec::new());
    };
    let now = app.clock.now();
    let found = files.iter().take(FILES_MAX).map(|file| app.store.upload(&file.upload));
    let found = try_join_all(found).await?;
    Ok(found
        .into_iter()
        .flatten()
        .filter(|upload| upload.until > now)
        .collect())
}

/// The message a request answers, as far as it is there.
async fn replied(app: &App, send: &wire::SendMessage) -> Result<Option<Message>, StoreError> {
    match &send.reply_to {
        Some(id) => app.store.message(id).await,
        None => Ok(None),
    }
}

fn capabilities(chat: &Chat, send: &wire::SendMessage) -> Result<domain::Capabilities, Problem> {
    let identity = chat.identity(&send.identity).ok_or(Refusal::NoSuchIdentity)?;
    let messenger = registry::find(&identity.messenger).ok_or(Refusal::NoSuchMessenger)?;
    Ok(messenger.info().capabilities)
}
