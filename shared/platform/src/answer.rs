//! Requests and answers, and the one place where refusals become HTTP statuses.

use bytes::Bytes;
use domain::{Refusal, wire::ErrorBody};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use store::StoreError;
use tracing::error;

use crate::Ids;

/// A request with its whole body, as the gateway hands it over.
pub type Request = http::Request<Bytes>;

/// An answer with its whole body.
pub type Answer = http::Response<Bytes>;

/// Something that should not happen: answered as 500 or 503 with an opaque reference, told in full in one log line.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files.
    #[error(transparent)]
    Files(#[from] blobs::BlobError),
    /// A setting this function needs is missing.
    #[error("{0} is not set")]
    NotConfigured(&'static str),
    /// Anything else that is our bug.
    #[error("{0}")]
    Bug(String),
}

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// An expected no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Fault(Fault::Store(error))
    }
}

impl From<blobs::BlobError> for Problem {
    fn from(error: blobs::BlobError) -> Self {
        Self::Fault(Fault::Files(error))
    }
}

/// The HTTP status of a refusal.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one line for each")]
pub fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NoSuchRoute
        | Refusal::NoSuchChat
        | Refusal::NoSuchMessage
        | Refusal::NoSuchContact
        | Refusal::NoSuchNote
        | Refusal::NoSuchSavedReply
        | Refusal::NoSuchFunnel
        | Refusal::NotInFunnel
        | Refusal::NoSuchIdentity
        | Refusal::NoSuchMessenger
        | Refusal::NoSuchChannel
        | Refusal::NoSuchOperator
        | Refusal::NoSuchInvitation
        | Refusal::NoSuchSession
        | Refusal::NoSuchReset
        | Refusal::NoSecondFactor
        | Refusal::NoSuchPicture
        | Refusal::NoSuchExport
        | Refusal::NoSuchUpload
        | Refusal::NoSuchFile
        | Refusal::NoSuchKey
        | Refusal::NoSuchUnite => StatusCode::NOT_FOUND,
        Refusal::SignedOut
        | Refusal::WrongCredentials
        | Refusal::WrongCode
        | Refusal::KeyMissing
        | Refusal::KeyUnknown
        | Refusal::KeyExpired
        | Refusal::KeyRevoked => StatusCode::UNAUTHORIZED,
        Refusal::NotAllowed
        | Refusal::ProofNeeded
        | Refusal::SecondFactorMissing
        | Refusal::KeyScope { .. }
        | Refusal::ForeignOrigin => StatusCode::FORBIDDEN,
        Refusal::IntentReused
        | Refusal::StaleVersion { .. }
        | Refusal::NewerMessage { .. }
        | Refusal::NotOpen
        | Refusal::NotEditable
        | Refusal::NotDeletable
        | Refusal::ChangeUnderWay
        | Refusal::DeliveryUncertain
        | Refusal::OutOfTime { .. }
        | Refusal::IdentityBlocked { .. }
        | Refusal::NotLinkable
        | Refusal::ChannelRemoved
        | Refusal::ChannelBusy
        | Refusal::NotLinked
        | Refusal::EmailTaken
        | Refusal::LastOwner
        | Refusal::SecondFactorOn
        | Refusal::SecondFactorRequired
        | Refusal::SameContact
        | Refusal::SeveralContacts
        | Refusal::OrderOfAnother { .. }
        | Refusal::UnitedMeanwhile { .. }
        | Refusal::UndoLaterFirst
        | Refusal::SearchOff
        | Refusal::UploadUnfinished
        | Refusal::HeldByOther { .. } => StatusCode::CONFLICT,
        Refusal::BadRequest { .. }
        | Refusal::BadPhone
        | Refusal::PhoneWithoutCountry
        | Refusal::BadEmail
        | Refusal::BadPicture
        | Refusal::BadValue
        | Refusal::BadCurrency
        | Refusal::InvalidPeriod
        | Refusal::PeriodTooLong { .. }
        | Refusal::BadAmount
        | Refusal::UnknownColumn { .. }
        | Refusal::NoKeyColumn
        | Refusal::BrokenRow { .. }
        | Refusal::BadName { .. }
        | Refusal::BadLabel
        | Refusal::BadToken
        | Refusal::BadUrl
        | Refusal::FieldTooLong { .. }
        | Refusal::TooMany { .. }
        | Refusal::TextEmpty
        | Refusal::WeakPassword { .. }
        | Refusal::TextTooLong { .. }
        | Refusal::NotOffered { .. }
        | Refusal::NoSuchPushService
        | Refusal::FilesApart
        | Refusal::NoSuchReason
        | Refusal::ReasonMissing => StatusCode::BAD_REQUEST,
        Refusal::TooLarge | Refusal::FileTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::OutboxFull { .. } | Refusal::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::TooBusy => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// 200 with `body`, never stored by caches.
