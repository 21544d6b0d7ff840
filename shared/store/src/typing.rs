//! Rows that nobody reads: the stream tells of them, and the table sweeps them.

use domain::{MINUTE_MS, typing::Typing};

use crate::{
    Store, StoreError,
    codec::row,
    keys,
    table::{Condition, Write},
};

/// How long a row stays, for the stream's sake.
const KEPT_MS: i64 = MINUTE_MS;

impl Store {
    /// Has it told that somebody writes. Costs one write unit.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tell_typing(&self, typing: &Typing) -> Result<(), StoreError> {
        let mut item = row(&keys::typing(typing), typing)?;
        item.insert(keys::EXPIRES_S.into(), typing.at.plus(KEPT_MS).seconds().into());
        let condition = Condition::Always;
        self.table.write(&[Write::Put { item, condition }]).await?;
        Ok(())
    }
}
