//! Second factors, and sign-ins that wait for one.

use domain::{AuditEntry, OperatorId, SecondFactor, UnixMs};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    sessions::{SessionList, ending},
    table::{Condition, Consistency, Key, Write, Written},
};

/// A sign-in whose password was right and whose second factor is still to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfSession {
    /// Whose.
    pub operator: OperatorId,
    /// The version of the password that was right: with another one, this is worth nothing.
    pub password_version: u64,
    /// When it stops being good.
    pub expires: UnixMs,
}

/// A decision about somebody's second factor.
#[derive(Clone, Copy)]
pub struct FactorChange<'a> {
    /// Whose.
    pub operator: &'a OperatorId,
    /// As it was; `None`: there was none.
    pub before: Option<&'a SecondFactor>,
    /// As it shall be, with the next version; `None`: gone.
    pub after: Option<&'a SecondFactor>,
    /// The sessions that end by it, if they do.
    pub sessions: Option<&'a SessionList>,
    /// The entry of the audit log; a code that was used has none of its own.
    pub audit: Option<&'a AuditEntry>,
}

/// The write of a second factor that was used.
pub(crate) fn spent(operator: &OperatorId, factor: &SecondFactor) -> Result<Write, StoreError> {
    Ok(Write::Put {
        item: row(&keys::second_factor(operator), factor)?,
        condition: before(factor.version),
    })
}

/// The write that uses a half session up.
pub(crate) fn redeemed(digest: &str) -> Write {
    Write::Delete {
        key: keys::half_session(digest),
        condition: Condition::Present,
    }
}

impl Store {
    /// The second factor of an operator. Access pattern A47. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn second_factor(&self, id: &OperatorId) -> Result<Option<SecondFactor>, StoreError> {
        self.read_strong(&keys::second_factor(id)).await
    }

    /// Stores a decision about a second factor. `false`: it, or the sessions, changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_second_factor(&self, change: &FactorChange<'_>) -> Result<bool, StoreError> {
        let mut writes = match (change.before, change.after) {
            (_, Some(after)) => vec![spent(change.operator, after)?],
            (Some(before), None) => vec![Write::Delete {
                key: keys::second_factor(change.operator),
                condition: Condition::Equal(vec![("version".to_owned(), before.version.into())]),
            }],
            (None, None) => Vec::new(),
        };
        if let Some(sessions) = change.sessions {
            writes.extend(ending(change.operator, sessions)?);
        }
        if let Some(audit) = change.audit {
            writes.push(Write::Put {
                item: row(&keys::audit(audit), audit)?,
                condition: Condition::Always,
            });
        }
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// The half session with this token digest, unless it is over. Access pattern A48. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn half_session(&self, digest: &str, now: UnixMs) -> Result<Option<HalfSession>, StoreError> {
        let half: Option<HalfSession> = self.read_strong(&keys::half_session(digest)).await?;
        Ok(half.filter(|half| half.expires > now))
    }

    /// Stores a half session under the digest of its token.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_half_session(&self, digest: &str, half: &HalfSession) -> Result<(), StoreError> {
        let mut item = row(&keys::half_session(digest), half)?;
        item.insert(keys::EXPIRES_S.into(), half.expires.seconds().into());
        let condition = Condition::Always;
        self.table.write(&[Write::Put { item, condition }]).await?;
        Ok(())
    }

    async fn read_strong<T: serde::de::DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        self.table.get(key, Consistency::Strong).await?.map(read).transpose()
    }
}
