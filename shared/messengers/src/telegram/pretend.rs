//! Telegram's servers, pretended: bots, the people who write to them, and the talk between them.
//!
//! It speaks as a self-hosted Bot API server in local mode does, which is why webhook addresses may be plain HTTP. A
//! bot owns its talks; a person writes to the bot they wrote to first, else to the one whose webhook was set last.
//! [`api`] answers Bot API calls, [`delivery`] makes the webhook calls. Rules and words are those of the server's own
//! source, <https://github.com/tdlib/telegram-bot-api>.

mod api;
mod deeds;
mod delivery;
mod failing;
mod files;
mod methods;
mod people;
mod poll;
mod revise;
mod share;

use std::collections::BTreeMap;

use domain::{MessengerInfo, UnixMs};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Telegram, limits::TEXT_CODE_POINTS_MAX};
use crate::{
    Messenger,
    pretend::{
        ApiAnswer, ApiCall, CannotPretend, Pretend, PretendFile, PretendMessage, Refused, Thing, Trial, WebhookAnswer,
        WebhookPost, accepted_text, crowd::Crowd, number_of,
    },
};
use delivery::{Delivery, Queue};
use people::{chat_json, user_json};

/// The first bot's id; real ones have ten digits too.
const FIRST_BOT: u64 = 7_100_000_001;

/// The first message of a bot: any number will do, as long as it is not the array index an adapter might hope for.
const FIRST_MESSAGE: u64 = 101;

/// User and chat ids have up to 52 bits.
const PERSON_BITS: u32 = 52;

/// Bots, people and talks. The same calls at the same instants always lead to the same state.
#[derive(Default, Serialize, Deserialize)]
pub struct PretendTelegram {
    bots: Vec<Bot>,
    people: Crowd,
    /// Attempts to deliver handed out so far.
    attempts: u64,
    /// How often a webhook was set: tells which bot's was set last.
    webhooks: u64,
    /// The newest instant seen; what has no clock of its own happens then.
    now: UnixMs,
    #[serde(default)]
    files: Vec<PretendFile>,
}

#[derive(Serialize, Deserialize)]
struct Bot {
    id: u64,
    token: String,
    name: String,
    username: String,
    talks: BTreeMap<u64, Talk>,
    /// Message ids grow over all talks of a bot.
    next_message: u64,
    delivery: Delivery,
    #[serde(default)]
    queries: Vec<deeds::Query>,
}

/// One private chat.
#[derive(Default, Serialize, Deserialize)]
struct Talk {
    messages: Vec<Said>,
    blocked: bool,
}

#[derive(Serialize, Deserialize)]
struct Said {
    id: u64,
    by_person: bool,
    text: String,
    /// Seconds since 1970, as everywhere in the Bot API.
    date: i64,
    edit_date: Option<i64>,
    /// The bot deleted it for both sides.
    #[serde(default)]
    is_gone: bool,
    /// What it is, if it is no text.
    #[serde(default)]
    thing: Option<Thing>,
    /// Its file, as an index.
    #[serde(default)]
    file: Option<usize>,
    #[serde(default)]
    album: Option<String>,
    /// The message of the same talk it answers.
    #[serde(default)]
    reply: Option<u64>,
    /// What the person put under it.
    #[serde(default)]
    sign: String,
}

impl PretendTelegram {
    fn saw(&mut self, now: UnixMs) {
        self.now = self.now.max(now);
    }

    /// The bot `person` writes to.
    fn bot_of(&self, person: u64) -> Result<usize, CannotPretend> {
        let first = self.people.business_of(person);
        let newest = || (0..self.bots.len()).max_by_key(|at| (self.bots[*at].delivery.webhook_set(), *at));
        first.or_else(newest).ok_or(CannotPretend::NobodyToWriteTo)
    }

    /// The person's entry, made on first sight, and the bot they talk to.
    fn meet(&mut self, person: &str) -> Result<(u64, usize), CannotPretend> {
        let person = id_of(person)?;
        let bot = self.bot_of(person)?;
        self.people.meet(person, bot);
        Ok((person, bot))
    }

