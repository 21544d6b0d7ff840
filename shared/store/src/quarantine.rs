//! What a messenger sent and we did not wholly understand, kept raw.

use domain::{ChannelId, DAY_MS, UnixMs};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    table::{Condition, Consistency, Key, Query, Write},
};

/// Most of a raw body that is kept, in bytes; far above a real update, far below an item's 400 KB.
pub const RAW_BYTES_MAX: usize = 64 * 1024;

/// Days a raw body is kept.
const KEPT_DAYS: i64 = 30;

/// Raw bodies shown at once.
const SHOWN_MAX: usize = 50;

/// One raw body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Why it is here.
    pub reason: String,
    /// The body as text, at most [`RAW_BYTES_MAX`]; bytes that are no UTF-8 are replaced.
    pub raw: String,
    /// When it came first or again.
    pub at: UnixMs,
}

impl Store {
    /// Keeps a raw body. The same body again is the same row.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn quarantine(
        &self,
        channel: &ChannelId,
        reason: &str,
        body: &[u8],
        now: UnixMs,
    ) -> Result<(), StoreError> {
        let digest = Sha256::digest(body)
            .iter()
            .take(16)
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        let kept = body.get(..RAW_BYTES_MAX).unwrap_or(body);
        let reason = reason.chars().take(200).collect();
        let quarantined = Quarantined {
            reason,
            raw: String::from_utf8_lossy(kept).into_owned(),
            at: now,
        };
        let mut item = row(&Key::new(keys::quarantine(channel), digest), &quarantined)?;
        item.insert(keys::EXPIRES_S.into(), now.plus(KEPT_DAYS * DAY_MS).seconds().into());
        self.table
            .write(&[Write::Put {
                item,
                condition: Condition::Always,
            }])
            .await?;
        Ok(())
    }

    /// What a channel sent and we did not understand; no order. Access pattern A16. Eventually consistent.
    ///
    /// Shape: at most 50.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn quarantined(&self, channel: &ChannelId) -> Result<Vec<Quarantined>, StoreError> {
        let mut query = Query::partition(keys::quarantine(channel), SHOWN_MAX);
        query.consistency = Consistency::Eventual;
        self.table.query(&query).await?.items.into_iter().map(read).collect()
    }
}
