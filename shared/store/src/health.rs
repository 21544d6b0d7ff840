//! What is known of how messengers call us.

use domain::{ChannelHealth, ChannelId};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    table::{Consistency, Write, Written},
};

impl Store {
    /// What is known of how a messenger calls us for a channel. Access pattern A26. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn channel_health(&self, id: &ChannelId) -> Result<ChannelHealth, StoreError> {
        let found = self.table.get(&keys::health(id), Consistency::Strong).await?;
        found.map_or_else(|| Ok(ChannelHealth::unknown(id)), read)
    }

    /// Stores it, on condition that it is the next version. `false`: somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_health(&self, health: &ChannelHealth) -> Result<bool, StoreError> {
        let item = row(&keys::health(&health.channel), health)?;
        let condition = before(health.version);
        Ok(self.table.write(&[Write::Put { item, condition }]).await? == Written::Done)
    }
}
