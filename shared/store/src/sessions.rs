//! Signed-in browsers and their one-time socket tickets.
//!
//! Tokens are known to the browser alone; rows are found by the token's SHA-256.

use domain::{AuditEntry, OperatorId, SecondFactor, Session, UnixMs};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    second_factors::{redeemed, spent},
    table::{Condition, Consistency, Item, Write, Written},
};

/// What a ticket lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Digest of the session's token.
    pub session: String,
    /// When it was good for the last time.
    pub expires: UnixMs,
}

/// Sessions one operator may have at once; a new one ends the oldest. Few enough to end all in one transaction.
pub const SESSIONS_MAX: usize = 20;

/// Which sessions an operator has, as far as they were not swept: what a change of password, role or activity ends in
/// its own transaction. So a session needs no second look per request: one that is there is good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// Grows by one with each sign-in and each end; 0: there never was one.
    pub version: u64,
    /// Oldest first, at most [`SESSIONS_MAX`].
    pub sessions: Vec<KnownSession>,
}

/// One session of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownSession {
    /// Digest of its token.
    pub digest: String,
    /// When it ends at the latest.
    pub expires: UnixMs,
}

/// A session that shall begin.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// Digest of its token.
    pub digest: &'a str,
    /// The session.
    pub session: &'a Session,
    /// The operator's sessions as they were before what proves the operator was read.
    pub list: &'a SessionList,
    /// The half session that is used up, by the digest of its token, and the second factor after it.
    pub second: Option<(&'a str, &'a SecondFactor)>,
    /// The entry of the audit log.
    pub audit: Option<&'a AuditEntry>,
}

fn session_row(digest: &str, session: &Session) -> Result<Item, StoreError> {
    let mut item = row(&keys::session(digest), session)?;
    item.insert(keys::EXPIRES_S.into(), session.ends().seconds().into());
    Ok(item)
}

fn removal(digest: &str) -> Write {
    Write::Delete {
        key: keys::session(digest),
        condition: Condition::Always,
    }
}

fn list_write(operator: &OperatorId, version: u64, sessions: Vec<KnownSession>) -> Result<Write, StoreError> {
    let list = SessionList {
        version: version + 1,
        sessions,
    };
    Ok(Write::Put {
        item: row(&keys::sessions(operator), &list)?,
        condition: before(list.version),
    })
}

/// The writes that end all sessions of an operator, and keep one from beginning on what was proved before.
pub(crate) fn ending(operator: &OperatorId, list: &SessionList) -> Result<Vec<Write>, StoreError> {
    let mut writes: Vec<Write> = list.sessions.iter().map(|known| removal(&known.digest)).collect();
    writes.push(list_write(operator, list.version, Vec::new())?);
    Ok(writes)
}

/// The digest a token's row is found by, in hex.
#[must_use]
pub fn digest(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

/// Digits of a digest that name a session in the audit log.
const SHORT_NAME_DIGITS: usize = 12;

/// What the audit log calls a session: the first digits of its token's digest, as its id in the list of sessions begins.
/// Nothing is found or opened by it.
#[must_use]
pub fn short_name(digest: &str) -> &str {
    digest.get(..SHORT_NAME_DIGITS).unwrap_or(digest)
}

impl Store {
    /// The session with this token digest, unless it has ended. Access pattern A14. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session(&self, digest: &str, now: UnixMs) -> Result<Option<Session>, StoreError> {
        let found = self.table.get(&keys::session(digest), Consistency::Strong).await?;
        let session: Option<Session> = found.map(read).transpose()?;
        Ok(session.filter(|session| !session.is_over(now)))
    }

    /// Which sessions an operator has. Access pattern A42. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session_list(&self, operator: &OperatorId) -> Result<SessionList, StoreError> {
        let found = self.table.get(&keys::sessions(operator), Consistency::Strong).await?;
        found.map_or_else(|| Ok(SessionList::default()), read)
    }

    /// Stores a new session, the operator's oldest giving way where there are more than [`SESSIONS_MAX`]. `false`: their
    /// sessions, their role, their password or their second factor changed since `list` was read; whoever proved themselves before that must
    /// do so again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn open_session(&self, opening: &Opening<'_>) -> Result<bool, StoreError> {
        let Opening {
            digest, session, list, ..
        } = *opening;
        let mut sessions = list.sessions.clone();
        sessions.retain(|known| known.expires > session.created);
        sessions.push(KnownSession {
            digest: digest.to_owned(),
            expires: session.expires,
        });
        let gone = sessions.drain(..sessions.len().saturating_sub(SESSIONS_MAX));
        let mut writes: Vec<Write> = gone.map(|known| removal(&known.digest)).collect();
        writes.push(Write::Put {
            item: session_row(digest, session)?,
            condition: Condition::Always,
        });
        writes.push(list_write(&session.operator, list.version, sessions)?);
        if let Some((half, factor)) = opening.second {
            writes.push(redeemed(half));
            writes.push(spent(&session.operator, factor)?);
        }
        if let Some(audit) = opening.audit {
            writes.push(Write::Put {
                item: row(&keys::audit(audit), audit)?,
                condition: Condition::Always,
            });
        }
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Stores a new session, whatever else happens to the operator's.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_session(&self, digest: &str, session: &Session) -> Result<(), StoreError> {
        loop {
            let list = self.session_list(&session.operator).await?;
            let opening = Opening {
                digest,
                session,
                list: &list,
                second: None,
                audit: None,
            };
            if self.open_session(&opening).await? {
                return Ok(());
            }
        }
    }

    /// Notes that a session was just used. `false`: it has been ended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_session(&self, digest: &str, session: &Session) -> Result<bool, StoreError> {
        let write = Write::Put {
            item: session_row(digest, session)?,
            condition: Condition::Present,
        };
        Ok(self.table.write(&[write]).await? == Written::Done)
    }

    /// Ends a session. The stream tells `fanout`, which closes its sockets.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_session(&self, digest: &str) -> Result<(), StoreError> {
        self.end_session_of(digest, None).await
    }

    /// Ends a session and says so in the audit log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_session_of(&self, digest: &str, audit: Option<&AuditEntry>) -> Result<(), StoreError> {
        loop {
            let Some(item) = self.table.get(&keys::session(digest), Consistency::Strong).await? else {
                return Ok(());
            };
            let session: Session = read(item)?;
            let list = self.session_list(&session.operator).await?;
            let mut sessions = list.sessions;
            sessions.retain(|known| known.digest != digest);
            let mut writes = vec![removal(digest), list_write(&session.operator, list.version, sessions)?];
            if let Some(audit) = audit {
                writes.push(Write::Put {
                    item: row(&keys::audit(audit), audit)?,
                    condition: Condition::Always,
                });
            }
            if self.table.write(&writes).await? == Written::Done {
                return Ok(());
            }
        }
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
