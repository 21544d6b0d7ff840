//! The DynamoDB client, from the AWS variables every SDK knows.
//!
//! Lambda sets region and credentials in the environment, and one machine does the same; so the configuration crate with
//! its profiles, sign-on and metadata clients (half a megabyte of each function) is left out.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig, timeout::TimeoutConfig},
};

use crate::{config::env, tls::aws_http_client};

/// Region unless `AWS_REGION` or `AWS_DEFAULT_REGION` says otherwise.
const REGION: &str = "us-east-1";

/// A connection is up or not in this time; source: RELIABILITY of the design, R14.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(300);

/// One try; a single-digit answer is usual.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(800);

/// All tries: less than a messenger waits for our webhook.
const OPERATION_TIMEOUT: Duration = Duration::from_millis(2_000);

/// Tries of one operation, the first included.
const ATTEMPTS: u32 = 3;

/// Where the table is: `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`, else AWS.
#[must_use]
pub fn endpoint() -> Option<String> {
    let text = |name: &str| env(name).filter(|text| !text.is_empty());
    text("AWS_ENDPOINT_URL_DYNAMODB").or_else(|| text("AWS_ENDPOINT_URL"))
}

/// The key an engine's address names, `http://key@127.0.0.1:8000`, and the address without it. DynamoDB Local keeps a
/// database of its own for each key: desks that share the engine then do not share its memory, nor slow each other down.
#[must_use]
pub fn address(endpoint: &str) -> (Option<&str>, String) {
    let named = endpoint.split_once("://").and_then(|(scheme, rest)| {
        // Only in front of the host: a path may have an `@` too.
        let host = rest.split('/').next().unwrap_or_default();
        let (key, _) = host.split_once('@')?;
        Some((scheme, key, &rest[key.len() + 1..]))
    });
    match named {
        Some((scheme, key, place)) => (Some(key), format!("{scheme}://{place}")),
        None => (None, endpoint.to_owned()),
    }
}

/// The region, and the credentials of this process. An engine on this machine takes any, the one its address names first.
#[must_use]
pub fn identity(endpoint: Option<&str>) -> (Region, Credentials) {
    let text = |name: &str| env(name).filter(|text| !text.is_empty());
    let region = text("AWS_REGION")
        .or_else(|| text("AWS_DEFAULT_REGION"))
        .unwrap_or_else(|| REGION.to_owned());
    let named = endpoint.and_then(|endpoint| address(endpoint).0);
    let own = (text("AWS_ACCESS_KEY_ID"), text("AWS_SECRET_ACCESS_KEY"));
    let credentials = match (named, own) {
        // Letters and digits only: DynamoDB Local takes nothing else.
        (Some(key), _) => Credentials::new(key, "local", None, None, "one machine"),
        (None, (Some(key), Some(secret))) => {
            Credentials::new(key, secret, text("AWS_SESSION_TOKEN"), None, "environment")
        }
        _ if endpoint.is_some() => Credentials::new("local", "local", None, None, "one machine"),
        _ => Credentials::new("", "", None, None, "none"),
    };
    (Region::new(region), credentials)
}

/// A client for the engine at `at`, or where the environment says.
#[must_use]
pub fn client(at: Option<&str>) -> Client {
    let endpoint = at.map(str::to_owned).or_else(endpoint);
    let (region, credentials) = identity(endpoint.as_deref());
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT);
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(region)
        .credentials_provider(credentials)
        .http_client(aws_http_client(endpoint.as_deref()))
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts.build());
    if let Some(endpoint) = endpoint {
        config = config.endpoint_url(address(&endpoint).1);
    }
    Client::from_conf(config.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_name_a_key() {
        assert_eq!(
            address("http://story7@127.0.0.1:8000"),
            (Some("story7"), "http://127.0.0.1:8000".into())
        );
        for plain in ["http://127.0.0.1:8000", "https://engine.example/at/a@b", "nonsense"] {
            assert_eq!(address(plain), (None, plain.to_owned()));
        }
        let (_, credentials) = identity(Some("http://story7@127.0.0.1:8000"));
        assert_eq!(credentials.access_key_id(), "story7");
    }
}
