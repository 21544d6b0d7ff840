//! Undoing a unite: two contacts again, each with its addresses and everything that came by them.

use std::collections::BTreeSet;

use super::unite::{Half, repointed};
use crate::{
    AuditEntry, Card, CardWrite, Change, Chat, ChatState, Episode, Identity, Line, Message, OperatorId, Partner,
    Pointer, Refusal, Roster, Undone, UniteRecord, UnixMs,
    rules::{account::recount, card_write, portray::pictured, send::HEAD_START_MS},
    search,
};

/// What a separation is decided with.
#[derive(Clone, Copy, Debug)]
pub struct Separating<'a> {
    /// The unite to undo.
    pub record: &'a UniteRecord,
    /// Whether no unite of the same left contact that still stands came after it: what is kept of the left one as it was
    /// then would miss what came with the later one.
    pub is_newest: bool,
    /// What stands where the right chat stood.
    pub pointer: &'a Pointer,
    /// What stands where those stood whom the right contact had pulled in before.
    pub pointers: &'a [Pointer],
    /// The right card's row, which nobody wrote meanwhile.
    pub right_card: &'a Card,
    /// Of each of the chat's addresses the newest message with a [`crate::Origin::speaker`], if there is one.
    pub newest: &'a [Message],
    /// Who undoes.
    pub by: &'a OperatorId,
    /// Everybody who answers.
    pub roster: &'a Roster,
}

/// Takes the right contact out of the left one again. What was undone already stays as it is.
///
/// If nothing happened since the unite, both are exactly as before. Else each keeps its own messages, old and new; a
/// message nobody has seen is unread on the side it came by, and where that cannot be told, on both: rather shown twice
/// than hidden.
///
/// # Errors
/// [`Refusal::UndoLaterFirst`]: the left contact was itself pulled into another one since, somebody else was pulled into
/// it, or some of the addresses were separated by another undo.
pub fn separate(now_left: Half<'_>, with: Separating<'_>, now: UnixMs) -> Result<Change, Refusal> {
    let Separating { record, pointer, .. } = with;
    if record.undone.is_some() {
        return Ok(Change::none(now_left.chat));
    }
    let chat = now_left.chat;
    let theirs: Vec<&Identity> = (pointer.before.identities.iter())
        .filter_map(|identity| chat.identity(&identity.id))
        .collect();
    let is_whole = theirs.len() == pointer.before.identities.len() && pointer.united_into == chat.id;
    if chat.id != record.left || !is_whole || !with.is_newest {
        return Err(Refusal::UndoLaterFirst);
    }

    let version = chat.version + 1;
    let (mut left, right) = if chat.version == record.version {
        (record.left_chat.clone(), pointer.before.clone())
    } else {
        apart(chat, with, &theirs, now)
    };
    let mut right = Chat { version, ..right };
    left.version = version;
    for side in [&mut left, &mut right] {
        side.preview.version = side.preview.version.min(version);
    }

    let mut change = Change::of(chat.version, left);
    change.repoints = repointed(with.pointers, &right.id);
    let mut card = now_left.card.separated(&record.left_card, &record.united_card);
    if !is_portrait_of(&card, &change.chat) {
        // The right one has shown another picture since.
        card.avatar.clone_from(&record.left_card.avatar);
    }
    change.chat.avatar.clone_from(&card.avatar);
    card_write(&mut change, chat, now_left.card, card, Some(with.by), now)?;
    change.cards.extend(follow(with.right_card, &pointer.before, &right));
    change.unite = Some(Box::new(UniteRecord {
        undone: Some(Undone {
            by: with.by.clone(),
            at: now,
        }),
        ..record.clone()
    }));
    change.tells(
        Line::Separated {
            by: with.by.clone(),
            name: record.right_name.clone(),
        },
        now,
    );
    let entry = AuditEntry::new(now, Some(with.by), "unite_undone", format!("chat/{}", chat.id), version);
    change.audit = Some(entry.with(&chat.id, &record.right));
    let after = change.chat.clone();
    recount(&mut change, &[chat], &[&after, &right], with.roster, now);
    change.partner = Some(Partner::Chat {
        expected: pointer.version,
        chat: Box::new(right),
    });
    Ok(change)
}

/// Whether the card's picture, if it has one, is of somebody in the chat.
fn is_portrait_of(card: &Card, chat: &Chat) -> bool {
    let person = card.avatar.as_deref().and_then(pictured);
    let mut persons = chat.united.iter().chain([&chat.id]);
    person.is_none_or(|person| persons.any(|known| *known == person))
}

