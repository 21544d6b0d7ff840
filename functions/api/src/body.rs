//! Reading what a request carries.

use std::str::FromStr;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::Refusal;
use http::header;
use platform::{Fault, Request};
use serde::{Serialize, de::DeserializeOwned};

/// The JSON body. Unknown fields are refused by the structs themselves.
///
/// # Errors
/// [`Refusal::BadRequest`] says where it went wrong, without repeating the contents.
pub fn json<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let is_json = content_type.is_some_and(|value| value.split(';').next() == Some("application/json"));
    if !is_json {
        return Err(Refusal::BadRequest {
            detail: "the content type must be application/json".into(),
        });
    }
    serde_json::from_slice(request.body()).map_err(|error| {
        let detail = match error.classify() {
            serde_json::error::Category::Data => "a field is missing, unknown or of another type",
            _ => "the body is not JSON",
        };
        Refusal::BadRequest {
            detail: format!("{detail} (line {}, column {})", error.line(), error.column()),
        }
    })
}

/// The JSON body, or `None` where nothing was sent.
///
/// # Errors
/// As [`json`].
pub fn json_if_any<T: DeserializeOwned>(request: &Request) -> Result<Option<T>, Refusal> {
    match request.body().trim_ascii() {
        b"" | b"null" => Ok(None),
        _ => json(request).map(Some),
    }
}

/// A value of the query string. Our values are plain letters, digits, `-`, `_` and `:`, so only `%3A` is decoded.
pub fn query<'a>(request: &'a Request, name: &str) -> Option<std::borrow::Cow<'a, str>> {
    let query = request.uri().query().unwrap_or_default();
    let value = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)?
        .1;
    Some(colons(value)).filter(|value| !value.is_empty())
}

/// A cursor that says where each of several lists goes on.
///
/// # Errors
/// [`Fault::Bug`]: never for a map of ids to places.
pub fn to_cursor(places: &impl Serialize) -> Result<String, Fault> {
    let bytes = serde_json::to_vec(places).map_err(|error| Fault::Bug(format!("a cursor: {error}")))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What [`to_cursor`] made; `None`: this is no such cursor.
pub fn cursor<T: DeserializeOwned>(text: &str) -> Option<T> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// A step of the path or a query value as the id it must be.
///
/// # Errors
/// `otherwise`, which is what an unknown id gets too.
pub fn id<T: FromStr>(text: &str, otherwise: Refusal) -> Result<T, Refusal> {
    colons(text).parse().map_err(|_| otherwise)
}

/// Free text of the path or the query: `%XX` is a byte of UTF-8; what is no such thing stands for itself.
pub fn text(encoded: &str) -> String {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |digit: Option<&u8>| digit.and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(tail.first()), hex(tail.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Free text of the query, where a `+` is a space.
pub fn query_text(request: &Request, name: &str) -> Option<String> {
    query(request, name).map(|value| text(&value.replace('+', " ")))
}

fn colons(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('%') {
        text.replace("%3A", ":").replace("%3a", ":").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_is_decoded_and_nothing_breaks_it() {
        for (encoded, plain) in [
            ("%D0%90%D0%BD%D0%BD%D0%B0", "Анна"),
            ("a%20b%2Bc", "a b+c"),
            ("50% off", "50% off"),
            ("%", "%"),
            ("%4", "%4"),
            ("%zz", "%zz"),
            ("%FF", "\u{fffd}"),
        ] {
            assert_eq!(text(encoded), plain);
        }
    }
}
