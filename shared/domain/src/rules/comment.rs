//! An operator's remark for colleagues.

use crate::{
    Change, Chat, Comment, Content, IntentRow, Message, MessageId, MessageWrite, OperatorId, Order, Origin, Refusal,
    Roster, UnixMs, wire::AddComment,
};

/// Longest comment, in code points.
pub const COMMENT_CODE_POINTS_MAX: usize = 4_000;

/// Most operators one comment may call.
pub const MENTIONS_MAX: usize = 20;

/// Adds the remark to the chat's history; it never leaves the desk. The contact's own messages stay unread by it.
///
/// # Errors
/// [`Refusal::TextEmpty`], [`Refusal::TextTooLong`], [`Refusal::NoSuchOperator`], [`Refusal::BadRequest`].
pub fn comment(
    chat: &Chat,
    request: &AddComment,
    by: &OperatorId,
    roster: &Roster,
    now: UnixMs,
) -> Result<Change, Refusal> {
    check(&request.comment, roster)?;
    let identity = chat.identities.first().ok_or(Refusal::NoSuchIdentity)?;
    let mut change = Change::next(chat, |chat| chat.activity = chat.activity.max(now));
    let version = change.chat.version;
    let message = Message {
        id: MessageId {
            identity: identity.id.clone(),
            order: Order::outgoing(identity.position, version),
        },
        chat: chat.id.clone(),
        version,
        at: now,
        origin: Origin::Comment {
            by: by.clone(),
            intent: request.intent_id.clone(),
        },
        content: Content::Comment {
            comment: request.comment.clone(),
        },
        edited: None,
        reply: None,
        forwarded: None,
        came_by: None,
        cropped: None,
        reactions: None,
        revision: None,
        deleted: None,
    };
    change.intent = Some(IntentRow {
        intent: request.intent_id.clone(),
        message: message.id.clone(),
        digest: digest(request),
    });
    change.messages.push(MessageWrite::Insert(message));
    Ok(change)
}

/// What a repeated intent id is compared by.
#[must_use]
pub fn digest(request: &AddComment) -> String {
    super::send::digest_of(&serde_json::json!(["comment", request.comment]))
}

fn check(comment: &Comment, roster: &Roster) -> Result<(), Refusal> {
    let code_points = comment.text.chars().count();
    if comment.text.trim().is_empty() {
        return Err(Refusal::TextEmpty);
    }
    if code_points > COMMENT_CODE_POINTS_MAX {
        return Err(Refusal::TextTooLong {
            code_points,
            code_points_max: COMMENT_CODE_POINTS_MAX,
        });
    }
    if comment.mentions.len() > MENTIONS_MAX {
        return Err(Refusal::BadRequest {
            detail: format!("at most {MENTIONS_MAX} mentions"),
        });
    }
    if comment.mentions.iter().any(|id| roster.find(id).is_none()) {
        return Err(Refusal::NoSuchOperator);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, boris, online, open_chat};

    fn request(text: &str, mentions: Vec<OperatorId>) -> AddComment {
        AddComment {
            intent_id: "i1".parse().expect("id"),
            comment: Comment {
                text: text.into(),
                mentions,
            },
        }
    }

    #[test]
    fn a_comment_is_in_the_history_and_nowhere_on_the_way_out() {
        let roster = Roster(vec![online("boris")]);
        let chat = open_chat();

        let change = comment(&chat, &request("rude", vec![boris()]), &anna(), &roster, NOON).expect("added");

        let message = change.messages[0].message();
        assert_eq!((message.content.outgoing(), message.delivery()), (None, None));
        assert!(change.chat.outbox.is_empty());
        assert_eq!(change.chat.preview, chat.preview);
        assert_eq!(change.chat.unread(), chat.unread());
    }

    #[test]
    fn an_empty_comment_and_unknown_colleagues_are_refused() {
        let refused = |text, mentions| comment(&open_chat(), &request(text, mentions), &anna(), &Roster(vec![]), NOON);

        assert_eq!(refused(" ", vec![]), Err(Refusal::TextEmpty));
        assert_eq!(refused("x", vec![boris()]), Err(Refusal::NoSuchOperator));
    }
}
