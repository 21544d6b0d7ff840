//! Every route of the API with what it takes to use it: the one place that decides whether a role comes through.
//!
//! [`crate::handle`] looks here first. A route that is not listed answers nobody, whatever the `match` there says; a
//! test compares this table with the public description, another asks every route as every role.

use domain::{Action, api_key::Scope};

/// Whom a route lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// Anybody: the way in and out.
    Open,
    /// Whoever is signed in with a role that may do this.
    For(Action),
    /// The same, if they showed who they are a short while ago (`POST /api/session/proof`; signing in counts).
    ForProven(Action),
    /// A program with an API key of this scope; no cookie lets through here, and no key anywhere else.
    ForKey(Scope),
}

impl Entrance {
    /// What somebody signed in must be allowed to do to come through; `None`: that is not what is asked.
    #[must_use]
    pub const fn action(self) -> Option<Action> {
        match self {
            Self::Open | Self::ForKey(_) => None,
            Self::For(action) | Self::ForProven(action) => Some(action),
        }
    }
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// The path, with `{words}` for what varies.
    pub path: &'static str,
    /// Whom it lets through.
    pub entrance: Entrance,
}

const OPEN: Entrance = Entrance::Open;
const WORK: Entrance = Entrance::For(Action::Work);
const ONESELF: Entrance = Entrance::For(Action::KeepOneself);
const ONESELF_PROVEN: Entrance = Entrance::ForProven(Action::KeepOneself);
const DESK: Entrance = Entrance::For(Action::SeeDesk);
const CHANNELS: Entrance = Entrance::ForProven(Action::ManageChannels);
const CHANNELS_AT_ONCE: Entrance = Entrance::For(Action::ManageChannels);
const SETTINGS: Entrance = Entrance::For(Action::ManageSettings);
const OPERATORS: Entrance = Entrance::For(Action::ManageOperators);
const OPERATORS_PROVEN: Entrance = Entrance::ForProven(Action::ManageOperators);
const PERSONAL: Entrance = Entrance::For(Action::HandlePersonalData);
const PERSONAL_PROVEN: Entrance = Entrance::ForProven(Action::HandlePersonalData);
const KEYS: Entrance = Entrance::For(Action::ManageKeys);
const KEYS_PROVEN: Entrance = Entrance::ForProven(Action::ManageKeys);
const AUDIT: Entrance = Entrance::For(Action::ReadAudit);

