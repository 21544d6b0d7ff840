//! What admins do with a channel: pause it, let it go on, replace its secret, take it away; and what follows by itself.
//!
//! Pure: the courier tells the messenger what has to be told, woken by the channel's own commit.

use crate::{Channel, ChannelState, HOUR_MS, Refusal, SecretRenewal, UnixMs};

/// How long the secret before stays good once the messenger knows the new one. It outlives the webhook's memory of a
/// channel (a minute), and what was under way with the old one or is repeated soon: messengers repeat a call they got no
/// answer to for longer, but the next try proves itself with what counts then.
pub const SECRET_OVERLAP_MS: i64 = HOUR_MS;

/// How long the messenger is asked to let go of a removed channel before its token is destroyed all the same.
pub const REMOVING_MS_MAX: i64 = HOUR_MS;

/// Keeps the channel's answers back, or lets them go on. `None`: it is so already.
///
/// # Errors
/// [`Refusal::ChannelRemoved`].
pub fn pause(channel: &Channel, is_paused: bool, now: UnixMs) -> Result<Option<Channel>, Refusal> {
    check_there(channel)?;
    if channel.paused.is_some() == is_paused {
        return Ok(None);
    }
    Ok(Some(Channel {
        paused: is_paused.then_some(now),
        ..next(channel)
    }))
}

/// Takes the channel away. `None`: it is so already.
#[must_use]
pub fn remove(channel: &Channel, now: UnixMs) -> Option<Channel> {
    if channel.is_gone() {
        return None;
    }
    Some(Channel {
        state: ChannelState::Removing { since: now },
        paused: None,
        renewal: None,
        ..next(channel)
    })
}

/// The messenger let go of a removed channel, or was asked for long enough. `None`: it is not being removed.
#[must_use]
pub fn removed(channel: &Channel) -> Option<Channel> {
    let ChannelState::Removing { since } = channel.state else {
        return None;
    };
    Some(Channel {
        state: ChannelState::Removed { at: since },
        ..next(channel)
    })
}

/// Connects the channel once more, with the token it has: the messenger is told anew where to call us, and what for.
///
/// # Errors
/// [`Refusal::ChannelRemoved`].
pub fn connect_again(channel: &Channel) -> Result<Channel, Refusal> {
    check_there(channel)?;
    Ok(Channel {
        state: ChannelState::Connecting,
        ..next(channel)
    })
}

/// Begins to replace the webhook's secret; the one before is accepted until the end.
///
/// # Errors
/// [`Refusal::ChannelRemoved`], [`Refusal::ChannelBusy`]: the channel is being connected, or its secret replaced already.
pub fn renew_secret(channel: &Channel, now: UnixMs) -> Result<Channel, Refusal> {
    check_there(channel)?;
    let is_telling = matches!(channel.renewal, Some(SecretRenewal::Telling { .. }));
    if is_telling || channel.state == ChannelState::Connecting {
        return Err(Refusal::ChannelBusy);
    }
    Ok(Channel {
        renewal: Some(SecretRenewal::Telling { since: now }),
        ..next(channel)
    })
}

/// The messenger knows the new secret. `None`: nobody wanted it told.
#[must_use]
pub fn secret_told(channel: &Channel, now: UnixMs) -> Option<Channel> {
    let Some(SecretRenewal::Telling { .. }) = channel.renewal else {
        return None;
    };
    let until = now.plus(SECRET_OVERLAP_MS);
    Some(Channel {
        renewal: Some(SecretRenewal::Overlapping { until }),
        ..next(channel)
    })
}

/// The secret before is accepted no longer. `None`: it is not time.
#[must_use]
pub fn secret_renewed(channel: &Channel, now: UnixMs) -> Option<Channel> {
    match channel.renewal {
        Some(SecretRenewal::Overlapping { until }) if until <= now => Some(Channel {
            renewal: None,
            ..next(channel)
        }),
        _ => None,
    }
}

/// Whoever wants something of a removed channel is told that it is gone.
///
/// # Errors
/// [`Refusal::ChannelRemoved`].
pub fn check_there(channel: &Channel) -> Result<(), Refusal> {
    if channel.is_gone() {
        Err(Refusal::ChannelRemoved)
    } else {
        Ok(())
    }
}

fn next(channel: &Channel) -> Channel {
    Channel {
        version: channel.version + 1,
        ..channel.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Passage, rules::samples::NOON};

    fn channel() -> Channel {
        Channel {
            id: "channel".parse().expect("id"),
            version: 1,
            messenger: "pigeon".parse().expect("name"),
            name: "@acme".into(),
            state: ChannelState::Active { since: NOON },
            paused: None,
            renewal: None,
            created: NOON,
        }
    }

    #[test]
    fn a_paused_channel_lets_nothing_out_and_goes_on_as_it_was() {
        let paused = pause(&channel(), true, NOON).expect("there").expect("another");

        assert!(matches!(paused.passage(), Passage::Held(_)));
        assert_eq!(pause(&paused, true, NOON), Ok(None), "twice is once");
        let resumed = pause(&paused, false, NOON).expect("there").expect("another");
        assert_eq!((resumed.passage(), resumed.version), (Passage::Open, 3));
    }

    #[test]
    fn a_removed_channel_is_gone_for_good() {
        let removing = remove(&channel(), NOON).expect("taken away");

        assert_eq!(removing.passage(), Passage::Gone);
        assert_eq!(remove(&removing, NOON), None);
        let gone = removed(&removing).expect("gone");
        assert_eq!(gone.state, ChannelState::Removed { at: NOON });
        assert_eq!(removed(&gone), None);
        for refused in [
            pause(&gone, true, NOON).map(|_| ()),
            connect_again(&gone).map(|_| ()),
            renew_secret(&gone, NOON).map(|_| ()),
        ] {
            assert_eq!(refused, Err(Refusal::ChannelRemoved));
        }
    }

    #[test]
    fn a_secret_is_told_first_and_then_overlaps_for_an_hour() {
        let telling = renew_secret(&channel(), NOON).expect("begun");
        assert_eq!(renew_secret(&telling, NOON), Err(Refusal::ChannelBusy));
        assert_eq!(
            secret_renewed(&telling, NOON.plus(10 * HOUR_MS)),
            None,
            "not before it is told"
        );

        let told = secret_told(&telling, NOON).expect("told");

        assert_eq!(secret_told(&told, NOON), None);
        assert_eq!(secret_renewed(&told, NOON.plus(SECRET_OVERLAP_MS - 1)), None);
        let done = secret_renewed(&told, NOON.plus(SECRET_OVERLAP_MS)).expect("over");
        assert_eq!(done.renewal, None);
        assert!(
            renew_secret(&told, NOON).is_ok(),
            "and again, while the one before overlaps"
        );
    }
}
