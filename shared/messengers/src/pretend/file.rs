//! Files of pretend messengers: a beginning, and zeros up to the size, so that large ones cost nothing.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::FileKind;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::CannotPretend;

/// As much of a file is kept: enough for a picture to be seen again.
const KEPT_BYTES: usize = 512 * 1024;

/// Largest file a person sends, in bytes: messengers' apps allow gigabytes, tests need one that is too large.
const SIZE_MAX: u64 = 100 * 1024 * 1024;

/// A file that a person sends: `{kind, name, base64}`, or `{kind, name, size}` for one whose content does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentFile {
    /// What it is sent as.
    pub kind: FileKind,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Its bytes, or its beginning.
    #[serde(default)]
    pub base64: String,
    /// Its size, if it is larger than that.
    #[serde(default)]
    pub size: u64,
    /// The words beside it.
    #[serde(default)]
    pub caption: String,
    /// What files sent as one have in common.
    #[serde(default)]
    pub album: String,
}

/// A file a pretend messenger has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PretendFile {
    /// What it was sent as.
    pub kind: FileKind,
    /// What it is called.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its beginning, in base 64.
    head: String,
    /// Of one that a business sent: the digest of all of it, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl PretendFile {
    /// What a person sends.
    ///
    /// # Errors
    /// [`CannotPretend::BadFile`].
    pub fn sent(file: &SentFile) -> Result<Self, CannotPretend> {
        let head = BASE64_STANDARD
            .decode(&file.base64)
            .map_err(|_| CannotPretend::BadFile)?;
        let size = file.size.max(head.len() as u64);
        if size == 0 || size > SIZE_MAX || head.len() > KEPT_BYTES {
            return Err(CannotPretend::BadFile);
        }
        Ok(Self {
            kind: file.kind,
            name: file.name.clone(),
            size,
            head: file.base64.clone(),
            sha256: None,
        })
    }

    /// The picture a person shows of themselves, if they show one.
    ///
    /// # Errors
    /// [`CannotPretend::BadFile`].
    pub fn portrait(base64: Option<&str>) -> Result<Option<Self>, CannotPretend> {
        let sent = |base64: &str| {
            Self::sent(&SentFile {
                kind: FileKind::Photo,
                name: "portrait.jpg".into(),
                base64: base64.to_owned(),
                size: 0,
                caption: String::new(),
                album: String::new(),
            })
        };
        base64.map(sent).transpose()
    }

    /// What a business sent. Of a large one only the beginning is kept.
    #[must_use]
    pub fn received(kind: FileKind, name: &str, bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        Self {
            kind,
            name: name.to_owned(),
            size: bytes.len() as u64,
            head: BASE64_STANDARD.encode(bytes.get(..KEPT_BYTES).unwrap_or(bytes)),
            sha256: Some(
                digest
                    .iter()
                    .fold(String::new(), |text, byte| text + &format!("{byte:02x}")),
            ),
        }
    }

    /// Its beginning; zeros follow up to the size.
    #[must_use]
    pub fn head(&self) -> Vec<u8> {
        BASE64_STANDARD.decode(&self.head).unwrap_or_default()
    }

    /// The ending of its name, without the point.
    #[must_use]
    pub fn ending(&self) -> &str {
        self.name.rsplit_once('.').map_or("bin", |(_, ending)| ending)
    }
}

/// The fields of a form with files, as a provider reads them.
#[derive(Debug, Default)]
pub struct Form {
    /// Texts, by name.
    pub texts: Vec<(String, String)>,
    /// Files, by name: what they are called, and their bytes.
    pub files: Vec<(String, String, Vec<u8>)>,
}

/// Reads a body of `multipart/form-data`; `None`: it is none.
#[must_use]
pub fn multipart(content_type: &str, body: &[u8]) -> Option<Form> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let mark = format!("--{boundary}");
    let mut form = Form::default();
    let mut rest = body.strip_prefix(mark.as_bytes())?;
    let next = format!("\r\n{mark}");
    let finder = memchr::memmem::Finder::new(next.as_bytes());
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = finder.find(part)?;
        let (head, value) = split(part.get(..end)?)?;
        let field = |name: &str| {
            let start = head.find(&format!("; {name}=\""))? + name.len() + 4;
            head.get(start..)?.split('"').next().map(str::to_owned)
        };
        match (field("name")?, field("filename")) {
            (name, Some(file)) => form.files.push((name, file, value.to_vec())),
            (name, None) => form.texts.push((name, String::from_utf8(value.to_vec()).ok()?)),
        }
        rest = part.get(end + next.len()..)?;
    }
    (rest == b"--\r\n").then_some(form)
}

fn split(part: &[u8]) -> Option<(String, &[u8])> {
    let end = memchr::memmem::find(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(part.get(..end)?).ok()?;
    Some((head.to_owned(), part.get(end + 4..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attachment, Part, Segment, multipart::segments};

    #[test]
    fn a_body_of_ours_is_read_as_it_was_meant() {
        let file = Attachment {
            key: "k".into(),
            kind: FileKind::Document,
            name: "a \"b\".txt".into(),
            media_type: "text/plain".into(),
            size: 7,
        };
        let name = "document".to_owned();
        let body = segments("xyz", &[Part::text("chat_id", "7\r\n--x"), Part::File { name, file }]);
        let bytes: Vec<u8> = body
            .into_iter()
            .flat_map(|segment| match segment {
                Segment::Bytes(bytes) => bytes,
                Segment::Stored { .. } => b"\r\n--xy\0".to_vec(),
            })
            .collect();

        let form = multipart("multipart/form-data; boundary=xyz", &bytes).expect("a form");

        assert_eq!(form.texts, [("chat_id".to_owned(), "7\r\n--x".to_owned())]);
        let file = (
            "document".to_owned(),
            "a %22b%22.txt".to_owned(),
            b"\r\n--xy\0".to_vec(),
        );
        assert_eq!(form.files, [file]);
        assert!(multipart("multipart/form-data; boundary=xy", &bytes).is_none());
        assert!(multipart("application/json", &bytes).is_none());
    }
}
