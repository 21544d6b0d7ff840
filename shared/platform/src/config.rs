//! Settings, from the environment.

use std::{collections::BTreeMap, fmt};

use crate::SealKey;

/// The table's name unless `SWITCHBOARD_TABLE` says otherwise.
pub const TABLE: &str = "switchboard";

/// What may differ between deployments.
#[derive(Clone, Debug)]
pub struct Config {
    /// `SWITCHBOARD_TABLE`.
    pub table: String,
    /// `PUBLIC_URL`: where messengers and browsers reach us, without a slash at the end; empty: unknown.
    pub public_url: String,
    /// `SWITCHBOARD_SOCKET_URL`: where browsers open sockets; empty: `/socket` of the page's own origin.
    pub socket_url: String,
    /// `SWITCHBOARD_CONNECTIONS_URL`: the gateway's `@connections` address; `fanout` only.
    pub connections_url: String,
    /// `SWITCHBOARD_KEY`: what channel tokens are sealed with; `api` and `courier` only.
    pub seal_key: Option<SealKey>,
    /// `SWITCHBOARD_FACTOR_KEY`: what operators' second factors are sealed with; `api` only.
    pub factor_key: Option<SealKey>,
    /// `SWITCHBOARD_REQUIRE_SECOND_FACTOR`, `true`: those who manage the desk must have a second factor, whatever the
    /// settings say; `api` only.
    pub is_second_factor_required: bool,
    /// `SWITCHBOARD_ORIGIN_SECRET`: what the content delivery network proves itself with; `api` only. Unset: there is none
    /// in front.
    pub origin_secret: Option<OriginSecret>,
    /// `SWITCHBOARD_OWNER_EMAIL`, `SWITCHBOARD_OWNER_PASSWORD`: the first operator; `api` only.
    pub owner: Option<Owner>,
    /// `SWITCHBOARD_FILES_BUCKET` and its like: where files lie; `api` and `courier` only.
    pub files: Option<Files>,
    /// `SWITCHBOARD_FILES_URL`: the origin browsers load files from, without a slash at the end; empty: unknown.
    pub files_url: String,
    /// `SWITCHBOARD_PUSH_SERVICES`: origins of push services of browsers besides those that are known, with commas between.
    pub push_services: Vec<String>,
    /// Addresses of messengers' APIs that differ from the public ones, by the variable the messenger names.
    pub api_urls: BTreeMap<String, String>,
}

/// A bucket for files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// `SWITCHBOARD_FILES_BUCKET`: its name.
    pub bucket: String,
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ENDPOINT_URL_S3`: another server of the same protocol.
    pub endpoint: Option<String>,
    /// Where browsers reach it, without a slash at the end; empty: directly.
    pub url: String,
}

/// A secret shared with the content delivery network. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct OriginSecret(pub String);

impl fmt::Debug for OriginSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OriginSecret(…)")
    }
}

/// The first operator's sign-in.
#[derive(Clone, PartialEq, Eq)]
pub struct Owner {
    /// E-mail address.
    pub email: String,
    /// Password, 12 to 128 characters.
    pub password: String,
}

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owner({}, …)", self.email)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            table: TABLE.to_owned(),
            public_url: String::new(),
            socket_url: String::new(),
            connections_url: String::new(),
            seal_key: None,
            factor_key: None,
            is_second_factor_required: false,
            origin_secret: None,
            owner: None,
            files: None,
            files_url: String::new(),
            push_services: Vec::new(),
            api_urls: BTreeMap::new(),
        }
    }
}

/// A variable of the environment does not hold what it must.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct Misconfigured {
    /// Its name.
    pub variable: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl Config {
    /// Settings of this process.
    ///
    /// # Errors
    /// [`Misconfigured`].
    pub fn from_env() -> Result<Self, Misconfigured> {
        Self::read(env)
    }

    /// Settings as `variable` gives them; empty counts as unset.
    ///
    /// # Errors
    /// [`Misconfigured`].
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let text = |name: &str| variable(name).filter(|text| !text.is_empty());
        let url = |name: &str| text(name).unwrap_or_default().trim_end_matches('/').to_owned();
        let key = |variable: &'static str| {
            let problem = "must be a random text of at least 32 characters";
            let key = text(variable).map(|text| SealKey::derive(&text).ok_or(Misconfigured { variable, problem }));
            key.transpose()
        };
        let owner = match (text("SWITCHBOARD_OWNER_EMAIL"), text("SWITCHBOARD_OWNER_PASSWORD")) {
            (Some(email), Some(password)) => Some(Owner { email, password }),
            _ => None,
        };
        let files = text("SWITCHBOARD_FILES_BUCKET").map(|bucket| Files {
            bucket,
            region: text("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
            endpoint: text("AWS_ENDPOINT_URL_S3"),
            url: url("SWITCHBOARD_FILES_URL"),
        });
        let variables = messengers::registry::all().map(|messenger| messenger.api_url().variable);
        let api_urls = variables
            .filter_map(|name| text(name).map(|_| (name.to_owned(), url(name))))
            .collect();
        Ok(Self {
            table: text("SWITCHBOARD_TABLE").unwrap_or_else(|| TABLE.to_owned()),
            public_url: url("PUBLIC_URL"),
            socket_url: url("SWITCHBOARD_SOCKET_URL"),
            connections_url: url("SWITCHBOARD_CONNECTIONS_URL"),
            seal_key: key("SWITCHBOARD_KEY")?,
            factor_key: key("SWITCHBOARD_FACTOR_KEY")?,
            is_second_factor_required: text("SWITCHBOARD_REQUIRE_SECOND_FACTOR").as_deref() == Some("true"),
            origin_secret: text("SWITCHBOARD_ORIGIN_SECRET").map(OriginSecret),
            owner,
            files,
            files_url: url("SWITCHBOARD_FILES_URL"),
            push_services: text("SWITCHBOARD_PUSH_SERVICES")
                .map(|all| {
                    all.split(',')
                        .map(|one| one.trim().trim_end_matches('/').to_owned())
                        .collect()
                })
                .unwrap_or_default(),
            api_urls,
        })
    }

    /// Where a messenger calls us for a channel.
    #[must_use]
    pub fn webhook_url(&self, channel: &domain::ChannelId) -> String {
        format!("{}/webhooks/{channel}", self.public_url)
    }

    /// Where a messenger's API is.
    #[must_use]
    pub fn api_url(&self, messenger: &dyn messengers::Messenger) -> String {
        let api = messenger.api_url();
        self.api_urls
            .get(api.variable)
            .cloned()
            .unwrap_or_else(|| api.default.to_owned())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub(crate) fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unset_and_empty_are_the_same() {
        let config = Config::read(|_| Some(String::new())).expect("fine");

        assert_eq!(config.table, TABLE);
        assert!(config.seal_key.is_none() && config.owner.is_none() && config.api_urls.is_empty());
    }

    #[test]
    fn a_weak_key_is_refused_by_name() {
        let weak = Config::read(|name| (name == "SWITCHBOARD_KEY").then(|| "short".into()));

        assert_eq!(weak.expect_err("weak").variable, "SWITCHBOARD_KEY");
    }

    #[test]
    fn addresses_lose_their_last_slash() {
        let config = Config::read(|name| (name == "PUBLIC_URL").then(|| "https://desk.example/".into()));

        assert_eq!(config.expect("fine").public_url, "https://desk.example");
    }
}
