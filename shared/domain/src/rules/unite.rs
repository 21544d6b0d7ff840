//! Pulling one contact into another.

use std::collections::BTreeSet;

use crate::{
    Assignment, AuditEntry, Card, Change, Chat, ChatState, ContactId, Episode, FunnelRun, Identity, Line, OperatorId,
    Partner, Pointer, Refusal, Roster, UniteRecord, UnixMs,
    card::{EMAILS_MAX, PHONES_MAX, TAGS_MAX, VARIABLES_MAX},
    chat::{IDENTITIES_MAX, OUTBOX_MAX},
    rules::{account::recount, card_write, merged_runs},
    search,
    unite::Choices,
};

/// One of the two, as loaded.
#[derive(Clone, Copy, Debug)]
pub struct Half<'a> {
    /// The talk.
    pub chat: &'a Chat,
    /// The person.
    pub card: &'a Card,
}

/// What is decided with.
#[derive(Clone, Copy, Debug)]
pub struct Uniting<'a> {
    /// Of two values of one field, which to keep.
    pub choices: &'a Choices,
    /// Who unites.
    pub by: &'a OperatorId,
    /// Everybody who answers.
    pub roster: &'a Roster,
    /// What stands where those stood whom the right contact had pulled in before.
    pub pointers: &'a [Pointer],
    /// The ways through funnels of the left contact and of the right one, read after their chats.
    pub runs: (&'a [FunnelRun], &'a [FunnelRun]),
}

/// Pulls `right` into `left`: one chat with the addresses of both, one card. Both versions are left behind by the new
/// one, so that of two copies of a message the newer one can still be told.
///
/// The chat is open if one of them was, and stays with the left one's operator, else goes to the right one's.
///
/// # Errors
/// [`Refusal::SameContact`], [`Refusal::TooMany`], [`Refusal::OutboxFull`], [`Refusal::BadRequest`] for a choice of a field
/// that has none.
pub fn unite(left: Half<'_>, right: Half<'_>, with: Uniting<'_>, now: UnixMs) -> Result<Change, Refusal> {
    if left.chat.id == right.chat.id {
        return Err(Refusal::SameContact);
    }
    check_choices(left.card, right.card, with.choices)?;
    let card = left.card.united(right.card, with.choices);
    check_room(left.chat, right.chat, &card)?;

    let version = left.chat.version.max(right.chat.version) + 1;
    let mut change = Change::of(left.chat.version, one_chat(left.chat, right.chat, version));
    change.chat.avatar.clone_from(&card.avatar);
    let name = card.full_name();
    if !name.is_empty() && card.full_name() != left.card.full_name() {
        change.chat.name = name;
        change.chat.is_named = true;
    }
    change.partner = Some(Partner::Pointer(Box::new(Pointer {
        id: right.chat.id.clone(),
        version,
        united_into: left.chat.id.clone(),
        before: right.chat.clone(),
    })));
    change.repoints = repointed(with.pointers, &left.chat.id);
    change.runs = merged_runs(with.runs.0, with.runs.1, now);
    change.unite = Some(Box::new(UniteRecord {
        version,
        left: left.chat.id.clone(),
        right: right.chat.id.clone(),
        right_name: right.chat.name.clone(),
        by: with.by.clone(),
        at: now,
        left_chat: left.chat.clone(),
        left_card: left.card.clone(),
        united_card: card.clone(),
        undone: None,
    }));
    let theirs = search::words(right.card, right.chat);
    card_write(&mut change, left.chat, left.card, card, Some(with.by), now)?;
    for write in &mut change.cards {
        // The right card's words stay where they are and lead here.
        write.words_added.retain(|word| !theirs.contains(word));
    }
    change.tells(
        Line::United {
            by: with.by.clone(),
            name: right.chat.name.clone(),
        },
        now,
    );
    let entry = AuditEntry::new(
        now,
        Some(with.by),
        "contacts_united",
        format!("chat/{}", left.chat.id),
        version,
    );
    change.audit = Some(entry.with(&right.chat.id, &left.chat.id));
    let after = change.chat.clone();
    recount(&mut change, &[left.chat, right.chat], &[&after], with.roster, now);
    Ok(change)
}

/// The pointers as they lead to `to` from now on.
pub(super) fn repointed(pointers: &[Pointer], to: &ContactId) -> Vec<Pointer> {
    let lead = |pointer: &Pointer| Pointer {
        version: pointer.version + 1,
        united_into: to.clone(),
        ..pointer.clone()
    };
    pointers.iter().map(lead).collect()
}

