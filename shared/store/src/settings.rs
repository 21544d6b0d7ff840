//! The workspace's settings.

use domain::{AuditEntry, Settings};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    table::{Condition, Consistency, Write, Written},
};

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

    /// Stores changed settings. `false`: somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_settings(&self, settings: &Settings, audit: &AuditEntry) -> Result<bool, StoreError> {
        let writes = [
            Write::Put {
                item: row(&keys::settings(), settings)?,
                condition: before(settings.version),
            },
            Write::Put {
                item: row(&keys::audit(audit), audit)?,
                condition: Condition::Always,
            },
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}
