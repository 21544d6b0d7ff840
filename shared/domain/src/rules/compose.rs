//! What an answer consists of, checked against what its messenger takes before anything is queued.

use crate::{
    Capabilities, Content, File, FileKind, FileState, Location, Media, Message, OperatorId, Outgoing, OutgoingFile,
    Refusal, Reply, Upload, chat::PREVIEW_CHARS_MAX, file::clean_name, media_type, wire::SendMessage,
};

/// Longest name of a person or place, in characters; messengers show about a line.
const NAME_CHARS_MAX: usize = 150;

/// The content as it is stored.
///
/// # Errors
/// [`Refusal::TextEmpty`], [`Refusal::TextTooLong`], [`Refusal::NotOffered`], [`Refusal::FileTooLarge`],
/// [`Refusal::FilesApart`], [`Refusal::NoSuchUpload`], [`Refusal::UploadUnfinished`], [`Refusal::BadRequest`].
pub fn content(
    outgoing: &Outgoing,
    uploads: &[Upload],
    by: &OperatorId,
    capabilities: &Capabilities,
) -> Result<Content, Refusal> {
    match outgoing {
        Outgoing::Text { text } => {
            check_text(text, capabilities.text_code_points_max)?;
            Ok(Content::Text { text: text.clone() })
        }
        Outgoing::Media { files, caption } => {
            let caption = caption.as_ref().filter(|caption| !caption.trim().is_empty());
            if let Some(caption) = caption {
                check_text(caption, capabilities.caption_code_points_max)?;
            }
            check_together(files, capabilities)?;
            let takes_words = |file: &OutgoingFile| capabilities.file(file.kind).is_some_and(|rule| rule.has_caption);
            if caption.is_some() && !files.iter().all(takes_words) {
                return Err(Refusal::NotOffered { what: "caption".into() });
            }
            let file = |(number, file)| stored(number, file, uploads, by, capabilities);
            let media = Media {
                files: (0..).zip(files).map(file).collect::<Result<_, _>>()?,
                caption: caption.cloned(),
                album: None,
            };
            Ok(Content::Media { media })
        }
        Outgoing::Location { location } => {
            offered(capabilities.has_places, "location")?;
            check_place(location)?;
            Ok(Content::Location {
                location: location.clone(),
                caption: None,
            })
        }
        Outgoing::SharedContact { shared } => {
            offered(capabilities.has_contacts, "shared_contact")?;
            let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= NAME_CHARS_MAX;
            if !fits(&shared.name) || !fits(&shared.phone) {
                return Err(bad("a shared contact needs a name and a number"));
            }
            Ok(Content::SharedContact { shared: shared.clone() })
        }
    }
}

/// What the answer answers, as it is stored: `known` is the message the request names.
///
/// # Errors
/// [`Refusal::NoSuchMessage`]: it is not there, or the contact does not have it; [`Refusal::NotOffered`].
pub fn reply(
    request: &SendMessage,
    known: Option<&Message>,
    capabilities: &Capabilities,
) -> Result<Option<Reply>, Refusal> {
    let Some(wanted) = &request.reply_to else {
        return Ok(None);
    };
    offered(capabilities.has_replies, "reply")?;
    let known = known.filter(|known| &known.id == wanted && known.id.identity == request.identity);
    let known = known
        .filter(|known| known.deleted.is_none())
        .ok_or(Refusal::NoSuchMessage)?;
    let part = known.parts().into_iter().next().ok_or(Refusal::NoSuchMessage)?;
    let text = known.preview().chars().take(PREVIEW_CHARS_MAX).collect();
    Ok(Some(Reply { part: Some(part), text }))
}

/// Whether `text` is one a messenger takes that takes this many code points.
pub(super) fn check_text(text: &str, code_points_max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::TextEmpty);
    }
    let code_points = text.chars().count();
    if code_points > code_points_max {
        Err(Refusal::TextTooLong {
            code_points,
            code_points_max,
        })
    } else {
        Ok(())
    }
}

fn check_together(files: &[OutgoingFile], capabilities: &Capabilities) -> Result<(), Refusal> {
    let Some(first) = files.first() else {
        return Err(bad("there is no file in it"));
    };
    let together = |kind| capabilities.file(kind).and_then(|rule| rule.together);
    let is_one = files.len() == 1;
    let go_together =
        together(first.kind).is_some_and(|group| files.iter().all(|file| together(file.kind) == Some(group)));
    let mut named: Vec<_> = files.iter().map(|file| &file.upload).collect();
    named.sort();
    if named.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(bad("the same upload twice"));
    }
    let fits = is_one || (go_together && files.len() <= capabilities.files_max);
    fits.then_some(()).ok_or(Refusal::FilesApart)
}

fn stored(
    number: u32,
    file: &OutgoingFile,
    uploads: &[Upload],
    by: &OperatorId,
    capabilities: &Capabilities,
) -> Result<File, Refusal> {
    let rule = capabilities
        .file(file.kind)
        .ok_or_else(|| Refusal::NotOffered { what: word(file.kind) })?;
    let upload = uploads
        .iter()
        .find(|upload| upload.id == file.upload && &upload.by == by);
    let upload = upload.ok_or(Refusal::NoSuchUpload)?;
    let head = upload.head.as_ref().ok_or(Refusal::UploadUnfinished)?;
    if upload.size > rule.bytes_max {
        return Err(Refusal::FileTooLarge {
            size: upload.size,
            size_max: rule.bytes_max,
        });
    }
    Ok(File {
        name: clean_name(&upload.name),
        size: Some(upload.size),
        upload: Some(upload.id.clone()),
        state: FileState::Ready {
            shown: media_type::shown(file.kind, head).map(str::to_owned),
            preview: None,
        },
        ..File::pending(number, file.kind)
    })
}

/// The word for a kind, as it stands on the wire.
fn word(kind: FileKind) -> String {
    let word = serde_json::to_value(kind).ok();
    word.and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn check_place(location: &Location) -> Result<(), Refusal> {
    let is_short = |text: &Option<String>| text.as_ref().is_none_or(|text| text.chars().count() <= NAME_CHARS_MAX);
    let is_there = location.latitude_e6.abs() <= 90_000_000 && location.longitude_e6.abs() <= 180_000_000;
    let is_sound = is_there && !location.is_live && is_short(&location.title) && is_short(&location.address);
    is_sound.then_some(()).ok_or_else(|| bad("there is no such place"))
}

fn offered(is_offered: bool, what: &str) -> Result<(), Refusal> {
    is_offered
        .then_some(())
        .ok_or_else(|| Refusal::NotOffered { what: what.to_owned() })
}

fn bad(detail: &str) -> Refusal {
    Refusal::BadRequest { detail: detail.into() }
}
