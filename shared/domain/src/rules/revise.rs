//! An operator changes or deletes a message at the contact's side.
//!
//! What never left is changed at once. For the rest the wish is kept with the message and waits in the chat's outbox, in
//! turn with the answers; the courier claims it, asks the messenger and reports. The messenger does not mind being asked
//! twice, so a try whose end is unknown is made again.

use crate::{
    Capabilities, Change, Chat, Content, Deleted, Delivery, DeliveryReason, EarlierText, Edited, Message, MessageWrite,
    OperatorId, Origin, OutOfTime, Outcome, Outgoing, ReasonKind, Refusal, Revision, RevisionProgress, UnixMs, Window,
    Wish,
    chat::OUTBOX_MAX,
    rules::{
        compose::check_text,
        deliver::{ATTEMPTS_MAX, LEASE_MS, back_off_ms},
        edit::EARLIER_TEXTS_MAX,
        send::HEAD_START_MS,
    },
};

/// Wishes that `message` become something else. What it is already, or is wished to be already, changes nothing.
///
/// # Errors
/// [`Refusal::NotEditable`], [`Refusal::NotDeletable`], [`Refusal::ChangeUnderWay`], [`Refusal::DeliveryUncertain`],
/// [`Refusal::OutOfTime`], [`Refusal::TextEmpty`], [`Refusal::TextTooLong`], [`Refusal::OutboxFull`].
pub fn revise(
    chat: &Chat,
    message: &Message,
    wish: Wish,
    by: &OperatorId,
    capabilities: &Capabilities,
    now: UnixMs,
) -> Result<Change, Refusal> {
    let is_wished = |revision: &&Revision| revision.is_pending() && revision.wish == wish;
    if is_already(message, &wish) || message.revision.as_ref().filter(is_wished).is_some() {
        return Ok(Change::none(chat));
    }
    let never = match wish {
        Wish::Edit { .. } => Refusal::NotEditable,
        Wish::Delete => Refusal::NotDeletable,
    };
    let window = match (&wish, &message.origin) {
        // A press is no message at the messenger.
        _ if message.deleted.is_some() || matches!(message.content, Content::Press { .. }) => None,
        (Wish::Edit { .. }, Origin::Operator { .. }) => capabilities.edit.as_ref(),
        (Wish::Delete, Origin::Operator { .. } | Origin::Automatic { .. } | Origin::Outside) => {
            capabilities.delete_own.as_ref()
        }
        (Wish::Delete, Origin::Contact) => capabilities.delete_theirs.as_ref(),
        _ => None,
    };
    let window = window.ok_or(never.clone())?;
    if message.revision.as_ref().is_some_and(Revision::is_pending) {
        return Err(Refusal::ChangeUnderWay);
    }
    if let Wish::Edit { content } = &wish {
        let after = reworded(&message.content, content).ok_or_else(|| never.clone())?;
        check_words(&after, capabilities).map_err(|no| no.unwrap_or_else(|| never.clone()))?;
    }
    match (message.delivery(), &wish) {
        // It provably never left; the commit is refused if a courier takes it meanwhile.
        (Some(Delivery::Queued { unsure_since: None, .. }), _) | (Some(Delivery::Refused { .. }), Wish::Delete) => {
            return Ok(at_once(chat, message, &wish, by, now));
        }
        (Some(Delivery::Refused { .. }), Wish::Edit { .. }) => return Err(never),
        (Some(Delivery::Uncertain { .. }), _) => return Err(Refusal::DeliveryUncertain),
        // Whether it is in time is seen when it has arrived.
        (Some(Delivery::Queued { .. } | Delivery::InFlight { .. }), _) => {}
        (Some(Delivery::Accepted { at, .. }), _) => check(window, message, *at, now)?,
        (None, _) => check(window, message, message.at, now)?,
    }
    wait(chat, message, wish, by, now)
}

fn is_already(message: &Message, wish: &Wish) -> bool {
    match wish {
        Wish::Delete => message.deleted.is_some(),
        Wish::Edit { content } => {
            // What the contact reads may be something else.
            let is_known = message.revision.as_ref().is_none_or(|revision| !revision.unsure);
            is_known
                && message.deleted.is_none()
                && reworded(&message.content, content).as_ref() == Some(&message.content)
        }
    }
}

/// `content` with other words: a text's own, or those beside files. `None`: it has none that could be changed to this.
fn reworded(content: &Content, wanted: &Outgoing) -> Option<Content> {
    let Outgoing::Text { text } = wanted else { return None };
    match content {
        Content::Text { .. } => Some(Content::Text { text: text.clone() }),
        Content::Media { media } => {
            let mut media = media.clone();
            media.caption = Some(text.clone());
            Some(Content::Media { media })
        }
        _ => None,
    }
}

