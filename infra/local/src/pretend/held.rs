//! API calls that a pretend messenger holds open until it has something to say.

use std::{sync::Arc, time::Duration};

use domain::UnixMs;
use messengers::pretend::ApiAnswer;
use tokio::{sync::watch, time::sleep};

use super::Provider;

/// A call held open; the messenger forgets it when whoever made it hangs up.
pub struct Hold {
    provider: Arc<Provider>,
    poll: u64,
    until: UnixMs,
    /// Tells that something happened since the call was taken.
    told: watch::Receiver<u64>,
}

impl Hold {
    /// The call the provider holds open as `poll`.
    pub fn new(provider: Arc<Provider>, poll: u64, until: UnixMs, told: watch::Receiver<u64>) -> Self {
        Self {
            provider,
            poll,
            until,
            told,
        }
    }

    /// What it is answered, when there is something to say or its time is over.
    pub async fn answer(mut self) -> ApiAnswer {
        loop {
            if let Some(answer) = self.provider.change(|machine, now| machine.held(now, self.poll)) {
                return answer;
            }
            let left = self.until.0.saturating_sub(self.provider.clock.now().0).max(1);
            tokio::select! {
                () = sleep(Duration::from_millis(left.unsigned_abs())) => {}
                _ = self.told.changed() => {}
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.provider.change(|machine, _| machine.let_go(self.poll));
    }
}
