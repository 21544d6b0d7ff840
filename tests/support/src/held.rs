//! Everything a watching client holds of the desk, made of one snapshot and of what it was told since.
//!
//! Chats, messages and operators are kept by the [`Replica`] that the simulator's browsers use too; cards, notes,
//! channels and settings are whole at every version, so of two copies the newer one counts.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Card, Channel, ChannelId, Chat, ContactId, Event, Frame, FunnelRun, IntentId, Note, Settings, ShopOrder, Spent,
    Suggestions,
};
use replica::Replica;

use crate::fresh::{Fresh, Talk};

/// The copy.
#[derive(Default)]
pub struct Held {
    /// Chats, messages, operators; its `behind` names the chats to be asked for.
    pub replica: Replica,
    /// Cards by contact.
    pub cards: BTreeMap<ContactId, Card>,
    /// Who may be the same person, by contact.
    pub suggestions: BTreeMap<ContactId, Suggestions>,
    /// Notes by contact and id.
    pub notes: BTreeMap<(ContactId, IntentId), Note>,
    /// Ways through funnels by contact and funnel.
    pub runs: BTreeMap<(ContactId, IntentId), FunnelRun>,
    /// Orders by contact and id.
    pub orders: BTreeMap<(ContactId, String), ShopOrder>,
    /// What people spent, by contact.
    pub spent: BTreeMap<ContactId, Spent>,
    /// Channels by id.
    pub channels: BTreeMap<ChannelId, Channel>,
    /// The settings, once they are known.
    pub settings: Option<Settings>,
    /// Chats that something was told of since they were last compared.
    pub touched: BTreeSet<ContactId>,
    /// Commits that were never told: nothing in a story loses frames, so each is a bug.
    pub gaps: Vec<String>,
}

impl Held {
    /// Applies what a frame brings.
    pub fn apply(&mut self, frame: &Frame) {
        for event in &frame.events {
            match event {
                Event::ChatCommitted { chat, .. } => self.commit(chat, event),
                Event::ChatOutgrewFrame { chat, .. } => {
                    self.touched.insert(chat.clone());
                    self.tell_replica(event);
                }
                Event::ChatUnited { chat, .. } => self.forget(chat),
                Event::ContactErased { contact, .. } => self.erase(contact),
                Event::CardCommitted { card } => {
                    self.touched.insert(card.id.clone());
                    take(&mut self.cards, card.id.clone(), card, |card| card.version);
                }
                Event::SuggestionsCommitted { suggestions } => {
                    self.touched.insert(suggestions.contact.clone());
                    self.take_suggestions(suggestions);
                }
                Event::NoteCommitted { note } => {
                    self.touched.insert(note.contact.clone());
                    self.take_note(note);
                }
                Event::FunnelRunCommitted { run } => {
                    self.touched.insert(run.contact.clone());
                    self.take_run(run);
                }
                Event::OrderCommitted { order } => {
                    self.touched.insert(order.contact.clone());
                    self.take_order(order);
                }
                Event::SpentCommitted { spent } => {
                    self.touched.insert(spent.contact.clone());
                    self.take_spent(spent);
                }
                Event::ChannelCommitted { channel } => self.take_channel(channel),
                Event::OperatorCommitted { .. } => self.tell_replica(event),
                Event::SettingsCommitted { settings } => self.take_settings(settings),
                // One's own business, a sound, and what passes: nothing that is shown of the desk.
                Event::NotificationsCommitted { .. }
                | Event::DraftCommitted { .. }
                | Event::Looking { .. }
                | Event::ChatCameUp { .. }
                | Event::Typing { .. } => {}
            }
        }
    }

    fn tell_replica(&mut self, event: &Event) {
        self.replica.apply(&Frame {
            events: vec![event.clone()],
        });
    }

