//! The judge of a finished run: no clock, no table calls, only what was said, what is stored and what the messenger saw.
//!
//! What is said is folded by address, as messages are stored; a chat is judged by all the addresses it has.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Chat, Content, Delivery, IdentityId, IntentId, Message, MessageId, Order, Origin, Revision};
use messengers::pretend::{Pretend, PretendAuthor, PretendMessage};

use crate::{
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
        found("inbound", &|own| inbound(&talk, own));
        found("besides", &|own| besides(seen, &talk, own));
        found("sends", &|own| outgoing(&talk, own));
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
    Talk {
        truth: pretend.messages(&person),
        person,
        stored: all.filter(|message| message.id.identity == identity).collect(),
        identity,
    }
}

/// No loss, no duplicate, the newest text: what the contact wrote is what is stored.
fn inbound(talk: &Talk<'_>, breaches: &mut Vec<String>) {
    let person = &talk.person;
    let stored: BTreeMap<&Order, &Message> = talk
        .stored
        .iter()
        .filter(|m| m.origin == Origin::Contact && pressed(m).is_none())
        .map(|m| (&m.id.order, *m))
        .collect();
    let written = talk.truth.iter().filter(|said| said.from == PretendAuthor::Person);
    let mut count = 0;
    for said in written {
        count += 1;
        match stored.get(&Order::inbound(said.id)) {
            None => breaches.push(format!("{person}'s message {} is lost", said.id)),
            Some(message) if !is_what_was_said(message, said) => {
                breaches.push(format!("{person}'s message {} is not in its newest form", said.id));
            }
            Some(message) if said.edited != message.edited.is_some() => {
                breaches.push(format!("{person}'s message {}: edited or not?", said.id));
            }
            Some(_) => {}
        }
    }
    if stored.len() != count {
        breaches.push(format!("{person} wrote {count} messages, {} are stored", stored.len()));
    }
}

/// What stands on the button, if the message is a press.
fn pressed(message: &Message) -> Option<&str> {
    match &message.content {
        Content::Press { press } => Some(&press.label),
        _ => None,
    }
}

/// Whether a stored message is in the form the contact gave it.
fn is_what_was_said(message: &Message, said: &PretendMessage) -> bool {
    match &message.content {
        Content::Media { media } => {
            media.files.len() == said.files.len() && media.caption.as_deref().unwrap_or_default() == said.text
        }
        content => said.files.is_empty() && *content == text(&said.text),
    }
}

/// No press and no sign that nobody made, none twice, and none lost where nothing went wrong.
fn besides(seen: &Seen, talk: &Talk<'_>, breaches: &mut Vec<String>) {
    let person = &talk.person;
    let mut known = BTreeSet::new();
    for label in talk.stored.iter().filter_map(|message| pressed(message)) {
        if !known.insert(label) || !seen.pressed.contains(label) || !label.starts_with(person) {
            breaches.push(format!("{person}: {label:?} is stored, and was not done so"));
        }
    }
    for said in &talk.truth {
        let is_it = |message: &&&Message| match said.from {
            PretendAuthor::Person => message.id.order == Order::inbound(said.id),
            PretendAuthor::Business => message.parts().contains(&said.id.to_string()),
        };
        let Some(message) = talk.stored.iter().find(is_it) else {
            continue;
        };
        let about = (person.clone(), said.id);
        let shown = message.reactions.iter().flat_map(|reactions| &reactions.signs);
        let shown: Vec<&str> = shown.map(String::as_str).collect();
        // What stands under any part of an answer is shown under the whole.
        let parts = message.parts();
        let parts = parts.iter().filter_map(|part| part.parse().ok());
        let places: Vec<u64> = parts.chain([said.id]).collect();
        let at = |place: &u64| seen.signs.get(&(person.clone(), *place));
        let put = |sign: &str| places.iter().filter_map(at).any(|signs| signs.contains(sign));
        let wanted: Vec<&str> = Some(said.sign.as_str())
            .filter(|sign| !sign.is_empty())
            .into_iter()
            .collect();
        if !shown.iter().all(|sign| put(sign)) || (seen.signs_in_calm.contains(&about) && shown != wanted) {
            breaches.push(format!("{}: {shown:?} is shown under it for {wanted:?}", message.id));
        }
    }
}

/// The chat's row says what its messages say, at all its addresses.
fn summary(chat: &Chat, talks: &[Talk<'_>], breaches: &mut Vec<String>) {
    let own = || talks.iter().filter(|talk| chat.identity(&talk.identity).is_some());
    let written = own().flat_map(|talk| &talk.truth);
    let presses = own()
        .flat_map(|talk| &talk.stored)
        .filter(|message| pressed(message).is_some());
    let presses = presses.count();
    let count = written.filter(|said| said.from == PretendAuthor::Person).count() + presses;
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
    // Of several parts one has the words.
    let is_it = |said: &&PretendMessage| message.parts().contains(&said.id.to_string()) && !said.text.is_empty();
    let mut truth = talk.truth.iter().filter(|said| said.from == PretendAuthor::Business);
    if let Some(said) = truth.find(is_it)
        && message.content.said() != Some(&said.text)
    {
        breaches.push(format!("{id}: the contact reads {:?}", said.text));
    }
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
