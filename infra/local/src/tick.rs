//! The schedule: the courier looks for what is due, at the start and then again and again.

use std::{sync::Arc, time::Duration};

use courier::{Courier, Wake};
use tokio::{sync::watch, task::JoinHandle, time::sleep};
use tracing::error;

use crate::told_to_stop;

/// The running schedule.
pub struct Tick(JoinHandle<()>);

impl Tick {
    /// Wakes `courier` now and `every` so often, until told to stop. A round that takes longer delays the next.
    pub fn start(courier: Arc<Courier>, every: Duration, mut stop: watch::Receiver<bool>) -> Self {
        Self(tokio::spawn(async move {
            let rounds = async {
                loop {
                    courier::handle(&courier, Wake::Tick).await;
                    sleep(every).await;
                }
            };
            tokio::select! {
                () = rounds => {}
                () = told_to_stop(&mut stop) => {}
            }
        }))
    }

    /// Waits until the schedule has ended after a stop.
    pub async fn end(self) {
        if let Err(error) = self.0.await {
            error!(
                error = &error as &dyn std::error::Error,
                "The schedule ended in a panic"
            );
        }
    }
}
