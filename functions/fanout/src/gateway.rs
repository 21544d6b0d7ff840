//! The client of API Gateway's `@connections`.

use aws_sdk_apigatewaymanagement::{
    Client, Config,
    config::{BehaviorVersion, retry::RetryConfig, timeout::TimeoutConfig},
};
use platform::{dynamo, tls::aws_http_client};
use std::time::Duration;

/// A push that takes longer is lost; the browser notices by the version.
const PUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// A client for the stage's `@connections` address.
#[must_use]
pub fn client(connections_url: &str) -> Client {
    let (region, credentials) = dynamo::identity(Some(connections_url));
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(region)
        .credentials_provider(credentials)
        .endpoint_url(connections_url)
        .http_client(aws_http_client(Some(connections_url)))
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().operation_timeout(PUSH_TIMEOUT).build());
    Client::from_conf(config.build())
}
