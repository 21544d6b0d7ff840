//! Keeping what an operator has begun to write.

use crate::{
    Draft, Refusal, UnixMs,
    draft::{DRAFT_CODE_POINTS_MAX, DRAFT_QUOTE_CODE_POINTS_MAX, DraftKind, DraftReply},
    wire::SaveDraft,
};

/// The draft as `request` wants it. `known`: the one there is, the one that was emptied lately, or nothing. `None`: it stands
/// like that already, as after a lost answer.
///
/// # Errors
/// [`Refusal::StaleVersion`] with the one there is, if another device changed it or emptied it; [`Refusal::TextTooLong`];
/// [`Refusal::BadRequest`]: a comment answers no message.
pub fn save_draft(known: &Draft, request: &SaveDraft, now: UnixMs) -> Result<Option<Draft>, Refusal> {
    let code_points = request.text.chars().count();
    if code_points > DRAFT_CODE_POINTS_MAX {
        return Err(Refusal::TextTooLong {
            code_points,
            code_points_max: DRAFT_CODE_POINTS_MAX,
        });
    }
    if known.kind == DraftKind::Comment && request.reply.is_some() {
        return Err(Refusal::BadRequest {
            detail: "a comment answers no message".into(),
        });
    }
    let text = if request.text.trim().is_empty() {
        String::new()
    } else {
        request.text.clone()
    };
    let after = Draft {
        text,
        reply: request.reply.as_ref().map(cut),
        revision: next_revision(known.revision.max(request.revision), now),
        at: now,
        ..known.clone()
    };
    if (&after.text, &after.reply) == (&known.text, &known.reply) {
        return Ok(None);
    }
    // Where nothing stands, nothing is written over; but who does not know that it was emptied may be a late save of what has
    // been sent since.
    let is_read = if known.is_empty() {
        request.revision >= known.revision
    } else {
        request.revision == known.revision
    };
    if !is_read {
        return Err(Refusal::StaleVersion {
            what: "draft",
            newer: Box::new(serde_json::to_value(known).unwrap_or_default()),
        });
    }
    Ok(Some(after))
}

/// What becomes of a draft whose chat was pulled into the one that `known` belongs to: it stands behind what stands there, as
/// far as there is room.
#[must_use]
pub fn move_draft(draft: &Draft, known: &Draft, now: UnixMs) -> Draft {
    let whole = if known.text.is_empty() {
        draft.text.clone()
    } else {
        format!("{}\n{}", known.text, draft.text)
    };
    Draft {
        text: whole.chars().take(DRAFT_CODE_POINTS_MAX).collect(),
        reply: known.reply.clone().or_else(|| draft.reply.clone()),
        revision: next_revision(known.revision.max(draft.revision), now),
        at: now,
        ..known.clone()
    }
}

/// The draft when nothing stands in it any more.
#[must_use]
pub fn empty_draft(draft: &Draft, now: UnixMs) -> Draft {
    let nothing = Draft::nothing(&draft.operator, &draft.chat, draft.kind);
    Draft {
        at: now,
        revision: next_revision(draft.revision, now),
        ..nothing
    }
}

/// Instants, so that a draft begun anew is newer than the one that was emptied, of which nothing is kept.
fn next_revision(known: u64, now: UnixMs) -> u64 {
    (known + 1).max(u64::try_from(now.0).unwrap_or_default())
}

