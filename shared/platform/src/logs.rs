//! Logs: one JSON line an event, to standard output, where Lambda collects it; levels by `RUST_LOG`.
//!
//! Ids only: texts, names, tokens and query strings stay out.

use tracing_subscriber::EnvFilter;

/// Starts logging for this process; a second call changes nothing.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Lambda stamps each line with its own time.
    let _ = tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_env_filter(filter)
        .try_init();
}
