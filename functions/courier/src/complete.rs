//! Fetching the whole of a message that came shortened.

use domain::{Completed, Fetch, FileTrouble, rules};
use messengers::{Messenger, Step, Task};
use platform::Fault;
use tracing::info;

use crate::{Courier, Opened, drain};

/// One try, claimed by `fetch`; `opened`: what is needed to speak for the channel, which may have been removed.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn complete(
    courier: &Courier,
    messenger: &dyn Messenger,
    opened: Option<&Opened>,
    fetch: &Fetch,
) -> Result<(), Fault> {
    let app = &courier.app;
    let outcome = match (opened, &fetch.source) {
        (Some(opened), Some(source)) => {
            let task = Task::Whole {
                address: fetch.message.identity.external.clone(),
                source: source.main.clone(),
            };
            match courier.carry_out(messenger, &opened.access, &task).await? {
                Step::Completed(whole) => Completed::Whole(whole),
                Step::NotLoaded { why: Some(why), .. } => Completed::Lost(why),
                Step::NotLoaded { retry_after_ms, .. } => Completed::Later { retry_after_ms },
                step => return Err(Fault::Bug(format!("looking for a whole message ended as {step:?}"))),
            }
        }
        _ => Completed::Lost(FileTrouble::Gone),
    };
    let is_whole = matches!(outcome, Completed::Whole(_));
    info!(message.id = %fetch.message, attempts = fetch.attempts, is_whole, "Tried to fetch the whole of a message");

    let Some(end) = rules::complete::ended(fetch, &outcome) else {
        let wait = match outcome {
            Completed::Later { retry_after_ms } => retry_after_ms,
            _ => None,
        };
        let later = rules::fetch::try_later(fetch, wait, app.clock.now());
        app.store.write_fetch(&later, fetch.attempts).await?;
        return Ok(());
    };
    drain::report(courier, &fetch.message, |chat, message, now| {
        rules::complete(chat, message, fetch, &end, now)
    })
    .await
}
