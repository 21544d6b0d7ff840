//! The workspace's settings.

use domain::Settings;

use crate::{Store, StoreError, codec::read, keys, table::Consistency};

impl Store {
    /// What the workspace decided for itself; the defaults where nobody has decided. Access pattern A23. Strongly
    /// consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let found = self.table.get(&keys::settings(), Consistency::Strong).await?;
        found.map_or_else(|| Ok(Settings::default()), read)
    }
}
