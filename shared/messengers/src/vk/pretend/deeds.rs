//! What people do besides writing: pressing a button, reading, putting a sign under a message, coming by a link.

use domain::UnixMs;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{PretendVk, Said, api::No, draft, parameters::Parameters};
use crate::{
    pretend::{CannotPretend, Deed},
    registry::vk::limits::REACTIONS,
};

/// As much of a long message the event tells; the real number is not documented.
const CROPPED_CHARS: usize = 40;

/// A press of a callback button.
#[derive(Serialize, Deserialize)]
pub struct Pressed {
    id: String,
    pub person: u64,
    /// The number of the message the button stands under.
    pub number: u64,
    pub is_answered: bool,
}

impl PretendVk {
    pub(super) fn does(&mut self, now: UnixMs, person: &str, deed: &Deed) -> Result<(), CannotPretend> {
        self.saw(now);
        let (person, group) = self.meet(person)?;
        match deed {
            Deed::Press { data, .. } => self.press(now, person, group, data),
            Deed::React { message, sign } => self.put_sign(now, person, group, *message, sign),
            Deed::Read {} => self.read(now, person, group),
            Deed::Tap { label, data } => {
                // What a button carries is JSON, told as text.
                self.write_with(
                    now,
                    person,
                    group,
                    label,
                    json!({ "payload": payload(data).to_string() }),
                )
            }
            Deed::Come { payload, source, text } => {
                let link = json!({ "ref": payload, "ref_source": source });
                self.write_with(now, person, group, text, link)
            }
            Deed::WriteMuch { text, is_taken_back } => {
                self.write_with(now, person, group, text, json!({ "is_cropped": true }))?;
                let dialog = self.groups[group].dialogs.get_mut(&person);
                if let Some(newest) = dialog.and_then(|dialog| dialog.messages.last_mut()) {
                    newest.is_gone = *is_taken_back;
                }
                Ok(())
            }
        }
    }

    fn write_with(
        &mut self,
        now: UnixMs,
        person: u64,
        group: usize,
        text: &str,
        besides: Value,
    ) -> Result<(), CannotPretend> {
        if text.trim().is_empty() {
            return Err(CannotPretend::BadText);
        }
        let group = &mut self.groups[group];
        group.permit(now, person, false);
        let said = Said {
            besides,
            ..draft(true, text.trim(), now)
        };
        let said = group.say(person, said);
        group.announce(now, person, &said);
        Ok(())
    }

    fn press(&mut self, now: UnixMs, person: u64, group: usize, data: &str) -> Result<(), CannotPretend> {
        let group = &mut self.groups[group];
        let messages = &group.dialogs.get(&person).ok_or(CannotPretend::NoSuchMessage)?.messages;
        let newest = messages.iter().rfind(|said| !said.by_person && !said.is_gone);
        let number = newest.ok_or(CannotPretend::NoSuchMessage)?.number;
        let pressed = Pressed {
            id: format!("{:012x}", group.presses.len() + 1),
            person,
            number,
            is_answered: false,
        };
        let object = json!({
            "user_id": person, "peer_id": person, "event_id": pressed.id, "payload": payload(data),
            "conversation_message_id": number,
        });
        group.presses.push(pressed);
        group.delivery.enqueue(now, group.id, "message_event", &object);
        Ok(())
    }

    /// Hears that a press was heard.
    pub(super) fn hear(&mut self, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let is_it = |pressed: &&mut Pressed| {
            let person = Some(pressed.person.to_string());
            let names = |name: &str| parameters.text(name).map(str::to_owned) == person;
            parameters.text("event_id") == Some(&pressed.id) && names("user_id") && names("peer_id")
        };
        let mut presses = self.groups[at].presses.iter_mut();
        let pressed = presses.find(is_it).filter(|pressed| !pressed.is_answered);
        pressed.ok_or_else(|| No::parameter("event_id is invalid"))?.is_answered = true;
        Ok(1.into())
    }

    fn put_sign(
        &mut self,
        now: UnixMs,
        person: u64,
        group: usize,
        message: u64,
        sign: &str,
    ) -> Result<(), CannotPretend> {
        let id = REACTIONS.iter().position(|known| *known == sign).map(|at| at + 1);
        if id.is_none() && !sign.is_empty() {
            return Err(CannotPretend::NotOffered);
        }
        let group = &mut self.groups[group];
        let dialog = group.dialogs.get_mut(&person).ok_or(CannotPretend::NoSuchMessage)?;
        let mut messages = dialog.messages.iter_mut();
        let said = messages.find(|said| said.number == message && !said.is_gone);
        sign.clone_into(&mut said.ok_or(CannotPretend::NoSuchMessage)?.sign);
        let mut object = json!({ "reacted_id": person, "peer_id": person, "cmid": message });
        if let Some(id) = id {
            object["reaction_id"] = id.into();
        }
        group.delivery.enqueue(now, group.id, "message_reaction_event", &object);
        Ok(())
    }

    fn read(&mut self, now: UnixMs, person: u64, group: usize) -> Result<(), CannotPretend> {
        let group = &mut self.groups[group];
        let dialog = group.dialogs.get(&person).ok_or(CannotPretend::NoSuchMessage)?;
        let mut left = dialog.messages.iter().rev().filter(|said| !said.is_gone);
        let last = left.next().ok_or(CannotPretend::NoSuchMessage)?;
        let object = json!({
            "from_id": person, "peer_id": person, "read_message_id": last.id, "conversation_message_id": last.number,
        });
        group.delivery.enqueue(now, group.id, "message_read", &object);
        Ok(())
    }

    /// Messages of a dialog by their numbers in it, whole.
    pub(super) fn by_number(&self, at: usize, parameters: &Parameters) -> Value {
        let group = &self.groups[at];
        let person = parameters.number("peer_id").and_then(|peer| u64::try_from(peer).ok());
        let numbers = parameters.list("conversation_message_ids").unwrap_or_default();
        let messages = person
            .and_then(|person| group.dialogs.get(&person))
            .map(|dialog| &dialog.messages);
        let is_wanted = |said: &&Said| !said.is_gone && numbers.contains(&said.number.to_string().as_str());
        let items: Vec<Value> = messages
            .into_iter()
            .flatten()
            .filter(is_wanted)
            .map(|said| {
                let mut message = group.message_json(person.unwrap_or_default(), said);
                message["text"] = said.text.as_str().into();
                message["is_cropped"] = false.into();
                message
            })
            .collect();
        json!({ "count": items.len(), "items": items })
    }
}

/// Puts into a message of an event what it has besides its words; of one that is cropped the words go too.
pub fn put(message: &mut Value, said: &Said) {
    let (Some(message), Some(besides)) = (message.as_object_mut(), said.besides.as_object()) else {
        return;
    };
    message.extend(besides.clone());
    if besides.get("is_cropped") == Some(&true.into()) {
        let beginning: String = said.text.chars().take(CROPPED_CHARS).collect();
        message.insert("text".into(), beginning.into());
    }
}

/// What a button carries: JSON, or words of a program that knows no better.
fn payload(data: &str) -> Value {
    serde_json::from_str(data).unwrap_or_else(|_| data.into())
}
