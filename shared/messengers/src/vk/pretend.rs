//! VK's servers, pretended: communities, the people who write to them, and the talk between them.
//!
//! A community owns its dialogs; a person writes to the one they wrote to first, else to the one whose Callback server was
//! added last. [`api`] answers calls, [`parameters`] refuses what the API's own description calls invalid, [`delivery`]
//! brings events to Callback servers. Kinder than the real one in one point on purpose: what people wrote before the first
//! server was ready is told then, so that a first start shows them.

mod api;
mod deeds;
mod delivery;
mod failing;
mod files;
mod parameters;
mod people;
mod poll;
mod revise;
mod share;
mod talk;
mod trial;

use std::collections::BTreeMap;

use domain::{HOUR_MS, MessengerInfo, UnixMs};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Vk, limits::TEXT_CODE_POINTS_MAX};
use crate::{
    Messenger,
    pretend::{
        ApiAnswer, ApiCall, CannotPretend, Pretend, PretendFile, PretendMessage, Refused, Thing, WebhookAnswer,
        WebhookPost, accepted_text, crowd::Crowd, number_of,
    },
};
use delivery::Delivery;

/// The first community's number.
const FIRST_GROUP: u64 = 220_000_001;

/// The first message of a community, over all its dialogs; the number in a dialog is another one.
const FIRST_MESSAGE: u64 = 501;

/// People's numbers end here: then group chats begin.
const PEOPLE_MAX: u64 = 2_000_000_000;

/// How long, and among how many messages of the dialog, a `random_id` is known.
const REPEAT_MS: i64 = HOUR_MS;
const REPEAT_MESSAGES: usize = 100;

/// The admin who answers in VK itself.
const ADMIN: u64 = 42;

/// Communities, people and dialogs. The same calls at the same instants always lead to the same state.
#[derive(Default, Serialize, Deserialize)]
pub struct PretendVk {
    groups: Vec<Group>,
    people: Crowd,
    /// Attempts to deliver handed out so far.
    attempts: u64,
    /// Callback servers added so far: tells which community's came last.
    servers: u64,
    /// The newest instant seen; what has no clock of its own happens then.
    now: UnixMs,
    #[serde(default)]
    files: Vec<PretendFile>,
    /// Where all this is reached.
    #[serde(skip)]
    url: String,
}

#[derive(Serialize, Deserialize)]
struct Group {
    id: u64,
    token: String,
    name: String,
    screen_name: String,
    dialogs: BTreeMap<u64, Dialog>,
    next_message: u64,
    delivery: Delivery,
    #[serde(default)]
    presses: Vec<deeds::Pressed>,
    /// Calls within the second that began at the first of the pair.
    rate: (i64, u32),
}

#[derive(Default, Serialize, Deserialize)]
struct Dialog {
    messages: Vec<Said>,
    /// The person forbade the community to write.
    is_denied: bool,
}

#[derive(Clone, Serialize, Deserialize)]
struct Said {
    /// Over all dialogs of the community.
    id: u64,
    /// In this dialog, counted from 1.
    number: u64,
    by_person: bool,
    text: String,
    /// When, as the person's app shows it.
    at: UnixMs,
    is_edited: bool,
    random_id: i32,
    /// Who wrote it in VK itself.
    admin: Option<u64>,
    /// The community deleted it for both sides.
    #[serde(default)]
    is_gone: bool,
    /// The place it shares.
    #[serde(default)]
    place: Option<Thing>,
    /// Its files, as indexes.
    #[serde(default)]
    files: Vec<usize>,
    /// The same as events show them.
    #[serde(default)]
    attached: Vec<Value>,
    /// The number of the message it answers.
    #[serde(default)]
    reply: Option<u64>,
    /// What events tell of it besides its words.
    #[serde(default)]
    besides: Value,
    /// What the person put under it.
    #[serde(default)]
    sign: String,
}

impl PretendVk {
    fn saw(&mut self, now: UnixMs) {
        self.now = self.now.max(now);
    }

    /// The community `person` writes to.
    fn group_of(&self, person: u64) -> Result<usize, CannotPretend> {
        let first = self.people.business_of(person);
        let newest = || (0..self.groups.len()).max_by_key(|at| (self.groups[*at].delivery.newest(), *at));
        first.or_else(newest).ok_or(CannotPretend::NobodyToWriteTo)
    }

    /// The person's entry, made on first sight, and the community they talk to.
    fn meet(&mut self, person: &str) -> Result<(u64, usize), CannotPretend> {
        let person = id_of(person)?;
        let group = self.group_of(person)?;
        self.people.meet(person, group);
        Ok((person, group))
    }
}

impl Group {
    /// Adds a message to the dialog with `person`.
    fn say(&mut self, person: u64, said: Said) -> Said {
        let dialog = self.dialogs.entry(person).or_default();
        let said = Said {
            id: self.next_message,
            number: dialog.messages.last().map_or(1, |last| last.number + 1),
            ..said
        };
        self.next_message += 1;
        dialog.messages.push(said.clone());
        said
    }

    /// Lets the community write to `person`, or not; told if it changes.
    fn permit(&mut self, now: UnixMs, person: u64, is_denied: bool) {
        let is_new = !self.dialogs.contains_key(&person);
        let dialog = self.dialogs.entry(person).or_default();
        let is_first_yes = is_new && !is_denied;
        if dialog.is_denied == is_denied && !is_first_yes {
            return;
        }
        dialog.is_denied = is_denied;
        let (kind, object) = if is_denied {
            ("message_deny", json!({ "user_id": person }))
        } else {
            ("message_allow", json!({ "user_id": person, "key": "" }))
        };
        self.delivery.enqueue(now, self.id, kind, &object);
    }
}

