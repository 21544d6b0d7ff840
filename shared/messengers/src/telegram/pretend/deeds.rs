//! What people do besides writing: pressing a button, putting a sign under a message, coming by a link.

use domain::{SECOND_MS, UnixMs};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    PretendTelegram,
    api::{No, Parameters, Yes},
    delivery::Queue,
    people::{chat_json, user_json},
};
use crate::pretend::{CannotPretend, Deed, Pretend};

/// How long an app waits to hear that a press was heard, and the update is kept.
/// Source: `Client.cpp` of the server, `add_new_callback_query`.
const PRESS_MS: i64 = 150 * SECOND_MS;

/// A press of a button.
#[derive(Serialize, Deserialize)]
pub struct Query {
    id: String,
    /// The message the button stands under.
    pub message: u64,
    at: UnixMs,
    pub is_answered: bool,
}

impl PretendTelegram {
    pub(super) fn does(&mut self, now: UnixMs, person: &str, deed: &Deed) -> Result<(), CannotPretend> {
        match deed {
            Deed::Press { label, data } => self.press(now, person, label, data),
            Deed::React { message, sign } => self.put_sign(now, person, *message, sign),
            // Such a button only writes its words.
            Deed::Tap { label, .. } => self.write(now, person, label).map(|_| ()),
            Deed::Come { payload, .. } => self.write(now, person, &format!("/start {payload}")).map(|_| ()),
            Deed::Read {} | Deed::WriteMuch { .. } => Err(CannotPretend::NotOffered),
        }
    }

    fn press(&mut self, now: UnixMs, person: &str, label: &str, data: &str) -> Result<(), CannotPretend> {
        self.saw(now);
        let (person, bot) = self.meet(person)?;
        let talk = self.bots[bot].talks.get(&person).ok_or(CannotPretend::NoSuchMessage)?;
        let newest = talk.messages.iter().rfind(|said| !said.by_person && !said.is_gone);
        let said = newest.ok_or(CannotPretend::NoSuchMessage)?;
        let mut beneath = self.message_json(&self.bots[bot], person, said);
        let button = json!({ "text": label, "callback_data": data });
        beneath["reply_markup"] = json!({ "inline_keyboard": [[button]] });
        let (message, from) = (said.id, user_json(person, self.name_of(person)));
        let bot = &mut self.bots[bot];
        let query = Query {
            id: format!("{}{:06}", bot.id, bot.queries.len() + 1),
            message,
            at: now,
            is_answered: false,
        };
        let update = json!({
            "id": query.id, "from": from, "message": beneath, "chat_instance": person.to_string(), "data": data,
        });
        bot.queries.push(query);
        bot.delivery
            .enqueue_for(PRESS_MS, Queue::Press(person), "callback_query", update, now);
        Ok(())
    }

    /// Hears that a press was heard.
    pub(super) fn hear(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["callback_query_id", "text", "show_alert", "url", "cache_time"])?;
        let id = parameters.text("callback_query_id")?.unwrap_or_default();
        let mut queries = self.bots[bot].queries.iter_mut();
        let query = queries.find(|query| query.id == id && now.0 - query.at.0 < PRESS_MS);
        let words = "query is too old and response timeout expired or query ID is invalid";
        query.ok_or_else(|| No::bad_request(words))?.is_answered = true;
        Ok((true.into(), None))
    }

    fn put_sign(&mut self, now: UnixMs, person: &str, message: u64, sign: &str) -> Result<(), CannotPretend> {
        self.saw(now);
        let (person, bot) = self.meet(person)?;
        let name = self.name_of(person).to_owned();
        let bot = &mut self.bots[bot];
        let talk = bot.talks.get_mut(&person).ok_or(CannotPretend::NoSuchMessage)?;
        let mut messages = talk.messages.iter_mut();
        let said = messages.find(|said| said.id == message && !said.is_gone);
        let said = said.ok_or(CannotPretend::NoSuchMessage)?;
        let list = |sign: &str| -> Value {
            let some = Some(sign).filter(|sign| !sign.is_empty());
            some.map(|sign| json!({ "type": "emoji", "emoji": sign }))
                .into_iter()
                .collect()
        };
        let update = json!({
            "chat": chat_json(person, &name), "message_id": message, "user": user_json(person, &name),
            "date": now.seconds(), "old_reaction": list(&said.sign), "new_reaction": list(sign),
        });
        sign.clone_into(&mut said.sign);
        bot.delivery
            .enqueue(Queue::Reaction(person), "message_reaction", update, now);
        Ok(())
    }
}
