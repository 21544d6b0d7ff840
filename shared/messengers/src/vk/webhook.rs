//! Letting go of our Callback server.

use serde::Deserialize;

use super::{errors::result, outbound::call};
use crate::{Access, Progress, ProviderAnswer, Step};

/// The steps: which servers there are, then ours no more.
const LISTED: u8 = 1;
const DELETED: u8 = 2;

#[derive(Deserialize)]
struct Servers {
    items: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    id: u64,
    url: Option<String>,
}

/// The first call: which of the servers is ours.
pub fn disconnect(access: &Access, group: &str) -> Step {
    ask(access, LISTED, "groups.getCallbackServers", group, None)
}

/// Reads an answer and goes on.
pub fn disconnected(
    access: &Access,
    webhook_url: &str,
    group: &str,
    progress: &Progress,
    answer: &ProviderAnswer,
) -> Step {
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) => {
            return Step::NotConnected {
                reason: failure.words(),
                may_pass: failure.may_pass(),
            };
        }
    };
    if progress.step == DELETED {
        return Step::Disconnected;
    }
    let servers = Servers::deserialize(response).map(|servers| servers.items);
    let servers = servers.unwrap_or_default().into_iter();
    let mut ours = servers.filter(|known| known.url.as_deref() == Some(webhook_url));
    match ours.next() {
        Some(known) => ask(access, DELETED, "groups.deleteCallbackServer", group, Some(known.id)),
        None => Step::Disconnected,
    }
}

fn ask(access: &Access, step: u8, method: &'static str, group: &str, server: Option<u64>) -> Step {
    let mut fields = vec![("group_id", group.to_owned())];
    fields.extend(server.map(|id| ("server_id", id.to_string())));
    let progress = Progress {
        step,
        ..Progress::default()
    };
    Step::Call(call(access, method, fields), progress)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::CallBody;

    const URL: &str = "https://desk/webhooks/x";

    fn access() -> Access {
        Access {
            token: "t".into(),
            api_url: "http://api".into(),
        }
    }

    fn after(servers: &Value) -> Step {
        let Step::Call(first, progress) = disconnect(&access(), "9") else {
            panic!("a call")
        };
        assert_eq!(first.method, "groups.getCallbackServers");
        let answer = ProviderAnswer::Answered {
            status: 200,
            body: json!({ "response": { "count": 1, "items": servers } })
                .to_string()
                .into_bytes(),
        };
        disconnected(&access(), URL, "9", &progress, &answer)
    }

    #[test]
    fn only_our_own_server_is_deleted() {
        assert_eq!(
            after(&json!([{ "id": 3, "url": "https://elsewhere" }])),
            Step::Disconnected
        );
        let servers = json!([{ "id": 3, "url": "https://elsewhere" }, { "id": 4, "url": URL }]);
        let Step::Call(second, progress) = after(&servers) else {
            panic!("a call")
        };
        assert_eq!(second.method, "groups.deleteCallbackServer");
        let CallBody::Form(fields) = second.body else {
            panic!("a form")
        };
        assert!(fields.contains(&("group_id", "9".to_owned())) && fields.contains(&("server_id", "4".to_owned())));
        let dead = ProviderAnswer::Answered {
            status: 200,
            body: json!({ "error": { "error_code": 5, "error_msg": "Dead" } })
                .to_string()
                .into_bytes(),
        };
        let refused = disconnected(&access(), URL, "9", &progress, &dead);
        assert!(matches!(refused, Step::NotConnected { may_pass: false, .. }));
    }
}