    fn commit(&mut self, chat: &Chat, event: &Event) {
        self.touched.insert(chat.id.clone());
        let before = self.replica.chats.get(&chat.id).cloned();
        let was_behind = self.replica.behind.contains(&chat.id);
        self.tell_replica(event);
        let Some(before) = before else { return };
        let addresses = |chat: &Chat| -> Vec<String> { chat.identities.iter().map(|one| one.id.to_string()).collect() };
        if chat.version > before.version && addresses(&before) != addresses(chat) {
            // Other addresses, another history: the contact was united with somebody, or separated from them. The chat's
            // version is then greater than that of either, so it may have jumped.
            self.replica.behind.insert(chat.id.clone());
        } else if self.replica.behind.contains(&chat.id) && !was_behind {
            self.gaps.push(format!(
                "chat {}: after version {} came version {}",
                chat.id, before.version, chat.version
            ));
        }
    }

    /// It is a part of another chat now, whose own commit is told besides.
    fn forget(&mut self, chat: &ContactId) {
        self.replica.forget(chat);
        self.cards.remove(chat);
        self.suggestions.remove(chat);
        self.touched.remove(chat);
    }

    /// Nothing of it is left, not even for somebody who begins anew under the same id.
    fn erase(&mut self, contact: &ContactId) {
        self.forget(contact);
        self.notes.retain(|(of, _), _| of != contact);
        self.runs.retain(|(of, _), _| of != contact);
        self.orders.retain(|(of, _), _| of != contact);
        self.spent.remove(contact);
        let is_theirs = |message: &domain::Message| {
            &message.chat == contact || &ContactId::first_seen(&message.id.identity) == contact
        };
        self.replica.messages.retain(|_, message| !is_theirs(message));
    }

    fn take_suggestions(&mut self, new: &Suggestions) {
        take(&mut self.suggestions, new.contact.clone(), new, |known| known.version);
    }

    fn take_note(&mut self, note: &Note) {
        let key = (note.contact.clone(), note.id.clone());
        take(&mut self.notes, key, note, |note| note.version);
    }

    fn take_run(&mut self, run: &FunnelRun) {
        let key = (run.contact.clone(), run.funnel.clone());
        take(&mut self.runs, key, run, |run| run.version);
    }

    fn take_order(&mut self, order: &ShopOrder) {
        let key = (order.contact.clone(), order.id.clone());
        take(&mut self.orders, key, order, |order| order.version);
    }

    fn take_spent(&mut self, spent: &Spent) {
        take(&mut self.spent, spent.contact.clone(), spent, |spent| spent.version);
    }

    fn take_channel(&mut self, channel: &Channel) {
        take(&mut self.channels, channel.id.clone(), channel, |channel| {
            channel.version
        });
    }

    fn take_settings(&mut self, settings: &Settings) {
        if self
            .settings
            .as_ref()
            .is_none_or(|known| known.version < settings.version)
        {
            self.settings = Some(settings.clone());
        }
    }

    /// Takes the snapshot a client begins with.
    pub fn begin(&mut self, fresh: &Fresh) {
        fresh.operators.iter().for_each(|one| self.replica.take_operator(one));
        fresh.channels.iter().for_each(|channel| self.take_channel(channel));
        self.take_settings(&fresh.settings);
        let unknown = fresh
            .chats()
            .filter(|chat| chat.version > self.replica.version(&chat.id));
        let unknown: Vec<ContactId> = unknown.map(|chat| chat.id.clone()).collect();
        self.replica.behind.extend(unknown);
    }

    /// Takes one talk as the server showed it, asked for when the chat was held at version `known`.
    pub fn take_talk(&mut self, talk: &Talk, known: u64) {
        self.replica.fetch(&talk.chat, known, known, &talk.messages);
        take(&mut self.cards, talk.card.id.clone(), &talk.card, |card| card.version);
        talk.suggestions.iter().for_each(|new| self.take_suggestions(new));
        talk.notes.iter().for_each(|note| self.take_note(note));
        talk.runs.iter().for_each(|run| self.take_run(run));
        talk.orders.iter().for_each(|order| self.take_order(order));
        talk.spent.iter().for_each(|spent| self.take_spent(spent));
    }
}

/// Keeps `value` unless the copy held is as new.
fn take<K: Ord, V: Clone>(held: &mut BTreeMap<K, V>, key: K, value: &V, version: impl Fn(&V) -> u64) {
    if held.get(&key).is_none_or(|known| version(known) < version(value)) {
        held.insert(key, value.clone());
    }
}
