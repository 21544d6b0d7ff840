//! Connecting a community: what its token may, whose it is, and our Callback server with its secret.
//!
//! Our endpoint must answer VK's handshake before the server is added, so the confirmation string is remembered first.
//! Doing all of it again finds our server by its address or its secret and leaves one. Without an address of ours there is
//! none, and events are asked for (`poll`).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    errors::{Failure, result},
    limits::{API_VERSION, EVENTS, RIGHTS, SERVER_TITLE},
    outbound::call,
    poll,
};
use crate::{Access, Progress, ProviderAnswer, Step};

/// The steps, in order.
const ASKED_RIGHTS: u8 = 1;
const ASKED_WHO: u8 = 2;
const ASKED_CODE: u8 = 3;
const LISTED: u8 = 4;
const ADDED: u8 = 5;
const CHANGED: u8 = 6;
const SET: u8 = 7;
const LOOKED: u8 = 8;

/// VK's code for "there are ten servers already".
const TOO_MANY_SERVERS: i64 = 2000;

/// What our Callback server shall be.
pub struct Server<'a> {
    /// `None`: VK cannot call us.
    pub webhook_url: Option<&'a str>,
    pub secret: &'a str,
}

/// What the steps so far brought.
#[derive(Default, Serialize, Deserialize)]
pub struct Learned {
    pub group: u64,
    pub name: String,
    pub code: String,
    server: u64,
    /// Servers to be taken away.
    #[serde(default)]
    pub servers: Vec<u64>,
}

#[derive(Deserialize)]
struct Rights {
    permissions: Vec<Right>,
}

#[derive(Deserialize)]
struct Right {
    name: String,
}

#[derive(Deserialize)]
struct Group {
    id: u64,
    name: Option<String>,
    screen_name: Option<String>,
}

#[derive(Deserialize)]
struct Servers {
    items: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    id: u64,
    url: Option<String>,
    secret_key: Option<String>,
    status: Option<String>,
}

/// The first call: what the token may.
pub fn begin(access: &Access) -> Step {
    ask(
        access,
        ASKED_RIGHTS,
        "groups.getTokenPermissions",
        Vec::new(),
        &Learned::default(),
    )
}

/// Reads an answer and goes on.
pub fn next(access: &Access, server: &Server<'_>, progress: Progress, answer: &ProviderAnswer) -> Step {
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) if poll::is_gone(progress.step, &failure) => Value::Null,
        Err(failure) => return not_connected(&failure),
    };
    let learned: Learned = serde_json::from_str(&progress.learned).unwrap_or_default();
    let went = match progress.step {
        ASKED_RIGHTS => may(access, &response),
        ASKED_WHO => who(access, response),
        ASKED_CODE => code(access, learned, &response),
        LISTED => list(access, server, learned, response),
        ADDED => added(access, learned, &response),
        CHANGED => Some(set(access, &learned)),
        SET => Some(look(access, &learned)),
        LOOKED => looked(learned, response),
        poll::ENABLED => Some(poll::begin(access, &learned)),
        poll::BEGUN => poll::begun(access, learned, response),
        poll::DELETED => Some(poll::delete(access, learned)),
        _ => None,
    };
    went.unwrap_or_else(|| refuse("VK answered what this desk does not understand", true))
}

