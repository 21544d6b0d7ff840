//! What a contact wrote and did, held against what is stored of it: each messenger by what it promises.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Chat, Content, Identity, IdentityId, Message, Order, Origin};
use messengers::pretend::{Pretend, PretendAuthor, PretendMessage};

use super::{Talk, text};
use crate::verdict::Seen;

/// What a messenger and a talk by it allow to be otherwise than the contact sees it.
pub(super) struct Leave {
    /// Whether a message may be stored as it was before it was changed.
    tells_of_edits: bool,
    /// Whether the newest sign is the one that is shown, and not just one that was put.
    dates_signs: bool,
    /// The contact's messages that may be lost, by their numbers.
    lost: BTreeSet<u64>,
}

impl Leave {
    /// Of a talk. A message that the messenger gave up telling of may be lost: everywhere where nobody can know of it; where
    /// messages are numbered without gaps, only before the first number we heard of, behind the last one, and in a gap that was
    /// noted in the storm and after which nothing was said.
    pub fn of(seen: &Seen, pretend: &dyn Pretend, identity: &IdentityId, truth: &[PretendMessage]) -> Self {
        let counts = pretend.info().capabilities.counts_without_gaps;
        let chat = standing(seen, identity);
        let heard = |number: u64| {
            let Some((chat, known)) = chat else { return false };
            let began = first_known(seen, identity).is_some_and(|first| number >= first);
            let is_waiting = known
                .missing
                .is_some_and(|missing| missing.after < number && number < missing.before);
            began && number <= known.position && !(is_waiting && is_quiet(seen, chat))
        };
        let own = truth.iter().filter(|said| said.from == PretendAuthor::Person);
        let lost = own
            .map(|said| said.id)
            .filter(|number| pretend.gave_up(&identity.external, *number) && !(counts && heard(*number)));
        Self {
            tells_of_edits: pretend.tells_of_edits(),
            dates_signs: pretend.dates_signs(),
            lost: lost.collect(),
        }
    }
}

/// Whose chat an address belongs to now, and what is known of it there.
fn standing<'a>(seen: &'a Seen, identity: &IdentityId) -> Option<(&'a Chat, &'a Identity)> {
    seen.history
        .standing()
        .find_map(|chat| Some((chat, chat.identity(identity)?)))
}

/// The first number we heard of: the talk begins for us with it.
fn first_known(seen: &Seen, identity: &IdentityId) -> Option<u64> {
    let states = seen.history.chats.values().flatten();
    let known = states.filter_map(|chat| chat.identity(identity));
    known.map(|known| known.position).filter(|number| *number > 0).min()
}

/// Whether nothing was committed to the chat since nothing goes wrong any more: then nobody was told to ask again.
fn is_quiet(seen: &Seen, chat: &Chat) -> bool {
    seen.calm_from.get(&chat.id) == Some(&chat.version)
}

/// No loss, no duplicate, the newest text: what the contact wrote is what is stored.
pub(super) fn inbound(seen: &Seen, talk: &Talk<'_>, breaches: &mut Vec<String>) {
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
        let found = stored.get(&Order::inbound(said.id));
        if found.is_none() && talk.leave.lost.contains(&said.id) {
            continue;
        }
        count += 1;
        let is_edited = said.edited && talk.leave.tells_of_edits;
        match found {
            None => breaches.push(format!("{person}'s message {} is lost", said.id)),
            Some(message) if message.cropped.is_some() => {
                breaches.push(format!("{person}'s message {} is not whole", said.id));
            }
            Some(message) if !is_what_was_said(message, said) && !is_earlier(seen, talk, message, said) => {
                breaches.push(format!("{person}'s message {} is not in its newest form", said.id));
            }
            Some(message) if is_edited != message.edited.is_some() => {
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

/// Whether it is in a form the contact gave it before, and nobody was told of the newer one.
fn is_earlier(seen: &Seen, talk: &Talk<'_>, message: &Message, said: &PretendMessage) -> bool {
    let earlier = seen.earlier.get(&(talk.person.clone(), said.id));
    let of = |text: &String| PretendMessage {
        text: text.clone(),
        ..said.clone()
    };
    !talk.leave.tells_of_edits
        && earlier.is_some_and(|texts| texts.iter().any(|text| is_what_was_said(message, &of(text))))
}

/// No press and no sign that nobody made, none twice, and none lost where nothing went wrong. The same of readings.
pub(super) fn besides(seen: &Seen, talk: &Talk<'_>, breaches: &mut Vec<String>) {
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
        let is_newest = talk.leave.dates_signs && seen.signs_in_calm.contains(&about);
        if !shown.iter().all(|sign| put(sign)) || is_newest && shown != wanted {
            breaches.push(format!("{}: {shown:?} is shown under it for {wanted:?}", message.id));
        }
    }
    let Some((chat, identity)) = standing(seen, &talk.identity) else {
        return;
    };
    let read = seen.reads.get(person).copied().unwrap_or_default();
    if !(read.in_calm..=read.newest).contains(&identity.read_up_to) {
        let shown = identity.read_up_to;
        breaches.push(format!(
            "{person} is shown to have read up to {shown}, and did so: {read:?}"
        ));
    }
    if identity.missing.is_some() && seen.is_calm && !is_quiet(seen, chat) {
        breaches.push(format!("{person}: nobody asked for {:?}", identity.missing));
    }
}