    fn name_of(&self, person: u64) -> &str {
        self.people.name_of(person)
    }

    /// A message as the Bot API shows it.
    fn message_json(&self, bot: &Bot, person: u64, said: &Said) -> Value {
        let chat = chat_json(person, self.name_of(person));
        let from = if said.by_person {
            user_json(person, self.name_of(person))
        } else {
            bot.user_json()
        };
        let mut message = json!({
            "message_id": said.id, "from": from, "chat": chat, "date": said.date, "text": said.text,
        });
        if let Some(thing) = &said.thing {
            share::put(&mut message, thing);
        }
        if let Some(file) = said.file {
            self.put_file(&mut message, file, said);
        }
        if let Some(date) = said.edit_date {
            message["edit_date"] = date.into();
        }
        message
    }

    fn block_now(&mut self, person: u64, bot: usize, blocked: bool) {
        let name = self.name_of(person).to_owned();
        let now = self.now;
        let Some(bot) = self.bots.get_mut(bot) else { return };
        let Some(talk) = bot.talks.get_mut(&person).filter(|talk| talk.blocked != blocked) else {
            return;
        };
        talk.blocked = blocked;
        let member = |blocked: bool| {
            let mut member = json!({ "user": bot.user_json(), "status": if blocked { "kicked" } else { "member" } });
            if blocked {
                member["until_date"] = 0.into();
            }
            member
        };
        let update = json!({
            "chat": chat_json(person, &name), "from": user_json(person, &name), "date": now.seconds(),
            "old_chat_member": member(!blocked), "new_chat_member": member(blocked),
        });
        bot.delivery
            .enqueue(Queue::Membership(person), "my_chat_member", update, now);
    }
}

impl Bot {
    fn user_json(&self) -> Value {
        json!({ "id": self.id, "is_bot": true, "first_name": self.name, "username": self.username })
    }

    /// Adds a message to the talk with `person`.
    fn say(&mut self, person: u64, by_person: bool, text: &str, now: UnixMs) -> &Said {
        let id = self.next_message;
        self.next_message += 1;
        let said = Said {
            id,
            by_person,
            text: text.to_owned(),
            date: now.seconds(),
            edit_date: None,
            is_gone: false,
            thing: None,
            file: None,
            album: None,
            reply: None,
            sign: String::new(),
        };
        let messages = &mut self.talks.entry(person).or_default().messages;
        messages.push(said);
        &messages[messages.len() - 1]
    }
}

impl Trial for PretendTelegram {}

impl Pretend for PretendTelegram {
    fn info(&self) -> MessengerInfo {
        Telegram.info()
    }

