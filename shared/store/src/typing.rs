//! Rows that nobody reads: the stream tells of them, and the table sweeps them.

use domain::{MINUTE_MS, UnixMs, looking::Looking, typing::Typing};
use serde::Serialize;

use crate::{
    Store, StoreError,
    codec::row,
    keys,
    table::{Condition, Key, Write},
};

/// How long a row stays, for the stream's sake.
const KEPT_MS: i64 = MINUTE_MS;

impl Store {
    /// Has it told that somebody writes. Costs one write unit.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tell_typing(&self, typing: &Typing) -> Result<(), StoreError> {
        self.tell(&keys::typing(typing), typing, typing.at).await
    }

    /// Has it told that somebody has a chat open, or has it no more. Costs one write unit.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tell_looking(&self, looking: &Looking) -> Result<(), StoreError> {
        self.tell(&keys::looking(looking), looking, looking.at).await
    }

    async fn tell(&self, key: &Key, what: &impl Serialize, at: UnixMs) -> Result<(), StoreError> {
        let mut item = row(key, what)?;
        item.insert(keys::EXPIRES_S.into(), at.plus(KEPT_MS).seconds().into());
        let condition = Condition::Always;
        self.table.write(&[Write::Put { item, condition }]).await?;
        Ok(())
    }
}
