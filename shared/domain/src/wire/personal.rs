//! Bodies about personal data: exports, and the import of a list.

use serde::{Deserialize, Serialize};

use crate::{ContactId, UnixMs};

/// `POST /api/exports`: begins one. It is read page by page, and the texts of the pages in a row are the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginExport {
    /// Of whom everything is wanted; absent: the list of all contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub contact: Option<ContactId>,
}

/// An export that may be read now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ExportBegun {
    /// Its name: `GET /api/exports/{export}`.
    pub export: String,
    /// Until when it may be read.
    pub until: UnixMs,
    /// What the file is: `application/x-ndjson` of one contact, `text/csv` of all.
    pub media_type: String,
}

/// One page of an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ExportPage {
    /// The next part of the file; may be empty. Of one contact: whole lines, each a JSON object with `kind` and `row`. Of
    /// all: whole lines of CSV, the first one with the names of the columns.
    pub text: String,
    /// For the next page; absent: the file is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub cursor: Option<String>,
}

/// `POST /api/contacts/import`: changes known contacts as the rows of a file say.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportContacts {
    /// CSV with the names of the columns in its first line, as an export has them; at most 100 rows.
    pub csv: String,
    /// Whether only to say what would be done.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of the rows of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Imported {
    /// Each row, in the order of the file.
    pub rows: Vec<ImportedRow>,
}

/// What became of one row.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ImportedRow {
    /// The line of the file it begins in; the names of the columns stand in line 1.
    pub line: u64,
    /// Whose row it is, once that is clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub contact: Option<ContactId>,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// Of a refused row: why, one of the codes of `ErrorBody`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub code: Option<String>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub message: Option<String>,
}

/// What became of a row; of a dry run: what would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// The contact was changed.
    Changed,
    /// It is all known already.
    Unchanged,
    /// Nothing of the row was done.
    Refused,
}