/// All routes. The first that fits counts: fixed words stand before `{words}`.
pub const ROUTES: &[Route] = &[
    route("POST", "/api/session", OPEN),
    route("DELETE", "/api/session", OPEN),
    route("POST", "/api/session/code", OPEN),
    route("POST", "/api/invitations/accept", OPEN),
    route("POST", "/api/password-reset", OPEN),
    route("GET", "/api/session", ONESELF),
    route("POST", "/api/socket-ticket", ONESELF),
    route("PUT", "/api/operators/me/status", ONESELF),
    route("PUT", "/api/operators/me/involved", ONESELF),
    route("PUT", "/api/operators/me/activity", ONESELF),
    route("PUT", "/api/operators/me/avatar", ONESELF),
    route("DELETE", "/api/operators/me/avatar", ONESELF),
    route("PATCH", "/api/operators/me", ONESELF),
    route("GET", "/api/operators/me/notifications", ONESELF),
    route("PATCH", "/api/operators/me/notifications", ONESELF),
    route("POST", "/api/operators/me/notifications/link", ONESELF),
    route("DELETE", "/api/operators/me/notifications/link", ONESELF),
    route("POST", "/api/operators/me/notifications/test", ONESELF),
    route("GET", "/api/operators/me/notifications/push-key", ONESELF),
    route("PUT", "/api/operators/me/notifications/browser", ONESELF),
    route("DELETE", "/api/operators/me/notifications/browsers/{browser}", ONESELF),
    route("POST", "/api/telemetry", ONESELF),
    route("GET", "/api/sessions", ONESELF),
    route("DELETE", "/api/sessions/{session}", ONESELF),
    // Names the old password itself: a proof as fresh as can be.
    route("PUT", "/api/session/password", ONESELF),
    route("POST", "/api/session/proof", ONESELF),
    route("GET", "/api/session/second-factor", ONESELF),
    route("POST", "/api/session/second-factor", ONESELF_PROVEN),
    route("PUT", "/api/session/second-factor", ONESELF_PROVEN),
    route("DELETE", "/api/session/second-factor", ONESELF_PROVEN),
    route("POST", "/api/session/recovery-codes", ONESELF_PROVEN),
    route("GET", "/api/operators", DESK),
    route("GET", "/api/operators/{operator}/avatar/{version}", DESK),
    route("GET", "/api/pictures/{avatar}", DESK),
    route("POST", "/api/chats/{chat}/typing", DESK),
    route("PUT", "/api/chats/{chat}/looking", DESK),
    route("GET", "/api/messengers", DESK),
    route("GET", "/api/channels", DESK),
    route("GET", "/api/settings", DESK),
    route("POST", "/api/channels", CHANNELS),
    route("PUT", "/api/channels/{channel}/token", CHANNELS),
    // Keeping answers back gives nobody power, and may be urgent.
    route("PATCH", "/api/channels/{channel}", CHANNELS_AT_ONCE),
    route("POST", "/api/channels/{channel}/connection", CHANNELS_AT_ONCE),
    route("GET", "/api/channels/{channel}/health", CHANNELS_AT_ONCE),
    route("POST", "/api/channels/{channel}/health", CHANNELS_AT_ONCE),
    route("POST", "/api/channels/{channel}/secret", CHANNELS),
    route("DELETE", "/api/channels/{channel}", CHANNELS),
    route("PATCH", "/api/settings", SETTINGS),
    route("GET", "/api/saved-replies", WORK),
    route("POST", "/api/saved-replies/{saved_reply}/files/{file}", WORK),
    route("PUT", "/api/saved-replies/{saved_reply}", SETTINGS),
    route("DELETE", "/api/saved-replies/{saved_reply}", SETTINGS),
    route("GET", "/api/funnels", WORK),
    route("PUT", "/api/funnels/{funnel}", SETTINGS),
    route("DELETE", "/api/funnels/{funnel}", SETTINGS),
    route("GET", "/api/invitations", OPERATORS),
    route("POST", "/api/invitations", OPERATORS),
    route("DELETE", "/api/invitations/{invitation}", OPERATORS),
    // Another role asks for a proof, which the handler sees to; another name does not.
    route("PATCH", "/api/operators/{operator}", OPERATORS),
    route("POST", "/api/operators/{operator}/password-reset", OPERATORS_PROVEN),
    route("DELETE", "/api/operators/{operator}/second-factor", OPERATORS_PROVEN),
    route("GET", "/api/audit", AUDIT),
    route("GET", "/api/costs", SETTINGS),
    // Whose figures: the handlers see to that.
    route("GET", "/api/reports/closed-chats", WORK),
    route("GET", "/api/reports/closed-chats.csv", WORK),
    route("GET", "/api/reports/closed-chats/episodes", WORK),
    route("GET", "/api/reports/closed-chats/episodes.csv", WORK),
    route("GET", "/api/keys", KEYS),
    route("POST", "/api/keys", KEYS_PROVEN),
    // Taking power away gives nobody power, and may be urgent.
    route("DELETE", "/api/keys/{key}", KEYS),
    route("POST", "/api/exports", PERSONAL_PROVEN),
    route("GET", "/api/exports/{export}", PERSONAL),
    route("POST", "/api/contacts/import", PERSONAL),
    route("DELETE", "/api/contacts/{contact}", PERSONAL_PROVEN),
    route("GET", "/api/counters", WORK),
    route("GET", "/api/chats", WORK),
    route("POST", "/api/chats/bulk", WORK),
    route("GET", "/api/chats/{chat}", WORK),
    route("PUT", "/api/chats/{chat}/read", WORK),
    route("PUT", "/api/chats/{chat}/close", WORK),
    route("PUT", "/api/chats/{chat}/reopen", WORK),
    route("PUT", "/api/chats/{chat}/forward", WORK),
    route("PUT", "/api/chats/{chat}/snooze", WORK),
    route("GET", "/api/chats/{chat}/explain", WORK),
    route("GET", "/api/chats/{chat}/episodes", WORK),
    route("PUT", "/api/chats/{chat}/drafts/{kind}", WORK),
    route("POST", "/api/chats/{chat}/comments", WORK),
    route("GET", "/api/chats/{chat}/messages", WORK),
    route("POST", "/api/chats/{chat}/messages", WORK),
    route("PATCH", "/api/chats/{chat}/messages/{message}", WORK),
    route("DELETE", "/api/chats/{chat}/messages/{message}", WORK),
    route("GET", "/api/chats/{chat}/messages/{message}/earlier", WORK),
    route("GET", "/api/chats/{chat}/messages/{message}/files/{number}", WORK),
    route("POST", "/api/files", WORK),
    route("PUT", "/api/files/{upload}", WORK),
    route("DELETE", "/api/files/{upload}", WORK),
    route("GET", "/api/messages", WORK),
    route("GET", "/api/contacts", WORK),
    route("GET", "/api/contacts/{contact}", WORK),
    route("PATCH", "/api/contacts/{contact}", WORK),
    route("GET", "/api/contacts/{contact}/history", WORK),
    route("PUT", "/api/contacts/{contact}/tags/{tag}", WORK),
    route("DELETE", "/api/contacts/{contact}/tags/{tag}", WORK),
    route("PUT", "/api/contacts/{contact}/variables/{name}", WORK),
    route("DELETE", "/api/contacts/{contact}/variables/{name}", WORK),
    route("GET", "/api/contacts/{contact}/notes", WORK),
    route("POST", "/api/contacts/{contact}/notes", WORK),
    route("PATCH", "/api/contacts/{contact}/notes/{note}", WORK),
    route("DELETE", "/api/contacts/{contact}/notes/{note}", WORK),
    route("GET", "/api/contacts/{contact}/funnels", WORK),
    route("PUT", "/api/contacts/{contact}/funnels/{funnel}", WORK),
    route("DELETE", "/api/contacts/{contact}/funnels/{funnel}", WORK),
    route("POST", "/api/contacts/{contact}/unite", WORK),
    route("GET", "/api/contacts/{contact}/similar", WORK),
    route("GET", "/api/contacts/{contact}/unites", WORK),
    route("POST", "/api/contacts/{contact}/unite/{unite}/undo", WORK),
    route("POST", "/api/contacts/{contact}/not-same/{other}", WORK),
    // Everybody's for those who manage, one's own for an operator, which the handlers see to.
    route("GET", "/api/reports/operator-time", WORK),
    route("GET", "/api/reports/operator-time.csv", WORK),
    route("GET", "/api/reports/operator-time/intervals", WORK),
    route("GET", "/api/reports/operator-time/intervals.csv", WORK),
    route("GET", "/api/tags", WORK),
    route("GET", "/api/tags/{tag}/contacts", WORK),
    route("GET", "/api/contacts/{contact}/orders", WORK),
    route(
        "PUT",
        "/api/v1/orders/{external_id}",
        Entrance::ForKey(Scope::OrdersWrite),
    ),
    route("GET", "/api/v1/contacts", Entrance::ForKey(Scope::ContactsRead)),
];