/// The right card found by what its messengers told meanwhile, a new username say. Its other words never left.
fn follow(card: &Card, before: &Chat, after: &Chat) -> Option<CardWrite> {
    let known = search::words(card, before);
    let words_added: Vec<String> = search::words(card, after).difference(&known).cloned().collect();
    (!words_added.is_empty()).then(|| CardWrite {
        expected: card.version,
        card: Card {
            version: card.version + 1,
            ..card.clone()
        },
        history: None,
        words_added,
        words_removed: Vec::new(),
        tags_added: Vec::new(),
        tags_removed: Vec::new(),
    })
}

/// Both sides of a chat in which something happened since the unite.
fn apart(chat: &Chat, with: Separating<'_>, theirs: &[&Identity], now: UnixMs) -> (Chat, Chat) {
    let before = &with.pointer.before;
    let is_theirs = |identity: &Identity| theirs.iter().any(|their| their.id == identity.id);
    let (right_ids, left_ids): (Vec<Identity>, Vec<Identity>) = chat.identities.iter().cloned().partition(is_theirs);
    let gone: BTreeSet<_> = before.united.iter().chain([&before.id]).collect();

    let was = &with.record.left_chat;
    let mut left = side(was, chat, left_ids, with.newest);
    left.name = chat.name.clone();
    left.is_named = chat.is_named;
    if chat.name == with.record.united_card.full_name() {
        left.name = was.name.clone();
        left.is_named = was.is_named;
    }
    left.united = chat.united.iter().filter(|id| !gone.contains(id)).cloned().collect();
    let mut right = side(before, chat, right_ids, with.newest);

    let left_was_running = was.is_open() || left.inbound > was.inbound;
    let right_was_running = before.is_open() || right.inbound > before.inbound;
    if !chat.is_open() {
        runs_on(&mut left, chat);
        right.state = chat.state.clone();
        // The united talk was closed, and its line in the report is the left one's: here is nothing to be undone.
        (right.snoozed_until, right.episode) = (None, None);
    } else if left_was_running || !right_was_running {
        runs_on(&mut left, chat);
        left.episode = own_episode(was, before, chat, now);
        if right_was_running && !before.is_open() {
            right.state = ChatState::Open { since: now };
            right.episode = Some(Episode::begins(now));
        }
    } else {
        // What ran was the right one's talk alone.
        runs_on(&mut right, chat);
    }
    (left, right)
}

/// The side that goes on as the united chat stands: open or closed, with whoever has it.
fn runs_on(side: &mut Chat, chat: &Chat) {
    side.state = chat.state.clone();
    side.assignment = chat.assignment.clone();
    side.snoozed_until = chat.snoozed_until;
    side.episode = chat.episode.clone();
}

/// The episode of a left side that runs on: the united one, if that began as its own; else a new one, for that of the right
/// one goes with the right one.
fn own_episode(was: &Chat, right_was: &Chat, chat: &Chat, now: UnixMs) -> Option<Episode> {
    if !was.is_open() && right_was.is_open() {
        return Some(Episode::begins(now));
    }
    chat.episode.clone()
}

