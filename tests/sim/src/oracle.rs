//! The judge of a finished run: no clock, no table calls, only what was said, what is stored and what the messenger saw.
//!
//! What is said is folded by address, as messages are stored; a chat is judged by all the addresses it has.

use domain::{
    Capabilities, Chat, Content, Delivery, IdentityId, IntentId, Message, MessageId, Origin, Revision, SECOND_MS,
    rules::deliver::{ATTEMPTS_MAX, lease_ms},
};
use messengers::pretend::{Pretend, PretendAuthor, PretendMessage};

mod inbound;

use inbound::Leave;

use crate::{
    desk::SKEW_MS_MAX,
    people::chat_of,
    revise::first_said,
    verdict::{Seen, Wish, labelled},
};

/// One person's talk at one address, from both sides.
struct Talk<'a> {
    person: String,
    identity: IdentityId,
    /// What the messenger shows the person: the ground truth.
    truth: Vec<PretendMessage>,
    /// What is stored, in order.
    stored: Vec<&'a Message>,
    /// What of it may differ.
    leave: Leave,
}

/// Every broken promise of a run that came to rest.
#[must_use]
pub fn judge(seen: &Seen, pretend: &dyn Pretend, channel: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let mut talks = Vec::new();
    for person in pretend.people() {
        // What was wished is told apart by the chat the address began with.
        let (id, identity) = chat_of(channel, &person.person);
        let talk = talk(seen, pretend, person.person, identity);
        let mut found = |clause, check: &dyn Fn(&mut Vec<String>)| {
            let mut own = Vec::new();
            check(&mut own);
            breaches.extend(labelled(clause, own));
        };
        found("inbound", &|own| inbound::inbound(seen, &talk, own));
        found("besides", &|own| inbound::besides(seen, &talk, own));
        found("sends", &|own| outgoing(&talk, own));
        found("doubt", &|own| doubted(seen, &talk, &pretend.info().capabilities, own));
        for (intent, wish) in seen.wishes.iter().filter(|(_, wish)| wish.chat == id) {
            found("wishes", &|own| kept_wish(&talk, intent, wish, own));
        }
        talks.push(talk);
    }
    for (intent, wish) in &seen.comments {
        let mut own = Vec::new();
        kept_remark(&talks, intent, wish, &mut own);
        breaches.extend(labelled("comments", own));
    }
    for chat in seen.history.standing() {
        let mut own = Vec::new();
        summary(chat, &talks, &mut own);
        breaches.extend(labelled("summary", own));
    }
    let rows_known: usize = talks.iter().map(|talk| talk.stored.len()).sum();
    if rows_known != seen.history.messages.len() {
        breaches.push(format!(
            "inbound: {} messages are stored, {rows_known} belong to somebody",
            seen.history.messages.len()
        ));
    }
    breaches
}

fn talk<'a>(seen: &'a Seen, pretend: &dyn Pretend, person: String, identity: IdentityId) -> Talk<'a> {
    let newest = |states: &'a Vec<Message>| states.last();
    let all = seen.history.messages.values().filter_map(newest);
    let truth = pretend.messages(&person);
    Talk {
        leave: Leave::of(seen, pretend, &identity, &truth),
        truth,
        person,
        stored: all.filter(|message| message.id.identity == identity).collect(),
        identity,
    }
}

