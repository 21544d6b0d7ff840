//! Looking at a webhook, and letting go of it.

use domain::{SECOND_MS, UnixMs, WebhookPlace, WebhookReport};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    limits::ALLOWED_UPDATES,
    outbound::{call, said_yes},
};
use crate::{Access, Progress, ProviderAnswer, Step, host_of};

/// The steps: where webhooks go, then none any more.
const ASKED: u8 = 1;
const DELETED: u8 = 2;

/// The first call: somebody else may have the bot's only webhook by now.
pub fn disconnect(access: &Access) -> Step {
    let progress = Progress {
        step: ASKED,
        ..Progress::default()
    };
    Step::Call(call(access, "getWebhookInfo", json!({})), progress)
}

/// Reads an answer and goes on.
pub fn disconnected(access: &Access, webhook_url: &str, progress: &Progress, answer: &ProviderAnswer) -> Step {
    let result = match said_yes(answer) {
        Ok(result) => result,
        Err(step) => return *step,
    };
    let is_ours = result.get("url").and_then(Value::as_str) == Some(webhook_url);
    if progress.step == DELETED || !is_ours {
        return Step::Disconnected;
    }
    let progress = Progress {
        step: DELETED,
        ..Progress::default()
    };
    Step::Call(call(access, "deleteWebhook", json!({})), progress)
}

/// What `getWebhookInfo` answers. Source: <https://core.telegram.org/bots/api#webhookinfo>.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Info {
    url: String,
    pending_update_count: u64,
    last_error_date: Option<i64>,
    last_error_message: Option<String>,
    allowed_updates: Option<Vec<String>>,
}

/// The one call that tells how the messenger calls us.
pub fn inspect(access: &Access) -> Step {
    Step::Call(call(access, "getWebhookInfo", json!({})), Progress::default())
}

/// Reads its answer.
pub fn inspected(webhook_url: &str, answer: &ProviderAnswer) -> Step {
    let result = match said_yes(answer) {
        Ok(result) => result,
        Err(step) => return *step,
    };
    let info: Info = serde_json::from_value(result).unwrap_or_default();
    let place = match info.url.as_str() {
        "" => WebhookPlace::Nowhere,
        url if url == webhook_url => WebhookPlace::Ours,
        url => WebhookPlace::Elsewhere(host_of(url)),
    };
    // A bot that was never told what to send does not say either: then it sends what matters.
    let allowed = info
        .allowed_updates
        .unwrap_or_else(|| ALLOWED_UPDATES.map(str::to_owned).into());
    let missing = ALLOWED_UPDATES
        .iter()
        .filter(|kind| !allowed.iter().any(|known| known == *kind));
    let at = info.last_error_date.map(|date| UnixMs(date.saturating_mul(SECOND_MS)));
    Step::Inspected(WebhookReport {
        place,
        missing: missing.map(|kind| (*kind).to_owned()).collect(),
        pending: Some(info.pending_update_count),
        // An error without a date is none.
        failure: at.map(|at| (info.last_error_message.unwrap_or_default(), Some(at))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access {
            token: "1:secret".into(),
            api_url: "http://api".into(),
        }
    }

    fn after_info(url: &str) -> Step {
        let Step::Call(first, progress) = disconnect(&access()) else {
            panic!("a call")
        };
        assert_eq!(first.method, "getWebhookInfo");
        let body = json!({ "ok": true, "result": { "url": url, "pending_update_count": 0 } });
        let answer = ProviderAnswer::Answered {
            status: 200,
            body: body.to_string().into_bytes(),
        };
        disconnected(&access(), "https://desk/webhooks/x", &progress, &answer)
    }

    #[test]
    fn only_our_own_webhook_is_deleted() {
        assert_eq!(after_info("https://elsewhere/x"), Step::Disconnected);
        let Step::Call(second, progress) = after_info("https://desk/webhooks/x") else {
            panic!("a call")
        };
        assert_eq!(second.method, "deleteWebhook");
        let yes = ProviderAnswer::Answered {
            status: 200,
            body: json!({ "ok": true, "result": true }).to_string().into_bytes(),
        };
        assert_eq!(
            disconnected(&access(), "https://desk/webhooks/x", &progress, &yes),
            Step::Disconnected
        );
        let lost = disconnected(
            &access(),
            "https://desk/webhooks/x",
            &progress,
            &ProviderAnswer::NoAnswer,
        );
        assert!(matches!(lost, Step::NotConnected { may_pass: true, .. }));
    }

    #[test]
    fn a_look_tells_what_differs_from_what_we_asked_for() {
        let said = |info: Value| {
            let answer = ProviderAnswer::Answered {
                status: 200,
                body: json!({ "ok": true, "result": info }).to_string().into_bytes(),
            };
            match inspected("https://desk/webhooks/x", &answer) {
                Step::Inspected(report) => report,
                step => panic!("{step:?}"),
            }
        };

        let ours = said(
            json!({ "url": "https://desk/webhooks/x", "pending_update_count": 7, "allowed_updates": ["message"],
            "last_error_date": 1_795_348_800, "last_error_message": "Connection refused" }),
        );
        assert_eq!((&ours.place, ours.pending), (&WebhookPlace::Ours, Some(7)));
        assert_eq!(ours.missing.len(), ALLOWED_UPDATES.len() - 1);
        let failure = ("Connection refused".to_owned(), Some(UnixMs(1_795_348_800_000)));
        assert_eq!(ours.failure, Some(failure));
        let theirs = said(json!({ "url": "https://me:pw@other.example/secret", "pending_update_count": 0 }));
        assert_eq!(theirs.place, WebhookPlace::Elsewhere("other.example".into()));
        assert_eq!((theirs.missing.len(), theirs.failure), (0, None));
        assert_eq!(said(json!({ "url": "" })).place, WebhookPlace::Nowhere);
    }
}
