//! API keys.

use domain::{ApiKey, AuditEntry, DAY_MS, api_key::REVOKED_DAYS};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    table::{Condition, Consistency, Item, Query, Write, Written},
};

/// Rows asked for at once; the table answers with at most a megabyte whatever stands here.
const PER_PAGE: usize = 200;

impl Store {
    /// All API keys, in order of id, also those that were revoked a while ago. Access pattern A50. Strongly consistent: who
    /// has just made one sees it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let mut query = Query::partition(keys::api_keys(), PER_PAGE);
        query.consistency = Consistency::Strong;
        let mut found = Vec::new();
        loop {
            let page = self.table.query(&query).await?;
            for item in page.items {
                found.push(read(item)?);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(found),
            }
        }
    }

    /// The API key with this digest. Access pattern A51. Strongly consistent: one that was revoked is so at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn api_key(&self, digest: &str) -> Result<Option<ApiKey>, StoreError> {
        let found = self.table.get(&keys::api_key(digest), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Writes a key with its entry in the audit log. `false`: it has another version by now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_api_key(&self, key: &ApiKey, audit: &AuditEntry) -> Result<bool, StoreError> {
        let entry = Write::Put {
            item: row(&keys::audit(audit), audit)?,
            condition: Condition::Always,
        };
        Ok(self.table.write(&[put(key)?, entry]).await? == Written::Done)
    }

    /// Notes that a key is used. Where it changed meanwhile, that is left to the next use.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        self.table.write(&[put(key)?]).await?;
        Ok(())
    }
}

fn put(key: &ApiKey) -> Result<Write, StoreError> {
    let mut item: Item = row(&keys::api_key(&key.id), key)?;
    if let Some(revoked) = key.revoked {
        let swept = revoked.plus(REVOKED_DAYS * DAY_MS);
        item.insert(keys::EXPIRES_S.into(), swept.seconds().into());
    }
    Ok(Write::Put {
        item,
        condition: before(key.version),
    })
}
