//! Notes on a contact: written, changed, taken back.

use crate::{
    ContactId, Note, Refusal, Role, Session, UnixMs,
    note::NOTE_CODE_POINTS_MAX,
    wire::{AddNote, EditNote},
};

/// A new note.
///
/// # Errors
/// [`Refusal::TextEmpty`], [`Refusal::TextTooLong`].
pub fn note_add(contact: &ContactId, add: &AddNote, who: &Session, now: UnixMs) -> Result<Note, Refusal> {
    check(&add.text)?;
    Ok(Note {
        id: add.intent_id.clone(),
        contact: contact.clone(),
        version: 1,
        by: who.operator.clone(),
        at: now,
        text: add.text.clone(),
        edited: None,
        is_removed: false,
    })
}

/// Whether `known` is what the same request made before: a repeated request is answered with the note as it is now. Once
/// it was changed, its first text is no longer known, and the author's word is taken for it.
///
/// # Errors
/// [`Refusal::IntentReused`]: the intent was somebody else's, or had another text.
pub fn note_again(known: &Note, add: &AddNote, who: &Session) -> Result<(), Refusal> {
    let is_same = known.version > 1 || known.text == add.text;
    if is_same && known.by == who.operator {
        Ok(())
    } else {
        Err(Refusal::IntentReused)
    }
}

/// The note with another text; `None`: it has it already.
///
/// # Errors
/// [`Refusal::NotAllowed`], [`Refusal::NoSuchNote`], [`Refusal::StaleVersion`], [`Refusal::TextEmpty`],
/// [`Refusal::TextTooLong`].
pub fn note_edit(note: &Note, edit: &EditNote, who: &Session, now: UnixMs) -> Result<Option<Note>, Refusal> {
    may_change(note, who)?;
    if note.is_removed {
        return Err(Refusal::NoSuchNote);
    }
    if edit.version != note.version {
        return Err(Refusal::StaleVersion {
            what: "note",
            newer: Box::new(serde_json::json!(note)),
        });
    }
    check(&edit.text)?;
    Ok((edit.text != note.text).then(|| Note {
        version: note.version + 1,
        text: edit.text.clone(),
        edited: Some(now),
        ..note.clone()
    }))
}

/// The note taken back; `None`: it is already.
///
/// # Errors
/// [`Refusal::NotAllowed`].
pub fn note_remove(note: &Note, who: &Session, now: UnixMs) -> Result<Option<Note>, Refusal> {
    may_change(note, who)?;
    Ok((!note.is_removed).then(|| Note {
        version: note.version + 1,
        text: String::new(),
        edited: Some(now),
        is_removed: true,
        ..note.clone()
    }))
}

/// Its author, and whoever manages operators.
fn may_change(note: &Note, who: &Session) -> Result<(), Refusal> {
    if note.by == who.operator || who.role != Role::Operator {
        Ok(())
    } else {
        Err(Refusal::NotAllowed)
    }
}

fn check(text: &str) -> Result<(), Refusal> {
    let code_points = text.chars().count();
    if text.trim().is_empty() {
        return Err(Refusal::TextEmpty);
    }
    if code_points > NOTE_CODE_POINTS_MAX {
        return Err(Refusal::TextTooLong {
            code_points,
            code_points_max: NOTE_CODE_POINTS_MAX,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::NOON;

    fn who(name: &str, role: Role) -> Session {
        Session::new(name.parse().expect("id"), role, "", NOON)
    }

    fn add(text: &str) -> AddNote {
        AddNote {
            intent_id: "i1".parse().expect("id"),
            text: text.into(),
        }
    }

    fn note() -> Note {
        let contact = "c1".parse().expect("id");
        note_add(
            &contact,
            &add("calls back on Monday"),
            &who("anna", Role::Operator),
            NOON,
        )
        .expect("added")
    }

    #[test]
    fn only_its_author_and_admins_change_a_note() {
        let edit = EditNote {
            version: 1,
            text: "on Tuesday".into(),
        };
        let by = |name, role| note_edit(&note(), &edit, &who(name, role), NOON.plus(1));

        assert_eq!(by("boris", Role::Operator), Err(Refusal::NotAllowed));
        for (name, role) in [("anna", Role::Operator), ("boris", Role::Admin), ("boris", Role::Owner)] {
            let after = by(name, role).expect("changed").expect("another text");
            assert_eq!(
                (after.version, after.edited, after.by.as_str()),
                (2, Some(NOON.plus(1)), "anna")
            );
        }
    }

    #[test]
    fn a_removed_note_keeps_no_text_and_stays_removed() {
        let anna = who("anna", Role::Operator);
        let removed = note_remove(&note(), &anna, NOON).expect("removed").expect("a change");

        assert_eq!((removed.text.as_str(), removed.is_removed), ("", true));
        assert_eq!(note_remove(&removed, &anna, NOON), Ok(None));
        let edit = EditNote {
            version: 2,
            text: "x".into(),
        };
        assert_eq!(note_edit(&removed, &edit, &anna, NOON), Err(Refusal::NoSuchNote));
    }

    #[test]
    fn an_intent_is_one_note_of_one_author() {
        assert_eq!(
            note_again(&note(), &add("calls back on Monday"), &who("anna", Role::Operator)),
            Ok(())
        );
        assert_eq!(
            note_again(&note(), &add("x"), &who("anna", Role::Operator)),
            Err(Refusal::IntentReused)
        );
        let same = add("calls back on Monday");
        assert_eq!(
            note_again(&note(), &same, &who("boris", Role::Operator)),
            Err(Refusal::IntentReused)
        );
    }
}
