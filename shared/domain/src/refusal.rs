//! The expected "no": stable codes, safe words.

use crate::{ContactId, OperatorId, UnixMs, api_key::Scope};

mod code;
mod details;

/// An expected "no". The code is the contract; the words are for people; the payload is fit for any operator.
/// Order: missing, forbidden, wrong state, bad input, too much.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No route answers this method and path.
    #[error("there is nothing here")]
    NoSuchRoute,
    /// The chat is not known.
    #[error("no such chat")]
    NoSuchChat,
    /// The message is not known in this chat.
    #[error("no such message")]
    NoSuchMessage,
    /// The contact is not known.
    #[error("no such contact")]
    NoSuchContact,
    /// The note is not known, or was removed.
    #[error("no such note")]
    NoSuchNote,
    /// The saved reply is not known, or was removed.
    #[error("no such saved reply")]
    NoSuchSavedReply,
    /// The funnel is not known, or was removed.
    #[error("no such funnel")]
    NoSuchFunnel,
    /// The contact never was in this funnel.
    #[error("the contact is not in this funnel")]
    NotInFunnel,
    /// The address does not belong to this contact.
    #[error("this contact has no such address")]
    NoSuchIdentity,
    /// The contact has blocked us at this address.
    #[error("the contact has blocked this channel")]
    IdentityBlocked {
        /// Since when.
        since: UnixMs,
    },
    /// The channel is not known.
    #[error("no such channel")]
    NoSuchChannel,
    /// The messenger is not known.
    #[error("no such messenger")]
    NoSuchMessenger,
    /// The operator is not known, or no longer works here.
    #[error("no such operator")]
    NoSuchOperator,
    /// The invitation is not known, was used, or is too old; which of them is not said.
    #[error("this invitation is not good any more")]
    NoSuchInvitation,
    /// The session is not known, has ended, or is somebody else's.
    #[error("no such session")]
    NoSuchSession,
    /// The link for a new password is not known, was used, or is too old; which of them is not said.
    #[error("this link is not good any more")]
    NoSuchReset,
    /// The export is not known, is somebody else's, or is too old; which of them is not said.
    #[error("this export is not good any more; begin it again")]
    NoSuchExport,
    /// A row of an import fits several contacts.
    #[error("several contacts have this number, address or id")]
    SeveralContacts,
    /// The closing reason is none of the workspace's.
    #[error("this is none of the workspace's closing reasons")]
    NoSuchReason,
    /// The workspace wants a reason for closing.
    #[error("please choose a reason for closing")]
    ReasonMissing,
    /// Nobody is signed in, or the session ended.
    #[error("please sign in")]
    SignedOut,
    /// E-mail and password do not belong together; which of them is wrong is not said.
    #[error("e-mail or password is wrong")]
    WrongCredentials,
    /// A route for programs was asked without a key.
    #[error("this needs an API key: Authorization: Bearer sk_…")]
    KeyMissing,
    /// The desk knows no such key.
    #[error("this API key is not known")]
    KeyUnknown,
    /// The key was good until a while ago.
    #[error("this API key has expired")]
    KeyExpired,
    /// The key was taken back.
    #[error("this API key was revoked")]
    KeyRevoked,
    /// The key is good, but not for this.
    #[error("this API key lacks the scope {}", scope.name())]
    KeyScope {
        /// What it would take.
        scope: Scope,
    },
    /// No API key of this id.
    #[error("no such API key")]
    NoSuchKey,
    /// The role does not allow it.
    #[error("your role does not allow this")]
    NotAllowed,
    /// There is no such picture, or another one by now.
    #[error("no such picture")]
    NoSuchPicture,
    /// They must show again who they are: the last proof is older than [`crate::session::PROOF_MS`].
    #[error("please enter your password again")]
    ProofNeeded,
    /// Neither a code that counts now and was not used, nor a recovery code that is left; which of them is not said.
    #[error("this code is not good")]
    WrongCode,
    /// They manage the desk, which asks for a second factor, and have none yet.
    #[error("please set up a second factor first")]
    SecondFactorMissing,
    /// The request did not come from our own page.
    #[error("this request did not come from the desk's own page")]
    ForeignOrigin,
    /// There is no second factor to do this with.
    #[error("there is no second factor")]
    NoSecondFactor,
    /// It must be switched off before another one is set up.
    #[error("there is a second factor already")]
    SecondFactorOn,
    /// The desk asks those who manage it for a second factor.
    #[error("the desk asks for a second factor")]
    SecondFactorRequired,
    /// The same intent id was used for another message.
    #[error("this intent id was already used for another message")]
    IntentReused,
    /// A contact cannot be united with itself.
    #[error("this is the same contact")]
    SameContact,
    /// The contact was pulled into another one, which stands for both now.
    #[error("this contact was united with another one")]
    UnitedMeanwhile {
        /// Who stands for both.
        into: ContactId,
    },
    /// No such unite of this contact.
    #[error("no such unite")]
    NoSuchUnite,
    /// Something done later stands on what should be undone.
    #[error("undo what was united later first")]
    UndoLaterFirst,
    /// The message is none that can be changed at the contact's side.
    #[error("this message cannot be changed")]
    NotEditable,
    /// The message is none that can be deleted at the contact's side.
    #[error("this message cannot be deleted")]
    NotDeletable,
    /// Another change of the message has not come to its end.
    #[error("this message is being changed already")]
    ChangeUnderWay,
    /// Nobody knows whether the contact has the message.
    #[error("nobody knows whether the contact has this message")]
    DeliveryUncertain,
    /// The messenger lets this be done only to messages of another age.
    #[error("{}", out_of_time(*for_s, *not_before_s))]
    OutOfTime {
        /// For how long after sending, in seconds; `None`: it is too early.
        for_s: Option<u32>,
        /// How old it must be, in seconds; `None`: it is too late.
        not_before_s: Option<u32>,
    },
    /// The chat is closed; this is for open ones.
    #[error("the chat is closed")]
    NotOpen,
    /// No address can be linked through this channel: it does not work, or its messenger has no links that carry a code.
    #[error("no messenger can be linked through this channel")]
    NotLinkable,
    /// The operator has linked no messenger, or nothing arrives there any more.
    #[error("no messenger of yours is linked")]
    NotLinked,
    /// A browser's address is none of a push service that is known.
    #[error("the address is none of a known push service")]
    NoSuchPushService,
    /// The channel was removed: nothing goes through it any more.
    #[error("this channel was removed")]
    ChannelRemoved,
    /// The channel is being connected, or its secret replaced, just now.
    #[error("this channel is busy; try again in a moment")]
    ChannelBusy,
    /// Somebody else has the chat than the operator saw.
    #[error("another operator has this chat by now")]
    HeldByOther {
        /// Who has it; `None`: it waits in the queue.
        by: Option<OperatorId>,
        /// Since when.
        since: UnixMs,
    },
    /// Somebody wrote since the operator last looked.
    #[error("there is a newer message in this chat")]
    NewerMessage {
        /// The operator who wrote, or `None` for the contact.
        by: Option<OperatorId>,
        /// The chat's version to confirm with.
        version: u64,
    },
    /// The desk would be without an owner.
    #[error("this is the last owner")]
    LastOwner,
    /// Another operator has this e-mail address.
    #[error("an operator with this e-mail address is here already")]
    EmailTaken,
    /// The password is too easy to guess.
    #[error("this password will not do: {why}")]
    WeakPassword {
        /// What is wrong with it, in words.
        why: &'static str,
    },
    /// Somebody changed it since it was loaded.
    #[error("somebody changed this meanwhile")]
    StaleVersion {
        /// What: the word the newer one stands under in the details.
        what: &'static str,
        /// As it is now.
        newer: Box<serde_json::Value>,
    },
    /// No phone.
    #[error("this is not a phone number")]
    BadPhone,
    /// A phone whose country cannot be told.
    #[error("a phone number begins with + and the code of its country")]
    PhoneWithoutCountry,
    /// No e-mail address.
    #[error("this is not an e-mail address")]
    BadEmail,
    /// No picture of the named type, or one of too many pixels.
    #[error("this is no PNG, JPEG or WebP picture of at most 1024 pixels a side")]
    BadPicture,
    /// No days from one date to another.
    #[error("a period goes from one date to the same or a later one, each as 2026-11-27")]
    InvalidPeriod,
    /// More days than one report tells of.
    #[error("a report has at most {days_max} days")]
    PeriodTooLong {
        /// Allowed.
        days_max: usize,
    },
    /// No code of a currency.
    #[error("this is no currency: a code of ISO 4217 in capitals, as USD")]
    BadCurrency,
    /// More than an order or a sum may come to, or more paid back than was paid.
    #[error("this amount cannot be")]
    BadAmount,
    /// A list of contacts has a column nobody knows.
    #[error("there is no column “{column}”")]
    UnknownColumn {
        /// Its beginning.
        column: String,
    },
    /// No column of a list of contacts says whose row it is.
    #[error("no column says whose row it is: contact, user_id, phones, emails or identities")]
    NoKeyColumn,
    /// A row has more or fewer cells than there are columns.
    #[error("line {line} has another number of cells than there are columns")]
    BrokenRow {
        /// In which it begins; the columns stand in line 1.
        line: u64,
    },
    /// No name of somebody or something.
    #[error("a name is one line of 1 to {chars_max} characters")]
    BadName {
        /// Allowed.
        chars_max: usize,
    },
    /// No name of a tag or a variable.
    #[error("the name of a tag or a variable is not empty and has no slash")]
    BadLabel,
    /// No token of a bot or a community, to look at.
    #[error("this is not a token a messenger gives")]
    BadToken,
    /// No address a browser may be sent to.
    #[error("an address begins with https:// and has no spaces")]
    BadUrl,
    /// The order was told of somebody else.
    #[error("this order is of another contact")]
    OrderOfAnother {
        /// Of whom.
        contact: ContactId,
    },
    /// No value of its type.
    #[error("this is not a value of this type")]
    BadValue,
    /// A field is longer than it may be.
    #[error("{field} has at most {chars_max} characters")]
    FieldTooLong {
        /// Which.
        field: &'static str,
        /// Allowed.
        chars_max: usize,
    },
    /// A list has more entries than it may have.
    #[error("at most {max} {field}")]
    TooMany {
        /// Of what.
        field: &'static str,
        /// Allowed.
        max: usize,
    },
    /// The body is not what this route takes.
    #[error("the request is not understood: {detail}")]
    BadRequest {
        /// What is wrong, without echoing contents.
        detail: String,
    },
    /// Nothing to send.
    #[error("the text is empty")]
    TextEmpty,
    /// Longer than the messenger takes.
    #[error("the text has {code_points} code points; this messenger takes {code_points_max}")]
    TextTooLong {
        /// Counted.
        code_points: usize,
        /// Allowed.
        code_points_max: usize,
    },
    /// The body is larger than any request needs.
    #[error("the request is too large")]
    TooLarge,
    /// The workspace keeps no words of messages.
    #[error("searching in messages is switched off")]
    SearchOff,
    /// This messenger brings no such thing.
    #[error("this messenger cannot bring {what}")]
    NotOffered {
        /// What: a kind of file, or another kind of content.
        what: String,
    },
    /// Larger than the messenger takes.
    #[error("this file has {size} bytes, the messenger takes {size_max}")]
    FileTooLarge {
        /// Bytes it has.
        size: u64,
        /// Bytes it may have.
        size_max: u64,
    },
    /// Files that the messenger does not bring as one message, or too many.
    #[error("the messenger does not bring these files as one message")]
    FilesApart,
    /// What was uploaded is not there, or somebody else's, or was sent already.
    #[error("no such upload; please choose the file again")]
    NoSuchUpload,
    /// The bytes have not come, or not as many as were announced.
    #[error("the upload has not finished")]
    UploadUnfinished,
    /// The file is not here, or never was.
    #[error("no such file")]
    NoSuchFile,
    /// Too many answers of this chat wait for the messenger.
    #[error("{waiting} answers of this chat already wait for the messenger")]
    OutboxFull {
        /// How many wait.
        waiting: usize,
    },
    /// Too many wrong tries at a secret; a try that comes too early is not looked at, and not counted.
    #[error("too many tries; wait {retry_after_s} s")]
    TooManyTries {
        /// In how many seconds the next one may be made.
        retry_after_s: u32,
    },
    /// Others changed the same thing faster than we could decide.
    #[error("too many people change this at once; try again")]
    TooBusy,
}

fn out_of_time(for_s: Option<u32>, not_before_s: Option<u32>) -> String {
    let hours = |seconds: u32| seconds / 3_600;
    match (for_s, not_before_s) {
        (None, Some(seconds)) => format!("this messenger allows that after {} hours", hours(seconds)),
        (for_s, _) => format!(
            "this messenger allows that for {} hours only",
            hours(for_s.unwrap_or_default())
        ),
    }
}