/// Whether the messenger takes these words. `Err(None)`: it changes no such words.
fn check_words(after: &Content, capabilities: &Capabilities) -> Result<(), Option<Refusal>> {
    match after {
        Content::Text { text } => check_text(text, capabilities.text_code_points_max).map_err(Some),
        Content::Media { media } if capabilities.has_caption_edits => {
            let caption = media.caption.as_deref().unwrap_or_default();
            check_text(caption, capabilities.caption_code_points_max).map_err(Some)
        }
        _ => Err(None),
    }
}

fn check(window: &Window, message: &Message, sent: UnixMs, now: UnixMs) -> Result<(), Refusal> {
    window.check(&message.content, sent, now).map_err(|no| match no {
        OutOfTime::TooLate(seconds) => Refusal::OutOfTime {
            for_s: Some(seconds),
            not_before_s: None,
        },
        OutOfTime::TooEarly(seconds) => Refusal::OutOfTime {
            for_s: None,
            not_before_s: Some(seconds),
        },
    })
}

fn wait(chat: &Chat, message: &Message, wish: Wish, by: &OperatorId, now: UnixMs) -> Result<Change, Refusal> {
    let is_waiting = chat.outbox.contains(&message.id);
    if !is_waiting && chat.outbox.len() >= OUTBOX_MAX {
        let waiting = chat.outbox.len();
        return Err(Refusal::OutboxFull { waiting });
    }
    let mut change = Change::next(chat, |chat| {
        if !is_waiting {
            chat.outbox.push(message.id.clone());
        }
        chat.outbox_due = chat.outbox_due.or(Some(now.plus(HEAD_START_MS)));
    });
    let mut after = message.clone();
    after.version = change.chat.version;
    after.revision = Some(Revision {
        wish,
        by: by.clone(),
        at: now,
        progress: RevisionProgress::Waiting {
            not_before: now,
            attempts: 0,
        },
        unsure: message.revision.as_ref().is_some_and(|before| before.unsure),
    });
    change.messages.push(MessageWrite::replace(after, message));
    Ok(change)
}

fn at_once(chat: &Chat, message: &Message, wish: &Wish, by: &OperatorId, now: UnixMs) -> Change {
    let is_deleted = *wish == Wish::Delete;
    let mut change = Change::next(chat, |chat| {
        if is_deleted {
            chat.outbox.retain(|waiting| waiting != &message.id);
        }
        if chat.outbox.is_empty() {
            chat.outbox_due = None;
        }
    });
    let mut after = message.clone();
    after.version = change.chat.version;
    after.revision = None;
    fulfil(&mut change, &mut after, wish, by, now);
    if is_deleted && let Some(delivery @ Delivery::Queued { .. }) = after.origin.delivery_mut() {
        *delivery = Delivery::Refused {
            reason: DeliveryReason {
                kind: ReasonKind::Cancelled,
                code: String::new(),
                text: String::new(),
            },
            at: now,
        };
    }
    change.messages.push(MessageWrite::replace(after, message));
    change
}

/// Makes the message what was wished for, and the chat's row with it.
fn fulfil(change: &mut Change, after: &mut Message, wish: &Wish, by: &OperatorId, now: UnixMs) {
    match wish {
        Wish::Delete => {
            after.deleted = Some(Deleted {
                by: by.clone(),
                at: now,
            });
        }
        Wish::Edit { content } => {
            let Some(new) = reworded(&after.content, content) else {
                return;
            };
            change.earlier = rewrite(after, new, now, Some(by)).map(|earlier| (after.id.clone(), earlier));
        }
    }
    let preview = &mut change.chat.preview;
    if preview.message == after.id {
        preview.text = after.preview();
    }
}

/// Gives the message another content; the one it replaces, if it is to be kept. `by`: who of the desk did it.
pub(super) fn rewrite(
    message: &mut Message,
    content: Content,
    at: UnixMs,
    by: Option<&OperatorId>,
) -> Option<EarlierText> {
    let times = message.edited.as_ref().map_or(0, |edited| edited.times);
    let keeps = times < EARLIER_TEXTS_MAX;
    let number = if keeps { times + 1 } else { times };
    let since = message.edited.as_ref().map_or(message.at, |edited| edited.at);
    let replaced = std::mem::replace(&mut message.content, content);
    message.edited = Some(Edited { at, times: number });
    keeps.then(|| EarlierText {
        number,
        content: replaced,
        at: since,
        by: by.cloned(),
    })
}

