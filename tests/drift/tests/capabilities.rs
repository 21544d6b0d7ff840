//! `docs/CAPABILITIES.md` is made from what the adapters say of themselves; this test makes it anew and expects no difference.
//! `UPDATE=1` (`make types`) writes it.

use std::fmt::Write;

use domain::{Capabilities, FileKind, MessengerInfo, Window};
use messengers::registry;

const PAGE: &str = "docs/CAPABILITIES.md";

const HEAD: &str = "# What each messenger can do

Made by `make types` from `MessengerInfo` and each messenger's `limits.rs`: do not edit. The same data is what clients get from
`GET /api/messengers` and what an answer is checked against before it is queued.
";

const KINDS: [FileKind; 8] = [
    FileKind::Photo,
    FileKind::Video,
    FileKind::Animation,
    FileKind::Audio,
    FileKind::Voice,
    FileKind::VideoNote,
    FileKind::Sticker,
    FileKind::Document,
];

#[test]
fn the_page_of_capabilities_is_that_of_the_adapters() {
    let made = page();

    #[expect(
        clippy::disallowed_methods,
        reason = "how a test is told to write instead of to compare"
    )]
    let writes = std::env::var("UPDATE").is_ok_and(|update| update == "1");
    if writes {
        std::fs::write(drift::root().join(PAGE), made).expect("written");
        return;
    }
    assert_eq!(drift::read(PAGE), made, "{PAGE} has drifted: run `make types`");
}

fn page() -> String {
    let infos: Vec<MessengerInfo> = registry::all().map(|messenger| messenger.info()).collect();
    let row = |what: &str, cell: &dyn Fn(&MessengerInfo) -> String| {
        let cells: Vec<String> = infos.iter().map(cell).collect();
        format!("| {what} | {} |\n", cells.join(" | "))
    };
    let mut page = format!("{HEAD}\n");
    page += &row("", &|info| info.label.clone());
    page += &row("---", &|_| "---".into());
    for (what, say) in WORDS {
        page += &row(what, &|info| say(&info.capabilities));
    }
    for kind in KINDS {
        let word = serde_json::to_value(kind).expect("a word");
        let what = format!("{} in an answer", word.as_str().unwrap_or_default().replace('_', " "));
        page += &row(&what, &|info| file(&info.capabilities, kind));
    }
    for info in &infos {
        let _ = write!(
            page,
            "\n## {}: numbers and where they come from\n\n{}",
            info.label,
            numbers(info)
        );
    }
    page
}

type Say = fn(&Capabilities) -> String;

const WORDS: [(&str, Say); 16] = [
    ("longest text, in code points", |can| {
        can.text_code_points_max.to_string()
    }),
    ("longest words beside files, in code points", |can| {
        can.caption_code_points_max.to_string()
    }),
    ("most files of one message", |can| can.files_max.to_string()),
    ("a place", |can| yes(can.has_places)),
    ("somebody's name and number", |can| yes(can.has_contacts)),
    ("an answer to one message", |can| yes(can.has_replies)),
    ("changing an answer", |can| window(can.edit.as_ref())),
    ("changing the words beside files", |can| yes(can.has_caption_edits)),
    ("deleting an answer at the contact's side", |can| {
        window(can.delete_own.as_ref())
    }),
    ("deleting the contact's message there", |can| {
        window(can.delete_theirs.as_ref())
    }),
    ("a repeated send is seen once", |can| match can.safe_repeat_s {
        0 => "no: an answer that was lost makes it uncertain".into(),
        seconds => format!("for {}", span(seconds)),
    }),
    ("messages it did not tell us of", |can| {
        if can.counts_without_gaps {
            "are noticed and asked for"
        } else {
            "cannot be had"
        }
        .into()
    }),
    ("contacts' names", |can| {
        if can.names_by_call {
            "asked for"
        } else {
            "come with each message"
        }
        .into()
    }),
    ("contacts' pictures", |can| yes(can.has_pictures)),
    ("what contacts have read", |can| yes(can.has_read_marks)),
    ("showing that an answer is being written", |can| match can.typing_s {
        0 => "no".into(),
        seconds => format!("for {}", span(seconds.into())),
    }),
];

fn yes(can: bool) -> String {
    if can { "yes" } else { "no" }.to_owned()
}

fn window(window: Option<&Window>) -> String {
    let Some(window) = window else { return "no".into() };
    let mut words = window
        .for_s
        .map_or("always".to_owned(), |seconds| format!("for {}", span(seconds)));
    for (kind, seconds) in &window.not_before_s {
        let _ = write!(words, "; {kind}: only after {}", span(*seconds));
    }
    words
}

fn span(seconds: u32) -> String {
    match seconds {
        seconds if seconds % 3_600 == 0 => format!("{} h", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}

fn file(can: &Capabilities, kind: FileKind) -> String {
    let Some(rule) = can.file(kind) else { return "no".into() };
    let mut words = format!("up to {} MB", rule.bytes_max / 1024 / 1024);
    words.push_str(if rule.has_caption {
        ", with words"
    } else {
        ", without words"
    });
    let others = can
        .files
        .iter()
        .filter(|other| other.together.is_some() && other.together == rule.together);
    if others.count() > 0 {
        words.push_str(", several together");
    }
    words
}

/// The constants of a messenger's `limits.rs`, each with its words and its source.
fn numbers(info: &MessengerInfo) -> String {
    let source = drift::read(&format!("shared/messengers/src/{}/limits.rs", info.name));
    let mut table = "| what | value | source |\n| --- | --- | --- |\n".to_owned();
    let mut words: Vec<&str> = Vec::new();
    for line in source.lines() {
        if let Some(text) = line.strip_prefix("///") {
            words.push(text.trim());
        } else if let Some(constant) = line.strip_prefix("pub const ") {
            let value = constant
                .split_once(" = ")
                .map_or("", |(_, value)| value.trim_end_matches(';'));
            let (what, source) = told(&words.join(" "));
            // A list is shown where it stands.
            let value = if value.starts_with('[') { "see the file" } else { value };
            let _ = writeln!(table, "| {what} | {} | {source} |", value.replace('"', ""));
            words.clear();
        } else {
            words.clear();
        }
    }
    table
}

/// What a constant's comment says, and its source.
fn told(words: &str) -> (String, String) {
    let (what, source) = words.split_once("Source: ").unwrap_or((words, ""));
    let clean = |text: &str| text.trim().trim_end_matches('.').replace('|', "\\|");
    let source = clean(source);
    (clean(what), if source.is_empty() { "ours".into() } else { source })
}

/// Every number that a provider sets says where that is written.
#[test]
fn the_numbers_that_are_not_ours_have_a_source() {
    for messenger in registry::all() {
        let table = numbers(&messenger.info());
        let sourced = table.lines().filter(|line| line.contains("<https://")).count();
        assert!(sourced >= 5, "{table}");
    }
}