/// The chat's row says what its messages say, at all its addresses.
fn summary(chat: &Chat, talks: &[Talk<'_>], breaches: &mut Vec<String>) {
    let own = || talks.iter().filter(|talk| chat.identity(&talk.identity).is_some());
    let written = own().flat_map(|talk| &talk.stored);
    let count = written.filter(|message| message.origin == Origin::Contact).count();
    if usize::try_from(chat.inbound) != Ok(count) {
        let (id, counted) = (&chat.id, chat.inbound);
        breaches.push(format!(
            "chat {id}: {count} messages were written, the chat counts {counted}"
        ));
    }
    let is_said = |message: &&&Message| matches!(message.origin, Origin::Contact | Origin::Operator { .. });
    let shown = own().find(|talk| talk.identity == chat.preview.message.identity);
    let said = shown.iter().flat_map(|talk| &talk.stored).filter(is_said);
    let newest = said.max_by(|a, b| a.id.order.cmp(&b.id.order));
    let Some(newest) = newest else {
        return breaches.push(format!("chat {} has no message", chat.id));
    };
    if chat.preview.message != newest.id || chat.preview.text != newest.preview() {
        breaches.push(format!(
            "chat {}: the preview shows {}, the newest is {}",
            chat.id, chat.preview.message, newest.id
        ));
    }
    if !chat.outbox.is_empty() {
        breaches.push(format!("chat {}: {} answers still wait", chat.id, chat.outbox.len()));
    }
}

/// What is said of each answer is true, and the contact got them in the order shown.
fn outgoing(talk: &Talk<'_>, breaches: &mut Vec<String>) {
    let mut accepted = Vec::new();
    let mut inserted = Vec::new();
    for message in &talk.stored {
        let Origin::Operator { delivery, .. } = &message.origin else {
            continue;
        };
        let copies: Vec<u64> = copies(talk, &message.content);
        let id = &message.id;
        inserted.push(id.order.as_str().rsplit('-').next().unwrap_or_default());
        revised(talk, message, breaches);
        match delivery {
            Delivery::Accepted { .. } if message.deleted.is_some() => {
                if !copies.is_empty() {
                    breaches.push(format!("{id} is deleted, and the contact has it"));
                }
            }
            // A change whose end nobody knows: the contact may have it changed, or not at all any more.
            Delivery::Accepted { .. } if is_unsure(message) => accepted.extend(copies),
            Delivery::Accepted { parts, .. } => {
                let ids: Vec<String> = copies.iter().map(u64::to_string).collect();
                // Of several parts one has the words.
                let is_in_parts = ids.len() == 1 && parts.contains(&ids[0]) && is_whole(talk, message, parts);
                let is_it = if message.content.files().is_empty() {
                    ids == *parts
                } else {
                    is_in_parts
                };
                if !is_it {
                    breaches.push(format!("{id} is accepted as {parts:?}, the messenger has {ids:?}"));
                }
                accepted.extend(copies);
            }
            Delivery::Refused { .. } if !copies.is_empty() => {
                breaches.push(format!("{id} is refused, and the contact has it"));
            }
            Delivery::Queued { .. } | Delivery::InFlight { .. } => breaches.push(format!("{id} is still {delivery:?}")),
            Delivery::Refused { .. } | Delivery::Uncertain { .. } => {}
        }
    }
    if !accepted.is_sorted() {
        breaches.push(format!("{} got the answers in the order {accepted:?}", talk.person));
    }
    if !inserted.is_sorted() {
        breaches.push(format!(
            "{}: answers are not shown in the order they were given: {inserted:?}",
            talk.person
        ));
    }
}

/// What is left to an operator's judgement is what the messenger would not see as a repetition: not before half of the time in
/// which it would, since pauses double.
fn doubted(seen: &Seen, talk: &Talk<'_>, capabilities: &Capabilities, breaches: &mut Vec<String>) {
    let harmless_ms = i64::from(capabilities.safe_repeat_s) * SECOND_MS;
    for message in &talk.stored {
        // With a reason the messenger refused a later try, and no further one would tell more.
        let Some(Delivery::Uncertain { at, reason: None }) = message.delivery() else {
            continue;
        };
        let states = seen.history.messages.get(&message.id).into_iter().flatten();
        let lease = lease_ms(message);
        let mut tries = states.filter_map(|state| match state.delivery()? {
            Delivery::InFlight { lease_until, fence, .. } => Some((lease_until.plus(-lease), *fence)),
            _ => None,
        });
        let newest = tries.clone().map(|(_, fence)| fence).max().unwrap_or_default();
        // The first try of which nobody can know what came of it began no earlier than the first of all.
        let Some((first, _)) = tries.next() else { continue };
        let is_early = at.plus(lease + 2 * SKEW_MS_MAX) < first.plus(harmless_ms / 2);
        if is_early && newest < ATTEMPTS_MAX {
            let id = &message.id;
            breaches.push(format!(
                "{id} is left in doubt after {} ms, and could be repeated",
                at.0 - first.0
            ));
        }
    }
}

/// Whether the contact has every part of an answer with files.
fn is_whole(talk: &Talk<'_>, message: &Message, parts: &[String]) -> bool {
    let has = |part: &&String| talk.truth.iter().any(|said| said.id.to_string() == **part);
    let files = talk.truth.iter().filter(|said| parts.contains(&said.id.to_string()));
    let files: usize = files.map(|said| said.files.len()).sum();
    parts.iter().filter(has).count() == parts.len() && files == message.content.files().len()
}

/// No change waits for ever, and what is stored as an answer's text is what the contact reads.
fn revised(talk: &Talk<'_>, message: &Message, breaches: &mut Vec<String>) {
    let id = &message.id;
    if message.revision.as_ref().is_some_and(Revision::is_pending) {
        breaches.push(format!("{id} is still to be changed"));
    }
    if is_unsure(message) {
        return;
    }
    // Of several parts one has the words.
    let is_it = |said: &&PretendMessage| message.parts().contains(&said.id.to_string()) && !said.text.is_empty();
    let mut truth = talk.truth.iter().filter(|said| said.from == PretendAuthor::Business);
    if let Some(said) = truth.find(is_it)
        && message.content.said() != Some(&said.text)
    {
        breaches.push(format!("{id}: the contact reads {:?}", said.text));
    }
}

/// Whether nobody knows what became of a change of it.
fn is_unsure(message: &Message) -> bool {
    message.revision.as_ref().is_some_and(|revision| revision.unsure)
}

/// One wish, one message, one copy at most.
fn kept_wish(talk: &Talk<'_>, intent: &IntentId, wish: &Wish, breaches: &mut Vec<String>) {
    let is_it = |message: &&&Message| matches!(&message.origin, Origin::Operator { intent: own, .. } if own == intent);
    let messages: Vec<&MessageId> = talk.stored.iter().filter(is_it).map(|message| &message.id).collect();
    if messages.len() > 1 {
        breaches.push(format!("intent {intent} became {} messages", messages.len()));
    }
    if wish.sent.iter().any(|sent| messages != [sent]) {
        breaches.push(format!(
            "intent {intent} was answered {:?}, stored are {messages:?}",
            wish.sent
        ));
    }
    let copies = copies(talk, &text(&wish.text));
    if copies.len() > 1 || (messages.is_empty() && !copies.is_empty()) {
        breaches.push(format!(
            "intent {intent}: the contact has {} copies of {} messages",
            copies.len(),
            messages.len()
        ));
    }
    for file in &wish.files {
        let ours = talk.truth.iter().filter(|said| said.from == PretendAuthor::Business);
        let copies = ours
            .flat_map(|said| &said.files)
            .filter(|(_, sent)| sent.head() == *file);
        let copies = copies.count();
        if copies > 1 {
            breaches.push(format!("intent {intent}: the contact has {copies} copies of a file"));
        }
    }
}

/// One remark, one line for colleagues at whichever address wrote last, and nothing for the contact.
fn kept_remark(talks: &[Talk<'_>], intent: &IntentId, wish: &Wish, breaches: &mut Vec<String>) {
    let is_it = |message: &&&Message| matches!(&message.origin, Origin::Comment { intent: own, .. } if own == intent);
    let stored = talks.iter().flat_map(|talk| &talk.stored);
    let messages: Vec<&MessageId> = stored.filter(is_it).map(|message| &message.id).collect();
    if messages.len() > 1 || wish.sent.iter().any(|sent| messages != [sent]) {
        breaches.push(format!(
            "comment {intent} was answered {:?}, stored are {messages:?}",
            wish.sent
        ));
    }
    if talks.iter().any(|talk| !copies(talk, &text(&wish.text)).is_empty()) {
        breaches.push(format!("comment {intent} reached the contact"));
    }
}

/// The copies the contact has, in whatever version.
fn copies(talk: &Talk<'_>, content: &Content) -> Vec<u64> {
    let wished = content.said().map(first_said);
    let ours = talk.truth.iter().filter(|said| said.from == PretendAuthor::Business);
    ours.filter(|said| Some(first_said(&said.text)) == wished)
        .map(|said| said.id)
        .collect()
}

fn text(text: &str) -> Content {
    Content::Text { text: text.to_owned() }
}
