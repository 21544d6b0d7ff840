//! Handing a chat to a colleague, or back to the queue.
//!
//! Pure: no clock, no storage. Callers load, call, and commit the [`Change`].

use crate::{
    Assignment, AuditEntry, Change, Chat, Handover, Line, OperatorId, Refusal, Roster, UnixMs, rules::account,
    wire::Forward,
};

/// Longest comment that goes with a chat, in code points.
pub const COMMENT_CODE_POINTS_MAX: usize = 1_000;

/// Gives an open chat to `request.to`, or to the queue where that is absent.
///
/// `request.holder` is who had the chat in the forwarding operator's view: of two who forward at once one wins, and the
/// other is told who has it. A chat the colleague has already stays as it is. The personal limit binds distribution
/// alone: people may give each other more.
///
/// # Errors
/// [`Refusal::NotOpen`], [`Refusal::HeldByOther`], [`Refusal::NoSuchOperator`], [`Refusal::TextTooLong`].
pub fn forward(
    chat: &Chat,
    request: &Forward,
    by: &OperatorId,
    roster: &Roster,
    now: UnixMs,
) -> Result<Change, Refusal> {
    if let Some(to) = &request.to
        && !roster.find(to).is_some_and(|operator| operator.is_active)
    {
        return Err(Refusal::NoSuchOperator);
    }
    let comment = comment(request)?;
    if !chat.is_open() {
        return Err(Refusal::NotOpen);
    }
    if chat.holder() == request.to.as_ref() {
        return Ok(Change::none(chat));
    }
    if chat.holder() != request.holder.as_ref() {
        return Err(held_by(chat));
    }

    let how = if request.to.as_ref() == Some(by) {
        Handover::Taken
    } else {
        Handover::Forwarded
    };
    let mut change = Change::next(chat, |chat| {
        chat.assignment = match &request.to {
            Some(to) => Assignment::Assigned {
                to: to.clone(),
                at: now,
                how,
            },
            None => Assignment::Unassigned {
                since: now,
                is_returned: true,
            },
        };
        if let (Some(episode), Some(from)) = (&mut chat.episode, &request.holder) {
            episode.passes(from, request.to.as_ref(), now);
        }
    });
    change.tells(
        Line::Forwarded {
            by: by.clone(),
            from: chat.holder().cloned(),
            to: request.to.clone(),
            comment,
        },
        now,
    );
    let entry = AuditEntry::new(
        now,
        Some(by),
        "chat_forwarded",
        format!("chat/{}", chat.id),
        change.chat.version,
    );
    change.audit = Some(entry.with(&chat.holder(), &request.to));
    account(&mut change, Some(chat), roster, now);
    Ok(change)
}

fn comment(request: &Forward) -> Result<Option<String>, Refusal> {
    let comment = request
        .comment
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let code_points = comment.map_or(0, |text| text.chars().count());
    if code_points > COMMENT_CODE_POINTS_MAX {
        return Err(Refusal::TextTooLong {
            code_points,
            code_points_max: COMMENT_CODE_POINTS_MAX,
        });
    }
    Ok(comment.map(ToOwned::to_owned))
}

fn held_by(chat: &Chat) -> Refusal {
    match &chat.assignment {
        Assignment::Assigned { to, at, .. } => Refusal::HeldByOther {
            by: Some(to.clone()),
            since: *at,
        },
        Assignment::Unassigned { since, .. } => Refusal::HeldByOther {
            by: None,
            since: *since,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, boris, online, open_chat};

    fn roster() -> Roster {
        Roster(["anna", "boris", "vera"].map(online).to_vec())
    }

    fn to(operator: Option<&str>, holder: Option<OperatorId>) -> Forward {
        Forward {
            to: operator.map(|name| name.parse().expect("id")),
            holder,
            comment: Some(" wants a discount ".into()),
        }
    }

    #[test]
    fn one_of_two_who_forward_at_once_is_told_who_has_the_chat() {
        let chat = open_chat();
        let first = forward(&chat, &to(Some("boris"), None), &anna(), &roster(), NOON).expect("forwarded");

        let second = forward(&first.chat, &to(Some("vera"), None), &anna(), &roster(), NOON.plus(1));

        let by = Some(boris());
        assert_eq!(second, Err(Refusal::HeldByOther { by, since: NOON }));
    }

    #[test]
    fn the_comment_goes_with_it_and_the_counts_move() {
        let chat = forward(&open_chat(), &to(Some("anna"), None), &anna(), &roster(), NOON)
            .expect("taken")
            .chat;

        let change = forward(&chat, &to(Some("boris"), Some(anna())), &anna(), &roster(), NOON).expect("forwarded");

        let line = &change.messages[0].message().content;
        assert!(
            serde_json::to_string(line)
                .expect("text")
                .contains("\"wants a discount\"")
        );
        let counts: Vec<_> = change
            .operators
            .iter()
            .map(|o| (o.id.to_string(), o.open_chats))
            .collect();
        assert_eq!(counts, [("anna".to_owned(), 0), ("boris".to_owned(), 1)]);
        assert_eq!(change.audit.expect("audited").action, "chat_forwarded");
        change.chat.check().expect("sound");
    }

    #[test]
    fn repeating_a_forward_changes_nothing() {
        let request = to(Some("boris"), None);
        let first = forward(&open_chat(), &request, &anna(), &roster(), NOON).expect("forwarded");

        assert!(
            forward(&first.chat, &request, &anna(), &roster(), NOON)
                .expect("done")
                .is_empty()
        );
    }

    #[test]
    fn nobody_gets_a_closed_chat_and_strangers_get_none() {
        let closed = crate::rules::close(&open_chat(), &anna(), None, NOON).chat;

        assert_eq!(
            forward(&closed, &to(Some("boris"), None), &anna(), &roster(), NOON),
            Err(Refusal::NotOpen)
        );
        assert_eq!(
            forward(&open_chat(), &to(Some("zoe"), None), &anna(), &roster(), NOON),
            Err(Refusal::NoSuchOperator)
        );
    }
}
