//! Adding, changing and removing saved replies.

use std::collections::BTreeSet;

use crate::{
    AuditEntry, IntentId, OperatorId, Refusal, SavedFile, SavedReply, UnixMs, Upload, UploadId,
    invitation::name,
    media_type,
    saved_reply::{SAVED_REPLIES_MAX, SAVED_REPLY_CODE_POINTS_MAX, SAVED_REPLY_FILE_BYTES_MAX, SAVED_REPLY_FILES_MAX},
    wire::SaveReply,
};

/// What saving a reply asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedChange {
    /// The reply as it is then.
    pub reply: SavedReply,
    /// Uploads that become its own.
    pub taken: Vec<UploadId>,
    /// Files it carries no more: they go.
    pub let_go: Vec<Upload>,
    /// For the log.
    pub audit: AuditEntry,
}

/// Adds the saved reply `id`, or changes it. `all`: those there are; `brought`: the uploads the request names, as far as they
/// are there. `None`: it stands there already, word for word, as after a lost answer.
///
/// # Errors
/// [`Refusal::StaleVersion`] with the one there is; [`Refusal::NoSuchSavedReply`] if it was removed meanwhile;
/// [`Refusal::TooMany`], [`Refusal::TextEmpty`], [`Refusal::TextTooLong`], [`Refusal::BadName`]; [`Refusal::BadRequest`] for a file
/// named twice; [`Refusal::NoSuchUpload`], [`Refusal::UploadUnfinished`], [`Refusal::FileTooLarge`].
pub fn save_reply(
    all: &[SavedReply],
    id: &IntentId,
    request: &SaveReply,
    brought: &[Upload],
    by: &OperatorId,
    now: UnixMs,
) -> Result<Option<SavedChange>, Refusal> {
    let known = all.iter().find(|reply| reply.id == *id);
    let had = known.map(|known| known.files.as_slice()).unwrap_or_default();
    let is_same = |known: &SavedReply| {
        let files = known.files.iter().map(|file| &file.id);
        known.name == request.name.trim() && known.text == request.text.trim() && files.eq(&request.files)
    };
    if known.is_some_and(is_same) {
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
    let files = files(&request.files, had, brought, by)?;
    let after = SavedReply {
        id: id.clone(),
        version: request.version + 1,
        name: name(&request.name)?,
        text: text(&request.text, !files.is_empty())?,
        files,
        by: by.clone(),
        at: now,
    };
    let is_in = |files: &[SavedFile], id: &UploadId| files.iter().any(|file| file.id == *id);
    let new = request.files.iter().filter(|id| !is_in(had, id));
    let gone = had.iter().filter(|file| !is_in(&after.files, &file.id));
    let action = if known.is_some() {
        "saved_reply_changed"
    } else {
        "saved_reply_added"
    };
    Ok(Some(SavedChange {
        taken: new.cloned().collect(),
        let_go: gone.map(|file| file.let_go(by, now)).collect(),
        audit: entry(&after, action, by, now).with_changes(&known, &after),
        reply: after,
    }))
}

/// The files a reply carries: those of `had` that are still wanted, and what was `brought` for it.
fn files(
    wanted: &[UploadId],
    had: &[SavedFile],
    brought: &[Upload],
    by: &OperatorId,
) -> Result<Vec<SavedFile>, Refusal> {
    if wanted.len() > SAVED_REPLY_FILES_MAX {
        return Err(Refusal::TooMany {
            field: "files",
            max: SAVED_REPLY_FILES_MAX,
        });
    }
    if wanted.iter().collect::<BTreeSet<_>>().len() < wanted.len() {
        return Err(Refusal::BadRequest {
            detail: "the same file twice".into(),
        });
    }
    let file = |id: &UploadId| match had.iter().find(|file| file.id == *id) {
        Some(file) => Ok(file.clone()),
        None => taken(brought.iter().find(|upload| upload.id == *id && upload.by == *by)),
    };
    wanted.iter().map(file).collect()
}

fn taken(upload: Option<&Upload>) -> Result<SavedFile, Refusal> {
    let upload = upload.ok_or(Refusal::NoSuchUpload)?;
    let head = upload.head.as_ref().ok_or(Refusal::UploadUnfinished)?;
    if upload.size > SAVED_REPLY_FILE_BYTES_MAX {
        return Err(Refusal::FileTooLarge {
            size: upload.size,
            size_max: SAVED_REPLY_FILE_BYTES_MAX,
        });
    }
    Ok(SavedFile {
        id: upload.id.clone(),
        name: upload.name.clone(),
        size: upload.size,
        media_type: media_type::told(&upload.name, head).map(str::to_owned),
    })
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

fn text(text: &str, has_files: bool) -> Result<String, Refusal> {
    let text = text.trim();
    let code_points = text.chars().count();
    if text.is_empty() && !has_files {
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
            files: Vec::new(),
        }
    }

    fn upload(name: &str) -> UploadId {
        name.parse().expect("an id")
    }

    fn brought(name: &str) -> Upload {
        Upload {
            id: upload(name),
            by: anna(),
            name: format!("{name}.png"),
            size: 9,
            head: Some(b"\x89PNG\r\n\x1a\n\0".to_vec()),
            until: NOON.plus(1),
        }
    }

    fn carrying(version: u64, text: &str, files: &[&str]) -> SaveReply {
        SaveReply {
            files: files.iter().map(|name| upload(name)).collect(),
            ..asked(version, "Map", text)
        }
    }

    fn changed(all: &[SavedReply], request: &SaveReply, uploads: &[Upload]) -> Result<Option<SavedChange>, Refusal> {
        save_reply(all, &id(1), request, uploads, &anna(), NOON)
    }

    fn saved(all: &[SavedReply], number: u8, request: &SaveReply) -> Result<Option<SavedReply>, Refusal> {
        let saved = save_reply(all, &id(number), request, &[], &anna(), NOON)?;
        Ok(saved.map(|saved| saved.reply))
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
    fn files_become_its_own_and_go_when_it_carries_them_no_more() {
        let uploads = [brought("one"), brought("two"), brought("three")];
        let first = changed(&[], &carrying(0, "", &["one", "two"]), &uploads)
            .expect("fine")
            .expect("new");

        assert_eq!(first.taken, [upload("one"), upload("two")]);
        assert_eq!(first.let_go, []);
        let file = &first.reply.files[0];
        assert_eq!(
            (file.name.as_str(), file.media_type.as_deref()),
            ("one.png", Some("image/png"))
        );
        let all = [first.reply];
        assert_eq!(
            changed(&all, &carrying(0, "", &["one", "two"]), &[]),
            Ok(None),
            "a lost answer"
        );

        let second = changed(&all, &carrying(1, "here", &["three", "one"]), &uploads[2..]);
        let second = second.expect("fine").expect("changed");
        let names: Vec<&str> = second.reply.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["three.png", "one.png"], "in the order that was asked for");
        assert_eq!(second.taken, [upload("three")]);
        assert_eq!((&second.let_go[0].id, second.let_go[0].until), (&upload("two"), NOON));
    }

    #[test]
    fn files_that_cannot_be_its_own_are_refused() {
        let code = |files: &[&str], uploads: &[Upload]| {
            let refused = changed(&[], &carrying(0, "x", files), uploads).expect_err("refused");
            refused.code()
        };
        let of = |change: fn(&mut Upload)| {
            let mut upload = brought("one");
            change(&mut upload);
            [upload]
        };
        assert_eq!(code(&["one"], &[]), "no_such_upload");
        let boris = of(|upload| upload.by = "boris".parse().expect("an id"));
        assert_eq!(code(&["one"], &boris), "no_such_upload");
        assert_eq!(code(&["one"], &of(|upload| upload.head = None)), "upload_unfinished");
        let large = of(|upload| upload.size = SAVED_REPLY_FILE_BYTES_MAX + 1);
        assert_eq!(code(&["one"], &large), "file_too_large");
        assert_eq!(code(&["one", "one"], &[brought("one")]), "bad_request");
        assert_eq!(code(&["one"; SAVED_REPLY_FILES_MAX + 1], &[]), "too_many");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert_eq!(saved(&[], 1, &asked(0, "Hours", " \n")), Err(Refusal::TextEmpty));
        let code = |request: &SaveReply| saved(&[], 1, request).expect_err("refused").code();
        assert_eq!(code(&asked(0, "", "x")), "bad_name");
        assert_eq!(code(&asked(0, "two\nlines", "x")), "bad_name");
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
