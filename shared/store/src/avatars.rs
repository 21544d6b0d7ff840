//! Pictures of operators, each in a row of its own: whoever reads the list of operators does not pay for them.

use domain::{AuditEntry, Operator, OperatorId, picture::PictureType};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    operators::audit_write,
    table::{Condition, Consistency, Write, Written},
};

/// A picture as it is kept: about 90 KB at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Avatar {
    /// The operator's version that brought it.
    pub version: u64,
    /// What it is.
    pub media_type: PictureType,
    /// Its bytes.
    pub base64: String,
}

/// Another picture, or none.
#[derive(Clone, Copy)]
pub struct AvatarChange<'a> {
    /// The operator as they shall be, with the next version.
    pub operator: &'a Operator,
    /// The picture; `None`: gone.
    pub avatar: Option<&'a Avatar>,
    /// The entry of the audit log.
    pub audit: &'a AuditEntry,
}

impl Store {
    /// The picture of an operator. Access pattern A49. Strongly consistent: whoever asks has just been told of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn avatar(&self, id: &OperatorId) -> Result<Option<Avatar>, StoreError> {
        let found = self.table.get(&keys::avatar(id), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Stores another picture with the operator whose it is. `false`: they have changed since they were loaded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_avatar(&self, change: &AvatarChange<'_>) -> Result<bool, StoreError> {
        let operator = change.operator;
        let key = keys::avatar(&operator.id);
        let condition = Condition::Always;
        let picture = match change.avatar {
            Some(avatar) => Write::Put {
                item: row(&key, avatar)?,
                condition,
            },
            None => Write::Delete { key, condition },
        };
        let writes = [
            Write::Put {
                item: row(&keys::operator(&operator.id), operator)?,
                condition: before(operator.version),
            },
            picture,
            audit_write(change.audit)?,
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}
