//! What people show without saying anything, and what the business shows them.

use domain::{SECOND_MS, UnixMs};
use serde_json::{Value, json};

use super::{PretendVk, api::No, id_of, parameters::Parameters};
use crate::{
    pretend::{CannotPretend, Deed, Presence, PretendPerson},
    registry::vk::limits::TYPING_S,
};

impl Presence for PretendVk {
    fn introduce(&mut self, person: &str, name: &str) -> Result<(), CannotPretend> {
        self.people.introduce(id_of(person)?, name);
        Ok(())
    }

    fn people(&self) -> Vec<PretendPerson> {
        self.people.shown()
    }

    fn act(&mut self, now: UnixMs, person: &str, deed: &Deed) -> Result<(), CannotPretend> {
        self.does(now, person, deed)
    }

    fn portray(&mut self, person: &str, base64: Option<&str>) -> Result<(), CannotPretend> {
        self.people.portray(id_of(person)?, base64, &mut self.files)
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
        self.people.typed_to(id_of(person).ok()?)
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
        self.people.is_shown_typing(person, until);
        Ok(1.into())
    }
}
