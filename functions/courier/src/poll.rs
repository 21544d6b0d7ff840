//! Asking a messenger for a channel's news, where it cannot call us.
//!
//! Only the calls are made here; whoever asks hands the news to the webhook's handler and decides when to ask again. What is
//! not taken is asked for again, so nothing here remembers anything.

use domain::{ChannelId, ChannelState, DeliveryReason};
use messengers::{News, Poll, Polled, Position, registry};
use platform::Fault;
use tracing::warn;

use crate::{Body, Courier, connect};

/// What came of asking once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The channel does not work, or not any more: nobody needs to ask.
    Over,
    /// What happened, in order, each to be taken before the next; and where to ask from then on.
    News(Vec<News>, Position),
    /// Nothing this time; ask again from there after a pause, in milliseconds if the messenger named one.
    Failed(Position, Option<i64>),
    /// Somebody else is told in our place.
    Conflict(DeliveryReason),
}

impl Courier {
    /// Asks once for the news of a channel that works; returns when there are some, within
    /// [`POLL_WAIT_S`](messengers::POLL_WAIT_S) and a call's time. A channel whose messenger refuses us needs attention then.
    ///
    /// # Errors
    /// [`Fault`]: ask again.
    pub async fn ask_for_news(&self, id: &ChannelId, position: &Position) -> Result<Asked, Fault> {
        let Some(row) = self.app.store.channel(id).await? else {
            return Ok(Asked::Over);
        };
        let Some(messenger) = registry::find(&row.channel.messenger) else {
            return Ok(Asked::Over);
        };
        if !matches!(row.channel.state, ChannelState::Active { .. }) {
            return Ok(Asked::Over);
        }
        let Some(opened) = self.access(id, messenger).await? else {
            return Ok(Asked::Over);
        };
        let whose = Polled {
            registration: &row.registration,
            secret: &opened.secret,
        };
        let call = messenger.poll(&opened.access, whose, position);
        let body = Body::of(&call, &self.app.blobs, self.app.clock.now());
        let answer = self.provider.poll(&call, body).await;
        Ok(match messenger.polled(whose, position, &answer) {
            Poll::News { news, next, is_gap } => {
                if is_gap {
                    warn!(channel.id = %id, "A messenger no longer has all that happened since we asked last");
                }
                Asked::News(news, next)
            }
            Poll::Failed { next, retry_after_ms } => Asked::Failed(next, retry_after_ms),
            Poll::Conflict(reason) => Asked::Conflict(reason),
            Poll::Refused(reason) => {
                self.give_up(id, &reason).await?;
                Asked::Over
            }
        })
    }

    /// Marks a channel that needs attention because its news cannot be had.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn give_up(&self, id: &ChannelId, reason: &DeliveryReason) -> Result<(), Fault> {
        if let Some(row) = self.app.store.channel(id).await? {
            connect::needs_attention(self, id, row.channel.version, reason).await?;
        }
        Ok(())
    }
}