/// A message as it is written; its numbers come when it is added to the dialog.
fn draft(by_person: bool, text: &str, at: UnixMs) -> Said {
    Said {
        id: 0,
        number: 0,
        by_person,
        text: text.to_owned(),
        at,
        is_edited: false,
        random_id: 0,
        admin: None,
        is_gone: false,
        place: None,
        files: Vec::new(),
        attached: Vec::new(),
        reply: None,
        besides: Value::Null,
        sign: String::new(),
    }
}

impl Pretend for PretendVk {
    fn info(&self) -> MessengerInfo {
        Vk.info()
    }

    fn api_url_variable(&self) -> &'static str {
        Vk.api_url().variable
    }

    fn found_business(&mut self, name: &str) -> String {
        let number = self.groups.len() as u64;
        let id = FIRST_GROUP + number;
        // Looks like a real one; it guards nothing, and the same story always gives the same token.
        let token = format!("vk1.a.Pretend{number:040}");
        let plain = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        self.groups.push(Group {
            id,
            token: token.clone(),
            name: name.to_owned(),
            screen_name: match plain.to_lowercase() {
                word if word.is_empty() => format!("club{id}"),
                word if number == 0 => word,
                word => format!("{word}{}", number + 1),
            },
            dialogs: BTreeMap::new(),
            next_message: FIRST_MESSAGE,
            delivery: Delivery::new(id),
            presses: Vec::new(),
            rate: (0, 0),
        });
        token
    }

    fn renew_token(&mut self, token: &str) -> Option<String> {
        let known = self.groups.iter_mut().find(|known| known.token == token)?;
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

    fn lives_at(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    fn file(&self, path: &str) -> Option<PretendFile> {
        self.file_at(path).cloned()
    }

    fn file_by_number(&self, number: usize) -> Option<PretendFile> {
        self.files.get(number).cloned()
    }

    fn write(&mut self, now: UnixMs, person: &str, text: &str) -> Result<u64, CannotPretend> {
        self.saw(now);
        let (person, group) = self.meet(person)?;
        let text = accepted_text(text, TEXT_CODE_POINTS_MAX)?;
        let group = &mut self.groups[group];
        // Who writes permits the answer.
        group.permit(now, person, false);
        let said = group.say(person, draft(true, text, now));
        group.announce(now, person, &said);
        Ok(said.number)
    }

    fn share(&mut self, now: UnixMs, person: &str, thing: &Thing) -> Result<u64, CannotPretend> {
        self.share_thing(now, person, thing)
    }

    fn edit(&mut self, now: UnixMs, person: &str, message: u64, text: &str) -> Result<(), CannotPretend> {
        self.saw(now);
        let text = accepted_text(text, TEXT_CODE_POINTS_MAX)?;
        let person = id_of(person)?;
        let group = self.group_of(person)?;
        let dialog = self.groups[group].dialogs.get_mut(&person);
        let mut messages = dialog.ok_or(CannotPretend::NoSuchMessage)?.messages.iter_mut();
        let own = |said: &&mut Said| said.number == message && said.by_person && !said.is_gone;
        let said = messages.find(own).ok_or(CannotPretend::NoSuchMessage)?;
        // VK tells nobody: the event exists for a community's own messages alone.
        if said.text != text {
            text.clone_into(&mut said.text);
            said.is_edited = true;
        }
        Ok(())
    }

    fn block(&mut self, person: &str, blocked: bool) -> Result<(), CannotPretend> {
        let (person, group) = self.meet(person)?;
        self.groups[group].permit(self.now, person, blocked);
        Ok(())
    }

    fn answer_outside(&mut self, now: UnixMs, person: &str, text: &str) -> Result<u64, CannotPretend> {
        self.saw(now);
        let (person, group) = self.meet(person)?;
        let text = accepted_text(text, TEXT_CODE_POINTS_MAX)?;
        let group = &mut self.groups[group];
        let said = group.say(
            person,
            Said {
                admin: Some(ADMIN),
                ..draft(false, text, now)
            },
        );
        group.announce(now, person, &said);
        Ok(said.number)
    }

    fn messages(&self, person: &str) -> Vec<PretendMessage> {
        self.talk_as_seen(person)
    }

    fn posts(&mut self, now: UnixMs) -> Vec<WebhookPost> {
        self.saw(now);
        let attempts = &mut self.attempts;
        let groups = self.groups.iter_mut();
        groups.flat_map(|group| group.delivery.posts(now, attempts)).collect()
    }

    fn answered(&mut self, now: UnixMs, attempt: u64, answer: WebhookAnswer) {
        self.saw(now);
        for group in &mut self.groups {
            group.delivery.answered(now, attempt, &answer);
        }
    }

    fn next_post(&self) -> Option<UnixMs> {
        self.groups.iter().filter_map(|group| group.delivery.next_post()).min()
    }

    fn save(&self) -> Value {
        serde_json::to_value(self).expect("our own state serializes")
    }

    fn load(&mut self, saved: Value) -> Result<(), serde_json::Error> {
        let url = std::mem::take(&mut self.url);
        *self = serde_json::from_value(saved)?;
        self.url = url;
        self.groups
            .iter_mut()
            .for_each(|group| group.delivery.nothing_under_way());
        Ok(())
    }
}

fn id_of(person: &str) -> Result<u64, CannotPretend> {
    number_of(person, PEOPLE_MAX)
}

#[cfg(test)]
mod tests;
