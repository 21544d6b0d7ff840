//! Telling an operator's browsers by their push services, although the desk is not open in them.

use domain::{
    Notifications, OperatorId,
    notification::Browser,
    rules::{browser, ring::Digest},
};
use futures_util::future::{join_all, try_join_all};
use platform::{Fault, decide::COMMIT_ATTEMPTS_MAX, push_key};
use store::StoreError;
use tracing::{info, warn};
use webpush::{Invalid, Receiver, Signer, request};

use crate::Courier;

/// How a push service took a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is taken.
    Taken,
    /// The browser takes nothing any more, or nothing from this desk.
    Gone,
    /// Not now: the service is not reached, busy or broken.
    Later,
    /// Not at all, with this HTTP status.
    Refused(u16),
}

/// An operator's browsers, ready to be told.
pub struct Browsers {
    signer: Option<Signer>,
    told: Vec<Browser>,
    /// Those whose session has ended.
    ended: Vec<Browser>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Told {
    /// Whether one of them was told.
    pub is_any: bool,
    /// Whether one of them could not be told now.
    pub is_later: bool,
    gone: Vec<Browser>,
}

impl Browsers {
    /// Looks whose sessions go on. Costs one read each.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn look(courier: &Courier, notifications: &Notifications) -> Result<Self, Fault> {
        let app = &courier.app;
        let now = app.clock.now();
        let sessions = notifications
            .browsers
            .iter()
            .map(|known| app.store.session(&known.session, now));
        let sessions = try_join_all(sessions).await?;
        let (mut told, mut ended) = (Vec::new(), Vec::new());
        for (known, session) in notifications.browsers.iter().zip(sessions) {
            let goes_on = session.is_some_and(|session| session.operator == notifications.operator);
            if goes_on { &mut told } else { &mut ended }.push(known.clone());
        }
        let signer = if told.is_empty() {
            None
        } else {
            Some(push_key::signer(app).await?)
        };
        Ok(Self { signer, told, ended })
    }

    /// Whether there is none to be told.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// Tells all of them, at the same time.
    pub async fn tell(&self, courier: &Courier, digest: &Digest) -> Told {
        let Some(signer) = &self.signer else {
            return Told {
                gone: self.ended.clone(),
                ..Told::default()
            };
        };
        let answers = join_all(self.told.iter().map(|known| push(courier, signer, known, digest))).await;
        let mut told = Told {
            gone: self.ended.clone(),
            ..Told::default()
        };
        for (known, answer) in self.told.iter().zip(answers) {
            match answer {
                Pushed::Taken => told.is_any = true,
                Pushed::Later => told.is_later = true,
                Pushed::Gone => told.gone.push(known.clone()),
                Pushed::Refused(status) => warn!(status, "A push service refused a notice"),
            }
        }
        told
    }
}

async fn push(courier: &Courier, signer: &Signer, known: &Browser, digest: &Digest) -> Pushed {
    let Some(notice) = browser::notice(digest, &known.language) else {
        return Pushed::Taken;
    };
    let config = &courier.app.config;
    let receiver = Receiver {
        endpoint: &known.endpoint,
        key: &known.p256dh,
        secret: &known.auth,
    };
    // Looked at again: what is a push service may have changed since.
    if receiver.check(&config.push_services).is_err() {
        return Pushed::Gone;
    }
    let text = serde_json::to_vec(&notice).unwrap_or_default();
    // A service wants to know whom to ask; nobody is reached at a desk without a public name.
    let contact = match config.public_url.as_str() {
        url if url.starts_with("https://") => url.to_owned(),
        _ => "mailto:nobody@desk.invalid".to_owned(),
    };
    match request(signer, &receiver, &text, &contact, courier.app.clock.now()) {
        Ok(pushing) => courier.provider.push(pushing).await,
        Err(Invalid::Keys | Invalid::Endpoint) => Pushed::Gone,
        Err(Invalid::TooLong) => Pushed::Refused(413),
    }
}

/// Forgets browsers nothing can be sent to any more.
///
/// # Errors
/// [`Fault`]: they may still be known.
pub async fn forget(courier: &Courier, operator: &OperatorId, told: &Told) -> Result<(), Fault> {
    if told.gone.is_empty() {
        return Ok(());
    }
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let before = courier.app.store.notifications(operator).await?;
        let Some(after) = browser::forget(&before, &told.gone) else {
            return Ok(());
        };
        if courier.app.store.commit_notifications(&after, None).await? {
            info!(operator.id = %operator, browsers = told.gone.len(), "Browsers are told of news no longer");
            return Ok(());
        }
    }
    Err(StoreError::Throttled.into())
}
