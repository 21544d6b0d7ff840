//! What lies where files lie, at rest: every file of a talk is here with its own bytes or known not to come, and nothing lies
//! there that belongs to nobody.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use domain::{Fetch, File, FileState, FileTrouble, Message, MessageId, Order, Origin, Upload, UploadId};
use messengers::pretend::{PretendAuthor, PretendFile};
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{
    keys,
    table::{Item, Key},
};

use crate::{people::chat_of, stage::Stage};

/// Everything that is not as it must be.
#[must_use]
pub fn differences(stage: &Stage) -> Vec<String> {
    let rows = Rows::of(stage);
    let stored = stage.desk.files.all();
    let mut found = Vec::new();
    rows.files_are_here(stage, &stored, &mut found);
    rows.nothing_is_left_over(&stored, &mut found);
    found
}

/// What must be so wherever contacts were erased: no bytes, no file and no message of nobody.
#[must_use]
pub fn left_over(stage: &Stage) -> Vec<String> {
    let rows = Rows::of(stage);
    let mut found = Vec::new();
    rows.nothing_is_left_over(&stage.desk.files.all(), &mut found);
    let erased = |id: &MessageId| rows.erased.contains(&domain::ContactId::first_seen(&id.identity));
    let kept = rows.messages.keys().filter(|id| erased(id));
    found.extend(kept.map(|id| format!("erase: {id} is left of somebody who was erased")));
    found
}

/// The rows that files are about.
struct Rows {
    messages: BTreeMap<MessageId, Message>,
    fetches: Vec<Fetch>,
    uploads: BTreeSet<UploadId>,
    /// Contacts of whom a tombstone is all there is.
    erased: BTreeSet<domain::ContactId>,
}

impl Rows {
    fn of(stage: &Stage) -> Self {
        let engine = stage.desk.table.engine();
        let all = |is_it: fn(&Key) -> bool| engine.rows().filter(move |(key, _)| is_it(key)).map(|(_, row)| row);
        let messages = all(|key| key.pk.starts_with("THREAD#")).filter_map(|row| read::<Message>(row));
        let uploads = all(|key| key.pk.starts_with("UPLOAD#")).filter_map(|row| read::<Upload>(row));
        let stones = all(keys::is_chat).filter(|row| row.contains_key("erased"));
        let stones = stones.filter_map(|row| row.get("contact")?.as_str()?.parse().ok());
        Self {
            messages: messages.map(|message| (message.id.clone(), message)).collect(),
            fetches: all(keys::is_file).filter_map(|row| read::<Fetch>(row)).collect(),
            uploads: uploads.map(|upload| upload.id).collect(),
            erased: stones.collect(),
        }
    }

    fn fetch(&self, message: &MessageId, number: u32) -> Option<&Fetch> {
        let is_it = |fetch: &&Fetch| fetch.message == *message && fetch.number == number;
        self.fetches.iter().find(is_it)
    }

    /// What contacts sent is here as they sent it, or it is known why not.
    fn files_are_here(&self, stage: &Stage, stored: &BTreeMap<String, Bytes>, found: &mut Vec<String>) {
        let pretend = stage.desk.provider.pretend();
        for person in pretend.people() {
            let (_, identity) = chat_of(&stage.channel, &person.person);
            for said in pretend.messages(&person.person) {
                let order = Order::inbound(said.id);
                let id = MessageId {
                    identity: identity.clone(),
                    order,
                };
                let message = self.messages.get(&id).filter(|_| said.from == PretendAuthor::Person);
                let files = message.iter().flat_map(|message| message.content.files());
                for (file, (_, sent)) in files.zip(&said.files) {
                    found.extend(self.wrong(&id, file, sent, stored));
                }
            }
        }
        let pending = |message: &&Message| {
            let mut files = message.content.files().iter();
            files.any(|file| file.state == FileState::Pending)
        };
        let waiting = self.messages.values().filter(pending);
        found.extend(waiting.map(|message| format!("files: one of {} is pending for ever", message.id)));
        for fetch in self.fetches.iter().filter(|fetch| fetch.try_at.is_some()) {
            found.push(format!("files: {} of {} waits", fetch.number, fetch.message));
        }
    }

    fn wrong(
        &self,
        id: &MessageId,
        file: &File,
        sent: &PretendFile,
        stored: &BTreeMap<String, Bytes>,
    ) -> Option<String> {
        let number = file.number;
        match &file.state {
            FileState::Ready { .. } => {
                let key = self.fetch(id, number).and_then(|fetch| fetch.key.as_ref());
                let bytes = key.and_then(|key| stored.get(key));
                let is_it = bytes.is_some_and(|bytes| **bytes == *sent.head());
                (!is_it).then(|| format!("files: {number} of {id} is ready, and not what was sent"))
            }
            FileState::Failed {
                why: FileTrouble::TooLarge,
            } if sent.size == sent.head().len() as u64 => Some(format!("files: {number} of {id} was not too large")),
            _ => None,
        }
    }

    /// Whose each row and each file is.
    fn nothing_is_left_over(&self, stored: &BTreeMap<String, Bytes>, found: &mut Vec<String>) {
        let mut owned: BTreeSet<String> = self.uploads.iter().map(ToString::to_string).collect();
        for fetch in &self.fetches {
            if !self.messages.contains_key(&fetch.message) {
                found.push(format!(
                    "erase: a file of {} is left, which is not there",
                    fetch.message
                ));
            }
            if let Some(key) = &fetch.key {
                owned.insert(Fetch::preview_key(key));
                owned.insert(key.clone());
            }
        }
        for message in self.messages.values() {
            let uploads = message.content.files().iter().filter_map(|file| file.upload.as_ref());
            owned.extend(uploads.map(ToString::to_string));
            let is_ours = matches!(message.origin, Origin::Operator { .. });
            for file in message.content.files().iter().filter(|_| is_ours) {
                let upload = file.upload.as_ref().map(ToString::to_string);
                if upload.is_none_or(|key| !stored.contains_key(&key)) {
                    found.push(format!("files: what {} brings is not there", message.id));
                }
            }
        }
        let left = stored.keys().filter(|key| !owned.contains(*key));
        found.extend(left.map(|key| format!("erase: the bytes of {key} belong to nobody")));
    }
}

fn read<T: DeserializeOwned>(row: &Item) -> Option<T> {
    serde_json::from_value(Value::Object(row.clone())).ok()
}
