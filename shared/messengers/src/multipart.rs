//! Bodies that carry files: RFC 7578, as browsers write it. The files' bytes are put in by who makes the call, so that no
//! file is ever in memory as a whole.

use domain::FileKind;

/// A stored file that goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it is called where it is stored.
    pub key: String,
    /// As what it shall arrive.
    pub kind: FileKind,
    /// What the contact sees it is called.
    pub name: String,
    /// Its media type, as far as its bytes told.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A text.
    Text {
        /// The field's name.
        name: String,
        /// The text.
        value: String,
    },
    /// A file.
    File {
        /// The field's name.
        name: String,
        /// Which file.
        file: Attachment,
    },
}

/// A stretch of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// These bytes.
    Bytes(Vec<u8>),
    /// All bytes of a stored file.
    Stored {
        /// What it is called there.
        key: String,
        /// How many bytes it has.
        size: u64,
    },
}

impl Segment {
    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stored { size, .. } => *size,
        }
    }
}

impl Part {
    /// A text field.
    pub fn text(name: &str, value: impl Into<String>) -> Self {
        Self::Text {
            name: name.to_owned(),
            value: value.into(),
        }
    }
}

/// The body with these fields in order.
pub fn segments(boundary: &str, parts: &[Part]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut text = String::new();
    for part in parts {
        text += &format!("--{boundary}\r\n");
        match part {
            Part::Text { name, value } => {
                text += &format!(
                    "Content-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n",
                    escaped(name)
                );
            }
            Part::File { name, file } => {
                text += &format!(
                    "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
                    escaped(name),
                    escaped(&file.name),
                    file.media_type
                );
                segments.push(Segment::Bytes(std::mem::take(&mut text).into_bytes()));
                segments.push(Segment::Stored {
                    key: file.key.clone(),
                    size: file.size,
                });
                text += "\r\n";
            }
        }
    }
    text += &format!("--{boundary}--\r\n");
    segments.push(Segment::Bytes(text.into_bytes()));
    segments
}

/// A name between quotation marks. Source: <https://html.spec.whatwg.org/#multipart-form-data>.
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_between_its_head_and_the_next_field() {
        let file = Attachment {
            key: "k".into(),
            kind: FileKind::Document,
            name: "a\"b\r\n.txt".into(),
            media_type: "application/octet-stream".into(),
            size: 3,
        };
        let name = "document".to_owned();

        let body = segments("x", &[Part::text("chat_id", "7"), Part::File { name, file }]);

        let [
            Segment::Bytes(head),
            Segment::Stored { key, size: 3 },
            Segment::Bytes(tail),
        ] = body.as_slice()
        else {
            panic!("{body:?}")
        };
        assert_eq!(key, "k");
        assert_eq!(
            String::from_utf8_lossy(head),
            "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n\
             --x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a%22b%0D%0A.txt\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        assert_eq!(tail, b"\r\n--x--\r\n");
    }
}
