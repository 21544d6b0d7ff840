//! A message: what was said, by whom, and what is known about its way.

use serde::{Deserialize, Serialize};

use crate::{
    CameBy, ContactId, Content, Cropped, Deleted, Delivery, FunnelNews, Handover, IntentId, MessageId, OperatorId,
    Reactions, Revision, Speaker, UnixMs,
};

/// One message of a chat. An outgoing one is its own outbox entry: `origin` holds its delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Message {
    /// Where it stands.
    pub id: MessageId,
    /// The chat it belongs to.
    pub chat: ContactId,
    /// The chat's version that last changed this message: of two copies the higher one is newer.
    pub version: u64,
    /// When it was said, by the provider's clock for a contact's, by ours for an operator's. For display, not for order.
    pub at: UnixMs,
    /// Who said it.
    pub origin: Origin,
    /// What was said, in its newest form.
    pub content: Content,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reply: Option<Reply>,
    /// Who said it first, if it was passed on; empty: somebody who does not want to be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub forwarded: Option<String>,
    /// What brought it, if it was more than the wish to write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub came_by: Option<CameBy>,
    /// Present while it is only the beginning of what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cropped: Option<Cropped>,
    /// What the contact put under it; present once there was something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub reactions: Option<Reactions>,
    /// Present once the text was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub edited: Option<Edited>,
    /// Present while it shall become something else at the contact's side, or once the messenger refused that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub revision: Option<Revision>,
    /// Present once it is gone at the contact's side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub deleted: Option<Deleted>,
}

/// Who said it, and what only applies to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Origin {
    /// The contact wrote it.
    Contact,
    /// An operator wrote it; it goes to the contact.
    Operator {
        /// Who.
        by: OperatorId,
        /// The client's name for this wish to send.
        intent: IntentId,
        /// How far it has come.
        delivery: Delivery,
    },
    /// An operator's remark for colleagues; it never leaves the desk.
    Comment {
        /// Who.
        by: OperatorId,
        /// The client's name for this wish.
        intent: IntentId,
    },
    /// The desk wrote it by a rule; it goes to the contact and is nobody's answer.
    Automatic {
        /// By which rule.
        why: Automatic,
        /// How far it has come.
        delivery: Delivery,
    },
    /// The desk itself: a line in the history that tells what was done to the chat.
    Desk,
    /// Somebody of the business wrote it in the messenger itself; the contact has it already.
    Outside,
}

/// Why the desk wrote to a contact by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Automatic {
    /// They wrote outside the working hours.
    Away,
    /// They walk through a funnel. `(run, step)` names the message: there is no other of both.
    Funnel {
        /// What it was called when the run began.
        name: String,
        /// Which run.
        run: IntentId,
        /// Which step, from 1.
        step: u32,
    },
}

/// What was done to a chat, as its history tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Line {
    /// Closed.
    Closed {
        /// By whom.
        by: OperatorId,
        /// One of the workspace's closing reasons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        reason: Option<String>,
    },
    /// Taken up again by an operator.
    Reopened {
        /// By whom.
        by: OperatorId,
    },
    /// Given to an operator by a rule, or taken by them.
    Assigned {
        /// To whom.
        to: OperatorId,
        /// How.
        how: Handover,
    },
    /// Given to a colleague.
    Forwarded {
        /// By whom.
        by: OperatorId,
        /// Who had it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        from: Option<OperatorId>,
        /// Who has it now; absent: the queue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        to: Option<OperatorId>,
        /// What the colleague should know.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        comment: Option<String>,
    },
    /// Back in the queue, since its operator was away for too long or did not answer.
    Released {
        /// Who had it.
        from: OperatorId,
    },
    /// Another contact was found to be the same person; their talk goes on here.
    United {
        /// By whom.
        by: OperatorId,
        /// The other contact's name.
        name: String,
    },
    /// That was taken back.
    Separated {
        /// By whom.
        by: OperatorId,
        /// The other contact's name.
        name: String,
    },
    /// They walk through a funnel, or did.
    Funnel {
        /// What it was called when they began.
        name: String,
        /// Who did it; absent: it came about by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        by: Option<OperatorId>,
        /// What happened.
        what: FunnelNews,
    },
    /// Put aside, or taken back from there.
    Snoozed {
        /// By whom; absent: the time was over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        by: Option<OperatorId>,
        /// Until when; absent: no longer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        until: Option<UnixMs>,
    },
}

/// What a message answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Reply {
    /// The provider's number of that message in the same dialog, as its parts are named; absent: it is not of this talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub part: Option<String>,
    /// The words that are answered, as far as they are shown: at most [`crate::chat::PREVIEW_CHARS_MAX`] characters.
    pub text: String,
}

/// The trace of an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Edited {
    /// When it was last edited, by the provider's clock.
    pub at: UnixMs,
    /// How many earlier texts are kept.
    pub times: u32,
}

/// A text as it was before an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct EarlierText {
    /// 1 for the first text, then counted up.
    pub number: u32,
    /// The content that was replaced.
    pub content: Content,
    /// Since when it had stood.
    pub at: UnixMs,
    /// The operator who replaced it; absent: the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub by: Option<OperatorId>,
}

impl Message {
    /// Its line in a list row; of a deleted one there is nothing to show.
    #[must_use]
    pub fn preview(&self) -> String {
        if self.deleted.is_some() {
            String::new()
        } else {
            self.content.preview()
        }
    }

    /// The provider's id of each part the contact sees, in order; empty: nothing is there that can be named.
    #[must_use]
    pub fn parts(&self) -> Vec<String> {
        match (&self.origin, self.delivery()) {
            (_, Some(Delivery::Accepted { parts, .. })) => parts.clone(),
            // A press is no message at the messenger.
            _ if matches!(self.content, Content::Press { .. }) => Vec::new(),
            (Origin::Contact | Origin::Outside, _) => vec![self.id.order.position().to_string()],
            _ => Vec::new(),
        }
    }

    /// The delivery of a message to the contact.
    #[must_use]
    pub fn delivery(&self) -> Option<&Delivery> {
        match &self.origin {
            Origin::Operator { delivery, .. } | Origin::Automatic { delivery, .. } => Some(delivery),
            Origin::Contact | Origin::Comment { .. } | Origin::Desk | Origin::Outside => None,
        }
    }
}

impl Origin {
    /// Who spoke with whom there: what a list shows of a chat is the newest that has one. Remarks, lines and automatic
    /// messages have none.
    #[must_use]
    pub fn speaker(&self) -> Option<Speaker> {
        match self {
            Self::Contact => Some(Speaker::Contact),
            Self::Operator { by, .. } => Some(Speaker::Operator { id: by.clone() }),
            Self::Outside => Some(Speaker::Outside),
            Self::Comment { .. } | Self::Automatic { .. } | Self::Desk => None,
        }
    }

    /// The delivery of a message to the contact, to be changed.
    pub fn delivery_mut(&mut self) -> Option<&mut Delivery> {
        match self {
            Self::Operator { delivery, .. } | Self::Automatic { delivery, .. } => Some(delivery),
            Self::Contact | Self::Comment { .. } | Self::Desk | Self::Outside => None,
        }
    }
}
