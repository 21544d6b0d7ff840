//! What can go wrong with the table itself.

/// A fault of the table; expected refusals of a write are values, not errors.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too much at once for the table, an index or one key. Waiting helps.
    #[error("the table is throttling")]
    Throttled,
    /// No answer, or a broken one. Whether a write was done is unknown.
    #[error("the table is unavailable")]
    Unavailable {
        /// What the client said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A row does not read as what its key says.
    #[error("the row {pk} / {sk} is corrupt")]
    Corrupt {
        /// Partition key.
        pk: String,
        /// Sort key.
        sk: String,
        /// What did not read.
        #[source]
        source: serde_json::Error,
    },
    /// Our request was wrong: a bug.
    #[error("the table refused the request: {0}")]
    Rejected(String),
}
