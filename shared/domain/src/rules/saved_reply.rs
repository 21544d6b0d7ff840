//! Adding, changing and removing saved replies.

use crate::{
    AuditEntry, IntentId, OperatorId, Refusal, SavedReply, UnixMs,
    invitation::name,
    saved_reply::{SAVED_REPLIES_MAX, SAVED_REPLY_CODE_POINTS_MAX},
    wire::SaveReply,
};

/// Adds the saved reply `id`, or changes it. `all`: those there are. `None`: it stands there already, word for word, as after
/// a lost answer.
///
/// # Errors
/// [`Refusal::StaleVersion`] with the one there is; [`Refusal::NoSuchSavedReply`] if it was removed meanwhile;
/// [`Refusal::TooMany`], [`Refusal::TextEmpty`], [`Refusal::TextTooLong`]; [`Refusal::BadRequest`] for the name.
pub fn save_reply(
    all: &[SavedReply],
    id: &IntentId,
    request: &SaveReply,
    by: &OperatorId,
    now: UnixMs,
) -> Result<Option<(SavedReply, AuditEntry)>, Refusal> {
    let known = all.iter().find(|reply| reply.id == *id);
    let after = SavedReply {
        id: id.clone(),
        version: request.version + 1,
        name: name(&request.name).ok_or_else(|| Refusal::BadRequest {
            detail: "name is one line of at most 80 code points".into(),
        })?,
        text: text(&request.text)?,
        by: by.clone(),
        at: now,
    };
    if known.is_some_and(|known| (&known.name, &known.text) == (&after.name, &after.text)) {
        return Ok(None);
    }
    match known {
        Some(known) if known.version != request.version => {
            return Err(Refusal::StaleVersion {
                what: "saved_reply",
                newer: Box::new(serde_json::to_value(known).unwrap_or_default()),
            });
        }
        None if request.version > 0 => return Err(Refusal::NoSuchSavedReply),
        None if all.len() >= SAVED_REPLIES_MAX => {
            return Err(Refusal::TooMany {
                field: "saved replies",
                max: SAVED_REPLIES_MAX,
            });
        }
        _ => {}
    }
    let action = if known.is_some() {
        "saved_reply_changed"
    } else {
        "saved_reply_added"
    };
    let audit = entry(&after, action, by, now).with_changes(&known, &after);
    Ok(Some((after, audit)))
}

/// What the audit log says of a saved reply that is removed.
#[must_use]
pub fn remove_reply(known: &SavedReply, by: &OperatorId, now: UnixMs) -> AuditEntry {
    let mut entry = entry(known, "saved_reply_removed", by, now);
    entry.version += 1;
    entry.with(known, &())
}

fn entry(reply: &SavedReply, action: &str, by: &OperatorId, now: UnixMs) -> AuditEntry {
    AuditEntry::new(
        now,
        Some(by),
        action,
        format!("saved_reply/{}", reply.id),
        reply.version,
    )
}

fn text(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let code_points = text.chars().count();
    if text.is_empty() {
        return Err(Refusal::TextEmpty);
    }
    if code_points > SAVED_REPLY_CODE_POINTS_MAX {
        return Err(Refusal::TextTooLong {
            code_points,
            code_points_max: SAVED_REPLY_CODE_POINTS_MAX,
        });
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna};

    fn id(number: u8) -> IntentId {
        format!("01J0000000000000000000{number:04}").parse().expect("an id")
    }

    fn asked(version: u64, name: &str, text: &str) -> SaveReply {
        SaveReply {
            version,
            name: name.into(),
            text: text.into(),
        }
    }

    fn saved(all: &[SavedReply], number: u8, request: &SaveReply) -> Result<Option<SavedReply>, Refusal> {
        save_reply(all, &id(number), request, &anna(), NOON).map(|saved| saved.map(|(reply, _)| reply))
    }

    #[test]
    fn the_same_again_is_no_change_and_another_text_needs_the_version_that_was_seen() {
        let first = saved(&[], 1, &asked(0, " Hours ", "From 9 to 5.\n"))
            .expect("fine")
            .expect("new");
        assert_eq!(
            (first.version, first.name.as_str(), first.text.as_str()),
            (1, "Hours", "From 9 to 5.")
        );
        let all = [first];

        assert_eq!(saved(&all, 1, &asked(0, "Hours", "From 9 to 5.")), Ok(None));
        let changed = saved(&all, 1, &asked(1, "Hours", "From 9 to 6."))
            .expect("fine")
            .expect("changed");
        assert_eq!(changed.version, 2);
        let stale = saved(&all, 1, &asked(0, "Hours", "From 9 to 7.")).expect_err("stale");
        assert_eq!(stale.code(), "stale_version");
        assert_eq!(saved(&[], 1, &asked(1, "Hours", "x")), Err(Refusal::NoSuchSavedReply));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert_eq!(saved(&[], 1, &asked(0, "Hours", " \n")), Err(Refusal::TextEmpty));
        let code = |request: &SaveReply| saved(&[], 1, request).expect_err("refused").code();
        assert_eq!(code(&asked(0, "", "x")), "bad_request");
        assert_eq!(code(&asked(0, "two\nlines", "x")), "bad_request");
        assert_eq!(
            code(&asked(0, "Hours", &"x".repeat(SAVED_REPLY_CODE_POINTS_MAX + 1))),
            "text_too_long"
        );
        assert!(saved(&[], 1, &asked(0, "Hours", &"😀".repeat(SAVED_REPLY_CODE_POINTS_MAX))).is_ok());
    }

    #[test]
    fn there_are_so_many_and_no_more() {
        let one = saved(&[], 1, &asked(0, "Hours", "x")).expect("fine").expect("new");
        let all = vec![one; SAVED_REPLIES_MAX];

        assert_eq!(
            saved(&all, 2, &asked(0, "More", "y")).expect_err("full").code(),
            "too_many"
        );
        assert!(
            saved(&all, 1, &asked(1, "Hours", "y")).is_ok(),
            "changing one adds none"
        );
    }

    #[test]
    fn the_log_keeps_what_was_removed() {
        let one = saved(&[], 1, &asked(0, "Hours", "x")).expect("fine").expect("new");

        let entry = remove_reply(&one, &anna(), NOON);

        assert_eq!((entry.version, entry.action.as_str()), (2, "saved_reply_removed"));
        assert_eq!(entry.before.expect("kept")["text"], "x");
    }
}
