//! Which messenger a webhook path belongs to, and what proves a call.
//!
//! Known channels are remembered for a while, so that a message costs no look-up. A secret that is not accepted is
//! checked once more against the table, at most once per [`RECHECK_MS`] and channel: it may be newer than our memory. So
//! is what a handshake is answered with.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{ChannelId, MINUTE_MS, SECOND_MS, UnixMs};
use messengers::{Door, Messenger, Received, WebhookCall, WebhookSecrets, registry};
use platform::{App, Fault};
use store::channels::ChannelRow;

/// How long a channel is remembered; a replaced secret must stay accepted at least as long.
const REMEMBERED_MS: i64 = MINUTE_MS;

/// Pause between two looks at the table because of a wrong secret: a flood of forged calls stays cheap.
const RECHECK_MS: i64 = SECOND_MS;

/// Channels remembered at most; a workspace has a handful.
const CHANNELS_MAX: usize = 1_000;

/// What became of a call at the door.
pub enum Reception {
    /// No such channel.
    Unknown,
    /// Somebody else called.
    NotAuthentic,
    /// The messenger called; this is what it said.
    Taken(&'static dyn Messenger, Received),
}

#[derive(Clone)]
struct Known {
    messenger: &'static dyn Messenger,
    door: Arc<Door>,
    loaded: UnixMs,
}

/// The channels met so far.
#[derive(Default)]
pub struct Channels(Mutex<HashMap<ChannelId, Known>>);

impl Channels {
    /// Authenticates and translates `call` for the channel `id`.
    pub async fn receive(&self, app: &App, id: &ChannelId, call: &WebhookCall<'_>) -> Result<Reception, Fault> {
        let now = app.clock.now();
        if let Some(known) = self.remembered(id, now) {
            let is_fresh = known.loaded.plus(RECHECK_MS) > now;
            match known.messenger.receive(id, &known.door, call) {
                Ok(received) if is_fresh || received.answer.is_none() => {
                    return Ok(Reception::Taken(known.messenger, received));
                }
                Err(_) if is_fresh => return Ok(Reception::NotAuthentic),
                _ => {}
            }
        }
        let Some(known) = self.load(app, id, now).await? else {
            return Ok(Reception::Unknown);
        };
        Ok(match known.messenger.receive(id, &known.door, call) {
            Ok(received) => Reception::Taken(known.messenger, received),
            Err(_) => Reception::NotAuthentic,
        })
    }

    fn remembered(&self, id: &ChannelId, now: UnixMs) -> Option<Known> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(id)
            .filter(|known| known.loaded.plus(REMEMBERED_MS) > now && known.loaded <= now)
            .cloned()
    }

    async fn load(&self, app: &App, id: &ChannelId, now: UnixMs) -> Result<Option<Known>, Fault> {
        let found = app.store.channel(id).await?;
        let Some(row) = found.filter(|row| !row.channel.is_gone()) else {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
            return Ok(None);
        };
        let messenger = registry::find(&row.channel.messenger).ok_or_else(|| {
            Fault::Bug(format!(
                "channel {id} belongs to a messenger this version does not know"
            ))
        })?;
        let known = Known {
            messenger,
            door: Arc::new(door(row)),
            loaded: now,
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= CHANNELS_MAX {
            all.clear();
        }
        all.insert(id.clone(), known.clone());
        Ok(Some(known))
    }
}

fn door(row: ChannelRow) -> Door {
    Door {
        secrets: WebhookSecrets(row.secrets_sha256.iter().filter_map(|hex| digest(hex)).collect()),
        registration: row.registration,
    }
}

fn digest(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 2 * bytes.len() || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_hexadecimal_digits() {
        assert_eq!(digest(&"0a".repeat(32)), Some([10; 32]));
        assert_eq!(digest("0a"), None);
        assert_eq!(digest(&"zz".repeat(32)), None);
        assert_eq!(digest(&"é".repeat(32)), None);
    }
}
