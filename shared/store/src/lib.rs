//! The one table.
//!
//! `keys` shows it on a page; `table` is the port the engines stand behind; `commit` writes decisions; the other files
//! read, one per noun. `records` turns what the table's stream says into what everybody learns.

pub mod api_keys;
pub mod audit;
pub mod avatars;
pub mod cards;
pub mod channels;
pub mod chats;
mod codec;
mod commit;
mod drafts;
pub mod dynamo;
pub mod erase;
mod error;
pub mod exports;
pub mod files;
pub mod funnels;
mod health;
pub mod held;
pub mod invitations;
pub mod keys;
pub mod messages;
pub mod meter;
pub mod notes;
pub mod notifications;
pub mod operators;
pub mod orders;
mod portraits;
pub mod quarantine;
pub mod records;
pub mod reports;
pub mod said;
pub mod saved_replies;
pub mod schema;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod sockets;
pub mod standing;
pub mod suggestions;
pub mod table;
pub mod talk;
pub mod tries;
mod typing;
pub mod whence;
pub mod words;

use std::sync::Arc;

pub use commit::Committed;
pub use error::StoreError;
pub use standing::Standing;
pub use table::Table;

/// The table with everything that can be asked of it. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    table: Arc<dyn Table>,
}

impl Store {
    /// A store on `table`.
    #[must_use]
    pub fn new(table: Arc<dyn Table>) -> Self {
        Self { table }
    }
}
