//! Saved replies.

use domain::{AuditEntry, IntentId, SavedReply};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    table::{Condition, Consistency, Query, Write, Written},
};

/// Rows asked for at once; the table answers with at most a megabyte whatever stands here.
const PER_PAGE: usize = 200;

impl Store {
    /// All saved replies, in order of id. Access pattern A29. Strongly consistent: who has just added one sees it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn saved_replies(&self) -> Result<Vec<SavedReply>, StoreError> {
        let mut query = Query::partition(keys::saved_replies(), PER_PAGE);
        query.consistency = Consistency::Strong;
        let mut replies = Vec::new();
        loop {
            let page = self.table.query(&query).await?;
            for item in page.items {
                replies.push(read(item)?);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(replies),
            }
        }
    }

    /// Writes a saved reply with its entry in the audit log. `false`: it has another version by now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_saved_reply(&self, reply: &SavedReply, audit: &AuditEntry) -> Result<bool, StoreError> {
        let put = Write::Put {
            item: row(&keys::saved_reply(&reply.id), reply)?,
            condition: before(reply.version),
        };
        self.with_audit(put, audit).await
    }

    /// Removes a saved reply of this version, at least 1. `false`: it has another version by now, or is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_saved_reply(
        &self,
        id: &IntentId,
        version: u64,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let delete = Write::Delete {
            key: keys::saved_reply(id),
            condition: before(version + 1),
        };
        self.with_audit(delete, audit).await
    }

    async fn with_audit(&self, write: Write, audit: &AuditEntry) -> Result<bool, StoreError> {
        let entry = Write::Put {
            item: row(&keys::audit(audit), audit)?,
            condition: Condition::Always,
        };
        Ok(self.table.write(&[write, entry]).await? == Written::Done)
    }
}
