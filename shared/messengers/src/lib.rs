//! The messengers this desk speaks.
//!
//! Sans-IO: an adapter reads and builds bytes; `courier` performs the HTTP. A new messenger is one folder and one line
//! in `registry.rs`. No other crate knows a messenger's name.

mod call;
mod multipart;
mod poll;
pub mod registry;

#[cfg(feature = "pretend")]
pub mod pretend;

use domain::{
    ChannelId, FileTrouble, IdentityId, InboundBlock, InboundEdit, InboundMessage, InboundReaction, InboundRead,
    MessengerInfo, Missing, Outcome, Outgoing, Profile, Registration, WebhookReport, Whole,
};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use call::{Access, CallBody, Door, Progress, ProviderAnswer, ProviderCall, WebhookCall, WebhookSecrets};
pub use multipart::{Attachment, Part, Segment};
pub use poll::{News, POLL_WAIT_S, Poll, Polled, Position};

/// Most calls one task may take; more means a loop in an adapter. A send takes at most
/// [`domain::rules::deliver::CALLS_PER_FILE_MAX`] for each file, and two besides.
pub const STEPS_MAX: usize = 40;

/// A messenger this desk speaks. Builds and reads bytes; `courier` performs the HTTP.
pub trait Messenger: Send + Sync {
    /// How it is called and shown, and what it can do.
    fn info(&self) -> MessengerInfo;

    /// Where its API is, unless the environment says otherwise.
    fn api_url(&self) -> ApiUrl;

    /// Authenticates and translates one webhook call. Authentic but of no use to us: `Ok` with nothing inside.
    ///
    /// # Errors
    /// [`NotAuthentic`]: the secret is missing, doubled or differs (constant-time comparison).
    fn receive(&self, channel: &ChannelId, door: &Door, call: &WebhookCall<'_>) -> Result<Received, NotAuthentic>;

    /// The address that opens the messenger at the bot or community called `name`, as it was registered, and brings us
    /// `payload` when the person begins there, as [`Inbound::Started`]. `None`: there is no such link.
    ///
    /// `payload` is 1 to 64 letters, digits, `-` and `_`.
    fn deep_link(&self, name: &str, registration: &Registration, payload: &str) -> Option<String>;

    /// The body that tells the messenger its call was taken. A constant: contents are never echoed. A handshake has an
    /// answer of its own, [`Received::answer`].
    fn acknowledgement(&self) -> &'static str;

    /// The call that asks for what happened since `position`, where the messenger cannot call us. It is answered when
    /// something happens, within [`POLL_WAIT_S`].
    fn poll(&self, access: &Access, polled: Polled<'_>, position: &Position) -> ProviderCall;

    /// Reads the answer of [`Messenger::poll`] from the same `position`.
    fn polled(&self, polled: Polled<'_>, position: &Position, answer: &ProviderAnswer) -> Poll;

    /// The first provider call that carries out `task`.
    fn begin(&self, access: &Access, task: &Task) -> Step;

    /// Reads the answer: the next call (at most [`STEPS_MAX`] in all), or what the task came to.
    fn next(&self, access: &Access, task: &Task, progress: Progress, answer: &ProviderAnswer) -> Step;
}

/// Whether `url` leads over TLS to a machine with a public name: none that is called by its number, as those inside our own
/// network are, and at the usual port.
#[must_use]
pub fn is_public(url: &str) -> bool {
    let rest = url.strip_prefix("https://");
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| {
        let last = host.rsplit('.').next().unwrap_or_default();
        let is_word = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_word && host.contains('.') && !host.contains(['@', ':', '[', '\\'])
    })
}

/// Where a messenger's API is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiUrl {
    /// The environment variable that overrides it, as for a self-hosted or pretend server.
    pub variable: &'static str,
    /// The public address, without a slash at the end.
    pub default: &'static str,
}

/// The call does not prove that it comes from the messenger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the webhook call is not authentic")]
pub struct NotAuthentic;

/// What one authentic webhook call tells us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Contacts' doings, in the order given.
    pub inbound: Vec<Inbound>,
    /// Set if something in the call was not wholly understood: the reason its raw body is kept for.
    pub quarantine: Option<String>,
    /// What a handshake is answered with instead of the acknowledgement: learned while connecting, never from the call.
    pub answer: Option<String>,
}

impl Received {
    /// Nothing but a body to be kept raw, and why.
    fn quarantined(reason: String) -> Self {
        Self {
            quarantine: Some(reason),
            ..Self::default()
        }
    }
}

/// A message from the history of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// What a webhook call with it would have told.
    pub received: Received,
    /// The provider's own JSON.
    pub raw: Vec<u8>,
}

/// One thing a contact did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// Wrote.
    Message(InboundMessage),
    /// Changed a message.
    Edit(InboundEdit),
    /// Blocked us, or took that back.
    Block(InboundBlock),
    /// Put signs under a message, or took them away.
    Reaction(InboundReaction),
    /// Saw what was said.
    Read(InboundRead),
    /// Was answered by somebody of ours in the messenger itself; the sender's address is the contact's.
    Outside(InboundMessage),
    /// Writes and has not sent yet.
    Typing(IdentityId),
    /// Came by a deep link that carried something.
    Started {
        /// What it carried, see [`Messenger::deep_link`].
        payload: String,
        /// The message that brought it, as it is shown where the payload says nothing to us.
        message: InboundMessage,
    },
}

