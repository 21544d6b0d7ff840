//! Funnels: sequences of automatic messages, kept once for everybody, and the contacts who walk through them.

use serde::{Deserialize, Serialize};

use crate::{ContactId, DAY_MS, HOUR_MS, IntentId, MINUTE_MS, OperatorId, UnixMs};

/// Most steps of one funnel.
pub const STEPS_MAX: usize = 30;

/// Longest text of a step, in code points: as of a saved reply, whose braces it has.
pub const STEP_CODE_POINTS_MAX: usize = crate::saved_reply::SAVED_REPLY_CODE_POINTS_MAX;

/// All texts of one funnel together, in bytes: one row, of which a courier reads all for each step.
pub const FUNNEL_BYTES_MAX: usize = 32 * 1024;

/// Longest time from one step to the next, in minutes: 90 days.
#[expect(clippy::cast_possible_truncation, reason = "129,600")]
pub const AFTER_MIN_MAX: u32 = (90 * DAY_MS / MINUTE_MS) as u32;

/// Funnels a workspace may have: all of them are read as one list. Several people who add the last one at the same moment
/// may exceed it by one each.
pub const FUNNELS_MAX: usize = 50;

/// Most funnels one contact walks through at the same time.
pub const RUNS_MAX: usize = 10;

/// Shortest time until a run that waits is looked at again; it grows with the time it has waited.
pub const LOOK_MS_MIN: i64 = 10 * MINUTE_MS;

/// Longest such time.
pub const LOOK_MS_MAX: i64 = 6 * HOUR_MS;

/// How long a run waits before it stops: what was meant for last month helps nobody.
pub const WAIT_MS_MAX: i64 = 30 * DAY_MS;

/// A sequence of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Funnel {
    /// Made by the client that added it.
    pub id: IntentId,
    /// Grows by one with each commit. Who is under way goes on with the version they began with.
    pub version: u64,
    /// What it is called: one line of at most 80 code points.
    pub name: String,
    /// 1 to [`STEPS_MAX`], at most [`FUNNEL_BYTES_MAX`] of texts.
    pub steps: Vec<FunnelStep>,
    /// Who changed it last.
    pub by: OperatorId,
    /// When.
    pub at: UnixMs,
}

/// One message of a funnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelStep {
    /// Minutes after the step before, of the first one after the start; at most [`AFTER_MIN_MAX`].
    pub after_min: u32,
    /// At most [`STEP_CODE_POINTS_MAX`] code points, with what [`crate::fill`] fills in when it is due.
    pub text: String,
}

/// A contact's way through a funnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FunnelRun {
    /// For whom it was started; who was pulled into somebody else keeps it.
    pub contact: ContactId,
    /// Which funnel. A contact has one run of each: a new one takes the place of one that ended.
    pub funnel: IntentId,
    /// The client's name for the wish to start this very run.
    pub run: IntentId,
    /// Grows by one with each commit, from one run to the next too.
    pub version: u64,
    /// What the funnel was called when this began.
    pub name: String,
    /// The version of the funnel it began with, whose steps it takes.
    pub funnel_version: u64,
    /// How many steps that has.
    pub steps: u32,
    /// How many are behind it.
    pub done: u32,
    /// Who started it.
    pub by: OperatorId,
    /// When.
    pub started: UnixMs,
    /// When it was last committed.
    pub at: UnixMs,
    /// What becomes of it.
    pub state: RunState,
}

/// How far a run has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum RunState {
    /// Under way.
    Running {
        /// When the next step is due, or is looked at again.
        next: UnixMs,
        /// Why the step that is due did not go out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        waits: Option<RunWait>,
    },
    /// All steps are behind it.
    Finished,
    /// It cannot go on.
    Stopped {
        /// Why.
        why: RunStop,
    },
    /// An operator took the contact out.
    Removed {
        /// Who.
        by: OperatorId,
    },
}

/// Since when a step waits, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct RunWait {
    /// When it was due.
    pub since: UnixMs,
    /// What for.
    pub why: WaitsFor,
}

/// What a step waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// The contact's channel lets nothing out.
    Channel,
    /// Too many answers of the chat wait already.
    Outbox,
}

/// Why a run ended before its last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RunStop {
    /// The contact has blocked us wherever they could be written to.
    Blocked,
    /// The contact's channels were removed.
    ChannelRemoved,
    /// The funnel was removed.
    FunnelRemoved,
    /// It waited for [`WAIT_MS_MAX`].
    WaitedTooLong,
    /// The contact was united with somebody who walks through the same funnel; that run goes on.
    United,
}

/// What a chat's history tells of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum FunnelNews {
    /// It began.
    Started,
    /// An operator took the contact out.
    Removed,
    /// It ended by itself before its last step.
    Stopped {
        /// Why.
        why: RunStop,
    },
    /// All steps are behind it.
    Finished,
    /// A step was left out.
    Skipped {
        /// Which, from 1.
        step: u32,
        /// What the text asks for and the card does not say; empty: the text was empty or too long once it was filled in.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "schema", ts(as = "Option<Vec<String>>", optional))]
        missing: Vec<String>,
    },
}

impl FunnelRun {
    /// Whether it is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.state, RunState::Running { .. })
    }

    /// When it must be looked at; `None`: it ended.
    #[must_use]
    pub fn due(&self) -> Option<UnixMs> {
        match self.state {
            RunState::Running { next, .. } => Some(next),
            RunState::Finished | RunState::Stopped { .. } | RunState::Removed { .. } => None,
        }
    }
}

impl FunnelStep {
    /// How long after the step before, in milliseconds.
    #[must_use]
    pub fn after_ms(&self) -> i64 {
        i64::from(self.after_min) * MINUTE_MS
    }
}
