//! Where a request comes from.
//!
//! Only an edge makes a [`Caller`]: the gateway on one machine from the connection itself, the deployed function from
//! what API Gateway says. What a caller writes into headers counts only where our own proxy is proven to have written it.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue};
use ring::digest::{SHA256, digest};

use crate::Request;

/// In front of us, the content delivery network writes here who calls; over whatever the caller wrote.
pub const CALLER_HEADER: HeaderName = HeaderName::from_static("x-switchboard-caller");

/// What proves that the content delivery network sent this.
pub const ORIGIN_HEADER: HeaderName = HeaderName::from_static("x-switchboard-origin");

/// Where proxies in front of one machine append whom they speak for.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller(IpAddr);

impl Caller {
    /// Somebody at this address.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Who made a request; `None`: the edge did not say.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        request.extensions().get().copied()
    }

    /// Who called the deployed function: whom the content delivery network names, if `secret` proves that it did; else
    /// who called the gateway, `source`.
    #[must_use]
    pub fn in_cloud(source: Option<&str>, headers: &HeaderMap, secret: Option<&str>) -> Option<Self> {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let is_proven = secret.zip(text(&ORIGIN_HEADER)).is_some_and(|(secret, shown)| {
            // Digests are compared: how long that takes tells nothing about the secret.
            digest(&SHA256, secret.as_bytes()).as_ref() == digest(&SHA256, shown.as_bytes()).as_ref()
        });
        let named = if is_proven { text(&CALLER_HEADER) } else { source };
        named?.parse().ok().map(Self::at)
    }

    /// Who called one machine: the `peer` of the connection, or, where that is our own `proxy`, the last of those it
    /// forwards for. What stands before the last one, the caller may have written.
    #[must_use]
    pub fn on_one_machine(peer: IpAddr, headers: &HeaderMap, proxy: Option<IpAddr>) -> Self {
        let peer = Self::at(peer);
        if proxy.map(Self::at) != Some(peer) {
            return peer;
        }
        let last = headers.get_all(FORWARDED_FOR).iter().next_back();
        let last = last.and_then(|value: &HeaderValue| value.to_str().ok()?.rsplit(',').next());
        last.and_then(|text| text.trim().parse().ok()).map_or(peer, Self::at)
    }

    /// The address.
    #[must_use]
    pub fn address(self) -> IpAddr {
        self.0
    }

    /// The network that one owner has as a rule, as it is written: the first 24 bits of IPv4, the first 64 of IPv6.
    #[must_use]
    pub fn network(self) -> String {
        match self.0 {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn in_the_cloud_a_header_counts_only_with_the_origins_secret() {
        let seen = |pairs: &[_], secret| {
            let caller = Caller::in_cloud(Some("198.51.100.9"), &headers(pairs), secret);
            caller.expect("an address").address().to_string()
        };
        let named = ("x-switchboard-caller", "203.0.113.7");
        let (right, wrong) = (("x-switchboard-origin", "s3cret"), ("x-switchboard-origin", "guessed"));

        assert_eq!(seen(&[named, right], Some("s3cret")), "203.0.113.7");
        for forged in [&[named][..], &[named, wrong], &[named, ("x-switchboard-origin", "")]] {
            assert_eq!(seen(forged, Some("s3cret")), "198.51.100.9", "{forged:?}");
        }
        assert_eq!(seen(&[named, ("x-switchboard-origin", "")], None), "198.51.100.9");
        assert_eq!(seen(&[("x-forwarded-for", "203.0.113.7")], None), "198.51.100.9");
        assert_eq!(Caller::in_cloud(Some("nonsense"), &headers(&[]), None), None);
    }

    #[test]
    fn on_one_machine_only_the_configured_proxy_speaks_for_others() {
        let seen = |peer, pairs: &[_], proxy: Option<&str>| {
            Caller::on_one_machine(ip(peer), &headers(pairs), proxy.map(ip)).address()
        };
        let forged = [
            ("x-forwarded-for", "192.0.2.1, 203.0.113.7"),
            ("x-real-ip", "192.0.2.2"),
            ("x-switchboard-caller", "192.0.2.3"),
        ];

        assert_eq!(seen("198.51.100.9", &forged, None), ip("198.51.100.9"));
        assert_eq!(seen("198.51.100.9", &forged, Some("127.0.0.1")), ip("198.51.100.9"));
        assert_eq!(
            seen("127.0.0.1", &forged, Some("127.0.0.1")),
            ip("203.0.113.7"),
            "the last hop"
        );
        assert_eq!(seen("::ffff:127.0.0.1", &forged, Some("127.0.0.1")), ip("203.0.113.7"));
        assert_eq!(
            seen("127.0.0.1", &[("x-forwarded-for", "x")], Some("127.0.0.1")),
            ip("127.0.0.1")
        );
        let twice = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "203.0.113.8")];
        assert_eq!(seen("127.0.0.1", &twice, Some("127.0.0.1")), ip("203.0.113.8"));
    }

    #[test]
    fn a_network_is_what_one_owner_has() {
        let network = |text| Caller::at(ip(text)).network();

        assert_eq!(network("203.0.113.7"), "203.0.113.0/24");
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
