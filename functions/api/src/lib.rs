//! An operator's browser calls us.
//!
//! One `match` on method and path shows the REST surface. Each handler is the same five steps: parse, load, decide,
//! commit, answer. Who acts comes from the session alone; on the public routes (`/api/v1/…`), from the API key alone.

mod audit;
mod avatars;
mod body;
mod browsers;
mod bulk;
mod channel_life;
mod channels;
mod chats;
mod contacts;
mod contacts_csv;
mod costs;
mod credentials;
pub mod edge;
mod erase;
mod export;
mod export_list;
mod files;
mod funnel_runs;
mod funnels;
mod guard;
mod half;
mod import;
mod invitations;
mod keys;
mod messages;
mod messengers;
mod notes;
mod notifications;
#[cfg(feature = "schema")]
pub mod openapi;
mod operators;
mod orders;
pub mod owner;
pub mod password;
mod program;
mod proof;
mod public;
mod reports;
mod revise;
pub mod routes;
mod saved_replies;
mod search;
mod second_factor;
mod session;
mod sessions;
mod settings;
mod throttle;
pub mod totp;
mod typing;
mod unite;

use std::sync::Arc;

use domain::{Action, ApiKey, Refusal};
use http::{Method, StatusCode};
use platform::{Answer, App, Caller, Problem, Request, answer};
use store::{sessions::short_name, whence::Whence};

pub use guard::MUTATION_HEADER;
use routes::Entrance;
pub use session::{COOKIE, set_cookie};

/// Largest body taken, in bytes: four times the longest text of any messenger.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// What this function holds between requests.
pub struct Api {
    app: App,
    hasher: Arc<password::Hasher>,
}

impl Api {
    /// An API on `app`.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self {
            app,
            hasher: Arc::default(),
        }
    }

    /// The API for one request, of somebody signed in by `session`, of a program or of nobody: what it writes into the audit
    /// log says whence it came.
    fn for_request(&self, request: &Request, session: Option<&str>, key: Option<&ApiKey>) -> Self {
        let whence = Whence {
            session: session.map(|digest| short_name(digest).to_owned()),
            address: Caller::of(request).map(|caller| caller.address().to_string()),
            key: key.map(|key| key.name.clone()),
        };
        Self {
            app: self.app.for_request(whence),
            hasher: Arc::clone(&self.hasher),
        }
    }
}

/// Answers one request.
pub async fn handle(api: &Api, request: Request) -> Answer {
    match route(api, &request).await {
        Ok(answer) => answer,
        Err(problem) => answer::problem(&problem, &*api.app.ids),
    }
}

async fn route(api: &Api, request: &Request) -> Result<Answer, Problem> {
    if request.body().len() > BODY_BYTES_MAX {
        return Err(Refusal::TooLarge.into());
    }
    let path = request.uri().path();
    let entrance = routes::find(request.method().as_str(), path).map(|route| route.entrance);
    let steps: Vec<&str> = path.split('/').skip(1).collect();
    if let ["api", "v1", rest @ ..] = steps.as_slice() {
        // No browser adds a key by itself, as it does a cookie: no page can make one send it.
        let Some(Entrance::ForKey(scope)) = entrance else {
            return Err(Refusal::NoSuchRoute.into());
        };
        let key = program::authenticate(&api.app, request, scope).await?;
        let api = api.for_request(request, None, Some(&key));
        return public_route(&api.app, rest, request).await;
    }
    guard::check_origin(&api.app.config, request)?;
    if let (&Method::GET, ["healthz"]) = (request.method(), steps.as_slice()) {
        return Ok(answer::plain(StatusCode::OK, "ok"));
    }
    let ["api", rest @ ..] = steps.as_slice() else {
        return Err(Refusal::NoSuchRoute.into());
    };
    if entrance == Some(Entrance::Open) {
        return open_route(&api.for_request(request, None, None), rest, request).await;
    }
    let who = session::authenticate(&api.app, request).await?;
    let entrance = entrance.ok_or(Refusal::NoSuchRoute)?;
    if !entrance.action().is_some_and(|action| who.session.role.may(action)) {
        return Err(Refusal::NotAllowed.into());
    }
    if entrance.action() != Some(Action::KeepOneself) {
        who.check_second_factor()?;
    }
    if let Entrance::ForProven(_) = entrance {
        who.check_proof(&api.app)?;
    }
    let api = api.for_request(request, Some(&who.digest), None);
    signed_in_route(&api, &who, rest, request).await
}

