//! Contacts as rows of CSV (RFC 4180), written so that a spreadsheet opens them safely and reads them back as they were.
//!
//! Every cell is quoted. A cell that a spreadsheet would take for a formula gets a `'` in front, which is taken off again
//! when it is read. Several phones, addresses or tags stand in one cell, a line each; by hand they may be parted by `;`.

use std::collections::BTreeMap;

use csv::{QuoteStyle, ReaderBuilder, StringRecord, Terminator, Trim, WriterBuilder};
use domain::{Card, Chat, ContactId, IdentityId, Refusal, Variable, rules::ImportRow};
use platform::{Fault, Problem};

/// The columns of an export.
const COLUMNS: [&str; 13] = [
    "contact",
    "first_name",
    "last_name",
    "user_id",
    "phones",
    "emails",
    "tags",
    "variables",
    "identities",
    "name",
    "state",
    "created_ms",
    "activity_ms",
];

/// What the bytes begin with, so that a spreadsheet takes them for UTF-8.
const BOM: char = '\u{feff}';

/// Most rows of one request: each takes some looks at the table, one after the other, and an answer has 29 seconds.
pub const ROWS_MAX: usize = 100;

/// A row of a file that is brought in.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line it begins in.
    pub line: u64,
    /// The contact's id, if the row has it.
    pub contact: Option<ContactId>,
    /// Addresses in channels, as an export has them.
    pub identities: Vec<IdentityId>,
    /// What it says; or what cannot be read of it.
    pub says: Result<ImportRow, Refusal>,
}