/// One side: as it was before, with what came by its addresses since.
fn side(before: &Chat, chat: &Chat, identities: Vec<Identity>, newest: &[Message]) -> Chat {
    let is_own = |id: &crate::IdentityId| identities.iter().any(|identity| &identity.id == id);
    let inbound = before.inbound + identities.iter().map(|identity| identity.inbound).sum::<u64>();
    let unread = chat.unread().min(before.unread() + (inbound - before.inbound));
    let outbox: Vec<_> = chat.outbox.iter().filter(|id| is_own(&id.identity)).cloned().collect();
    let last = newest
        .iter()
        .filter(|message| is_own(&message.id.identity) && message.version > before.version)
        .filter_map(|message| Some((message, message.origin.speaker()?)))
        .max_by_key(|(message, _)| (message.at, message.id.order.clone()));
    let mut preview = before.preview.clone();
    let mut activity = before.activity;
    if let Some((last, from)) = last {
        preview = super::receive::preview(last, from);
        activity = activity.max(last.at);
    }
    let counted_before = |identity: Identity| Identity {
        inbound: identity.inbound + before.identity(&identity.id).map_or(0, |known| known.inbound),
        ..identity
    };
    Chat {
        identities: identities.iter().cloned().map(counted_before).collect(),
        inbound,
        read: inbound - unread,
        outbox_due: chat
            .outbox_due
            .filter(|_| !outbox.is_empty())
            .map(|due| due.plus(HEAD_START_MS)),
        outbox,
        preview,
        activity,
        ..before.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Card, Choices, InboundMessage, Partner,
        rules::{
            self, Uniting,
            samples::{NOON, anna, held_by, inbound, open_chat},
        },
    };

    const LATER: UnixMs = UnixMs(NOON.0 + 60_000);

    fn from_other(position: u64) -> InboundMessage {
        let mut message = inbound(position, "hi");
        message.sender.identity = "other:78".parse().expect("id");
        message
    }

    fn other() -> Chat {
        rules::receive(None, &from_other(1), None, None, NOON).chat
    }

    /// Unites `left` with somebody else who writes, lets `meanwhile` happen, and takes them apart again.
    fn apart_after(left: &Chat, meanwhile: impl Fn(&Chat) -> Change) -> (Chat, Chat) {
        let right = other();
        let (left_card, right_card) = (Card::of(left, NOON), Card::of(&right, NOON));
        let (roster, choices, by) = (Roster::default(), Choices::new(), anna());
        let with = Uniting {
            choices: &choices,
            by: &by,
            roster: &roster,
            pointers: &[],
            runs: (&[], &[]),
        };
        let [one, two] = [(left, &left_card), (&right, &right_card)].map(|(chat, card)| Half { chat, card });
        let united = rules::unite(one, two, with, NOON).expect("united");
        let Some(Partner::Pointer(pointer)) = &united.partner else {
            panic!("a pointer")
        };
        let happened = meanwhile(&united.chat);
        let newest: Vec<Message> = happened.messages.iter().map(|write| write.message().clone()).collect();
        let card = &united.cards[0].card;
        let with = Separating {
            record: united.unite.as_ref().expect("a record"),
            is_newest: true,
            pointer,
            pointers: &[],
            right_card: &right_card,
            newest: &newest,
            by: &by,
            roster: &roster,
        };
        let chat = &happened.chat;
        let change = separate(Half { chat, card }, with, LATER).expect("apart");
        let Some(Partner::Chat { chat: right, .. }) = change.partner else {
            panic!("a chat")
        };
        (change.chat, *right)
    }

    #[test]
    fn where_only_the_right_one_wrote_the_left_one_stays_closed_and_the_episode_goes_with_the_right_one() {
        let closed = rules::close(&held_by("anna"), &anna(), None, NOON).chat;

        let (left, right) = apart_after(&closed, |chat| {
            rules::receive(Some(chat), &from_other(2), None, None, LATER)
        });

        assert_eq!((&left.state, &left.episode), (&closed.state, &closed.episode));
        assert!(right.is_open());
        assert_eq!(right.episode.as_ref().map(|episode| episode.inbound), Some(2));
    }

    #[test]
    fn a_united_episode_never_begins_when_one_of_the_left_chat_began() {
        let closed = rules::close(&held_by("anna"), &anna(), None, NOON).chat;
        let last = closed.episode.as_ref().expect("the last").opened;

        let (_, right) = apart_after(&closed, |chat| {
            assert!(
                chat.episode.as_ref().expect("it runs").opened > last,
                "a line of its own in the report"
            );
            rules::receive(Some(chat), &from_other(2), None, None, LATER)
        });

        assert!(right.is_open());
    }

    #[test]
    fn where_the_left_one_wrote_too_both_run_each_with_an_episode_of_its_own() {
        let closed = rules::close(&held_by("anna"), &anna(), None, NOON).chat;

        let (left, right) = apart_after(&closed, |chat| {
            rules::receive(Some(chat), &inbound(8, "me too"), None, None, LATER)
        });

        assert!(left.is_open() && right.is_open());
        let opened = |chat: &Chat| chat.episode.as_ref().map(|episode| episode.opened);
        assert_eq!((opened(&left), opened(&right)), (Some(LATER), opened(&other())));
    }

    #[test]
    fn a_talk_closed_while_it_was_one_is_closed_on_both_sides_and_undone_on_the_left_alone() {
        let (left, right) = apart_after(&open_chat(), |chat| rules::close(chat, &anna(), None, LATER));

        assert!(!left.is_open() && !right.is_open());
        let undone = rules::reopen(&left, &anna(), LATER);
        let begun = rules::reopen(&right, &anna(), LATER);
        assert!(undone.episode.is_some() && begun.episode.is_none());
        assert_eq!(begun.chat.episode.expect("a new one").inbound, 0);
    }

    #[test]
    fn a_list_shows_what_was_said_last_and_no_line() {
        let (left, right) = apart_after(&open_chat(), |chat| rules::close(chat, &anna(), None, LATER));

        assert_eq!(left.preview.text, open_chat().preview.text);
        assert_eq!(
            (
                right.preview.text.as_str(),
                right.preview.message.identity.external.as_str()
            ),
            ("hi", "78")
        );
    }
}
