//! VK communities, by the Callback API and the API of version 5.199. Facts and limits: <https://dev.vk.com/ru/api>.

mod connect;
mod deeds;
mod errors;
mod files;
mod history;
mod inbound;
mod limits;
mod media;
mod outbound;
mod poll;
#[cfg(feature = "pretend")]
pub(crate) mod pretend;
mod revise;
mod webhook;

use domain::{Capabilities, ChannelId, MessengerInfo, Registration, Window};

use crate::{
    Access, ApiUrl, Door, Messenger, NotAuthentic, Poll, Polled, Position, Progress, ProviderAnswer, ProviderCall,
    Received, Step, Task, WebhookCall,
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
                caption_code_points_max: limits::TEXT_CODE_POINTS_MAX,
                files: files::rules(),
                files_max: limits::ATTACHMENTS_MAX,
                has_places: true,
                has_contacts: false,
                has_replies: true,
                // An edit replaces the attachments too, and which they are is not known any more.
                has_caption_edits: false,
                safe_repeat_s: limits::REPEAT_S,
                has_read_marks: true,
                // An event names its sender by a number alone.
                names_by_call: true,
                has_pictures: true,
                typing_s: limits::TYPING_S,
                counts_without_gaps: true,
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

    fn poll(&self, access: &Access, polled: Polled<'_>, position: &Position) -> ProviderCall {
        poll::poll(access, polled, position)
    }

    fn polled(&self, polled: Polled<'_>, position: &Position, answer: &ProviderAnswer) -> Poll {
        poll::polled(polled, position, answer)
    }

    fn begin(&self, access: &Access, task: &Task) -> Step {
        match task {
            Task::Send { .. } => outbound::begin_send(access, task),
            Task::Edit {
                recipient, parts, text, ..
            } => revise::edit(access, recipient, parts, text),
            Task::Fetch { source } => files::fetch(access, source),
            Task::Whole { address, source } => deeds::whole(access, address, source),
            Task::Acknowledge { recipient, handle } => deeds::acknowledge(access, recipient, handle),
            Task::Delete { recipient, parts } => revise::delete(access, recipient, parts),
            Task::Profile { address } => outbound::profile(access, address),
            Task::Typing { recipient } => outbound::typing(access, recipient),
            Task::Recall { recipient, .. } => history::ask(access, recipient),
            Task::Connect { .. } => connect::begin(access),
            Task::Disconnect { account, .. } => webhook::disconnect(access, account),
            Task::Inspect { account, .. } => webhook::inspect(access, account),
        }
    }

    fn next(&self, access: &Access, task: &Task, progress: Progress, answer: &ProviderAnswer) -> Step {
        match task {
            Task::Send { .. } => outbound::next_send(access, task, progress, answer),
            Task::Edit { .. } => Step::Sent(revise::edited(answer)),
            Task::Delete { .. } => Step::Sent(revise::deleted(answer)),
            Task::Fetch { source } => files::fetch(access, source),
            Task::Whole { .. } => deeds::completed(answer),
            Task::Acknowledge { .. } => Step::Sent(revise::edited(answer)),
            Task::Profile { .. } => outbound::profiled(answer),
            Task::Typing { .. } => Step::Told,
            Task::Recall { channel, missing, .. } => history::read(channel, *missing, answer),
            Task::Connect { webhook_url, secret } => {
                let webhook_url = webhook_url.as_deref();
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

/// Whether an address that VK told us may be called: a public one, or one of the machine that pretends to be VK.
fn is_sound(access: &Access, url: &str) -> bool {
    let is_pretend = url
        .strip_prefix(&access.api_url)
        .is_some_and(|rest| rest.starts_with('/'));
    is_pretend || crate::is_public(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_with_a_public_name_are_called() {
        let access = Access {
            token: String::new(),
            api_url: "http://127.0.0.1:9/vk".into(),
        };
        for url in ["https://sun9-1.userapi.com/a.jpg?x=1", "http://127.0.0.1:9/vk/files/1"] {
            assert!(is_sound(&access, url), "{url}");
        }
        for url in [
            "http://userapi.com/a.jpg",
            "https://169.254.169.254/latest",
            "https://[::1]/x",
            "https://localhost/x",
            "https://a.com@10.0.0.1/x",
            "https://a.com:8443/x",
            "http://127.0.0.1:9/vkx",
            "file:///etc/passwd",
            "",
        ] {
            assert!(!is_sound(&access, url), "{url}");
        }
    }
}
