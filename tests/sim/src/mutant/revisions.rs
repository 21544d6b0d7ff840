//! Bugs of changing and deleting what was said.

use domain::{Content, Message, RevisionProgress, Wish};
use store::table::{Condition, Write};

use super::{
    Mutant,
    writes::{changed, field, overwrite, read, relaxed},
};

/// What is written instead; `None`: the same.
pub fn writes(mutant: Mutant, writes: &[Write]) -> Option<Vec<Write>> {
    match mutant {
        // A claim is one write.
        Mutant::ChangeIgnoresClaim if writes.len() > 1 => Some(relaxed(writes, |_, condition| is_of_queued(condition))),
        Mutant::DeletionForgotten => Some(
            (writes.iter())
                .map(|write| {
                    changed(write, &|_, item| {
                        if field(item, "origin")["delivery"]["state"] == "accepted" {
                            item.remove("deleted");
                        }
                    })
                })
                .collect(),
        ),
        Mutant::ChangeUnsent => Some(
            writes
                .iter()
                .map(|write| changed(write, &|_, item| fulfil(item)))
                .collect(),
        ),
        _ => None,
    }
}

/// What a change of an answer that never left asks for: a courier's report asks for one under way.
fn is_of_queued(condition: &Condition) -> bool {
    match condition {
        Condition::Equal(equal) => equal
            .iter()
            .any(|(path, value)| path == "origin" && value["delivery"]["state"] == "queued"),
        _ => false,
    }
}

/// An edit that waits for the messenger is taken for done.
fn fulfil(item: &mut store::table::Item) {
    let Some(mut message) = read::<Message>(item) else {
        return;
    };
    let Some(revision) = message.revision.take() else {
        return;
    };
    let (RevisionProgress::Waiting { attempts: 0, .. }, Wish::Edit { content }) = (&revision.progress, &revision.wish)
    else {
        return;
    };
    if field(item, "origin")["delivery"]["state"] != "accepted" {
        return;
    }
    let domain::Outgoing::Text { text } = content else {
        return;
    };
    message.content = Content::Text { text: text.clone() };
    message.edited = Some(domain::Edited {
        at: revision.at,
        times: 1,
    });
    item.remove("revision");
    overwrite(item, &message);
}
