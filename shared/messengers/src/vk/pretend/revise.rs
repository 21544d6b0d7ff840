//! Changing and deleting messages as the real server does: <https://dev.vk.com/ru/method/messages.edit>,
//! <https://dev.vk.com/ru/method/messages.delete>.

use domain::{SECOND_MS, UnixMs};
use serde_json::{Value, json};

use super::{PretendVk, Said, api::No, parameters::Parameters};
use crate::registry::vk::limits::{CHANGE_S, TEXT_CODE_POINTS_MAX};

impl PretendVk {
    pub(super) fn edit_text(&mut self, now: UnixMs, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let text = parameters.text("message").unwrap_or_default().trim();
        if text.is_empty() {
            return Err(No::parameter("message is empty or invalid"));
        }
        if text.chars().count() > TEXT_CODE_POINTS_MAX {
            return Err(No::new(914, "Message is too long"));
        }
        let peer = peer(parameters)?;
        let number = parameters.number("cmid").and_then(|number| u64::try_from(number).ok());
        let number = number.ok_or_else(|| No::parameter("message_id is undefined"))?;
        let said = self.find(at, peer, number)?;
        if said.by_person {
            return Err(No::new(15, "Access denied"));
        }
        if is_old(said, now) {
            return Err(No::new(909, "Can't edit this message, because it's too old"));
        }
        if said.text != text {
            text.clone_into(&mut said.text);
            said.is_edited = true;
            let said = said.clone();
            let group = &mut self.groups[at];
            let message = group.message_json(peer, &said);
            group.delivery.enqueue(now, group.id, "message_edit", &message);
        }
        Ok(1.into())
    }

    pub(super) fn delete(&mut self, now: UnixMs, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let peer = peer(parameters)?;
        let numbers = parameters.list("cmids").unwrap_or_default();
        if numbers.is_empty() {
            return Err(No::parameter("cmids is undefined"));
        }
        if parameters.number("delete_for_all") != Some(1) {
            return Err(No::parameter(
                "the contact would keep the message without delete_for_all",
            ));
        }
        let mut answers = Vec::new();
        for number in numbers.iter().filter_map(|number| number.parse().ok()) {
            let mut answer = json!({ "peer_id": peer, "conversation_message_id": number });
            match self.delete_one(now, at, peer, number) {
                Ok(()) => answer["response"] = 1.into(),
                Err(no) => {
                    answer["response"] = 0.into();
                    answer["error"] = no.json();
                }
            }
            answers.push(answer);
        }
        Ok(answers.into())
    }

    fn delete_one(&mut self, now: UnixMs, at: usize, peer: u64, number: u64) -> Result<(), No> {
        let said = self.find(at, peer, number)?;
        if said.by_person || is_old(said, now) {
            return Err(No::new(924, "Can't delete this message for everybody"));
        }
        said.is_gone = true;
        Ok(())
    }

    fn find(&mut self, at: usize, peer: u64, number: u64) -> Result<&mut Said, No> {
        let dialog = self.groups[at].dialogs.get_mut(&peer);
        let mut messages = dialog.into_iter().flat_map(|dialog| &mut dialog.messages);
        let found = messages.find(|said| said.number == number && !said.is_gone);
        found.ok_or_else(|| No::new(15, "Access denied: message can not be found"))
    }
}

fn peer(parameters: &Parameters) -> Result<u64, No> {
    let peer = parameters.number("peer_id").and_then(|peer| u64::try_from(peer).ok());
    peer.ok_or_else(|| No::parameter("peer_id is undefined"))
}

fn is_old(said: &Said, now: UnixMs) -> bool {
    said.at.plus(i64::from(CHANGE_S) * SECOND_MS) <= now
}
