//! Keys of channels and of what is known of them.

use domain::{ChannelId, ContactId};

use super::{ROOT, of_chat};
use crate::table::Key;

const CHANNELS: &str = "CHANNELS";

/// The partition of all channels.
#[must_use]
pub fn channels() -> String {
    CHANNELS.to_owned()
}

/// A channel.
#[must_use]
pub fn channel(id: &ChannelId) -> Key {
    Key::new(CHANNELS, id.as_str())
}

/// Whether `key` is a channel's, and whose.
#[must_use]
pub fn is_channel(key: &Key) -> bool {
    key.pk == CHANNELS
}

/// What is needed to speak for a channel.
#[must_use]
pub fn channel_access(id: &ChannelId) -> Key {
    Key::new(format!("ACCESS#{id}"), ROOT)
}

/// The partition of what a channel sent and we did not understand.
#[must_use]
pub fn quarantine(channel: &ChannelId) -> String {
    format!("QUARANTINE#{channel}")
}

/// What the sort keys of a chat's holds begin with.
pub const HELD: &str = "HELD#";

/// That answers of a chat wait for a channel. It lies with the contact, so that erasing them takes it away.
#[must_use]
pub fn held(contact: &ContactId, channel: &ChannelId) -> Key {
    Key::new(of_chat(contact), format!("{HELD}{channel}"))
}

/// The part of the `due` index with chats that wait for a channel.
#[must_use]
pub fn held_by(channel: &ChannelId) -> String {
    format!("{HELD}{channel}")
}

const HEALTH: &str = "HEALTH#";

/// What is known of how a messenger calls us for a channel.
#[must_use]
pub fn health(channel: &ChannelId) -> Key {
    Key::new(format!("{HEALTH}{channel}"), ROOT)
}

/// Whether `key` is that of a channel's health.
#[must_use]
pub fn is_health(key: &Key) -> bool {
    key.pk.starts_with(HEALTH)
}
