//! Load, decide, commit; and again on fresh data when somebody else was first.

use domain::{Change, Chat, ContactId, Refusal, UnixMs};
use store::Committed;

use crate::{App, Problem};

/// How often a decision is made anew before we say that too many people change the chat at once. A loser meets a newer
/// version each time, so only as many as this writers at the same instant could exhaust it.
pub const COMMIT_ATTEMPTS_MAX: usize = 12;

/// Decides about a chat that must exist, and commits.
///
/// # Errors
/// [`Refusal::NoSuchChat`], what `rule` refuses, [`Refusal::TooBusy`] after [`COMMIT_ATTEMPTS_MAX`] tries; faults of the
/// table.
pub async fn decide(
    app: &App,
    contact: &ContactId,
    rule: impl Fn(&Chat, UnixMs) -> Result<Change, Refusal>,
) -> Result<Chat, Problem> {
    for _ in 0..COMMIT_ATTEMPTS_MAX {
        let chat = app.store.chat(contact).await?.ok_or(Refusal::NoSuchChat)?;
        let now = app.clock.now();
        let change = rule(&chat, now)?;
        if let Committed::Stored(chat) = app.store.commit(&change, now).await? {
            return Ok(*chat);
        }
    }
    Err(Refusal::TooBusy.into())
}
