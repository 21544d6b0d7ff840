//! A message that came shortened becomes whole.
//!
//! The whole of it is fetched as files are: a row beside the message, claimed by one courier at a time.

use crate::{
    Change, Chat, Completed, Cropped, Fetch, FetchWrite, FileTrouble, Message, MessageWrite, UnixMs, fetch::WHOLE,
    rules,
};

/// Whether what a try came to is the end of it; `None`: it is to be tried again.
#[must_use]
pub fn ended(fetch: &Fetch, outcome: &Completed) -> Option<Completed> {
    match outcome {
        Completed::Later { .. } if fetch.attempts >= rules::fetch::FETCHES_MAX => {
            Some(Completed::Lost(FileTrouble::GaveUp))
        }
        Completed::Later { .. } => None,
        ended => Some(ended.clone()),
    }
}

/// Shows the whole of the message, or that it stays short. `outcome` is what [`ended`] said.
///
/// That is no edit: the contact said all of it at once. A message the contact changed meanwhile stays as it is.
#[must_use]
pub fn complete(chat: &Chat, message: &Message, fetch: &Fetch, outcome: &Completed, now: UnixMs) -> Change {
    let mut change = Change::next(chat, |_| {});
    change.fetches.push(FetchWrite::Replace(Fetch {
        source: None,
        try_at: None,
        ..fetch.clone()
    }));
    if message.cropped.is_none() || fetch.number != WHOLE {
        return change;
    }
    let mut after = message.clone();
    after.version = change.chat.version;
    match outcome {
        Completed::Whole(whole) => {
            let (content, sources) = rules::fetch::renumbered(&message.content, &whole.content, &whole.sources);
            change.fetches.extend(rules::fetch::begun(&after.id, &sources, now));
            (after.content, after.cropped) = (content, None);
            after.reply = whole.reply.clone().or(after.reply);
            after.forwarded = whole.forwarded.clone().or(after.forwarded);
        }
        Completed::Lost(_) => after.cropped = Some(Cropped::Lost),
        Completed::Later { .. } => return change,
    }
    if change.chat.preview.message == after.id {
        change.chat.preview.text = after.preview();
    }
    change.messages.push(MessageWrite::replace(after, message));
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Content, File, FileKind, FileSource, InboundMessage, Media, Whole,
        rules::samples::{NOON, inbound},
    };

    fn shortened() -> (Chat, Message, Fetch) {
        let source = FileSource {
            number: WHOLE,
            main: "7".into(),
            preview: None,
        };
        let told = InboundMessage {
            is_cropped: true,
            sources: vec![source],
            ..inbound(7, "Once upon a")
        };
        let change = rules::receive(None, &told, None, None, NOON);
        let [FetchWrite::Insert(fetch)] = change.fetches.as_slice() else {
            panic!("to be fetched")
        };
        let claimed = rules::claim_fetch(fetch, "key", NOON).expect("due");
        (change.chat.clone(), change.messages[0].message().clone(), claimed)
    }

    fn whole(content: Content, sources: Vec<FileSource>) -> Completed {
        Completed::Whole(Box::new(Whole {
            content,
            sources,
            reply: None,
            forwarded: None,
        }))
    }

    #[test]
    fn the_short_text_is_shown_at_once_and_replaced_without_being_an_edit() {
        let (chat, message, fetch) = shortened();
        assert_eq!(message.cropped, Some(Cropped::Waiting));
        let text = "Once upon a time";

        let change = complete(
            &chat,
            &message,
            &fetch,
            &whole(Content::Text { text: text.into() }, Vec::new()),
            NOON,
        );

        let after = change.messages[0].message();
        assert_eq!(
            (after.content.said(), after.cropped, &after.edited),
            (Some(text), None, &None)
        );
        assert_eq!(change.chat.preview.text, text);
        assert_eq!(change.chat.unread(), chat.unread());
        assert!(matches!(change.fetches.as_slice(), [FetchWrite::Replace(done)] if done.try_at.is_none()));
    }

    #[test]
    fn its_files_are_fetched_then() {
        let (chat, message, fetch) = shortened();
        let media = Media {
            files: vec![File::pending(0, FileKind::Photo)],
            ..Media::default()
        };
        let source = FileSource {
            number: 0,
            main: "address".into(),
            preview: None,
        };

        let change = complete(
            &chat,
            &message,
            &fetch,
            &whole(Content::Media { media }, vec![source]),
            NOON,
        );

        assert!(
            matches!(change.fetches.as_slice(), [FetchWrite::Replace(_), FetchWrite::Insert(file)] if file.number == 0)
        );
    }

    #[test]
    fn what_cannot_be_had_leaves_the_short_text_with_a_mark() {
        let (chat, message, fetch) = shortened();

        let later = Completed::Later { retry_after_ms: None };
        assert_eq!(ended(&fetch, &later), None);
        let last = Fetch {
            attempts: rules::fetch::FETCHES_MAX,
            ..fetch.clone()
        };
        let lost = ended(&last, &later).expect("the end");
        let change = complete(&chat, &message, &last, &lost, NOON);

        let after = change.messages[0].message();
        assert_eq!(
            (after.cropped, after.content.said()),
            (Some(Cropped::Lost), Some("Once upon a"))
        );
    }
}