async fn open_route(api: &Api, rest: &[&str], request: &Request) -> Result<Answer, Problem> {
    match (request.method(), rest) {
        (&Method::POST, ["session"]) => session::sign_in(api, request).await,
        (&Method::DELETE, ["session"]) => session::sign_out(api, request).await,
        (&Method::POST, ["session", "code"]) => half::complete(api, request).await,
        (&Method::POST, ["invitations", "accept"]) => invitations::accept(api, request).await,
        (&Method::POST, ["password-reset"]) => credentials::reset(api, request).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// What the routes for programs do; the key was looked at.
async fn public_route(app: &App, rest: &[&str], request: &Request) -> Result<Answer, Problem> {
    match (request.method(), rest) {
        (&Method::GET, ["contacts"]) => public::contact(app, request).await,
        (&Method::PUT, ["orders", id]) => orders::tell(app, id, request).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// What each listed route does; whether it is listed and for whom, [`routes`] says.
async fn signed_in_route(
    api: &Api,
    who: &session::Authenticated,
    rest: &[&str],
    request: &Request,
) -> Result<Answer, Problem> {
    let app = &api.app;
    match (request.method(), rest) {
        (&Method::GET, ["session"]) => session::show(app, who).await,
        (&Method::POST, ["session", "proof"]) => proof::prove_again(api, who, request).await,
        (&Method::GET, ["session", "second-factor"]) => second_factor::show(app, who).await,
        (&Method::POST, ["session", "second-factor"]) => second_factor::offer(app, who).await,
        (&Method::PUT, ["session", "second-factor"]) => second_factor::confirm(api, who, request).await,
        (&Method::DELETE, ["session", "second-factor"]) => second_factor::switch_off(api, who, request).await,
        (&Method::POST, ["session", "recovery-codes"]) => second_factor::renew_recovery(app, who).await,
        (&Method::DELETE, ["operators", id, "second-factor"]) => second_factor::take_away(app, who, id).await,
        (&Method::POST, ["socket-ticket"]) => session::ticket(app, who).await,
        (&Method::GET, ["chats"]) => chats::list(app, who, request).await,
        (&Method::POST, ["chats", "bulk"]) => bulk::bulk(app, who, request).await,
        (&Method::GET, ["counters"]) => chats::counters(app, who).await,
        (&Method::GET, ["invitations"]) => invitations::list(app).await,
        (&Method::POST, ["invitations"]) => invitations::invite(app, who, request).await,
        (&Method::DELETE, ["invitations", id]) => invitations::revoke(app, who, id).await,
        (&Method::GET, ["settings"]) => settings::show(app).await,
        (&Method::PATCH, ["settings"]) => settings::change(app, who, request).await,
        (&Method::GET, ["saved-replies"]) => saved_replies::list(app).await,
        (&Method::PUT, ["saved-replies", id]) => saved_replies::save(app, who, id, request).await,
        (&Method::DELETE, ["saved-replies", id]) => saved_replies::remove(app, who, id).await,
        (_, ["funnels", ..]) => funnel_route(app, who, rest, request).await,
        (&Method::GET, ["operators"]) => operators::list(app).await,
        (&Method::GET, ["sessions"]) => sessions::list(app, who, request).await,
        (&Method::DELETE, ["sessions", session]) => sessions::end(app, who, session).await,
        (&Method::PUT, ["session", "password"]) => credentials::change(api, who, request).await,
        (&Method::GET, ["costs"]) => costs::page(app, request).await,
        (&Method::GET, ["keys"]) => keys::list(app).await,
        (&Method::POST, ["keys"]) => keys::make(app, who, request).await,
        (&Method::DELETE, ["keys", key]) => keys::revoke(app, who, key).await,
        (&Method::GET, ["reports", of @ ..]) => reports::route(app, who, of, request).await,
        (&Method::GET, ["audit"]) => audit::page(app, request).await,
        (&Method::PUT, ["operators", "me", "avatar"]) => avatars::set(app, who, request).await,
        (&Method::DELETE, ["operators", "me", "avatar"]) => avatars::remove(app, who).await,
        (&Method::GET, ["operators", id, "avatar", version]) => avatars::show(app, id, version).await,
        (&Method::POST, ["chats", chat, "typing"]) => typing::tell(app, who, chat).await,
        (&Method::GET, ["pictures", avatar]) => avatars::contact(app, avatar).await,
        (&Method::PATCH, ["operators", "me"]) => operators::describe(app, who, request).await,
        (&Method::PATCH, ["operators", id]) => operators::change(app, who, id, request).await,
        (&Method::POST, ["operators", id, "password-reset"]) => credentials::offer(app, who, id).await,
        (&Method::PUT, ["operators", "me", "status"]) => operators::choose_status(app, who, request).await,
        (&Method::PUT, ["operators", "me", "activity"]) => operators::act(app, who).await,
        (&Method::PUT, ["operators", "me", "involved"]) => operators::involve(app, who, request).await,
        (_, ["chats", chat, of @ ..]) => chat_route(app, who, (chat, of), request).await,
        (_, ["files", ..]) => file_route(app, who, rest, request).await,
        (&Method::GET, ["messages"]) => search::messages(app, request).await,
        (&Method::GET, ["messengers"]) => Ok(messengers::list()),
        (_, ["channels", ..]) => channel_route(app, who, rest, request).await,
        (&Method::POST, ["exports"]) => export::begin(app, who, request).await,
        (&Method::GET, ["exports", export]) => export::page(app, who, export, request).await,
        (_, ["operators", "me", "notifications", ..]) => notification_route(app, who, rest, request).await,
        (_, ["contacts" | "tags", ..]) => contact_route(app, who, rest, request).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// The same about funnels.
async fn funnel_route(
    app: &App,
    who: &session::Authenticated,
    rest: &[&str],
    request: &Request,
) -> Result<Answer, Problem> {
    match (request.method(), rest.get(1..).unwrap_or_default()) {
        (&Method::GET, []) => funnels::list(app).await,
        (&Method::PUT, [id]) => funnels::save(app, who, id, request).await,
        (&Method::DELETE, [id]) => funnels::remove(app, who, id).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// The same about files to be sent.
async fn file_route(
    app: &App,
    who: &session::Authenticated,
    rest: &[&str],
    request: &Request,
) -> Result<Answer, Problem> {
    match (request.method(), rest.get(1..).unwrap_or_default()) {
        (&Method::POST, []) => files::begin(app, who, request).await,
        (&Method::PUT, [upload]) => files::finish(app, who, upload).await,
        (&Method::DELETE, [upload]) => files::forget(app, who, upload).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// The same about channels.
async fn channel_route(
    app: &App,
    who: &session::Authenticated,
    rest: &[&str],
    request: &Request,
) -> Result<Answer, Problem> {
    match (request.method(), rest.get(1..).unwrap_or_default()) {
        (&Method::GET, []) => channels::list(app).await,
        (&Method::POST, []) => channels::add(app, who, request).await,
        (&Method::PUT, [channel, "token"]) => channels::renew(app, who, channel, request).await,
        (&Method::PATCH, [channel]) => channel_life::change(app, who, channel, request).await,
        (&Method::DELETE, [channel]) => channel_life::remove(app, who, channel).await,
        (&Method::POST, [channel, "connection"]) => channel_life::connect(app, who, channel).await,
        (&Method::GET, [channel, "health"]) => channel_life::health(app, channel).await,
        (&Method::POST, [channel, "health"]) => channel_life::look(app, channel).await,
        (&Method::POST, [channel, "secret"]) => channel_life::renew_secret(app, who, channel).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// The same about one chat.
async fn chat_route(
    app: &App,
    who: &session::Authenticated,
    (chat, of): (&str, &[&str]),
    request: &Request,
) -> Result<Answer, Problem> {
    match (request.method(), of) {
        (&Method::GET, []) => chats::show(app, chat).await,
        (&Method::PUT, ["read"]) => chats::mark_read(app, who, chat, request).await,
        (&Method::PUT, ["close"]) => chats::close(app, who, chat, request).await,
        (&Method::PUT, ["reopen"]) => chats::reopen(app, who, chat).await,
        (&Method::PUT, ["forward"]) => chats::forward(app, who, chat, request).await,
        (&Method::PUT, ["snooze"]) => chats::snooze(app, who, chat, request).await,
        (&Method::GET, ["explain"]) => chats::explain(app, chat).await,
        (&Method::GET, ["episodes"]) => chats::episodes(app, chat).await,
        (&Method::POST, ["comments"]) => messages::comment(app, who, chat, request).await,
        (&Method::GET, ["messages"]) => messages::list(app, chat, request).await,
        (&Method::POST, ["messages"]) => messages::send(app, who, chat, request).await,
        (&Method::PATCH, ["messages", message]) => revise::edit(app, who, (chat, message), request).await,
        (&Method::DELETE, ["messages", message]) => revise::delete(app, who, (chat, message)).await,
        (&Method::GET, ["messages", message, "earlier"]) => messages::earlier(app, chat, message).await,
        (&Method::GET, ["messages", message, "files", number]) => {
            files::show(app, (chat, message, number), request).await
        }
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// The same about what one is told in one's own messenger.
async fn notification_route(
    app: &App,
    who: &session::Authenticated,
    rest: &[&str],
    request: &Request,
) -> Result<Answer, Problem> {
    match (request.method(), rest.get(3..).unwrap_or_default()) {
        (&Method::GET, []) => notifications::show(app, who).await,
        (&Method::PATCH, []) => notifications::change(app, who, request).await,
        (&Method::POST, ["link"]) => notifications::link(app, who, request).await,
        (&Method::DELETE, ["link"]) => notifications::unlink(app, who).await,
        (&Method::POST, ["test"]) => notifications::test(app, who).await,
        (&Method::GET, ["push-key"]) => browsers::key(app).await,
        (&Method::PUT, ["browser"]) => browsers::add(app, who, request).await,
        (&Method::DELETE, ["browsers", browser]) => browsers::remove(app, who, browser).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}

/// The same about contacts: the person, not the talk.
async fn contact_route(
    app: &App,
    who: &session::Authenticated,
    rest: &[&str],
    request: &Request,
) -> Result<Answer, Problem> {
    match (request.method(), rest) {
        (&Method::GET, ["contacts"]) => search::contacts(app, request).await,
        (&Method::POST, ["contacts", "import"]) => import::import(app, who, request).await,
        (&Method::DELETE, ["contacts", contact]) => erase::erase(app, who, contact).await,
        (&Method::GET, ["contacts", contact]) => contacts::show(app, contact).await,
        (&Method::PATCH, ["contacts", contact]) => contacts::edit(app, who, contact, request).await,
        (&Method::GET, ["contacts", contact, "history"]) => contacts::history(app, contact, request).await,
        (&Method::PUT, ["contacts", contact, "tags", tag]) => contacts::tag(app, who, contact, tag).await,
        (&Method::DELETE, ["contacts", contact, "tags", tag]) => contacts::untag(app, who, contact, tag).await,
        (&Method::PUT, ["contacts", contact, "variables", name]) => {
            contacts::set_variable(app, who, contact, name, request).await
        }
        (&Method::DELETE, ["contacts", contact, "variables", name]) => {
            contacts::clear_variable(app, who, contact, name).await
        }
        (&Method::GET, ["contacts", contact, "notes"]) => notes::list(app, contact, request).await,
        (&Method::POST, ["contacts", contact, "notes"]) => notes::add(app, who, contact, request).await,
        (&Method::PATCH, ["contacts", contact, "notes", note]) => notes::edit(app, who, contact, note, request).await,
        (&Method::DELETE, ["contacts", contact, "notes", note]) => notes::remove(app, who, contact, note).await,
        (&Method::GET, ["contacts", contact, "funnels"]) => funnel_runs::list(app, contact).await,
        (&Method::PUT, ["contacts", contact, "funnels", funnel]) => {
            funnel_runs::start(app, who, contact, funnel, request).await
        }
        (&Method::DELETE, ["contacts", contact, "funnels", funnel]) => {
            funnel_runs::remove(app, who, contact, funnel).await
        }
        (&Method::GET, ["contacts", contact, "orders"]) => orders::list(app, contact, request).await,
        (&Method::POST, ["contacts", contact, "unite"]) => unite::unite(app, who, contact, request).await,
        (&Method::GET, ["contacts", contact, "similar"]) => unite::similar(app, contact).await,
        (&Method::GET, ["contacts", contact, "unites"]) => unite::list(app, contact).await,
        (&Method::POST, ["contacts", contact, "unite", unite, "undo"]) => unite::undo(app, who, contact, unite).await,
        (&Method::POST, ["contacts", contact, "not-same", other]) => unite::not_same(app, who, contact, other).await,
        (&Method::GET, ["tags"]) => contacts::tags(app, request).await,
        (&Method::GET, ["tags", tag, "contacts"]) => contacts::tagged(app, tag, request).await,
        _ => Err(Refusal::NoSuchRoute.into()),
    }
}
