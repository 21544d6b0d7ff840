//! The template describes the table that `keys.rs` means and the environment that `platform` reads.

use serde_yaml_ng::Value;
use store::{
    keys::{EXPIRES_S, LISTS_CARRY},
    schema::{Carries, INDEXES},
    table::{PK, SK},
};

fn resources() -> Value {
    let template: Value = serde_yaml_ng::from_str(&drift::read("infra/template.yaml")).expect("the template is YAML");
    template["Resources"].clone()
}

fn text<'a>(value: &'a Value, path: &[&str]) -> &'a str {
    path.iter()
        .fold(value, |value, step| &value[*step])
        .as_str()
        .unwrap_or_default()
}

fn key_schema(value: &Value) -> Vec<(String, String)> {
    let elements = value["KeySchema"].as_sequence().expect("a key schema");
    elements
        .iter()
        .map(|key| (text(key, &["AttributeName"]).into(), text(key, &["KeyType"]).into()))
        .collect()
}

fn expected_keys(pk: &str, sk: &str) -> Vec<(String, String)> {
    vec![(pk.into(), "HASH".into()), (sk.into(), "RANGE".into())]
}

#[test]
fn the_templates_table_is_that_of_keys_rs() {
    let table = resources()["Table"]["Properties"].clone();

    assert_eq!(key_schema(&table), expected_keys(PK, SK));
    assert_eq!(text(&table, &["StreamSpecification", "StreamViewType"]), "NEW_IMAGE");
    assert_eq!(text(&table, &["TimeToLiveSpecification", "AttributeName"]), EXPIRES_S);
    let found = table["GlobalSecondaryIndexes"].as_sequence().expect("indexes");
    assert_eq!(found.len(), INDEXES.len());
    for (index, carries) in INDEXES {
        let described = found.iter().find(|found| text(found, &["IndexName"]) == index.name);
        let described = described.unwrap_or_else(|| panic!("no index {} in the template", index.name));
        assert_eq!(key_schema(described), expected_keys(index.pk, index.sk));
        let names: Vec<&str> = described["Projection"]["NonKeyAttributes"]
            .as_sequence()
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        match carries {
            Carries::KeysOnly => assert_eq!(text(described, &["Projection", "ProjectionType"]), "KEYS_ONLY"),
            Carries::All => assert_eq!(text(described, &["Projection", "ProjectionType"]), "ALL"),
            Carries::Include(expected) => assert_eq!(names, expected),
        }
    }
}

/// A list row is a whole chat: what the index does not carry would be missing in lists alone.
#[test]
fn the_lists_index_carries_a_whole_chat() {
    let source = drift::read("shared/domain/src/chat.rs");
    let body = source
        .split("pub struct Chat {")
        .nth(1)
        .and_then(|rest| rest.split("\n}").next())
        .expect("Chat");
    let fields: Vec<&str> = body
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next())
        .collect();

    assert_eq!(fields, LISTS_CARRY);
}

#[test]
fn every_variable_of_the_template_is_read_and_every_read_one_is_set() {
    let template = drift::read("infra/template.yaml");
    let read = drift::read("shared/platform/src/config.rs");
    let is_ours = |word: &&str| word.starts_with("SWITCHBOARD_") || *word == "PUBLIC_URL";
    let words = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = text
            .split(|letter: char| !(letter.is_ascii_uppercase() || letter == '_'))
            .filter(is_ours)
            .map(str::to_owned)
            .collect();
        words.sort();
        words.dedup();
        words
    };

    assert_eq!(words(&template), words(&read));
}

/// What a function says for an alarm's sake is heard: the line's word is the filter's, on the log that function writes.
#[test]
fn every_line_that_calls_for_an_alarm_has_one() {
    let resources = resources();
    let filters: Vec<&Value> = resources.as_mapping().expect("resources").values().collect();
    let filters = filters
        .into_iter()
        .filter(|resource| text(resource, &["Type"]) == "AWS::Logs::MetricFilter");
    let heard: Vec<String> = filters
        .map(|filter| text(filter, &["Properties", "FilterPattern"]).to_owned())
        .collect();
    let said: Vec<String> = drift::files("functions/courier/src", &[".rs"])
        .iter()
        .flat_map(|path| {
            let source = drift::read(path);
            let words = source
                .split("alarm = \"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            words.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();

    assert!(!said.is_empty());
    for word in said {
        let pattern = format!("{{ $.fields.alarm = \"{word}\" }}");
        assert!(heard.contains(&pattern), "{word}: {heard:?}");
    }
}

#[test]
fn there_is_one_function_per_crate() {
    let resources = resources();
    let functions = resources.as_mapping().expect("resources").values();
    let functions = functions
        .filter(|resource| text(resource, &["Type"]) == "AWS::Serverless::Function")
        .count();
    let crates = std::fs::read_dir(drift::root().join("functions"))
        .expect("functions")
        .flatten()
        .count();

    assert_eq!(functions, crates);
}
