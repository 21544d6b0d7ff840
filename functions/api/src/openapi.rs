//! The public description of the API, made from the same structs and handlers.

use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::{
    audit, avatars, browsers, bulk, channel_life, channels, chats, contacts, costs, credentials, drafts, erase, export,
    files, funnel_runs, funnels, half, import, invitations, keys, looking, messages, messengers, notes, notifications,
    operators, orders, proof, public, reports, revise, saved_replies, search, second_factor, session, sessions,
    settings, telemetry, typing, unite,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Switchboard",
        description = "The operators' API, and under `/api/v1` the one for programs, which show an API key. Every error has the shape `ErrorBody`."
    ),
    paths(
        session::sign_in,
        session::show,
        session::sign_out,
        half::complete,
        proof::prove_again,
        second_factor::show,
        second_factor::offer,
        second_factor::confirm,
        second_factor::switch_off,
        second_factor::renew_recovery,
        second_factor::take_away,
        session::ticket,
        chats::list,
        chats::show,
        chats::mark_read,
        chats::close,
        chats::reopen,
        chats::forward,
        chats::snooze,
        chats::explain,
        chats::episodes,
        chats::counters,
        bulk::bulk,
        invitations::list,
        invitations::invite,
        invitations::revoke,
        invitations::accept,
        settings::show,
        settings::change,
        saved_replies::list,
        saved_replies::save,
        saved_replies::remove,
        saved_replies::copy_file,
        funnels::list,
        funnels::save,
        funnels::remove,
        funnel_runs::list,
        funnel_runs::start,
        funnel_runs::remove,
        search::contacts,
        search::messages,
        contacts::show,
        erase::erase,
        export::begin,
        export::page,
        import::import,
        contacts::edit,
        contacts::history,
        contacts::tag,
        contacts::untag,
        contacts::set_variable,
        contacts::clear_variable,
        notes::list,
        notes::add,
        notes::edit,
        notes::remove,
        contacts::tags,
        contacts::tagged,
        avatars::set,
        avatars::remove,
        avatars::show,
        avatars::contact,
        telemetry::hear,
        typing::tell,
        looking::tell,
        operators::list,
        operators::describe,
        operators::change,
        sessions::list,
        sessions::end,
        credentials::change,
        credentials::offer,
        credentials::reset,
        audit::page,
        costs::page,
        reports::closed::closed,
        reports::closed::closed_csv,
        reports::closed::episodes,
        reports::closed::episodes_csv,
        keys::list,
        keys::make,
        keys::revoke,
        public::contact,
        orders::tell,
        orders::list,
        reports::time::show,
        reports::time::show_csv,
        reports::time::intervals,
        reports::time::intervals_csv,
        operators::choose_status,
        operators::involve,
        operators::act,
        notifications::show,
        notifications::change,
        notifications::link,
        notifications::unlink,
        notifications::test,
        browsers::key,
        browsers::add,
        browsers::remove,
        drafts::save,
        messages::comment,
        unite::unite,
        unite::similar,
        unite::list,
        unite::undo,
        unite::not_same,
        files::show,
        files::begin,
        files::finish,
        files::forget,
        messages::list,
        messages::send,
        messages::earlier,
        revise::edit,
        revise::delete,
        messengers::list,
        channels::list,
        channels::add,
        channels::renew,
        channel_life::change,
        channel_life::connect,
        channel_life::health,
        channel_life::look,
        channel_life::renew_secret,
        channel_life::remove,
    ),
    components(schemas(domain::Frame, domain::Event, domain::wire::ClientFrame, domain::wire::ServerFrame)),
    modifiers(&ByKey)
)]
struct Description;

/// What the routes under `/api/v1` name as `api_key`.
struct ByKey;

impl Modify for ByKey {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
            "An API key as Settings → API keys makes them; each route names the scope it takes.",
        ));
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme.build()));
    }
}

/// `docs/openapi.json`.
///
/// # Panics
/// Never: the description is made of constants.
#[must_use]
pub fn json() -> String {
    Description::openapi()
        .to_pretty_json()
        .expect("the description serializes")
        + "\n"
}
