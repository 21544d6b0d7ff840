//! Pictures of contacts, each in a row of its own beside the person they were first seen as: erased and exported with them.

use domain::{
    Change, ContactId, UnixMs,
    rules::portray::{Looked, Portrait},
};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit, keys,
    table::{Condition, Consistency, Write, Written},
};

impl Store {
    /// When a messenger was last asked for the picture of whoever this person was first seen as. Access pattern A27.
    /// Eventually consistent: whoever looks twice finds the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn looked(&self, person: &ContactId) -> Result<Option<Looked>, StoreError> {
        let found = self.table.get(&keys::looked(person), Consistency::Eventual).await?;
        found.map(read).transpose()
    }

    /// A person's picture. Access pattern A28. Strongly consistent: whoever asks has just been told of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn portrait(&self, person: &ContactId) -> Result<Option<Portrait>, StoreError> {
        let found = self.table.get(&keys::portrait(person), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Remembers that the picture was looked at and is the same. Of somebody who was erased nothing is remembered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_look(&self, person: &ContactId, looked: &Looked) -> Result<(), StoreError> {
        let put = put(row(&keys::looked(person), looked)?);
        self.table.write(&[commit::is_known(person), put]).await?;
        Ok(())
    }

    /// Stores another picture, or that there is none, with what `change` makes of the chat. `false`: the chat has changed since
    /// it was loaded, or the person was erased; nothing is written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_portrait(
        &self,
        person: &ContactId,
        (looked, portrait): (&Looked, Option<&Portrait>),
        change: &Change,
        now: UnixMs,
    ) -> Result<bool, StoreError> {
        let mut plan = commit::plan(change, now)?;
        if !change.writes_chat() || change.chat.id != *person {
            plan.along(commit::is_known(person));
        }
        plan.along(put(row(&keys::looked(person), looked)?));
        let key = keys::portrait(person);
        plan.along(match portrait {
            Some(portrait) => put(row(&key, portrait)?),
            None => Write::Delete {
                key,
                condition: Condition::Always,
            },
        });
        Ok(self.table.write(&plan.writes).await? == Written::Done)
    }
}

fn put(item: crate::table::Item) -> Write {
    Write::Put {
        item,
        condition: Condition::Always,
    }
}
