//! Looking at our Callback server, and letting go of it.

use domain::{WebhookPlace, WebhookReport};
use serde::Deserialize;
use serde_json::Value;

use super::{
    errors::{Failure, result},
    limits::EVENTS,
    outbound::call,
};
use crate::{Access, Progress, ProviderAnswer, Step};

/// The steps: which servers there are, then ours no more.
const LISTED: u8 = 1;
const DELETED: u8 = 2;
/// The second step of a look: which events it wants.
const SET: u8 = 3;

/// Remembered between the two: that VK gave up calling us.
const FAILED: &str = "failed";

#[derive(Deserialize)]
struct Servers {
    items: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    id: u64,
    url: Option<String>,
    status: Option<String>,
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
        Err(failure) => return not_said(&failure),
    };
    if progress.step == DELETED {
        return Step::Disconnected;
    }
    match ours(response, webhook_url) {
        Some(known) => ask(access, DELETED, "groups.deleteCallbackServer", group, Some(known.id)),
        None => Step::Disconnected,
    }
}

/// The first call of a look: how our server is.
pub fn inspect(access: &Access, group: &str) -> Step {
    ask(access, LISTED, "groups.getCallbackServers", group, None)
}

/// Reads an answer and goes on: what it is told of. How many calls wait VK does not say.
pub fn inspected(
    access: &Access,
    webhook_url: &str,
    group: &str,
    progress: &Progress,
    answer: &ProviderAnswer,
) -> Step {
    let response = match result(answer) {
        Ok(response) => response,
        Err(failure) => return not_said(&failure),
    };
    let report = WebhookReport {
        place: WebhookPlace::Ours,
        missing: Vec::new(),
        pending: None,
        failure: None,
    };
    if progress.step == SET {
        let is_on = |event: &str| response["events"][event] == 1;
        let missing = EVENTS.into_iter().filter(|event| !is_on(event));
        let words = "VK could not reach this desk, or did not get the answer it wants";
        return Step::Inspected(WebhookReport {
            missing: missing.map(str::to_owned).collect(),
            failure: (progress.learned == FAILED).then(|| (words.to_owned(), None)),
            ..report
        });
    }
    let Some(known) = ours(response, webhook_url) else {
        // Others' servers stand beside ours and do no harm.
        let place = WebhookPlace::Nowhere;
        return Step::Inspected(WebhookReport { place, ..report });
    };
    match ask(access, SET, "groups.getCallbackSettings", group, Some(known.id)) {
        Step::Call(call, progress) => {
            let learned = known.status.unwrap_or_default();
            Step::Call(call, Progress { learned, ..progress })
        }
        step => step,
    }
}

fn ours(response: Value, webhook_url: &str) -> Option<Known> {
    let servers: Servers = serde_json::from_value(response).ok()?;
    let mut servers = servers.items.into_iter();
    servers.find(|known| known.url.as_deref() == Some(webhook_url))
}

fn not_said(failure: &Failure) -> Step {
    Step::NotConnected {
        reason: failure.words(),
        may_pass: failure.may_pass(),
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
    use serde_json::json;

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

    #[test]
    fn a_look_tells_which_events_are_off_and_whether_calls_fail() {
        let answered = |response: Value| ProviderAnswer::Answered {
            status: 200,
            body: json!({ "response": response }).to_string().into_bytes(),
        };
        let look = |servers: Value, events: Value| {
            let Step::Call(_, progress) = inspect(&access(), "9") else {
                panic!("a call")
            };
            let servers = answered(json!({ "count": 1, "items": servers }));
            match inspected(&access(), URL, "9", &progress, &servers) {
                Step::Call(call, progress) => {
                    assert_eq!(call.method, "groups.getCallbackSettings");
                    let settings = answered(json!({ "api_version": "5.199", "events": events }));
                    inspected(&access(), URL, "9", &progress, &settings)
                }
                step => step,
            }
        };
        let all = |value: i64| -> Value { EVENTS.iter().map(|event| ((*event).to_owned(), json!(value))).collect() };
        let server = |status: &str| json!([{ "id": 4, "url": URL, "status": status }]);

        let Step::Inspected(well) = look(server("ok"), all(1)) else {
            panic!("looked")
        };
        assert_eq!(
            (well.place, well.missing.len(), well.failure),
            (WebhookPlace::Ours, 0, None)
        );
        let Step::Inspected(ill) = look(server("failed"), all(0)) else {
            panic!("looked")
        };
        assert!(ill.missing.len() == EVENTS.len() && ill.failure.is_some());
        let Step::Inspected(gone) = look(json!([]), all(1)) else {
            panic!("looked")
        };
        assert_eq!(gone.place, WebhookPlace::Nowhere);
    }
}
