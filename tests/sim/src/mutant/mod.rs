//! Hand-made bugs: each breaks one rule at a simulated port, and the oracle must notice.
//!
//! An oracle that lets one of them live proves nothing about the rule it breaks.

mod besides;
mod revisions;
mod unions;
mod views;
mod writes;

pub use views::{hides, is_untold, request, rows};
pub use writes::writes;

/// One bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Some messages are answered "taken" before they are stored, and the process dies in between.
    AnswerBeforePut,
    /// A message row is written although it is there already.
    DedupeIgnored,
    /// An intent row is written although it is there already.
    IntentForgotten,
    /// A chat is written although it has changed since it was read.
    StaleVersionIgnored,
    /// A courier takes an answer that another one holds already.
    ClaimUnconditional,
    /// A courier reports although it no longer holds the answer.
    ReportUnconditional,
    /// A send whose answer was lost is repeated.
    AmbiguousSendRepeated,
    /// A webhook call we could not store is not repeated, as if we had said "taken".
    FailureTaken,
    /// What is not understood is dropped.
    QuarantineDropped,
    /// A message in a closed chat leaves it closed.
    ReopenForgotten,
    /// The sweep never comes.
    NoSweep,
    /// Stream records that failed are passed over.
    StreamFailurePassed,
    /// A browser applies whatever comes, gaps or not.
    PushTrusted,
    /// A browser lets an older frame overwrite a newer one.
    OlderFrameApplied,
    /// Of a transaction only the first row is written.
    TransactionTorn,
    /// A chat is given to an operator whose row has changed since it was read.
    CountConditionIgnored,
    /// A chat moves, and the counts of open chats stay.
    CountNotMoved,
    /// The courier believes that nobody has a limit.
    LimitIgnored,
    /// The courier takes Busy for Online.
    BusyGetsChats,
    /// The courier gives chats to those who want none.
    NotInvolvedGetsChats,
    /// Who has waited longest is served last.
    QueueReversed,
    /// Nobody looks at the queue: only a chat that has just changed is given out.
    QueueNotDrained,
    /// A chat that opens again does not go back to who had it.
    ReturnForgotten,
    /// A forward does not ask who had the chat in view.
    ForwardIgnoresHolder,
    /// What is done to a chat leaves no line in its history.
    LineMissing,
    /// Why a chat was given to whom is not stored.
    ExplanationMissing,
    /// The audit log gets no entries.
    AuditMissing,
    /// A remark for colleagues goes to the contact too.
    CommentSent,
    /// The look of a colleague marks somebody else's chat as read.
    ReadByColleague,
    /// A contact's message is read as it comes.
    InboundRead,
    /// A closing leaves no line for the report.
    EpisodeNotStored,
    /// An undone closing keeps its line in the report.
    UndoLeavesEpisode,
    /// A status ends, and nothing is stored of it.
    IntervalLost,
    /// A past status begins a second before the one before it ended.
    IntervalOverlap,
    /// A chat that was put aside never comes back by itself.
    SnoozeForever,
    /// Who is away keeps their chats.
    ReleaseForgotten,
    /// Browsers are not told of operators.
    OperatorUntold,
    /// A chat that is read, closed or opened stays in the list it stood in.
    ListNotMoved,
    /// A chat that was pulled into another one stays as well.
    PointerMissing,
    /// A chat is pulled into another one although it has changed since it was read.
    UniteIgnoresRight,
    /// Who had been pulled in before is led to where nobody is any more.
    ChainNotTurned,
    /// What the right one wrote is not counted.
    UniteLosesCount,
    /// Of what was undone the right chat stays a pointer.
    UndoHalf,
    /// After an undo the left one keeps the right one's addresses.
    UndoKeepsAddress,
    /// Nobody remembers how to undo a unite.
    RecordMissing,
    /// Browsers are not told that a chat was pulled into another one.
    UnitedUntold,
    /// Of two who have the same phone only one is told.
    SuggestionOneSided,
    /// Nobody is compared when a phone changes.
    ComparisonForgotten,
    /// Two who are known to be two are suggested to be one.
    ApartForgotten,
    /// What never left is changed although a courier took it meanwhile.
    ChangeIgnoresClaim,
    /// What was deleted at the contact's side does not say so.
    DeletionForgotten,
    /// An answer is changed at the desk alone.
    ChangeUnsent,
    /// A messenger that wants to be left alone is asked again at once.
    PauseIgnored,
    /// A file that did not come is not due again.
    FetchForgotten,
    /// A file that broke off is taken for whole.
    HalfFileKept,
    /// What is to be deleted stays where files lie.
    BytesLeft,
    /// A send that is repeated does not say that it is a repetition.
    RepeatUnmarked,
    /// A refusal is taken for the end of the story, although an earlier try may have arrived.
    DoubtForgotten,
    /// A step of a funnel is sent, and the contact stays where they were.
    RunNotMoved,
    /// A contact goes on in a funnel, and the step is not sent.
    StepForgotten,
    /// A message that came shortened is never asked for.
    NeverWhole,
    /// What a messenger's numbers show to be missing is not noted.
    GapUnseen,
    /// What a contact has read is not noted.
    ReadingForgotten,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 63] = [
        Self::AnswerBeforePut,
        Self::DedupeIgnored,
        Self::IntentForgotten,
        Self::StaleVersionIgnored,
        Self::ClaimUnconditional,
        Self::ReportUnconditional,
        Self::AmbiguousSendRepeated,
        Self::FailureTaken,
        Self::QuarantineDropped,
        Self::ReopenForgotten,
        Self::NoSweep,
        Self::StreamFailurePassed,
        Self::PushTrusted,
        Self::OlderFrameApplied,
        Self::TransactionTorn,
        Self::CountConditionIgnored,
        Self::CountNotMoved,
        Self::LimitIgnored,
        Self::BusyGetsChats,
        Self::NotInvolvedGetsChats,
        Self::QueueReversed,
        Self::QueueNotDrained,
        Self::ReturnForgotten,
        Self::ForwardIgnoresHolder,
        Self::LineMissing,
        Self::ExplanationMissing,
        Self::AuditMissing,
        Self::CommentSent,
        Self::ReadByColleague,
        Self::InboundRead,
        Self::EpisodeNotStored,
        Self::UndoLeavesEpisode,
        Self::IntervalLost,
        Self::IntervalOverlap,
        Self::SnoozeForever,
        Self::ReleaseForgotten,
        Self::OperatorUntold,
        Self::ListNotMoved,
        Self::PointerMissing,
        Self::UniteIgnoresRight,
        Self::ChainNotTurned,
        Self::UniteLosesCount,
        Self::UndoHalf,
        Self::UndoKeepsAddress,
        Self::RecordMissing,
        Self::UnitedUntold,
        Self::SuggestionOneSided,
        Self::ComparisonForgotten,
        Self::ApartForgotten,
        Self::ChangeIgnoresClaim,
        Self::DeletionForgotten,
        Self::ChangeUnsent,
        Self::PauseIgnored,
        Self::FetchForgotten,
        Self::HalfFileKept,
        Self::BytesLeft,
        Self::RepeatUnmarked,
        Self::DoubtForgotten,
        Self::RunNotMoved,
        Self::StepForgotten,
        Self::NeverWhole,
        Self::GapUnseen,
        Self::ReadingForgotten,
    ];

    /// The one called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mutant| format!("{mutant:?}") == name)
    }
}
