//! Pretend providers: what a messenger's servers do, as a state machine without clock or network.
//!
//! The one-machine shell puts one behind a loopback HTTP server, the simulator behind its virtual network. A pretend
//! provider keeps the real one's rules: it refuses what the real one refuses, delivers webhooks in its order and
//! repeats them on its schedule. Its log of messages is the ground truth for "at most one copy reached the contact".

pub(crate) mod crowd;
mod failure;
pub mod file;
mod trial;

use domain::{MessengerInfo, UnixMs};
use http::HeaderMap;

/// One call to the provider's API.
#[derive(Clone, Debug)]
pub struct ApiCall<'a> {
    /// The path, with a leading slash, and the query if there is one.
    pub path: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The body; empty for a call without one.
    pub body: &'a [u8],
}

pub use failure::{Failure, Refused, WebhookFailure};
pub use file::{PretendFile, SentFile};
pub use trial::Trial;

/// What the provider's API answers: always JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiAnswer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: serde_json::Value,
}

/// One webhook call the provider makes to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookPost {
    /// Names this attempt in [`Pretend::answered`].
    pub attempt: u64,
    /// Where to.
    pub url: String,
    /// Headers besides the content type, which is JSON.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What our webhook answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookAnswer {
    /// An HTTP answer.
    Answered {
        /// Status.
        status: u16,
        /// `Retry-After` in seconds, if given.
        retry_after_s: Option<u64>,
        /// The body, as far as a messenger looks at it.
        body: String,
    },
    /// None in time.
    NoAnswer,
}

/// One message as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PretendMessage {
    /// The provider's id.
    pub id: u64,
    /// Who wrote it.
    pub from: PretendAuthor,
    /// The text in its newest form.
    pub text: String,
    /// When, by the provider's clock.
    pub at: UnixMs,
    /// Whether it was edited.
    pub edited: bool,
    /// Its files, each with the number it has at the provider.
    pub files: Vec<(usize, PretendFile)>,
    /// The words it answers, if it does.
    pub reply: Option<String>,
    /// The sign the person put under it; empty: none.
    pub sign: String,
    /// Whether a button under it was pressed and nobody said that this was heard.
    pub waits: bool,
}

/// Who wrote a message, from the person's point of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PretendAuthor {
    /// The customer.
    Person,
    /// The bot or community.
    Business,
}

/// What a person can share besides words.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Thing {
    /// A file.
    File(SentFile),
    /// A place, in degrees; with a name if one was chosen from a map.
    Location {
        /// North of the equator.
        latitude: f64,
        /// East of Greenwich.
        longitude: f64,
        /// What is there; empty: just a place.
        #[serde(default)]
        title: String,
    },
    /// Somebody's name and number.
    Contact {
        /// First name.
        name: String,
        /// Number.
        phone: String,
    },
}

/// What a person can do besides writing and sharing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// Press a button under the newest message of the business, as one of its programs put it there.
    Press {
        /// What stands on it.
        label: String,
        /// What it carries.
        data: String,
    },
    /// Tap a button below the field, which writes its words.
    Tap {
        /// What stands on it.
        label: String,
        /// What it carries.
        #[serde(default)]
        data: String,
    },
    /// Put a sign under a message, or take it away.
    React {
        /// The message's id.
        message: u64,
        /// Emoji; empty: none any more.
        sign: String,
    },
    /// See everything that is there.
    Read {},
    /// Write first after coming by a link.
    Come {
        /// What the link carried.
        payload: String,
        /// Where it stood.
        #[serde(default)]
        source: String,
        /// What is written then, where the messenger lets people write something.
        #[serde(default)]
        text: String,
    },
    /// Write so much that the messenger tells of the beginning alone.
    WriteMuch {
        /// All of it.
        text: String,
        /// Whether it is taken back at once, so that nobody is given the rest.
        #[serde(default)]
        is_taken_back: bool,
    },
}

impl Thing {
    /// As the talk shows it.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::File(file) => file.caption.clone(),
            Self::Location { title, .. } => format!("📍 {title}").trim().to_owned(),
            Self::Contact { name, phone } => format!("👤 {name} {phone}"),
        }
    }
}

