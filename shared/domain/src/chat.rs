//! The chat: all the talk with one contact, for ever; the root every decision about it is conditional on.

use serde::{Deserialize, Serialize};

use crate::{ContactId, DeliveryEnd, Episode, IdentityId, MessageId, MessengerName, OperatorId, UnixMs};

/// Most addresses one contact may have; keeps the root small.
pub const IDENTITIES_MAX: usize = 20;

/// Most answers of one chat that may wait for the messenger at once; more is refused, not dropped.
pub const OUTBOX_MAX: usize = 20;

/// Longest preview in a list row, in characters: one line of the list. Also keeps the row below 1 KB, where every
/// message is cheapest: 70 Cyrillic letters are 140 bytes.
pub const PREVIEW_CHARS_MAX: usize = 70;

/// Longest closing reason, in characters.
pub const REASON_CHARS_MAX: usize = 60;

/// One chat. Also the row in lists and what the client shows: one struct for rule, row and wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Chat {
    /// The contact's id, which is the chat's too.
    pub id: ContactId,
    /// Grows by one with each commit; never reused. A client that holds `n` may apply `n + 1` and nothing later.
    pub version: u64,
    /// Open or closed.
    pub state: ChatState,
    /// Who is responsible.
    pub assignment: Assignment,
    /// The contact's name as shown; never empty.
    pub name: String,
    /// Whether an operator chose the name: then the messenger's does not replace it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", ts(as = "Option<bool>", optional))]
    pub is_named: bool,
    /// The contact's picture, as `GET /api/pictures/{avatar}` names it; another one has another name. The card's, where there is
    /// room for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub avatar: Option<String>,
    /// The contact's addresses, at most [`IDENTITIES_MAX`]; first the one that wrote last.
    pub identities: Vec<Identity>,
    /// Contacts who were found to be this person, at most [`IDENTITIES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<ContactId>>", optional))]
    pub united: Vec<ContactId>,
    /// When the last message came or went: what lists are sorted by.
    pub activity: UnixMs,
    /// The last message in short.
    pub preview: Preview,
    /// How many messages the contact has written in all.
    pub inbound: u64,
    /// How many of those the responsible operator has seen; unread = `inbound - read`.
    pub read: u64,
    /// The running episode; of a closed chat: the last one, which an undone closing resumes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub episode: Option<Episode>,
    /// Put aside until then, or until the contact writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub snoozed_until: Option<UnixMs>,
    /// Answers the messenger has not taken yet, oldest first, at most [`OUTBOX_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", ts(as = "Option<Vec<MessageId>>", optional))]
    pub outbox: Vec<MessageId>,
    /// When the courier should look at `outbox` again, if nothing wakes it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub outbox_due: Option<UnixMs>,
}

/// Open or closed, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ChatState {
    /// Somebody should care; an episode is running.
    Open {
        /// Since when.
        since: UnixMs,
    },
    /// Settled until the contact writes again.
    Closed {
        /// By whom.
        by: OperatorId,
        /// When.
        at: UnixMs,
        /// Why, one of the workspace's closing reasons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", ts(optional))]
        reason: Option<String>,
    },
}

/// Who is responsible for a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Assignment {
    /// Nobody: while open, it waits in the queue.
    Unassigned {
        /// Since when; rows from before queues were kept do not say.
        #[serde(default)]
        since: UnixMs,
        /// Whether it had been given to somebody before: such chats wait in front of new ones.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "schema", ts(as = "Option<bool>", optional))]
        is_returned: bool,
    },
    /// One operator.
    Assigned {
        /// Who.
        to: OperatorId,
        /// Since when.
        at: UnixMs,
        /// How it came to them.
        #[serde(default)]
        how: Handover,
    },
}

/// How a chat came to its operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Handover {
    /// By the rule of distribution.
    Distributed,
    /// They answered or took it.
    #[default]
    Taken,
    /// A colleague forwarded it.
    Forwarded,
    /// The contact wrote again, and they had it before.
    Returned,
}

/// One address of the contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Identity {
    /// Channel and address there.
    pub id: IdentityId,
    /// The kind of messenger.
    pub messenger: MessengerName,
    /// The public name there, without `@`, where the messenger has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub username: Option<String>,
    /// The newest number the provider gave a message of this dialog that we know of.
    pub position: u64,
    /// Messages the provider numbered and did not tell us of; absent: none, as far as we know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub missing: Option<Missing>,
    /// How many messages came by it since the contact was united with another; 0 where that never was.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(as = "Option<u64>", optional))]
    pub inbound: u64,
    /// The newest number of a message from before the contact was erased; 0 where that never was. A repetition of such a
    /// message changes nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(as = "Option<u64>", optional))]
    pub erased: u64,
    /// The provider's number of the newest message the contact has seen there; 0: not known.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", ts(as = "Option<u64>", optional))]
    pub read_up_to: u64,
    /// Since when the contact has blocked us there, as the messenger said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub blocked: Option<UnixMs>,
    /// When the messenger was last asked who this is, where it must be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub asked: Option<UnixMs>,
    /// An operator who may be told of the desk's news there: what is written by it then is no part of the talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub notifies: Option<OperatorId>,
}

