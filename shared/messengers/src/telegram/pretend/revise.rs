//! Changing and deleting messages as the real server does. Words: `Client.cpp` of <https://github.com/tdlib/telegram-bot-api>;
//! what may be edited and for how long may be deleted: `MessagesManager.cpp` of <https://github.com/tdlib/td>.

use domain::UnixMs;
use serde_json::Value;

use super::{
    Said, Talk,
    api::{No, Parameters, Yes},
};
use crate::registry::telegram::{
    limits::{DELETE_S, TEXT_CODE_POINTS_MAX},
    pretend::PretendTelegram,
};

/// Most ids of one `deleteMessages`.
const DELETED_MAX: usize = 100;

impl PretendTelegram {
    pub(super) fn edit_text(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&[
            "business_connection_id",
            "chat_id",
            "message_id",
            "inline_message_id",
            "text",
            "parse_mode",
            "entities",
            "link_preview_options",
            "rich_message",
            "reply_markup",
        ])?;
        let text = parameters.text("text")?.unwrap_or_default().trim().to_owned();
        if text.is_empty() {
            return Err(No::bad_request("message text is empty"));
        }
        if text.chars().count() > TEXT_CODE_POINTS_MAX {
            return Err(No::bad_request("message is too long"));
        }
        let (person, talk) = self.talk_of(bot, parameters)?;
        let id = message_id(parameters)?;
        let said = find(talk, id).ok_or_else(|| No::bad_request("message to edit not found"))?;
        if said.by_person {
            return Err(No::bad_request("message can't be edited"));
        }
        if said.text == text {
            return Err(No::bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same as a \
                 current content and reply markup of the message",
            ));
        }
        said.text = text;
        said.edit_date = Some(now.seconds());
        let said = self.bots[bot].talks[&person].messages.iter().find(|said| said.id == id);
        let message = said.map(|said| self.message_json(&self.bots[bot], person, said));
        Ok((message.unwrap_or_default(), None))
    }

    pub(super) fn delete_one(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["chat_id", "message_id"])?;
        let (_, talk) = self.talk_of(bot, parameters)?;
        let said = find(talk, message_id(parameters)?);
        let said = said.ok_or_else(|| No::bad_request("message to delete not found"))?;
        delete(said, now)?;
        Ok((true.into(), None))
    }

    pub(super) fn delete_several(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["chat_id", "message_ids"])?;
        let (_, talk) = self.talk_of(bot, parameters)?;
        let ids = parameters.numbers("message_ids")?.unwrap_or_default();
        if ids.is_empty() || ids.len() > DELETED_MAX {
            return Err(No::bad_request("message identifiers are not specified"));
        }
        for id in ids.into_iter().filter_map(|id| u64::try_from(id).ok()) {
            if let Some(said) = find(talk, id) {
                delete(said, now)?;
            }
        }
        Ok((Value::Bool(true), None))
    }

    fn talk_of(&mut self, bot: usize, parameters: &Parameters) -> Result<(u64, &mut Talk), No> {
        let chat = parameters
            .chat_id()?
            .ok_or_else(|| No::bad_request("chat_id is empty"))?;
        let not_found = || No::bad_request("chat not found");
        let person = u64::try_from(chat).map_err(|_| not_found())?;
        let talk = self.bots[bot].talks.get_mut(&person).ok_or_else(not_found)?;
        Ok((person, talk))
    }
}

fn message_id(parameters: &Parameters) -> Result<u64, No> {
    let id = parameters.number("message_id")?.and_then(|id| u64::try_from(id).ok());
    id.filter(|id| *id > 0)
        .ok_or_else(|| No::bad_request("message identifier is not specified"))
}

fn find(talk: &mut Talk, id: u64) -> Option<&mut Said> {
    talk.messages.iter_mut().find(|said| said.id == id && !said.is_gone)
}

fn delete(said: &mut Said, now: UnixMs) -> Result<(), No> {
    if now.seconds() - said.date >= i64::from(DELETE_S) {
        return Err(No::bad_request("message can't be deleted for everyone"));
    }
    said.is_gone = true;
    Ok(())
}
