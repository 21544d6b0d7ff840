//! Asking a messenger who a contact is, where its messages come without names.

use domain::{Chat, ContactId, Identity, rules};
use messengers::{Messenger, Step, Task, registry};
use platform::Fault;
use store::Committed;
use tracing::{info, warn};

use crate::{Courier, picture};

/// Whether `chat` shows nobody's name and its messenger must be asked. When that was done last is looked at in [`ask`].
pub fn is_nameless(chat: &Chat) -> bool {
    let mut identities = rules::unknown(chat, chat.activity);
    identities.any(|identity| asked_messenger(identity).is_some())
}

/// Asks, once a day at most while the messenger answers, and shows what it says. If it does not answer now, the chat's
/// next commit asks again.
///
/// # Errors
/// [`Fault`]: wake again.
pub async fn ask(courier: &Courier, contact: &ContactId) -> Result<(), Fault> {
    let app = &courier.app;
    let Some(chat) = app.store.chat(contact).await? else {
        return Ok(());
    };
    let now = app.clock.now();
    let found = rules::unknown(&chat, now).find_map(|identity| Some((identity, asked_messenger(identity)?)));
    let Some((identity, messenger)) = found else {
        return Ok(());
    };
    let Some(opened) = courier.access(&identity.id.channel, messenger).await? else {
        return Ok(());
    };
    let address = identity.id.external.clone();
    let profile = match courier
        .carry_out(messenger, &opened.access, &Task::Profile { address })
        .await?
    {
        Step::Profiled(profile) => profile,
        Step::NotProfiled { may_pass: true, .. } => {
            warn!(chat.id = %contact, "A messenger did not say who a contact is");
            return Ok(());
        }
        // Asked for good: noted, so that it is not asked at every message.
        Step::NotProfiled { may_pass: false, .. } => domain::Profile::default(),
        step => return Err(Fault::Bug(format!("asking who a contact is ended as {step:?}"))),
    };

    let mut change = rules::introduce(&chat, identity, &profile, now);
    if rules::is_introduced(Some(&chat), &change) {
        let contact = app.store.contact(&chat.id, now).await?;
        rules::card_follow(&mut change, &chat, contact.as_ref().map(|contact| &contact.card), now);
    }
    // Who was faster commits the chat, which wakes us again.
    if let Committed::Stored(_) = app.store.commit(&change, now).await? {
        info!(chat.id = %contact, "Learned who a contact is");
    }
    picture::learn(courier, (messenger, &opened), identity, profile.picture.as_ref()).await
}

fn asked_messenger(identity: &Identity) -> Option<&'static dyn Messenger> {
    registry::find(&identity.messenger).filter(|messenger| messenger.info().capabilities.names_by_call)
}