fn check_choices(left: &Card, right: &Card, choices: &Choices) -> Result<(), Refusal> {
    let is_known = |field: &str| {
        let of_variable = |card: &Card| {
            field
                .strip_prefix("variables.")
                .is_some_and(|name| card.variables.contains_key(name))
        };
        matches!(field, "first_name" | "last_name" | "user_id" | "avatar") || of_variable(left) || of_variable(right)
    };
    match choices.keys().find(|field| !is_known(field)) {
        Some(_) => Err(Refusal::BadRequest {
            detail: "choose has a field there is no choice for".into(),
        }),
        None => Ok(()),
    }
}

fn check_room(left: &Chat, right: &Chat, card: &Card) -> Result<(), Refusal> {
    let counts = [
        (
            "identities",
            left.identities.len() + right.identities.len(),
            IDENTITIES_MAX,
        ),
        ("phones", card.phones.len(), PHONES_MAX),
        ("emails", card.emails.len(), EMAILS_MAX),
        ("tags", card.tags.len(), TAGS_MAX),
        ("variables", card.variables.len(), VARIABLES_MAX),
    ];
    if let Some((field, _, max)) = counts.into_iter().find(|(_, count, max)| count > max) {
        return Err(Refusal::TooMany { field, max });
    }
    let waiting = left.outbox.len() + right.outbox.len();
    if waiting > OUTBOX_MAX {
        return Err(Refusal::OutboxFull { waiting });
    }
    Ok(())
}

fn one_chat(left: &Chat, right: &Chat, version: u64) -> Chat {
    let newer = if right.activity > left.activity { right } else { left };
    let older = if right.activity > left.activity { left } else { right };
    let united: BTreeSet<&ContactId> = left.united.iter().chain(&right.united).chain([&right.id]).collect();
    let mut preview = newer.preview.clone();
    // Whoever answers has the whole talk to look at first.
    preview.version = version;
    Chat {
        version,
        state: state(left, right),
        assignment: assignment(left, right),
        identities: newer
            .identities
            .iter()
            .chain(&older.identities)
            .map(counted_anew)
            .collect(),
        activity: newer.activity,
        preview,
        inbound: left.inbound + right.inbound,
        read: left.read + right.read,
        episode: episode(left, right),
        snoozed_until: match (left.is_open(), right.is_open()) {
            (true, true) => left.snoozed_until.min(right.snoozed_until),
            (true, false) => left.snoozed_until,
            (false, _) => right.snoozed_until,
        },
        outbox: left.outbox.iter().chain(&right.outbox).cloned().collect(),
        outbox_due: [left.outbox_due, right.outbox_due].into_iter().flatten().min(),
        united: united.into_iter().cloned().collect(),
        ..left.clone()
    }
}

/// What comes by each address from now on is counted, so that it can be told apart again.
fn counted_anew(identity: &Identity) -> Identity {
    Identity {
        inbound: 0,
        ..identity.clone()
    }
}

fn state(left: &Chat, right: &Chat) -> ChatState {
    match (&left.state, &right.state) {
        (ChatState::Open { since: one }, ChatState::Open { since: other }) => {
            ChatState::Open { since: *one.min(other) }
        }
        (ChatState::Closed { .. }, open @ ChatState::Open { .. }) => open.clone(),
        (left, _) => left.clone(),
    }
}

fn assignment(left: &Chat, right: &Chat) -> Assignment {
    match (left.open_holder(), right.open_holder()) {
        (None, Some(_)) => right.assignment.clone(),
        (None, None) if right.is_open() && !left.is_open() => right.assignment.clone(),
        _ => left.assignment.clone(),
    }
}

/// A finished episode is told by its chat and its beginning, so the beginning must be one the left chat never had: its own
/// that runs, or a later one than that of its last.
fn episode(left: &Chat, right: &Chat) -> Option<Episode> {
    // Of several addresses none alone tells in which channels the contact wrote.
    let told = |chat: &Chat| Some(chat.episode.clone()?.with_channels(&chat.identities));
    match (left.is_open(), right.is_open()) {
        (true, true) => match (told(left), told(right)) {
            (Some(one), Some(other)) => Some(one.together(&other)),
            (one, other) => one.or(other),
        },
        (false, true) => told(right).map(|running| {
            let last = left.episode.as_ref().map(|episode| episode.opened.plus(1));
            let opened = last.map_or(running.opened, |last| running.opened.max(last));
            Episode { opened, ..running }
        }),
        (_, false) => told(left),
    }
}
