//! Saved replies.

use domain::{AuditEntry, IntentId, SavedReply, UnixMs, Upload, rules::SavedChange};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    files::{upload_item, upload_taken},
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

    /// One saved reply. Access pattern A113. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn saved_reply(&self, id: &IntentId) -> Result<Option<SavedReply>, StoreError> {
        let found = self.table.get(&keys::saved_reply(id), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Writes a saved reply with its entry in the audit log, takes the uploads that become its own, and lets go of files it carries
    /// no more. `false`: it has another version by now, or an upload is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_saved_reply(&self, change: &SavedChange) -> Result<bool, StoreError> {
        let reply = &change.reply;
        let mut writes = vec![Write::Put {
            item: row(&keys::saved_reply(&reply.id), reply)?,
            condition: before(reply.version),
        }];
        writes.extend(change.taken.iter().map(upload_taken));
        self.with_audit(writes, &change.let_go, &change.audit).await
    }

    /// Removes a saved reply as it was read, and lets go of its files from `now` on. `false`: it has another version by now, or is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_saved_reply(
        &self,
        known: &SavedReply,
        now: UnixMs,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let delete = Write::Delete {
            key: keys::saved_reply(&known.id),
            condition: before(known.version + 1),
        };
        let let_go: Vec<Upload> = known.files.iter().map(|file| file.let_go(&known.by, now)).collect();
        self.with_audit(vec![delete], &let_go, audit).await
    }

    /// What is let go of is swept like what nobody sent: bytes first, whoever is interrupted.
    async fn with_audit(
        &self,
        mut writes: Vec<Write>,
        let_go: &[Upload],
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        for upload in let_go {
            writes.push(Write::Put {
                item: upload_item(upload)?,
                condition: Condition::Absent,
            });
        }
        writes.push(Write::Put {
            item: row(&keys::audit(audit), audit)?,
            condition: Condition::Always,
        });
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}
