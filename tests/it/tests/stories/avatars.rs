//! The picture an operator shows of themselves.

use http::{StatusCode, header};
use serde_json::{Value, json};
use support::{TestInbox, engines};

/// One pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_seen_by_colleagues_and_kept_by_its_version() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let socket = boris.socket().await;
        let picture = json!({ "media_type": "image/png", "base64": PNG });

        let shown = anna.web.put("/api/operators/me/avatar", &picture).await.ok();

        let is_it = |event: &Value| event["operator"]["avatar"] == shown["avatar"] && shown["avatar"].is_u64();
        socket.sees("the new picture's version", is_it).await;
        let path = format!("/api/operators/{}/avatar/{}", anna.id, shown["avatar"]);
        let served = boris.web.get(&path).await;
        assert_eq!(served.status, StatusCode::OK);
        for (name, value) in [
            (header::CONTENT_TYPE, "image/png"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        ] {
            assert_eq!(served.headers[&name], value, "{name}");
        }
        assert_eq!(served.headers["cross-origin-resource-policy"], "same-origin");
        assert_eq!(inbox.web().get(&path).await.code(), "signed_out");
        let removed = anna.web.delete("/api/operators/me/avatar").await.ok();
        assert!(removed["avatar"].is_null());
        assert_eq!(boris.web.get(&path).await.code(), "no_such_picture");
        let again = anna.web.delete("/api/operators/me/avatar").await.ok();
        assert_eq!(again["version"], removed["version"], "nothing to do");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_small_picture_is_refused() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let svg = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";
    let large = format!("iVBORw0KGgoA{}", "AAAA".repeat(22_000));

    for (media_type, base64, code) in [
        ("image/jpeg", PNG, "bad_picture"),
        ("image/png", svg, "bad_picture"),
        ("image/png", "not base 64!", "bad_picture"),
        ("image/png", "", "bad_picture"),
        ("image/png", &large, "too_large"),
        ("image/svg+xml", svg, "bad_request"),
        ("image/png; x", PNG, "bad_request"),
    ] {
        let picture = json!({ "media_type": media_type, "base64": base64 });
        let reply = anna.web.put("/api/operators/me/avatar", &picture).await;
        assert_eq!(reply.code(), code, "{media_type}");
    }
    let path = format!("/api/operators/{}/avatar", anna.id);
    for version in ["1", "x", "99999999999999999999"] {
        assert_eq!(
            anna.web.get(&format!("{path}/{version}")).await.code(),
            "no_such_picture",
            "{version}"
        );
    }
}
