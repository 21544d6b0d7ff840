//! Operators.

use domain::{AuditEntry, Operator, OperatorId, Roster, StatusInterval};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    table::{Condition, Consistency, Query, Span, Write, Written},
};

/// Operators read at once; a workspace has rarely more than one such page.
const OPERATORS_PER_PAGE: usize = 300;

/// Past statuses of one operator on one page.
pub const INTERVALS_PER_PAGE_MAX: usize = 100;

/// A decision about one operator.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorChange {
    /// The operator as they shall be, with the next version.
    pub operator: Operator,
    /// The stretch of time in a status that ended.
    pub interval: Option<StatusInterval>,
    /// The entry of the audit log.
    pub audit: Option<AuditEntry>,
}

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

    /// Everybody who answers. Access pattern A19. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn roster(&self) -> Result<Roster, StoreError> {
        let mut query = Query::partition(keys::operators(), OPERATORS_PER_PAGE);
        let mut operators = Vec::new();
        loop {
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                operators.push(read(item)?);
            }
            query.after = rows.next;
            if query.after.is_none() {
                return Ok(Roster(operators));
            }
        }
    }

    /// Stores a decision about an operator. `false`: they have changed since they were loaded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_operator(&self, change: &OperatorChange) -> Result<bool, StoreError> {
        let operator = &change.operator;
        let put = |item, condition| Write::Put { item, condition };
        let mut writes = vec![put(
            row(&keys::operator(&operator.id), operator)?,
            before(operator.version),
        )];
        if let Some(interval) = &change.interval {
            let key = keys::status_interval(&interval.operator, interval.from);
            writes.push(put(row(&key, interval)?, Condition::Always));
        }
        if let Some(audit) = &change.audit {
            writes.push(put(row(&keys::audit(audit), audit)?, Condition::Always));
        }
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// An operator's past statuses, newest first. Access pattern A21. Eventually consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn status_intervals(&self, id: &OperatorId) -> Result<Vec<StatusInterval>, StoreError> {
        let mut query = Query::partition(keys::of_operator(id), INTERVALS_PER_PAGE_MAX);
        query.span = Span::Starting(keys::STATUSES.to_owned());
        query.descending = true;
        query.consistency = Consistency::Eventual;
        self.table.query(&query).await?.items.into_iter().map(read).collect()
    }

    /// Adds an operator. `false`: the e-mail is taken.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_operator(&self, operator: &Operator, password_phc: &str) -> Result<bool, StoreError> {
        let writes = person(operator, password_phc)?;
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}

/// The rows of a new operator; none of them may be there.
pub(crate) fn person(operator: &Operator, password_phc: &str) -> Result<[Write; 3], StoreError> {
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
    Ok([
        put(row(&keys::operator(&operator.id), operator)?),
        put(row(&keys::password(&operator.id), &password)?),
        put(row(&keys::email(&operator.email), &email)?),
    ])
}
