//! Operators.

use domain::{Operator, OperatorId};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    table::{Condition, Consistency, Write, Written},
};

#[derive(Serialize, Deserialize)]
struct EmailRow {
    operator: OperatorId,
}

#[derive(Serialize, Deserialize)]
struct PasswordRow {
    phc: String,
}

/// An operator with what proves them.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Who.
    pub operator: OperatorId,
    /// The password's hash, a PHC string.
    pub password_phc: String,
}

impl Store {
    /// Who has this e-mail, with the password's hash. Access pattern A12. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn operator_by_email(&self, email: &str) -> Result<Option<Credentials>, StoreError> {
        let Some(item) = self.table.get(&keys::email(email), Consistency::Strong).await? else {
            return Ok(None);
        };
        let EmailRow { operator } = read(item)?;
        let password = self.table.get(&keys::password(&operator), Consistency::Strong).await?;
        let password: Option<PasswordRow> = password.map(read).transpose()?;
        Ok(password.map(|password| Credentials {
            operator,
            password_phc: password.phc,
        }))
    }

    /// One operator. Access pattern A13. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn operator(&self, id: &OperatorId) -> Result<Option<Operator>, StoreError> {
        self.table
            .get(&keys::operator(id), Consistency::Strong)
            .await?
            .map(read)
            .transpose()
    }

    /// Adds an operator. `false`: the e-mail is taken.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_operator(&self, operator: &Operator, password_phc: &str) -> Result<bool, StoreError> {
        let email = EmailRow {
            operator: operator.id.clone(),
        };
        let password = PasswordRow {
            phc: password_phc.to_owned(),
        };
        let put = |item| Write::Put {
            item,
            condition: Condition::Absent,
        };
        let writes = [
            put(row(&keys::operator(&operator.id), operator)?),
            put(row(&keys::password(&operator.id), &password)?),
            put(row(&keys::email(&operator.email), &email)?),
        ];
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}
