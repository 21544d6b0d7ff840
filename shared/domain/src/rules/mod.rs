//! The desk's decisions, one per file: state, actor, input and `now` in; a `Change` or a `Refusal` out.
//!
//! Repeating a decision yields an empty change.

pub mod close;
pub mod deliver;
pub mod edit;
pub mod mark_read;
pub mod receive;
pub mod reopen;
pub mod send;

pub use close::close;
pub use deliver::{claim, deliver, lease_over};
pub use edit::edit;
pub use mark_read::mark_read;
pub use receive::receive;
pub use reopen::reopen;
pub use send::{Sending, send};

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod samples;