    fn api_url_variable(&self) -> &'static str {
        Telegram.api_url().variable
    }

    fn found_business(&mut self, name: &str) -> String {
        let number = self.bots.len() as u64;
        let id = FIRST_BOT + number;
        // Looks like a real one; it guards nothing, and the same story always gives the same token.
        let token = format!("{id}:AAPretend{number:026}");
        let word: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        let number = if number == 0 {
            String::new()
        } else {
            (number + 1).to_string()
        };
        let username = format!("{}{number}_bot", if word.is_empty() { "business" } else { &word });
        self.bots.push(Bot {
            id,
            token: token.clone(),
            name: name.to_owned(),
            username,
            talks: BTreeMap::new(),
            next_message: FIRST_MESSAGE,
            delivery: Delivery::new(id),
            queries: Vec::new(),
        });
        token
    }

    fn renew_token(&mut self, token: &str) -> Option<String> {
        let known = self.bots.iter_mut().find(|known| known.token == token)?;
        known.token.push('R');
        Some(known.token.clone())
    }

    fn call(&mut self, now: UnixMs, call: &ApiCall<'_>) -> ApiAnswer {
        self.saw(now);
        self.answer(now, call)
    }

    fn is_about_messages(&self, call: &ApiCall<'_>) -> bool {
        failing::is_about_messages(call.path)
    }

    fn refuses(&self, reason: Refused) -> ApiAnswer {
        failing::refuses(reason)
    }

    fn lives_at(&mut self, _: &str) {
        // Nothing the Bot API says holds an address of its own.
    }

    fn file(&self, path: &str) -> Option<PretendFile> {
        self.file_at(path).cloned()
    }

    fn file_by_number(&self, number: usize) -> Option<PretendFile> {
        self.files.get(number).cloned()
    }

    fn write(&mut self, now: UnixMs, person: &str, text: &str) -> Result<u64, CannotPretend> {
        self.saw(now);
        let (person, bot) = self.meet(person)?;
        let text = accepted_text(text, TEXT_CODE_POINTS_MAX)?;
        // Telegram's apps offer no way to write to a blocked bot but "Restart", which takes the block back.
        self.block_now(person, bot, false);
        let id = self.bots[bot].say(person, true, text, now).id;
        self.announce(now, person, bot, id, "message");
        Ok(id)
    }

    fn share(&mut self, now: UnixMs, person: &str, thing: &Thing) -> Result<u64, CannotPretend> {
        self.share_thing(now, person, thing)
    }

    fn edit(&mut self, now: UnixMs, person: &str, message: u64, text: &str) -> Result<(), CannotPretend> {
        self.saw(now);
        let text = accepted_text(text, TEXT_CODE_POINTS_MAX)?;
        let person = id_of(person)?;
        let bot = self.bot_of(person)?;
        let talk = self.bots[bot]
            .talks
            .get_mut(&person)
            .ok_or(CannotPretend::NoSuchMessage)?;
        let own = |said: &&mut Said| said.id == message && said.by_person && !said.is_gone && said.thing.is_none();
        let said = talk.messages.iter_mut().find(own).ok_or(CannotPretend::NoSuchMessage)?;
        if said.text != text {
            text.clone_into(&mut said.text);
            said.edit_date = Some(now.seconds());
            self.announce(now, person, bot, message, "edited_message");
        }
        Ok(())
    }

    fn block(&mut self, person: &str, blocked: bool) -> Result<(), CannotPretend> {
        let (person, bot) = self.meet(person)?;
        self.block_now(person, bot, blocked);
        Ok(())
    }

    fn answer_outside(&mut self, _: UnixMs, _: &str, _: &str) -> Result<u64, CannotPretend> {
        // A bot speaks by its API alone.
        Err(CannotPretend::NotOffered)
    }

    fn messages(&self, person: &str) -> Vec<PretendMessage> {
        self.talk_as_seen(person)
    }

    fn posts(&mut self, now: UnixMs) -> Vec<WebhookPost> {
        self.saw(now);
        let attempts = &mut self.attempts;
        self.bots
            .iter_mut()
            .flat_map(|bot| bot.delivery.posts(now, attempts))
            .collect()
    }

    fn answered(&mut self, now: UnixMs, attempt: u64, answer: WebhookAnswer) {
        self.saw(now);
        for bot in &mut self.bots {
            bot.delivery.answered(now, attempt, &answer);
        }
    }

    fn next_post(&self) -> Option<UnixMs> {
        self.bots.iter().filter_map(|bot| bot.delivery.next_post()).min()
    }

    fn save(&self) -> Value {
        serde_json::to_value(self).expect("our own state serializes")
    }

    fn load(&mut self, saved: Value) -> Result<(), serde_json::Error> {
        *self = serde_json::from_value(saved)?;
        self.bots.iter_mut().for_each(|bot| bot.delivery.nothing_under_way());
        Ok(())
    }
}

impl PretendTelegram {
    /// Queues message `id` for the webhook in its present form.
    fn announce(&mut self, now: UnixMs, person: u64, bot: usize, id: u64, kind: &'static str) {
        let Some(said) = self.bots[bot].talks[&person].messages.iter().find(|said| said.id == id) else {
            return;
        };
        let message = self.message_json(&self.bots[bot], person, said);
        self.bots[bot].delivery.enqueue(Queue::Chat(person), kind, message, now);
    }
}

fn id_of(person: &str) -> Result<u64, CannotPretend> {
    number_of(person, (1 << PERSON_BITS) - 1)
}

#[cfg(test)]
mod tests;