const fn route(method: &'static str, path: &'static str, entrance: Entrance) -> Route {
    Route { method, path, entrance }
}

/// The route of a request, if there is one.
#[must_use]
pub fn find(method: &str, path: &str) -> Option<&'static Route> {
    ROUTES
        .iter()
        .find(|route| route.method == method && fits(route.path, path))
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut steps = path.split('/');
    let fit = pattern.split('/').all(|wanted| {
        let step = steps.next();
        if wanted.starts_with('{') {
            step.is_some_and(|step| !step.is_empty())
        } else {
            step == Some(wanted)
        }
    });
    fit && steps.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_word_by_word() {
        assert!(find("PUT", "/api/chats/c1/close").is_some());
        for (method, path) in [
            ("GET", "/api/chats/c1/close"),
            ("PUT", "/api/chats//close"),
            ("PUT", "/api/chats/c1/close/"),
            ("PUT", "/api/chats/c1"),
            ("PUT", "/API/chats/c1/close"),
            ("GET", "/"),
            ("GET", ""),
        ] {
            assert!(find(method, path).is_none(), "{method} {path}");
        }
    }

    #[test]
    fn fixed_words_are_found_before_those_that_vary() {
        for (at, route) in ROUTES.iter().enumerate() {
            let found = ROUTES
                .iter()
                .position(|other| other.method == route.method && fits(other.path, route.path));
            assert_eq!(found, Some(at), "{} {}", route.method, route.path);
        }
    }
}
