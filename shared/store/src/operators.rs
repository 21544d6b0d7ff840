//! Operators.

use domain::{AuditEntry, Operator, OperatorId, Roster, StatusInterval, UnixMs};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    sessions::{SessionList, ending},
    table::{Condition, Consistency, Query, Span, Write, Written},
};

/// Operators read at once; a workspace has rarely more than one such page.
const OPERATORS_PER_PAGE: usize = 300;

/// Past statuses of one operator on one page.
pub const INTERVALS_PER_PAGE_MAX: usize = 100;

/// Stretches of time read at once for a report: a month or two of one operator, some 400 KB of the megabyte that one answer
/// of the table may have.
const INTERVALS_AT_ONCE: usize = 2_000;

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
    #[serde(default = "first")]
    version: u64,
}

fn first() -> u64 {
    1
}

/// An operator with what proves them.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Who.
    pub operator: OperatorId,
    /// The password's hash, a PHC string.
    pub password_phc: String,
    /// Grows by one with each new password.
    pub version: u64,
}

/// A link with which an operator may choose a new password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetRow {
    /// Digest of the secret in the link.
    pub secret_sha256: String,
    /// When it stops being good.
    pub expires: UnixMs,
}

/// A new password.
#[derive(Clone, Copy)]
pub struct PasswordChange<'a> {
    /// What proved the operator until now.
    pub known: &'a Credentials,
    /// The new password's hash.
    pub password_phc: &'a str,
    /// The sessions that end.
    pub sessions: &'a SessionList,
    /// The link that is used up, if one is.
    pub reset: Option<&'a ResetRow>,
    /// The entry of the audit log.
    pub audit: &'a AuditEntry,
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
        self.credentials(&operator).await
    }

    /// What proves an operator. Access pattern A45. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn credentials(&self, id: &OperatorId) -> Result<Option<Credentials>, StoreError> {
        let password = self.table.get(&keys::password(id), Consistency::Strong).await?;
        let password: Option<PasswordRow> = password.map(read).transpose()?;
        Ok(password.map(|password| Credentials {
            operator: id.clone(),
            password_phc: password.phc,
            version: password.version,
        }))
    }

    /// The link for a new password that an operator has. Access pattern A44. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn password_reset(&self, id: &OperatorId) -> Result<Option<ResetRow>, StoreError> {
        let found = self.table.get(&keys::password_reset(id), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Stores a link for a new password; it takes the place of an earlier one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn offer_password_reset(
        &self,
        id: &OperatorId,
        reset: &ResetRow,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut item = row(&keys::password_reset(id), reset)?;
        item.insert(keys::EXPIRES_S.into(), reset.expires.seconds().into());
        let put = |item| Write::Put {
            item,
            condition: Condition::Always,
        };
        self.table
            .write(&[put(item), put(row(&keys::audit(audit), audit)?)])
            .await?;
        Ok(())
    }

    /// Stores a new password, ends all sessions and takes the link for a new one away, in one transaction. `false`: the
    /// password, the sessions or the link changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn change_password(&self, change: &PasswordChange<'_>) -> Result<bool, StoreError> {
        let id = &change.known.operator;
        let password = PasswordRow {
            phc: change.password_phc.to_owned(),
            version: change.known.version + 1,
        };
        let mut writes = ending(id, change.sessions)?;
        writes.push(Write::Put {
            item: row(&keys::password(id), &password)?,
            condition: before(password.version),
        });
        writes.push(Write::Delete {
            key: keys::password_reset(id),
            condition: match change.reset {
                Some(reset) => Condition::Equal(vec![("secret_sha256".to_owned(), reset.secret_sha256.clone().into())]),
                None => Condition::Always,
            },
        });
        writes.push(Write::Put {
            item: row(&keys::audit(change.audit), change.audit)?,
            condition: Condition::Always,
        });
        Ok(self.table.write(&writes).await? == Written::Done)
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
        Ok(self.table.write(&decided(change)?).await? == Written::Done)
    }

    /// Stores a decision of somebody about a colleague, in one transaction with the end of their sessions where `sessions`
    /// are given, on condition that `relies_on` is still as it was. `false`: something changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_appointment(
        &self,
        change: &OperatorChange,
        sessions: Option<&SessionList>,
        relies_on: Option<&Operator>,
    ) -> Result<bool, StoreError> {
        let mut writes = decided(change)?;
        if let Some(sessions) = sessions {
            writes.extend(ending(&change.operator.id, sessions)?);
        }
        if let Some(other) = relies_on {
            writes.push(Write::Check {
                key: keys::operator(&other.id),
                condition: Condition::Equal(vec![("version".to_owned(), other.version.into())]),
            });
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

    /// An operator's stretches of time that touch what lies between two instants, oldest first, with the one before them.
    /// Access pattern A82. Strongly consistent, so that with an operator's row that was read before there is no gap.
    ///
    /// `None`: there are more than `intervals_max`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn operator_time(
        &self,
        id: &OperatorId,
        (from, to): (UnixMs, UnixMs),
        intervals_max: usize,
    ) -> Result<Option<Vec<StatusInterval>>, StoreError> {
        let mut query = Query::partition(keys::of_operator(id), INTERVALS_AT_ONCE);
        let first = keys::status_interval(id, UnixMs(0)).sk;
        query.span = Span::Between(first, keys::status_interval(id, to).sk);
        query.descending = true;
        let mut found: Vec<StatusInterval> = Vec::new();
        loop {
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                let interval: StatusInterval = read(item)?;
                let is_before = interval.to <= from;
                if interval.from < to {
                    found.push(interval);
                }
                if is_before {
                    found.reverse();
                    return Ok(Some(found));
                }
            }
            if found.len() > intervals_max {
                return Ok(None);
            }
            query.after = rows.next;
            if query.after.is_none() {
                found.reverse();
                return Ok(Some(found));
            }
        }
    }

    /// Adds an operator, with the entry of the audit log. `false`: the e-mail is taken.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_operator(
        &self,
        operator: &Operator,
        password_phc: &str,
        audit: Option<&AuditEntry>,
    ) -> Result<bool, StoreError> {
        let mut writes = person(operator, password_phc)?.to_vec();
        writes.extend(audit.map(audit_write).transpose()?);
        Ok(self.table.write(&writes).await? == Written::Done)
    }
}

