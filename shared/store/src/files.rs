//! Files: what is to be fetched from messengers, and what operators brought to be sent.

use domain::{Fetch, FetchWrite, MessageId, UnixMs, Upload, UploadId};

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    table::{Condition, Consistency, Item, Query, Span, Write, Written},
};

/// Rows looked at per round of what is due.
const DUE_PER_READ: usize = 25;

/// Most files of one message, with those its earlier forms had.
const FILES_PER_MESSAGE: usize = 100;

impl Store {
    /// One file of a message. Access pattern A36. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fetch(&self, message: &MessageId, number: u32) -> Result<Option<Fetch>, StoreError> {
        let found = self
            .table
            .get(&keys::file(message, number), Consistency::Strong)
            .await?;
        found.map(read).transpose()
    }

    /// Files to be fetched by now, those longest due first. Access pattern A37. May lag.
    ///
    /// Shape: at most [`DUE_PER_READ`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fetches_due(&self, now: UnixMs) -> Result<Vec<Fetch>, StoreError> {
        self.due(keys::FETCHES, now).await
    }

    /// What is known of a message's files. Access pattern A38. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fetches_of(&self, message: &MessageId) -> Result<Vec<Fetch>, StoreError> {
        let query = Query::partition(keys::files(message), FILES_PER_MESSAGE);
        let rows = self.table.query(&query).await?;
        rows.items.into_iter().map(read).collect()
    }

    /// Writes a try of a file, on condition that nobody tried since it was read. `false`: somebody did, or it is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn write_fetch(&self, fetch: &Fetch, attempts_before: u32) -> Result<bool, StoreError> {
        let condition = attempts(attempts_before);
        let item = fetch_item(fetch)?;
        Ok(self.table.write(&[Write::Put { item, condition }]).await? == Written::Done)
    }

    /// What an operator brought. Access pattern A39. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn upload(&self, id: &UploadId) -> Result<Option<Upload>, StoreError> {
        let found = self.table.get(&keys::upload(id), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Writes what an operator brings. `is_new`: there must be no such upload yet; else it must be there, unsent. `false`:
    /// that does not hold.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn write_upload(&self, upload: &Upload, is_new: bool) -> Result<bool, StoreError> {
        let item = upload_item(upload)?;
        let condition = if is_new { Condition::Absent } else { Condition::Present };
        Ok(self.table.write(&[Write::Put { item, condition }]).await? == Written::Done)
    }

    /// Uploads nobody sent in time. Access pattern A94. May lag.
    ///
    /// Shape: at most [`DUE_PER_READ`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn uploads_due(&self, now: UnixMs) -> Result<Vec<Upload>, StoreError> {
        self.due(keys::UPLOADS, now).await
    }

    /// Forgets an upload. `false`: it is not there, so somebody sent it or forgot it before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_upload(&self, id: &UploadId) -> Result<bool, StoreError> {
        let key = keys::upload(id);
        let condition = Condition::Present;
        Ok(self.table.write(&[Write::Delete { key, condition }]).await? == Written::Done)
    }

    async fn due<T: serde::de::DeserializeOwned>(&self, partition: &str, now: UnixMs) -> Result<Vec<T>, StoreError> {
        let mut query = Query::partition(partition.to_owned(), DUE_PER_READ).on(keys::DUE);
        query.span = Span::UpTo(keys::due_until(now));
        let rows = self.table.query(&query).await?;
        // The index has keys only: the rows are read as they stand.
        let mut found = Vec::with_capacity(rows.items.len());
        for item in rows.items {
            let key = crate::table::key_of(&item);
            let row = self.table.get(&key, Consistency::Strong).await?;
            found.extend(row.map(read).transpose()?);
        }
        Ok(found)
    }
}

/// The row of what was brought, due when its time is over.
pub(crate) fn upload_item(upload: &Upload) -> Result<Item, StoreError> {
    let mut item = row(&keys::upload(&upload.id), upload)?;
    let order = keys::upload_due_order(upload.until, &upload.id);
    item.insert(keys::DUE.pk.into(), keys::UPLOADS.into());
    item.insert(keys::DUE.sk.into(), order.into());
    Ok(item)
}

/// How a decision writes what is to be fetched.
pub(crate) fn fetch_write(write: &FetchWrite) -> Result<Write, StoreError> {
    Ok(match write {
        FetchWrite::Insert(fetch) => Write::Put {
            item: fetch_item(fetch)?,
            condition: Condition::Absent,
        },
        FetchWrite::Replace(fetch) => Write::Put {
            item: fetch_item(fetch)?,
            condition: attempts(fetch.attempts),
        },
    })
}

/// The upload goes into a message: nobody sends it again, and nobody sweeps it.
pub(crate) fn upload_taken(id: &UploadId) -> Write {
    Write::Delete {
        key: keys::upload(id),
        condition: Condition::Present,
    }
}

fn attempts(number: u32) -> Condition {
    Condition::Equal(vec![("attempts".to_owned(), number.into())])
}

fn fetch_item(fetch: &Fetch) -> Result<Item, StoreError> {
    let mut item = row(&keys::file(&fetch.message, fetch.number), fetch)?;
    if let Some(at) = fetch.try_at {
        let order = keys::file_due_order(at, &fetch.message, fetch.number);
        item.insert(keys::DUE.pk.into(), keys::FETCHES.into());
        item.insert(keys::DUE.sk.into(), order.into());
    }
    Ok(item)
}
