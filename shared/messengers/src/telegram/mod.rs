//! Telegram bots, by the Bot API. Facts and limits: <https://core.telegram.org/bots/api>, version 10.3.

mod content;
mod deeds;
mod errors;
mod files;
mod inbound;
mod limits;
mod media;
mod outbound;
mod poll;
#[cfg(feature = "pretend")]
pub(crate) mod pretend;
mod profile;
mod revise;
mod webhook;

use domain::{Capabilities, ChannelId, MessengerInfo, Registration, Window};

use crate::{
    Access, ApiUrl, Door, Messenger, NotAuthentic, Poll, Polled, Position, Progress, ProviderAnswer, ProviderCall,
    Received, Step, Task, WebhookCall,
};

/// The stable word in keys and URLs.
const NAME: &str = "telegram";

/// The adapter. It has no state.
pub struct Telegram;

impl Messenger for Telegram {
    fn info(&self) -> MessengerInfo {
        MessengerInfo {
            name: NAME.parse().expect("the name is a plain word"),
            label: "Telegram".into(),
            badge: "TG".into(),
            color: "#15739f".into(),
            capabilities: Capabilities {
                text_code_points_max: limits::TEXT_CODE_POINTS_MAX,
                caption_code_points_max: limits::CAPTION_CODE_POINTS_MAX,
                files: files::rules(),
                files_max: limits::ALBUM_MAX,
                has_places: true,
                has_contacts: true,
                has_replies: true,
                has_caption_edits: true,
                // There is no idempotency key: a repeat of a send whose answer was lost may be seen twice.
                safe_repeat_s: 0,
                // Bots are told of no reading: <https://core.telegram.org/bots/api#update>.
                has_read_marks: false,
                // Every update introduces its sender.
                names_by_call: false,
                has_pictures: true,
                typing_s: limits::TYPING_S,
                // One count for all talks of a bot.
                counts_without_gaps: false,
                edit: Some(Window::ALWAYS),
                delete_own: Some(Window::of_seconds(limits::DELETE_S)),
                delete_theirs: Some(Window {
                    not_before_s: [("dice".to_owned(), limits::DICE_S)].into(),
                    ..Window::of_seconds(limits::DELETE_S)
                }),
            },
        }
    }

    fn api_url(&self) -> ApiUrl {
        ApiUrl {
            variable: "TELEGRAM_API_URL",
            default: "https://api.telegram.org",
        }
    }

    fn receive(&self, channel: &ChannelId, door: &Door, call: &WebhookCall<'_>) -> Result<Received, NotAuthentic> {
        inbound::authenticate(&door.secrets, call.headers)?;
        Ok(inbound::read(channel, call.body))
    }

    fn deep_link(&self, name: &str, _: &Registration, payload: &str) -> Option<String> {
        // <https://core.telegram.org/bots/features#deep-linking>
        Some(format!("https://t.me/{}?start={payload}", name.strip_prefix('@')?))
    }

    fn acknowledgement(&self) -> &'static str {
        // A JSON body with a `method` would be executed as a Bot API call.
        ""
    }

    fn poll(&self, access: &Access, _: Polled<'_>, position: &Position) -> ProviderCall {
        poll::poll(access, position)
    }

    fn polled(&self, polled: Polled<'_>, position: &Position, answer: &ProviderAnswer) -> Poll {
        poll::polled(polled, position, answer)
    }

    fn begin(&self, access: &Access, task: &Task) -> Step {
        outbound::begin(access, task)
    }

    fn next(&self, access: &Access, task: &Task, progress: Progress, answer: &ProviderAnswer) -> Step {
        outbound::next(access, task, progress, answer)
    }
}
