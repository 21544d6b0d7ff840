//! Which files a browser may show, told by their first bytes and by nothing else.
//!
//! Raster images, audio and video only. What can hold a script or be taken for a page (SVG, HTML, XML, PDF) is none of
//! them: it is downloaded.

use crate::FileKind;

/// How many of a file's first bytes are looked at.
pub const HEAD_BYTES: usize = 64;

/// The exact media type `head` may be shown as, for a file that came as `kind`; `None`: only downloaded.
///
/// The kind matters where one container holds both sound and film. A document is shown only if it is an image.
#[must_use]
pub fn shown(kind: FileKind, head: &[u8]) -> Option<&'static str> {
    let image = image(head);
    match kind {
        FileKind::Photo | FileKind::Document => image,
        FileKind::Sticker => image.or_else(|| film(head)),
        FileKind::Video | FileKind::VideoNote => film(head),
        FileKind::Animation => film(head).or(image),
        FileKind::Audio | FileKind::Voice => sound(head),
    }
}

/// The media type of a file as its first bytes tell it. One container holds both sound and film: there the ending of its name tells
/// which. `None`: nothing a browser may show.
#[must_use]
pub fn told(name: &str, head: &[u8]) -> Option<&'static str> {
    let is_sound = name.to_ascii_lowercase().ends_with(".m4a");
    let film = film(head).filter(|_| !is_sound);
    image(head).or(film).or_else(|| sound(head))
}

/// Sources: <https://www.w3.org/TR/png-3/>, ITU-T T.81 B.1.1, <https://www.w3.org/Graphics/GIF/spec-gif89a.txt>, RFC 9649.
fn image(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Sources: ISO/IEC 14496-12 4.3, RFC 9559 (the first element names the kind of document).
fn film(head: &[u8]) -> Option<&'static str> {
    match head {
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("video/mp4"),
        [0x1a, 0x45, 0xdf, 0xa3, rest @ ..] if rest.windows(4).any(|word| word == b"webm") => Some("video/webm"),
        _ => None,
    }
}

/// Sources: RFC 3533, ISO/IEC 14496-12 4.3, ISO/IEC 11172-3 2.4.1.3 (a frame of layer III), <https://id3.org>, RFC 9639.
fn sound(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("audio/mp4"),
        [b'I', b'D', b'3', ..] | [0xff, 0xfa | 0xfb | 0xf2 | 0xf3, ..] => Some("audio/mpeg"),
        [b'f', b'L', b'a', b'C', ..] => Some("audio/flac"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_are_and_sound_where_its_name_says_so() {
        let mp4 = b"\0\0\0\x20ftypisom";
        assert_eq!(told("a.txt", b"\x89PNG\r\n\x1a\n\0\0"), Some("image/png"));
        assert_eq!(told("a.mp4", mp4), Some("video/mp4"));
        assert_eq!(told("a.M4A", mp4), Some("audio/mp4"));
        assert_eq!(told("a.png", b"%PDF-1.7"), None);
    }

    #[test]
    fn only_what_the_bytes_plainly_are_is_shown() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let mp4 = b"\0\0\0\x20ftypisom";
        let cases: [(FileKind, &[u8], Option<&str>); 12] = [
            (FileKind::Photo, png, Some("image/png")),
            (FileKind::Document, png, Some("image/png")),
            (FileKind::Video, png, None),
            (FileKind::Video, mp4, Some("video/mp4")),
            (FileKind::Voice, mp4, Some("audio/mp4")),
            (FileKind::Document, mp4, None),
            (FileKind::Voice, b"OggS\0\x02", Some("audio/ogg")),
            (FileKind::Sticker, b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (FileKind::Photo, b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (FileKind::Document, b"%PDF-1.7", None),
            (FileKind::Photo, b"<!doctype html>", None),
            (FileKind::Photo, b"", None),
        ];
        for (kind, head, wanted) in cases {
            assert_eq!(shown(kind, head), wanted, "{kind:?} {head:?}");
        }
    }
}
