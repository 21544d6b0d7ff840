//! What people share besides words, as events show it: <https://dev.vk.com/ru/reference/objects/message>, `geo`.

use domain::UnixMs;
use serde_json::{Value, json};

use super::{PretendVk, Said, draft};
use crate::pretend::{CannotPretend, Thing};

impl PretendVk {
    pub(super) fn share_thing(&mut self, now: UnixMs, person: &str, thing: &Thing) -> Result<u64, CannotPretend> {
        if let Thing::File(file) = thing {
            return self.share_file(now, person, file);
        }
        // VK's apps share people as links to their pages.
        let Thing::Location { .. } = thing else {
            return Err(CannotPretend::NotOffered);
        };
        self.saw(now);
        let (person, group) = self.meet(person)?;
        let group = &mut self.groups[group];
        group.permit(now, person, false);
        let said = Said {
            place: Some(thing.clone()),
            ..draft(true, "", now)
        };
        let said = group.say(person, said);
        group.announce(now, person, &said);
        Ok(said.number)
    }
}

/// Gives a message the place it shares.
pub fn put(message: &mut Value, thing: &Thing) {
    if let Thing::Location {
        latitude,
        longitude,
        title,
    } = thing
    {
        let coordinates = json!({ "latitude": latitude, "longitude": longitude });
        message["geo"] = json!({ "type": "point", "coordinates": coordinates, "place": { "title": title } });
    }
}
