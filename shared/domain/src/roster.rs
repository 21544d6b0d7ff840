//! Everybody who answers, as loaded for one decision, and why a chat went to whom.

use serde::{Deserialize, Serialize};

use crate::{Handover, Operator, OperatorId, UnixMs};

/// Candidates kept in an [`Explanation`]: the best ones; a desk has rarely more.
pub const CANDIDATES_MAX: usize = 20;

/// All operators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster(pub Vec<Operator>);

/// One who could have taken a chat, with what was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Candidate {
    /// Who.
    pub operator: OperatorId,
    /// Open chats they held.
    pub open_chats: u32,
    /// How many they may be given.
    pub chats_max: u32,
    /// When a chat was last given to them; 0: never.
    pub last_assigned: UnixMs,
}

/// Why a chat was given to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Explanation {
    /// To whom.
    pub to: OperatorId,
    /// When.
    pub at: UnixMs,
    /// How.
    pub how: Handover,
    /// Who could have taken it, best first, at most [`CANDIDATES_MAX`]; empty where nobody was compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<Candidate>>", optional))]
    pub candidates: Vec<Candidate>,
}

impl Roster {
    /// The operator with this id.
    #[must_use]
    pub fn find(&self, id: &OperatorId) -> Option<&Operator> {
        self.0.iter().find(|operator| &operator.id == id)
    }

    /// Who can be given one more chat, best first: the fewest open chats, then the longest since the last one.
    #[must_use]
    pub fn candidates(&self) -> Vec<Candidate> {
        let mut able: Vec<&Operator> = self.0.iter().filter(|operator| operator.can_take()).collect();
        able.sort_by_key(|operator| (operator.open_chats, operator.last_assigned, operator.id.clone()));
        able.into_iter().map(Candidate::of).collect()
    }
}

impl Candidate {
    /// What of an operator is compared.
    #[must_use]
    pub fn of(operator: &Operator) -> Self {
        Self {
            operator: operator.id.clone(),
            open_chats: operator.open_chats,
            chats_max: operator.chats_max,
            last_assigned: operator.last_assigned,
        }
    }
}