#[must_use]
pub fn json(body: &impl Serialize) -> Answer {
    with_json(StatusCode::OK, body)
}

/// `status` with `body`, never stored by caches.
#[must_use]
pub fn with_json(status: StatusCode, body: &impl Serialize) -> Answer {
    let mut answer = Answer::new(serde_json::to_vec(body).expect("our own structs serialize").into());
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// `status` with a constant text.
#[must_use]
pub fn plain(status: StatusCode, body: &'static str) -> Answer {
    let mut answer = Answer::new(Bytes::from_static(body.as_bytes()));
    *answer.status_mut() = status;
    answer
}

/// 200 with a text.
#[must_use]
pub fn text(body: String) -> Answer {
    Answer::new(body.into())
}

/// The answer to a request that was not carried out. Every error of the API has this one shape.
#[must_use]
pub fn problem(problem: &Problem, ids: &dyn Ids) -> Answer {
    let body = problem_body(problem, ids);
    match problem {
        Problem::Refused(refusal) => {
            let mut answer = with_json(status(refusal), &body);
            if let Refusal::TooManyTries { retry_after_s } = refusal {
                let headers = answer.headers_mut();
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
            }
            answer
        }
        Problem::Fault(fault) if is_passing(fault) => {
            let mut answer = with_json(StatusCode::SERVICE_UNAVAILABLE, &body);
            let headers = answer.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            answer
        }
        Problem::Fault(_) => with_json(StatusCode::INTERNAL_SERVER_ERROR, &body),
    }
}

/// What is said of a request, or of a part of one, that was not carried out; logged here, once.
#[must_use]
pub fn problem_body(problem: &Problem, ids: &dyn Ids) -> ErrorBody {
    let reference = ids.id();
    let fault = match problem {
        Problem::Refused(refusal) => {
            tracing::info!(code = refusal.code(), reference, "Refused a request");
            return ErrorBody::refused(refusal, reference);
        }
        Problem::Fault(fault) => fault,
    };
    error!(reference, error = fault as &dyn std::error::Error, "A request failed");
    let (code, message) = if is_passing(fault) {
        ("unavailable", "please try again in a moment")
    } else {
        ("internal", "something went wrong on our side")
    };
    ErrorBody {
        code: code.into(),
        message: message.into(),
        details: None,
        reference,
    }
}

/// Whether the same request may succeed in a moment.
fn is_passing(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Store(StoreError::Throttled | StoreError::Unavailable { .. })
    )
}

/// Whether `origin` is a page of ours: the public address, or the host the request was made to. A request without an
/// origin did not come from another site's page.
#[must_use]
pub fn is_own_origin(config: &crate::Config, origin: Option<&str>, host: Option<&str>) -> bool {
    let Some(origin) = origin else { return true };
    let same_host = |host: &str| {
        let authority = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"));
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    };
    (!config.public_url.is_empty() && origin.eq_ignore_ascii_case(&config.public_url)) || host.is_some_and(same_host)
}
