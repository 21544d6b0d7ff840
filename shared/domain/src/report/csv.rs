//! Tables as CSV (RFC 4180) that a spreadsheet opens safely: in UTF-8, every cell quoted, none of them a formula.

use crate::SECOND_MS;

/// What the bytes begin with, so that a spreadsheet takes them for UTF-8.
const BOM: char = '\u{feff}';

/// What a spreadsheet would take for the beginning of a formula; the wide forms count as the narrow ones in some.
const RISKY: &str = "=+-@\t\r\n\0＝＋－＠";

/// A table being written: a line of headings, then lines of as many cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csv(String);

impl Csv {
    /// One with the names of its columns, in `snake_case`, the unit last.
    #[must_use]
    pub fn new(headings: &[&str]) -> Self {
        let mut table = Self(BOM.to_string());
        table.line(headings);
        table
    }

    /// Adds a line. A cell a spreadsheet would calculate gets a `'` in front, which spreadsheets show as text.
    pub fn line(&mut self, cells: &[impl AsRef<str>]) {
        for (column, cell) in cells.iter().enumerate() {
            let cell = cell.as_ref();
            if column > 0 {
                self.0.push(',');
            }
            self.0.push('"');
            if cell.starts_with(|first| RISKY.contains(first)) {
                self.0.push('\'');
            }
            self.0.push_str(&cell.replace('"', "\"\""));
            self.0.push('"');
        }
        self.0.push_str("\r\n");
    }

    /// The file's text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

/// Milliseconds as whole seconds, rounded to the nearest: a decimal point means something else in half of the world's
/// spreadsheets.
#[must_use]
pub fn seconds(ms: i64) -> String {
    ms.saturating_add(SECOND_MS / 2).div_euclid(SECOND_MS).to_string()
}

/// [`seconds`], or an empty cell where there is nothing to tell.
#[must_use]
pub fn seconds_or_empty(ms: Option<i64>) -> String {
    ms.map(seconds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The cells of a text as RFC 4180 has them, all of them quoted.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut lines, mut line, mut cell, mut is_inside) = (Vec::new(), Vec::new(), String::new(), false);
        let mut rest = text.chars().peekable();
        while let Some(next) = rest.next() {
            match (next, is_inside) {
                ('"', true) if rest.peek() == Some(&'"') => {
                    rest.next();
                    cell.push('"');
                }
                ('"', _) => is_inside = !is_inside,
                (',', false) => line.push(std::mem::take(&mut cell)),
                ('\r', false) => {
                    assert_eq!(rest.next(), Some('\n'), "lines end with CR LF");
                    line.push(std::mem::take(&mut cell));
                    lines.push(std::mem::take(&mut line));
                }
                (other, _) => cell.push(other),
            }
        }
        lines
    }

    #[test]
    fn cells_are_quoted_and_the_file_says_that_it_is_utf_8() {
        let mut table = Csv::new(&["operator", "closed"]);
        table.line(&["Anna \"the\" Great, of\nKyiv", "3"]);

        let text = table.into_text();

        assert_eq!(
            text,
            "\u{feff}\"operator\",\"closed\"\r\n\"Anna \"\"the\"\" Great, of\nKyiv\",\"3\"\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for risky in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "\0"] {
            let mut table = Csv::new(&["name"]);
            table.line(&[risky]);
            assert_eq!(read(&table.into_text())[1], [format!("'{risky}")]);
        }
        let mut table = Csv::new(&["name"]);
        table.line(&["a=b"]);
        assert_eq!(read(&table.into_text())[1], ["a=b"], "inside a cell it means nothing");
    }

    #[test]
    fn seconds_are_whole_and_rounded() {
        assert_eq!(
            [seconds(0), seconds(499), seconds(500), seconds(61_499)],
            ["0", "0", "1", "61"]
        );
        assert_eq!(seconds_or_empty(None), "");
        assert_eq!(seconds_or_empty(Some(2_000)), "2");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(cells in prop::collection::vec("[a-z\"',;\r\n=é ]{0,6}", 1..5)) {
            let mut table = Csv::new(&[]);
            table.line(&cells);
            let text = table.into_text();
            let read = read(text.strip_prefix('\u{feff}').expect("marked"));
            let plain: Vec<String> = read[1]
                .iter()
                .map(|cell| match cell.strip_prefix('\'') {
                    Some(rest) if rest.starts_with(|first| RISKY.contains(first)) => rest.to_owned(),
                    _ => cell.clone(),
                })
                .collect();
            // A text that itself begins with the mark and something risky is the one thing that cannot be told apart.
            prop_assume!(!cells.iter().any(|cell| cell.starts_with('\'')));
            prop_assert_eq!(plain, cells);
        }
    }
}