/// The wish as claimed by a courier, or `None`: there is none, it is not its time, or another courier holds it.
#[must_use]
pub fn claim_revision(message: &Message, now: UnixMs) -> Option<(Message, u32)> {
    // An answer under way arrives first.
    if message.delivery().is_some_and(Delivery::is_pending) {
        return None;
    }
    let mut claimed = message.clone();
    let revision = claimed.revision.as_mut()?;
    let fence = match revision.progress {
        RevisionProgress::Waiting { not_before, attempts } if not_before <= now => attempts + 1,
        RevisionProgress::Trying { lease_until, fence } if lease_until <= now => {
            revision.unsure = true;
            fence + 1
        }
        _ => return None,
    };
    revision.progress = RevisionProgress::Trying {
        lease_until: now.plus(LEASE_MS),
        fence,
    };
    Some((claimed, fence))
}

/// Records what the messenger answered to the try with `fence`. A report that is not the newest changes nothing.
#[must_use]
pub fn revised(chat: &Chat, message: &Message, fence: u32, outcome: &Outcome, now: UnixMs) -> Change {
    let Some(revision) = &message.revision else {
        return Change::none(chat);
    };
    match revision.progress {
        RevisionProgress::Trying { fence: held, .. } if held == fence => {}
        _ => return Change::none(chat),
    }
    let progress = match outcome {
        Outcome::Accepted { .. } => return done(chat, message, revision, now),
        Outcome::Refused(reason) => refused(reason.clone(), now),
        Outcome::NotTaken { .. } | Outcome::Uncertain if fence >= ATTEMPTS_MAX => refused(
            DeliveryReason {
                kind: ReasonKind::GaveUp,
                code: String::new(),
                text: format!("not reached in {fence} tries"),
            },
            now,
        ),
        Outcome::NotTaken { retry_after_ms } => later(*retry_after_ms, fence, now),
        Outcome::Uncertain => later(None, fence, now),
    };
    let revision = Revision {
        unsure: revision.unsure || *outcome == Outcome::Uncertain,
        ..revision.clone()
    };
    end(chat, message, &revision, progress, now)
}

/// The wish came true.
fn done(chat: &Chat, message: &Message, revision: &Revision, now: UnixMs) -> Change {
    let mut change = Change::next(chat, |chat| leaves(chat, message, now));
    let mut after = message.clone();
    after.version = change.chat.version;
    after.revision = None;
    fulfil(&mut change, &mut after, &revision.wish, &revision.by, now);
    change.messages.push(MessageWrite::replace(after, message));
    change
}

/// What a wish has come to that did not come true: it waits on, or it is refused.
pub(super) fn end(
    chat: &Chat,
    message: &Message,
    revision: &Revision,
    progress: RevisionProgress,
    now: UnixMs,
) -> Change {
    let mut change = Change::next(chat, |chat| match &progress {
        RevisionProgress::Waiting { not_before, .. } => chat.outbox_due = Some(*not_before),
        _ => leaves(chat, message, now),
    });
    let mut after = message.clone();
    after.version = change.chat.version;
    after.revision = Some(Revision {
        progress,
        ..revision.clone()
    });
    change.messages.push(MessageWrite::replace(after, message));
    change
}

/// Takes a message out of the outbox; what is behind it comes next.
fn leaves(chat: &mut Chat, message: &Message, now: UnixMs) {
    chat.outbox.retain(|waiting| waiting != &message.id);
    chat.outbox_due = (!chat.outbox.is_empty()).then_some(now.plus(HEAD_START_MS));
}

fn refused(reason: DeliveryReason, at: UnixMs) -> RevisionProgress {
    RevisionProgress::Refused { reason, at }
}

fn later(retry_after_ms: Option<i64>, attempts: u32, now: UnixMs) -> RevisionProgress {
    let pause = retry_after_ms.unwrap_or_else(|| back_off_ms(attempts));
    RevisionProgress::Waiting {
        not_before: now.plus(pause.max(0)),
        attempts,
    }
}

/// What becomes of a wish when its message comes to an end that is not "accepted": a message nobody got is as good as
/// deleted, and cannot be changed.
pub(super) fn without_arrival(change: &mut Change, after: &mut Message, now: UnixMs) {
    let Some(revision) = after.revision.take_if(|revision| revision.is_pending()) else {
        return;
    };
    match (after.delivery().cloned(), &revision.wish) {
        (Some(Delivery::Refused { .. }), Wish::Delete) => {
            fulfil(change, after, &revision.wish, &revision.by, now);
        }
        (delivery, _) => {
            let reason = match delivery {
                Some(Delivery::Refused { reason, .. }) => reason,
                _ => DeliveryReason {
                    kind: ReasonKind::GaveUp,
                    code: String::new(),
                    text: "nobody knows whether the message arrived".into(),
                },
            };
            after.revision = Some(Revision {
                progress: refused(reason, now),
                ..revision
            });
        }
    }
}

#[cfg(test)]
#[path = "revise_tests.rs"]
mod tests;