/// The write of an entry of the audit log; its key is made of the change, so that a repetition changes nothing.
pub(crate) fn audit_write(audit: &AuditEntry) -> Result<Write, StoreError> {
    Ok(Write::Put {
        item: row(&keys::audit(audit), audit)?,
        condition: Condition::Always,
    })
}

/// The write of a stretch of time that ended. The operator's row, which goes with it, guards it by its version; one of no
/// length gives way to what began at the same instant.
pub(crate) fn interval_write(interval: &StatusInterval) -> Result<Write, StoreError> {
    Ok(Write::Put {
        item: row(&keys::status_interval(&interval.operator, interval.from), interval)?,
        condition: Condition::Always,
    })
}

/// The rows of a decision about an operator.
fn decided(change: &OperatorChange) -> Result<Vec<Write>, StoreError> {
    let operator = &change.operator;
    let put = |item, condition| Write::Put { item, condition };
    let mut writes = vec![put(
        row(&keys::operator(&operator.id), operator)?,
        before(operator.version),
    )];
    writes.extend(change.interval.as_ref().map(interval_write).transpose()?);
    if let Some(audit) = &change.audit {
        writes.push(put(row(&keys::audit(audit), audit)?, Condition::Always));
    }
    Ok(writes)
}

/// The rows of a new operator; none of them may be there.
pub(crate) fn person(operator: &Operator, password_phc: &str) -> Result<[Write; 3], StoreError> {
    let email = EmailRow {
        operator: operator.id.clone(),
    };
    let password = PasswordRow {
        phc: password_phc.to_owned(),
        version: 1,
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
