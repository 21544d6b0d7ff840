//! Pictures that operators show of themselves: only what is plainly a small raster image.
//!
//! The type is told by the bytes, and must be the one that was named. What a browser might run (SVG) is none of them; what
//! would unfold to a wall of pixels is refused by its size.

use serde::{Deserialize, Serialize};

/// Largest picture, in bytes: 256 pixels square need a quarter of it.
pub const PICTURE_BYTES_MAX: usize = 64 * 1024;

/// Longest side, in pixels: four times what the client scales to.
pub const PICTURE_PIXELS_MAX: u32 = 1_024;

/// What kind of image, by its exact media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub enum PictureType {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// WebP.
    #[serde(rename = "image/webp")]
    Webp,
}

impl PictureType {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Webp];

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// Whether `bytes` are a picture of this type that may be shown.
#[must_use]
pub fn is_picture(kind: PictureType, bytes: &[u8]) -> bool {
    let size = match kind {
        PictureType::Png => png(bytes),
        PictureType::Jpeg => jpeg(bytes),
        PictureType::Webp => webp(bytes),
    };
    let fits = |side: u32| (1..=PICTURE_PIXELS_MAX).contains(&side);
    bytes.len() <= PICTURE_BYTES_MAX && size.is_some_and(|(width, height)| fits(width) && fits(height))
}

/// What kind of picture these bytes are, if they may be shown.
#[must_use]
pub fn picture_type(bytes: &[u8]) -> Option<PictureType> {
    PictureType::ALL.into_iter().find(|kind| is_picture(*kind, bytes))
}

fn big_endian(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let part = bytes.get(at..at + count)?.iter();
    Some(part.fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn little_endian(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let part = bytes.get(at..at + count)?.iter().rev();
    Some(part.fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// Source: <https://www.w3.org/TR/png-3/#11IHDR>, the first chunk.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let is_png = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR";
    is_png.then_some((big_endian(bytes, 16, 4)?, big_endian(bytes, 20, 4)?))
}

/// Source: ITU-T T.81, B.1.1 and B.2.2: segments, up to the one with the frame's size.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = bytes.starts_with(b"\xff\xd8\xff").then_some(2)?;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)? else {
            return None;
        };
        match marker {
            0xff => at += 1,
            // Frames of every kind; among them, not of one: DHT, JPG, DAC.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((big_endian(bytes, at + 7, 2)?, big_endian(bytes, at + 5, 2)?));
            }
            // What has no size of its own, or only comes after the frame.
            0x00 | 0x01 | 0xd0..=0xda => return None,
            _ => at += 2 + usize::try_from(big_endian(bytes, at + 2, 2)?.max(2)).ok()?,
        }
    }
}

/// Source: RFC 9649, section 2: the three kinds of first chunk.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    if !bytes.starts_with(b"RIFF") || bytes.get(8..12)? != b"WEBP" {
        return None;
    }
    match bytes.get(12..16)? {
        b"VP8 " if bytes.get(23..26)? == b"\x9d\x01\x2a" => {
            let side = |at| little_endian(bytes, at, 2).map(|side| side & 0x3fff);
            Some((side(26)?, side(28)?))
        }
        b"VP8L" if bytes.get(20)? == &0x2f => {
            let bits = little_endian(bytes, 21, 4)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((little_endian(bytes, 24, 3)? + 1, little_endian(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    const WEBPS: [&[u8]; 3] = [
        b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x00\x20\x00",
        b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc0\x07\x00",
        b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0",
    ];

    #[test]
    fn the_three_kinds_are_known_by_their_bytes_and_no_other_name_fits() {
        let samples = [(0, png_of(64, 32)), (1, jpeg_of(64, 32))]
            .into_iter()
            .chain(WEBPS.iter().map(|bytes| (2, bytes.to_vec())));
        for (right, bytes) in samples {
            for (at, kind) in PictureType::ALL.into_iter().enumerate() {
                assert_eq!(is_picture(kind, &bytes), at == right, "{kind:?} {bytes:?}");
            }
            assert_eq!(picture_type(&bytes), Some(PictureType::ALL[right]));
        }
        for bytes in WEBPS {
            assert_eq!(webp(bytes), Some((64, 32)));
        }
        assert_eq!(jpeg(&jpeg_of(64, 32)), Some((64, 32)));
    }

    #[test]
    fn what_is_too_large_or_cut_off_or_something_else_is_none() {
        assert!(!is_picture(PictureType::Png, &png_of(1_025, 1)));
        assert!(!is_picture(PictureType::Png, &png_of(0, 1)));
        assert!(!is_picture(PictureType::Jpeg, &jpeg_of(65_535, 65_535)));
        let mut long = png_of(64, 64);
        long.resize(PICTURE_BYTES_MAX + 1, 0);
        assert!(!is_picture(PictureType::Png, &long));
        let whole = [png_of(64, 32), jpeg_of(64, 32), WEBPS[0].to_vec(), WEBPS[1].to_vec()];
        for bytes in &whole {
            for end in 0..bytes.len() {
                let cut = &bytes[..end];
                assert_eq!(picture_type(cut), None, "{cut:?}");
            }
        }
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
            b"GIF89a",
            b"",
            b"\xff\xd8\xff\xd9",
        ] {
            assert!(!is_picture(PictureType::Png, other) && !is_picture(PictureType::Jpeg, other));
        }
    }
}
