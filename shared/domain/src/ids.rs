//! Identifiers. All are strings on the wire and opaque to the client.
//!
//! Ids that must be found without a look-up are derived: the contact first seen in a channel from (channel, address
//! there), a message from its identity and its place. The others come from `platform::Ids`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Longest id taken from outside, in bytes: ours are far shorter, and keys of the table end at 1,024.
pub const ID_BYTES_MAX: usize = 128;

/// Digits of a provider's number inside [`Order`]: enough for any `u64`.
const POSITION_DIGITS: usize = 20;

/// Digits of a chat's version inside [`Order`].
const VERSION_DIGITS: usize = 10;

/// The text is not an id of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct NotAnId;

fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= ID_BYTES_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
        #[cfg_attr(feature = "schema", ts(type = "string"))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if is_plain(text) { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id! {
    /// A customer, and the one chat with them: contact and chat share the id.
    ContactId
}
id! {
    /// One connected bot or community. Random and unguessable: it is the webhook's path.
    ChannelId
}
id! {
    /// One who answers.
    OperatorId
}
id! {
    /// One invitation; made of the invited address, so that a new invitation takes the place of the one before.
    InvitationId
}
id! {
    /// What an operator's client calls one wish to send: the idempotency key of a send, made by the client (a ULID).
    IntentId
}
id! {
    /// What an operator brought to the desk to be sent. Random; what is stored is called the same.
    UploadId
}
id! {
    /// The kind of messenger, a stable lower-case word chosen by its adapter.
    MessengerName
}

impl ContactId {
    /// Stands where a contact's id stood who was erased: nobody's.
    #[must_use]
    pub fn erased() -> Self {
        Self("erased".to_owned())
    }

    /// The contact first seen at `external` in `channel`: the same two always give the same id.
    #[must_use]
    pub fn first_seen(identity: &IdentityId) -> Self {
        let hash = Sha256::digest(identity.to_string().as_bytes());
        Self(
            hash.iter()
                .take(16)
                .fold(String::with_capacity(32), |text, byte| text + &format!("{byte:02x}")),
        )
    }
}

/// A contact's address in one channel, written `{channel}:{external}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct IdentityId {
    /// The channel.
    pub channel: ChannelId,
    /// The provider's own id of the person there.
    pub external: String,
}

impl IdentityId {
    /// The address `external` in `channel`.
    ///
    /// # Errors
    /// [`NotAnId`]: empty, longer than [`ID_BYTES_MAX`] or with other characters than letters, digits, `-`, `_`.
    pub fn new(channel: ChannelId, external: &str) -> Result<Self, NotAnId> {
        if is_plain(external) {
            Ok(Self {
                channel,
                external: external.to_owned(),
            })
        } else {
            Err(NotAnId)
        }
    }
}

impl fmt::Display for IdentityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.channel, self.external)
    }
}

impl FromStr for IdentityId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (channel, external) = text.split_once(':').ok_or(NotAnId)?;
        Self::new(channel.parse()?, external)
    }
}

/// A message's place among the messages of its identity; compared as text.
///
/// Made of the provider's own numbers, never of a clock. A contact's message stands at the number the provider gave it;
/// ours stands behind the newest number known when it was accepted for sending, then by the chat's version. The place
/// never changes, so a shown order never does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "schema", ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct Order(String);

impl Order {
    /// The place of a message the provider numbered `position` in this dialog.
    #[must_use]
    pub fn inbound(position: u64) -> Self {
        Self(format!("{position:0POSITION_DIGITS$}"))
    }

    /// The place of a message of ours, accepted at chat version `version` when `position` was the newest number known.
    #[must_use]
    pub fn outgoing(position: u64, version: u64) -> Self {
        Self(format!("{position:0POSITION_DIGITS$}-{version:0VERSION_DIGITS$}"))
    }

    /// The place as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The provider's number it stands at or behind.
    #[must_use]
    pub fn position(&self) -> u64 {
        let digits = self.0.split('-').next().unwrap_or_default();
        digits.parse().unwrap_or(u64::MAX)
    }

    /// Whether the message that stands there has that number itself; else it stands behind whatever has it.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        !self.0.contains('-')
    }

    /// The smallest place behind this one.
    #[must_use]
    pub fn next(&self) -> Self {
        let version = self.0.split_once('-').and_then(|(_, version)| version.parse().ok());
        Self::outgoing(self.position(), version.map_or(0, |version: u64| version + 1))
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Order {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (position, version) = text.split_once('-').map_or((text, None), |(p, v)| (p, Some(v)));
        let digits = |part: &str, wanted| part.len() == wanted && part.bytes().all(|byte| byte.is_ascii_digit());
        let version_ok = version.is_none_or(|part| digits(part, VERSION_DIGITS));
        if digits(position, POSITION_DIGITS) && version_ok {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId)
        }
    }
}

impl TryFrom<String> for Order {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        text.parse()
    }
}

impl From<Order> for String {
    fn from(order: Order) -> Self {
        order.0
    }
}

/// One message, written `{channel}:{external}:{order}`: where it lies is in its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct MessageId {
    /// Whose thread it stands in.
    pub identity: IdentityId,
    /// Its place there.
    pub order: Order,
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.identity, self.order)
    }
}

impl FromStr for MessageId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (identity, order) = text.rsplit_once(':').ok_or(NotAnId)?;
        Ok(Self {
            identity: identity.parse()?,
            order: order.parse()?,
        })
    }
}

macro_rules! text_form {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
        // Structs here, plain text on the wire.
        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                String::schema()
            }
        }
        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}
    )*};
}
text_form!(IdentityId, MessageId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_round_trips_through_text() {
        for text in [
            "ch-1:-42:00000000000000000007",
            "ch_1:9:00000000000000000007-0000000003",
        ] {
            let id: MessageId = text.parse().expect("valid");
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn strange_text_is_not_an_id() {
        for text in ["", "a b", "a/b", "a:b", "é", &"x".repeat(ID_BYTES_MAX + 1)] {
            assert_eq!(text.parse::<ContactId>(), Err(NotAnId), "{text}");
        }
        for text in ["", ":", "a:", "a:b", "a:b:7", "a:b:00000000000000000007-1"] {
            assert_eq!(text.parse::<MessageId>(), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn an_answer_stands_between_the_message_it_follows_and_the_next() {
        let question = Order::inbound(41);
        let first = Order::outgoing(41, 9);
        let second = Order::outgoing(41, 10);
        let next = Order::inbound(42);

        assert!(question < first && first < second && second < next);
        assert!(question < question.next() && question.next() < first);
        assert_eq!((first.next(), second.position()), (second, 41));
    }

    #[test]
    fn the_same_address_is_the_same_contact() {
        let at = |channel: &str, external| {
            ContactId::first_seen(&IdentityId::new(channel.parse().expect("id"), external).expect("id"))
        };

        assert_eq!(at("a", "1"), at("a", "1"));
        assert_ne!(at("a", "1"), at("b", "1"));
        assert_eq!(at("a", "1").as_str().len(), 32);
    }
}
