//! What each method takes, from a description of the Bot API: `methods.json`, made by `scripts/methods.py`.
//!
//! Stricter in one point on purpose: a parameter the method does not have is refused. The real server ignores it, and a
//! misspelt name would go unseen.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::api::No;

/// A parameter's types with `|` between them; `!` at the end: it must be there.
type Fields = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Description {
    methods: BTreeMap<String, Fields>,
    types: BTreeMap<String, Fields>,
}

/// Methods by their names in lower case, since the real server does not look at the case.
static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
    let description: Description = serde_json::from_str(include_str!("methods.json")).expect("made from a description");
    let lower = |(name, fields): (String, Fields)| (name.to_ascii_lowercase(), fields);
    Description {
        methods: description.methods.into_iter().map(lower).collect(),
        ..description
    }
});

/// What was sent: a JSON object, or the texts of a form and the names of its files.
pub struct Sent<'a> {
    pub fields: &'a Map<String, Value>,
    pub files: &'a [&'a str],
    /// In a form everything is a text.
    pub is_form: bool,
}

/// Holds a call of `method`, in lower case, against its description.
pub fn check(method: &str, sent: &Sent<'_>) -> Result<(), No> {
    let known = DESCRIPTION.methods.get(method);
    let known = known.ok_or_else(|| No::other(404, "Not Found: method not found"))?;
    object(known, sent.fields, sent.is_form)?;
    let mut must: Vec<&String> = required(known).collect();
    // The server looks at the text before it looks for whom it is.
    must.sort_by_key(|name| *name != "text");
    for name in must {
        if !sent.fields.contains_key(name) && !sent.files.contains(&name.as_str()) {
            return Err(missing(name, &known[name]));
        }
    }
    Ok(())
}

fn required(known: &Fields) -> impl Iterator<Item = &String> {
    known
        .iter()
        .filter(|(_, types)| types.ends_with('!'))
        .map(|(name, _)| name)
}

/// The server has words of its own for what is missing most often.
fn missing(name: &str, types: &str) -> No {
    No::bad_request(&match name {
        "chat_id" => "chat_id is empty".to_owned(),
        "text" => "message text is empty".to_owned(),
        _ if types.starts_with("InputFile") => format!("there is no {name} in the request"),
        _ => format!("parameter \"{name}\" is required"),
    })
}

/// Every field is known and of its type.
fn object(known: &Fields, fields: &Map<String, Value>, is_form: bool) -> Result<(), No> {
    for (name, value) in fields {
        let types = known.get(name);
        let types = types.ok_or_else(|| No::bad_request(&format!("there is no parameter \"{name}\"")))?;
        let types = types.trim_end_matches('!');
        let mut said = None;
        let fits = types.split('|').any(|kind| match fits(kind, value, is_form) {
            Ok(fits) => fits,
            Err(no) => {
                said = Some(no);
                false
            }
        });
        if !fits {
            let words = || No::bad_request(&format!("field \"{name}\" must be of type {}", word(types)));
            return Err(said.unwrap_or_else(words));
        }
    }
    Ok(())
}

/// Whether a value is of a type; an error says what is wrong inside of it.
fn fits(kind: &str, value: &Value, is_form: bool) -> Result<bool, No> {
    let text = value.as_str().filter(|_| is_form);
    let plain = match kind {
        "Integer" => value.is_i64() || value.is_u64() || text.is_some_and(|text| text.parse::<i64>().is_ok()),
        "Float" => value.is_number() || text.is_some_and(|text| text.parse::<f64>().is_ok()),
        "String" => value.is_string(),
        "Boolean" => value.is_boolean() || text.is_some_and(|text| matches!(text, "true" | "false")),
        // Bytes come as a file of the form; what stands among the texts is an id or an address.
        "InputFile" => false,
        _ => return nested(kind, value, text),
    };
    Ok(plain)
}

/// A list or an object; in a form it is a text that holds one.
fn nested(kind: &str, value: &Value, text: Option<&str>) -> Result<bool, No> {
    let read: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
    let value = read.as_ref().unwrap_or(value);
    if let (Some(kind), Some(items)) = (kind.strip_prefix("Array of "), value.as_array()) {
        for item in items {
            if !fits(kind, item, false)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    let Some(fields) = value.as_object() else {
        return Ok(false);
    };
    let Some(known) = DESCRIPTION.types.get(kind) else {
        return Ok(!kind.starts_with("Array of "));
    };
    // Of several kinds of media the word in it says which it is.
    let is_other = |word: &str| !kind.eq_ignore_ascii_case(&format!("InputMedia{word}"));
    if kind.starts_with("InputMedia") && fields.get("type").and_then(Value::as_str).is_some_and(is_other) {
        return Ok(false);
    }
    object(known, fields, false)?;
    match required(known).find(|name| !fields.contains_key(*name)) {
        Some(name) => Err(No::bad_request(&format!("parameter \"{name}\" is required"))),
        None => Ok(true),
    }
}

/// The types in the server's words.
fn word(types: &str) -> String {
    let words = types
        .split('|')
        .filter(|kind| *kind != "InputFile")
        .map(|kind| match kind {
            "Integer" => "Number",
            "String" | "Boolean" | "Float" => kind,
            _ if kind.starts_with("Array of ") => kind,
            _ => "Object",
        });
    words.collect::<Vec<_>>().join(" or ")
}
