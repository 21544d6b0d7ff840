//! Facts of our style that a program can check; taste is left to readers.

use messengers::registry;

const SOURCES: [&str; 5] = ["functions", "shared", "infra", "tests", "web/src"];

fn sources(endings: &[&str]) -> Vec<String> {
    SOURCES
        .iter()
        .flat_map(|folder| drift::files(folder, endings))
        .collect()
}

/// Words of letters and digits in `text`, lower-case, with camel case and snake case taken apart.
fn has_word(text: &str, word: &str) -> bool {
    let lower = text.to_lowercase();
    lower.match_indices(word).any(|(at, _)| {
        let before = lower[..at].chars().next_back();
        let after = lower[at + word.len()..].chars().next();
        !before.is_some_and(|letter| letter.is_ascii_alphabetic())
            && !after.is_some_and(|letter| letter.is_ascii_alphabetic())
    })
}

#[test]
fn no_messengers_name_stands_outside_its_folder() {
    let names: Vec<String> = registry::all()
        .map(|messenger| messenger.info().name.to_string())
        .collect();
    let mut found = Vec::new();
    for path in sources(&[".rs", ".ts", ".svelte", ".html", ".css"]) {
        let is_home = names
            .iter()
            .any(|name| path.starts_with(&format!("shared/messengers/src/{name}/")));
        if is_home || path.starts_with("tests/") {
            continue;
        }
        let is_registry = path == "shared/messengers/src/registry.rs";
        for (number, line) in drift::read(&path).lines().enumerate() {
            // The one line of a messenger names its folder.
            let is_its_line = is_registry
                && names
                    .iter()
                    .any(|name| line.trim_start().starts_with(&format!("{name} \"{name}/")));
            if !is_its_line && names.iter().any(|name| has_word(line, name)) {
                found.push(format!("{path}:{}: {line}", number + 1));
            }
        }
    }

    assert!(found.is_empty(), "capability data instead?\n{}", found.join("\n"));
}

#[test]
fn every_file_says_at_its_top_what_it_answers() {
    let bare: Vec<String> = sources(&[".rs"])
        .into_iter()
        .filter(|path| !drift::read(path).starts_with("//! "))
        .collect();

    assert!(bare.is_empty(), "{bare:#?}");
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let long: Vec<String> = sources(&[".rs", ".ts", ".svelte"])
        .into_iter()
        .filter_map(|path| {
            let lines = drift::read(&path).lines().count();
            (lines > 400).then(|| format!("{path}: {lines}"))
        })
        .collect();

    assert!(long.is_empty(), "look for a second thing inside: {long:#?}");
}

#[test]
fn keys_are_written_in_one_file() {
    let prefixes = [
        "\"CHAT#",
        "\"THREAD#",
        "\"SESSION#",
        "\"OPERATOR#",
        "\"INVITATIONS\"",
        "\"QUARANTINE#",
        "\"OUTBOX#",
        "\"CHATS#",
    ];
    let mut found = Vec::new();
    for path in drift::files("shared", &[".rs"])
        .into_iter()
        .chain(drift::files("functions", &[".rs"]))
    {
        let source = drift::read(&path);
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        if !path.contains("store/src/keys") && prefixes.iter().any(|prefix| code.contains(prefix)) {
            found.push(path);
        }
    }

    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nothing_scans_the_table() {
    let found: Vec<String> = drift::files("shared", &[".rs"])
        .into_iter()
        .chain(drift::files("functions", &[".rs"]))
        .filter(|path| drift::read(path).contains(".scan()"))
        .collect();

    assert!(found.is_empty(), "{found:#?}");
}

/// The table of access patterns, the functions that carry them out and the tests of their numbers agree.
#[test]
fn access_patterns_agree_in_table_functions_and_tests() {
    let keys = drift::read("shared/store/src/keys.rs");
    let store: String = drift::files("shared/store/src", &[".rs"])
        .iter()
        .map(|path| drift::read(path))
        .collect();
    let tests: String = drift::files("tests", &[".rs"])
        .iter()
        .map(|path| drift::read(path))
        .collect();
    let rows: Vec<(String, String)> = keys
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix("//! | A")?.split('|').map(str::trim).collect();
            cells[0].parse::<u8>().ok()?;
            Some((format!("A{}", cells[0]), cells[cells.len() - 2].to_owned()))
        })
        .collect();

    assert!(rows.len() >= 16, "the table is read");
    for (number, function) in rows {
        let documented = store.contains(&format!("Access pattern {number}."));
        let exists = store.contains(&format!("pub async fn {function}("));
        assert!(documented && exists, "{number}: no function {function} says so");
        let tested = tests.contains(&format!("fn {}_", number.to_lowercase()));
        assert!(tested, "{number}: no test is called {}_…", number.to_lowercase());
    }
}
