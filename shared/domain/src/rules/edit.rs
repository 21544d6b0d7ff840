//! A contact changed a message.

use crate::{Change, Chat, Message, MessageWrite, Operator, Speaker, UnixMs, inbound::InboundEdit, rules};

/// Most earlier texts counted for one message; a contact who edits more often only changes the newest text.
pub const EARLIER_TEXTS_MAX: u32 = 200;

/// Shows the new form and keeps the text it replaced.
///
/// `message` is the message as loaded; without it the edited form is received as the message itself (`holder`: see
/// [`rules::receive`]). An edit already
/// applied, or older than the one applied, changes nothing.
#[must_use]
pub fn edit(
    chat: Option<&Chat>,
    message: Option<&Message>,
    edit: &InboundEdit,
    holder: Option<&Operator>,
    now: UnixMs,
) -> Change {
    let (Some(chat), Some(message)) = (chat, message) else {
        return rules::receive(chat, &edit.message, Some(edit.edited_at), holder, now);
    };
    let known_at = message.edited.as_ref().map(|edited| edited.at);
    let is_stale = known_at.is_some_and(|at| at > edit.edited_at);
    let (content, sources) = rules::fetch::renumbered(&message.content, &edit.message.content, &edit.message.sources);
    // A messenger may report changes of fields we do not show: the same content is no edit.
    if is_stale || message.content == content {
        return Change::none(chat);
    }

    let mut change = Change::next(chat, |_| {});
    let mut after = message.clone();
    after.version = change.chat.version;
    // What is told now is the whole of it.
    after.cropped = None;
    let earlier = rules::revise::rewrite(&mut after, content, edit.edited_at, None);
    change.earlier = earlier.map(|earlier| (message.id.clone(), earlier));
    if change.chat.preview.message == after.id {
        let version = change.chat.preview.version;
        change.chat.preview = super::receive::preview(&after, Speaker::Contact);
        change.chat.preview.version = version;
    }
    change.fetches = rules::fetch::begun(&after.id, &sources, now);
    change.messages.push(MessageWrite::replace(after, message));
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Content, Edited,
        rules::samples::{NOON, inbound},
    };

    fn received() -> (Chat, Message) {
        let change = rules::receive(None, &inbound(7, "sev"), None, None, NOON);
        let message = change.messages[0].message().clone();
        (change.chat, message)
    }

    fn edited(text: &str, after_ms: i64) -> InboundEdit {
        InboundEdit {
            message: inbound(7, text),
            edited_at: NOON.plus(after_ms),
        }
    }

    #[test]
    fn the_earlier_text_is_kept() {
        let (chat, message) = received();

        let change = edit(
            Some(&chat),
            Some(&message),
            &edited("seven", 1_000),
            None,
            NOON.plus(2_000),
        );

        let (id, earlier) = change.earlier.as_ref().expect("kept");
        assert_eq!((id, earlier.number), (&message.id, 1));
        assert_eq!(earlier.content, Content::Text { text: "sev".into() });
        assert_eq!(
            change.messages[0].message().edited,
            Some(Edited {
                at: NOON.plus(1_000),
                times: 1
            })
        );
        assert_eq!(change.chat.preview.text, "seven");
        assert_eq!(change.chat.unread(), chat.unread(), "an edit is never a new message");
    }

    #[test]
    fn an_edit_repeated_or_overtaken_changes_nothing() {
        let (chat, message) = received();
        let change = edit(
            Some(&chat),
            Some(&message),
            &edited("seven", 2_000),
            None,
            NOON.plus(2_000),
        );
        let (chat, message) = (change.chat.clone(), change.messages[0].message().clone());

        assert!(
            edit(
                Some(&chat),
                Some(&message),
                &edited("seven", 2_000),
                None,
                NOON.plus(3_000)
            )
            .is_empty()
        );
        assert!(
            edit(
                Some(&chat),
                Some(&message),
                &edited("sev en", 1_000),
                None,
                NOON.plus(3_000)
            )
            .is_empty()
        );
    }

    #[test]
    fn an_edit_that_comes_first_is_not_lost() {
        let change = edit(None, None, &edited("seven", 1_000), None, NOON.plus(2_000));

        let message = change.messages[0].message();
        assert_eq!(message.content, Content::Text { text: "seven".into() });
        assert_eq!(
            message.edited,
            Some(Edited {
                at: NOON.plus(1_000),
                times: 0
            })
        );
        assert_eq!(change.chat.unread(), 1);
    }
}
