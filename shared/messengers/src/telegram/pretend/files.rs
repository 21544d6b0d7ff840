//! Files as the real server takes, names and hands them out: <https://core.telegram.org/bots/api#sending-files>,
//! <https://core.telegram.org/bots/api#getfile>.

use domain::{FileKind, UnixMs};
use serde_json::{Map, Value, json};

use super::{
    PretendTelegram, Said,
    api::{No, Parameters, Yes},
};
use crate::{
    pretend::{CannotPretend, PretendFile, SentFile, file::Form},
    registry::telegram::limits::{
        ALBUM_MAX, CAPTION_CODE_POINTS_MAX, DOWNLOAD_BYTES_MAX, PHOTO_BYTES_MAX, UPLOAD_BYTES_MAX,
    },
};

/// A method that brings one file: its name, the field of the file, what it arrives as.
const METHODS: [(&str, &str, FileKind); 7] = [
    ("sendphoto", "photo", FileKind::Photo),
    ("sendvideo", "video", FileKind::Video),
    ("sendanimation", "animation", FileKind::Animation),
    ("sendaudio", "audio", FileKind::Audio),
    ("sendvoice", "voice", FileKind::Voice),
    ("sendvideonote", "video_note", FileKind::VideoNote),
    ("senddocument", "document", FileKind::Document),
];

/// The word for a kind in a message.
fn word(kind: FileKind) -> &'static str {
    let found = METHODS.iter().find(|(.., known)| *known == kind);
    found.map_or("sticker", |(_, word, _)| word)
}

impl PretendTelegram {
    /// A person sends a file.
    pub(super) fn share_file(&mut self, now: UnixMs, person: &str, sent: &SentFile) -> Result<u64, CannotPretend> {
        let file = PretendFile::sent(sent)?;
        self.saw(now);
        let (person, bot) = self.meet(person)?;
        self.block_now(person, bot, false);
        let number = self.keep_file(file);
        let id = self.bots[bot].say(person, true, &sent.caption, now).id;
        if let Some(said) = self.said_mut(bot, person, id) {
            said.file = Some(number);
            said.album = Some(sent.album.clone()).filter(|album| !album.is_empty());
        }
        self.announce(now, person, bot, id, "message");
        Ok(id)
    }

    fn keep_file(&mut self, file: PretendFile) -> usize {
        self.files.push(file);
        self.files.len() - 1
    }

    fn said_mut(&mut self, bot: usize, person: u64, id: u64) -> Option<&mut Said> {
        let talk = self.bots[bot].talks.get_mut(&person)?;
        talk.messages.iter_mut().find(|said| said.id == id)
    }

    /// Makes a text message one with a file.
    pub(super) fn put_file(&self, message: &mut Value, number: usize, said: &Said) {
        let (Some(file), Some(message)) = (self.files.get(number), message.as_object_mut()) else {
            return;
        };
        message.remove("text");
        if !said.text.is_empty() {
            message.insert("caption".into(), said.text.as_str().into());
        }
        if let Some(album) = &said.album {
            message.insert("media_group_id".into(), album.as_str().into());
        }
        message.insert(word(file.kind).into(), shown(number, file));
        if file.kind == FileKind::Animation {
            // For apps from before there were any.
            message.insert("document".into(), shown(number, file));
        }
    }

