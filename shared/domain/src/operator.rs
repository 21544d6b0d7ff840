//! Those who answer: who they are, whether they take chats, and their signed-in browsers.
//!
//! Three things are kept apart: the *status* an operator chose, whether they are *involved* in distribution, and whether
//! a browser of theirs is *connected* (which the open sockets know, not this row).

use serde::{Deserialize, Serialize};

use crate::{OperatorId, UnixMs};

/// Open chats one operator may hold unless their own limit says otherwise.
pub const CHATS_MAX_DEFAULT: u32 = 10;

/// The highest personal limit: more chats than anybody can follow.
pub const CHATS_MAX_MAX: u32 = 200;

/// One who answers, as colleagues see them; the root every hand-over to them is conditional on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Operator {
    /// Who.
    pub id: OperatorId,
    /// Grows by one with each commit.
    pub version: u64,
    /// Shown name.
    pub name: String,
    /// For signing in.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in at all.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// What they chose, or what was chosen for them.
    #[serde(default)]
    pub status: Status,
    /// Since when.
    #[serde(default)]
    pub status_since: UnixMs,
    /// Why.
    #[serde(default)]
    pub status_reason: StatusReason,
    /// Since when the running [`StatusInterval`] runs, where their open chats changed after the status did; absent: since
    /// [`Operator::status_since`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub counted_since: Option<UnixMs>,
    /// Chats that came to them at the beginning of the running [`StatusInterval`]; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub taken: Option<u32>,
    /// Whether new chats may be given to them.
    #[serde(default = "yes")]
    pub is_involved: bool,
    /// Open chats they may be given; by hand they may get more.
    #[serde(default = "chats_max")]
    pub chats_max: u32,
    /// Open chats they hold. Changed only by the commit that moves a chat.
    #[serde(default)]
    pub open_chats: u32,
    /// When a chat was last given to them; 0: never.
    #[serde(default)]
    pub last_assigned: UnixMs,
    /// Since when no browser of theirs is connected, as far as the minute's round knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub unconnected_since: Option<UnixMs>,
    /// Preferred language of the client, e.g. `ru`; absent: the browser's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub language: Option<String>,
    /// Time zone as the IANA names it, e.g. `Europe/Kyiv`; absent: the workspace's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub time_zone: Option<String>,
    /// The version of their picture, for its address; absent: they show none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub avatar: Option<u64>,
}

fn yes() -> bool {
    true
}

fn chats_max() -> u32 {
    CHATS_MAX_DEFAULT
}

/// Whether an operator is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Takes new chats.
    Online,
    /// Works, takes no new chats.
    Busy,
    /// Away for a while.
    Break,
    /// Not there.
    #[default]
    Offline,
}

/// Why an operator has a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatusReason {
    /// They chose it.
    #[default]
    Chosen,
    /// No browser of theirs was connected for longer than the grace time.
    ConnectionLost,
    /// They did nothing for longer than the idle time.
    Idle,
    /// They did something again.
    Active,
    /// They were deactivated.
    Deactivated,
}

/// A stretch of time in one status with one number of open chats, stored when it ends: what the report of operators' time
/// is made of. An operator's intervals follow each other without gap or overlap, up to the running one, which their row tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct StatusInterval {
    /// Whose.
    pub operator: OperatorId,
    /// Which status.
    pub status: Status,
    /// Its first instant.
    pub from: UnixMs,
    /// The first instant after it.
    pub to: UnixMs,
    /// Why the status began.
    pub reason: StatusReason,
    /// Open chats they held: all the time while Online or Busy, as it ended in the other statuses. 0 in rows from before
    /// chats were counted.
    #[serde(default)]
    pub chats: u32,
    /// Chats that came to them at its first instant: given by the rule, forwarded, taken, or returned by the contact's
    /// writing again. A chat that is merely opened again, or part of a unite, comes to nobody.
    #[serde(default)]
    pub taken: u32,
}

/// What an operator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The first admin.
    Owner,
    /// Also: operators, channels, settings, reports of everybody.
    Admin,
    /// Answers.
    Operator,
}

impl Operator {
    /// Somebody new, Offline until they choose otherwise.
    #[must_use]
    pub fn new(id: OperatorId, name: String, email: String, role: Role, now: UnixMs) -> Self {
        Self {
            id,
            version: 1,
            name,
            email,
            role,
            is_active: true,
            status: Status::Offline,
            status_since: now,
            status_reason: StatusReason::Chosen,
            counted_since: None,
            taken: None,
            is_involved: true,
            chats_max: CHATS_MAX_DEFAULT,
            open_chats: 0,
            last_assigned: UnixMs(0),
            unconnected_since: None,
            language: None,
            time_zone: None,
            avatar: None,
        }
    }

    /// The first instant of the running [`StatusInterval`].
    #[must_use]
    pub fn running_since(&self) -> UnixMs {
        self.counted_since
            .map_or(self.status_since, |counted| counted.max(self.status_since))
    }

    /// The running [`StatusInterval`] as if it ended at `at`; never before it began, even where the clock stepped back.
    #[must_use]
    pub fn running(&self, at: UnixMs) -> StatusInterval {
        let from = self.running_since();
        StatusInterval {
            operator: self.id.clone(),
            status: self.status,
            from,
            to: at.max(from),
            reason: self.status_reason,
            chats: self.open_chats,
            taken: self.taken.unwrap_or_default(),
        }
    }

    /// Whether distribution may give them one more chat.
    #[must_use]
    pub fn can_take(&self) -> bool {
        self.is_active && self.is_involved && self.status == Status::Online && self.open_chats < self.chats_max
    }
}
