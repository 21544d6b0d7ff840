//! Counts of tries: at passwords, codes and the secrets of links.

use domain::{
    HOUR_MS, UnixMs,
    rules::throttle::{Guard, Tries},
};
use futures_util::future::try_join_all;

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    sessions::digest,
    table::{Condition, Consistency, Key, Write, Written},
};

/// How often a count is taken anew when others try at the same instant; then the caller is told to wait.
const ATTEMPTS_MAX: usize = 8;

/// Whose tries are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// What for.
    pub guard: Guard,
    /// An address, a network, an operator. Only its digest is stored: addresses of strangers are not ours to keep.
    pub who: String,
}

/// Whether one may try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Try {
    /// It is counted: to be given back if it turns out right.
    Taken(Taken),
    /// Too early; nothing was counted.
    Wait {
        /// In how many seconds it is not.
        retry_after_s: u32,
    },
}

/// Tries that were counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken(Vec<(Tried, Tries)>);

impl Tried {
    /// Tries of `who` at what `guard` is for; letters of any case are the same.
    #[must_use]
    pub fn new(guard: Guard, who: &str) -> Self {
        Self {
            guard,
            who: who.trim().to_lowercase(),
        }
    }

    fn key(&self) -> Key {
        keys::tries(self.guard.name(), &digest(&self.who))
    }

    fn put(&self, tries: &Tries) -> Result<Write, StoreError> {
        let mut item = row(&self.key(), tries)?;
        let swept = tries.forgotten(self.guard).plus(HOUR_MS);
        item.insert(keys::EXPIRES_S.into(), swept.seconds().into());
        Ok(Write::Put {
            item,
            condition: before(tries.version),
        })
    }

    /// A count that is cleared goes whatever was added meanwhile; another only as it is known.
    fn removal(&self, tries: &Tries) -> Write {
        let as_known = Condition::Equal(vec![("version".to_owned(), tries.version.into())]);
        let is_cleared = self.guard.is_cleared_by_right_try();
        Write::Delete {
            key: self.key(),
            condition: if is_cleared { Condition::Always } else { as_known },
        }
    }
}

impl Store {
    /// How often somebody has tried. Access pattern A46. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tries(&self, tried: &Tried) -> Result<Tries, StoreError> {
        let found = self.table.get(&tried.key(), Consistency::Strong).await?;
        found.map_or_else(|| Ok(Tries::default()), read)
    }

    /// Counts one try of each of `tried` before it is looked at, all or none. Of many side by side, each is counted on top
    /// of the others.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_try(&self, tried: &[Tried], now: UnixMs) -> Result<Try, StoreError> {
        for _ in 0..ATTEMPTS_MAX {
            let known = try_join_all(tried.iter().map(|tried| self.tries(tried))).await?;
            let (mut taken, mut wait_s) = (Vec::new(), 0);
            for (tried, tries) in tried.iter().zip(known) {
                match tries.take(tried.guard, now) {
                    Ok(tries) => taken.push((tried.clone(), tries)),
                    Err(this_s) => wait_s = wait_s.max(this_s),
                }
            }
            if wait_s > 0 {
                return Ok(Try::Wait { retry_after_s: wait_s });
            }
            let writes = taken.iter().map(|(tried, tries)| tried.put(tries));
            let writes: Vec<Write> = writes.collect::<Result<_, _>>()?;
            if writes.is_empty() || self.table.write(&writes).await? == Written::Done {
                return Ok(Try::Taken(Taken(taken)));
            }
        }
        Ok(Try::Wait { retry_after_s: 1 })
    }

    /// Takes tries that turned out right out of the counts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_back(&self, taken: &Taken) -> Result<(), StoreError> {
        let mut taken = taken.0.clone();
        for _ in 0..ATTEMPTS_MAX {
            let known = taken.iter().filter(|(_, tries)| tries.version > 0);
            let writes = known.map(|(tried, tries)| match tries.give_back(tried.guard) {
                Some(tries) => tried.put(&tries),
                None => Ok(tried.removal(tries)),
            });
            let writes: Vec<Write> = writes.collect::<Result<_, _>>()?;
            if writes.is_empty() || self.table.write(&writes).await? == Written::Done {
                return Ok(());
            }
            // Somebody else has tried meanwhile.
            for (tried, tries) in &mut taken {
                *tries = self.tries(tried).await?;
            }
        }
        // The try stays counted, which costs its owner a wait at worst.
        Ok(())
    }
}