    pub(super) fn get_file(&self, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["file_id"])?;
        let id = parameters.text("file_id")?.unwrap_or_default();
        let number = id.strip_prefix("File").and_then(|number| number.parse::<usize>().ok());
        let found = number.and_then(|number| Some((number, self.files.get(number)?)));
        let (number, file) = found.ok_or_else(|| No::bad_request("invalid file_id"))?;
        if file.size > DOWNLOAD_BYTES_MAX {
            return Err(No::bad_request("file is too big"));
        }
        let path = format!("{}s/file_{number}.{}", word(file.kind), file.ending());
        Ok((
            json!({ "file_id": id, "file_unique_id": format!("U{number}"), "file_size": file.size, "file_path": path }),
            None,
        ))
    }

    /// The file at `/file/bot{token}/{path}`.
    pub(super) fn file_at(&self, path: &str) -> Option<&PretendFile> {
        let (token, path) = path.strip_prefix("/file/bot")?.split_once('/')?;
        self.bots.iter().find(|bot| bot.token == token)?;
        let number = path.rsplit_once("file_")?.1.split('.').next()?;
        self.files.get(number.parse::<usize>().ok()?)
    }

    /// The method, if it is one that brings files.
    pub(super) fn send_files(
        &mut self,
        now: UnixMs,
        bot: usize,
        method: &str,
        parameters: &Parameters,
        form: &Form,
    ) -> Option<Result<Yes, No>> {
        if method == "sendmediagroup" {
            return Some(self.send_album(now, bot, parameters, form));
        }
        let (_, field, kind) = METHODS.iter().find(|(name, ..)| *name == method)?;
        Some(self.send_one(now, bot, (field, *kind), parameters, form))
    }

    fn send_one(
        &mut self,
        now: UnixMs,
        bot: usize,
        (field, kind): (&str, FileKind),
        parameters: &Parameters,
        form: &Form,
    ) -> Result<Yes, No> {
        let mut known = vec!["chat_id", "reply_parameters"];
        if kind != FileKind::VideoNote {
            known.push("caption");
        }
        parameters.only(&known)?;
        let caption = caption(parameters.text("caption")?)?;
        let file =
            uploaded(form, field).ok_or_else(|| No::bad_request(&format!("there is no {field} in the request")))?;
        let file = accepted(kind, file)?;
        let person = self.reachable(bot, parameters)?;
        let id = self.bring(now, bot, person, file, &caption, None);
        Ok((self.message_of(bot, person, id), None))
    }

    fn send_album(&mut self, now: UnixMs, bot: usize, parameters: &Parameters, form: &Form) -> Result<Yes, No> {
        parameters.only(&["chat_id", "media", "reply_parameters"])?;
        let media: Vec<Map<String, Value>> = parameters
            .text("media")?
            .and_then(|media| serde_json::from_str(media).ok())
            .ok_or_else(|| No::bad_request("can't parse media JSON object"))?;
        if !(2..=ALBUM_MAX).contains(&media.len()) {
            return Err(No::bad_request("there must be 2-10 media in an album"));
        }
        let mut files = Vec::new();
        for item in &media {
            if let Some(strange) = item
                .keys()
                .find(|name| !["type", "media", "caption"].contains(&name.as_str()))
            {
                return Err(No::bad_request(&format!("there is no parameter \"{strange}\"")));
            }
            let text = |name: &str| item.get(name).and_then(Value::as_str);
            let kind = METHODS.iter().find(|(_, word, _)| Some(*word) == text("type"));
            let kind = kind
                .map(|(.., kind)| *kind)
                .ok_or_else(|| No::bad_request("unknown media type"))?;
            let name = text("media").and_then(|media| media.strip_prefix("attach://"));
            let file = name.and_then(|name| uploaded(form, name));
            let file = file.ok_or_else(|| No::bad_request("wrong file identifier/HTTP URL specified"))?;
            files.push((accepted(kind, file)?, caption(text("caption"))?));
        }
        check_together(&files)?;
        let person = self.reachable(bot, parameters)?;
        let album = format!("{}", self.bots[bot].next_message);
        let ids: Vec<u64> = files
            .into_iter()
            .map(|(file, caption)| self.bring(now, bot, person, file, &caption, Some(&album)))
            .collect();
        Ok((
            ids.into_iter().map(|id| self.message_of(bot, person, id)).collect(),
            None,
        ))
    }

    fn bring(
        &mut self,
        now: UnixMs,
        bot: usize,
        person: u64,
        file: PretendFile,
        caption: &str,
        album: Option<&str>,
    ) -> u64 {
        let number = self.keep_file(file);
        let id = self.bots[bot].say(person, false, caption, now).id;
        if let Some(said) = self.said_mut(bot, person, id) {
            said.file = Some(number);
            said.album = album.map(str::to_owned);
        }
        id
    }

    pub(super) fn edit_caption(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["chat_id", "message_id", "caption"])?;
        let caption = caption(parameters.text("caption")?)?;
        let person = self.reachable(bot, parameters)?;
        let id = parameters
            .number("message_id")?
            .and_then(|id| u64::try_from(id).ok())
            .unwrap_or_default();
        let said = self.said_mut(bot, person, id).filter(|said| !said.is_gone);
        let said = said.ok_or_else(|| No::bad_request("message to edit not found"))?;
        if said.by_person || said.file.is_none() {
            return Err(No::bad_request("message can't be edited"));
        }
        if said.text == caption {
            return Err(No::bad_request("message is not modified"));
        }
        said.text = caption;
        said.edit_date = Some(now.seconds());
        Ok((self.message_of(bot, person, id), None))
    }
}

