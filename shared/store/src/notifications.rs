//! What operators are told in their own messengers: their wishes and links, their bells, their activity.

use domain::{AuditEntry, Bell, Change, LinkMark, Notifications, Operator, OperatorId, Place, UnixMs};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::{before, in_place_of, plan},
    keys,
    table::{Condition, Consistency, Item, Query, Span, Write, Written},
};

/// Operators read at once; a workspace has rarely more than one such page.
const OPERATORS_PER_PAGE: usize = 300;

/// Bells one round looks at; the rest follow in the next.
pub const BELLS_DUE_MAX: usize = 100;

/// Where the mark of a linked address is written.
#[derive(Clone, Debug, PartialEq)]
pub enum MarkWrite {
    /// In the place of a chat: there is none, an older mark, or a tombstone.
    Row {
        /// The mark.
        mark: LinkMark,
        /// What stands there.
        instead_of: Option<Place>,
    },
    /// In the chat there is.
    Chat(Box<Change>),
}

/// The key by which browsers know this desk. It never changes: they would all be deaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushKey {
    /// The private key, sealed.
    pub sealed: String,
}

/// When an operator was last seen doing something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Who.
    pub operator: OperatorId,
    /// When, to about a minute.
    pub at: UnixMs,
}

impl Store {
    /// One operator's notifications. Access pattern A75. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn notifications(&self, operator: &OperatorId) -> Result<Notifications, StoreError> {
        let key = keys::notifications(operator);
        let found = self.table.get(&key, Consistency::Strong).await?;
        found.map_or_else(|| Ok(Notifications::none(operator)), read)
    }

    /// Everybody's notifications. Access pattern A76. Eventually consistent: load the one again before it is changed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all_notifications(&self) -> Result<Vec<Notifications>, StoreError> {
        self.all_of(keys::NOTIFICATIONS).await
    }

    /// An operator's bell. Access pattern A77. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn bell(&self, operator: &OperatorId) -> Result<Bell, StoreError> {
        let found = self.table.get(&keys::bell(operator), Consistency::Strong).await?;
        found.map_or_else(|| Ok(Bell::silent(operator)), read)
    }

    /// Whose bell is to be rung. Access pattern A78. Eventually consistent: load the bell before it is rung.
    ///
    /// Shape: at most [`BELLS_DUE_MAX`], the longest due first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn bells_due(&self, now: UnixMs) -> Result<Vec<OperatorId>, StoreError> {
        let mut query = Query::partition(keys::BELLS.to_owned(), BELLS_DUE_MAX).on(keys::DUE);
        query.span = Span::UpTo(keys::due_until(now));
        let rows = self.table.query(&query).await?;
        let operator = |item: &Item| item.get(keys::DUE.sk)?.as_str()?.split_once('#')?.1.parse().ok();
        Ok(rows.items.iter().filter_map(operator).collect())
    }

    /// The key by which browsers know this desk; `None`: no browser was ever told. Access pattern A68.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn push_key(&self) -> Result<Option<PushKey>, StoreError> {
        let found = self.table.get(&keys::push_key(), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Stores the key for good. `false`: there is one already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_push_key(&self, key: &PushKey) -> Result<bool, StoreError> {
        let item = row(&keys::push_key(), key)?;
        let condition = Condition::Absent;
        Ok(self.table.write(&[Write::Put { item, condition }]).await? == Written::Done)
    }

    /// When everybody was last seen doing something. Access pattern A79. Eventually consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn activities(&self) -> Result<Vec<Activity>, StoreError> {
        self.all_of(keys::ACTIVITIES).await
    }

    /// All rows of a partition with one row per operator.
    async fn all_of<T: serde::de::DeserializeOwned>(&self, partition: &str) -> Result<Vec<T>, StoreError> {
        let mut query = Query::partition(partition.to_owned(), OPERATORS_PER_PAGE);
        query.consistency = Consistency::Eventual;
        let mut all = Vec::new();
        loop {
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                all.push(read(item)?);
            }
            query.after = rows.next;
            if query.after.is_none() {
                return Ok(all);
            }
        }
    }

    /// Notes that an operator did something.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_activity(&self, activity: &Activity) -> Result<(), StoreError> {
        let item = row(&keys::activity(&activity.operator), activity)?;
        let condition = Condition::Always;
        self.table.write(&[Write::Put { item, condition }]).await?;
        Ok(())
    }

    /// Stores a decision about an operator's notifications. `false`: they have changed since they were loaded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_notifications(
        &self,
        notifications: &Notifications,
        audit: Option<&AuditEntry>,
    ) -> Result<bool, StoreError> {
        let writes = decided(notifications, audit)?;
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Links an address: the operator's notifications and the mark by which the address is recognised, in one transaction,
    /// on condition that the operator is still as `relies_on` was. `false`: something changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_link(
        &self,
        notifications: &Notifications,
        audit: &AuditEntry,
        mark: &MarkWrite,
        relies_on: &Operator,
        now: UnixMs,
    ) -> Result<bool, StoreError> {
        let mut writes = decided(notifications, Some(audit))?;
        match mark {
            MarkWrite::Row { mark, instead_of } => writes.push(Write::Put {
                item: row(&keys::chat(&mark.id), mark)?,
                condition: instead_of.as_ref().map_or(Condition::Absent, in_place_of),
            }),
            MarkWrite::Chat(change) => writes.extend(plan(change, now)?.writes),
        }
        writes.push(Write::Check {
            key: keys::operator(&relies_on.id),
            condition: Condition::Equal(vec![("is_active".to_owned(), true.into())]),
        });
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Stores a decision about a bell. `false`: it has changed since it was loaded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_bell(&self, bell: &Bell) -> Result<bool, StoreError> {
        let mut item = row(&keys::bell(&bell.operator), bell)?;
        if let Some(due) = bell.rings_at {
            item.insert(keys::DUE.pk.into(), keys::BELLS.into());
            item.insert(keys::DUE.sk.into(), keys::bell_order(due, &bell.operator).into());
        }
        let condition = before(bell.version);
        Ok(self.table.write(&[Write::Put { item, condition }]).await? == Written::Done)
    }
}

fn decided(notifications: &Notifications, audit: Option<&AuditEntry>) -> Result<Vec<Write>, StoreError> {
    let mut writes = vec![Write::Put {
        item: row(&keys::notifications(&notifications.operator), notifications)?,
        condition: before(notifications.version),
    }];
    if let Some(audit) = audit {
        writes.push(Write::Put {
            item: row(&keys::audit(audit), audit)?,
            condition: Condition::Always,
        });
    }
    Ok(writes)
}
