//! People and their chats, as the Bot API shows them.

use domain::{SECOND_MS, UnixMs};
use serde_json::{Value, json};

use super::{
    PretendTelegram, Said, Talk,
    api::{No, Parameters, Yes},
    id_of,
};
use crate::{
    pretend::{CannotPretend, Deed, Presence, PretendAuthor, PretendMessage, PretendPerson},
    registry::telegram::limits::TYPING_S,
};

impl PretendTelegram {
    fn talk(&self, person: &str) -> Option<&Talk> {
        let person = id_of(person).ok()?;
        let bot = self.people.business_of(person)?;
        self.bots.get(bot)?.talks.get(&person)
    }

    fn is_waiting(&self, person: &str, message: u64) -> bool {
        let bot = id_of(person).ok().and_then(|person| self.people.business_of(person));
        let queries = bot.and_then(|bot| self.bots.get(bot)).map(|bot| bot.queries.iter());
        let mut queries = queries.into_iter().flatten();
        queries.any(|query| query.message == message && !query.is_answered)
    }

    /// The talk as the person sees it, oldest first.
    pub(super) fn talk_as_seen(&self, person: &str) -> Vec<PretendMessage> {
        let Some(talk) = self.talk(person) else {
            return Vec::new();
        };
        let words = |id: u64| {
            talk.messages
                .iter()
                .find(|said| said.id == id)
                .map(|said| said.text.clone())
        };
        let waits = |id: u64| self.is_waiting(person, id);
        let shown = |said: &Said| PretendMessage {
            sign: said.sign.clone(),
            waits: waits(said.id),
            id: said.id,
            from: if said.by_person {
                PretendAuthor::Person
            } else {
                PretendAuthor::Business
            },
            text: said.text.clone(),
            at: UnixMs(said.date.saturating_mul(SECOND_MS)),
            edited: said.edit_date.is_some(),
            files: said
                .file
                .and_then(|at| Some((at, self.files.get(at)?.clone())))
                .into_iter()
                .collect(),
            reply: said.reply.and_then(words),
        };
        let left = |said: &&Said| !said.is_gone;
        talk.messages.iter().filter(left).map(shown).collect()
    }
}

impl Presence for PretendTelegram {
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

    fn types(&mut self, _: UnixMs, _: &str) -> Result<(), CannotPretend> {
        // Bots are not told.
        Err(CannotPretend::NotOffered)
    }

    fn is_typed_to(&self, person: &str) -> Option<UnixMs> {
        self.people.typed_to(id_of(person).ok()?)
    }
}

impl PretendTelegram {
    /// Shows the person for five seconds that something is being written.
    pub(super) fn show_action(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["chat_id", "action"])?;
        if parameters.text("action")? != Some("typing") {
            return Err(No::bad_request("wrong parameter action in request"));
        }
        let person = self.reachable(bot, parameters)?;
        let until = now.plus(i64::from(TYPING_S) * SECOND_MS);
        self.people.is_shown_typing(person, until);
        Ok((true.into(), None))
    }

    /// Who is behind a private chat, with the picture they show. Of the two sizes there is one file here.
    pub(super) fn get_chat(&self, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["chat_id"])?;
        let id = self.known(bot, parameters)?;
        let mut chat = chat_json(id, self.people.name_of(id));
        chat["accent_color_id"] = 0.into();
        chat["max_reaction_count"] = 11.into();
        if let Some(number) = self.people.get(id).and_then(|person| person.picture) {
            let (file, unique) = (format!("File{number}"), format!("U{number}"));
            chat["photo"] = json!({ "small_file_id": file, "small_file_unique_id": unique,
                "big_file_id": file, "big_file_unique_id": unique });
        }
        Ok((chat, None))
    }
}

fn names(name: &str) -> (&str, Option<&str>) {
    let (first, last) = name
        .split_once(' ')
        .map_or((name, ""), |(first, last)| (first, last.trim()));
    (first, Some(last).filter(|last| !last.is_empty()))
}

/// A person.
pub fn user_json(person: u64, name: &str) -> Value {
    let (first, last) = names(name);
    let mut user = json!({ "id": person, "is_bot": false, "first_name": first });
    if let Some(last) = last {
        user["last_name"] = last.into();
    }
    user
}

/// The private chat with a person.
pub fn chat_json(person: u64, name: &str) -> Value {
    let (first, last) = names(name);
    let mut chat = json!({ "id": person, "type": "private", "first_name": first });
    if let Some(last) = last {
        chat["last_name"] = last.into();
    }
    chat
}
