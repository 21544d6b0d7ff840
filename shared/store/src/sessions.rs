//! Signed-in browsers and their one-time socket tickets.
//!
//! Tokens are known to the browser alone; rows are found by the token's SHA-256.

use domain::{Session, UnixMs};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    table::{Condition, Consistency, Write, Written},
};

/// What a ticket lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Digest of the session's token.
    pub session: String,
    /// When it was good for the last time.
    pub expires: UnixMs,
}

/// The digest a token's row is found by, in hex.
#[must_use]
pub fn digest(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

impl Store {
    /// The session with this token digest, unless it has ended. Access pattern A14. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session(&self, digest: &str, now: UnixMs) -> Result<Option<Session>, StoreError> {
        let found = self.table.get(&keys::session(digest), Consistency::Strong).await?;
        let session: Option<Session> = found.map(read).transpose()?;
        Ok(session.filter(|session| session.expires > now))
    }

    /// Stores a new session.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_session(&self, digest: &str, session: &Session) -> Result<(), StoreError> {
        let mut item = row(&keys::session(digest), session)?;
        item.insert(keys::EXPIRES_S.into(), session.expires.seconds().into());
        self.table
            .write(&[Write::Put {
                item,
                condition: Condition::Always,
            }])
            .await?;
        Ok(())
    }

    /// Ends a session. The stream tells `fanout`, which closes its sockets.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_session(&self, digest: &str) -> Result<(), StoreError> {
        self.table
            .write(&[Write::Delete {
                key: keys::session(digest),
                condition: Condition::Always,
            }])
            .await?;
        Ok(())
    }

    /// Stores a ticket under the digest of its token.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_ticket(&self, digest: &str, ticket: &Ticket) -> Result<(), StoreError> {
        let mut item = row(&keys::ticket(digest), ticket)?;
        item.insert(keys::EXPIRES_S.into(), ticket.expires.seconds().into());
        self.table
            .write(&[Write::Put {
                item,
                condition: Condition::Always,
            }])
            .await?;
        Ok(())
    }

    /// Takes a ticket, which is then gone: of two who present it one gets through. Expired or unknown: `None`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn redeem_ticket(&self, digest: &str, now: UnixMs) -> Result<Option<Ticket>, StoreError> {
        let key = keys::ticket(digest);
        let Some(item) = self.table.get(&key, Consistency::Strong).await? else {
            return Ok(None);
        };
        let ticket: Ticket = read(item)?;
        let taken = self
            .table
            .write(&[Write::Delete {
                key,
                condition: Condition::Present,
            }])
            .await?;
        Ok(Some(ticket).filter(|ticket| taken == Written::Done && ticket.expires > now))
    }
}