/// A person who writes to businesses.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PretendPerson {
    /// The provider's id of the person.
    pub person: String,
    /// Name as shown.
    pub name: String,
}

/// Why a pretend person cannot do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotPretend {
    /// The person's id is not one this messenger could give.
    #[error("this messenger has no such person")]
    NoSuchPerson,
    /// There is no bot or community to write to yet.
    #[error("no channel is connected to this pretend messenger yet")]
    NobodyToWriteTo,
    /// The message is not there or not the person's own.
    #[error("no such message of this person")]
    NoSuchMessage,
    /// The messenger has no such thing.
    #[error("this messenger does not offer that")]
    NotOffered,
    /// Empty, too large, or no base 64.
    #[error("this messenger does not take such a file")]
    BadFile,
    /// Empty or longer than the messenger takes.
    #[error("this messenger does not take such a text")]
    BadText,
}

/// The number of a person, where people are numbered from 1 up to `max`.
pub(crate) fn number_of(person: &str, max: u64) -> Result<u64, CannotPretend> {
    let is_plain = person.bytes().all(|byte| byte.is_ascii_digit()) && !person.starts_with('0');
    let number = person.parse().ok().filter(|number| is_plain && *number <= max);
    number.ok_or(CannotPretend::NoSuchPerson)
}

/// The text as the messenger's apps send it: white space cut off both ends, nothing empty.
pub(crate) fn accepted_text(text: &str, code_points_max: usize) -> Result<&str, CannotPretend> {
    let text = text.trim();
    let fits = (1..=code_points_max).contains(&text.chars().count());
    fits.then_some(text).ok_or(CannotPretend::BadText)
}

/// What becomes of a call at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is answered.
    Answered(ApiAnswer),
    /// It is held open until there is something to say, see [`HoldsOpen::held`].
    Held {
        /// Names it.
        poll: u64,
        /// When it is answered whatever happens.
        until: UnixMs,
    },
}

/// Calls that a messenger holds open. What is held ends with the process, as connections do.
pub trait HoldsOpen {
    /// Takes one API call, as [`Pretend::call`] does, with the patience it asks for.
    fn take(&mut self, now: UnixMs, call: &ApiCall<'_>) -> Taken;

    /// What a call that is held open is answered; it is over then. `None`: still nothing.
    fn held(&mut self, now: UnixMs, poll: u64) -> Option<ApiAnswer>;

    /// Whoever made this call has hung up.
    fn let_go(&mut self, poll: u64);

    /// How many calls wait with nothing to be said to them; `None`: there is something to say to one of them.
    fn waiting(&self, now: UnixMs) -> Option<usize>;
}

/// Who there is, and what they do besides talking. What a messenger does not have needs no word here.
pub trait Presence {
    /// Introduces a person or renames them.
    ///
    /// # Errors
    /// [`CannotPretend::NoSuchPerson`].
    fn introduce(&mut self, person: &str, name: &str) -> Result<(), CannotPretend>;

    /// Everybody introduced so far or who wrote, in order of id.
    fn people(&self) -> Vec<PretendPerson>;

    /// A person does something else.
    ///
    /// # Errors
    /// [`CannotPretend`]; [`CannotPretend::NotOffered`] where the messenger's apps have no such way.
    fn act(&mut self, _now: UnixMs, _person: &str, _deed: &Deed) -> Result<(), CannotPretend> {
        Err(CannotPretend::NotOffered)
    }

    /// A person shows another picture of themselves; `None`: none any more.
    ///
    /// # Errors
    /// [`CannotPretend::NoSuchPerson`], [`CannotPretend::BadFile`].
    fn portray(&mut self, _person: &str, _base64: Option<&str>) -> Result<(), CannotPretend> {
        Err(CannotPretend::NotOffered)
    }

    /// A person writes and has not sent yet; it is told at once.
    ///
    /// # Errors
    /// [`CannotPretend`]; [`CannotPretend::NotOffered`] where the messenger tells nobody.
    fn types(&mut self, _now: UnixMs, _person: &str) -> Result<(), CannotPretend> {
        Err(CannotPretend::NotOffered)
    }

