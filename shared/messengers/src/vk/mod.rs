//! VK communities, by the Callback API and the API of version 5.199. Facts and limits: <https://dev.vk.com/ru/api>.

mod connect;
mod errors;
mod inbound;
mod limits;
mod outbound;
#[cfg(feature = "pretend")]
pub(crate) mod pretend;
mod revise;
mod webhook;

use domain::{Capabilities, ChannelId, MessengerInfo, Registration, Window};

use crate::{
    Access, ApiUrl, Door, Messenger, NotAuthentic, Progress, ProviderAnswer, Received, Step, Task, WebhookCall,
};

/// The stable word in keys and URLs.
const NAME: &str = "vk";

/// The adapter. It has no state.
pub struct Vk;

impl Messenger for Vk {
    fn info(&self) -> MessengerInfo {
        MessengerInfo {
            name: NAME.parse().expect("the name is a plain word"),
            label: "VK".into(),
            badge: "VK".into(),
            color: "#0059c9".into(),
            capabilities: Capabilities {
                text_code_points_max: limits::TEXT_CODE_POINTS_MAX,
                safe_repeat_s: limits::REPEAT_S,
                // An event names its sender by a number alone.
                names_by_call: true,
                edit: Some(Window::of_seconds(limits::CHANGE_S)),
                delete_own: Some(Window::of_seconds(limits::CHANGE_S)),
                delete_theirs: None,
            },
        }
    }

    fn api_url(&self) -> ApiUrl {
        ApiUrl {
            variable: "VK_API_URL",
            default: "https://api.vk.ru",
        }
    }

    fn receive(&self, channel: &ChannelId, door: &Door, call: &WebhookCall<'_>) -> Result<Received, NotAuthentic> {
        inbound::receive(channel, door, call.body)
    }

    fn deep_link(&self, _: &str, registration: &Registration, payload: &str) -> Option<String> {
        let group = &registration.account;
        // The person writes something there; it comes with what the link carried.
        (!group.is_empty()).then(|| format!("https://vk.me/club{group}?ref={payload}"))
    }

    fn acknowledgement(&self) -> &'static str {
        // Anything else makes VK repeat the event; some words are commands: `remove` would delete our server.
        "ok"
    }

    fn begin(&self, access: &Access, task: &Task) -> Step {
        match task {
            Task::Send {
                recipient,
                content,
                key,
            } => outbound::send(access, recipient, content, key),
            Task::Edit {
                recipient,
                parts,
                content,
            } => revise::edit(access, recipient, parts, content),
            Task::Delete { recipient, parts } => revise::delete(access, recipient, parts),
            Task::Profile { address } => outbound::profile(access, address),
            Task::Connect { .. } => connect::begin(access),
            Task::Disconnect { account, .. } => webhook::disconnect(access, account),
            Task::Inspect { account, .. } => webhook::inspect(access, account),
        }
    }

    fn next(&self, access: &Access, task: &Task, progress: Progress, answer: &ProviderAnswer) -> Step {
        match task {
            Task::Send { .. } => Step::Sent(outbound::sent(answer)),
            Task::Edit { .. } => Step::Sent(revise::edited(answer)),
            Task::Delete { .. } => Step::Sent(revise::deleted(answer)),
            Task::Profile { .. } => outbound::profiled(answer),
            Task::Connect { webhook_url, secret } => {
                let server = connect::Server { webhook_url, secret };
                connect::next(access, &server, progress, answer)
            }
            Task::Disconnect { webhook_url, account } => {
                webhook::disconnected(access, webhook_url, account, &progress, answer)
            }
            Task::Inspect { webhook_url, account } => {
                webhook::inspected(access, webhook_url, account, &progress, answer)
            }
        }
    }
}
