//! Channels and what is needed to speak for them.

use domain::{AuditEntry, Channel, ChannelId, Registration};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    operators::audit_write,
    table::{Condition, Consistency, Query, Write, Written},
};

/// A channel as stored: what everybody may see, and the digests its webhook is checked against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    /// The channel.
    #[serde(flatten)]
    pub channel: Channel,
    /// SHA-256 of each accepted webhook secret, in hex.
    pub secrets_sha256: Vec<String>,
    /// What the messenger told us while it was connected.
    #[serde(default)]
    pub registration: Registration,
}

/// What is needed to speak for a channel. Both texts are sealed; only `courier` has the use of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRow {
    /// The sealed token.
    pub token: String,
    /// The sealed webhook secret.
    pub secret: String,
}

/// Rows of one page when all channels are read.
const CHANNELS_PER_PAGE: usize = 100;

impl Store {
    /// One channel. Access pattern A09. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn channel(&self, id: &ChannelId) -> Result<Option<ChannelRow>, StoreError> {
        self.table
            .get(&keys::channel(id), Consistency::Strong)
            .await?
            .map(read)
            .transpose()
    }

    /// All channels, oldest first. Access pattern A10. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn channels(&self) -> Result<Vec<ChannelRow>, StoreError> {
        let mut query = Query::partition(keys::channels(), CHANNELS_PER_PAGE);
        let mut channels: Vec<ChannelRow> = Vec::new();
        loop {
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                channels.push(read(item)?);
            }
            query.after = rows.next;
            if query.after.is_none() {
                break;
            }
        }
        channels.sort_by(|a, b| (a.channel.created, &a.channel.id).cmp(&(b.channel.created, &b.channel.id)));
        Ok(channels)
    }

    /// What is needed to speak for a channel. Access pattern A11. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn channel_access(&self, id: &ChannelId) -> Result<Option<AccessRow>, StoreError> {
        self.table
            .get(&keys::channel_access(id), Consistency::Strong)
            .await?
            .map(read)
            .transpose()
    }

    /// Adds a channel with its access and the entry of the audit log. `false`: the id is taken, which chance forbids.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_channel(
        &self,
        channel: &ChannelRow,
        access: &AccessRow,
        audit: Option<&AuditEntry>,
    ) -> Result<bool, StoreError> {
        let id = &channel.channel.id;
        let mut writes = vec![
            Write::Put {
                item: row(&keys::channel(id), channel)?,
                condition: Condition::Absent,
            },
            Write::Put {
                item: row(&keys::channel_access(id), access)?,
                condition: Condition::Absent,
            },
        ];
        writes.extend(audit.map(audit_write).transpose()?);
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Gives a channel that still has version `expected` another access, with the entry of the audit log. `false`: it changed
    /// meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew_channel(
        &self,
        channel: &ChannelRow,
        expected: u64,
        access: &AccessRow,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let id = &channel.channel.id;
        let writes = [
            Write::Put {
                item: row(&keys::channel(id), channel)?,
                condition: Condition::Equal(vec![("version".to_owned(), expected.into())]),
            },
            Write::Put {
                item: row(&keys::channel_access(id), access)?,
                condition: Condition::Always,
            },
            audit_write(audit)?,
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Writes what an admin decided of a channel that still has version `expected`. `false`: it changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn decide_channel(
        &self,
        channel: &ChannelRow,
        expected: u64,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let writes = [
            Write::Put {
                item: row(&keys::channel(&channel.channel.id), channel)?,
                condition: Condition::Equal(vec![("version".to_owned(), expected.into())]),
            },
            audit_write(audit)?,
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Leaves the bare name of a removed channel that still has version `expected`: what is needed to speak for it, or to
    /// be believed at its webhook, is gone. `false`: it changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_removal(&self, channel: &Channel, expected: u64) -> Result<bool, StoreError> {
        let bare = ChannelRow {
            channel: channel.clone(),
            secrets_sha256: Vec::new(),
            registration: Registration::default(),
        };
        let writes = [
            Write::Put {
                item: row(&keys::channel(&channel.id), &bare)?,
                condition: Condition::Equal(vec![("version".to_owned(), expected.into())]),
            },
            Write::Delete {
                key: keys::channel_access(&channel.id),
                condition: Condition::Always,
            },
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Replaces a channel that still has version `expected`. `false`: it changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn update_channel(&self, channel: &ChannelRow, expected: u64) -> Result<bool, StoreError> {
        let item = row(&keys::channel(&channel.channel.id), channel)?;
        let condition = Condition::Equal(vec![("version".to_owned(), expected.into())]);
        Ok(self.table.write(&[Write::Put { item, condition }]).await? == Written::Done)
    }
}
