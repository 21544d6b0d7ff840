//! What people show without saying anything, and what the business shows them.

use domain::{SECOND_MS, UnixMs};
use serde_json::{Value, json};

use super::{Person, PretendVk, api::No, id_of, parameters::Parameters};
use crate::{
    pretend::{CannotPretend, Deed, Presence, PretendFile, PretendPerson},
    registry::vk::limits::TYPING_S,
};

impl Presence for PretendVk {
    fn introduce(&mut self, person: &str, name: &str) -> Result<(), CannotPretend> {
        let id = id_of(person)?;
        let name = match name.trim() {
            "" => format!("Person {id}"),
            name => name.to_owned(),
        };
        let unnamed = Person {
            name: String::new(),
            picture: None,
            typed_to: None,
            group: None,
        };
        self.people.entry(id).or_insert(unnamed).name = name;
        Ok(())
    }

    fn people(&self) -> Vec<PretendPerson> {
        let shown = |(id, person): (&u64, &Person)| PretendPerson {
            person: id.to_string(),
            name: person.name.clone(),
        };
        self.people.iter().map(shown).collect()
    }

    fn act(&mut self, now: UnixMs, person: &str, deed: &Deed) -> Result<(), CannotPretend> {
        self.does(now, person, deed)
    }

    fn portray(&mut self, person: &str, base64: Option<&str>) -> Result<(), CannotPretend> {
        let person = self
            .people
            .get_mut(&id_of(person)?)
            .ok_or(CannotPretend::NoSuchPerson)?;
        person.picture = PretendFile::portrait(base64)?.map(|file| {
            self.files.push(file);
            self.files.len() - 1
        });
        Ok(())
    }

    fn types(&mut self, now: UnixMs, person: &str) -> Result<(), CannotPretend> {
        self.saw(now);
        let (person, group) = self.meet(person)?;
        let group = &mut self.groups[group];
        let object = json!({ "state": "typing", "from_id": person, "to_id": -i64::try_from(group.id).unwrap_or(0) });
        group.delivery.enqueue(now, group.id, "message_typing_state", &object);
        Ok(())
    }

    fn is_typed_to(&self, person: &str) -> Option<UnixMs> {
        self.people.get(&id_of(person).ok()?)?.typed_to
    }
}

impl PretendVk {
    /// Shows the person for ten seconds that something is being written.
    pub(super) fn show_action(&mut self, now: UnixMs, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let peer = parameters.number("peer_id").and_then(|peer| u64::try_from(peer).ok());
        let known = peer.filter(|peer| self.groups[at].dialogs.contains_key(peer));
        let person = known.ok_or_else(|| No::new(901, "Can't send messages for users without permission"))?;
        if parameters.text("type") != Some("typing") {
            return Err(No::parameter("type is invalid"));
        }
        let until = now.plus(i64::from(TYPING_S) * SECOND_MS);
        self.people
            .entry(person)
            .and_modify(|person| person.typed_to = Some(until));
        Ok(1.into())
    }
}
