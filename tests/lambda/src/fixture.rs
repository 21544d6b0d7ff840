//! Events as AWS documents them, from `tests/fixtures/lambda`, with what a test fills in.

use std::{fs, path::Path};

use serde_json::Value;

/// The event in `{name}.json`, every `{word}` of it replaced by the test's own text.
///
/// # Panics
/// There is no such event, it is no JSON, or a word in braces was not replaced.
pub fn event(name: &str, words: &[(&str, &str)]) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../fixtures/lambda/{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let event: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    filled(event, name, words)
}

fn filled(value: Value, name: &str, words: &[(&str, &str)]) -> Value {
    let fill = |text: String| {
        let text = words
            .iter()
            .fold(text, |text, (word, meant)| text.replace(&format!("{{{word}}}"), meant));
        let is_word = |inside: &str| !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_lowercase());
        let mut inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        let left = inside.find(|(word, _)| is_word(word));
        assert!(left.is_none(), "{name}: {left:?} is not filled in");
        text
    };
    match value {
        Value::String(text) => fill(text).into(),
        Value::Array(values) => values.into_iter().map(|value| filled(value, name, words)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(field, value)| (fill(field), filled(value, name, words)))
            .collect(),
        other => other,
    }
}