fn caption(text: Option<&str>) -> Result<String, No> {
    let caption = text.unwrap_or_default().trim().to_owned();
    if caption.chars().count() > CAPTION_CODE_POINTS_MAX {
        return Err(No::bad_request("message caption is too long"));
    }
    Ok(caption)
}

fn uploaded<'a>(form: &'a Form, field: &str) -> Option<(&'a str, &'a [u8])> {
    let found = form.files.iter().find(|(name, ..)| name == field);
    found.map(|(_, name, bytes)| (name.as_str(), bytes.as_slice()))
}

/// What the server makes of the bytes: a photo must be a picture.
fn accepted(kind: FileKind, (name, bytes): (&str, &[u8])) -> Result<PretendFile, No> {
    let bytes_max = if kind == FileKind::Photo {
        PHOTO_BYTES_MAX
    } else {
        UPLOAD_BYTES_MAX
    };
    if bytes.is_empty() {
        return Err(No::bad_request("file must be non-empty"));
    }
    if bytes.len() as u64 > bytes_max {
        return Err(No::too_large());
    }
    let is_picture = domain::media_type::shown(FileKind::Photo, bytes).is_some();
    if kind == FileKind::Photo && !is_picture {
        return Err(No::bad_request("IMAGE_PROCESS_FAILED"));
    }
    Ok(PretendFile::received(kind, name, bytes))
}

/// Documents and music only with their own kind; nothing but photos and films otherwise.
fn check_together(files: &[(PretendFile, String)]) -> Result<(), No> {
    let group = |kind| match kind {
        FileKind::Photo | FileKind::Video => Some(0),
        FileKind::Audio => Some(1),
        FileKind::Document => Some(2),
        _ => None,
    };
    let first = files.first().and_then(|(file, _)| group(file.kind));
    let go_together = first.is_some() && files.iter().all(|(file, _)| group(file.kind) == first);
    go_together
        .then_some(())
        .ok_or_else(|| No::bad_request("the media can't be sent as an album together"))
}

/// A file as a message shows it.
fn shown(number: usize, file: &PretendFile) -> Value {
    let mut it = json!({
        "file_id": format!("File{number}"), "file_unique_id": format!("U{number}"), "file_size": file.size,
    });
    match file.kind {
        FileKind::Photo => {
            it["width"] = 800.into();
            it["height"] = 600.into();
            return json!([it]);
        }
        FileKind::Sticker => {
            for (name, value) in [
                ("width", json!(512)),
                ("height", json!(512)),
                ("type", json!("regular")),
                ("is_animated", json!(false)),
                ("is_video", json!(false)),
                ("emoji", json!("👍")),
            ] {
                it[name] = value;
            }
            return it;
        }
        FileKind::VideoNote => it["length"] = 240.into(),
        FileKind::Video | FileKind::Animation => {
            it["width"] = 640.into();
            it["height"] = 360.into();
        }
        FileKind::Audio | FileKind::Voice | FileKind::Document => {}
    }
    if file.kind != FileKind::Document {
        it["duration"] = 7.into();
    }
    if !file.name.is_empty() && !matches!(file.kind, FileKind::Voice | FileKind::VideoNote) {
        it["file_name"] = file.name.as_str().into();
    }
    it
}
