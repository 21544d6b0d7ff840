//! What an operator wants to be told of in their own messenger or by their browsers, and where.

use serde::{Deserialize, Serialize};

use crate::{
    ChannelId, ContactId, DeliveryReason, IdentityId, MessengerName, OperatorId, SECOND_MS, UnixMs, bell::PAUSE_MS,
};

/// Browsers of one operator that are told of news; another one takes the place of the oldest.
pub const BROWSERS_MAX: usize = 10;

/// Shortest time between two digests where only browsers are told, which keep notices of one chat together themselves.
pub const BROWSER_PAUSE_MS: i64 = 10 * SECOND_MS;

/// One operator's notifications: the root every decision about them is conditional on. What a browser may see of it is
/// [`MyNotifications`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// Whose.
    pub operator: OperatorId,
    /// Grows by one with each commit; 0: nothing was chosen yet.
    pub version: u64,
    /// Of what, and when.
    #[serde(default)]
    pub rules: NoticeRules,
    /// Where to; absent: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// Browsers that are told although the desk is not open in them; at most [`BROWSERS_MAX`], the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub browsers: Vec<Browser>,
    /// The code that may still link an address; at most one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

/// The address an operator is told at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Channel and address there.
    pub identity: IdentityId,
    /// The kind of messenger.
    pub messenger: MessengerName,
    /// What the messenger calls the person; may be empty.
    pub name: String,
    /// Since when.
    pub since: UnixMs,
    /// Why nothing arrives there any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
    /// When the person last did something there that deserves a short answer.
    pub asked: UnixMs,
    /// Up to when that was answered.
    #[serde(default)]
    pub answered: UnixMs,
}

/// A browser that is told of news by its push service. Its addresses and keys are secrets: no browser sees them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    /// Names it among the operator's: the beginning of the SHA-256 of its endpoint, 16 hex digits.
    pub id: String,
    /// Where its push service takes messages.
    pub endpoint: String,
    /// Its public key, base64url.
    pub p256dh: String,
    /// Its secret, base64url.
    pub auth: String,
    /// The language its notices are in.
    pub language: String,
    /// The session it belongs to, by the digest of its token: it is told nothing once that has ended.
    pub session: String,
    /// What it calls itself.
    pub name: String,
    /// Since when.
    pub since: UnixMs,
}

/// A browser that is told of news, as browsers show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct MyBrowser {
    /// The beginning of the SHA-256 of its endpoint, 16 hex digits: a browser finds itself by it.
    pub id: String,
    /// What it calls itself.
    pub name: String,
    /// Since when.
    pub since: UnixMs,
}

/// Why nothing arrives at a linked address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Broken {
    /// What the messenger said.
    pub reason: DeliveryReason,
    /// When.
    pub at: UnixMs,
}

/// A code that links the address that brings it, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// SHA-256 of the code, in hex.
    pub code_sha256: String,
    /// Where it must be brought.
    pub channel: ChannelId,
    /// When it stops being good.
    pub expires: UnixMs,
}

/// When an operator wants to be told of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Never.
    Never,
    /// While they are not at the desk: neither Online nor Busy, or without a connected browser.
    #[default]
    Away,
    /// Whatever they do.
    Always,
}

/// Of what an operator is told, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(default)]
pub struct NoticeRules {
    /// A chat was given to me.
    pub new_chat: When,
    /// The contact wrote in a chat of mine.
    pub new_message: When,
    /// A colleague mentioned me.
    pub mention: When,
    /// A chat of mine that was put aside came up.
    pub reminder: When,
    /// Chats wait and nobody can take them.
    pub queue: When,
    /// Whether notices hold the beginning of what was written.
    pub has_previews: bool,
}

impl Default for NoticeRules {
    fn default() -> Self {
        Self {
            new_chat: When::Away,
            new_message: When::Away,
            mention: When::Away,
            reminder: When::Away,
            queue: When::Never,
            has_previews: false,
        }
    }
}

/// What stands at the chat of a person who never was a contact, where an operator is told: whose notices go there. It
/// says where to look, nothing more; that the address is linked, only the operator's [`Notifications`] say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkMark {
    /// Whose chat would stand there.
    pub id: ContactId,
    /// Grows by one with each commit; a chat that takes its place goes on from it.
    pub version: u64,
    /// Which operator.
    pub notifies: OperatorId,
    /// As a tombstone's position, where one stood here before; 0: none did.
    #[serde(default)]
    pub erased: u64,
}

/// One's own notifications, as a browser shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct MyNotifications {
    /// Whose.
    pub operator: OperatorId,
    /// Grows by one with each commit; 0: nothing was chosen yet.
    pub version: u64,
    /// Of what, and when.
    pub rules: NoticeRules,
    /// Where to; absent: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub link: Option<MyLink>,
    /// Browsers that are told although the desk is not open in them, the oldest first.
    #[serde(default)]
    pub browsers: Vec<MyBrowser>,
    /// Until when a link that was asked for is good; absent: none is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub offered_until: Option<UnixMs>,
}

/// The linked address, as a browser shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct MyLink {
    /// Through which channel.
    pub channel: ChannelId,
    /// The kind of messenger.
    pub messenger: MessengerName,
    /// What the messenger calls me; may be empty.
    pub name: String,
    /// Since when.
    pub since: UnixMs,
    /// Why nothing arrives there any more; absent: all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub broken: Option<Broken>,
}

impl Notifications {
    /// Those of somebody who has not chosen anything yet.
    #[must_use]
    pub fn none(operator: &OperatorId) -> Self {
        Self {
            operator: operator.clone(),
            version: 0,
            rules: NoticeRules::default(),
            link: None,
            browsers: Vec::new(),
            offer: None,
        }
    }

    /// The address notices can be sent to.
    #[must_use]
    pub fn outlet(&self) -> Option<&Link> {
        self.link.as_ref().filter(|link| link.broken.is_none())
    }

    /// Whether there is anywhere to tell news.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.outlet().is_some() || !self.browsers.is_empty()
    }

    /// Shortest time between two digests, in milliseconds.
    #[must_use]
    pub fn pause_ms(&self) -> i64 {
        if self.outlet().is_none() && !self.browsers.is_empty() {
            BROWSER_PAUSE_MS
        } else {
            PAUSE_MS
        }
    }

    /// Whether notices go, or went, to this address.
    #[must_use]
    pub fn is_linked_to(&self, identity: &IdentityId) -> bool {
        self.link.as_ref().is_some_and(|link| &link.identity == identity)
    }

    /// What a browser may see.
    #[must_use]
    pub fn shown(&self) -> MyNotifications {
        MyNotifications {
            operator: self.operator.clone(),
            version: self.version,
            rules: self.rules,
            link: self.link.as_ref().map(|link| MyLink {
                channel: link.identity.channel.clone(),
                messenger: link.messenger.clone(),
                name: link.name.clone(),
                since: link.since,
                broken: link.broken.clone(),
            }),
            browsers: self
                .browsers
                .iter()
                .map(|browser| MyBrowser {
                    id: browser.id.clone(),
                    name: browser.name.clone(),
                    since: browser.since,
                })
                .collect(),
            offered_until: self.offer.as_ref().map(|offer| offer.expires),
        }
    }
}