/// Something to carry out at a messenger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Bring an answer to a contact.
    Send {
        /// The contact's address, the provider's own id.
        recipient: String,
        /// What to say.
        content: Outgoing,
        /// The files of a [`Outgoing::Media`], in the same order.
        files: Vec<Attachment>,
        /// The provider's id of the message it answers, of the same dialog.
        reply: Option<String>,
        /// Names this wish to send: the same in each repetition, different for each wish.
        key: String,
    },
    /// Change a message that a contact has.
    Edit {
        /// The contact's address, the provider's own id.
        recipient: String,
        /// The provider's id of each part.
        parts: Vec<String>,
        /// What to say instead.
        text: String,
        /// Whether these are the words beside files.
        is_caption: bool,
    },
    /// Take back a message that a contact has, or that a contact sent.
    Delete {
        /// The contact's address, the provider's own id.
        recipient: String,
        /// The provider's id of each part.
        parts: Vec<String>,
    },
    /// Find out where a file can be loaded from.
    Fetch {
        /// What the adapter called it, see [`domain::FileSource`].
        source: String,
    },
    /// Find out the whole of a message that came shortened.
    Whole {
        /// The contact's address, the provider's own id.
        address: String,
        /// What the adapter called it, see [`domain::FileSource`].
        source: String,
    },
    /// Say that the press of a button was heard.
    Acknowledge {
        /// The contact's address, the provider's own id.
        recipient: String,
        /// The messenger's name for the press, see [`domain::Press`].
        handle: String,
    },
    /// Ask for messages of a dialog that we were not told of.
    Recall {
        /// The channel they belong to.
        channel: ChannelId,
        /// The contact's address, the provider's own id.
        recipient: String,
        /// Which.
        missing: Missing,
    },
    /// Ask who a contact is.
    Profile {
        /// The contact's address.
        address: String,
    },
    /// Show a contact that an answer is being written, for as long as [`domain::Capabilities::typing_s`] says.
    Typing {
        /// The contact's address, the provider's own id.
        recipient: String,
    },
    /// Check the token and have webhooks sent to us, or none.
    Connect {
        /// Our public address for this channel; `None`: there is none, we shall ask.
        webhook_url: Option<String>,
        /// The secret the messenger shall prove itself with.
        secret: String,
    },
    /// Have no webhooks sent to us any more. What the messenger sends elsewhere is left alone.
    Disconnect {
        /// Our public address for this channel.
        webhook_url: String,
        /// Whom the token speaks for, see [`Registration::account`].
        account: String,
    },
    /// Ask how the messenger calls us.
    Inspect {
        /// Our public address for this channel.
        webhook_url: String,
        /// Whom the token speaks for, see [`Registration::account`].
        account: String,
    },
}

/// What to do next for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make this call and come back with the answer.
    Call(ProviderCall, Progress),
    /// Store what was learned about the channel, then go on: what follows relies on it.
    Remember(Registration, Box<Step>),
    /// A send, an edit, a deletion or an acknowledgement came to its end. Of the latter three, what is so already is done.
    Sent(Outcome),
    /// The file can be loaded from here now: by whoever asks, so the address is never shown nor logged.
    Load {
        /// The address.
        url: String,
    },
    /// The whole of a message.
    Completed(Box<Whole>),
    /// It cannot be had.
    NotLoaded {
        /// Why for good; `None`: trying again later may help.
        why: Option<FileTrouble>,
        /// Not before this time from now, if the messenger named one.
        retry_after_ms: Option<i64>,
    },
    /// It was told; whether anybody saw it matters to nobody.
    Told,
    /// What the messenger still has of the messages asked for, oldest first; the rest is gone, or farther back than it tells.
    Recalled(Vec<Recalled>),
    /// They cannot be had.
    NotRecalled {
        /// What the provider said.
        reason: String,
        /// Whether asking again later may help.
        may_pass: bool,
    },
    /// Who the contact is.
    Profiled(Profile),
    /// That could not be learned.
    NotProfiled {
        /// What the provider said.
        reason: String,
        /// Whether asking again later may help.
        may_pass: bool,
    },
    /// The channel is connected.
    Connected {
        /// The provider's name of the bot or community.
        name: String,
    },
    /// The messenger calls us no more.
    Disconnected,
    /// How the messenger calls us.
    Inspected(WebhookReport),
    /// The channel is not connected, not disconnected, or the messenger does not say how it calls us.
    NotConnected {
        /// What the provider said.
        reason: String,
        /// Whether trying again later may help.
        may_pass: bool,
    },
}

/// The envelope of an answer: an object of which `T` is read; anything else is an empty one. A struct would be read from a list
/// too, and a list is nobody's envelope.
fn envelope<T: DeserializeOwned + Default>(body: &[u8]) -> T {
    let object: Option<Map<String, Value>> = serde_json::from_slice(body).ok();
    let read = object.and_then(|object| serde_json::from_value(Value::Object(object)).ok());
    read.unwrap_or_default()
}

/// The host of an address, for words about it.
fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default().to_owned()
}