/// Numbers of a dialog whose messages are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Missing {
    /// Those above this one,
    pub after: u64,
    /// and below this one.
    pub before: u64,
}

impl Identity {
    /// Learns of a message at `position`. Where the provider counts without gaps, `previous` is the number before it, and what
    /// lies between that and the newest known one is missing.
    pub fn learn(&mut self, position: u64, previous: Option<u64>) {
        let known = self.position;
        self.position = known.max(position);
        // Where nothing is known yet, the talk begins for us with this message.
        if known > 0 && previous.is_some_and(|previous| previous > known) {
            let after = self.missing.map_or(known, |missing| missing.after);
            self.missing = Some(Missing {
                after,
                before: position,
            });
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Who said something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Speaker {
    /// The contact.
    Contact,
    /// One of us.
    Operator {
        /// Who.
        id: OperatorId,
    },
    /// Somebody of the business, in the messenger itself.
    Outside,
}

/// The last message in short, for the list row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Preview {
    /// Which message.
    pub message: MessageId,
    /// The first [`PREVIEW_CHARS_MAX`] characters, or the kind of content in words.
    pub text: String,
    /// Who said it.
    pub from: Speaker,
    /// The chat's version that brought it: an answer written with an older one in view may be stale.
    pub version: u64,
    /// How the sending of it ended; absent: it has not, or there is nothing to send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub delivery: Option<DeliveryEnd>,
}

impl Chat {
    /// Messages of the contact nobody responsible has seen.
    #[must_use]
    pub fn unread(&self) -> u64 {
        self.inbound.saturating_sub(self.read)
    }

    /// Whether the chat stands in the Open list.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, ChatState::Open { .. })
    }

    /// Who is responsible.
    #[must_use]
    pub fn holder(&self) -> Option<&OperatorId> {
        match &self.assignment {
            Assignment::Assigned { to, .. } => Some(to),
            Assignment::Unassigned { .. } => None,
        }
    }

    /// Who is responsible for it while it is open: whose open chats it counts among.
    #[must_use]
    pub fn open_holder(&self) -> Option<&OperatorId> {
        self.holder().filter(|_| self.is_open())
    }

    /// Since when it waits in the queue, and whether in front of new chats.
    #[must_use]
    pub fn waiting(&self) -> Option<(UnixMs, bool)> {
        match &self.assignment {
            Assignment::Unassigned { since, is_returned } if self.is_open() && self.snoozed_until.is_none() => {
                Some((*since, *is_returned))
            }
            _ => None,
        }
    }

    /// When somebody should look at it again, if nothing wakes them before: an answer waits, or it was put aside.
    #[must_use]
    pub fn due(&self) -> Option<UnixMs> {
        match (self.outbox_due, self.snoozed_until) {
            (Some(outbox), Some(snooze)) => Some(outbox.min(snooze)),
            (outbox, snooze) => outbox.or(snooze),
        }
    }

    /// The episode that begins when this chat opens at `now`. It begins after the last one ended, even where the clock
    /// stepped back: a finished episode is known by its beginning.
    #[must_use]
    pub fn next_episode(&self, now: UnixMs) -> Episode {
        let begins = match &self.state {
            ChatState::Closed { at, .. } => now.max(at.plus(1)),
            ChatState::Open { .. } => now,
        };
        Episode {
            // What they were told a moment ago they know.
            away: self.episode.as_ref().and_then(|last| last.away),
            ..Episode::begins(begins)
        }
    }

    /// The contact's address with this id.
    #[must_use]
    pub fn identity(&self, id: &IdentityId) -> Option<&Identity> {
        self.identities.iter().find(|identity| &identity.id == id)
    }

    /// What must hold of every chat, whatever was done to it; the first breach in words.
    ///
    /// # Errors
    /// The sentence names the broken invariant. Property tests and the simulator call this after every step.
    pub fn check(&self) -> Result<(), String> {
        let breach = |broken: bool, words: &str| {
            if broken {
                Err(format!("{}: {words}", self.id))
            } else {
                Ok(())
            }
        };
        breach(self.version == 0, "a stored chat has a version")?;
        breach(self.read > self.inbound, "more read than written")?;
        breach(self.identities.is_empty(), "a contact has an address")?;
        breach(self.identities.len() > IDENTITIES_MAX, "too many addresses")?;
        breach(self.outbox.len() > OUTBOX_MAX, "too many answers waiting")?;
        breach(
            self.outbox.is_empty() != self.outbox_due.is_none(),
            "waiting answers and a due time go together",
        )?;
        breach(self.name.is_empty(), "a chat has a name")?;
        breach(
            self.is_open() && self.episode.is_none(),
            "an open chat has a running episode",
        )?;
        breach(
            !self.is_open() && self.snoozed_until.is_some(),
            "only an open chat is put aside",
        )?;
        breach(self.preview.version > self.version, "the preview is from the future")?;
        breach(
            self.preview.text.chars().count() > PREVIEW_CHARS_MAX,
            "the preview is one line",
        )
    }
}
