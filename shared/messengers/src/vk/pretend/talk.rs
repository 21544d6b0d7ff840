//! Messages as events tell of them, and as the person sees them.

use domain::UnixMs;
use serde_json::{Value, json};

use super::{Group, PretendVk, Said, deeds, id_of, parameters::Parameters, share};
use crate::pretend::{PretendAuthor, PretendMessage, Thing};

/// Messages of a history in one answer, unless asked for more.
/// Source: <https://dev.vk.com/ru/method/messages.getHistory>, `count`.
const HISTORY: usize = 20;

impl Group {
    /// A message as events show it.
    pub(super) fn message_json(&self, person: u64, said: &Said) -> Value {
        let from: i64 = if said.by_person {
            i64::try_from(person).unwrap_or_default()
        } else {
            -i64::try_from(self.id).unwrap_or_default()
        };
        let mut message = json!({
            "id": said.id, "date": said.at.seconds(), "peer_id": person, "from_id": from,
            "out": i32::from(!said.by_person), "text": said.text, "conversation_message_id": said.number,
            "random_id": said.random_id, "attachments": said.attached, "fwd_messages": [], "important": false,
            "is_hidden": false,
        });
        if let Some(thing) = &said.place {
            share::put(&mut message, thing);
        }
        deeds::put(&mut message, said);
        if let Some(admin) = said.admin {
            message["admin_author_id"] = admin.into();
        }
        message
    }

    /// The newest messages of a dialog, newest first.
    pub(super) fn history(&self, parameters: &Parameters) -> Value {
        let peer = parameters.number("peer_id").or_else(|| parameters.number("user_id"));
        let person = peer.and_then(|peer| u64::try_from(peer).ok()).unwrap_or_default();
        let most = |name: &str, usual: usize| {
            let number = parameters.number(name).and_then(|number| usize::try_from(number).ok());
            number.unwrap_or(usual)
        };
        let messages = self.dialogs.get(&person).map(|dialog| dialog.messages.as_slice());
        let left: Vec<&Said> = messages
            .unwrap_or_default()
            .iter()
            .filter(|said| !said.is_gone)
            .collect();
        let shown = left.iter().rev().skip(most("offset", 0)).take(most("count", HISTORY));
        json!({ "count": left.len(), "items": shown.map(|said| self.message_json(person, said)).collect::<Value>() })
    }

    pub(super) fn announce(&mut self, now: UnixMs, person: u64, said: &Said) {
        let message = self.message_json(person, said);
        if said.by_person {
            let client = json!({ "button_actions": ["text"], "keyboard": true, "inline_keyboard": true, "lang_id": 0 });
            let object = json!({ "message": message, "client_info": client });
            self.delivery.enqueue(now, self.id, "message_new", &object);
        } else {
            self.delivery.enqueue(now, self.id, "message_reply", &message);
        }
    }
}

impl PretendVk {
    fn is_waiting(&self, person: &str, number: u64) -> bool {
        let person = id_of(person).ok();
        let group = person.and_then(|person| self.groups.get(self.people.business_of(person)?));
        let mut presses = group.into_iter().flat_map(|group| &group.presses);
        presses.any(|pressed| Some(pressed.person) == person && pressed.number == number && !pressed.is_answered)
    }

    /// The talk as the person sees it, oldest first.
    pub(super) fn talk_as_seen(&self, person: &str) -> Vec<PretendMessage> {
        let dialog = id_of(person).ok().and_then(|person| {
            let group = self.people.business_of(person)?;
            self.groups.get(group)?.dialogs.get(&person)
        });
        let words = |number: u64| {
            let said = dialog?.messages.iter().find(|said| said.number == number)?;
            Some(said.text.clone())
        };
        let waits = |number: u64| self.is_waiting(person, number);
        let shown = |said: &Said| PretendMessage {
            sign: said.sign.clone(),
            waits: waits(said.number),
            files: said
                .files
                .iter()
                .filter_map(|at| Some((*at, self.files.get(*at)?.clone())))
                .collect(),
            reply: said.reply.and_then(words),
            id: said.number,
            from: if said.by_person {
                PretendAuthor::Person
            } else {
                PretendAuthor::Business
            },
            text: said.place.as_ref().map_or_else(|| said.text.clone(), Thing::words),
            at: UnixMs(said.at.seconds() * domain::SECOND_MS),
            edited: said.is_edited,
        };
        let left = |said: &&Said| !said.is_gone;
        dialog.map_or_else(Vec::new, |dialog| {
            dialog.messages.iter().filter(left).map(shown).collect()
        })
    }
}
