//! What contacts do besides writing: they send files, press buttons, put signs under messages, read, come by links.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{FileKind, UnixMs, media_type::HEAD_BYTES};
use messengers::pretend::{CannotPretend, Deed, Pretend, PretendAuthor, SentFile, Thing};

use crate::{random::Random, verdict::Verdict};

/// How a picture begins.
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The signs people use: those that every messenger has.
const SIGNS: [&str; 3] = ["👍", "🔥", "👎"];

/// More than any messenger hands to a bot and any desk takes, in bytes.
const TOO_LARGE: u64 = 60 * 1024 * 1024;

/// Who does something, when, and what tells it from everything else.
pub struct Doer<'a> {
    /// The person.
    pub person: &'a str,
    /// Now.
    pub now: UnixMs,
    /// What is watched.
    pub verdict: &'a Verdict,
}

impl Doer<'_> {
    /// One of these things; what the messenger says to that.
    ///
    /// # Errors
    /// [`CannotPretend`]: the person cannot do that now.
    pub fn does(&self, pretend: &mut dyn Pretend, random: &mut Random) -> Result<(), CannotPretend> {
        match random.below(10) {
            0..=2 => self.sends_file(pretend, random, ""),
            3 => {
                let album = format!("album-{}", self.now.0);
                for _ in 0..2 {
                    self.sends_file(pretend, random, &album)?;
                }
                Ok(())
            }
            4 | 5 => self.presses(pretend),
            6 | 7 => self.puts_sign(pretend, random),
            8 => self.reads(pretend),
            _ => {
                let text = format!("{} says at {} much that is told in part alone", self.person, self.now.0);
                let is_taken_back = false;
                pretend.act(self.now, self.person, &Deed::WriteMuch { text, is_taken_back })
            }
        }
    }

    /// Sends a file, whose bytes are like no other's.
    ///
    /// # Errors
    /// [`CannotPretend`].
    pub fn sends_file(&self, pretend: &mut dyn Pretend, random: &mut Random, album: &str) -> Result<(), CannotPretend> {
        // Long enough to break off behind what is looked at first.
        let line = format!("{} at {}: {}\n", self.person, self.now.0, random.bits());
        let bytes = line.repeat(3 * HEAD_BYTES / line.len());
        let (kind, name, head) = if random.chance(400) {
            (FileKind::Photo, "seen.png", PICTURE)
        } else {
            (FileKind::Document, "list.txt", &b"words: "[..])
        };
        let caption = match random.below(2) {
            0 => String::new(),
            _ => format!("{} shows at {}", self.person, self.now.0),
        };
        let file = SentFile {
            kind,
            name: name.to_owned(),
            base64: BASE64_STANDARD.encode([head, bytes.as_bytes()].concat()),
            size: if random.chance(100) { TOO_LARGE } else { 0 },
            caption,
            album: album.to_owned(),
        };
        pretend.share(self.now, self.person, &Thing::File(file)).map(|_| ())
    }

    fn presses(&self, pretend: &mut dyn Pretend) -> Result<(), CannotPretend> {
        let label = format!("{} presses at {}", self.person, self.now.0);
        let data = label.clone();
        pretend.act(
            self.now,
            self.person,
            &Deed::Press {
                label: label.clone(),
                data,
            },
        )?;
        self.verdict.seen().pressed.insert(label);
        Ok(())
    }

    fn reads(&self, pretend: &mut dyn Pretend) -> Result<(), CannotPretend> {
        let newest = pretend.messages(self.person).last().map(|said| said.id);
        pretend.act(self.now, self.person, &Deed::Read {})?;
        let mut seen = self.verdict.seen();
        let is_calm = seen.is_calm;
        let reads = seen.reads.entry(self.person.to_owned()).or_default();
        reads.newest = reads.newest.max(newest.unwrap_or_default());
        if is_calm {
            reads.in_calm = reads.newest;
        }
        Ok(())
    }

    fn puts_sign(&self, pretend: &mut dyn Pretend, random: &mut Random) -> Result<(), CannotPretend> {
        let talk = pretend.messages(self.person);
        let back = 1 + random.below(talk.len().clamp(1, 4));
        let message = talk.len().checked_sub(back).map(|at| talk[at].clone());
        let message = message.ok_or(CannotPretend::NoSuchMessage)?;
        let sign = match random.below(4) {
            0 => "",
            at => SIGNS[at - 1],
        };
        let react = Deed::React {
            message: message.id,
            sign: sign.to_owned(),
        };
        pretend.act(self.now, self.person, &react)?;
        let mut seen = self.verdict.seen();
        let about = (self.person.to_owned(), message.id);
        seen.signs.entry(about).or_default().insert(sign.to_owned());
        if seen.is_calm && message.from == PretendAuthor::Person {
            seen.signs_in_calm.insert((self.person.to_owned(), message.id));
        }
        Ok(())
    }
}
