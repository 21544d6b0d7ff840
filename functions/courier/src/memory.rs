//! What the courier remembers between wakes, so that a commit costs no look-up: who is told of what, and the settings.
//!
//! Kept for a minute, and learned anew from the stream itself. Whoever acts on it loads the rows it is about: something
//! that changed a moment ago elsewhere is at worst noticed a minute late.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{MINUTE_MS, Notifications, OperatorId, Settings, UnixMs};
use platform::{App, Fault};
use store::records::Happened;

/// How long something is remembered.
const REMEMBERED_MS: i64 = MINUTE_MS;

/// What is remembered.
#[derive(Default)]
pub struct Memory(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    settings: Option<(Settings, UnixMs)>,
    notifications: Option<(BTreeMap<OperatorId, Notifications>, UnixMs)>,
}

impl Memory {
    /// The workspace's settings.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn settings(&self, app: &App) -> Result<Settings, Fault> {
        let now = app.clock.now();
        if let Some((settings, loaded)) = &self.lock().settings
            && is_fresh(*loaded, now)
        {
            return Ok(settings.clone());
        }
        let settings = app.store.settings().await?;
        self.lock().settings = Some((settings.clone(), now));
        Ok(settings)
    }

    /// Operators who can be told something in their own messengers.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn listeners(&self, app: &App) -> Result<Vec<Notifications>, Fault> {
        let now = app.clock.now();
        if let Some((all, loaded)) = &self.lock().notifications
            && is_fresh(*loaded, now)
        {
            return Ok(listening(all));
        }
        let all = app.store.all_notifications().await?.into_iter();
        let all: BTreeMap<_, _> = all.map(|one| (one.operator.clone(), one)).collect();
        let listeners = listening(&all);
        self.lock().notifications = Some((all, now));
        Ok(listeners)
    }

    /// Takes up what the stream tells.
    pub fn learn(&self, happened: &Happened) {
        let mut memory = self.lock();
        match happened {
            Happened::Settings(newer) => {
                if let Some((known, _)) = &mut memory.settings
                    && newer.version > known.version
                {
                    known.clone_from(newer);
                }
            }
            Happened::Notifications(newer) => {
                if let Some((all, _)) = &mut memory.notifications {
                    let known = all.entry(newer.operator.clone()).or_insert_with(|| (**newer).clone());
                    if newer.version > known.version {
                        known.clone_from(newer);
                    }
                }
            }
            _ => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn listening(all: &BTreeMap<OperatorId, Notifications>) -> Vec<Notifications> {
    all.values().filter(|one| one.is_told()).cloned().collect()
}

fn is_fresh(loaded: UnixMs, now: UnixMs) -> bool {
    loaded <= now && loaded.plus(REMEMBERED_MS) > now
}