fn cut(reply: &DraftReply) -> DraftReply {
    DraftReply {
        id: reply.id.clone(),
        text: reply.text.chars().take(DRAFT_QUOTE_CODE_POINTS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, open_chat};

    fn nothing(kind: DraftKind) -> Draft {
        Draft::nothing(&anna(), &open_chat().id, kind)
    }

    fn asked(revision: u64, text: &str) -> SaveDraft {
        SaveDraft {
            revision,
            text: text.into(),
            reply: None,
        }
    }

    fn reply(text: &str) -> DraftReply {
        DraftReply {
            id: open_chat().preview.message,
            text: text.into(),
        }
    }

    fn saved(known: &Draft, revision: u64, text: &str) -> Draft {
        save_draft(known, &asked(revision, text), NOON)
            .expect("fine")
            .expect("news")
    }

    #[test]
    fn a_draft_is_kept_once_and_changed_by_whoever_knows_the_last_one() {
        let first = saved(&nothing(DraftKind::Answer), 0, " Hello ");

        assert_eq!((first.text.as_str(), first.revision), (" Hello ", 1_795_348_800_000));
        assert_eq!(
            save_draft(&first, &asked(0, " Hello "), NOON),
            Ok(None),
            "a lost answer"
        );
        let second = saved(&first, first.revision, "Hello, Greta");
        assert_eq!(second.revision, first.revision + 1, "newer also within one instant");
        let stale = save_draft(&second, &asked(first.revision, "Hi"), NOON).expect_err("stale");
        assert_eq!(stale.code(), "stale_version");
    }

    #[test]
    fn an_emptied_draft_stands_in_nobodys_way() {
        let first = saved(&nothing(DraftKind::Answer), 0, "Hello");
        let empty = saved(&first, first.revision, " \n");

        assert!(empty.is_empty() && empty.revision > first.revision);
        assert_eq!(empty, empty_draft(&first, NOON));
        assert_eq!(save_draft(&nothing(DraftKind::Answer), &asked(0, ""), NOON), Ok(None));
        let again = saved(&nothing(DraftKind::Answer), empty.revision, "Hello again");
        assert!(again.revision > empty.revision, "though nothing was kept of it");
        let other = save_draft(&first, &asked(0, ""), NOON).expect_err("words of another device");
        assert_eq!(other.code(), "stale_version");
    }

    #[test]
    fn a_save_that_comes_after_the_draft_was_emptied_does_not_bring_it_back() {
        let first = saved(&nothing(DraftKind::Answer), 0, "Hello");
        let empty = saved(&first, first.revision, "");

        for late in [0, first.revision] {
            let refused = save_draft(&empty, &asked(late, "Hello"), NOON).expect_err("late");
            assert_eq!(refused.code(), "stale_version");
        }
        assert_eq!(
            save_draft(&empty, &asked(first.revision, ""), NOON),
            Ok(None),
            "told twice"
        );
        let anew = saved(&empty, empty.revision, "One more thing");
        assert!(anew.revision > empty.revision);
    }

    #[test]
    fn what_is_answered_belongs_to_it_and_is_quoted_in_short() {
        let with = SaveDraft {
            reply: Some(reply(&"é".repeat(DRAFT_QUOTE_CODE_POINTS_MAX + 1))),
            ..asked(0, "")
        };
        let draft = save_draft(&nothing(DraftKind::Answer), &with, NOON)
            .expect("fine")
            .expect("news");

        assert!(!draft.is_empty());
        let quote = draft.reply.expect("kept").text;
        assert_eq!(quote.chars().count(), DRAFT_QUOTE_CODE_POINTS_MAX);
        let refused = save_draft(&nothing(DraftKind::Comment), &with, NOON).expect_err("a comment");
        assert_eq!(refused.code(), "bad_request");
    }

    #[test]
    fn it_is_as_long_as_an_answer_and_no_longer() {
        let longest = "😀".repeat(DRAFT_CODE_POINTS_MAX);
        assert_eq!(saved(&nothing(DraftKind::Answer), 0, &longest).text, longest);
        let longer = asked(0, &(longest + "!"));
        let refused = save_draft(&nothing(DraftKind::Answer), &longer, NOON).expect_err("too long");
        assert_eq!(refused.code(), "text_too_long");
    }

    #[test]
    fn a_draft_follows_its_chat_into_another_and_stands_behind_what_stands_there() {
        let mut moved = saved(&nothing(DraftKind::Answer), 0, "to the right");
        moved.reply = Some(reply("yes?"));
        let known = saved(&nothing(DraftKind::Answer), 0, "to the left");

        let whole = move_draft(&moved, &known, NOON);
        assert_eq!(whole.text, "to the left\nto the right");
        assert_eq!(whole.reply, moved.reply);
        assert!(whole.revision > known.revision);
        assert_eq!(
            move_draft(&moved, &nothing(DraftKind::Answer), NOON).text,
            "to the right"
        );
    }
}