pub fn ask(
    access: &Access,
    step: u8,
    method: &'static str,
    mut fields: Vec<(&'static str, String)>,
    learned: &Learned,
) -> Step {
    if learned.group != 0 {
        fields.insert(0, ("group_id", learned.group.to_string()));
    }
    let progress = Progress {
        step,
        learned: serde_json::to_string(learned).unwrap_or_default(),
    };
    Step::Call(call(access, method, fields), progress)
}

fn may(access: &Access, response: &Value) -> Option<Step> {
    let rights = Rights::deserialize(response).ok()?;
    let is_given = |right: &&str| rights.permissions.iter().any(|given| given.name == **right);
    if let Some(missing) = RIGHTS.iter().find(|right| !is_given(right)) {
        return Some(refuse(&format!("the token does not allow “{missing}”"), false));
    }
    Some(ask(
        access,
        ASKED_WHO,
        "groups.getById",
        Vec::new(),
        &Learned::default(),
    ))
}

/// 5.199 answers an object with a list, older versions the list itself.
fn who(access: &Access, response: Value) -> Option<Step> {
    let groups = response.get("groups").cloned().unwrap_or(response);
    let group: Group = serde_json::from_value(groups.as_array()?.first()?.clone()).ok()?;
    let learned = Learned {
        group: group.id,
        // As people find it, where it has a short name.
        name: match group.screen_name.filter(|name| !name.is_empty()) {
            Some(name) => format!("@{name}"),
            None => group.name.unwrap_or_default(),
        },
        ..Learned::default()
    };
    Some(ask(
        access,
        ASKED_CODE,
        "groups.getCallbackConfirmationCode",
        Vec::new(),
        &learned,
    ))
}

fn code(access: &Access, mut learned: Learned, response: &Value) -> Option<Step> {
    response.get("code")?.as_str()?.clone_into(&mut learned.code);
    let next = ask(access, LISTED, "groups.getCallbackServers", Vec::new(), &learned);
    Some(Step::Remember(learned.registration(String::new()), Box::new(next)))
}

fn list(access: &Access, server: &Server<'_>, mut learned: Learned, response: Value) -> Option<Step> {
    let servers: Servers = serde_json::from_value(response).ok()?;
    let Some(webhook_url) = server.webhook_url else {
        let known = servers
            .items
            .iter()
            .map(|known| (known.id, known.secret_key.as_deref()));
        learned.servers = poll::ours(known, server.secret);
        return Some(poll::enable(access, &learned));
    };
    let mut fields = vec![
        ("url", webhook_url.to_owned()),
        ("title", SERVER_TITLE.to_owned()),
        ("secret_key", server.secret.to_owned()),
    ];
    let is_here = |known: &&Known| known.url.as_deref() == Some(webhook_url);
    // Our own from before we had another address.
    let has_moved = |known: &&Known| known.secret_key.as_deref() == Some(server.secret);
    let mut all = servers.items.iter();
    let Some(known) = all.clone().find(is_here).or_else(|| all.find(has_moved)) else {
        return Some(ask(access, ADDED, "groups.addCallbackServer", fields, &learned));
    };
    learned.server = known.id;
    let is_same = is_here(&known) && has_moved(&known);
    if is_same && known.status.as_deref() == Some("ok") {
        return Some(set(access, &learned));
    }
    fields.insert(0, ("server_id", known.id.to_string()));
    Some(ask(access, CHANGED, "groups.editCallbackServer", fields, &learned))
}

fn added(access: &Access, mut learned: Learned, response: &Value) -> Option<Step> {
    learned.server = response.get("server_id")?.as_u64()?;
    Some(set(access, &learned))
}

fn set(access: &Access, learned: &Learned) -> Step {
    let mut fields = vec![
        ("server_id", learned.server.to_string()),
        ("api_version", API_VERSION.to_owned()),
    ];
    fields.extend(EVENTS.map(|event| (event, "1".to_owned())));
    ask(access, SET, "groups.setCallbackSettings", fields, learned)
}

fn look(access: &Access, learned: &Learned) -> Step {
    let fields = vec![("server_ids", learned.server.to_string())];
    ask(access, LOOKED, "groups.getCallbackServers", fields, learned)
}

/// A server VK has not tried yet is as good as one it has.
fn looked(learned: Learned, response: Value) -> Option<Step> {
    let servers: Servers = serde_json::from_value(response).ok()?;
    let known = servers.items.iter().find(|known| known.id == learned.server);
    Some(match known.and_then(|known| known.status.as_deref()) {
        Some("failed") => refuse("VK could not reach this desk, or did not get the answer it wants", true),
        _ => Step::Connected { name: learned.name },
    })
}

fn not_connected(failure: &Failure) -> Step {
    let reason = match failure.code() {
        Some(TOO_MANY_SERVERS) => {
            "the community has ten callback servers already; remove one in its settings under API usage".into()
        }
        _ => failure.words(),
    };
    refuse(&reason, failure.may_pass())
}

fn refuse(reason: &str, may_pass: bool) -> Step {
    Step::NotConnected {
        reason: reason.to_owned(),
        may_pass,
    }
}

#[cfg(test)]
mod tests {
    use domain::Registration;
    use serde_json::json;

    use super::*;
    use crate::{CallBody, ProviderCall};

    const SERVER: Server<'_> = Server {
        webhook_url: Some("https://desk/webhooks/x"),
        secret: "s",
    };

    fn access() -> Access {
        Access {
            token: "t".into(),
            api_url: "http://api".into(),
        }
    }

    fn field(call: &ProviderCall, wanted: &str) -> Option<String> {
        let CallBody::Form(fields) = &call.body else {
            panic!("a form")
        };
        let found = fields.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.clone())
    }

    /// Answers each call by its method until there is none; the methods called, what was remembered, and the end.
    fn play(answer: impl Fn(&str) -> Value) -> (Vec<&'static str>, Option<Registration>, Step) {
        let (mut methods, mut remembered) = (Vec::new(), None);
        let mut step = begin(&access());
        loop {
            step = match step {
                Step::Call(call, progress) => {
                    methods.push(call.method);
                    let is_ours = field(&call, "group_id").is_none_or(|group| group == "9");
                    assert!(is_ours && field(&call, "v").is_some());
                    let answer = ProviderAnswer::Answered {
                        status: 200,
                        body: answer(call.method).to_string().into_bytes(),
                    };
                    next(&access(), &SERVER, progress, &answer)
                }
                Step::Remember(registration, next) => {
                    assert!(!methods.contains(&"groups.addCallbackServer"), "before VK calls us");
                    remembered = Some(registration);
                    *next
                }
                end => return (methods, remembered, end),
            };
        }
    }

    fn usual(method: &str) -> Value {
        let response = match method {
            "groups.getTokenPermissions" => {
                json!({ "mask": 1, "permissions": [{ "name": "manage", "setting": 1 }, { "name": "messages", "setting": 2 }] })
            }
            "groups.getById" => {
                json!({ "groups": [{ "id": 9, "name": "Acme", "screen_name": "acme" }], "profiles": [] })
            }
            "groups.getCallbackConfirmationCode" => json!({ "code": "c0de" }),
            "groups.getCallbackServers" => json!({ "count": 0, "items": [] }),
            "groups.addCallbackServer" => json!({ "server_id": 3 }),
            _ => json!(1),
        };
        json!({ "response": response })
    }

    #[test]
    fn the_handshake_is_remembered_before_the_server_is_added() {
        let (methods, remembered, end) = play(usual);

        assert_eq!(
            methods,
            [
                "groups.getTokenPermissions",
                "groups.getById",
                "groups.getCallbackConfirmationCode",
                "groups.getCallbackServers",
                "groups.addCallbackServer",
                "groups.setCallbackSettings",
                "groups.getCallbackServers",
            ]
        );
        let registration = Registration {
            account: "9".into(),
            handshake: "c0de".into(),
            ..Registration::default()
        };
        assert_eq!(remembered, Some(registration));
        assert_eq!(end, Step::Connected { name: "@acme".into() });
    }

    #[test]
    fn connecting_again_finds_the_server_that_is_there() {
        let known = |secret: &'static str, status: &'static str| {
            move |method: &str| match method {
                "groups.getCallbackServers" => {
                    let ours = json!({ "id": 3, "url": SERVER.webhook_url, "secret_key": secret, "status": status });
                    json!({ "response": { "count": 1, "items": [ours] } })
                }
                method => usual(method),
            }
        };

        let (same, ..) = play(known("s", "ok"));
        let (other, _, end) = play(known("old", "ok"));
        let (_, _, failed) = play(known("s", "failed"));

        assert!(!same.contains(&"groups.addCallbackServer") && !same.contains(&"groups.editCallbackServer"));
        assert!(!other.contains(&"groups.addCallbackServer") && other.contains(&"groups.editCallbackServer"));
        assert!(matches!(end, Step::Connected { .. }));
        assert!(matches!(failed, Step::NotConnected { may_pass: true, .. }));
    }

    #[test]
    fn what_an_admin_can_mend_is_said_in_words() {
        let no = |code: i64| json!({ "error": { "error_code": code, "error_msg": "Words" } });
        let said = |method: &'static str, answer: Value| {
            let end = play(move |called| {
                if called == method {
                    answer.clone()
                } else {
                    usual(called)
                }
            })
            .2;
            let Step::NotConnected { reason, may_pass } = end else {
                panic!("{end:?}")
            };
            (reason, may_pass)
        };

        let rights = json!({ "response": { "mask": 1, "permissions": [{ "name": "manage", "setting": 1 }] } });
        assert_eq!(
            said("groups.getTokenPermissions", rights),
            ("the token does not allow “messages”".into(), false)
        );
        assert_eq!(said("groups.getTokenPermissions", no(5)), ("5 Words".into(), false));
        assert_eq!(said("groups.getById", no(6)), ("6 Words".into(), true));
        let (ten, may_pass) = said("groups.addCallbackServer", no(2000));
        assert!(ten.contains("ten callback servers") && !may_pass);
        assert!(said("groups.getById", json!({ "response": [] })).1);
    }
}