/// Rows as CSV, after the names of the columns if they are the first.
///
/// # Errors
/// [`Fault::Bug`].
pub fn written(rows: &[(Card, &Chat)], is_first: bool) -> Result<String, Problem> {
    let bug = |error: csv::Error| Problem::Fault(Fault::Bug(format!("CSV: {error}")));
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    if is_first {
        writer.write_record(COLUMNS).map_err(bug)?;
    }
    for (card, chat) in rows {
        let cells = cells(card, chat);
        writer
            .write_record(cells.iter().map(|cell| guarded(cell)))
            .map_err(bug)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Fault::Bug(format!("CSV: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| Fault::Bug(format!("CSV: {error}")))?;
    Ok(if is_first { format!("{BOM}{text}") } else { text })
}

fn cells(card: &Card, chat: &Chat) -> [String; COLUMNS.len()] {
    let variables = match card.variables.is_empty() {
        true => String::new(),
        false => serde_json::to_string(&card.variables).unwrap_or_default(),
    };
    let identities: Vec<String> = chat.identities.iter().map(|identity| identity.id.to_string()).collect();
    [
        card.id.to_string(),
        card.first_name.clone(),
        card.last_name.clone(),
        card.user_id.clone().unwrap_or_default(),
        lines(&card.phones),
        lines(&card.emails),
        lines(&card.tags),
        variables,
        lines(&identities),
        chat.name.clone(),
        if chat.is_open() { "open" } else { "closed" }.to_owned(),
        card.created.0.to_string(),
        chat.activity.0.to_string(),
    ]
}

/// Several values in one cell. One value with a `;` has a line to itself too, or it would be read as two.
fn lines(values: &[String]) -> String {
    let end = if values.len() == 1 && values[0].contains(';') {
        "\n"
    } else {
        ""
    };
    values.join("\n") + end
}

fn several(cell: &str) -> Vec<String> {
    let by = if cell.contains('\n') { '\n' } else { ';' };
    let values = cell.split(by).map(str::trim).filter(|value| !value.is_empty());
    values.map(ToOwned::to_owned).collect()
}

/// Whether a spreadsheet would calculate this; a `'` in front does not count.
fn is_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches('\'').chars().next();
    first.is_some_and(|first| "=+-@\t\r\n\0＝＋－＠".contains(first))
}

fn guarded(cell: &str) -> String {
    if is_formula(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(cell) => rest,
        _ => cell,
    }
}

/// The rows of a file. Empty cells and columns an export only shows say nothing.
///
/// # Errors
/// [`Refusal::UnknownColumn`], [`Refusal::NoKeyColumn`], [`Refusal::BrokenRow`], [`Refusal::TooMany`]; [`Refusal::BadRequest`]: no
/// CSV at all.
pub fn read(text: &str) -> Result<Vec<Row>, Refusal> {
    // One kind of line end: else the lines of rows would be counted differently.
    let text = text.trim_start_matches(BOM).replace("\r\n", "\n");
    let mut reader = ReaderBuilder::new().trim(Trim::Headers).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|_| Refusal::BadRequest {
        detail: "the file is not CSV".into(),
    })?;
    let columns = columns.clone();
    if let Some(strange) = columns.iter().find(|name| !COLUMNS.contains(name)) {
        let column = strange.chars().take(40).collect();
        return Err(Refusal::UnknownColumn { column });
    }
    let finders = ["contact", "user_id", "phones", "emails", "identities"];
    if !columns.iter().any(|name| finders.contains(&name)) {
        return Err(Refusal::NoKeyColumn);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        // A text cannot be anything but UTF-8, so what is wrong is how many cells there are.
        let record = record.map_err(|error| Refusal::BrokenRow {
            line: error.position().map_or(0, csv::Position::line),
        })?;
        if rows.len() == ROWS_MAX {
            let field = "rows";
            return Err(Refusal::TooMany { field, max: ROWS_MAX });
        }
        rows.push(row(&columns, &record));
    }
    Ok(rows)
}

fn row(columns: &StringRecord, record: &StringRecord) -> Row {
    let cells: BTreeMap<&str, &str> = columns.iter().zip(record.iter().map(unguarded)).collect();
    let cell = |name: &str| cells.get(name).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    // Not trimmed: a line's end says that there is one value.
    let list = |name: &str| cells.get(name).map(|cell| several(cell)).unwrap_or_default();
    let variables = |cell: &str| -> Result<BTreeMap<String, Variable>, Refusal> {
        serde_json::from_str(cell).map_err(|_| Refusal::BadValue)
    };
    let says = || {
        let contact = cell("contact").map(str::parse).transpose();
        let contact: Option<ContactId> = contact.map_err(|_| Refusal::NoSuchContact)?;
        let identities = list("identities").iter().map(|id| id.parse()).collect::<Result<_, _>>();
        let identities = identities.map_err(|_| Refusal::NoSuchIdentity)?;
        let row = ImportRow {
            first_name: cell("first_name").map(ToOwned::to_owned),
            last_name: cell("last_name").map(ToOwned::to_owned),
            user_id: cell("user_id").map(ToOwned::to_owned),
            phones: list("phones"),
            emails: list("emails"),
            tags: list("tags"),
            variables: cell("variables").map(variables).transpose()?.unwrap_or_default(),
        };
        Ok((contact, identities, row))
    };
    let line = record.position().map_or(0, csv::Position::line);
    match says() {
        Ok((contact, identities, row)) => Row {
            line,
            contact,
            identities,
            says: Ok(row),
        },
        Err(refusal) => Row {
            line,
            contact: None,
            identities: Vec::new(),
            says: Err(refusal),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(first_name: &str) -> Card {
        serde_json::from_value(serde_json::json!({
            "id": "c1", "version": 1, "created": 5, "first_name": first_name,
        }))
        .expect("a card")
    }

    fn chat() -> Chat {
        let sender = domain::Sender {
            identity: "channel:77".parse().expect("id"),
            messenger: "pigeon".parse().expect("name"),
            name: "Anna".into(),
            username: None,
        };
        let content = domain::Content::Text { text: "x".into() };
        let inbound = domain::InboundMessage::new(sender, 1, domain::UnixMs(1), content);
        domain::rules::receive(None, &inbound, None, None, domain::UnixMs(1)).chat
    }

    #[test]
    fn what_is_written_is_read_back_and_no_cell_is_a_formula() {
        let chat = chat();
        for name in [
            "=1+1",
            "+cmd",
            "-1",
            "@x",
            "'=quoted",
            "''-twice",
            "O'Neil",
            "a\"b",
            "x;y, z",
            "line\nbreak",
            "＝1",
        ] {
            let mut card = card(name);
            card.phones = vec!["+79161234567".into(), "+380441234567".into()];
            card.tags = vec!["a;b".into()];

            let text = written(&[(card.clone(), &chat)], true).expect("written");
            let rows = read(&text).expect("read");

            let says = rows[0].says.as_ref().expect("readable");
            assert_eq!(says.first_name.as_deref(), Some(name));
            assert_eq!((&says.phones, &says.tags), (&card.phones, &card.tags));
            assert!(
                text.starts_with("\u{feff}\"contact\",\"first_name\""),
                "quoted, and marked as UTF-8"
            );
            let risky = ["\"=", "\"+", "\"-", "\"@", "\"＝"];
            assert!(!risky.iter().any(|start| text.contains(&format!(",{start}"))), "{text}");
        }
    }

    #[test]
    fn rows_know_their_lines_and_strange_files_are_refused() {
        let rows = read("user_id,phones\r\n7,\"+1\n+2\"\r\n8,+3; +4\r\n").expect("read");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(rows[1].says.as_ref().expect("read").phones, ["+3", "+4"]);

        let column = "surname".into();
        for (strange, refusal) in [
            ("", Refusal::NoKeyColumn),
            ("surname,user_id\nx,7", Refusal::UnknownColumn { column }),
            ("first_name\nAnna", Refusal::NoKeyColumn),
            ("user_id,phones\n7,\"+1\n+2\"\n8\n", Refusal::BrokenRow { line: 4 }),
        ] {
            assert_eq!(read(strange).err(), Some(refusal), "{strange}");
        }
        let many = "user_id\n".to_owned() + &"7\n".repeat(ROWS_MAX + 1);
        assert!(matches!(read(&many), Err(Refusal::TooMany { field: "rows", .. })));
        let bad = read("user_id,variables\n7,{}\n8,x\n").expect("read");
        assert_eq!(bad[1].says, Err(Refusal::BadValue));
    }
}
