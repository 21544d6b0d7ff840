//! Files as the real server takes, names and hands them out: <https://dev.vk.com/ru/api/upload/overview>.
//!
//! A contact's file has a signed address in the event; a community's goes to an upload server, is saved, and then named in the
//! message.

use domain::{FileKind, UnixMs};
use http::header;
use serde_json::{Value, json};

use super::{PretendVk, Said, api::No, draft, parameters::Parameters};
use crate::{
    pretend::{ApiAnswer, ApiCall, CannotPretend, PretendFile, SentFile, file},
    registry::vk::limits::ATTACHMENTS_MAX,
};

/// What an upload is named by between its steps.
const TAKEN: &str = "taken";

impl PretendVk {
    /// A person sends a file.
    pub(super) fn share_file(&mut self, now: UnixMs, person: &str, sent: &SentFile) -> Result<u64, CannotPretend> {
        let file = PretendFile::sent(sent)?;
        self.saw(now);
        let (person, group) = self.meet(person)?;
        let number = self.keep(file);
        let attached = self.attached(number);
        let group = &mut self.groups[group];
        group.permit(now, person, false);
        let said = Said {
            files: vec![number],
            attached: vec![attached],
            ..draft(true, &sent.caption, now)
        };
        let said = group.say(person, said);
        group.announce(now, person, &said);
        Ok(said.number)
    }

    fn keep(&mut self, file: PretendFile) -> usize {
        self.files.push(file);
        self.files.len() - 1
    }

    /// A file as a message of a person shows it.
    fn attached(&self, number: usize) -> Value {
        let Some(file) = self.files.get(number) else {
            return Value::Null;
        };
        let url = format!("{}/files/{number}.{}", self.url, file.ending());
        let sizes = json!([{ "type": "x", "url": url, "width": 800, "height": 600 }]);
        match file.kind {
            FileKind::Photo => json!({ "type": "photo", "photo": { "id": number, "owner_id": 1, "sizes": sizes } }),
            FileKind::Sticker => json!({ "type": "sticker", "sticker": { "sticker_id": number, "images": sizes } }),
            FileKind::Voice => {
                let waveform: Vec<usize> = (0..128).map(|at| at * 7 % 32).collect();
                json!({ "type": "audio_message", "audio_message": {
                    "id": number, "owner_id": 1, "duration": 7, "link_ogg": url, "link_mp3": url, "waveform": waveform,
                } })
            }
            FileKind::Video | FileKind::VideoNote | FileKind::Animation if file.ending() != "gif" => {
                // No address of the film itself: a community's token does not get it.
                json!({ "type": "video", "video": {
                    "id": number, "owner_id": 1, "access_key": "k", "title": file.name, "duration": 7,
                } })
            }
            _ => json!({ "type": "doc", "doc": {
                "id": number, "owner_id": 1, "title": file.name, "size": file.size, "ext": file.ending(), "url": url,
            } }),
        }
    }

    /// The file at `/files/{number}.{ending}`.
    pub(super) fn file_at(&self, path: &str) -> Option<&PretendFile> {
        let number = path.strip_prefix("/files/")?.split('.').next()?;
        self.files.get(number.parse::<usize>().ok()?)
    }

    /// Where a community's file is taken.
    pub(super) fn upload_server(&self, kind: &str) -> Value {
        json!({ "upload_url": format!("{}/upload/{kind}", self.url), "album_id": -64, "group_id": 0 })
    }

    /// Takes a file at an upload server; its answers have no envelope.
    pub(super) fn take_file(&mut self, kind: &str, call: &ApiCall<'_>) -> ApiAnswer {
        let content_type = call
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let form = content_type
            .and_then(|kind| file::multipart(kind, call.body))
            .unwrap_or_default();
        let field = if kind == "photo" { "photo" } else { "file" };
        let found = form.files.into_iter().find(|(name, ..)| name == field);
        let Some((_, name, bytes)) = found.filter(|(.., bytes)| !bytes.is_empty()) else {
            return answer(json!({ "error": "no_file", "error_descr": "file is empty" }));
        };
        let is_picture = domain::media_type::shown(FileKind::Photo, &bytes).is_some();
        if kind == "photo" && !is_picture {
            return answer(json!({ "server": 1, "photo": "[]", "hash": "" }));
        }
        let kind_of_file = match kind {
            "photo" => FileKind::Photo,
            "audio_message" => FileKind::Voice,
            _ => FileKind::Document,
        };
        let number = self.keep(PretendFile::received(kind_of_file, &name, &bytes));
        let taken = format!("{TAKEN}{number}");
        answer(match kind {
            "photo" => json!({ "server": 1, "photo": taken, "hash": "h" }),
            _ => json!({ "file": taken }),
        })
    }

    /// Saves what was taken, so that a message can name it.
    pub(super) fn save_file(&mut self, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let is_photo = parameters.text("photo").is_some();
        let taken = parameters
            .text("photo")
            .or_else(|| parameters.text("file"))
            .unwrap_or_default();
        let number = taken
            .strip_prefix(TAKEN)
            .and_then(|number| number.parse::<usize>().ok());
        let found = number.and_then(|number| Some((number, self.files.get(number)?)));
        let (number, file) = found.ok_or_else(|| No::parameter("file is invalid"))?;
        let owner = -i64::try_from(self.groups[at].id).unwrap_or_default();
        let saved =
            json!({ "id": number, "owner_id": owner, "access_key": "key", "title": file.name, "size": file.size });
        Ok(match (is_photo, file.kind) {
            (true, _) => json!([saved]),
            (false, FileKind::Voice) => json!({ "type": "audio_message", "audio_message": saved }),
            (false, _) => json!({ "type": "doc", "doc": saved }),
        })
    }

    /// The files a message names.
    pub(super) fn named(&self, attachment: &str) -> Result<Vec<usize>, No> {
        let names: Vec<&str> = attachment.split(',').filter(|name| !name.is_empty()).collect();
        if names.len() > ATTACHMENTS_MAX {
            return Err(No::parameter("attachment has too many items"));
        }
        let number = |name: &str| {
            let id = name.split('_').nth(1)?.parse::<usize>().ok()?;
            let is_known = ["photo-", "doc-"].iter().any(|word| name.starts_with(word));
            (is_known && id < self.files.len()).then_some(id)
        };
        let found: Option<Vec<usize>> = names.into_iter().map(number).collect();
        found.ok_or_else(|| No::parameter("attachment is invalid"))
    }
}

fn answer(body: Value) -> ApiAnswer {
    ApiAnswer { status: 200, body }
}

/// The message of the same dialog that is answered: `forward` with `is_reply`.
pub fn replied(forward: &str) -> Result<u64, No> {
    let read: Value = serde_json::from_str(forward).map_err(|_| No::parameter("forward is invalid"))?;
    let number = read["conversation_message_ids"]
        .as_array()
        .and_then(|numbers| match numbers.as_slice() {
            [number] => number.as_u64(),
            _ => None,
        });
    let is_reply = read["is_reply"] == true && read["peer_id"].is_i64();
    number
        .filter(|_| is_reply)
        .ok_or_else(|| No::parameter("forward is invalid"))
}