    /// Until when the person is shown that the business writes; `None`: they never were.
    fn is_typed_to(&self, _person: &str) -> Option<UnixMs> {
        None
    }
}

/// A messenger's servers, pretended.
pub trait Pretend: HoldsOpen + Presence + Trial + Send {
    /// Which messenger this is.
    fn info(&self) -> MessengerInfo;

    /// The environment variable that must point the adapter here.
    fn api_url_variable(&self) -> &'static str;

    /// Makes a bot or community and returns its token, as its owner would get it from the messenger.
    fn found_business(&mut self, name: &str) -> String;

    /// Revokes the token of a bot or community and returns its new one; `None`: there is none with that token.
    fn renew_token(&mut self, token: &str) -> Option<String>;

    /// Answers one API call at once, as if whoever makes it would not wait.
    fn call(&mut self, now: UnixMs, call: &ApiCall<'_>) -> ApiAnswer;

    /// Whether a call sends, changes or deletes a message; what else there is to ask is about something else.
    fn is_about_messages(&self, call: &ApiCall<'_>) -> bool;

    /// How the provider refuses a call for this reason.
    fn refuses(&self, reason: Refused) -> ApiAnswer;

    /// Where this provider can be reached, without a slash at the end: for those whose answers hold addresses of their own.
    /// Told before anything else, and again after [`Pretend::load`].
    fn lives_at(&mut self, url: &str);

    /// The file that is handed out at a path of the provider.
    fn file(&self, path: &str) -> Option<PretendFile>;

    /// A file by its number, for the page where one plays customers.
    fn file_by_number(&self, number: usize) -> Option<PretendFile>;

    /// A person writes to the business; the id of the message.
    ///
    /// # Errors
    /// [`CannotPretend`].
    fn write(&mut self, now: UnixMs, person: &str, text: &str) -> Result<u64, CannotPretend>;

    /// A person shares something that is no text; the id of the message.
    ///
    /// # Errors
    /// [`CannotPretend`]; [`CannotPretend::NotOffered`] where the messenger's apps have no such way.
    fn share(&mut self, now: UnixMs, person: &str, thing: &Thing) -> Result<u64, CannotPretend>;

    /// A person edits an own message.
    ///
    /// # Errors
    /// [`CannotPretend`].
    fn edit(&mut self, now: UnixMs, person: &str, message: u64, text: &str) -> Result<(), CannotPretend>;

    /// A person blocks the business, or takes that back.
    ///
    /// # Errors
    /// [`CannotPretend`].
    fn block(&mut self, person: &str, blocked: bool) -> Result<(), CannotPretend>;

    /// Somebody of the business answers the person in the messenger itself; the id of the message.
    ///
    /// # Errors
    /// [`CannotPretend`]; [`CannotPretend::NotOffered`] where the messenger has no such way.
    fn answer_outside(&mut self, now: UnixMs, person: &str, text: &str) -> Result<u64, CannotPretend>;

    /// The talk as the person sees it, oldest first.
    fn messages(&self, person: &str) -> Vec<PretendMessage>;

    /// Webhook calls to make now; each stays in flight until [`Pretend::answered`].
    fn posts(&mut self, now: UnixMs) -> Vec<WebhookPost>;

    /// What came of a webhook call.
    fn answered(&mut self, now: UnixMs, attempt: u64, answer: WebhookAnswer);

    /// When [`Pretend::posts`] has something next; `None`: only after something else happened.
    fn next_post(&self) -> Option<UnixMs>;

    /// Everything the provider knows, to be kept over a restart.
    fn save(&self) -> serde_json::Value;

    /// Takes up what [`Pretend::save`] gave; webhook calls then in flight are made again, as after a lost answer.
    ///
    /// # Errors
    /// `saved` is not of this messenger or of another version; nothing is changed.
    fn load(&mut self, saved: serde_json::Value) -> Result<(), serde_json::Error>;
}
