//! Bytes to an operator's open socket, through API Gateway's `@connections`.
//!
//! A push is a hint: losing one costs a delay, never data. What was answered with a no is not repeated; what was not answered is,
//! once: the connection may be one from before this process slept, closed at its other end. A frame that comes twice says
//! nothing new.

use async_trait::async_trait;
use aws_sdk_apigatewaymanagement::{
    Client,
    error::SdkError,
    operation::{delete_connection::DeleteConnectionError, post_to_connection::PostToConnectionError},
    primitives::Blob,
};

/// Posts to sockets by the gateway's connection id.
#[async_trait]
pub trait Push: Send + Sync {
    /// Hands `frame` to the connection's browser.
    ///
    /// # Errors
    /// [`PushError`].
    async fn post(&self, connection: &str, frame: &[u8]) -> Result<(), PushError>;

    /// Closes the connection. One that is gone already is no error.
    ///
    /// # Errors
    /// [`PushError::Failed`].
    async fn close(&self, connection: &str) -> Result<(), PushError>;
}

/// Why a frame did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The browser left: forget the connection.
    #[error("the connection is gone")]
    Gone,
    /// Anything else; the client notices the gap by the version.
    #[error("the push failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// API Gateway's management API, or whatever speaks it.
#[derive(Clone, Debug)]
pub struct Gateway {
    client: Client,
}

impl Gateway {
    /// Pushes through `client`, whose endpoint is the stage's `@connections` address.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Push for Gateway {
    async fn post(&self, connection: &str, frame: &[u8]) -> Result<(), PushError> {
        let post = || {
            let request = self.client.post_to_connection().connection_id(connection);
            request.data(Blob::new(frame)).send()
        };
        let mut sent = post().await;
        if matches!(
            sent,
            Err(SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) | SdkError::ResponseError(_))
        ) {
            sent = post().await;
        }
        match sent {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if matches!(error.err(), PostToConnectionError::GoneException(_)) => {
                Err(PushError::Gone)
            }
            Err(error) => Err(PushError::Failed(Box::new(error))),
        }
    }

    async fn close(&self, connection: &str) -> Result<(), PushError> {
        match self.client.delete_connection().connection_id(connection).send().await {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if matches!(error.err(), DeleteConnectionError::GoneException(_)) => {
                Ok(())
            }
            Err(error) => Err(PushError::Failed(Box::new(error))),
        }
    }
}
