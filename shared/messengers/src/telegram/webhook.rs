//! Letting go of a webhook.

use serde_json::{Value, json};

use super::outbound::{call, said_yes};
use crate::{Access, Progress, ProviderAnswer, Step};

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
}
