//! Whether a request comes from our own page.
//!
//! Another site's page can make a browser send our cookie, but not this header, not our `Origin`, and not the mark of a
//! same-origin fetch.

use domain::Refusal;
use http::{HeaderName, Method, header};
use platform::{Config, Request, answer::is_own_origin};

/// Every request that changes something carries this header; browsers let no foreign page send it.
pub const MUTATION_HEADER: &str = "x-switchboard";

/// Browsers say here where a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a change asked for by anything but our own page.
///
/// # Errors
/// [`Refusal::ForeignOrigin`].
pub fn check_origin(config: &Config, request: &Request) -> Result<(), Refusal> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    let is_marked = request.headers().contains_key(MUTATION_HEADER);
    let is_same_site = matches!(text(FETCH_SITE), None | Some("same-origin" | "none"));
    let is_own = is_own_origin(config, text(header::ORIGIN), text(header::HOST));
    if is_marked && is_same_site && is_own {
        Ok(())
    } else {
        Err(Refusal::ForeignOrigin)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn check(headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut request = http::Request::put("/api/x").header("host", "desk.example:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check_origin(&Config::default(), &request.body(Bytes::new()).expect("request"))
    }

    #[test]
    fn only_our_own_page_may_change_things() {
        let own = ("origin", "http://desk.example:8080");
        let mark = (MUTATION_HEADER, "1");

        assert_eq!(check(&[mark, own, ("sec-fetch-site", "same-origin")]), Ok(()));
        assert_eq!(check(&[mark]), Ok(()), "no browser at all");
        assert_eq!(check(&[own]), Err(Refusal::ForeignOrigin), "unmarked");
        for foreign in [
            "null",
            "http://evil.example",
            "http://desk.example:8080.evil.example",
            "desk.example:8080",
            "",
        ] {
            assert_eq!(
                check(&[mark, ("origin", foreign)]),
                Err(Refusal::ForeignOrigin),
                "{foreign}"
            );
        }
        for site in ["cross-site", "same-site"] {
            assert_eq!(
                check(&[mark, own, ("sec-fetch-site", site)]),
                Err(Refusal::ForeignOrigin),
                "{site}"
            );
        }
    }
}
