//! Invitations: who may become an operator.

use domain::{AuditEntry, Invitation, InvitationId, Operator};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    operators::person,
    table::{Condition, Consistency, Query, Write, Written},
};

/// Invitations that are listed; a desk has rarely more than a few.
pub const INVITATIONS_MAX: usize = 100;

/// An invitation with what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRow {
    /// What colleagues may know.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// Digest of the secret in the link.
    pub secret_sha256: String,
}

/// What became of accepting an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The operator is there.
    Done,
    /// Somebody was faster, or it was taken back or replaced.
    Gone,
    /// The address belongs to an operator.
    EmailTaken,
}

impl Store {
    /// Who is invited, at most [`INVITATIONS_MAX`]. Access pattern A40. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn invitations(&self) -> Result<Vec<Invitation>, StoreError> {
        let query = Query::partition(keys::invitations(), INVITATIONS_MAX);
        let rows = self.table.query(&query).await?.items.into_iter();
        rows.map(|item| Ok(read::<InvitationRow>(item)?.invitation)).collect()
    }

    /// One invitation. Access pattern A41. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn invitation(&self, id: &InvitationId) -> Result<Option<InvitationRow>, StoreError> {
        let found = self.table.get(&keys::invitation(id), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Stores an invitation; it takes the place of an earlier one of the same address, whose link is then good no more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn invite(&self, invitation: &InvitationRow, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut item = row(&keys::invitation(&invitation.invitation.id), invitation)?;
        item.insert(keys::EXPIRES_S.into(), invitation.invitation.expires.seconds().into());
        let put = |item| Write::Put {
            item,
            condition: Condition::Always,
        };
        self.table
            .write(&[put(item), put(row(&keys::audit(audit), audit)?)])
            .await?;
        Ok(())
    }

    /// Takes an invitation back. `false`: there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_invitation(&self, id: &InvitationId, audit: &AuditEntry) -> Result<bool, StoreError> {
        let writes = [
            Write::Delete {
                key: keys::invitation(id),
                condition: Condition::Present,
            },
            Write::Put {
                item: row(&keys::audit(audit), audit)?,
                condition: Condition::Always,
            },
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Turns an invitation into an operator, in one transaction: of many who try one gets through.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn accept_invitation(
        &self,
        invitation: &InvitationRow,
        operator: &Operator,
        password_phc: &str,
        audit: &AuditEntry,
    ) -> Result<Accepted, StoreError> {
        let same = vec![("secret_sha256".to_owned(), invitation.secret_sha256.clone().into())];
        let mut writes = vec![Write::Delete {
            key: keys::invitation(&invitation.invitation.id),
            condition: Condition::Equal(same),
        }];
        writes.extend(person(operator, password_phc)?);
        writes.push(Write::Put {
            item: row(&keys::audit(audit), audit)?,
            condition: Condition::Always,
        });
        Ok(match self.table.write(&writes).await? {
            Written::Done => Accepted::Done,
            Written::Refused(unmet) if unmet.iter().any(|unmet| unmet.index == 0) => Accepted::Gone,
            Written::Refused(_) => Accepted::EmailTaken,
        })
    }
}
