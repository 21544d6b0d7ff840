//! What people share besides words, as the Bot API shows it: <https://core.telegram.org/bots/api#message>.

use domain::UnixMs;
use serde_json::{Value, json};

use super::PretendTelegram;
use crate::pretend::{CannotPretend, Thing};

impl PretendTelegram {
    pub(super) fn share_thing(&mut self, now: UnixMs, person: &str, thing: &Thing) -> Result<u64, CannotPretend> {
        if let Thing::File(file) = thing {
            return self.share_file(now, person, file);
        }
        self.saw(now);
        let (person, bot) = self.meet(person)?;
        self.block_now(person, bot, false);
        let id = self.bots[bot].say(person, true, &thing.words(), now).id;
        let talk = self.bots[bot].talks.get_mut(&person);
        let said = talk.and_then(|talk| talk.messages.iter_mut().find(|said| said.id == id));
        if let Some(said) = said {
            said.thing = Some(thing.clone());
        }
        self.announce(now, person, bot, id, "message");
        Ok(id)
    }
}

/// Makes a text message one of this thing. A venue also has the field of a plain location.
pub fn put(message: &mut Value, thing: &Thing) {
    if let Some(message) = message.as_object_mut() {
        message.remove("text");
    }
    match thing {
        Thing::Location {
            latitude,
            longitude,
            title,
        } => {
            let location = json!({ "latitude": latitude, "longitude": longitude });
            if !title.is_empty() {
                message["venue"] = json!({ "location": location, "title": title, "address": "" });
            }
            message["location"] = location;
        }
        // Put in by who knows where it lies.
        Thing::File(_) => {}
        Thing::Contact { name, phone } => message["contact"] = json!({ "phone_number": phone, "first_name": name }),
    }
}
