//! Open sockets: who is told of events.

use domain::{HOUR_MS, OperatorId, UnixMs};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    codec::{read, row},
    keys,
    table::{Condition, Query, Write},
};

/// One open socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socket {
    /// The gateway's id of the connection.
    pub connection: String,
    /// Whose browser.
    pub operator: OperatorId,
    /// Digest of the session's token: when the session ends, so does the socket.
    pub session: String,
    /// When it was opened.
    pub opened: UnixMs,
    /// API Gateway ends every connection after two hours; a row older than that is a leftover.
    pub expires: UnixMs,
}

/// Rows of one page when all sockets are read.
const SOCKETS_PER_PAGE: usize = 500;

impl Store {
    /// All open sockets. Access pattern A15. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sockets(&self, now: UnixMs) -> Result<Vec<Socket>, StoreError> {
        let mut query = Query::partition(keys::sockets(), SOCKETS_PER_PAGE);
        let mut sockets: Vec<Socket> = Vec::new();
        loop {
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                sockets.push(read(item)?);
            }
            query.after = rows.next;
            if query.after.is_none() {
                break;
            }
        }
        sockets.retain(|socket| socket.expires > now);
        Ok(sockets)
    }

    /// Remembers an open socket.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_socket(&self, socket: &Socket) -> Result<(), StoreError> {
        let mut item = row(&keys::socket(&socket.connection), socket)?;
        item.insert(keys::EXPIRES_S.into(), socket.expires.seconds().into());
        self.table
            .write(&[Write::Put {
                item,
                condition: Condition::Always,
            }])
            .await?;
        Ok(())
    }

    /// Says that a session is over, for the stream to tell: its row tells only when it is taken away, which the end of
    /// its time does not do at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn announce_end(&self, session: &str, now: UnixMs) -> Result<(), StoreError> {
        // With the instant, so that saying it again is told again, until the sockets are closed.
        let mut item = row(&keys::session_over(session), &serde_json::json!({ "at": now }))?;
        item.insert(keys::EXPIRES_S.into(), now.plus(HOUR_MS).seconds().into());
        let condition = Condition::Always;
        self.table.write(&[Write::Put { item, condition }]).await?;
        Ok(())
    }

    /// Forgets a socket.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_socket(&self, connection: &str) -> Result<(), StoreError> {
        self.table
            .write(&[Write::Delete {
                key: keys::socket(connection),
                condition: Condition::Always,
            }])
            .await?;
        Ok(())
    }
}
