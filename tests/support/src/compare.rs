//! Where a watching client's copy and a fresh snapshot differ.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{Debug, Display},
};

use domain::{Chat, Delivery, FunnelRun, Message, MessageId, RunState, UnixMs};

use crate::{
    fresh::{Fresh, Talk},
    held::Held,
};

/// Every difference, in words.
#[must_use]
pub fn differences(held: &Held, fresh: &Fresh) -> Vec<String> {
    let mut found = held.gaps.clone();
    let chats = by_key(fresh.chats(), |chat| chat.id.clone());
    compare("chat", &held.replica.chats, &chats, &mut found);
    for (name, list) in [("open", &fresh.open), ("closed", &fresh.closed)] {
        if !list.is_sorted_by(|one, next| one.activity >= next.activity) {
            found.push(format!("the list of {name} chats is not in order"));
        }
    }
    count(held, fresh, &mut found);
    let operators = by_key(&fresh.operators, |one| one.id.clone());
    compare("operator", &held.replica.operators, &operators, &mut found);
    let channels = by_key(&fresh.channels, |channel| channel.id.clone());
    compare("channel", &held.channels, &channels, &mut found);
    if held.settings.as_ref() != Some(&fresh.settings) {
        found.push(differ("settings", &held.settings, &fresh.settings));
    }
    for talk in &fresh.talks {
        compare_talk(held, talk, &mut found);
    }
    found
}

/// The numbers at the lists, which are exact up to a thousand.
fn count(held: &Held, fresh: &Fresh, found: &mut Vec<String>) {
    for (state, is_open) in [("open", true), ("closed", false)] {
        let of_state = || held.replica.chats.values().filter(|chat| chat.is_open() == is_open);
        let counted = [
            ("all", of_state().count()),
            ("unread", of_state().filter(|chat| chat.unread() > 0).count()),
        ];
        for (tab, held) in counted {
            let shown = &fresh.counters[state][tab];
            if shown["has_more"] != true && shown["count"] != held {
                found.push(format!("{state} chats, {tab}: held {held}, counted {shown}"));
            }
        }
    }
}

fn compare_talk(held: &Held, talk: &Talk, found: &mut Vec<String>) {
    let chat = &talk.chat;
    if held.replica.chats.get(&chat.id) != Some(chat) {
        found.push(differ("chat by itself", &held.replica.chats.get(&chat.id), chat));
    }
    if held.cards.get(&chat.id) != Some(&talk.card) {
        found.push(differ("card", &held.cards.get(&chat.id), &talk.card));
    }
    let held_suggestions = held.suggestions.get(&chat.id);
    if held_suggestions != talk.suggestions.as_ref() {
        found.push(differ("suggestions", &held_suggestions, &talk.suggestions));
    }
    let is_about = |id: &domain::ContactId| *id == chat.id || chat.united.contains(id);
    let notes = held
        .notes
        .iter()
        .filter(|((about, _), note)| is_about(about) && !note.is_removed);
    let notes: BTreeMap<_, _> = notes.map(|(key, note)| (key.1.clone(), note.clone())).collect();
    let shown = by_key(&talk.notes, |note| note.id.clone());
    compare("note", &notes, &shown, found);
    let runs =
        (held.runs.values()).filter(|run| is_about(&run.contact) && !matches!(run.state, RunState::Removed { .. }));
    let key = |run: &FunnelRun| format!("{} {}", run.contact, run.funnel);
    compare("funnel", &by_key(runs, key), &by_key(&talk.runs, key), found);
    let orders = held.orders.iter().filter(|((of, _), _)| is_about(of));
    let orders: BTreeMap<_, _> = orders.map(|(key, order)| (key.1.clone(), order.clone())).collect();
    compare("order", &orders, &by_key(&talk.orders, |order| order.id.clone()), found);
    let spent = held.spent.iter().filter(|(of, _)| is_about(of));
    let spent: BTreeMap<_, _> = spent.map(|(of, spent)| (of.clone(), spent.clone())).collect();
    compare(
        "spent",
        &spent,
        &by_key(&talk.spent, |spent| spent.contact.clone()),
        found,
    );

    let is_here = |message: &&Message| chat.identity(&message.id.identity).is_some();
    let told = held.replica.messages.values().filter(is_here);
    let (mut told, mut shown) = (messages(told, chat), messages(&talk.messages, chat));
    forgive_claims(&mut told, &mut shown);
    compare("message", &told, &shown, found);
}

fn messages<'a>(all: impl IntoIterator<Item = &'a Message>, chat: &Chat) -> BTreeMap<MessageId, Message> {
    let mut messages = by_key(all, |message| message.id.clone());
    for message in messages.values_mut() {
        // What was said before two contacts were found to be one belongs to the one they are now.
        message.chat = chat.id.clone();
    }
    messages
}

/// A courier's claim is not announced: a message one side knows as claimed may be waiting for the other.
fn forgive_claims(told: &mut BTreeMap<MessageId, Message>, shown: &mut BTreeMap<MessageId, Message>) {
    let is_claimed =
        |message: Option<&Message>| matches!(message.and_then(Message::delivery), Some(Delivery::InFlight { .. }));
    let claimed = told
        .keys()
        .filter(|id| is_claimed(told.get(id)) || is_claimed(shown.get(id)));
    for id in claimed.cloned().collect::<Vec<_>>() {
        for side in [&mut *told, &mut *shown] {
            let delivery = side.get_mut(&id).and_then(|message| message.origin.delivery_mut());
            if let Some(delivery) = delivery.filter(|delivery| delivery.is_pending()) {
                *delivery = Delivery::Uncertain {
                    at: UnixMs(0),
                    reason: None,
                };
            }
        }
    }
}

fn by_key<'a, K: Ord, V: Clone + 'a>(values: impl IntoIterator<Item = &'a V>, key: impl Fn(&V) -> K) -> BTreeMap<K, V> {
    values.into_iter().map(|value| (key(value), value.clone())).collect()
}

fn compare<K: Ord + Display, V: PartialEq + Debug>(
    what: &str,
    held: &BTreeMap<K, V>,
    fresh: &BTreeMap<K, V>,
    found: &mut Vec<String>,
) {
    let keys: BTreeSet<&K> = held.keys().chain(fresh.keys()).collect();
    for key in keys {
        let (held, fresh) = (held.get(key), fresh.get(key));
        if held != fresh {
            found.push(differ(&format!("{what} {key}"), &held, &fresh));
        }
    }
}

fn differ(what: &str, held: &impl Debug, fresh: &impl Debug) -> String {
    format!("{what}\n  held:  {held:?}\n  fresh: {fresh:?}")
}
